"""Fits the reader's weights to questions of which it is known what holds their answers.

The figures' weights are those of a listwise logistic regression: the log of the share that the
sentences that hold the answer have in a softmax over all of the question's (Cao et al. 2007,
"Learning to rank: from pairwise approach to listwise approach"), drawn towards the weights before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from rag.reader.candidates import Candidate
from rag.reader.features import NAMES
from rag.reader.multiple_choice import MATCHES, Pairs
from rag.reader.pointing import FIGURES
from rag.reader.weights import Sureness

# How strongly weights are drawn to those before, per weight; .3 to 2 gave the same within a
# hundredth, cross-validated.
_DRAWN = 1.0
# The same for the signs of an answer, which are standardised first.
_SIGNS_DRAWN = 5.0
# Shares of answerable questions for which the point of refusal is kept.
_SHARES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5)

_Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lesson:
    """The sentences that a question is read in, and which of them hold its answer; how much it
    counts beside others.
    """

    candidates: Sequence[Candidate]
    holds: Sequence[bool]
    weight: float = 1.0


def fit_weights(
    lessons: Sequence[Lesson], before: Mapping[str, float] | None = None
) -> dict[str, float]:
    """The weights of the figures by `lessons`; those without any sentence that holds teach nothing.

    `before` are weights to start from and to stay near; none of them by default.
    """
    taught = [
        (_figures(it.candidates), np.array(it.holds, dtype=bool), it.weight)
        for it in lessons
        if any(it.holds) and not all(it.holds)
    ]
    found = _listwise(taught, np.array([(before or {}).get(name, 0.0) for name in NAMES]))
    return {name: round(float(weight), 4) for name, weight in zip(NAMES, found, strict=True)}


def fit_pointed(
    lessons: Sequence[tuple[_Rows, Sequence[bool], float]],
    before: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """The weights of `pointing.FIGURES` by questions: of each the figures of the sentences that
    were read, which of them hold the answer, and how much it counts.
    """
    taught = [
        (rows, np.array(holds, dtype=bool), weight)
        for rows, holds, weight in lessons
        if any(holds) and not all(holds)
    ]
    found = _listwise(taught, np.array([(before or {}).get(name, 0.0) for name in FIGURES]))
    return {name: round(float(weight), 4) for name, weight in zip(FIGURES, found, strict=True)}


def _listwise(taught: Sequence[tuple[_Rows, NDArray[np.bool_], float]], start: _Rows) -> _Rows:
    """The weights under which those rows of each list that hold have the greatest share."""

    def loss(weights: _Rows) -> tuple[float, _Rows]:
        away = weights - start
        value, slope = _DRAWN * float(away @ away), 2 * _DRAWN * away
        for rows, holds, counts in taught:
            scores = rows @ weights
            shares = np.exp(scores - scores.max())
            held = shares * holds
            value += counts * float(np.log(shares.sum()) - np.log(held.sum()))
            slope = slope + counts * (shares @ rows / shares.sum() - held @ rows / held.sum())
        return value, slope

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x)


def fit_choices(
    lessons: Sequence[tuple[Pairs, Sequence[int]]], before: Mapping[str, float] | None = None
) -> dict[str, float]:
    """The weights of `multiple_choice.MATCHES` by questions of which it is known which choices are
    right: the log of their share in a softmax over all pairs of a sentence and a choice.
    """
    taught = [(pairs, list(right)) for pairs, right in lessons if len(pairs) and right]
    start = np.array([(before or {}).get(name, 0.0) for name in MATCHES])

    def loss(weights: _Rows) -> tuple[float, _Rows]:
        away = weights - start
        value, slope = _DRAWN * float(away @ away), 2 * _DRAWN * away
        for pairs, right in taught:
            scores = pairs @ weights
            shares = np.exp(scores - scores.max())
            held = shares[:, right]
            value += float(np.log(shares.sum()) - np.log(held.sum()))
            slope = slope + np.einsum("sc,scm->m", shares, pairs) / shares.sum()
            slope = slope - np.einsum("sc,scm->m", held, pairs[:, right]) / held.sum()
        return value, slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B")
    return {name: round(float(weight), 4) for name, weight in zip(MATCHES, found.x, strict=True)}


def fit_sureness(
    signs: Sequence[Mapping[str, float]], answered: Sequence[bool], names: Sequence[str]
) -> Sureness:
    """A logistic regression that tells by the `names` among the `signs` which were `answered`.

    Both kinds count the same in all, however many there are. Its points of refusal are empty.
    """
    rows = np.array([[each.get(name, 0.0) for name in names] for each in signs])
    wanted = np.array(answered, dtype=float)
    middle, width = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = np.hstack([(rows - middle) / width, np.ones((len(rows), 1))])
    share = max(1e-6, float(wanted.mean()))
    weighed = np.where(wanted == 1, 0.5 / share, 0.5 / max(1e-6, 1 - share))
    drawn = np.array([_SIGNS_DRAWN] * len(names) + [0.0])

    def loss(weights: _Rows) -> tuple[float, _Rows]:
        summed = scaled @ weights
        value = float(weighed @ (np.logaddexp(0, summed) - wanted * summed))
        slope = scaled.T @ (weighed * (1 / (1 + np.exp(-summed)) - wanted))
        return value + float(drawn @ weights**2), slope + 2 * drawn * weights

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / width
    bias = float(found[-1] - weights @ middle)
    kept = {name: round(float(it), 4) for name, it in zip(names, weights, strict=True)}
    return Sureness(kept, round(bias, 4), ())


def points_of_refusal(
    probabilities: Sequence[float], counts: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    """Of the probabilities of answerable questions, below which lies which share of them; each
    counts what `counts` says.
    """
    order = np.argsort(probabilities)
    known, weighed = np.array(probabilities)[order], np.array(counts, dtype=float)[order]
    # Half-way between the last that is refused and the first that is not.
    between = np.concatenate([known[:1], (known[:-1] + known[1:]) / 2])
    below = (np.cumsum(weighed) - weighed) / max(1e-9, weighed.sum())
    quantiles = np.interp(_SHARES, below, between)
    return tuple((share, round(float(it), 4)) for share, it in zip(_SHARES, quantiles, strict=True))


def _figures(candidates: Sequence[Candidate]) -> _Rows:
    return np.array([astuple(it.figures) for it in candidates], dtype=float)
