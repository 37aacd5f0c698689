"""Turns text into words that can be compared, whatever its marks, accents and number words."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rag.calendar_words import MONTHS, SHORT_MONTHS, month_number
from rag.reading.number_words import below_thousand

_MONTH_NAMES = {short: MONTHS[month_number(short) - 1] for short in SHORT_MONTHS}
_DAYS = frozenset(str(day) for day in range(1, 32))
_SCALES = {"m": "million", "bn": "billion", "tn": "trillion"}
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PER_CENT = re.compile(r"\b(?:percent|per cent|pct)\b")
_SCALED = re.compile(r"([$€£]\d+(?:\.\d+)?)(bn|tn|m)\b")
_TOKEN = re.compile(r"\d+(?:\.\d+)+(?![^\W_])|[^\W_]+|[%$€£]")


def fold(text: str) -> str:
    """`text` as comparable words parted by single spaces; folding twice changes nothing more.

    Lower case without accents; quotation marks and dashes gone; "U.S." as "us"; number words below
    a thousand as digits; thousands without commas; "per cent" as "%"; "$5m" as "$ 5 million";
    month names in full, and the day after the month ("28 Nov." and "November 28th" are one date).
    """
    return " ".join(folded_words(text))


@lru_cache(maxsize=50_000)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of `fold`."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    plain = _ACRONYM.sub(lambda found: found.group().replace(".", "") + " ", plain)
    plain = _THOUSANDS.sub("", plain)
    plain = _PER_CENT.sub("%", plain)
    plain = _SCALED.sub(lambda found: f"{found[1]} {_SCALES[found[2]]}", plain)
    words = [_MONTH_NAMES.get(word, word) for word in _TOKEN.findall(plain)]
    return tuple(_dated(list(_numbered(words))))


def _numbered(words: Sequence[str]) -> Iterator[str]:
    """`words` with number words below a thousand as digits."""
    at = 0
    while at < len(words):
        number = below_thousand(words, at)
        if number is None or number.ordinal:
            yield words[at]
            at += 1
        else:
            yield str(number.value)
            at = number.end


def _dated(words: Sequence[str]) -> Iterator[str]:
    """`words` with every date as month and day: "28th of november" becomes "november 28"."""
    months = frozenset(MONTHS)
    at = 0
    while at < len(words):
        word, after = words[at], words[at + 1 : at + 3]
        if word in months and after and _day(after[0]):
            yield from (word, _day(after[0]))
            at += 2
            continue
        day = _day(word)
        ordinal = day != word
        reach = 2 if ordinal and after[:1] == ["of"] else 1
        month = words[at + reach] if at + reach < len(words) else ""
        following = words[at + reach + 1] if at + reach + 1 < len(words) else ""
        if day and month in months and not _day(following):
            yield from (month, day)
            at += reach + 1
            continue
        yield word
        at += 1


def _day(word: str) -> str:
    """The day of a month that `word` names ("28", "28th"), or nothing."""
    day = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", word)
    return day if day in _DAYS else ""
