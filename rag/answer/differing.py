"""Finds where reports differ: other figures for the same fact, the opposite, or a correction."""

import re
from collections.abc import Sequence

from rag.answer.checking.amounts import read_figures
from rag.answer.checking.poles import POLES
from rag.answer.checking.source import readable
from rag.reader.candidates import Candidate
from rag.reading.terms import content_terms

# A sentence tells of the same fact where it holds this share of what the answer's own holds of the
# question, and is this likely beside it.
_SAME_FACT = 0.8
_AS_GOOD = 0.05
# Two sentences that share this much of their content words are about one thing, so that one may
# say the opposite of the other.
_ALIKE = 0.5
_CORRECTS = re.compile(
    r"\b(?:correction|corrected|corrects|retract(?:s|ed|ion)|misstated|misidentified"
    r"|(?:an )?earlier version of this (?:story|article|report)|previously reported)\b",
    re.I,
)


def other_figure(
    answered: Candidate, short: str, candidates: Sequence[Candidate]
) -> Candidate | None:
    """The best candidate of another report that gives another figure than `short` for the fact."""
    wanted = next(iter(read_figures(readable(short))[0]), None)
    if wanted is None or not wanted.counts:
        return None  # what a price or a rate is of, only the sentence tells
    for candidate in candidates:
        if not _of_same_fact(candidate, answered, answered.own):
            continue
        figures = read_figures(readable(candidate.text))[0]
        found = [it for it in figures if (it.counts, it.unit) == (wanted.counts, wanted.unit)]
        if found and not any(it.readings & wanted.readings for it in found):
            return candidate
    return None


def opposite(answered: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """The best candidate of another report that says the opposite of the `answered` sentence."""
    mine = set(content_terms(answered.text))
    for candidate in candidates:
        theirs = set(content_terms(candidate.text))
        if len(mine & theirs) < _ALIKE * min(len(mine), len(theirs)):
            continue
        for one, other in POLES:
            if not (mine & one and theirs & other) or mine & other or theirs & one:
                continue
            # The question's own "approve" is what a report that it was rejected does not hold.
            if _of_same_fact(candidate, answered, answered.own - one):
                return candidate
    return None


def correction(answered: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """The sentence of a later report that corrects what the `answered` one says."""
    told = answered.found.published
    for candidate in candidates:
        later = candidate.found.published
        if told is None or later is None or later <= told or not corrects(candidate):
            continue
        if answered.own <= candidate.own | candidate.beside:
            return candidate
    return None


def corrects(candidate: Candidate) -> bool:
    """Whether a sentence says that it corrects another report."""
    return bool(_CORRECTS.search(candidate.text))


def _of_same_fact(candidate: Candidate, answered: Candidate, fact: frozenset[str]) -> bool:
    """Whether another report's sentence tells of the fact, of which `fact` are the stems."""
    return (
        candidate.found.passage.article_id != answered.found.passage.article_id
        and candidate.likelihood(answered) >= _AS_GOOD
        and len(fact & candidate.own) >= _SAME_FACT * len(fact)
        and candidate.statement is None
    )


def newest_first(*candidates: Candidate) -> list[Candidate]:
    """Reports in the order of their days, the newest first; those without a day last."""
    return sorted(
        candidates,
        key=lambda it: (it.found.published is not None, str(it.found.published)),
        reverse=True,
    )
