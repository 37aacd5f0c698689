"""Fixtures that more than one folder of tests uses."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.ingest import read_sources
from rag.library import Embedder, Library, ingest, open_library
from rag.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


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
    packaged = Embedder()
    packaged.load()
    return packaged


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The folder of a library that holds the sample corpus; open copies of it, not itself."""
    folder = tmp_path_factory.mktemp("sample") / "library"
    settings = Settings(library=folder)
    with open_library(settings, embedder) as library:
        ingest(library, read_sources([str(ROOT / "corpus" / "briefs")], settings))
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
