"""The calendar's arithmetic: holidays, months, seasons, weeks, and the parts of a longer time."""

from collections.abc import Callable
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import MO, TH, relativedelta

# The first and the last day.
Range = tuple[date, date]

DAY = timedelta(days=1)


def _monday(year: int, month: int, nth: int) -> date:
    return date(year, month, 1 if nth > 0 else 31) + relativedelta(weekday=MO(nth))


def _inauguration(year: int) -> date:
    if year % 4 != 1:
        raise ValueError("a president takes office in the year after a leap year")
    return date(year, 1, 20)


# Days of the United States, and some that much of the world keeps: patterns of their names (in
# lower case), and the day in a year. Those of one day each year raise ValueError in other years.
HOLIDAYS: tuple[tuple[str, Callable[[int], date]], ...] = (
    (r"(?:the )?election day", lambda year: _monday(year, 11, 1) + DAY),
    (r"inauguration day|the inauguration", _inauguration),
    (r"christmas eve", lambda year: date(year, 12, 24)),
    (r"christmas(?: day)?", lambda year: date(year, 12, 25)),
    (r"boxing day", lambda year: date(year, 12, 26)),
    (r"new year['’]?s eve", lambda year: date(year, 12, 31)),
    (r"new year['’]?s(?: day)?|the new year", lambda year: date(year, 1, 1)),
    (r"martin luther king,?(?: jr\.?)? day|mlk day", lambda year: _monday(year, 1, 3)),
    (r"valentine['’]?s day", lambda year: date(year, 2, 14)),
    (r"presidents?['’]? day", lambda year: _monday(year, 2, 3)),
    (r"st\.? patrick['’]?s day", lambda year: date(year, 3, 17)),
    (r"easter(?: sunday)?", easter),
    (r"memorial day", lambda year: _monday(year, 5, -1)),
    (r"juneteenth", lambda year: date(year, 6, 19)),
    (r"independence day|(?:the )?fourth of july|july fourth", lambda year: date(year, 7, 4)),
    (r"labou?r day", lambda year: _monday(year, 9, 1)),
    (r"halloween", lambda year: date(year, 10, 31)),
    (r"veterans['’]? day", lambda year: date(year, 11, 11)),
    (r"thanksgiving(?: day)?", lambda year: date(year, 11, 1) + relativedelta(weekday=TH(4))),
)


def lasting(start: date, length: relativedelta) -> Range:
    """The days from `start` on that make up `length`."""
    return start, start + length - DAY


def months(year: int, first: int, count: int = 1) -> Range:
    """`count` whole months from the month `first` (1 to 12) of `year` on."""
    return lasting(date(year, first, 1), relativedelta(months=count))


def whole(unit: str, today: date, back: bool = False) -> Range:
    """The week (from Monday), weekend, month, quarter or year of `today`, or the one before it."""
    monday = today - today.weekday() * DAY
    start, length, step = {
        "week": (monday, relativedelta(days=7), relativedelta(days=7)),
        "weekend": (monday + 5 * DAY, relativedelta(days=2), relativedelta(days=7)),
        "month": (today.replace(day=1), relativedelta(months=1), relativedelta(months=1)),
        "quarter": (
            date(today.year, (today.month - 1) // 3 * 3 + 1, 1),
            relativedelta(months=3),
            relativedelta(months=3),
        ),
        "year": (date(today.year, 1, 1), relativedelta(years=1), relativedelta(years=1)),
    }[unit]
    return lasting(start - step if back else start, length)


def stretch(count: int, unit: str) -> relativedelta:
    """`count` hours (in whole days, rounded up), days, weeks, fortnights, months or longer."""
    if unit == "hour":
        return relativedelta(days=-(-count // 24))
    return {
        "day": relativedelta(days=count),
        "week": relativedelta(weeks=count),
        "fortnight": relativedelta(weeks=2 * count),
        "month": relativedelta(months=count),
        "quarter": relativedelta(months=3 * count),
        "half": relativedelta(months=6 * count),
        "year": relativedelta(years=count),
    }[unit]


def third(of: Range, place: int) -> Range:
    """The early (0), middle (1) or late (2) third of a time; a month's begin on 1, 11, 21."""
    start, end = of
    days = (end - start).days + 1
    length = 10 * DAY if 28 <= days <= 31 else round(days / 3) * DAY
    first = start + place * length
    return first, end if place == 2 else first + length - DAY


def half(of: Range, nth: int) -> Range:
    """The first (1) or second half of a time; a month's begin on 1 and 16, a year's by months."""
    start, end = of
    days = (end - start).days + 1
    middle = start + (15 * DAY if 28 <= days <= 31 else days // 2 * DAY)
    if days >= 365:
        middle = start + relativedelta(months=6)
    return (start, middle - DAY) if nth == 1 else (middle, end)


def nth_piece(of: Range, nth: int, length: relativedelta) -> Range:
    """The `nth` (from 1; 0 is the last) piece of that length in a time.

    Raises ValueError where the time is too short for it.
    """
    start, end = of
    first = start + length * (nth - 1) if nth else end + DAY - length
    piece = lasting(first, length)
    if piece[0] < start or piece[0] > end:
        raise ValueError("no such part")
    return piece[0], min(piece[1], end)
