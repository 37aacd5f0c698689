"""Time to understand a question, and to find and rank its passages, with and without dates.

The questions are the gold set's, else the sample's. Narrowed, each is asked of one month: those in
which the library's articles appeared, in turn. Aims: search and rank together 150 ms at the median
and 400 ms at the 95th percentile, 1.2 GB resident.

    python -m tests.benchmarks search --library .library
"""

import calendar
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path

import psutil

from rag.ingest import read_sources
from rag.library import Embedder, Library, ingest, open_library
from rag.records import Question
from rag.retrieve import find_candidates, rank, understand
from rag.settings import Settings
from tests.benchmarks.bench_ask import question_of
from tests.benchmarks.common import (
    NEWS,
    ROOT,
    articles_file,
    options,
    peak_megabytes,
    questions,
    table,
)

PASSAGES = 20
WARM_UP = 5
Times = dict[str, list[float]]


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "")
    with tempfile.TemporaryDirectory() as scratch:
        given = chosen.library or os.environ.get("DATELINE_LIBRARY")
        settings = Settings(library=Path(given) if given else Path(scratch) / "library")
        embedder = Embedder()
        embedder.load()
        with open_library(settings, embedder) as library:
            if not given:
                ingest(library, read_sources([articles(Path(scratch), chosen.articles)], settings))
            asked = gold() if NEWS.is_dir() else sample()
            months = cycle(months_of(library))
            within = [narrowed(question, next(months)) for question in asked]
            measure(library, asked[:WARM_UP] + within[:WARM_UP])
            open_times, narrow_times = measure(library, asked), measure(library, within)
            holds = library.summary()
    load = ", ".join(f"{it:.1f}" for it in os.getloadavg())
    table(
        [
            ("articles / passages", f"{holds.articles} / {holds.passages}"),
            ("questions", f"{len(asked)}"),
            *(row for name in open_times for row in rows(name, open_times, narrow_times)),
            ("resident", f"{psutil.Process().memory_info().rss / 2**20:.0f} MB"),
            ("peak memory", f"{peak_megabytes():.0f} MB"),
            ("cores; load over 1, 5, 15 minutes", f"{os.cpu_count()}; {load}"),
        ]
    )


def articles(folder: Path, count: int) -> str:
    """The development articles, else the sample corpus."""
    return str(articles_file(folder, count) if NEWS.is_dir() else ROOT / "corpus" / "briefs")


def gold() -> list[Question]:
    """The gold questions."""
    return [question_of(item) for item in questions()]


def sample() -> list[Question]:
    """The sample corpus's questions."""
    lines = (ROOT / "corpus" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [
        Question(record["question"], tuple((a, b) for a, b in record.get("history", [])))
        for record in records
    ]


def months_of(library: Library) -> list[tuple[date, date]]:
    """The twelve months to the library's newest day, each with its first and last day."""
    newest = library.summary().last or date.today()
    months = [divmod(newest.year * 12 + newest.month - 1 - back, 12) for back in range(12)]
    return [
        (date(year, at + 1, 1), date(year, at + 1, calendar.monthrange(year, at + 1)[1]))
        for year, at in months
    ]


def narrowed(question: Question, month: tuple[date, date]) -> Question:
    """`question` asked of one month."""
    return replace(question, date_from=month[0], date_to=month[1])


def measure(library: Library, asked: Sequence[Question]) -> Times:
    """Milliseconds of each step for each question."""
    times: Times = {"understand": [], "search": [], "rank": [], "search and rank": []}
    for question in asked:
        started = time.perf_counter()
        understanding = understand(question, library)
        understood = time.perf_counter()
        candidates = find_candidates(library, understanding)
        found = time.perf_counter()
        rank(library, understanding, candidates, PASSAGES)
        ended = time.perf_counter()
        steps = (understood - started, found - understood, ended - found, ended - understood)
        for name, seconds in zip(times, steps, strict=True):
            times[name].append(1000 * seconds)
    return times


def rows(name: str, open_times: Times, narrow_times: Times) -> list[tuple[str, str]]:
    """A step's median and 95th percentile, without and with a date filter."""
    return [
        (f"{name}{how}, median / 95%", f"{statistics.median(spent):.0f} / {_late(spent):.0f} ms")
        for how, spent in (("", open_times[name]), (", within a month", narrow_times[name]))
    ]


def _late(spent: Sequence[float]) -> float:
    return sorted(spent)[int(0.95 * len(spent))]


if __name__ == "__main__":
    main()
