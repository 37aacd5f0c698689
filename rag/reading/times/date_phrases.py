"""Reads the words that name days of the calendar: dates, months, parts of a year, "last week"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from rag import calendar_words
from rag.reading.number_words import BELOW_HUNDRED, below_hundred
from rag.reading.times import date_ranges
from rag.reading.times.date_ranges import DAY, HOLIDAYS, Range

Grain = Literal["day", "weekday", "holiday", "month", "season", "part", "year", "count"]


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `start` to `end`, both included, and how words named them.

    `grain` "part" is a third, a quarter and the like; "count" is counted from today in whole
    units ("last week"). `relative`: counted from today. `yearless`: the words leave the year out.
    """

    start: date
    end: date
    grain: Grain
    relative: bool = False
    yearless: bool = False


# Years that a date of the news can lie in.
_EARLIEST, _LATEST = 1900, 2100
# Spaces are counted, so that no run of them makes a pattern slow.
_S = r"\s{1,3}"
_MONTH = rf"(?P<month>{calendar_words.MONTH})(?!\w)"
_FIGURES = r"(?P<year>\d{4}|['’]\d\d)(?!\w)"
_YEAR = rf"(?:,?{_S}(?:of{_S})?(?:{_FIGURES}|(?P<which>this|last){_S}year\b))"
_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?!\d|:\d)"
_NUMBERS = (
    rf"(?P<day>{_NUMBER})(?:st|nd|rd|th)?"
    rf"(?:(?:\s?[-–]\s?|{_S}(?:to|through|and){_S})(?P<until>{_NUMBER})(?:st|nd|rd|th)?)?(?!\w)"
)
_BEFORE_DAY = (
    rf"(?:the{_S}(?:(?P<week>week)|day|night|morning|evening){_S}of{_S})?"
    rf"(?:{calendar_words.WEEKDAY},?{_S})?(?:the{_S})?"
)
_REL = rf"(?:(?P<rel>last|this(?:{_S}past)?){_S})"
_MANY = {"a": 1, "an": 1, "couple": 2, "few": 4, "several": 5}
_COUNT = (
    rf"(?:a{_S})?(?P<count>\d{{1,3}}|{BELOW_HUNDRED}(?!\w)"
    rf"|{'|'.join(sorted(_MANY, key=len, reverse=True))})"
    rf"(?:{_S}of)?{_S}"
)
_WHOLE = (
    rf"(?:{_MONTH}{_YEAR}?|{_FIGURES.replace('year', 'all')}"
    rf"|(?P<of>the|this|last){_S}(?P<unit>year|month|week)\b)"
)
_PARTS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_NTHS = {"last": 0, "first": 1, "second": 2, "third": 3, "fourth": 4}
# "Two weeks ago" is seldom meant to the day: how many days to either side may be meant.
_MARGIN = {"hour": 0, "day": 0, "week": 3, "fortnight": 3, "month": 15, "year": 90}


def read_days(text: str, at: int, today: date, latest: date) -> tuple[Days | None, int] | None:
    """The days that the words of `text` from offset `at` on name, and the offset of their end.

    What leaves its year out means the last one that had begun by `latest`. None where no words
    for days stand there; (None, end) where they name no day of the years 1900 to 2100.
    """
    for pattern, read in _READERS:
        match = pattern.match(text, at)
        if match:
            try:
                found = read(match, today, latest)
            except (ValueError, OverflowError):  # the 30th of February; before the year 1
                return None, match.end()
            sane = found.start.year >= _EARLIEST and found.end.year <= _LATEST
            return found if sane and found.start <= found.end else None, match.end()
    return None


def _placed(
    match: re.Match[str], today: date, latest: date, grain: Grain, of_year: Callable[[int], Range]
) -> Days:
    """Days in the year that the words give, else in the last one in which they have begun."""
    given = match.groupdict()
    if given.get("year"):
        return Days(*of_year(_year_in(given["year"])), grain)
    if given.get("which"):
        return Days(*of_year(today.year - (_low(given["which"]) == "last")), grain, relative=True)
    relative = bool(given.get("rel"))
    for year in range(latest.year, latest.year - 9, -1):
        try:
            days = of_year(year)
        except ValueError:  # not a leap year; no inauguration
            continue
        if days[0] <= latest:
            return Days(*days, grain, relative=relative, yearless=not relative)
    raise ValueError("no such day")


def _low(words: str | None) -> str:
    return " ".join((words or "").lower().split())


