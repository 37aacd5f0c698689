"""Runs the benchmarks, each in a process of its own so that its memory is its own."""

import subprocess
import sys

BENCHMARKS = (
    "pages",
    "ingest",
    "statements",
    "search",
    "growth",
    "ask",
    "sharing",
    "reader",
    "page",
    "hosting",
    "hostile",
    "scoring",
    "support",
    "check",
    "adversary",
)


def main() -> int:
    """Run the named benchmarks, all of them by default; options go to each."""
    names = [name for name in sys.argv[1:] if name in BENCHMARKS] or list(BENCHMARKS)
    options = [option for option in sys.argv[1:] if option not in BENCHMARKS]
    status = 0
    for name in names:
        print(f"\n## {name}", flush=True)
        command = [sys.executable, "-m", f"tests.benchmarks.bench_{name}", *options]
        status = subprocess.run(command, check=False).returncode or status
    return status


if __name__ == "__main__":
    sys.exit(main())
