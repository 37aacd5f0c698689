"""Lays a sentence along its source and says how much had to be invented or brought together.

A sentence that condenses its source keeps to one place; one that fuses two statements jumps between
places, and one that invents has words without a place. The cheapest path is found as for the
alignment of a hidden Markov model (Vogel, Ney and Tillmann 1996, "HMM-based word alignment in
statistical translation"), over sentences in place of words: order within a sentence is free, since
an honest paraphrase changes it.
"""

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rag.answer.checking.speaking import SAYS
from rag.reading.number_words import HEDGES
from rag.reading.terms import STOP_WORDS, stem, words

# A logistic formula over `bend` and `held`, fitted on 354 sentences of summaries of news and
# three people's verdicts (QAGS, Wang, Cho and Lewis 2020) with both verdicts weighing the same.
# `python -m tests.benchmarks support` fits it anew and cross-validates it by article.
_INTERCEPT, _BEND, _HELD = -1.763, -8.448, 2.797
# Content words of a sentence, and sentences of a source, that are looked at: a model that does not
# stop is cut off.
_MOST_WORDS, _MOST_SENTENCES = 100, 400

# Who says it, before or behind what is said. The rules on speakers judge that part.
_SAYS_FIRST = re.compile(
    r"^(?:according to [^,]{1,60},\s"
    rf"|[^,.;]{{1,70}}?\b(?:{SAYS})\b(?: (?:reporters|[A-Z][\w.]*(?: [A-Z][\w.]*)*))?"
    r"(?: on \w+day)?(?: that|:|,)\s)",
    re.IGNORECASE,
)
_SAYS_LAST = re.compile(
    rf",?\s(?:[^,.;]{{1,60}}\s(?:{SAYS})|(?:{SAYS})\s[^,.;]{{1,60}}|according to [^,.;]{{1,60}})"
    r"\s*\.?$",
    re.IGNORECASE,
)
_LEAST = 4  # words that must be left without who says it


class Fit(NamedTuple):
    """How a sentence lies along its source.

    `bend` counts the content words without a place, and the jumps between sentences of the source
    on the cheapest path, for each content word; `held` is the share of the content words that the
    best sentence of the source holds.
    """

    bend: float
    held: float

    @property
    def support(self) -> float:
        """The estimated probability that people would call the sentence supported."""
        return 1 / (1 + math.exp(-(_INTERCEPT + _BEND * self.bend + _HELD * self.held)))


def fit(text: str, source: Sequence[Sequence[str]], topic: Iterable[str] = ()) -> Fit:
    """Lay `text` along the sentences of `source`, given as stemmed words.

    The words of `topic`, such as those of a title, may be added to any sentence of the source.
    """
    held = [frozenset(sentence).union(topic) for sentence in source[:_MOST_SENTENCES]]
    said = _SAYS_FIRST.sub("", _SAYS_LAST.sub("", text, count=1), count=1)
    whole = _laid(text, held)
    if said == text or len(words(said)) < _LEAST:
        return whole
    return min(whole, _laid(said, held), key=lambda each: each.bend)


def _laid(text: str, source: Sequence[frozenset[str]]) -> Fit:
    told = [stem(word) for word in words(text) if word not in STOP_WORDS and word not in HEDGES]
    # A number that is rounded stands nowhere, and has rules of its own.
    content = [
        word
        for word in told
        if not word[0].isdigit() or any(word in sentence for sentence in source)
    ][:_MOST_WORDS]
    if not content:
        return Fit(0.0, 1.0)
    best = max((sum(word in sentence for word in content) for sentence in source), default=0)
    return Fit(_cost(content, source) / len(content), best / len(content))


def _cost(content: Sequence[str], source: Sequence[frozenset[str]]) -> int:
    """The cost of the cheapest path, whose state is the sentence last used."""
    costs = [0] * len(source)
    for word in content:
        jump = min(costs, default=0) + 1
        costs = [
            min(cost + (word not in sentence), jump + (word not in sentence))
            for cost, sentence in zip(costs, source, strict=True)
        ]
    return min(costs, default=len(content))
