"""Teaches which verbs report, from news in which people have marked who said what.

    python -m rag.reading.attribution.teaching ARTICLES.jsonl ATTRIBUTIONS.jsonl

writes cues.json. An article has `id` and `text`; an attribution `article_id`, `split` ("train" is
what is learned from) and the character spans `content_spans` and `source_spans`.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from rag.reading.attribution.learned_cues import (
    WEIGHTS,
    Weights,
    complements,
    features,
    vectors,
)
from rag.reading.lines import lines
from rag.reading.parsing.masking import lay_out
from rag.reading.parsing.parser import parse
from rag.reading.people.mentions import read_mention

# A feature that is seen less often teaches nothing, and how strongly weights are drawn to zero, as
# one over scikit-learn's C: of 1, .3, .1 and .03, .1 found most on the development part.
_SEEN = 3
_DRAWN = 1 / 0.1
# The parser's vectors count in these shares of their spread, beside features that are 0 or 1.
_SHARE = 0.2
# Weights nearer to zero are left out of the file.
_TELLING = 0.05


class Lesson(NamedTuple):
    """The features and vectors of a complement, and whether people marked it as a report."""

    told: list[str]
    vectors: Any
    right: bool


def lessons(text: str, attributions: Sequence[Mapping[str, Any]]) -> Iterable[Lesson]:
    """Every complement of an article. It is right where some attribution has half of the characters
    of both together, and a source that meets the subject.
    """
    marked = [
        (_characters(it["content_spans"]), _characters(it["source_spans"]))
        for it in attributions
        if it.get("source_spans")
    ]
    for sentences in parse([lay_out(text, line) for line in lines(text)]):
        for parsed in sentences:
            for it in complements(parsed):
                mine = _characters(it.content)
                source = _characters([read_mention(parsed, it.source, text).span])
                right = any(
                    2 * len(mine & content) >= len(mine | content) and source & named
                    for content, named in marked
                )
                yield Lesson(features(it, parsed), vectors(it), right)


def fit(taught: Sequence[Lesson]) -> Weights:
    """The weights of a logistic regression of the lessons, drawn towards zero."""
    seen = Counter(name for it in taught for name in set(it.told))
    names = sorted(name for name, count in seen.items() if count >= _SEEN)
    made = np.array([it.vectors for it in taught], dtype=np.float64)
    middle, spread = made.mean(axis=0), made.std(axis=0) + 1e-9
    table = hstack([_told(taught, names), csr_matrix((made - middle) / spread * _SHARE)]).tocsr()
    sign = np.where([it.right for it in taught], 1.0, -1.0)

    def loss(weights: Any) -> tuple[float, Any]:
        margins = sign * (table @ weights)
        value = np.logaddexp(0, -margins).sum() + _DRAWN / 2 * weights @ weights
        slope = -(table.T @ (sign / (1 + np.exp(np.clip(margins, -50, 50)))))
        return float(value), slope + _DRAWN * weights

    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B").x
    told = dict(zip(names, found, strict=False))
    of_vectors = found[len(names) :] * _SHARE / spread
    if "bias" in told:
        told["bias"] -= float(of_vectors @ middle)
    kept = {name: round(float(it), 2) for name, it in told.items() if abs(it) >= _TELLING}
    return Weights(kept, of_vectors.round(4))


def _told(taught: Sequence[Lesson], names: Sequence[str]) -> csr_matrix:
    """Which of the named features each lesson has: a row each, a column a name, 1 or 0."""
    place = {name: at for at, name in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    for row, it in enumerate(taught):
        known = {place[name] for name in it.told if name in place}
        rows += [row] * len(known)
        columns += known
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(taught), len(names)))


def main(articles: Path, attributions: Path) -> None:
    """Learn from the training part of the files, and write the weights."""
    by_article = defaultdict(list)
    for it in _records(attributions):
        if it["split"] == "train":
            by_article[it["article_id"]].append(it)
    taught: list[Lesson] = []
    for article in _records(articles):
        if article["id"] in by_article:
            taught += lessons(article["text"], by_article[article["id"]])
    weights = fit(taught)
    learned = {"told": weights.told, "vectors": weights.vectors.tolist()}
    shown = json.dumps(learned, indent=0, ensure_ascii=False, sort_keys=True)
    WEIGHTS.write_text(f"{shown}\n", encoding="utf-8")
    print(f"{len(taught):,} complements, {len(weights.told):,} named weights in {WEIGHTS.name}")


def _records(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def _characters(spans: Iterable[Sequence[int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
