"""Tells how something went on: dated lines, the oldest first, one report each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.answer.choose import repeats
from rag.answer.compose import Extract, compose
from rag.answer.dates import day_in_words
from rag.reader.candidates import Candidate
from rag.reading.times.date_phrases import read_days

# How likely a line must be beside the best one, and how many there are at most for 60 words.
_WORTH = 0.03
_MOST_LINES = 8
_USUAL_WORDS = 60
# A timeline may have this many times the words of another answer: it is a list.
_LONGER = 3.3
# How far past its report a day without its year may lie, and how far where words say that it is to
# come: what else there is of that name was nearly a year before.
_SOON = timedelta(days=60)
_TO_COME = re.compile(
    r"\b(?:will|shall|would|(?:is|are|was|were) to|due|expected|scheduled|planned|plans?|until)\b",
    re.I,
)
_AHEAD = timedelta(days=180)
_DATED = re.compile(r"\b(?=(?:on )?(?:[A-Z][a-z]{2,8}\.? \d{1,2}\b|\d{1,2} [A-Z][a-z]{2,8}\b))")


@dataclass(frozen=True, slots=True)
class _Line:
    day: date
    candidate: Candidate


def timeline(candidates: Sequence[Candidate], words: int) -> Extract | None:
    """The best of the `candidates` in the order of their days; None where fewer than two stand.

    `candidates` are sorted by score. A sentence that names a day tells of that day, another one
    of the day on which it was published; of one day the best sentence is taken.
    """
    lines: list[_Line] = []
    left = int(words * _LONGER)
    for candidate in candidates:
        if len(lines) == _MOST_LINES * max(1, words // _USUAL_WORDS):
            break
        if candidate.likelihood(candidates[0]) < _WORTH or candidate.leans:
            continue
        day = _day_of(candidate)
        if day is None or candidate.words > left:
            continue
        if any(line.day == day or repeats(candidate, line.candidate) for line in lines):
            continue
        lines.append(_Line(day, candidate))
        left -= candidate.words
    if len(lines) < 2:
        return None
    lines.sort(key=lambda line: line.day)
    days = {id(line.candidate): line.day for line in lines}
    return compose([line.candidate for line in lines], lambda one, _: day_in_words(days[id(one)]))


def _day_of(candidate: Candidate) -> date | None:
    published = candidate.found.published
    if published is None:
        return None
    latest = published + (_AHEAD if _TO_COME.search(candidate.text) else _SOON)
    for match in _DATED.finditer(candidate.text):
        at = match.end() + len("on ") * candidate.text.startswith("on ", match.end())
        found, _ = read_days(candidate.text, at, published, latest) or (None, at)
        if found and found.start == found.end:
            return found.start
    said = candidate.statement
    return (said.day if said else None) or published
