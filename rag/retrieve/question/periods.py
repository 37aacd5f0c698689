"""Reads from a question's words in which days the reports that it asks for were published."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from rag.reading import Span
from rag.reading.times.expressions import AFTER, AS_OF, BEFORE, UNTIL, Time, find_times

Kind = Literal["within", "as_of"]


@dataclass(frozen=True, slots=True)
class Period:
    """One time expression of a question.

    `start` and `end` are the first and the last day, both included, None where that side is open.
    `span` are the character offsets of its words in the text, the preposition with them.
    `kind` "as_of": nothing published after `end` may be used; `start` is None. `relative`:
    counted from today ("last week", "since Monday"). `yearless`: a month, day, season or holiday
    without its year, taken for the last one.
    """

    start: date | None
    end: date | None
    span: Span
    kind: Kind
    relative: bool
    yearless: bool


_DAY = timedelta(days=1)
# Characters of a text that are read: no question is longer, and a hostile text costs no more.
_LONGEST = 10_000
# Characters of a sentence that are looked at to either side of a time.
_NEAR = 200
_SENTENCE_END = re.compile(r"[?!]|\.\s+(?=[A-Z])")
_CLAUSE_END = re.compile(r"[?!.,;:]\s")
_S = r"\s{1,3}"
_WORDS = r"(?:[\w'’.&-]{1,30}\s{1,3}){0,5}?"
_PARTICIPLE = (
    r"(?:\w{2,}ed|been|gone|done|said|made|seen|taken|given|found|known|shown|spoken|written|begun"
    r"|become|come|won|lost|left|sold|told|paid|sent|spent|built|held|met|put|set|hit|shot|fallen"
    r"|risen|grown|broken|chosen|stolen|thrown|drawn|struck|sworn|caught|brought|bought|led|kept)"
)
# A state as it was known on a day: "how many had died", "were known to have died".
_STATE = re.compile(
    rf"\bhad{_S}(?!to\b){_WORDS}{_PARTICIPLE}\b"
    rf"|\b(?:was|were){_S}{_WORDS}(?:still|known|confirmed|reported|believed|missing)\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    rf"\b(?:was|were){_S}{_WORDS}(?:planning|going|expected|set|supposed|scheduled|due|about"
    rf"|poised|hoping|preparing|projected){_S}to\b",
    re.IGNORECASE,
)
_OPENERS = ("in", "on", "at", "during")
_DUTY = re.compile(
    r"\b(?:must|should|will|would|shall|needs?|ha(?:ve|s|d) to|deadline|promised?|pledged?)\b", re.I
)
# "What should one not wear after Labor Day?" is of every year.
_HABIT = re.compile(r"\b(?:should|always|every|usually|typically|traditionally|annually)\b", re.I)
# "Before this year, when was the last one?" asks for an event, which later reports tell of too.
_ASKS_WHEN = re.compile(r"\b(?:when|ever|first|last|how often|how many times)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(since|after|before|until|ahead of|prior to)\s+\w", re.IGNORECASE)
_LISTED = re.compile(r",\s{1,3}(?:(?:and|or)\s{1,3})?", re.IGNORECASE)
_NEWEST = re.compile(
    r"(?<!at the )\b(?:latest|newest|most recent(?:ly)?|currently|right now|at the moment)(?![\w-])"
    r"|(?<!from )\bnow(?![\w-])"
    r"(?!\s(?:that|defunct|former|retired|famous|infamous|deceased)\b)",
    re.IGNORECASE,
)


def asks_for_newest(text: str) -> bool:
    """Whether the question asks how things stand: "latest", "most recent", "now", "currently"."""
    return any(
        match.group() != "Now" or not text[: match.start()].strip()  # "Apocalypse Now"
        for match in _NEWEST.finditer(text[:_LONGEST])
    )


def find_periods(text: str, today: date, newest: date | None = None) -> list[Period]:
    """The times that `text` asks for, in their order; any text gives a list.

    `today` is the day that "last week" is counted from; `newest` the newest day that the library
    holds. What has no year is the last one that had begun by the earlier of the two. A time that
    is part of a name ("the 2024 election", "last year's budget", "Euro 2025") is none.

    A question that opens with a time and asks for a state or a plan of then ("On Sept 11, had
    police identified …?", "in mid February, how many was it planning to close?") is read "as_of",
    as later reports would tell how it turned out. "By July 5" beside a state is so too; beside
    anything else it is a deadline, and no period.
    """
    text = text[:_LONGEST]
    found: list[Period] = []
    for time in find_times(text, today, min(today, newest or today)):
        before, after = _around(text, time.span, found[-1].span.end if found else 0)
        period = _period(time, before, after)
        # No report was published in a day to come: "who will host the games in 2032?"
        if period is None or (period.start and period.start > today):
            continue
        listed = time.words_at == time.span.start and found and found[-1].start and found[-1].end
        if listed and _LISTED.fullmatch(text, found[-1].span.end, period.span.start):
            period = _joined(found.pop(), period)
        found.append(period)
    return found


def _joined(one: Period, other: Period) -> Period:
    """The time from the first to the last of a list: "in May, June and July"."""
    starts = [day for day in (one.start, other.start) if day]
    ends = [day for day in (one.end, other.end) if day]
    span = Span(one.span.start, other.span.end)
    return replace(one, start=min(starts), end=max(ends), span=span)


def _around(text: str, span: Span, since: int) -> tuple[str, str]:
    """What the sentence says before a time (from `since` on) and after it."""
    before = text[max(since, span.start - _NEAR) : span.start]
    after = text[span.end : span.end + _NEAR]
    return _SENTENCE_END.split(before)[-1], _SENTENCE_END.split(after)[0]


def _period(time: Time, before: str, after: str) -> Period | None:
    days, lead = time.days, time.lead
    if days.yearless and _HABIT.search(f"{before} {after}"):
        return None
    kind: Kind = "within"
    start: date | None = days.start
    end: date | None = days.end
    if lead in AFTER and not (lead == "from" and days.grain not in ("day", "weekday", "holiday")):
        start, end = days.end + _DAY if lead == "after" else days.start, None
    elif lead in BEFORE:
        if _ASKS_WHEN.search(before) or _ASKS_WHEN.search(after):
            return None
        start, end = None, days.start - _DAY
    elif lead in UNTIL:
        start = None
    elif lead in AS_OF:
        start, kind = None, "as_of"
        if lead == "by" and (_DUTY.search(before) or _DUTY.search(after)):
            return None
        if lead == "by" and not (_STATE.search(before) or _STATE.search(after)):
            if days.grain != "part":  # "by the end of May" is no narrower than "until"
                return None
            kind = "within"
    elif (
        time.opens and lead in ("in", "on", "at") and (_STATE.search(after) or _PLAN.search(after))
    ):
        start, kind = None, "as_of"
    else:
        clause = _CLAUSE.search(_CLAUSE_END.split(before)[-1])
        if clause:  # "since the war began in 2022": reports of it come later
            earlier = clause[1].lower() in ("since", "after")
            start, end = (days.start, None) if earlier else (None, days.end)
    return Period(start, end, time.span, kind, days.relative, days.yearless)
