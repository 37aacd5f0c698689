"""Holds the dates, weekdays and hours of a sentence against its source and its day of publication.

What the source says relative to its own day ("on Friday", "last year", "two days ago") is resolved
from the day on which its article was published; a relative form in the sentence must be the
source's own, since a reader's "last week" is another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from rag.answer.checking.moment_forms import (
    AGO,
    DAYS_FROM_HERE,
    DECADE,
    FORMS,
    MONTH_ALONE,
    RELATIVE,
    TIME,
    WEEKDAY,
    YEAR_ALONE,
    YEARS_FROM_HERE,
    YEARS_SPAN,
)
from rag.answer.checking.source import Source, readable
from rag.calendar_words import WEEKDAYS, month_number, weekday_number
from rag.reading.number_words import SMALL, TENS


@dataclass
class Moments:
    """The points in time that a text names; `rest` is the text with them blanked."""

    days: list[tuple[int | None, int, int]] = field(default_factory=list)  # year, month, day
    months: list[tuple[int | None, int]] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    times: list[tuple[int, bool]] = field(default_factory=list)  # minutes, half of the day known
    phrases: list[str] = field(default_factory=list)
    ago: list[tuple[int, str]] = field(default_factory=list)
    rest: str = ""


def read_moments(text: str) -> Moments:
    """Find the dates, years, weekdays, hours and relative phrases of `text`."""
    found = Moments()

    def blank(match: re.Match[str]) -> str:
        return " " * len(match.group())

    def day(match: re.Match[str]) -> str:
        parts = match.groupdict()
        month = int(parts["number"]) if parts.get("number") else month_number(parts["month"])
        year = int(parts["year"]) if parts.get("year") else None
        if parts.get("day"):
            found.days += [
                (year, month, int(parts[name])) for name in ("day", "until") if parts.get(name)
            ]
        else:
            found.months.append((year, month))
        return blank(match)

    def time(match: re.Match[str]) -> str:
        found.times.append(_minutes(match))
        return blank(match)

    def word(match: re.Match[str]) -> str:
        found.phrases.append(" ".join(match.group().lower().split()).replace("’", "'"))
        return blank(match)

    def weekday(match: re.Match[str]) -> str:
        found.weekdays.append(weekday_number(match.group()))
        return blank(match)

    def alone(match: re.Match[str]) -> str:
        found.months.append((None, month_number(match["month"])))
        return blank(match)

    def year(match: re.Match[str]) -> str:
        found.years.append(int(match.group()))
        return blank(match)

    def years(match: re.Match[str]) -> str:
        first, last = match["first"], match["last"]
        found.years += [int(first), int(last if len(last) == 4 else first[:2] + last)]
        return blank(match)

    rest = text
    for form in FORMS:
        rest = form.sub(day, rest)
    rest = TIME.sub(time, rest)
    for match in AGO.finditer(rest):
        count = match["count"].lower()
        number = int(count) if count.isdigit() else (SMALL | TENS).get(count, 1)
        found.ago.append((number, match["unit"].lower()))
    rest = DECADE.sub(word, RELATIVE.sub(word, rest))
    rest = YEAR_ALONE.sub(year, YEARS_SPAN.sub(years, rest))
    rest = MONTH_ALONE.sub(alone, WEEKDAY.sub(weekday, rest))
    found.rest = rest
    return found


def moment_fault(said: Moments, source: Source) -> str | None:
    """Why the points in time of a sentence cannot stand; None where they can."""
    held = _Held(source)
    for day in said.days:
        if not held.has_day(*day):
            return "has a date that the source does not have"
    for year, month in said.months:
        if not held.has_month(year, month):
            return "has a month that the source does not have"
    for year in said.years:
        if year not in held.years:
            return f"has a year, {year}, that the source does not have"
    for weekday in said.weekdays:
        if weekday not in held.weekdays:
            return f"has a weekday, {WEEKDAYS[weekday].title()}, that the source does not have"
    for minutes, known in said.times:
        if not held.has_time(minutes, known):
            return "has an hour that the source does not have"
    for phrase in said.phrases:
        if phrase not in held.phrases:
            return f'says "{phrase}", which the source does not'
    return None


class _Held:
    """The points in time of a source, those that it means by relative words among them."""

    def __init__(self, source: Source) -> None:
        self.days: set[tuple[int | None, int, int]] = set()
        self.months: set[tuple[int | None, int]] = set()
        self.years: set[int] = set()
        self.weekdays: set[int] = set()
        self.times: set[tuple[int, bool]] = set()
        self.phrases: set[str] = set()
        for found, passage in zip(source.cited, source.passages, strict=True):
            self._read(read_moments(f"{readable(found.title)}\n{passage}"), found.published)

    def _read(self, held: Moments, published: date | None) -> None:
        self.days |= set(held.days)
        self.months |= set(held.months) | {(year, month) for year, month, _ in held.days}
        self.years |= set(held.years)
        self.years |= {year for year, *_ in [*held.days, *held.months] if year}
        self.weekdays |= set(held.weekdays)
        self.times |= set(held.times)
        self.phrases |= set(held.phrases)
        if published:
            for year, month, day in held.days:
                if year is None:
                    self._add(_closest(month, day, published))
            self.months |= {
                (published.year - (month > published.month), month)
                for year, month in held.months
                if year is None
            }
            for meant in [published, *_meant(held, published)]:
                self._add(meant)
            self.years |= {
                published.year + step
                for phrase, step in YEARS_FROM_HERE.items()
                if phrase in held.phrases
            }
            self.years |= {published.year - count for count, unit in held.ago if unit == "year"}

    def _add(self, day: date | None) -> None:
        if day:
            self.days.add((day.year, day.month, day.day))
            self.months.add((day.year, day.month))
            self.years.add(day.year)
            self.weekdays.add(day.weekday())

    def has_day(self, year: int | None, month: int, day: int) -> bool:
        same = {held for held in self.days if held[1:] == (month, day)}
        return bool(same) if year is None else (year, month, day) in same

    def has_month(self, year: int | None, month: int) -> bool:
        same = {held for held in self.months if held[1] == month}
        return bool(same) if year is None else (year, month) in same

    def has_time(self, minutes: int, known: bool) -> bool:
        return any(
            minutes == other or (not (known and sure) and minutes % 720 == other % 720)
            for other, sure in self.times
        )


def _meant(held: Moments, published: date) -> Iterator[date]:
    """The days that weekdays and words such as "yesterday" mean, either side of publication."""
    for weekday in held.weekdays:
        back = (published.weekday() - weekday) % 7
        yield published - timedelta(days=back)
        yield published + timedelta(days=7 - back)
    for phrase, step in DAYS_FROM_HERE.items():
        if phrase in held.phrases:
            yield published + timedelta(days=step)
    for count, unit in held.ago:
        if unit in {"day", "week"} and count < 1000:
            yield published - timedelta(days=count * (7 if unit == "week" else 1))


def _closest(month: int, day: int, published: date) -> date | None:
    """The day that a date without a year means: the one nearest to publication."""
    days = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return min(days, key=lambda each: abs(each - published), default=None)


def _minutes(match: re.Match[str]) -> tuple[int, bool]:
    if match["word"]:
        return (720 if match["word"].lower() == "noon" else 0), True
    hour = int(match["hour"] or match["hour24"])
    minute = int(match["minute"] or match["minute24"] or 0)
    half = (match["half"] or match["half24"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return (hour % 24) * 60 + minute, bool(half) or hour > 12
