"""Decides whether a text holds a fact, and whether a passage overlaps a quotation.

Both compare folded words, so that "Twenty-two teams" holds the fact "22" and a straight quotation
mark equals a curly one. Facts match on word boundaries: "22" is not in "222" or "22.5".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

# A passage that shares this many words in a row with a quotation overlaps it.
RUN_WORDS = 12

_SMALL_NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen"""
_ROUND_NUMBERS = """twenty thirty forty fifty sixty seventy eighty ninety"""
_MONTH_LIST = """january february march april may june july august september october november
    december"""
_ONES = {word: number for number, word in enumerate(_SMALL_NUMBERS.split())}
_TENS = {word: number * 10 for number, word in enumerate(_ROUND_NUMBERS.split(), start=2)}
_MONTHS = _MONTH_LIST.split()
_MONTH_NAMES = {month[:3]: month for month in _MONTHS} | {"sept": "september"}
_DAYS = frozenset(str(day) for day in range(1, 32))
_SCALES = {"m": "million", "bn": "billion", "tn": "trillion"}

_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_PER_CENT = re.compile(r"\b(?:percent|per cent|pct)\b")
_SCALED = re.compile(r"([$€£]\d+(?:\.\d+)?)(bn|tn|m)\b")
_TOKEN = re.compile(r"\d+(?:\.\d+)+(?![^\W_])|[^\W_]+|[%$€£]")


def fold(text: str) -> str:
    """`text` as comparable words parted by single spaces; folding twice changes nothing more.

    Lower case without accents; quotation marks and dashes gone; "U.S." as "us"; number words to
    "three hundred" as digits; thousands without commas; "per cent" as "%"; "$5m" as "$ 5 million";
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


def contains(text: str, fact: str) -> bool:
    """Whether `fact` stands in `text` on word boundaries, both folded; never without words."""
    wanted = fold(fact)
    return bool(wanted) and f" {wanted} " in f" {fold(text)} "


def overlaps(passage: str, quote: str) -> bool:
    """Whether `passage` shares a run of 12 words with `quote`, or holds all of a shorter one."""
    words = folded_words(quote)
    run = min(RUN_WORDS, len(words))
    if not run:
        return False
    held = f" {fold(passage)} "
    return any(f" {' '.join(words[at : at + run])} " in held for at in range(len(words) - run + 1))


def choices_named(text: str, choices: Sequence[str]) -> list[int]:
    """The positions of the `choices` that `text` names.

    A choice that stands only inside a longer one ("Texas" in "North Texas") is not named.
    """
    left = f" {fold(text)} "
    named = []
    for at in sorted(range(len(choices)), key=lambda at: -len(fold(choices[at]))):
        wanted = f" {fold(choices[at])} "
        if wanted.strip() and wanted in left:
            named.append(at)
            left = left.replace(wanted, " | ")
    return sorted(named)


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: the words of one are among the words of the other."""
    first, second = set(folded_words(one)), set(folded_words(other))
    return bool(first and second) and (first <= second or second <= first)


def _numbered(words: Sequence[str]) -> Iterator[str]:
    """`words` with number words below a thousand as digits."""
    at = 0
    while at < len(words):
        value = _TENS.get(words[at], _ONES.get(words[at]))
        if value is None:
            yield words[at]
            at += 1
            continue
        if words[at] in _TENS and at + 1 < len(words) and 0 < _ONES.get(words[at + 1], 0) < 10:
            value += _ONES[words[at + 1]]
            at += 1
        if 0 < value < 10 and at + 1 < len(words) and words[at + 1] == "hundred":
            value *= 100
            at += 1
        yield str(value)
        at += 1


def _dated(words: Sequence[str]) -> Iterator[str]:
    """`words` with every date as month and day: "28th of november" becomes "november 28"."""
    months = frozenset(_MONTHS)
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
