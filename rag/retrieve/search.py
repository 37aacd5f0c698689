"""Searches by words and by meaning."""

from rag.library import Library
from rag.records import RetrievedPassage
from rag.retrieve.rank import Candidates, rank
from rag.retrieve.understand import Understanding

# How many each search brings.
_CANDIDATES = 100


def search(library: Library, understanding: Understanding, count: int) -> list[RetrievedPassage]:
    """The `count` passages that best fit the question, best first, scored in [0, 1]."""
    return rank(library, understanding, find_candidates(library, understanding), count)


def find_candidates(library: Library, understanding: Understanding) -> Candidates:
    """Search by words (BM25) and by meaning (cosine), within the dates and outlets asked for."""
    vector = library.embedder.embed([understanding.question])[0]
    lexical = dict(
        library.database.match(
            [term.word for term in understanding.terms], _CANDIDATES, understanding.narrowing
        )
    )
    dense = library.nearest(vector, _CANDIDATES, understanding.narrowing)
    found_by_words_only = [passage_id for passage_id in lexical if passage_id not in dense]
    return Candidates(lexical, dense | library.vectors.similarities(vector, found_by_words_only))
