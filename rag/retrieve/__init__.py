"""Finding: what a question asks for, and the passages that may answer it."""

from rag.retrieve.explain import explain_passage, explain_question, explain_score
from rag.retrieve.rank import rank
from rag.retrieve.rerank import Reranker
from rag.retrieve.retriever import PassageRetriever
from rag.retrieve.search import find_candidates, search
from rag.retrieve.sides import sides
from rag.retrieve.understand import Understanding, understand

__all__ = [
    "PassageRetriever",
    "Reranker",
    "Understanding",
    "explain_passage",
    "explain_question",
    "explain_score",
    "find_candidates",
    "rank",
    "search",
    "sides",
    "understand",
]
