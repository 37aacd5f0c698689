"""What the benchmarks share: the articles, peak memory, and a table."""

import argparse
import json
import resource
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NEWS = ROOT.parent / "shared" / "news"


def options(about: str, **more: int) -> argparse.Namespace:
    """The options that every benchmark takes, and `more` numbers with their defaults."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--articles", type=int, default=1000, help="how many articles to use")
    parser.add_argument("--library", type=Path, help="a library that has them, not to build one")
    for name, default in more.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def articles_file(folder: Path, count: int) -> Path:
    """A file of the first `count` development articles; ends the benchmark where there are none."""
    source = NEWS / "articles-2025-dev.jsonl"
    if not source.is_file():
        raise SystemExit("skipped: ../shared/news with its articles is not here")
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)[:count]
    made = folder / "articles.jsonl"
    made.write_text("".join(lines), encoding="utf-8")
    return made


def questions() -> list[dict[str, Any]]:
    """The questions of the gold set."""
    lines = (NEWS / "gold-2025.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def peak_megabytes() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(rows: Iterable[tuple[str, str]]) -> None:
    """Print a Markdown table of two columns."""
    print("| figure | value |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value} |", flush=True)
