"""What one question costs as a library grows: made-up libraries of several sizes, the same code.

The questions are the sample's. For each size it measures search by words and by meaning, open,
within a month and within a week of one outlet, and the whole of retrieval, at the median; how many
of the true ten nearest neighbours the index finds; memory and disk. Each part is compared with the
smallest size; what has grown by more than the logarithm of the passages is named. Aims: the whole
of retrieval at most 3 times as long at 1,000,000 passages as at 10,000, recall@10 .95 at 100,000.

    python -m tests.benchmarks growth --passages 10000 100000 1000000 --folder DIR

1,000,000 passages take about an hour and 8 GB of disk; with --folder the libraries are kept.
"""

import argparse
import math
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import numpy as np
import psutil

from rag.library import Embedder, Library, open_library
from rag.library.embeddings import Vectors
from rag.library.narrowing import Narrowing
from rag.retrieve import find_candidates, rank, understand
from rag.settings import Settings
from tests.benchmarks.bench_search import sample
from tests.benchmarks.growing import FIRST, OUTLETS, Maker, grow

SIZES = (10_000, 30_000)
_CANDIDATES, _RESULTS, _NEAREST = 100, 20, 10
_LIKE_PASSAGES = 200  # vectors beside those of the questions that recall is measured with
_PAGE = 5_000
_ASKED_TWICE = 5
_MONTH = Narrowing(FIRST + timedelta(days=90), FIRST + timedelta(days=119))
_WEEK = Narrowing(FIRST + timedelta(days=200), FIRST + timedelta(days=206), (OUTLETS[1],))
_WINDOWS = {"": Narrowing(), ", in a month": _MONTH, ", in a week of one outlet": _WEEK}
WHOLE = "retrieval"

Figures = dict[str, float]


def main() -> None:
    """Make the libraries, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=SIZES, help="sizes")
    parser.add_argument("--folder", type=Path, help="where the libraries are, or are to be kept")
    # Those of the other benchmarks, which need no attention here.
    chosen, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.folder or Path(scratch)
        found = {size: measured(path) for size, path in made(folder, sorted(chosen.passages))}
    report(found)


def made(folder: Path, sizes: Sequence[int]) -> list[tuple[int, Path]]:
    """A library of each size in `folder`, those that are not there grown out of the one before."""
    maker: Maker | None = None
    places = [(size, folder / f"{size}") for size in sizes]
    before: Path | None = None
    for size, place in places:
        if not place.exists():
            begun = folder / f"{size}.new"
            shutil.rmtree(begun, ignore_errors=True)
            if before:
                shutil.copytree(before, begun)
            maker = maker or Maker(Embedder())
            started = time.perf_counter()
            with open_library(Settings(library=begun), Embedder()) as library:
                grow(library, maker, size)
            begun.rename(place)
            print(f"{size:,} passages made in {time.perf_counter() - started:.0f} s", flush=True)
        before = place
    return places


def measured(folder: Path) -> Figures:
    """The figures of a library, taken in a process of its own, whose memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (folder,))


def measure(folder: Path) -> Figures:
    """Times in ms at the median, recall, memory and disk in MB."""
    embedder = Embedder()
    embedder.load()
    figures: Figures = {}
    started = time.perf_counter()
    with open_library(Settings(library=folder), embedder) as library:
        figures["opening"] = 1000 * (time.perf_counter() - started)
        for question in sample()[:_ASKED_TWICE]:
            find_candidates(library, understand(question, library))
        figures |= retrieval(library)
        figures |= parts(library)
        figures["summary"] = _median([library.summary])
        resident = psutil.Process().memory_info().rss / 2**20
        figures |= recall(library)
    return figures | {
        "resident": resident,
        "record on disk": _megabytes(folder.glob("dateline.sqlite*")),
        "vectors on disk": _megabytes(folder.glob("passages-*/**/*")),
    }


