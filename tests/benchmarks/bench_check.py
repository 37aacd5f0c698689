"""Which sentences about the sample briefs the check lets pass: by kind, with the time it takes.

The sentences of `tests/data/check.jsonl` were written from the briefs alone, without a look at the
check. A fifth is kept apart, in `check-kept-apart.jsonl`: to be judged with `--kept-apart` once a
change to the check is done, never to be looked at while it is made. `--show` prints each sentence
that is judged wrongly. A false sentence that is shown weighs more than a true one that is struck.
`--likeness` tells what each threshold of likeness in meaning would cost.
"""

import argparse
import hashlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import frontmatter
import numpy as np

from rag.answer.checking import check, check_sentence
from rag.ingest import read_sources
from rag.library import Embedder, Library, ingest, open_library
from rag.settings import Settings
from tests.benchmarks.common import ROOT, table

BRIEFS = ROOT / "corpus" / "briefs"
SENTENCES = ROOT / "tests" / "data" / "check.jsonl"
KEPT_APART = ROOT / "tests" / "data" / "check-kept-apart.jsonl"
# Changed only when the sentences kept apart are written anew, never to fit a result.
KEPT_APART_DIGEST = "e593ab696dcb69830bd36cbfc199efbf1c85afbfe92432fd89bd2234c7bc2e76"
TRUE_KINDS = ("paraphrase", "passive", "summed_up", "rounded", "quotation", "indirect")
FALSE_KINDS = (
    "negated",
    "other_speaker",
    "swapped",
    "number",
    "unit",
    "date",
    "name",
    "direction",
    "modality",
    "merged",
    "invented_quotation",
    "out_of_denial",
)
_VERDICTS = ("quoted", "supported", "unsupported")


class Sentence(NamedTuple):
    """A sentence about one or two briefs, by their file's stem, and whether it is true by them."""

    id: str
    briefs: tuple[str, ...]
    text: str
    true: bool
    kind: str


class Judged(NamedTuple):
    """A sentence, what the check makes of it, and how long that took."""

    sentence: Sentence
    verdict: str
    fault: str | None
    milliseconds: float

    @property
    def wrong(self) -> bool:
        """Whether a false sentence is shown or a true one struck."""
        return self.sentence.true == (self.verdict == "unsupported")


def sentences(path: Path, digest: str | None = None) -> list[Sentence]:
    """The sentences of a file; ends the benchmark where it has not the SHA-256 `digest`."""
    # A checkout may have other line ends.
    content = path.read_bytes().replace(b"\r\n", b"\n")
    if digest is not None and hashlib.sha256(content).hexdigest() != digest:
        raise SystemExit(f"{path.name} has been changed: its digest is not the one in {__name__}")
    found = []
    for item in map(json.loads, content.decode("utf-8").splitlines()):
        briefs = item["brief"] if isinstance(item["brief"], list) else [item["brief"]]
        found.append(
            Sentence(item["id"], tuple(briefs), item["sentence"], item["true"], item["kind"])
        )
    return found


def judge(asked: Iterable[Sentence], library: Library) -> list[Judged]:
    """Check each sentence against all passages of its briefs, which `library` holds."""
    found = []
    for sentence in asked:
        articles = [str(frontmatter.load(BRIEFS / f"{it}.md")["id"]) for it in sentence.briefs]
        ids = [it.id for one in articles for it in library.database.passages_of(one)]
        held = library.database.retrieved(ids)
        passages = [held[it] for it in ids]
        statements = library.database.statements_of(articles, unnamed=True)
        started = time.perf_counter()
        check = check_sentence(sentence.text, passages, statements)
        spent = (time.perf_counter() - started) * 1000
        found.append(Judged(sentence, check.verdict, check.fault, spent))
    return found


def matrix(found: Sequence[Judged], kinds: Sequence[str]) -> None:
    """Print how many sentences of each kind got which verdict, and the share of wrong ones."""
    print("| kind | sentences | quoted | supported | unsupported | wrong |")
    print("|---|---|---|---|---|---|")
    for kind in kinds:
        here = [it for it in found if it.sentence.kind == kind]
        counts = Counter(it.verdict for it in here)
        columns = " | ".join(str(counts[verdict]) for verdict in _VERDICTS)
        print(f"| {kind} | {len(here)} | {columns} | {_share(here)} |")


def _share(found: Sequence[Judged]) -> str:
    return f"{sum(it.wrong for it in found) / max(1, len(found)):.2f}"


def report(name: str, found: Sequence[Judged], *, show: bool) -> None:
    """Print the figures of one part of the sentences."""
    true = [it for it in found if it.sentence.true]
    false = [it for it in found if not it.sentence.true]
    print(f"\n{name}: {len(true)} true sentences\n")
    matrix(true, TRUE_KINDS)
    print(f"\n{name}: {len(false)} false sentences\n")
    matrix(false, FALSE_KINDS)
    times = np.array([it.milliseconds for it in found])
    middle, high = np.percentile(times, [50, 95])
    print()
    table(
        [
            ("false ones shown", f"{sum(it.wrong for it in false)} ({_share(false)})"),
            ("true ones struck", f"{sum(it.wrong for it in true)} ({_share(true)})"),
            ("milliseconds a check, median / 95%", f"{middle:.1f} / {high:.1f}"),
        ]
    )
    for it in found if show else ():
        if it.wrong:
            sentence = it.sentence
            fault = it.fault or "no fault"
            print(f"- {sentence.id} {sentence.kind}, {it.verdict}: {sentence.text} ({fault})")


def thresholds(asked: Sequence[Sentence], library: Library) -> None:
    """Print what the open part and people's verdicts make of other thresholds of likeness."""
    from tests.benchmarks import bench_support

    kept = check.ALIKE
    people = bench_support.SUPPORT
    lines = people.read_text(encoding="utf-8").splitlines() if people.is_file() else []
    print("| likeness | false shown | true struck | balanced accuracy of `support` |")
    print("|---|---|---|---|")
    try:
        for hundredths in range(70, 92, 3):
            check.ALIKE = hundredths / 100
            found = judge(asked, library)
            shares = [_share([it for it in found if it.sentence.true == kind]) for kind in (0, 1)]
            items = bench_support.judged(lines)
            accuracy = (
                bench_support.balanced_accuracy(
                    [it.passes for it in items], [it.supported for it in items]
                )
                if items
                else float("nan")
            )
            print(f"| {check.ALIKE:.2f} | {shares[0]} | {shares[1]} | {accuracy:.3f} |")
    finally:
        check.ALIKE = kept


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what is judged wrongly")
    parser.add_argument("--kept-apart", action="store_true", help="the part kept apart as well")
    parser.add_argument("--likeness", action="store_true", help="what each threshold would cost")
    # What the other benchmarks take is given to this one too.
    chosen, _ = parser.parse_known_args()
    parts = [("open part", sentences(SENTENCES))]
    if chosen.kept_apart:
        parts.append(("kept apart", sentences(KEPT_APART, KEPT_APART_DIGEST)))
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(library=Path(scratch) / "library")
        embedder = Embedder()
        embedder.load()
        with open_library(settings, embedder) as library:
            ingest(library, read_sources([str(BRIEFS)], settings))
            if chosen.likeness:
                thresholds(parts[0][1], library)
                return
            judge(parts[0][1][:1], library)  # loads what the check needs, outside the time taken
            for name, asked in parts:
                report(name, judge(asked, library), show=chosen.show)


if __name__ == "__main__":
    main()
