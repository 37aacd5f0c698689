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
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from rag.reading.attribution.learned_cues import WEIGHTS, complements, features
from rag.reading.lines import lines
from rag.reading.parsing.masking import lay_out
from rag.reading.parsing.parser import parse
from rag.reading.people.mentions import read_mention

# A feature that is seen less often teaches nothing, and how strongly weights are drawn to zero:
# of 1, .3 and .1 as scikit-learn's C, .3 found most on the development part.
_SEEN = 3
_DRAWN = 1 / 0.3
# Weights nearer to zero are left out of the file.
_TELLING = 0.05

Lesson = tuple[list[str], bool]


def lessons(text: str, attributions: Sequence[Mapping[str, Any]]) -> Iterable[Lesson]:
    """The features of every complement of an article, and whether people marked it: some
    attribution has half of the characters of both together, and a source that meets the subject.
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
                yield features(it, parsed), right


def fit(taught: Sequence[Lesson]) -> dict[str, float]:
    """The weights of a logistic regression of the lessons, drawn towards zero."""
    seen = Counter(name for told, _ in taught for name in set(told))
    names = sorted(name for name, count in seen.items() if count >= _SEEN)
    place = {name: at for at, name in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    for row, (told, _) in enumerate(taught):
        known = {place[name] for name in told if name in place}
        rows += [row] * len(known)
        columns += known
    table = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(taught), len(names)))
    sign = np.where([right for _, right in taught], 1.0, -1.0)

    def loss(weights: Any) -> tuple[float, Any]:
        margins = sign * (table @ weights)
        value = np.logaddexp(0, -margins).sum() + _DRAWN / 2 * weights @ weights
        slope = -(table.T @ (sign / (1 + np.exp(np.clip(margins, -50, 50)))))
        return float(value), slope + _DRAWN * weights

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    return {
        name: round(float(weight), 2)
        for name, weight in zip(names, found, strict=True)
        if abs(weight) >= _TELLING
    }


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
    shown = json.dumps(weights, indent=0, ensure_ascii=False, sort_keys=True)
    WEIGHTS.write_text(f"{shown}\n", encoding="utf-8")
    print(f"{len(taught):,} complements, {len(weights):,} weights in {WEIGHTS.name}")


def _records(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def _characters(spans: Iterable[Sequence[int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
