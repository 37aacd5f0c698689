"""Answers what compares two with what there is on either side."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.case import Case
from rag.answer.choose import in_order, overlaps
from rag.answer.compose import Extract, as_news, as_words, compose
from rag.reader.candidates import Candidate
from rag.reading.terms import terms
from rag.retrieve import Understanding


def compared(case: Case) -> Extract | None:
    """What there is on either side of a comparison; None where nothing is compared, or a side has
    nothing.
    """
    chosen: list[Candidate] = []
    for side, other in zip(case.sides, reversed(case.sides), strict=True):
        half = replace(case, evidence=side, words=case.words // 2)
        spoken = bool(half.asks.asked.speakers)
        rival = other.understanding
        best = half.choose(half.of_asked() if spoken else _not_of(rival, half))
        if not best or not (spoken or half.answered_by(best, case.weights.facts_held)):
            return None
        # One sentence may tell of both.
        told = [it for it in best if not any(overlaps(it, other) for other in chosen)]
        chosen += in_order(told, half.asks)
    words_asked = case.asks.expects == "statement"
    return compose(chosen, as_words if words_asked else as_news) if chosen else None


def _not_of(rival: Understanding, half: Case) -> Sequence[Candidate]:
    """The sentences without those that name the other side of a comparison, and this one not."""
    mine, theirs = ({it.stem for it in asks.terms if it.name} for asks in (half.asks, rival))
    told = [(it, {*terms(it.text)}) for it in half.sentences()]
    return [it for it, held in told if (mine - theirs) & held or not (theirs - mine) & held]
