"""Scores each item of a test set from its answer alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from rag.evaluate.scoring.citations import citation_scores
from rag.evaluate.scoring.replies import reply_scores
from rag.evaluate.scoring.retrieval import retrieval_scores
from rag.evaluate.testsets.answers import GivenAnswer
from rag.evaluate.testsets.items import Item, TestSet
from rag.evaluate.testsets.testset import Articles

# What tells whether an answerable item was got right, the surest first.
_DECIDING = ("key_facts_all", "choice_accuracy", "answer_contained", "evidence_cited", "hit@5")


@dataclass(frozen=True, slots=True)
class Scored:
    """An item, its reply and its figures by metric; `is_missing` where the file has no reply."""

    item: Item
    answer: GivenAnswer
    scores: Mapping[str, float]
    is_missing: bool = False

    @property
    def is_right(self) -> bool | None:
        """Whether the reply is right, None where the gold does not tell."""
        right = self.scores.get("right")
        return None if right is None else right == 1

    @property
    def is_refused(self) -> bool:
        """Whether the reply is a refusal."""
        return self.answer.refusal is not None


def score(
    testset: TestSet, answers: Mapping[str, GivenAnswer], articles: Articles | None = None
) -> list[Scored]:
    """Score every item, in order. One without an answer counts as answered with nothing at all.

    With `articles`, quotations are looked up in them.
    """
    retrieval = retrieval_scores(testset.items, answers)
    scored = []
    for item in testset.items:
        answer = answers.get(item.id) or GivenAnswer(id=item.id, answer="")
        scores = {
            **retrieval[item.id],
            **reply_scores(item, answer),
            **citation_scores(item, answer, articles),
        }
        right = _right(item, answer, scores)
        if right is not None:
            scores["right"] = right
        scored.append(Scored(item, answer, scores, is_missing=item.id not in answers))
    return scored


def _right(item: Item, answer: GivenAnswer, scores: Mapping[str, float]) -> float | None:
    if item.answerable is False:
        return float(answer.refusal is not None)
    for name in _DECIDING:
        if name in scores:
            return float(scores[name] == 1)
    return 0.0 if item.evidence else None
