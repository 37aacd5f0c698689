"""Turns the times that a question names, and the reader's own filters, into what may be used."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.records import Question
from rag.retrieve.question.periods import Period, asks_for_newest, find_periods

# Questions for reports themselves, whose day is the day asked for.
_ASKS_REPORTS = re.compile(
    r"\b(?:what(?:['’]s|\s+is|\s+was|\s+has|\s+have)?\s+(?:been\s+)?(?:happen(?:ed|ing|s)?|new)"
    r"|news|headlines?|coverage|reports?\s+(?:on|about|of))\b",
    re.I,
)
# Words that make a question; without any it is a line of search terms, whose time is that of the
# reports that are looked for: "bridge toll a fortnight ago".
_QUESTIONS = re.compile(
    r"\?|\b(?:wh(?:o|om|ose|at|en|ere|ich|y)|how|is|are|was|were|do|does|did|has|have|had|can|could"
    r"|will|would|should|must)\b",
    re.I,
)
_LATEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Timing:
    """`narrowing` is what may be used; `around` are the days near which a report fits best, None
    where any day is as good; `topic` is the question without the words that only say when.
    `today` is the day of asking, or the library's newest day where that is earlier; `ended` is that
    newest day, where the time asked about lies wholly past it.
    """

    narrowing: Narrowing
    around: tuple[date, date] | None
    topic: str
    today: date
    ended: date | None = None


def read_timing(question: Question, text: str, library: Library, *, asks_words: bool) -> Timing:
    """Read when `text`, the question's standalone form, asks about.

    "As of" a day, nothing later is used. A time narrows the search where what somebody said, or
    the news itself, is asked for, as search terms do: that is reported when it happens. A fact may
    well be reported before or after its day ("how many jobs in July?"), so there a time only draws
    the ranking to it. The reader's own filters are narrowed, never widened. Of periods apart, the
    days between are let in as well.
    """
    last = next(iter(library.database.newest(1)), None)
    newest = (
        max((day for day in (last.published, last.updated) if day), default=None) if last else None
    )
    today = question.today or date.today()
    periods = find_periods(text, today, newest)
    narrowing = Narrowing(question.date_from, question.date_to, question.outlets)
    around: tuple[date, date] | None = None
    topic = text
    strict = asks_words or bool(_ASKS_REPORTS.search(text)) or not _QUESTIONS.search(text)
    days = _either(periods)
    for period in reversed(periods):  # from the end, so that the spans before stay right
        narrows = strict or period.kind == "as_of"
        if narrows:
            narrowing = _narrowed(narrowing, days or period)
        if narrows or period.relative:
            topic = topic[: period.span.start] + topic[period.span.end :]
        end = period.end or newest
        start = period.start or end
        if start and end:
            around = (start, end)
    if days and days.start and days.end:
        around = (days.start, days.end)
    if not periods and newest and asks_for_newest(text):
        around = (newest - _LATEST, newest)
    starts = [period.start for period in periods] or [
        today - _LATEST if asks_for_newest(text) else None
    ]
    ended = newest if newest and _is_past(newest, [*starts, narrowing.date_from]) else None
    return Timing(narrowing, around, topic, min(today, newest or today), ended)


def _is_past(newest: date, starts: list[date | None]) -> bool:
    return any(start and start > newest for start in starts)


def _either(periods: Sequence[Period]) -> Period | None:
    """The days from the first to the last of periods that have none in common: "in May or in
    September". None where all narrow one another, as "in April, before the 10th".
    """
    closed = sorted(
        (it for it in periods if it.kind == "within" and it.start and it.end),
        key=lambda it: (it.start, it.end),
    )
    apart = any(one.end < two.start for one, two in pairwise(closed) if one.end and two.start)
    if not apart or len(closed) < len(periods):
        return None
    return replace(closed[0], end=max(it.end for it in closed if it.end))


def _narrowed(narrowing: Narrowing, period: Period) -> Narrowing:
    if period.kind == "as_of":
        return narrowing._replace(as_of=_earlier(narrowing.as_of, period.end))
    starts = [day for day in (narrowing.date_from, period.start) if day]
    return narrowing._replace(
        date_from=max(starts, default=None), date_to=_earlier(narrowing.date_to, period.end)
    )


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
