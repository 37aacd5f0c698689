"""Finds what a sentence puts together of things that its source tells apart: of two articles, or a
day with what happened on another.
"""

from collections.abc import Iterable

from rag.answer.checking.clauses import assertions
from rag.answer.checking.figures import figure_fault
from rag.answer.checking.moments import moment_fault, read_moments
from rag.answer.checking.naming import name_fault
from rag.answer.checking.source import Source
from rag.reading.terms import content_terms

# The share of a sentence's content that a sentence of the source holds which tells the same.
_SAME = 0.5


def merging_fault(text: str, source: Source) -> str | None:
    """Why what a sentence puts together cannot stand; None where it can.

    What is told as one thing has its names, numbers and dates in one of the articles, and a day
    stands where the source tells of what it is given to.
    """
    if len(source.articles) > 1 and any(
        all(_lacks(part, article) for article in source.articles) for part in assertions(text)
    ):
        return "puts together what its articles tell of different things"
    return _other_day(text, source)


def _lacks(part: str, article: Source) -> bool:
    moments = read_moments(part)
    held = "\n".join(read_moments(it).rest for it in [*article.headers, *article.passages])
    return bool(
        name_fault(part, article)
        or moment_fault(moments, article)
        or figure_fault(moments.rest, article, held)
    )


def _other_day(text: str, source: Source) -> str | None:
    said = read_moments(text)
    if len(said.days) != 1:
        return None
    (_, *day) = said.days[0]
    wanted = set(content_terms(said.rest))
    told = [(len(wanted.intersection(stems)), -at) for at, stems in enumerate(source.stems)]
    shared, at = max(told, default=(0, 0))
    held = _days(read_moments(source.sentences[-at]).days) if shared else set()
    if held and tuple(day) not in held and shared >= _SAME * len(wanted):
        return "has a date that the source gives to something else"
    return None


def _days(days: Iterable[tuple[int | None, int, int]]) -> set[tuple[int, ...]]:
    return {(month, day) for _, month, day in days}
