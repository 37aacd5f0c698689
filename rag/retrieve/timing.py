"""Turns the times that a question names, and the reader's own filters, into what may be used."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from rag.library import Library
from rag.library.database import Narrowing
from rag.records import Question
from rag.retrieve.periods import Period, asks_for_newest, find_periods

# Questions for reports themselves, whose day is the day asked for.
_ASKS_REPORTS = re.compile(
    r"\b(?:what(?:['’]s|\s+is|\s+was|\s+has|\s+have)?\s+(?:been\s+)?(?:happen(?:ed|ing|s)?|new)"
    r"|news|headlines?|coverage|reports?\s+(?:on|about|of))\b",
    re.I,
)
_LATEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Timing:
    """`narrowing` is what may be used; `around` are the days near which a report fits best, None
    where any day is as good; `topic` is the question without the words that only say when.
    """

    narrowing: Narrowing
    around: tuple[date, date] | None
    topic: str


def read_timing(question: Question, text: str, library: Library, *, asks_words: bool) -> Timing:
    """Read when `text`, the question's standalone form, asks about.

    "As of" a day, nothing later is used. A time narrows the search where what somebody said, or
    the news itself, is asked for: that is reported when it happens. A fact may well be reported
    before or after its day ("how many jobs in July?"), so there a time only draws the ranking to
    it. The reader's own filters are narrowed, never widened.
    """
    newest = next((it.published for it in library.database.newest(1)), None)
    periods = find_periods(text, question.today or date.today(), newest)
    narrowing = Narrowing(question.date_from, question.date_to, question.outlets)
    around: tuple[date, date] | None = None
    topic = text
    strict = asks_words or bool(_ASKS_REPORTS.search(text))
    for period in reversed(periods):  # from the end, so that the spans before stay right
        narrows = strict or period.kind == "as_of"
        if narrows:
            narrowing = _narrowed(narrowing, period)
        if narrows or period.relative:
            topic = topic[: period.span.start] + topic[period.span.end :]
        end = period.end or newest
        start = period.start or end
        if start and end:
            around = (start, end)
    if not periods and newest and asks_for_newest(text):
        around = (newest - _LATEST, newest)
    return Timing(narrowing, around, topic)


def _narrowed(narrowing: Narrowing, period: Period) -> Narrowing:
    if period.kind == "as_of":
        return narrowing._replace(as_of=_earlier(narrowing.as_of, period.end))
    starts = [day for day in (narrowing.date_from, period.start) if day]
    return narrowing._replace(
        date_from=max(starts, default=None), date_to=_earlier(narrowing.date_to, period.end)
    )


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
