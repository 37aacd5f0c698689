"""A folder for a library, its settings, and the embedders."""

from pathlib import Path

import pytest
from fast_embedder import FastEmbedder

from rag.library import Embedder
from rag.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(library=tmp_path / "library")


@pytest.fixture
def fast() -> FastEmbedder:
    return FastEmbedder()


@pytest.fixture(scope="session")
def packaged() -> Embedder:
    """The packaged model, loaded once."""
    embedder = Embedder()
    embedder.load()
    return embedder
