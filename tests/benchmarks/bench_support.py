"""The default check against people's verdicts: is this sentence supported by this article?

Aim: a balanced accuracy of at least .72. The formula of the fit is made anew in each part of a
cross-validation by article, so that no sentence is judged by a formula that has seen it; the rules
have nothing to fit.
"""

import json
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import numpy as np

from rag.answer.checking import check_sentence
from rag.answer.checking.alignment import fit
from rag.answer.checking.check import SUPPORTED, broken_rule, is_quoted
from rag.answer.checking.source import Source, readable
from rag.records import Passage, RetrievedPassage
from tests.benchmarks.common import ROOT, table

SUPPORT = ROOT.parent / "shared" / "support" / "qags-cnndm-dev.jsonl"
_PARTS, _ROUNDS = 5, 20
_RIDGE = 1.0


class Judged(NamedTuple):
    """A sentence, people's verdict on it, and what the check makes of it."""

    article: str
    supported: bool
    passes: bool  # by the check as it is
    quoted: bool
    breaks_rule: bool
    bend: float
    held: float


def judged(lines: Sequence[str]) -> list[Judged]:
    """Check every sentence of the set."""
    found = []
    for item in map(json.loads, lines):
        text, article = item["sentence"], item["article"]
        passage = Passage("a#0", "a", 0, len(article), article)
        cited = [RetrievedPassage(passage, "", None, None, None, score=1.0)]
        source = Source(tuple(cited))
        found.append(
            Judged(
                item["id"],
                item["supported"],
                check_sentence(text, cited).verdict != "unsupported",
                is_quoted(text, cited),
                broken_rule(text, source) is not None,
                *fit(readable(text), source.stems),
            )
        )
    return found


def balanced_accuracy(passes: Sequence[bool], supported: Sequence[bool]) -> float:
    """The mean of the shares that are judged right among the supported and the others."""
    pairs = list(zip(passes, supported, strict=True))
    return fmean(
        sum(one == kind for one, truth in pairs if truth == kind)
        / sum(truth == kind for _, truth in pairs)
        for kind in (True, False)
    )


def formula(items: Sequence[Judged]) -> np.ndarray:
    """Intercept and weights of a logistic regression in which both verdicts weigh the same."""
    held = np.array([[it.bend, it.held] for it in items])
    truth = np.array([it.supported for it in items])
    middle, spread = held.mean(axis=0), held.std(axis=0)
    rows = np.c_[np.ones(len(items)), (held - middle) / spread]
    share = np.where(truth, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    ridge = np.diag([0.0, _RIDGE, _RIDGE])
    weights = np.zeros(3)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weights))
        bow = (rows * (share * chance * (1 - chance))[:, None]).T @ rows + ridge
        slope = rows.T @ (share * (chance - truth)) + ridge @ weights
        weights -= np.linalg.solve(bow, slope)
    scaled = weights[1:] / spread
    return np.r_[weights[0] - (scaled * middle).sum(), scaled]


def cross_validated(items: Sequence[Judged]) -> list[float]:
    """The balanced accuracy of each round, in which the articles are dealt out anew."""
    names = sorted({it.article for it in items})
    cut = np.log(SUPPORTED / (1 - SUPPORTED))
    rounds = []
    for turn in range(_ROUNDS):
        order = np.random.default_rng(turn).permutation(names)
        part = {name: at % _PARTS for at, name in enumerate(order)}
        passes = {}
        for left_out in range(_PARTS):
            made = formula([it for it in items if part[it.article] != left_out])
            for at, it in enumerate(items):
                if part[it.article] == left_out:
                    fits = made @ (1, it.bend, it.held) >= cut
                    passes[at] = it.quoted or (bool(fits) and not it.breaks_rule)
        rounds.append(
            balanced_accuracy(
                [passes[at] for at in range(len(items))], [it.supported for it in items]
            )
        )
    return rounds


def interval(items: Sequence[Judged], rounds: int = 2000) -> tuple[float, float]:
    """The 95% interval of the balanced accuracy as it is, by a bootstrap over articles."""
    articles: dict[str, list[Judged]] = {}
    for it in items:
        articles.setdefault(it.article, []).append(it)
    groups = list(articles.values())
    chance = np.random.default_rng(0)
    found = []
    for _ in range(rounds):
        drawn = [
            it for at in chance.integers(0, len(groups), len(groups)) for it in groups[int(at)]
        ]
        found.append(balanced_accuracy([it.passes for it in drawn], [it.supported for it in drawn]))
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def main(path: Path = SUPPORT) -> None:
    """Measure and print."""
    if not path.is_file():
        raise SystemExit("skipped: ../shared/support with its verdicts is not here")
    lines = path.read_text(encoding="utf-8").splitlines()
    started = time.perf_counter()
    items = judged(lines)
    spent = (time.perf_counter() - started) * 1000 / len(items) / 2  # each is read twice
    counts = {
        (truth, passes): sum((it.supported, it.passes) == (truth, passes) for it in items)
        for truth in (True, False)
        for passes in (True, False)
    }
    rounds = cross_validated(items)
    low, high = interval(items)
    accuracy = balanced_accuracy([it.passes for it in items], [it.supported for it in items])
    table(
        [
            ("sentences", f"{len(items)}"),
            ("balanced accuracy, cross-validated (aim: .72)", f"{fmean(rounds):.3f}"),
            ("of its rounds, lowest to highest", f"{min(rounds):.3f} to {max(rounds):.3f}"),
            (
                "balanced accuracy of the check as it is",
                f"{accuracy:.3f} ({low:.3f} to {high:.3f})",
            ),
            ("supported: passed, struck", f"{counts[True, True]}, {counts[True, False]}"),
            ("not supported: passed, struck", f"{counts[False, True]}, {counts[False, False]}"),
            ("formula over all", ", ".join(f"{weight:.3f}" for weight in formula(items))),
            ("milliseconds a sentence", f"{spent:.1f}"),
        ]
    )


if __name__ == "__main__":
    main()
