"""The library behind the page: what it holds, as long as it is open."""

import shutil
from pathlib import Path

import pytest

from rag.library import Embedder, ingest, open_library
from rag.records import Article
from rag.settings import Settings
from rag.web.service import Service

# Far above what any machine needs; only a fault makes a test wait so long.
LONGEST = 300.0


@pytest.fixture
def settings(sample_folder: Path, tmp_path: Path) -> Settings:
    shutil.copytree(sample_folder, tmp_path / "library")
    return Settings(library=tmp_path / "library")


def test_what_the_library_holds_is_as_it_is_now(settings: Settings, embedder: Embedder) -> None:
    service = Service(settings)
    assert service.summary is None
    service.start()
    service.wait_until_open(LONGEST)
    before = service.summary
    assert before and service.summary is before
    with open_library(settings, embedder) as other:
        ingest(other, [Article("new", "The pier opens", "The pier opened again on Monday.")])
    assert service.summary and service.summary.articles == before.articles + 1
    service.stop()


def test_a_library_that_was_closed_over_a_fault_leaves_the_fault_to_be_told(
    settings: Settings,
) -> None:
    (settings.library / "reader.json").write_text("{damaged", encoding="utf-8")
    service = Service(settings)
    service.start()
    service.load_models()
    assert service.wait_until_settled(LONGEST)
    assert "reader.json" in str(service.error)
    assert service.library is None
    assert service.summary is None
