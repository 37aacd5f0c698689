"""Reads the numbers of a text, in digits and in words, each with its unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from rag.answer.checking.units import (
    DENOMINATORS,
    MEASURES,
    MONEY,
    MONEY_STEMS,
    PARTS,
    RANGES,
    SCALES,
)
from rag.reading.number_words import HEDGES, HEDGES_OF_TWO, read_number
from rag.reading.terms import STOP_WORDS, stem

_TOKEN = re.compile(
    r"(?:US|HK|NZ|[CA])?\$|[£€¥₹₩]|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)+|\d+|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|%|[-–—−/:.,;()]"
)
# A number that is part of a name: "COVID-19", "G7", "5G", "9/11", "24/7".
_LABEL = re.compile(
    r"\b[^\W\d_]*[A-Z][^\W\d_]*[-–]?\d+[^\W_]*\b"
    r"|\b(?!\d+(?:st|nd|rd|th|s|k|m|bn|b|tn|km|kg|mph|cm|mm|ft|lb|lbs|pm|am|mg|mw|gw|kw|c|f)\b)"
    r"\d+[^\W\d_]+\w*|\b\d+(?:/\d+)+\b|(?<=#)\d+|\b\d+(?:\.\d+){2,}\b",
    re.IGNORECASE,
)
_PER = frozenset("per a each every".split())
_NAMED = re.compile(r"[A-Z]")
_BEFORE_NUMBERS = frozenset(("a", "an", "the", "£", "€", "¥", "₹", "₩"))
_MOST_PARTS = 20  # of which a share is told: "nine in ten", and not "two in 2012"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a text gives it: its value, its unit ("" for none) and the stem it counts.

    `also` holds other ways to read it, as (value, unit): "5 to 10 million", "5m". `hedge` says
    that it is "about", "nearly", "over" or "under" so much, "both" that two known things are meant,
    "" that it is exact.
    """

    value: Decimal
    unit: str = ""
    counts: str = ""
    written: str = ""
    also: tuple[tuple[Decimal, str], ...] = ()
    hedge: str = ""

    @property
    def readings(self) -> set[tuple[Decimal, str]]:
        """Every (value, unit) that it can mean."""
        return {(self.value, self.unit), *self.also}


def read_figures(text: str) -> tuple[list[Figure], list[str]]:
    """The numbers of `text`, without its dates, and the names in it that hold digits."""
    labels = [match.group() for match in _LABEL.finditer(text) if _is_label(match.group())]
    rest = _LABEL.sub(lambda match: "," if _is_label(match.group()) else match.group(), text)
    return list(_Reader(rest).figures()), [_bare(label) for label in labels]


def _is_label(word: str) -> bool:
    return bool(_NAMED.search(word)) or "/" in word or word.count(".") > 1 or not word[0].isdigit()


def _bare(label: str) -> str:
    return re.sub(r"[-–]", "", label.casefold())


