"""Finds what is said in articles, as the record keeps it."""

from rag.library.database import Database
from rag.reading import find_statements
from rag.reading.people.names import family_name
from rag.records import Article, Statement


def read_statements(article: Article) -> list[tuple[Statement, str]]:
    """What is said in an article, each with the speaker's folded surname as the record keeps it.

    Sources without a name have none.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    return [
        (said, family_name(said.speaker) if said.named else "")
        for said in find_statements(
            article.id, article.text, published=article.published, unnamed=True
        )
    ]


def find_missing(database: Database) -> None:
    """Find the statements of a record that comes from an edition whose own are of no use; what is
    interrupted is gone on with the next time.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    while (article_id := database.needs_statements()) is not None:
        article = database.article(article_id)
        database.write_statements(article_id, read_statements(article) if article else [])
