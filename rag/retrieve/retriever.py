"""The search as a LangChain retriever, for chains of one's own."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from rag.library import Library
from rag.records import Question, RetrievedPassage
from rag.retrieve.question.understand import understand
from rag.retrieve.ranking.search import search


class PassageRetriever(BaseRetriever):
    """Finds the passages of a library that fit a question, as LangChain documents.

    `invoke` takes the question's text; date and outlet filters are those of `Question`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Any  # a Library; pydantic cannot check a class that is imported late
    count: int = 20
    reranker: Any = None  # a Reranker, for those who have one

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        library: Library = self.library
        found = search(library, understand(Question(query), library), self.count, self.reranker)
        return [_document(retrieved) for retrieved in found]


def _document(found: RetrievedPassage) -> Document:
    return Document(
        id=found.passage.id,
        page_content=found.passage.text,
        metadata={
            "article_id": found.passage.article_id,
            "start": found.passage.start,
            "end": found.passage.end,
            "title": found.title,
            "outlet": found.outlet,
            "published": found.published.isoformat() if found.published else None,
            "url": found.url,
            "score": found.score,
        },
    )