def _year_in(figures: str) -> int:
    return int(figures) if len(figures) == 4 else 2000 + int(figures[1:])


def _month_in(match: re.Match[str]) -> int:
    return calendar_words.month_number(match["month"])


def _figures(match: re.Match[str], today: date, latest: date) -> Days:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    # 3/25/2025 as the United States write it; 25/3/2025 can only be read one way.
    start = date(year, day, month) if month > 12 else date(year, month, day)
    return Days(start, start, "day")


def _day(match: re.Match[str], today: date, latest: date) -> Days:
    def of_year(year: int) -> Range:
        start = date(year, _month_in(match), int(match["day"]))
        end = start.replace(day=int(match["until"])) if match["until"] else start
        return start, end + 6 * DAY if match["week"] else end

    return _placed(match, today, latest, "day", of_year)


def _month(match: re.Match[str], today: date, latest: date) -> Days:
    ended = _low(match["rel"]) == "last"
    by = today.replace(day=1) - DAY if ended else today if match["rel"] else latest
    return _placed(
        match, today, by, "month", lambda year: date_ranges.months(year, _month_in(match))
    )


def _season(match: re.Match[str], today: date, latest: date) -> Days:
    ended = _low(match["rel"]) == "last"
    by = today - relativedelta(months=3) if ended else today if match["rel"] else latest
    first = calendar_words.SEASONS[_low(match["season"])]
    return _placed(match, today, by, "season", lambda year: date_ranges.months(year, first, 3))


def _holiday(match: re.Match[str], today: date, latest: date) -> Days:
    name = _low(match["name"])
    of = next(of for pattern, of in HOLIDAYS if re.fullmatch(pattern, name))
    return _placed(match, today, latest, "holiday", lambda year: (of(year), of(year)))


def _numbered(match: re.Match[str], today: date, latest: date) -> Days:
    unit = {"q": "quarter", "h": "half"}[_low(match["letter"])]
    year = date_ranges.months(_year_in(match["year"]), 1, 12)
    return Days(
        *date_ranges.nth_piece(year, int(match["nth"]), date_ranges.stretch(1, unit)), "part"
    )


def _part(match: re.Match[str], today: date, latest: date) -> Days:
    """A third, or a piece such as the second quarter, of a month, a year or a unit of today's."""
    given = match.groupdict()

    def cut(days: Range) -> Range:
        if given.get("part"):
            return date_ranges.third(days, _PARTS[_low(match["part"])])
        piece, nth = match["piece"].lower(), _NTHS[_low(match["nth"])]
        if piece == "half":
            if nth > 2 or match["count"]:
                raise ValueError("there are two halves")
            return date_ranges.half(days, nth)
        if piece == "quarter" and not (given["all"] or _low(given["unit"]) == "year"):
            raise ValueError("only of a year")
        return date_ranges.nth_piece(
            days, nth, date_ranges.stretch(_count(match["count"] or "one"), piece)
        )

    if match["month"]:
        month = _month_in(match)
        return _placed(
            match, today, latest, "part", lambda year: cut(date_ranges.months(year, month))
        )
    if match["all"]:
        return Days(*cut(date_ranges.months(_year_in(match["all"]), 1, 12)), "part")
    last = _low(match["of"]) == "last"
    return Days(*cut(date_ranges.whole(_low(match["unit"]), today, last)), "part", relative=True)


def _unit(match: re.Match[str], today: date, latest: date) -> Days:
    """ "Last year" is that of the calendar; "the last year" and "the past year" end today."""
    which, unit = _low(match["rel"]), _low(match["unit"])
    if (which in ("this", "last") and unit != "fortnight") or unit == "weekend":
        start, end = date_ranges.whole(unit, today, back=which != "this")
        return Days(start, min(end, today), "count", relative=True)
    return Days(today - date_ranges.stretch(1, unit), today, "count", relative=True)


def _before_last(match: re.Match[str], today: date, latest: date) -> Days:
    unit = _low(match["unit"])
    start, _ = date_ranges.whole(unit, today, back=True)
    return Days(*date_ranges.whole(unit, start, back=True), "count", relative=True)


def _count(words: str) -> int:
    if words.isdigit():
        return int(words)
    read = below_hundred(words.lower().replace("-", " - ").split(), 0)
    return int(read.value) if read else _MANY[words.lower()]


def _past(match: re.Match[str], today: date, latest: date) -> Days:
    back = date_ranges.stretch(_count(match["count"]), _low(match["unit"]))
    return Days(today - back, today, "count", relative=True)


