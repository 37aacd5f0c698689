"""A hosted page under its readers: from cold start to first answer, twenty at once, a thousand.

Aims: first byte within 5 s of the command, the box usable within 8 s, the first question answered
within 20 s; twenty readers at once without a failure and 95% of them within 5 s; memory level
over 1,000 questions. `--questions` says how many the last part asks.
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.benchmarks.common import NEWS, ROOT, options, table

PORT = 7998
ADDRESS = f"http://127.0.0.1:{PORT}"
READERS = 20
ROUNDS = 5  # that the readers ask, each waiting for the answer
PATIENCE = 120.0  # seconds
QUESTIONS = 1000
SAMPLE_QUESTIONS = (
    "What did Bessent say about tariffs?",
    "and about soybeans?",
    "Who won the Masters?",
    "What did Jerome Powell say about the moon landing?",
    "What happened in April 2025?",
    "How many people were affected?",
    "What did Trump say about China?",
)
Rows = list[tuple[str, str]]


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", questions=QUESTIONS)
    with tempfile.TemporaryDirectory() as scratch:
        library = Path(scratch) / "library"
        app = [sys.executable, str(ROOT / "app.py")]
        if chosen.library:
            shutil.copytree(chosen.library, library)
        else:
            briefs = str(ROOT / "corpus" / "briefs")
            taken = [*app, "ingest", briefs, "--library", str(library)]
            subprocess.run(taken, check=True, capture_output=True)
        # Twice: the first start finds the files in no cache, the second what a restart finds.
        rows = []
        with Served(app, library) as served:
            rows += [(f"first start, {name}", value) for name, value in served.start()]
        with Served(app, library) as served:
            rows += [(f"start, {name}", value) for name, value in served.start()]
            rows += [*weight(), *twenty_readers(), *many_questions(served, chosen.questions)]
    table(rows)


class Served:
    """`python app.py serve` with its limits out of the way, from command to end."""

    def __init__(self, app: list[str], library: Path) -> None:
        # One address asks here for all readers; how it is limited is for the tests to say.
        wide = {"DATELINE_QUESTIONS_PER_MINUTE": "100000"}
        wide |= {"DATELINE_ADDRESS_QUESTIONS_PER_MINUTE": "100000"}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [*app, "serve", "--library", str(library), "--port", str(PORT)],
            env=os.environ | wide,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)

    def start(self) -> Rows:
        """Seconds from the command to the first byte, the box in a browser and an answer."""
        first = self._until(lambda: bool(_get("/")))
        rows = [("first byte", f"{first:.1f} s")]
        box = self._until_box()
        rows.append(("box usable in Chromium", f"{box:.1f} s" if box else "no Chromium here"))
        answered = self._until(lambda: ask(SAMPLE_QUESTIONS[0]))
        return [*rows, ("first question answered", f"{answered:.1f} s")]

    def megabytes(self) -> float:
        """What the server holds in memory now."""
        return psutil.Process(self.process.pid).memory_info().rss / 1e6

    def _until(self, done: Callable[[], bool]) -> float:
        while time.perf_counter() - self.started < PATIENCE:
            try:
                if done():
                    return time.perf_counter() - self.started
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            time.sleep(0.05)
        raise SystemExit("the page did not answer in time")

    def _until_box(self) -> float | None:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        if path is None:
            return None
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(ADDRESS)
            page.locator("textarea").first.fill("typed", timeout=PATIENCE * 1000)
            spent = time.perf_counter() - self.started
            browser.close()
        return spent


def weight() -> Rows:
    """What a first visit loads: requests and kilobytes as they travel."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        return []
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        sizes: list[float] = []
        session.on(
            "Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"])
        )
        page.goto(ADDRESS)
        page.locator("textarea").first.wait_for()
        page.wait_for_timeout(2000)
        browser.close()
    return [("page weight", f"{sum(sizes) / 1000:.0f} kB in {len(sizes)} requests")]


def twenty_readers() -> Rows:
    """All ask at once, and again when they have their answer."""
    asked = questions()

    def read(reader: int) -> list[tuple[float, bool]]:
        outcomes = []
        for number in range(ROUNDS):
            started = time.perf_counter()
            try:
                good = ask(asked[(reader * ROUNDS + number) % len(asked)])
            except OSError:
                good = False
            outcomes.append((time.perf_counter() - started, good))
        return outcomes

    with concurrent.futures.ThreadPoolExecutor(READERS) as pool:
        outcomes = [one for found in pool.map(read, range(READERS)) for one in found]
    spent = sorted(seconds for seconds, _ in outcomes)
    failed = sum(not good for _, good in outcomes)
    return [
        (f"{READERS} readers at once, {len(spent)} questions, failures", f"{failed}"),
        ("their answers, median / 95%", f"{_part(spent, 0.5):.1f} / {_part(spent, 0.95):.1f} s"),
    ]


def many_questions(served: Served, count: int) -> Rows:
    """Memory over `count` questions, and whether it still grows in the second half."""
    asked = questions()
    held = [served.megabytes()]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done in range(0, count, count // 10):
            part = [asked[at % len(asked)] for at in range(done, min(done + count // 10, count))]
            failed += sum(not good for good in pool.map(ask, part))
            held.append(served.megabytes())
    series = ", ".join(f"{megabytes:.0f}" for megabytes in held)
    half = len(held) // 2
    return [
        (f"{count} questions, failures", f"{failed}"),
        ("memory at each tenth of them, MB", series),
        ("growth over the second half", f"{held[-1] - held[half]:+.0f} MB"),
    ]


def questions() -> list[str]:
    """The gold questions where they are here, else a few for the sample."""
    gold = NEWS / "gold-2025.jsonl"
    if not gold.is_file():
        return list(SAMPLE_QUESTIONS)
    lines = gold.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def ask(question: str) -> bool:
    """Ask through the endpoint for programs and wait for the whole answer."""
    body = json.dumps({"question": question}).encode()
    event = json.loads(_get("/gradio_api/call/v2/ask", body))["event_id"]
    return b"event: complete" in _get(f"/gradio_api/call/ask/{event}")


def _get(path: str, body: bytes | None = None) -> bytes:
    request = urllib.request.Request(ADDRESS + path, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        read: bytes = reply.read()
        return read


def _part(ordered: list[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


if __name__ == "__main__":
    main()
