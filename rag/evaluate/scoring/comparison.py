"""Compares two files of answers to the same test set, item by item."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.evaluate.scoring.bootstrap import Difference, difference
from rag.evaluate.scoring.metrics import METRICS
from rag.evaluate.scoring.scores import Scored


@dataclass(frozen=True, slots=True)
class Change:
    """An item that one file gets right and the other does not. `gained`: it is ours that does."""

    id: str
    type: str
    question: str
    gained: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our figures less the other file's, and the items that changed sides."""

    other: Path
    differences: dict[str, Difference]
    changes: tuple[Change, ...]
    missing: int

    def as_dict(self) -> dict[str, Any]:
        """The form of report.json."""
        return {
            "other": str(self.other),
            "missing": self.missing,
            "differences": {name: it.as_dict() for name, it in self.differences.items()},
            "gained": [change.id for change in self.changes if change.gained],
            "lost": [change.id for change in self.changes if not change.gained],
        }


def compare(ours: Sequence[Scored], theirs: Sequence[Scored], other: Path) -> Comparison:
    """The comparison of `ours` with `theirs`, both in the test set's order.

    Headline figures leave out follow-ups where the figures themselves do.
    """
    differences = {}
    for metric in METRICS:
        pairs = [
            (mine, yours)
            for mine, yours in zip(ours, theirs, strict=True)
            if not (metric.without_followups and mine.item.is_followup)
        ]
        found = difference(metric, [mine for mine, _ in pairs], [yours for _, yours in pairs])
        if found:
            differences[metric.name] = found
    changes = tuple(
        Change(mine.item.id, mine.item.type, mine.item.question, bool(mine.is_right))
        for mine, yours in zip(ours, theirs, strict=True)
        if mine.is_right is not None and mine.is_right != yours.is_right
    )
    return Comparison(other, differences, changes, sum(item.is_missing for item in theirs))