def retrieval(library: Library) -> Figures:
    """The steps from a question to its passages, as the commands take them."""
    figures: Figures = {}
    for name, window in _WINDOWS.items():
        steps: dict[str, list[float]] = {"understand": [], "search": [], "rank": [], WHOLE: []}
        for question in sample():
            within = replace(
                question,
                date_from=window.date_from,
                date_to=window.date_to,
                outlets=window.outlets,
            )
            at = [time.perf_counter()]
            understanding = understand(within, library)
            at.append(time.perf_counter())
            candidates = find_candidates(library, understanding)
            at.append(time.perf_counter())
            rank(library, understanding, candidates, _RESULTS)
            at.append(time.perf_counter())
            spent = [*np.diff(at), at[-1] - at[0]]
            for step, seconds in zip(steps.values(), spent, strict=True):
                step.append(1000 * seconds)
        figures |= {f"{step}{name}": statistics.median(spent) for step, spent in steps.items()}
        figures[f"{WHOLE}{name}, slowest in 20"] = sorted(steps[WHOLE])[-len(steps[WHOLE]) // 20]
    return figures


def parts(library: Library) -> Figures:
    """The two searches alone."""
    figures: Figures = {}
    understood = [understand(question, library) for question in sample()]
    words = [[term.word for term in it.terms] for it in understood]
    vectors = library.embedder.embed([it.question for it in understood])
    for name, window in _WINDOWS.items():
        figures[f"words{name}"] = _median(
            [partial(library.database.match, it, _CANDIDATES, window) for it in words]
        )
        figures[f"meaning{name}"] = _median(
            [partial(library.nearest, it, _CANDIDATES, window) for it in vectors]
        )
    return figures


def recall(library: Library) -> Figures:
    """The share of the ten nearest passages, found one by one, that the index gives as well."""
    embedder = library.embedder
    asked = {
        "questions": embedder.embed([question.text for question in sample()]),
        "passages": Maker(embedder, seed=11).vectors([[None]] * _LIKE_PASSAGES),
    }
    return {
        f"recall@10 of {name}": statistics.mean(
            len({it for it, _ in library.vectors.nearest(vector, _CANDIDATES)[:_NEAREST]} & true)
            / _NEAREST
            for vector, true in zip(rows, nearest(library, rows), strict=True)
        )
        for name, rows in asked.items()
    }


def nearest(library: Library, rows: Vectors) -> list[set[str]]:
    """The ids of the ten passages nearest to each of `rows`, by comparison with every one."""
    best: list[list[tuple[float, str]]] = [[] for _ in rows]
    with library.vectors._using() as collection:
        for at in range(0, collection.count(), _PAGE):
            held = collection.get(limit=_PAGE, offset=at, include=["embeddings"])
            alike = rows @ np.asarray(held["embeddings"], dtype=np.float32).T
            for number, row in enumerate(alike):
                top = np.argsort(-row)[:_NEAREST]
                found = [(float(row[it]), held["ids"][it]) for it in top]
                best[number] = sorted([*best[number], *found], reverse=True)[:_NEAREST]
    return [{name for _, name in it} for it in best]


def grows_faster(figures: dict[int, Figures], name: str) -> bool:
    """Whether a time has grown by more than the logarithm of the passages, a millisecond aside."""
    (small, first), *_, (large, last) = sorted(figures.items())
    return last[name] > first[name] * math.log(large) / math.log(small) + 1.0


def report(found: dict[int, Figures]) -> None:
    """Print a Markdown table: a row for each figure, a column for each size, the ratio to the
    smallest, and the parts that grow faster than the logarithm.
    """
    sizes = sorted(found)
    first, last = found[sizes[0]], found[sizes[-1]]
    print(f"| figure | {' | '.join(f'{size:,}' for size in sizes)} | ratio |")
    print("|---" * (len(sizes) + 2) + "|")
    for name in first:
        exact = name.startswith("recall")
        shown = [f"{found[size][name]:{'.3f' if exact else '.1f'}}" for size in sizes]
        ratio = "" if exact else f"{last[name] / first[name]:.2f}"
        print(f"| {name}{_unit(name)} | {' | '.join(shown)} | {ratio} |")
    if len(sizes) > 1:
        faster = [it for it in first if _unit(it) == ", ms" and grows_faster(found, it)]
        print(f"\nFaster than the logarithm: {', '.join(faster) or 'nothing'}.")
    load = ", ".join(f"{it:.1f}" for it in os.getloadavg())
    print(f"{os.cpu_count()} cores; load over 1, 5, 15 minutes: {load}.")


def _unit(name: str) -> str:
    if name.startswith("recall"):
        return ""
    return ", MB" if name == "resident" or name.endswith("disk") else ", ms"


def _median(calls: Sequence[Callable[[], object]]) -> float:
    spent = []
    for call in calls:
        started = time.perf_counter()
        call()
        spent.append(1000 * (time.perf_counter() - started))
    return statistics.median(spent)


def _megabytes(paths: object) -> float:
    return sum(path.stat().st_size for path in paths if path.is_file()) / 2**20


if __name__ == "__main__":
    main()
