"""Fixtures that more than one folder of tests uses."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import is_hypothesis_test
from hypothesis import settings as hypothesis_settings

from rag.ingest import read_sources
from rag.library import Embedder, Library, ingest, open_library, packaged_embedder
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
BROWSER = "tests/browser/"

# The same examples at every run; `make fuzz` looks for new ones, this many times as many.
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis_settings.register_profile("fuzz", deadline=None, print_blob=True)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
_FUZZ_TIMES = 20


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest, where the work is shared, and give fuzzing its many examples."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: not item.nodeid.startswith(BROWSER))
    if hypothesis_settings.get_current_profile_name() != "fuzz":
        return
    for item in items:
        test = getattr(item, "obj", None)
        if is_hypothesis_test(test):
            chosen = test._hypothesis_internal_use_settings
            test._hypothesis_internal_use_settings = hypothesis_settings(
                chosen, max_examples=_FUZZ_TIMES * chosen.max_examples
            )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With `--dist loadfile`, the tests of a file stay together, and so do those in a browser.

    They share what is costly to make: an open library, a server. (xdist's own groups have no
    effect with the pytest in use.)
    """
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if nodeid.startswith(BROWSER) else str(super()._split_scope(nodeid))

    return ByFile(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def shared_news() -> Path:
    """The folder of real news; it belongs to its publishers and is no part of the project."""
    folder = SHARED / "news"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/news of real articles is not here")
    return folder


@pytest.fixture
def project_root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The packaged model, loaded once."""
    packaged = packaged_embedder()
    packaged.load()
    return packaged


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The folder of a library that holds the sample corpus; open copies of it, not itself.

    It is made once, also where several workers run the tests.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, made = shared / "sample-library", shared / "sample-library.made"
    with FileLock(shared / "sample-library.lock"):
        if not made.exists():
            settings = Settings(library=folder)
            with open_library(settings, embedder) as library:
                ingest(library, read_sources([str(ROOT / "corpus" / "briefs")], settings))
            made.touch()
    return folder


@pytest.fixture(scope="module")
def sample(
    sample_folder: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """An open library that holds the sample corpus."""
    copy = tmp_path_factory.mktemp("copy") / "library"
    shutil.copytree(sample_folder, copy)
    with open_library(Settings(library=copy), embedder) as library:
        yield library
