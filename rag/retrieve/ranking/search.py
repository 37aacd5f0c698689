"""Searches by words and by meaning."""

from rag.library import Library
from rag.records import RetrievedPassage
from rag.retrieve.question.understand import Understanding
from rag.retrieve.ranking.rank import Candidates, rank
from rag.retrieve.ranking.rerank import RERANKED, Reranker

# How many each search brings.
_CANDIDATES = 100


def search(
    library: Library,
    understanding: Understanding,
    count: int,
    reranker: Reranker | None = None,
) -> list[RetrievedPassage]:
    """The `count` passages that best fit the question, best first, scored in [0, 1]."""
    candidates = find_candidates(library, understanding)
    return rank_candidates(library, understanding, candidates, count, reranker)


def rank_candidates(
    library: Library,
    understanding: Understanding,
    candidates: Candidates,
    count: int,
    reranker: Reranker | None,
) -> list[RetrievedPassage]:
    """The best `count` of `candidates`, the top read again where there is a `reranker`.

    Raises:
        ModelError: the reranker cannot be loaded.
    """
    if reranker is None:
        return rank(library, understanding, candidates, count)
    ranked = rank(library, understanding, candidates, max(count, RERANKED))
    return reranker.rerank(understanding.question, ranked)[:count]


def find_candidates(library: Library, understanding: Understanding) -> Candidates:
    """Search by words (BM25) and by meaning (cosine), within the dates and outlets asked for;
    nothing for what is no question.
    """
    if understanding.manner != "question":
        return Candidates({}, {})
    vector = library.embedder.embed([understanding.question])[0]
    lexical = dict(
        library.database.match(
            [term.word for term in understanding.terms], _CANDIDATES, understanding.narrowing
        )
    )
    dense = library.nearest(vector, _CANDIDATES, understanding.narrowing)
    found_by_words_only = [passage_id for passage_id in lexical if passage_id not in dense]
    return Candidates(lexical, dense | library.vectors.similarities(vector, found_by_words_only))
