"""Answers what compares two with what there is on either side."""

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
    notices: tuple[str, ...] = ()
    for evidence, other in zip(case.sides, reversed(case.sides), strict=True):
        side = replace(case, evidence=evidence)
        if side.asks.asked.speakers:
            found = side.of_asked()
        else:
            found = _not_of(other.understanding, side)
            if not side.answered_by(side.choose(found), case.weights.facts_held):
                return None
            found, notices = side.closely_read(found)
        best = side.choose(found, case.words // 2)
        if not best:
            return None
        # One sentence may tell of both.
        told = [it for it in best if not any(overlaps(it, other) for other in chosen)]
        chosen += in_order(told, side.asks)
    words_asked = case.asks.expects == "statement"
    answer = compose(chosen, as_words if words_asked else as_news) if chosen else None
    return replace(answer, notices=notices) if answer else None


def _not_of(rival: Understanding, side: Case) -> list[Candidate]:
    """The sentences without those that name the other side of a comparison, and this one not."""
    mine, theirs = ({it.stem for it in asks.terms if it.name} for asks in (side.asks, rival))
    told = [(it, {*terms(it.text)}) for it in side.sentences()]
    return [it for it, held in told if (mine - theirs) & held or not (theirs - mine) & held]
