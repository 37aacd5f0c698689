"""What speaks for a sentence as the one that holds the answer: named figures, each in [0, 1].

None of them needs a model to read the sentence, so that all sentences of all passages can be
compared; `rag.reader.score` adds them up with weights that were fitted.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np

from rag.library import Embedder
from rag.library.embeddings import Vectors
from rag.reader.kinds import amounts, asks_several, spans_of_kind
from rag.reading import Span
from rag.reading.terms import located_terms, stem, words
from rag.retrieve import Understanding
from rag.retrieve.question.term_weights import Term

# Words between two of the question's terms that stand side by side there, to be a pair.
_NEAR = 4
# Words after which the kind of thing asked for stands only half as near to the question's terms.
_HALF = 8
# What a word of like meaning counts that stands before the sentence or over it.
_AROUND = 0.8
# Words on either side of it that tell what a number counts, and whose a name is.
_BESIDE = 7
_MOST = 5
_LONG = 50
_SHORT = 7


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one sentence.

    own, beside: the share of the question's terms, by rarity, in the sentence, and only around it
    titled, held: the share that its article's title holds; that its passage or title holds
    names: of the question's names the share in or around the sentence
    rarest: the question's rarest term stands in the sentence
    pairs: of the terms that stand side by side in the question, the share that does so here
    tight: the terms in the sentence, less the farther apart they stand
    fits, near: it holds the kind of thing asked for; how near that stands to the question's terms
    by: the share of the terms that stand around such a thing, or around any number where one is
        asked for; a word of like meaning counts as much as it is alike
    named: how near a name stands to the question's terms, where one of something is asked for
        ("which bacteria")
    several: the names in it, to five, where several are asked for
    votes: the share of all passages' weight that has the same thing of that kind
    rank, first, lead: the passage's score to the best one's; the best passage; the article's start
    early: 1 at the start of the article, less further down
    length, short: to a long sentence's; fewer than eight words
    leans, asks: it points back to the sentence before; it is a question itself
    spoken, quoted, direct, asked: somebody says it; at least partly in their own words; in nothing
        else; the one whose words are asked for
    told: the share of it that are names and numbers which the question does not have
    dated: how near its report is to the days asked about
    alike: the share of the question's terms in the sentence, where a word of like meaning counts
        as much as it is alike ("killed" for "died")
    around: the same with the sentence before and the title, which count `_AROUND` as much
    """

    own: float = 0.0
    beside: float = 0.0
    titled: float = 0.0
    held: float = 0.0
    names: float = 0.0
    rarest: float = 0.0
    pairs: float = 0.0
    tight: float = 0.0
    fits: float = 0.0
    near: float = 0.0
    by: float = 0.0
    named: float = 0.0
    several: float = 0.0
    votes: float = 0.0
    rank: float = 0.0
    first: float = 0.0
    lead: float = 0.0
    early: float = 0.0
    length: float = 0.0
    short: float = 0.0
    leans: float = 0.0
    asks: float = 0.0
    spoken: float = 0.0
    quoted: float = 0.0
    direct: float = 0.0
    asked: float = 0.0
    told: float = 0.0
    dated: float = 0.0
    alike: float = 0.0
    around: float = 0.0


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Figures))


