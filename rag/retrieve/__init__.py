"""Finding: what a question asks for, and the passages that may answer it."""

from rag.retrieve.explain import explain_passage, explain_question, explain_score
from rag.retrieve.question.comparison_sides import sides
from rag.retrieve.question.understand import Understanding, understand
from rag.retrieve.ranking.rank import rank
from rag.retrieve.ranking.rerank import Reranker
from rag.retrieve.ranking.search import find_candidates, search
from rag.retrieve.retriever import PassageRetriever

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
