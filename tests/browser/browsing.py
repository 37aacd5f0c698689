"""The page over a library as a reader meets it: a server that runs, and a fresh browser profile."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pages import ChatPage
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
HOSTILE_TITLE = "Reservoir <img src=x onerror=\"document.title='caught'\"> reopens ${1+1} {{x}}"
HOSTILE_SENTENCE = (
    'The reservoir at Brackenmere <script>document.title="caught"</script> is safe again '
    '<img src="http://192.0.2.1/a.png" onerror="document.title=1">, says engineer Ada Lindqvist.'
)
HOSTILE_ARTICLE = {
    "id": "hostile",
    "title": HOSTILE_TITLE,
    "outlet": '<b onmouseover="alert(1)">Outlet</b>',
    "published": "2025-06-01",
    "url": "javascript:document.title='caught'",
    "text": HOSTILE_SENTENCE
    + " The Brackenmere reservoir ![picture](http://192.0.2.1/a.png) had been closed since 2023, "
    "the council said. Boats may return in July.",
}


@contextmanager
def tab(browser: Browser, address: str, **options: Any) -> Iterator[ChatPage]:
    """A fresh browser profile; `options` are Playwright's for a new context.

    Whatever the page does, no script of it may fail.
    """
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 860}} | options))
    page = ChatPage(context.new_page(), address)
    try:
        yield page
        assert page.errors == []
    finally:
        context.close()


# app.py, but the models are not loaded before there is a file of the given name.
_HELD_BACK = """
import sys, threading, time
from pathlib import Path
from rag.cli import main
from rag.web.service import Service
plain = Service.load_models
def held_back(service):
    def later():
        while not Path(sys.argv[1]).exists():
            time.sleep(0.05)
        plain(service)
    threading.Thread(target=later, daemon=True).start()
Service.load_models = held_back
sys.exit(main(sys.argv[2:]))
"""


@contextmanager
def serving(
    folder: Path, *options: str, models_after: Path | None = None, **settings: str
) -> Iterator[str]:
    """`python app.py OPTIONS` over the library in `folder`, from its first answer until it is
    stopped; `settings` are DATELINE_ variables. The models are loaded once there is a file
    `models_after`, where one is named.
    """
    script = ["-c", _HELD_BACK, str(models_after)] if models_after else ["app.py"]
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    named = {f"DATELINE_{name.upper()}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, *script, *options, "--library", str(folder), "--port", str(port)],
        cwd=ROOT, env=environment() | named, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        wait_for(lambda: answers(address) or process.poll() is not None, seconds=300)
        assert process.poll() is None, process.stderr and process.stderr.read()
        yield address
    finally:
        process.terminate()
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def command(*arguments: object) -> None:
    """`python app.py ARGUMENTS`, done without a fault."""
    subprocess.run(
        [sys.executable, "app.py", *map(str, arguments)],
        cwd=ROOT, env=environment(), check=True, capture_output=True, timeout=300,
    )  # fmt: skip


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_for(condition: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"it did not happen within {seconds} s"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment() -> dict[str, str]:
    """This process's environment without settings of Dateline that would change the outcome."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
