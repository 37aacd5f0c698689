"""Orders what may hold the answer by a learned sum of figures, and says how probable it is that
any of it does.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.reader.candidates import Candidate, sentence_candidates, statement_candidates
from rag.reader.evidence import Evidence
from rag.reader.features import NAMES
from rag.reader.votes import voted
from rag.reader.weights import Sureness
from rag.reading.terms import YEAR
from rag.records import RetrievedPassage

# Which passage the best one is compared with: what many passages fit as well, none may answer.
_BEHIND = 4


def candidates_for(evidence: Evidence) -> list[Candidate]:
    """What may hold the answer: statements where somebody's words are asked for, else sentences."""
    return (
        statements_of_asked(evidence)
        if evidence.understanding.asked.speakers
        else (sentences_of(evidence))
    )


def statements_of_asked(evidence: Evidence) -> list[Candidate]:
    """What those are reported to have said whose words are asked for."""
    return statement_candidates(evidence, evidence.understanding.asked.means)


def statements_of_others(evidence: Evidence, *, whole_articles: bool) -> list[Candidate]:
    """What named people said, other than those whose words are asked for: in the passages, or with
    `whole_articles` in all of their articles.
    """
    asked = evidence.understanding.asked
    return statement_candidates(
        evidence, lambda it: it.named and not asked.means(it), whole_articles=whole_articles
    )


def sentences_of(evidence: Evidence) -> list[Candidate]:
    """The sentences of the best passages, with what their spans have votes for.

    Left out is what stands in a passage without the question's years, or without any of its names.
    """
    asks = evidence.understanding
    found = voted(list(sentence_candidates(evidence)), asks)
    # Of another year's prize the words are the same, and of another company's staff.
    years = {term.stem for term in asks.terms if YEAR.fullmatch(term.word)}
    names = {term.stem for term in asks.terms if term.name} or None
    return [it for it in found if years <= it.held and (names is None or names & it.held)]


def scored(candidates: Sequence[Candidate], weights: Mapping[str, float]) -> list[Candidate]:
    """The `candidates` with their scores, best first: their differences are log odds."""
    made = [replace(it, score=_sum(it, weights)) for it in candidates]
    return sorted(made, key=lambda it: (-it.score, it.found.passage.id, it.span.start))


def _sum(candidate: Candidate, weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * float(getattr(candidate.figures, name)) for name in NAMES)


def signs_of(
    chosen: Sequence[Candidate], retrieved: Sequence[RetrievedPassage]
) -> dict[str, float]:
    """What tells, of the sentences that would be shown, whether the answer is there.

    passage: the score of the best passage; ahead: by how much it is before the fifth, which counts
    nothing where there is none; own, held,
    titled: the share of the question's terms in the first sentence, around it and in its title;
    around, names: the greatest among the sentences.
    The score of the sentence itself, the rarest term and what others said on it added nothing.
    """
    first = chosen[0].figures
    best = sorted((found.score for found in retrieved), reverse=True)
    return {
        "passage": best[0] if best else 0.0,
        "ahead": best[0] - (best[_BEHIND] if len(best) > _BEHIND else 0.0) if best else 0.0,
        "held": first.held,
        "titled": first.titled,
        "own": first.own,
        "around": max(it.figures.around for it in chosen),
        "names": max(it.figures.names for it in chosen),
    }


def probability(sureness: Sureness, signs: Mapping[str, float]) -> float:
    """The probability that the answer is there, in [0, 1]."""
    summed = sureness.bias + sum(
        weight * signs.get(name, 0.0) for name, weight in sureness.weights.items()
    )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, summed))))
