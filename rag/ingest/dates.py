"""Dates: of what a record says, else of what its text says; never today's, never a guess."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from dateutil import parser

from rag.ingest.captions import captions
from rag.ingest.furniture import DATE, DATE_LINE

EARLIEST, LATEST = 1800, 2100
AMBIGUOUS = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{2}|\d{4})\b")
# Two days that differ in every part: what a date leaves out shows as a difference between them.
FILLERS = (datetime(2004, 2, 3), datetime(2008, 6, 17))
FULL_DATE = re.compile(DATE)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LINES_AT_TOP = 6
# What programs write where they know no day: no seconds since 1970.
_NO_DAY = date(1970, 1, 1)
_LEAP_SECOND = re.compile(r"(?<=\d\d:\d\d):60\b")
_LABEL = re.compile(r"^(?:[A-Za-z]+ )?[A-Za-z]{4,}: +")  # "Last updated: "
# Hours from Greenwich behind a time of day: they move no day.
_ZONE = re.compile(r"(?<=\d)\s*[+-]\d{1,2}(?::?\d\d)?\s*$")
_LANGUAGES = ["en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "pl", "ja", "zh"]
_WHOLE_DATES: Any = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}


@dataclass(frozen=True, slots=True)
class TextDates:
    """The dates that an article's text gives for itself."""

    published: date | None = None
    updated: date | None = None


def read_date(value: Any) -> date | None:
    """The calendar day of a date in any of the usual forms, None where it cannot be told.

    ISO 8601, RFC 822, "October 26, 2025", "26 Oct 2025", and seconds or milliseconds since 1970
    (as UTC). The day is the one written, not moved to another time zone. A date without its year,
    month or day is none; neither is "02/03/2025", which two halves of the world read differently.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, datetime):
        return _sane(value.date())
    if isinstance(value, date):
        return _sane(value)
    if isinstance(value, (int, float)):
        return _from_epoch(float(value))
    return _from_text(value.strip()) if isinstance(value, str) else None


def _from_epoch(seconds: float) -> date | None:
    try:
        if abs(seconds) > 1e11:
            seconds /= 1000
        return _sane(datetime.fromtimestamp(seconds, tz=UTC).date()) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _from_text(text: str) -> date | None:
    text = _LEAP_SECOND.sub(":59", _LABEL.sub("", text))
    if not 6 <= len(text) <= 64 or not any(character.isdigit() for character in text):
        return None
    if re.fullmatch(r"\d{9,13}(?:\.\d+)?", text):
        return _from_epoch(float(text))
    try:
        return _sane(date.fromisoformat(text[:10] if text[4] == "-" else text))
    except ValueError:
        pass
    ambiguous = AMBIGUOUS.match(text)
    if ambiguous:
        first, second = int(ambiguous[1]), int(ambiguous[3])
        if first <= 12 and second <= 12 and first != second:
            return None
    try:
        return _sane(parsedate_to_datetime(text).date())
    except (ValueError, TypeError, IndexError, OverflowError):
        pass
    plain = re.sub(r"\b([ap])\.m\.", r"\1m", text)
    plain = _ZONE.sub("", re.sub(r"\b(?:ET|CT|MT|PT|[ECMP][DS]T|BST|GMT|UTC)\b", "", plain))
    try:
        one, other = (parser.parse(plain, default=filler) for filler in FILLERS)
    except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
        return _in_other_languages(plain.strip())
    return _sane(one.date()) if one.date() == other.date() else None


def _in_other_languages(text: str) -> date | None:
    """The day of a date with the names of another language: "Mo, 27 Okt 2025 09:00:00"."""
    import dateparser  # a quarter of a second, for what is rare

    try:
        found = dateparser.parse(text, languages=_LANGUAGES, settings=_WHOLE_DATES)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None
    return _sane(found.date()) if found else None


def _sane(day: date) -> date | None:
    return day if EARLIEST <= day.year <= LATEST and day != _NO_DAY else None


def dates_in_text(text: str, by_captions: bool = True) -> TextDates:
    """What an uncleaned text of one paragraph a line says of its own dates.

    First a line that only dates the page ("Jan. 2, 2026 Updated Jan. 7, 2026, 11:06 a.m. ET"),
    else the latest full date of the captions, unless the text speaks of a later year: then the
    pictures are older than the article. `by_captions` False leaves them alone.
    """
    top = [line.strip() for line in text[:4000].split("\n") if line.strip()][:LINES_AT_TOP]
    for line in top:
        match = DATE_LINE.fullmatch(line) if 6 < len(line) < 110 else None
        if match and (match["first"] or match["updated"]):
            return TextDates(
                published=read_date(match["first"]) if match["first"] else None,
                updated=read_date(match["updated"]) if match["updated"] else None,
            )
    return TextDates(published=_date_of_captions(text) if by_captions else None)


def _date_of_captions(text: str) -> date | None:
    found = (FULL_DATE.findall(caption) for caption in captions(text))
    days = [day for dates in found for day in map(read_date, dates) if day]
    if not days:
        return None
    latest = max(days)
    return None if any(int(year) > latest.year for year in YEAR.findall(text)) else latest
