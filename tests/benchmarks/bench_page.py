"""How soon the page shows and answers after the command, and its memory while serving.

Aims: the first request answered within 8 s, at most 1 GB resident.
"""

import json
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from tests.benchmarks.common import ROOT, articles_file, options, table

PORT = 7999
ADDRESS = f"http://127.0.0.1:{PORT}"
PATIENCE = 90.0  # seconds


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "")
    with tempfile.TemporaryDirectory() as scratch:
        library = chosen.library or Path(scratch) / "library"
        app = [sys.executable, str(ROOT / "app.py")]
        if not chosen.library:
            articles = str(articles_file(Path(scratch), chosen.articles))
            taken = [*app, "ingest", articles, "--library", str(library)]
            subprocess.run(taken, check=True, capture_output=True)
        started = time.perf_counter()
        served = subprocess.Popen(
            [*app, "--library", str(library), "--port", str(PORT)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            shown = _until(started, _first_request)
            answered = _until(started, lambda: _ask("what did Bessent say about tariffs?"))
            for number in range(50):
                _ask(f"what happened on {number % 28 + 1} March?")
            resident = psutil.Process(served.pid).memory_info().rss / 1e6
        finally:
            served.terminate()
            served.wait(30)
    table(
        [
            ("first request answered", f"{shown:.1f} s"),
            ("first question answered", f"{answered:.1f} s"),
            ("resident after 51 questions", f"{resident:.0f} MB"),
        ]
    )


def _until(started: float, done: object) -> float:
    assert callable(done)
    while time.perf_counter() - started < PATIENCE:
        try:
            if done():
                return time.perf_counter() - started
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise SystemExit("the page did not answer in time")


def _first_request() -> bool:
    with urllib.request.urlopen(ADDRESS, timeout=10) as reply:
        return bool(reply.status == 200)


def _ask(question: str) -> bool:
    """Ask through the page's public endpoint and wait for the whole answer."""
    # The endpoint takes history, dates and outlets as well.
    body = json.dumps({"data": [question, None, None, None, None]}).encode()
    request = urllib.request.Request(
        f"{ADDRESS}/gradio_api/call/ask", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{ADDRESS}/gradio_api/call/ask/{event}", timeout=60) as stream:
        return b"event: complete" in stream.read()


if __name__ == "__main__":
    main()
