"""Finding: what a question asks for, and the passages that may answer it."""

from rag.retrieve.retriever import PassageRetriever
from rag.retrieve.search import find_candidates, rank, search
from rag.retrieve.understand import Understanding, understand

__all__ = [
    "PassageRetriever",
    "Understanding",
    "find_candidates",
    "rank",
    "search",
    "understand",
]
