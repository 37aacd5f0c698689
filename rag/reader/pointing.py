"""Reads the likeliest sentences once more, together with the question: first comes the one whose
own words answer best, and best agree with what the others say.

Shared terms tell that a sentence is on the topic, and not that it answers; the span reader tells
which words would answer. What several sentences hold is likelier (Clarke, Cormack and Lynam 2001,
"Exploiting redundancy in question answering").
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.reader.candidates import Candidate
from rag.reader.evidence import text_before
from rag.reader.kinds import asks_several
from rag.reader.votes import KINDS
from rag.reading.terms import terms
from rag.retrieve import Understanding

FIGURES = ("likely", "sure", "agreed")
"""What is weighed: the logarithm of how likely a sentence is beside the best, how sure the span
reader is of its words, and how likely those others are whose words it holds as well; both by the
words that it points at behind the title and the text before the sentence, which tell of whom "he"
and of what "the ban" is. The words that are shown are those of the sentence by itself, which are
right more often.
"""
# Sentences that are read: of 6, 8 and 10 about the same are right.
_READ = 6
# Log odds of the span reader at which it is as good as sure.
_SURE = 6.0


def closely_read(
    candidates: Sequence[Candidate], asks: Understanding, weights: Mapping[str, float]
) -> list[Candidate]:
    """The `candidates`, which are sorted by score, with the words that the best of them point at,
    in the order of their new scores; as they are where no short answer is asked for.

    Raises:
        ModelError: the span reader is missing or damaged.
    """
    if asks.expects not in KINDS or not candidates or not weights:
        return list(candidates)
    read = pointing(candidates, asks)
    by = np.array([weights.get(name, 0.0) for name in FIGURES])
    weighed = figures(read, asks) * by
    found = [replace(it, score=float(row.sum())) for it, row in zip(read, weighed, strict=True)]
    # The words of a sentence that was not read are as good as the worst of those that were.
    least = float(weighed[:, 1:].sum(axis=1).min())
    rest = [
        replace(it, score=(it.score - read[0].score) * float(by[0]) + least)
        for it in candidates[len(read) :]
    ]
    return sorted([*found, *rest], key=lambda it: -it.score)


def pointing(candidates: Sequence[Candidate], asks: Understanding) -> list[Candidate]:
    """The best of the `candidates` with the words that the span reader points at.

    Raises:
        ModelError: the span reader is missing or damaged.
    """
    from rag.reader.spans import point

    read = candidates[:_READ]
    texts = [it.text for it in read]
    contexts = [f"{it.found.title}. {text_before(it.found, it.span)}".strip() for it in read]
    alone = point(asks.question, texts)
    # Of several things each sentence may tell another one, which its title need not name.
    behind = alone if asks_several(asks.question) else point(asks.question, texts, contexts)
    return [
        replace(it, pointed=words, in_context=others)
        for it, words, others in zip(read, alone, behind, strict=True)
    ]


def figures(read: Sequence[Candidate], asks: Understanding) -> NDArray[np.float64]:
    """The `FIGURES` of candidates that point at words, [candidates, figures]."""
    asked = {term.stem for term in asks.terms}
    held = [set(terms(it.text)) for it in read]
    told = [set(terms(it.in_context.text)) - asked if it.in_context else set() for it in read]
    likely = [it.score - read[0].score for it in read]
    rows = []
    for at in range(len(read)):
        agreed = sum(
            math.exp(likely[other])
            for other in range(len(read))
            if other != at and told[other] and told[other] <= held[at]
        )
        sure = max((it.sure for it in (read[at].pointed, read[at].in_context) if it), default=0.0)
        rows.append((likely[at], math.tanh(sure / _SURE), agreed))
    return np.array(rows)
