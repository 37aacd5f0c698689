"""The days that a reader types into a filter, in any usual form."""

import re
from datetime import date

from dateutil.relativedelta import relativedelta

from rag.reading.times.date_phrases import read_days

# Figures that are no words for time in the news, but that people type: 1.10.2025, 2025/10/1.
_YEAR_LAST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_MONTH_OF_YEAR = re.compile(r"(\d{4})[-/.](\d{1,2})")
_LONGEST = 40  # characters


def typed_day(text: str | None, *, is_last: bool, today: date | None = None) -> str:
    """The day that `text` names, as 2025-04-01: of several its first, or with `is_last` its last.

    The text as it came where it names none. `today` is what "yesterday" is counted from.
    """
    words = " ".join((text or "").split())
    today = today or date.today()
    span = _in_figures(words) if len(words) <= _LONGEST else None
    if span is None and len(words) <= _LONGEST:
        found, end = read_days(words, 0, today, today) or (None, 0)
        span = (found.start, found.end) if found and end == len(words) else None
    return span[is_last].isoformat() if span else text or ""


def _in_figures(words: str) -> tuple[date, date] | None:
    try:
        if match := _YEAR_FIRST.fullmatch(words):
            year, month, day = map(int, match.groups())
        elif match := _YEAR_LAST.fullmatch(words):
            day, month, year = map(int, match.groups())
        elif match := _MONTH_OF_YEAR.fullmatch(words):
            first = date(int(match[1]), int(match[2]), 1)
            return first, first + relativedelta(day=31)
        else:
            return None
        return (date(year, month, day),) * 2
    except (ValueError, OverflowError):
        return None
