"""How close a sentence comes in meaning to one of its source, by the packaged embedding model."""

from rag.answer.checking.source import Source
from rag.library import packaged_embedder
from rag.library.embeddings import Vectors
from rag.reading.terms import STOP_WORDS, stem, words

# Sentences of the source that are compared: those that share most words.
_COMPARED = 5
_MOST_KEPT = 4_000  # vectors, of 1.5 KB each
_kept: dict[str, Vectors] = {}


def likeness(text: str, source: Source) -> float:
    """The greatest cosine of `text` and a sentence of the source, 0 where there is none.

    Raises:
        ModelError: the packaged embedding model cannot be loaded.
    """
    said = {stem(word) for word in words(text) if word not in STOP_WORDS}
    pairs = zip(source.sentences, source.stems, strict=True)
    ranked = sorted(pairs, key=lambda pair: -len(said.intersection(pair[1])))
    nearest = [sentence for sentence, _ in ranked[:_COMPARED]]
    if not nearest:
        return 0.0
    vectors = _vectors([text, *nearest])
    return max(float(vectors[text] @ vectors[sentence]) for sentence in nearest)


def _vectors(texts: list[str]) -> dict[str, Vectors]:
    """The vectors of `texts`; those of a source are asked for with every sentence about it."""
    found = {text: _kept[text] for text in texts if text in _kept}
    missing = [text for text in dict.fromkeys(texts) if text not in found]
    if missing:
        made = dict(zip(missing, packaged_embedder().embed(missing), strict=True))
        if len(_kept) + len(made) > _MOST_KEPT:
            _kept.clear()
        _kept.update(made)
        found |= made
    return found
