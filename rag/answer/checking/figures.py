"""Holds the numbers of a sentence, each with its unit, against those of its source."""

import re
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from rag.answer.checking.amounts import Figure, read_figures
from rag.answer.checking.source import Source
from rag.answer.checking.units import MEASURES

# How far a rounded number may lie from the source's, as a share of it, and in per cent where it is
# a part of a whole: "a quarter" for 26%.
_CLOSE_BY, _PARTS_BY = Decimal("0.2"), 4
_VAGUE = frozenset("dozens hundreds thousands millions billions trillions scores".split())


def figure_fault(said: str, source: Source, held: str) -> str | None:
    """Why the numbers of `said` cannot stand by those of `held`; dates are blanked in both."""
    figures, labels = read_figures(said)
    known, known_labels = read_figures(held)
    for label in labels:
        if label not in known_labels:
            return f"has {label}, which the source does not have"
    readings = {reading for figure in known for reading in figure.readings}
    for figure in figures:
        if figure.hedge == "both" or (figure.value == 1 and _one(figure.unit, source.text)):
            continue
        if not any(
            _stands(*reading, readings) or _rounds(*reading, figure.hedge, readings)
            for reading in figure.readings
        ):
            return f"has a number, {figure.written}, that the source does not have"
        if figure.counts and _counts_otherwise(figure, known):
            return f"counts {figure.written} of what the source counts otherwise"
    spoken = set(re.findall(r"[^\W\d_]+", said.lower()))
    for word in sorted(spoken & _VAGUE):
        if word not in source.text.lower():
            return f"has a number, {word}, that the source does not have"
    return None


def _stands(value: Decimal, unit: str, held: set[tuple[Decimal, str]]) -> bool:
    if (value, unit) in held:
        return True
    if unit == "age":
        return (value, "") in held or (value, "year") in held
    if unit == "one":  # "one" counts little: "a", "single" and "one of" say the same
        return True
    if unit == "":
        return any(value == other and kind in {"age", *MEASURES.values()} for other, kind in held)
    return False


def _rounds(value: Decimal, unit: str, hedge: str, held: set[tuple[Decimal, str]]) -> bool:
    """Whether "nearly 150" or "more than 80,000" is a number of the source, rounded to as many
    places and to the side that it says.
    """
    if not hedge:
        return False
    place = Decimal(1).scaleb(_last_place(value))
    for other, kind in held:
        if not (unit == kind or (unit == "" and kind in {"age", *MEASURES.values()})):
            continue
        side = {"nearly": other < value, "over": other > value, "under": other < value}
        if not side.get(hedge, True) or not other:
            continue
        ways = {"nearly": ROUND_CEILING, "over": ROUND_FLOOR, "under": ROUND_CEILING}
        roundings = {ROUND_HALF_UP, ways.get(hedge, ROUND_HALF_UP)}
        near = abs(value - other) <= _CLOSE_BY * other
        if near and any(
            (other / place).to_integral_value(way) * place == value for way in roundings
        ):
            return True
        if unit == "%" and value % 5 == 0 and abs(value - other) <= _PARTS_BY:
            return True
    return False


def _last_place(value: Decimal) -> int:
    """The power of ten of the last digit that is not a nought: 150 is given to tens."""
    exponent = value.normalize().as_tuple().exponent
    return int(exponent) if isinstance(exponent, int) else 0


def _one(unit: str, held: str) -> bool:
    """Whether the source has "a week" for "one week"."""
    return bool(unit) and re.search(rf"\b(?:an?|per|every|each) {unit}\b", held, re.I) is not None


def _counts_otherwise(figure: Figure, held: Sequence[Figure]) -> bool:
    """Whether the source counts the same things, but never by this number."""
    same = [other for other in held if other.counts == figure.counts]
    if figure.unit == "one":
        return bool(same) and all(other.value != 1 for other in same)
    alike = [other for other in held if other.readings & figure.readings]
    return bool(
        same
        and not any(other.readings & figure.readings for other in same)
        and alike
        and all(other.counts and other.counts != figure.counts for other in alike)
    )
