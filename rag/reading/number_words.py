"""Reads numbers in words: "a hundred and twenty", "two dozen", "half a million", "twenty-first"."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

SMALL = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
        thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth""".split(),
        start=1,
    )
} | {"twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}
# From the thousand on, each names a group of three digits.
GROUPS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SCALES = {"hundred": 100, "dozen": 12} | GROUPS
# Patterns of one word for a number of 1 to 99, and of all of them, with the hyphen that joins two.
WORD = rf"(?:{'|'.join([*list(SMALL)[1:], *TENS])})"
BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(TENS)})(?:-(?:{'|'.join(list(SMALL)[1:10])}))?|{'|'.join(list(SMALL)[1:])})"
)
# What stands before a number that is not exact, and how the number lies to it.
HEDGES = {
    word: hedge
    for hedge, group in {
        "about": "about around roughly approximately some circa",
        "nearly": "nearly almost",
        "over": "over above exceeding",
        "under": "under below",
    }.items()
    for word in group.split()
}  # fmt: skip
HEDGES_OF_TWO = {
    ("close", "to"): "nearly", ("just", "under"): "nearly", ("just", "over"): "over",
    ("more", "than"): "over", ("greater", "than"): "over", ("at", "least"): "over",
    ("less", "than"): "under", ("fewer", "than"): "under", ("at", "most"): "under",
    ("up", "to"): "under",
}  # fmt: skip
# Such words right before a number, which says too much without: "more than", "as many as".
HEDGE = re.compile(
    rf"\b(?:{'|'.join(map(' '.join, HEDGES_OF_TWO))}|{'|'.join(HEDGES)}|as (?:many|much) as"
    r"|(?:an )?estimated)\s+$",
    re.I,
)
_HALF = Decimal("0.5")


class Number(NamedTuple):
    """A number in words: its value, the place behind its last word, whether it tells a place."""

    value: Decimal
    end: int
    ordinal: bool = False


def below_hundred(words: Sequence[str], at: int) -> Number | None:
    """The number below a hundred that begins at `at`: "nineteen", "twenty-two", "twenty-first"."""
    word = _at(words, at)
    if word in TENS:
        unit = at + 1 + (_at(words, at + 1) == "-")
        following = _at(words, unit)
        if 0 < SMALL.get(following, 0) < 10:
            return Number(Decimal(TENS[word] + SMALL[following]), unit + 1)
        if 0 < ORDINALS.get(following, 0) < 10:
            return Number(Decimal(TENS[word] + ORDINALS[following]), unit + 1, ordinal=True)
        return Number(Decimal(TENS[word]), at + 1)
    return Number(Decimal(SMALL[word]), at + 1) if word in SMALL else None


def below_thousand(words: Sequence[str], at: int) -> Number | None:
    """The number with hundreds that begins at `at`: "a hundred and twenty", "twelve hundred"."""
    first = _one_of(words, at, "hundred") or below_hundred(words, at)
    if first is None or first.ordinal:
        return first
    hundred = _scale_at(words, first.end)
    if _at(words, hundred) != "hundred" or first.value == 0:
        return first
    value, end = first.value * 100, hundred + 1
    rest = below_hundred(words, end + (_at(words, end) == "and"))
    if rest and not rest.ordinal and rest.value and _at(words, rest.end) != "hundred":
        return Number(value + rest.value, rest.end)
    return Number(value, end)


def read_number(words: Sequence[str], at: int) -> Number | None:
    """The longest number that begins at `at` of `words`, in lower case and with hyphens apart.

    None where none begins there: "one" and "second" are numbers whatever they mean, but "a" and
    "half" only before a scale: "a dozen", "half a million".
    """
    if (half := _half(words, at)) is not None:
        return half
    total, end, least = Decimal(0), at, 0
    while True:
        joined = end + (end > at and _at(words, end) == "and")
        part = _group(words, joined)
        if part is None or part.ordinal:
            return Number(total, end) if end > at else part
        scale = _scale_at(words, part.end)
        scaled = _at(words, scale) in SCALES and words[scale] != "hundred"
        value = part.value * (SCALES[words[scale]] if scaled else 1)
        # "Two million and three million", "five thousand or two dozen" are two numbers.
        if end > at and not 0 < value < least:
            return Number(total, end)
        total, end = total + value, scale + 1 if scaled else part.end
        least = GROUPS.get(words[scale], 0) if scaled else 0
        if not least:
            return Number(total, end)


def _group(words: Sequence[str], at: int) -> Number | None:
    """What stands before a scale, or alone: "two hundred", "two and a half", "a", "third"."""
    if _at(words, at) in ORDINALS:
        return Number(Decimal(ORDINALS[words[at]]), at + 1, ordinal=True)
    if _at(words, at) == "dozen":
        return Number(Decimal(1), at)
    part = below_thousand(words, at) or _one_of(words, at, *SCALES)
    if part and not part.ordinal and tuple(words[part.end : part.end + 3]) == ("and", "a", "half"):
        return Number(part.value + _HALF, part.end + 3)
    return part


def _half(words: Sequence[str], at: int) -> Number | None:
    if _at(words, at) != "half":
        return None
    scale = at + 1
    while _at(words, scale) in ("-", "a"):
        scale += 1
    word = _at(words, scale)
    return Number(_HALF * SCALES[word], scale + 1) if word in SCALES else None


def _one_of(words: Sequence[str], at: int, *scales: str) -> Number | None:
    """The "a" of "a million"."""
    is_one = _at(words, at) == "a" and _at(words, at + 1) in scales
    return Number(Decimal(1), at + 1) if is_one else None


def _scale_at(words: Sequence[str], at: int) -> int:
    """Where the scale of a number stands that ends at `at`: "two million", "two-million"."""
    return at + (_at(words, at) == "-" and _at(words, at + 1) in SCALES)


def _at(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""
