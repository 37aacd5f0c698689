"""Finds the short answer: the name, day, place or number in a sentence that answers by itself."""

import re
from collections.abc import Sequence

from rag.reader.candidates import Candidate
from rag.reader.kinds import spans_of_kind
from rag.retrieve import Understanding

# The share of the question's terms, by weight, that the sentence must hold itself, and how likely
# another sentence with other such words may be beside the best before there is doubt.
_HOLDS = 0.6
_DOUBT = 0.1
_KINDS = ("number", "date", "place", "person")
# Questions whose answer is several names, or turns on more than what stands beside the words.
_INVOLVED = re.compile(
    r"\bwho\s+(?:were|are|all)\b|\b(?:last|before|after|against|besides|except|other|not|\w+n['’]t)\b",
    re.I,
)


def short_answer(understanding: Understanding, best: Candidate) -> str | None:
    """The words of the `best` candidate that answer a question for a person, day, place or number.

    None where it has no such words or several, or holds too little of the question.
    """
    if understanding.expects not in _KINDS or _INVOLVED.search(understanding.question):
        return None
    whole = sum(term.weight for term in understanding.terms)
    held = sum(term.weight for term in understanding.terms if term.stem in best.own)
    words = _answering(understanding, best)
    if len(words) != 1 or held < _HOLDS * whole:
        return None
    return words.pop()


def in_doubt(understanding: Understanding, answered: str, candidates: Sequence[Candidate]) -> bool:
    """Whether a candidate nearly as good as the best has other such words than `answered`.

    `candidates` are sorted by score. A wrong short answer is worse than none.
    """
    for other in candidates[1:]:
        if other.likelihood(candidates[0]) < _DOUBT:
            break
        theirs = _answering(understanding, other)
        if theirs and answered not in theirs:
            return True
    return False


def _answering(understanding: Understanding, candidate: Candidate) -> set[str]:
    """The words of the kind that is asked for."""
    asked = {term.stem for term in understanding.terms}
    found = spans_of_kind(understanding.expects, candidate.text, understanding.question, asked)
    return {candidate.text[start:end] for start, end in found}
