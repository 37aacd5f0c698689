"""Time of an answer by its parts, over the gold questions after warm-up; memory, and a cold start:
one `ask` from the command to its end.

Aims: 200 ms at the median and 450 ms at the 95th percentile, 1,200 MB, 6 s.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from rag.answer import build_chain
from rag.ingest import read_sources
from rag.library import Embedder, ingest, open_library
from rag.records import Question
from rag.settings import Settings
from tests.benchmarks.common import ROOT, articles_file, options, peak_megabytes, questions, table


def question_of(item: dict[str, Any]) -> Question:
    """The question of one gold item."""
    day = item["date_to"]
    return Question(
        item["question"],
        tuple((asked, said) for asked, said in item["history"]),
        date_to=date.fromisoformat(day) if day else None,
    )


def cold_start(library: Path) -> float:
    """Seconds that one `ask` takes as a command of its own."""
    started = time.perf_counter()
    command = [sys.executable, "app.py", "ask", questions()[0]["question"]]
    subprocess.run([*command, "--library", str(library)], cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "")
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(library=chosen.library or Path(scratch) / "library")
        embedder = Embedder()
        embedder.load()
        with open_library(settings, embedder) as library:
            if not chosen.library:
                articles = articles_file(Path(scratch), chosen.articles)
                ingest(library, read_sources([str(articles)], settings))
            chain = build_chain(library, settings)
            asked = [question_of(item) for item in questions()]
            for question in asked[:5]:
                chain.invoke(question)
            timings = [chain.invoke(question).timings_ms for question in asked]
            holds = library.summary()
        # The second of two, when the files are in memory.
        cold = [cold_start(settings.library) for _ in range(2)][-1]
    rows = [("articles", f"{holds.articles}"), ("passages", f"{holds.passages}")]
    for part in ("understand", "search", "rank", "compare", "read", "widen", "answer", "total"):
        spent = sorted(timing[part] for timing in timings)
        late = spent[int(0.95 * len(spent))]
        rows.append((f"{part}, median / 95%", f"{statistics.median(spent):.0f} / {late:.0f} ms"))
    rows.append(("peak memory", f"{peak_megabytes():.0f} MB"))
    table([*rows, ("cold start", f"{cold:.1f} s")])


if __name__ == "__main__":
    main()