def _ago(match: re.Match[str], today: date, latest: date) -> Days:
    unit = _low(match["unit"])
    then, margin = today - date_ranges.stretch(_count(match["count"]), unit), _MARGIN[unit] * DAY
    return Days(then - margin, then + margin, "count", relative=True)


def _near(match: re.Match[str], today: date, latest: date) -> Days:
    words = _low(match.group())
    back = 2 if "before" in words else 1 if words.startswith(("yesterday", "last")) else 0
    return Days(today - back * DAY, today - back * DAY, "count", relative=True)


def _weekday(match: re.Match[str], today: date, latest: date) -> Days:
    """The last one before today: for today's own a reader says "today"."""
    back = (today.weekday() - calendar_words.weekday_number(match["weekday"]) - 1) % 7 + 1
    if _low(match["rel"]) == "this" and back > today.weekday():
        raise ValueError("not yet")
    return Days(today - back * DAY, today - back * DAY, "weekday", relative=True)


def _year(match: re.Match[str], today: date, latest: date) -> Days:
    return Days(*date_ranges.months(_year_in(match["year"]), 1, 12), "year")


_TIME_OF_DAY = r"(?:morning|afternoon|evening|night)"
_UNITS = r"(?P<unit>hour|day|week|fortnight|month|year)s?(?!\w)"
# The longer ones come first.
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str], date, date], Days]], ...] = (
    (r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\w)", _figures),
    (r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?!\w)", _figures),
    (
        rf"(?P<name>{'|'.join(pattern for pattern, _ in HOLIDAYS).replace(' ', _S)})(?!\w)"
        rf"(?:,?{_S}(?:(?:in|of){_S})?{_FIGURES})?",
        _holiday,
    ),
    (rf"{_BEFORE_DAY}{_MONTH}{_S}(?:the{_S})?{_NUMBERS}{_YEAR}?", _day),
    (rf"{_BEFORE_DAY}{_NUMBERS}{_S}(?:of{_S})?{_MONTH}{_YEAR}?", _day),
    (
        rf"(?:the{_S})?(?P<part>early|mid|late|(?:start|beginning|middle|end)(?={_S}of))"
        rf"(?:{_S}of{_S}|{_S}|-){_WHOLE}",
        _part,
    ),
    (
        rf"(?:the{_S})?(?P<nth>{'|'.join(_NTHS)}){_S}(?:{_COUNT})?"
        rf"(?P<piece>half|quarter|month|week|day)s?{_S}of{_S}{_WHOLE}",
        _part,
    ),
    (rf"(?P<letter>[qh])(?P<nth>[1-4]){_S}(?:of{_S})?{_FIGURES}", _numbered),
    (rf"(?:(?:the|these){_S})?(?:past|last){_S}{_COUNT}{_UNITS}", _past),
    (rf"{_COUNT}{_UNITS}{_S}(?:ago|back)(?!\w)", _ago),
    (rf"the{_S}(?P<unit>week(?:end)?|month|year){_S}before{_S}last(?!\w)", _before_last),
    (
        rf"(?:earlier{_S})?(?P<rel>this(?:{_S}past)?|last|(?:the{_S})?past|the{_S}last){_S}"
        r"(?P<unit>week(?:end)?|fortnight|month|quarter|year)(?!\w)",
        _unit,
    ),
    (
        rf"(?:earlier{_S})?today(?!\w)|tonight(?!\w)|this{_S}{_TIME_OF_DAY}(?!\w)|last{_S}night(?!\w)"
        rf"|yesterday(?:{_S}{_TIME_OF_DAY})?(?!\w)|(?:the{_S})?day{_S}before{_S}yesterday(?!\w)",
        _near,
    ),
    (rf"{_REL}?(?P<weekday>{calendar_words.WEEKDAY})(?:{_S}{_TIME_OF_DAY})?(?!\w)", _weekday),
    (rf"(?:{_REL}|the{_S})?(?P<season>{calendar_words.SEASON})(?!\w){_YEAR}?", _season),
    (rf"{_REL}?{_MONTH}{_YEAR}?", _month),
    (rf"(?:the{_S}year{_S})?{_FIGURES}", _year),
)
_READERS = [(re.compile(pattern, re.IGNORECASE), read) for pattern, read in _PATTERNS]
# What every reading begins with, for a search; it has no named groups.
ANY_DAYS = "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for pattern, _ in _PATTERNS)
