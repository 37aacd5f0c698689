"""One library in several processes: asking while articles are added, and writers that are killed.

Asked: 200 questions of the gold set while a process of its own takes articles in; the same ones
before. Aim: at the median at most twice as long, and no failure. Killed: 20 processes that add
articles, each at a moment of its own, while this one goes on asking; then everything is there
once. The library has the first of the articles, and what is added are the last.
"""

import itertools
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rag.answer import build_chain
from rag.errors import DatelineError
from rag.ingest import read_sources
from rag.library import Embedder, Library, ingest, open_library
from rag.settings import Settings
from tests.benchmarks.bench_ask import question_of
from tests.benchmarks.common import ROOT, articles_file, options, peak_megabytes, questions, table

# Articles that are added while questions are asked, and those in the killed runs.
_ADDED = 200
_ASKED = 200
_KILLS = 20
# Seconds after which a run is killed, at most: it loads for some and then writes.
_LATEST = 25.0
# Vectors that are looked up together.
_AT_ONCE = 1000


def adding(source: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """A process that takes `source` into the library in `folder`."""
    return subprocess.Popen(
        [sys.executable, "app.py", "ingest", str(source), "--library", str(folder)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ,
    )  # fmt: skip


class Asking:
    """Asks the gold questions in turn; `failed` counts those that met an error."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._chain = build_chain(library, settings)
        self._items = itertools.cycle(questions())
        self.asked = self.failed = 0

    def once(self) -> float:
        """Ask the next question; the seconds it took."""
        started = time.perf_counter()
        try:
            self._chain.invoke(question_of(next(self._items)))
        except DatelineError:
            self.failed += 1
        self.asked += 1
        return time.perf_counter() - started

    def beside(self, run: "subprocess.Popen[bytes]", until: float = float("inf")) -> list[float]:
        """The seconds of the questions asked while `run` goes on, and `until` a moment."""
        taken = []
        while run.poll() is None and time.monotonic() < until:
            taken.append(self.once())
        return taken


def is_whole(library: Library) -> bool:
    """Whether each passage of each article has one vector, and nothing is half done."""
    database = library.database
    ids = [it.id for done in database.in_state("done") for it in database.passages_of(done)]
    (vector,) = library.embedder.embed(["anything"])
    held = [
        it
        for at in range(0, len(ids), _AT_ONCE)
        for it in library.vectors.similarities(vector, ids[at : at + _AT_ONCE])
    ]
    waiting = [*database.in_state("pending"), *database.in_state("withdrawn")]
    return not waiting and sorted(held) == sorted(ids) and library.vectors.count() == len(ids)


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", kills=_KILLS)
    with tempfile.TemporaryDirectory() as scratch:
        whole = articles_file(Path(scratch), chosen.articles).read_text(encoding="utf-8")
        lines = whole.splitlines(keepends=True)
        at_first, later = Path(scratch) / "first.jsonl", Path(scratch) / "later.jsonl"
        at_first.write_text("".join(lines[:-_ADDED]), encoding="utf-8")
        later.write_text("".join(lines[-_ADDED:]), encoding="utf-8")
        added = [json.loads(line)["id"] for line in lines[-_ADDED:]]
        settings = Settings(library=Path(scratch) / "library")
        if chosen.library:
            shutil.copytree(chosen.library, settings.library)
        embedder = Embedder()
        embedder.load()
        with open_library(settings, embedder) as library:
            if not chosen.library:
                ingest(library, read_sources([str(at_first)], settings))
            library.remove(added)
            asking = Asking(library, settings)
            for _ in range(5):
                asking.once()
            alone = 1000 * statistics.median(asking.once() for _ in range(_ASKED))
            run = adding(later, settings.library)
            taken = asking.beside(run)
            beside = 1000 * statistics.median(taken)
            rows = [
                ("articles", f"{library.summary().articles}"),
                ("asked alone, median", f"{alone:.0f} ms"),
                (f"asked beside an ingest of {_ADDED}, median", f"{beside:.0f} ms"),
                ("ratio (at most 2 wanted)", f"{beside / alone:.2f}"),
                ("questions meanwhile, failed", f"{len(taken)}, {asking.failed}"),
                ("whole afterwards", f"{is_whole(library)}"),
            ]
            chance = random.Random(4)
            broken = 0
            for _ in range(chosen.kills):
                library.remove(added)
                run = adding(later, settings.library)
                asking.beside(run, time.monotonic() + chance.uniform(3.0, _LATEST))
                run.kill()
                run.wait()
                with library.writing():
                    broken += not is_whole(library)
            rows += [
                (f"of {chosen.kills} kills, not whole afterwards", f"{broken}"),
                ("questions in all, failed", f"{asking.asked}, {asking.failed}"),
                ("peak memory", f"{peak_megabytes():.0f} MB"),
            ]
    table(rows)


if __name__ == "__main__":
    main()
