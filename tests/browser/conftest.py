"""A real server over a small library, and a real browser.

pytest tests/browser                  without Chromium: skipped, with the reason
DATELINE_REQUIRE_BROWSER=1 pytest     without Chromium: failed
pytest tests/browser --screenshots    also makes the README's pictures anew
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import HOSTILE_ARTICLE, serving, tab
from pages import ChatPage
from playwright.sync_api import Browser, sync_playwright

from rag.ingest import read_sources
from rag.library import Embedder, ingest, open_library
from rag.settings import Settings

_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots", action="store_true", help="make the README's pictures of the page anew"
    )


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Debian's Chromium is."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("DATELINE_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser for one file of tests: while it is there, no other event loop can run."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, headless=True, args=_FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def library_with(
    chromium: str,
    sample_folder: Path,
    embedder: Embedder,
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[..., Path]:
    """Makes a library of the sample corpus and of more articles, in a folder of its own."""

    def make(*articles: dict[str, str]) -> Path:
        folder = tmp_path_factory.mktemp("served") / "library"
        shutil.copytree(sample_folder, folder)
        if articles:
            more = folder.parent / "more.jsonl"
            more.write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
            settings = Settings(library=folder)
            with open_library(settings, embedder) as library:
                ingest(library, read_sources([str(more)], settings))
        return folder

    return make


@pytest.fixture(scope="session")
def library_folder(library_with: Callable[..., Path]) -> Path:
    """A library of the sample corpus and one hostile article."""
    return library_with(HOSTILE_ARTICLE)


@pytest.fixture(scope="session")
def address(library_folder: Path) -> Iterator[str]:
    """A server with its models loaded."""
    with serving(library_folder) as running:
        yield running


@pytest.fixture(scope="session")
def hosted_address(library_with: Callable[..., Path]) -> Iterator[str]:
    """A hosted page that takes one question a minute of a reader, and keeps no thumbs."""
    with serving(library_with(), "serve", questions_per_minute="1", feedback="off") as running:
        yield running


@pytest.fixture
def chat(browser: Browser, address: str) -> Iterator[ChatPage]:
    """The page in a window of a laptop's size, open."""
    with tab(browser, address) as page:
        yield page.open()
