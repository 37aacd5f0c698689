"""Figures over many items with 95% intervals by the percentile bootstrap.

Items are drawn with replacement, 1,000 times, from a fixed seed, so that the same answers give the
same intervals (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.evaluate.scoring.metrics import Metric
from rag.evaluate.scoring.scores import Scored

DRAWS = 1000
_SEED = 20251026
_LEVEL = (2.5, 97.5)
_DRAWN_AT_ONCE = 2_000_000

Sample = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over `items` items, with the ends of its 95% interval."""

    value: float
    low: float
    high: float
    items: int

    def as_dict(self) -> dict[str, float | int]:
        """The form of report.json."""
        return {"value": self.value, "low": self.low, "high": self.high, "items": self.items}


@dataclass(frozen=True, slots=True)
class Difference:
    """How far one file's figure lies above another's, over the items that both are scored on."""

    value: float
    low: float
    high: float
    items: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0

    def as_dict(self) -> dict[str, float | int | bool]:
        """The form of report.json."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "items": self.items,
            "clear": self.is_clear,
        }


def figure(metric: Metric, scored: Sequence[Scored]) -> Figure | None:
    """The figure of `metric` over the items that it can be scored on; None where there is none."""
    rows = [row for item in scored if (row := _row(metric, item)) is not None]
    if not rows:
        return None
    sample = np.array(rows)
    if metric.statistic == "f1" and not sample[:, [0, 2]].any():
        return None  # nothing to refuse: an F1 of 0 would tell of a fault that nobody made
    statistic = _STATISTICS[metric.statistic]
    drawn = np.concatenate([statistic(sample[draws]) for draws in _draws(len(sample))])
    low, high = np.percentile(drawn, _LEVEL)
    return Figure(float(statistic(sample[None])[0]), float(low), float(high), len(sample))


def mean_with_interval(values: Sequence[float]) -> Figure:
    """The mean of `values`, one of each item, of which there is at least one."""
    sample = np.array(values, dtype=float)
    drawn = np.concatenate([sample[draws].mean(axis=1) for draws in _draws(len(sample))])
    low, high = np.percentile(drawn, _LEVEL)
    return Figure(float(sample.mean()), float(low), float(high), len(sample))


def difference(
    metric: Metric, ours: Sequence[Scored], theirs: Sequence[Scored]
) -> Difference | None:
    """The paired difference of two files over the same items, in the same order."""
    pairs = [
        (one, other)
        for mine, yours in zip(ours, theirs, strict=True)
        if (one := _row(metric, mine)) is not None and (other := _row(metric, yours)) is not None
    ]
    if not pairs:
        return None
    first, second = np.array([one for one, _ in pairs]), np.array([other for _, other in pairs])
    statistic = _STATISTICS[metric.statistic]
    # The same draw for both keeps the pairs together.
    drawn = np.concatenate(
        [statistic(first[draws]) - statistic(second[draws]) for draws in _draws(len(pairs))]
    )
    low, high = np.percentile(drawn, _LEVEL)
    whole = statistic(first[None])[0] - statistic(second[None])[0]
    return Difference(float(whole), float(low), float(high), len(pairs))


def _row(metric: Metric, scored: Scored) -> list[float] | None:
    """What one item adds: its value, or its true and false positives and false negatives."""
    if metric.statistic == "f1":
        if scored.item.answerable is None:
            return None
        should, did = not scored.item.answerable, scored.is_refused
        return [float(should and did), float(did and not should), float(should and not did)]
    value = scored.scores.get(metric.name)
    return None if value is None else [value]


def _draws(size: int) -> Iterator[NDArray[np.int32]]:
    """The items of every draw, in blocks that fit in memory however large the set is."""
    at_once = max(1, min(DRAWS, _DRAWN_AT_ONCE // size))
    for first in range(0, DRAWS, at_once):
        yield _block(size, first, min(at_once, DRAWS - first))


@lru_cache(maxsize=8)
def _block(size: int, first: int, count: int) -> NDArray[np.int32]:
    generator = np.random.default_rng([_SEED, size, first])
    return generator.integers(0, size, (count, size), dtype=np.int32)


def _f1(sample: Sample) -> Sample:
    right, wrong, missed = np.moveaxis(sample.sum(axis=1), -1, 0)
    whole = 2 * right + wrong + missed
    # A draw may hold nothing to refuse and no refusal; it has no F1, and counts as 0.
    made: Sample = np.divide(2 * right, whole, out=np.zeros_like(whole), where=whole > 0)
    return made


_STATISTICS: dict[str, Callable[[Sample], Any]] = {
    "mean": lambda sample: sample[..., 0].mean(axis=1),
    "median": lambda sample: np.median(sample[..., 0], axis=1),
    "p95": lambda sample: np.percentile(sample[..., 0], 95, axis=1),
    "f1": _f1,
}