class _Reader:
    """Reads the numbers of a text from left to right."""

    def __init__(self, text: str) -> None:
        found = list(_TOKEN.finditer(text))
        self._tokens = [match.group().lower() for match in found]
        self._starts = [match.start() for match in found]
        self._ends = [match.end() for match in found]
        self._text = text

    def figures(self) -> Iterator[Figure]:
        at = 0
        held: list[tuple[Figure, int, int]] = []
        while at < len(self._tokens):
            share = self._share(at)
            read = None if share else self._number(at)
            if share:
                figure, end = share
            elif read:
                figure, end = self._figure(at, *read), read[1]
            else:
                at += 1
                continue
            held.append((replace(figure, hedge=self._hedge(at)), at, end))
            at = end
        for place, (figure, _, end) in enumerate(held):
            if place + 1 < len(held) and not figure.unit and self._range(end, held[place + 1][1]):
                other = held[place + 1][0]
                scale = self._scale_of(held[place + 1][1], held[place + 1][2])
                also: tuple[tuple[Decimal, str], ...] = (
                    (figure.value, other.unit),
                    (figure.value * scale, other.unit),
                )
                figure = replace(figure, unit=other.unit, counts=other.counts, also=also)
            elif (
                place + 1 < len(held)
                and figure.unit in MONEY.values()
                and self._range(end, held[place + 1][1])
            ):
                scale = self._scale_of(held[place + 1][1], held[place + 1][2])
                also = ((figure.value * scale, figure.unit),)
                figure = replace(figure, also=also)
            if place and self._range(held[place - 1][2], held[place][1]):
                before = held[place - 1][0]
                if before.unit in MONEY.values() and not figure.unit:
                    figure = replace(figure, unit=before.unit, also=())
            yield figure

    def _share(self, at: int) -> tuple[Figure, int] | None:
        """A share of a whole at token `at`, and the token behind it: "nine in ten", "a fifth"."""
        this = self._token(at)
        if this in ("a", "an", "half"):
            number: tuple[Decimal, int] | None = (Decimal(1), at + (this != "half"))
        else:
            number = self._small(at)
        if number is None:
            return None
        count, end = number
        of = DENOMINATORS.get(self._token(end))
        if of is None and this not in ("a", "an"):
            behind = end + 1 + (self._token(end) == "out")
            joined = self._token(end) == "in" or self._tokens[end : end + 2] == ["out", "of"]
            whole = self._small(behind) if joined else None
            if whole is None or not count < whole[0] <= _MOST_PARTS:
                return None
            of, end = whole[0], whole[1] - 1
        if of is None or self._token(end + 1) in ("a", "an") or self._token(end + 1) in SCALES:
            return None  # "half a million"
        value = count / of
        written = self._text[self._starts[at] : self._ends[end]]
        return Figure(value, "part", "", written, ((value * 100, "%"),)), end + 1

    def _small(self, at: int) -> tuple[Decimal, int] | None:
        """A whole number of one token."""
        this = self._token(at)
        if this.isdigit():
            return Decimal(this), at + 1
        found = read_number(self._tokens, at)
        return (
            (found.value, at + 1) if found and not found.ordinal and found.end == at + 1 else None
        )

    def _hedge(self, at: int) -> str:
        before = at - 1
        if self._token(before) == "the" and self._token(at) == "two":
            return "both"
        while self._token(before) in _BEFORE_NUMBERS or self._token(before).endswith("$"):
            before -= 1
        this = self._token(before)
        pair = HEDGES_OF_TWO.get((self._token(before - 1), this))
        if pair is None and self._tokens[at : at + 2] == ["half", "a"]:
            return "about"
        return pair or HEDGES.get(this, "")

    def _token(self, at: int) -> str:
        return self._tokens[at] if 0 <= at < len(self._tokens) else ""

    def _number(self, at: int) -> tuple[Decimal, int, str] | None:
        """The value at token `at`, the token behind it, and "ordinal" or "" ."""
        this = self._token(at)
        if not this[:1].isdigit():
            return self._in_words(at)
        try:
            value = Decimal(this.replace(",", ""))
        except InvalidOperation:
            return None
        if self._token(at + 1) in {"st", "nd", "rd", "th"} and self._glued(at + 1):
            return value, at + 2, "ordinal"
        return (*self._scaled(value, at + 1), "")

    def _in_words(self, at: int) -> tuple[Decimal, int, str] | None:
        this = self._token(at)
        if this == "second" and self._token(at - 1) in _PER:
            return None
        number = read_number(self._tokens, at)
        if number is None:
            return (PARTS[this], at + 1, "") if this in PARTS else None
        if number.ordinal:
            return number.value, number.end, "ordinal"
        return (*self._scaled(number.value, number.end), "")

    def _scaled(self, value: Decimal, end: int) -> tuple[Decimal, int]:
        """`value` times the scales behind it, and the token behind those: "1.2 million", "5k"."""
        while True:
            at = end + (self._token(end) == "-" and self._token(end + 1) in SCALES)
            word = self._token(at)
            if word not in SCALES or not (len(word) > 2 or self._glued(at)):
                return value, end
            value, end = value * SCALES[word], at + 1

    def _figure(self, at: int, value: Decimal, end: int, kind: str) -> Figure:
        written = self._text[self._starts[at] : self._ends[end - 1]]
        if kind:
            return Figure(value, kind, "", written)
        before, word = self._token(at - 1), self._token(end)
        if before in {"$", "£", "€", "¥", "₹", "₩"} or before.endswith("$"):
            unit = MONEY[before]
            if word == "m" and self._glued(end):
                value *= 10**6
            return Figure(value, unit, "", self._text[self._starts[at - 1] : self._ends[end - 1]])
        also: tuple[tuple[Decimal, str], ...] = ()
        if word == "m" and self._glued(end):
            also = ((value * 10**6, ""), (value, "metre"))
        behind = end + (word in {"-", "–"})
        word = self._token(behind)
        unit, counts = "", ""
        if word == "%" or word in {"percent", "pct"} or (word, self._token(behind + 1)) == (
            "per", "cent",
        ):  # fmt: skip
            unit = "%"
            if self._token(behind + 1).startswith("point"):
                unit = "points"
        elif word == "percentage" or (word == "point" or word == "points"):
            unit = "points"
        elif word == "basis":
            unit = "basis"
        elif (
            word in {"year", "years"}
            and (
                self._token(behind + 1) == "old"
                or (self._token(behind + 1), self._token(behind + 2)) == ("-", "old")
            )
        ) or before == "aged":
            unit = "age"
        elif word == "pounds" or word == "pound":
            unit, also = "pound", ((value, "£"),)
        elif stem(word) in MONEY_STEMS:
            unit = MONEY_STEMS[stem(word)]
        elif word in MEASURES:
            unit = MEASURES[word]
        elif word.isalpha() and word not in STOP_WORDS and behind == end:
            counts = stem(word)
        if unit == "" and value == 1 and self._token(at) == "one":
            unit = "one"
        return Figure(value, unit, counts, written, also)

    def _range(self, end: int, following: int) -> bool:
        between = self._tokens[end:following]
        return between in RANGES

    def _scale_of(self, at: int, end: int) -> int:
        scale = 1
        for token in self._tokens[at:end]:
            scale *= SCALES.get(token, 1)
        if self._token(end) == "m":
            scale *= 10**6
        return scale

    def _glued(self, at: int) -> bool:
        return 0 < at < len(self._starts) and self._starts[at] == self._ends[at - 1]
