"""The whole evaluation of one file of answers: every figure, by type too, and the worst items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.evaluate.scoring.bootstrap import Figure, figure
from rag.evaluate.scoring.comparison import Comparison
from rag.evaluate.scoring.gates import Gate, check_gates
from rag.evaluate.scoring.judge import Judgement
from rag.evaluate.scoring.metrics import METRICS
from rag.evaluate.scoring.scores import Scored
from rag.evaluate.testsets.items import TestSet

FOLLOWUPS = "followup"
# From this gravity on, a reader is told something by the wrong person.
_MISLEADING = 4.0


@dataclass(frozen=True, slots=True)
class RefusalTable:
    """The two by two of what can be answered and what was refused."""

    answered: int
    wrongly_refused: int
    wrongly_answered: int
    refused: int

    def as_dict(self) -> dict[str, int]:
        """The form of report.json."""
        return {
            "answerable_answered": self.answered,
            "answerable_refused": self.wrongly_refused,
            "unanswerable_answered": self.wrongly_answered,
            "unanswerable_refused": self.refused,
        }


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation found.

    `figures` are the headline: retrieval figures leave out follow-ups, which `followups` has.
    `by_type` has all figures by the type of question. `judgement` is a model's opinion, apart.
    """

    testset: TestSet
    scored: tuple[Scored, ...]
    figures: Mapping[str, Figure]
    followups: Mapping[str, Figure]
    by_type: Mapping[str, Mapping[str, Figure]]
    refusals: RefusalTable
    gates: tuple[Gate, ...] = ()
    comparison: Comparison | None = None
    judgement: Judgement | None = None
    notices: tuple[str, ...] = ()
    identity: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed_gates(self) -> tuple[Gate, ...]:
        """The gates that did not pass, each a sentence by `str`."""
        return tuple(gate for gate in self.gates if not gate.passed)

    @property
    def answered_by(self) -> dict[str, int]:
        """What wrote the answers, with how many."""
        counts: dict[str, int] = {}
        for item in self.scored:
            name = item.answer.answered_by or "not told"
            if not item.is_missing:
                counts[name] = counts.get(name, 0) + 1
        return counts

    def worst(self, count: int) -> list[Scored]:
        """Up to `count` items that are not right or not rightly attributed, gravest fault first."""
        wrong = [it for it in self.scored if it.is_right is False or gravity(it) >= _MISLEADING]
        return sorted(wrong, key=gravity, reverse=True)[:count]

    def as_dict(self) -> dict[str, Any]:
        """The form of report.json."""
        return {
            "test_set": {
                "file": str(self.testset.path),
                "digest": self.testset.digest(),
                "items": len(self.testset.items),
            },
            "identity": dict(self.identity),
            "answered_by": self.answered_by,
            "notices": list(self.notices),
            "figures": _plain(self.figures),
            "followups": _plain(self.followups),
            "by_type": {name: _plain(figures) for name, figures in self.by_type.items()},
            "refusals": self.refusals.as_dict(),
            "gates": [gate.as_dict() for gate in self.gates],
            "comparison": self.comparison.as_dict() if self.comparison else None,
            "judge": self.judgement.as_dict() if self.judgement else None,
            "items": [
                {
                    "id": it.item.id,
                    "type": it.item.type,
                    "right": it.is_right,
                    "refused": it.is_refused,
                    "missing": it.is_missing,
                    "scores": dict(it.scores),
                }
                for it in self.scored
            ],
        }


def gather(
    testset: TestSet,
    scored: Sequence[Scored],
    *,
    minimums: Mapping[str, float],
    comparison: Comparison | None = None,
    judgement: Judgement | None = None,
    notices: Sequence[str] = (),
    identity: Mapping[str, str] | None = None,
) -> Evaluation:
    """Make the figures of `scored`, hold them against `minimums`, and keep all with the rest."""
    types = list(dict.fromkeys(it.item.type for it in scored))
    by_type = {
        name: _figures([it for it in scored if it.item.type == name], headline=False)
        for name in types
    }
    figures = _figures(scored, headline=True)
    return Evaluation(
        testset=testset,
        scored=tuple(scored),
        figures=figures,
        followups=by_type.get(FOLLOWUPS, {}),
        by_type=by_type,
        refusals=_refusal_table(scored),
        gates=check_gates(minimums, figures),
        comparison=comparison,
        judgement=judgement,
        notices=tuple(notices),
        identity=identity or {},
    )


def gravity(item: Scored) -> float:
    """How grave an item's fault is: a reader misled weighs more than a reader left without."""
    scores = item.scores
    if scores.get("wrong_speaker_kept") == 0 and item.answer.text:
        return 5.0
    if scores.get("attribution") == 0 and item.answer.text:
        return 4.0
    if item.item.answerable is False:
        return 3.0
    if item.is_refused or item.answer.is_silent:
        return 2.0
    found = scores.get("key_facts_share", scores.get("f1", 0.0))
    return 1.0 - found / 2 - scores.get("mrr@10", 0.0) / 4


def _figures(scored: Sequence[Scored], *, headline: bool) -> dict[str, Figure]:
    figures = {}
    for metric in METRICS:
        counted = scored
        if headline and metric.without_followups:
            counted = [it for it in scored if not it.item.is_followup]
        found = figure(metric, counted)
        if found:
            figures[metric.name] = found
    return figures


def _refusal_table(scored: Sequence[Scored]) -> RefusalTable:
    def count(answerable: bool, refused: bool) -> int:
        return sum(it.item.answerable is answerable and it.is_refused is refused for it in scored)

    return RefusalTable(
        answered=count(True, False),
        wrongly_refused=count(True, True),
        wrongly_answered=count(False, False),
        refused=count(False, True),
    )


def _plain(figures: Mapping[str, Figure]) -> dict[str, dict[str, float | int]]:
    return {name: it.as_dict() for name, it in figures.items()}
