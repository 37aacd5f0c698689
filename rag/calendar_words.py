"""The English names of months and weekdays, whole and shortened, and patterns that find them."""

import calendar

# The module's names follow the process's locale; the news and its readers are read as English.
with calendar.different_locale("C"):  # type: ignore[arg-type]
    _MONTHS = list(calendar.month_name)[1:]
    _SHORT_MONTHS = list(calendar.month_abbr)[1:]
    _WEEKDAYS = list(calendar.day_name)
    _SHORT_WEEKDAYS = list(calendar.day_abbr)

# In lower case, from January and from Monday on.
MONTHS = tuple(name.lower() for name in _MONTHS)
WEEKDAYS = tuple(name.lower() for name in _WEEKDAYS)
# Newspapers write "Sept." and "Tues." beside the three letters.
SHORT_MONTHS = frozenset({*(name.lower() for name in _SHORT_MONTHS), "sept"} - {"may"})
SHORT_WEEKDAYS = frozenset({*(name.lower() for name in _SHORT_WEEKDAYS), "tues", "thur", "thurs"})
# The first month of each season, as the north has them: winter 2024 ends in February 2025.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
NAMES = frozenset((*MONTHS, *WEEKDAYS))
ALL_NAMES = NAMES | SHORT_MONTHS | SHORT_WEEKDAYS


def any_of(names: frozenset[str]) -> str:
    """A pattern that finds any of the names, the longest first."""
    return "|".join(sorted((name.title() for name in names), key=lambda it: (-len(it), it)))


# Patterns in capitals as names are written, to be compiled with IGNORECASE where lower case counts.
# A shortened month takes the full stop behind it.
MONTH = rf"(?:{'|'.join(_MONTHS)}|(?:{any_of(SHORT_MONTHS)})\b\.?)"
WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)})"
SEASON = rf"(?:{'|'.join(SEASONS)})"
SHORT_WEEKDAY = rf"(?:{any_of(SHORT_WEEKDAYS)})"


def month_number(name: str) -> int:
    """The number, from 1, of the month that `name` names, whole or shortened, in any case."""
    short = name[:3].lower()
    return next(at for at, month in enumerate(MONTHS, start=1) if month.startswith(short))


def weekday_number(name: str) -> int:
    """The number, from 0 for Monday, of the weekday that `name` names, whole or shortened."""
    short = name[:3].lower()
    return next(at for at, day in enumerate(WEEKDAYS) if day.startswith(short))
