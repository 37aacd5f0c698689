"""Makes citations: a stretch of a passage, word for word, with where it stands."""

from rag.reading import Span
from rag.records import Citation, RetrievedPassage


def cite(number: int, found: RetrievedPassage, span: Span, speaker: str | None) -> Citation:
    """The citation `number` of what stands at `span`, in offsets of the article, in a passage."""
    return Citation(
        number=number,
        article_id=found.passage.article_id,
        title=found.title,
        outlet=found.outlet,
        published=found.published,
        url=found.url,
        speaker=speaker,
        quote=found.passage.text[span.start - found.passage.start : span.end - found.passage.start],
        start=span.start,
        end=span.end,
        copies=found.copies,
    )
