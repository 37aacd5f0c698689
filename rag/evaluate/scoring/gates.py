"""Gates for CI: `--min METRIC=VALUE` fails when a figure falls short, and says by how much."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import process

from rag.errors import InputError
from rag.evaluate.scoring.bootstrap import Figure
from rag.evaluate.scoring.metrics import BY_NAME


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure that was asked to reach `limit`; `value` is None where no item could be scored."""

    name: str
    limit: float
    value: float | None

    @property
    def passed(self) -> bool:
        """Whether the figure is as good as asked, or better."""
        if self.value is None:
            return False
        # Figures are printed and pinned with rounding; a difference of that size is none.
        return self.shortfall <= 1e-9

    @property
    def shortfall(self) -> float:
        """How far the figure lies on the wrong side of the limit."""
        value = math.nan if self.value is None else self.value
        return self.limit - value if BY_NAME[self.name].higher_is_better else value - self.limit

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.name} was not measured: the test set has nothing to score it on."
        more = BY_NAME[self.name].higher_is_better
        asked = f"{'at least' if more else 'at most'} {self.limit:g} asked"
        if self.passed:
            return f"{self.name} is {self.value:.4g}, {asked}: passed."
        by = f"short by {self.shortfall:.2g}" if more else f"over by {self.shortfall:.2g}"
        return f"{self.name} is {self.value:.4g}, {asked}: {by}."

    def as_dict(self) -> dict[str, Any]:
        """The form of report.json."""
        return {
            "metric": self.name,
            "limit": self.limit,
            "value": self.value,
            "passed": self.passed,
        }


def parse_minimums(given: Iterable[str]) -> dict[str, float]:
    """The metrics and limits in arguments such as "hit@5=0.95".

    For times and lengths, where less is better, the value is the most that passes.

    Raises:
        InputError: an argument is no METRIC=VALUE, its metric is not known, or its value is none.
    """
    minimums = {}
    for argument in given:
        name, equals, written = (part.strip() for part in argument.partition("="))
        if not equals:
            raise InputError(f"--min {argument} is no METRIC=VALUE; write --min hit@5=0.95.")
        try:
            minimums[name] = float(written)
        except ValueError:
            raise InputError(f"--min {argument}: {written!r} is no number.") from None
    check_minimums(minimums)
    return minimums


def check_minimums(minimums: Mapping[str, float]) -> None:
    """Refuse a metric that is not known, and a value that its figure could never take.

    Raises:
        InputError: naming the nearest metric, or the range.
    """
    for name, limit in minimums.items():
        metric = BY_NAME.get(name)
        if metric is None:
            nearest = process.extractOne(name, list(BY_NAME))[0]
            raise InputError(f"{name!r} is not a metric; did you mean {nearest!r}?")
        if not math.isfinite(limit) or limit < 0 or (metric.unit == "share" and limit > 1):
            taken = (
                "a share from 0 to 1" if metric.unit == "share" else f"a number of {metric.unit}"
            )
            raise InputError(f"--min {name}={limit:g}: {name} is {taken}.")


def check_gates(minimums: Mapping[str, float], figures: Mapping[str, Figure]) -> tuple[Gate, ...]:
    """Every gate with the value that it was held against."""
    return tuple(
        Gate(name, limit, figures[name].value if name in figures else None)
        for name, limit in minimums.items()
    )
