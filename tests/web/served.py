"""A hosted page as its host starts it, and what its readers send."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
BESSENT = "What did Bessent say about tariffs?"
_READY = 300.0  # seconds, which only a fault takes


@dataclass
class Page:
    """A running page: its address, and what it has written to standard error."""

    address: str
    process: subprocess.Popen[str]
    written: list[str] = field(default_factory=list)

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=_READY, trust_env=False, **options)

    def lines_of_the_log(self) -> list[dict[str, Any]]:
        """The lines of JSON among what it has written."""
        return [json.loads(line) for line in self.written if line.startswith("{")]

    def next_line(self, after: int, **having: object) -> dict[str, Any]:
        """The first line of the log after so many that holds these values, once it is written."""
        end = time.monotonic() + _READY
        while True:
            for line in self.lines_of_the_log()[after:]:
                if having.items() <= line.items():
                    return line
            assert time.monotonic() < end, "no such line was written"
            time.sleep(0.05)

    def read_on(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.written.append(line)


@contextmanager
def serving(library: Path, *options: str, **settings: str) -> Iterator[Page]:
    """`python app.py serve OPTIONS` over `library`, ready, with DATELINE_ `settings`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    kept["PYTHONFAULTHANDLER"] = "1"
    kept |= {f"DATELINE_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "app.py", *options, "--library", str(library), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=kept, stderr=subprocess.PIPE, text=True)
    page = Page(f"http://127.0.0.1:{port}", process)
    reader = threading.Thread(target=page.read_on, daemon=True)
    reader.start()
    try:
        wait_until_ready(page)
        yield page
    finally:
        process.terminate()
        try:
            process.wait(_READY)  # what is being answered is ended first
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # says where each thread is
            process.wait()
            reader.join(5)
            raise AssertionError("".join(page.written[-400:])) from None
        reader.join(5)


def wait_until_ready(page: Page) -> None:
    end = time.monotonic() + _READY
    while time.monotonic() < end:
        assert page.process.poll() is None, "".join(page.written)
        try:
            if httpx.get(f"{page.address}/health", trust_env=False).json()["status"] == "ready":
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("the page was not ready in time")


def ask(client: httpx.Client, question: str) -> httpx.Response:
    """Put a question to the endpoint for programs; the reply says its number or why not."""
    return client.post("/gradio_api/call/v2/ask", json={"question": question})


def answer_to(client: httpx.Client, question: str) -> tuple[str, Any]:
    """How a question ended, "complete" or "error", and with what."""
    asked = ask(client, question)
    assert asked.status_code == 200, asked.text
    event = asked.json()["event_id"]
    lines = client.get(f"/gradio_api/call/ask/{event}").text.splitlines()
    at = max(at for at, line in enumerate(lines) if line in ("event: complete", "event: error"))
    given = json.loads(lines[at + 1].removeprefix("data: "))
    return lines[at].removeprefix("event: "), given[0] if isinstance(given, list) else given
