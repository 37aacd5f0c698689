"""Picks the one of several given choices that the articles speak for.

Every pair of a sentence and a choice is scored: how likely the sentence holds the answer, and how
well it matches the choice. A choice is as likely as all of its pairs together (listwise, with the
sentence as a latent variable: Lee, Chang and Toutanova 2019, "Latent retrieval for weakly
supervised open domain question answering"), so that many fair sentences weigh as much as one good.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rag.library import Library
from rag.library.embeddings import Vectors
from rag.reader.candidates import Candidate
from rag.reader.evidence import Evidence, text_before
from rag.reading.terms import stem, terms, words
from rag.retrieve.question.term_weights import weighted_terms

MATCHES: tuple[str, ...] = ("likely", "whole", "cover", "around", "alike", "titled")
"""What a pair has.

likely: the sentence's score beside the best one's
whole: the choice stands in the sentence word for word
cover, around, titled: the share of the choice's own words, by rarity, in the sentence; there,
before it and in the title; in the title alone
alike: as cover, where a word of like meaning counts as much as it is alike
"""

Pairs = NDArray[np.float64]
"""Sentences x choices x MATCHES."""

_ARTICLES = ("the", "a", "an")


@dataclass(frozen=True, slots=True)
class Picked:
    """The choice at position `at`, how probable it is among the others, and the sentences that
    speak for it, best first, each with its score as a pair with that choice."""

    at: int
    probability: float
    evidence: tuple[Candidate, ...]


def pairs_of(evidence: Evidence, candidates: Sequence[Candidate], choices: Sequence[str]) -> Pairs:
    """How each of the `candidates`, which are scored, matches each of the `choices`."""
    made = np.zeros((len(candidates), len(choices), len(MATCHES)))
    if not candidates:
        return made
    best = max(it.score for it in candidates)
    # The question's own terms tell nothing of a choice.
    asked = {term.stem for term in evidence.understanding.terms}
    readers = [_Choice(evidence.library, choice, asked) for choice in choices]
    for row, candidate in enumerate(candidates):
        said = words(candidate.text)
        text = [stem(word) for word in said]
        title = set(terms(candidate.found.title))
        around = title.union(text, terms(text_before(candidate.found, candidate.span)))
        vectors = evidence.library.embedder.word_vectors(said) if said else None
        for column, choice in enumerate(readers):
            made[row, column] = (
                candidate.score - best,
                choice.stands_in(text),
                choice.share(set(text)),
                choice.share(around),
                choice.alike(vectors, set(text)),
                choice.share(title),
            )
    return made


def likeliest(pairs: Pairs, weights: Mapping[str, float]) -> tuple[int, float] | None:
    """The position of the likeliest choice and how probable it is among the others; None where no
    sentence has a word of any of them.
    """
    matched = _matches(pairs).any(axis=0)
    if not matched.any():
        return None
    scores = _scores(pairs, weights)
    by_choice = np.where(matched, np.exp(scores - scores.max()).sum(axis=0), 0.0)
    at = int(by_choice.argmax())
    return at, float(by_choice[at] / by_choice.sum())


def pick(
    pairs: Pairs, weights: Mapping[str, float], candidates: Sequence[Candidate]
) -> Picked | None:
    """The likeliest choice with what speaks for it among the `candidates` of the `pairs`."""
    found = likeliest(pairs, weights)
    if found is None:
        return None
    at, probability = found
    matches, scores = _matches(pairs)[:, at], _scores(pairs, weights)[:, at]
    evidence = [
        replace(candidates[row], score=float(scores[row]))
        for row in np.flatnonzero(matches).tolist()
    ]
    evidence.sort(key=lambda it: -it.score)
    return Picked(at, probability, tuple(evidence))


def _matches(pairs: Pairs) -> NDArray[np.bool_]:
    """Which sentences have a word of which choice, in or around them."""
    return pairs[:, :, MATCHES.index("around")] > 0


def _scores(pairs: Pairs, weights: Mapping[str, float]) -> NDArray[np.float64]:
    return np.asarray(pairs @ np.array([weights.get(name, 0.0) for name in MATCHES]))


class _Choice:
    """A choice as sentences are compared with it."""

    def __init__(self, library: Library, text: str, asked: Set[str]) -> None:
        self._sequence = [stem(it) for it in words(text) if it not in _ARTICLES]
        own = [it for it in weighted_terms(text, library) if it.stem not in asked]
        if not own:  # "Yes", "The same": stop words and what was asked are all it has
            own = list(weighted_terms(text, library))
        self._weights = {it.stem: it.weight for it in own}
        self._order = list(self._weights)
        self._whole = sum(self._weights.values()) or 1.0
        self._vectors = library.embedder.word_vectors([it.word for it in own]) if own else None

    def stands_in(self, stems: Sequence[str]) -> float:
        """Whether its words stand there in their order, articles aside."""
        wanted = self._sequence
        there = [it for it in stems if it not in _ARTICLES]
        starts = range(len(there) - len(wanted) + 1)
        return float(bool(wanted) and any(there[at : at + len(wanted)] == wanted for at in starts))

    def share(self, stems: Set[str]) -> float:
        """The share of its own words, by weight, among `stems`."""
        return sum(self._weights[it] for it in self._weights.keys() & stems) / self._whole

    def alike(self, vectors: Vectors | None, stems: Set[str]) -> float:
        """The same by like meaning: each word counts as much as the nearest there is like it."""
        if self._vectors is None or vectors is None:
            return 0.0
        nearest = np.clip((vectors @ self._vectors.T).max(axis=0), 0.0, 1.0)
        exact = np.array([it in stems for it in self._order])
        shares = np.array(list(self._weights.values()))
        return float(shares @ np.where(exact, 1.0, nearest)) / self._whole