class Compared:
    """A question against which sentences are read: its terms, and what it expects."""

    def __init__(
        self, understanding: Understanding, asked: Sequence[Term], embedder: Embedder
    ) -> None:
        self.understanding = understanding
        self._embedder = embedder
        self._meant = embedder.word_vectors([term.word for term in asked]) if asked else None
        self._shares = np.array([term.weight for term in asked], dtype=np.float32)
        self.asked = asked
        self._places = {term.stem: at for at, term in enumerate(asked)}
        self.weights: Mapping[str, float] = {term.stem: term.weight for term in asked}
        self.whole = sum(self.weights.values()) or 1.0
        self.names = {term.stem for term in asked if term.name or term.word.isdigit()}
        self.rarest = max(asked, key=lambda term: term.weight).stem if asked else None
        self.side_by_side = [(one.stem, two.stem) for one, two in pairwise(asked)]
        self.asks_several = asks_several(understanding.question)
        self.every = {term.stem for term in understanding.terms}

    def share(self, stems: Set[str]) -> float:
        """The share of the question's terms, by weight, that are among `stems`."""
        return sum(self.weights[found] for found in self.weights.keys() & stems) / self.whole

    def of_kind(self, text: str) -> list[Span]:
        """Where `text` has the kind of thing that the question expects."""
        asks = self.understanding
        return list(spans_of_kind(asks.expects, text, asks.question, self.every))

    def of_names(self, stems: Set[str]) -> float:
        """The share of the question's names that are among `stems`; 1 where it has none."""
        return len(self.names & stems) / len(self.names) if self.names else 1.0

    def likeness(self, text: str) -> Vectors:
        """How like each word of `text` is each of the question's terms, in [0, 1]: words x terms.

        The cosine of their vectors (Kenter and de Rijke 2015, "Short text similarity with word
        embeddings").
        """
        said = words(text)
        if self._meant is None or not said:
            return np.zeros((len(said), len(self.asked)), dtype=np.float32)
        alike = np.clip(self._embedder.word_vectors(said) @ self._meant.T, 0.0, 1.0)
        for row, word in enumerate(said):
            column = self._places.get(stem(word))
            if column is not None:
                alike[row, column] = 1.0
        return np.asarray(alike, dtype=np.float32)

    def by(self, text: str, likeness: Vectors, of_kind: Sequence[Span]) -> float:
        """`by` of a sentence, from its `likeness` and what it has `of_kind`."""
        asks = self.understanding
        spans = [*of_kind, *(amounts(text, asks.question) if asks.expects == "number" else ())]
        if not spans or not likeness.size:
            return 0.0
        offsets = [offset for _, offset in located_terms(text)]
        best = 0.0
        for start, end in spans:
            first, last = bisect_left(offsets, start), bisect_left(offsets, end)
            window = likeness[max(0, first - _BESIDE) : last + _BESIDE]
            best = max(best, float(self._shares @ window.max(axis=0)) / self.whole)
        return best

    def several(self, text: str) -> float:
        """`several` of a sentence."""
        if not self.asks_several:
            return 0.0
        names = spans_of_kind("name", text, self.understanding.question, self.every)
        return min(_MOST, len({text[start:end] for start, end in names})) / _MOST

    def meanings(self, alike: Vectors, before: Vectors) -> tuple[float, float]:
        """`alike` and `around` of a sentence, of what its words and those before it are like."""
        around = np.maximum(alike, _AROUND * before)
        return float(self._shares @ alike) / self.whole, float(self._shares @ around) / self.whole

    def closely(self, text: str, of_kind: Sequence[Span]) -> tuple[float, float, float]:
        """`pairs`, `tight` and `near` of a sentence, from what it has `of_kind`."""
        located = located_terms(text)
        places: dict[str, list[int]] = {}
        for at, (found, _) in enumerate(located):
            if found in self.weights:
                places.setdefault(found, []).append(at)
        if not places:
            return 0.0, 0.0, 0.0
        pairs = sum(
            any(abs(a - b) <= _NEAR for a in places.get(one, ()) for b in places.get(two, ()))
            for one, two in self.side_by_side
        )
        hits = sorted(at for each in places.values() for at in each)
        spread = max(1, hits[-1] - hits[0] + 1)
        tight = self.share(set(places)) * min(1.0, 2 * len(places) / spread)
        near = 0.0
        for start, end in of_kind:
            inside = [at for at, (_, offset) in enumerate(located) if start <= offset < end]
            if inside:
                away = min(abs(at - hit) for at in (inside[0], inside[-1]) for hit in hits)
                near = max(near, 1 / (1 + away / _HALF))
        of_pairs = pairs / len(self.side_by_side) if self.side_by_side else 0.0
        return of_pairs, tight, near


def greatest(likeness: Vectors) -> Vectors:
    """How like each of the question's terms the nearest word is, of words x terms."""
    if not len(likeness):
        return np.zeros(likeness.shape[1], dtype=np.float32)
    return np.asarray(likeness.max(axis=0))


def length_of(count: int) -> tuple[float, float]:
    """`length` and `short` of a sentence of so many words."""
    return min(count, _LONG) / _LONG, float(count <= _SHORT)
