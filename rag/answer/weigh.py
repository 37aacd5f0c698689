"""Weighs candidates by a few transparent figures, for the best of them by meaning as well."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answer.candidates import Candidate
from rag.library import Library

# Set by pairwise logistic regression on questions with known key facts, 5-fold cross-validated
# (the table stands in CHANGELOG.md), scaled to a coverage of 1.
FACTS: Mapping[str, float] = {
    "coverage": 1.0,
    "rank": 1.5,
    "fits": 0.6,
    "closeness": 1.2,
    "length": -0.4,
    "leans": -0.1,
}
WORDS: Mapping[str, float] = {"coverage": 1.0, "rank": 1.0, "quoted": 0.5, "closeness": 0.7}
# For whose words only their topic counts, as other people's beside those of the asked person.
TOPIC: Mapping[str, float] = {"coverage": 1.0, "rank": 0.5}
# How many candidates are embedded, which takes about 7 ms each on two cores; the rest are out of
# the running.
_READ = 10


def weigh(
    candidates: Sequence[Candidate],
    question: str,
    library: Library,
    weights: Mapping[str, float],
) -> list[Candidate]:
    """The `candidates` that may be chosen, best first, with their scores.

    All are weighed without their meaning first; the best are then compared with the question,
    unless `weights` leave their closeness out.
    """
    ordered = sorted(
        candidates, key=lambda it: (-_score(it, weights), it.found.passage.id, it.span.start)
    )[:_READ]
    if not ordered or "closeness" not in weights:
        return [replace(it, score=_score(it, weights)) for it in ordered]
    asked, *read = library.embedder.embed([question, *(it.text for it in ordered)])
    weighed = [
        replace(it, closeness=float(asked @ vector))
        for it, vector in zip(ordered, read, strict=True)
    ]
    scored = [replace(it, score=_score(it, weights)) for it in weighed]
    return sorted(scored, key=lambda it: -it.score)


def _score(candidate: Candidate, weights: Mapping[str, float]) -> float:
    return sum(weight * float(getattr(candidate, name)) for name, weight in weights.items())
