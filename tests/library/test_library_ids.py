"""Ids that files give: one of two articles loses neither, and a new version replaces the old."""

import json
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder

from rag.ingest import article_from_record, read_sources
from rag.library import ingest, open_library
from rag.records import Article
from rag.settings import Settings

TEXT = (
    "The harbour council voted on Sunday to close the old pier for two years of repairs. “We did "
    "not want this,” said Ada Moreno, who chairs the council."
)
OTHER = "The market of Tarn moved to the customs house on Monday, as the mayor had promised it."


def test_one_id_of_two_articles_is_told_and_neither_is_lost(
    tmp_path: Path, settings: Settings, fast: FastEmbedder
) -> None:
    for name, title, text in (("a", "Pier", TEXT), ("b", "Market", OTHER)):
        record = {"id": "1", "title": title, "text": text}
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(record))
    with open_library(settings, fast) as library:
        for again in (False, True):
            summary = ingest(library, read_sources([str(tmp_path / "a.jsonl")], settings))
            other = ingest(library, read_sources([str(tmp_path / "b.jsonl")], settings))
            assert summary.added + other.added == (0 if again else 2)
            assert summary.unchanged + other.unchanged == (2 if again else 0)
            assert len(other.notices) == (not again)
        first = library.database.article("1")
        assert first and first.title == "Pier"
        assert library.database.count_articles() == 2


def test_one_id_twice_in_a_file_is_told_too(
    tmp_path: Path, settings: Settings, fast: FastEmbedder
) -> None:
    records = [{"id": 7, "title": "Pier", "text": TEXT}, {"id": 7, "title": "B", "text": OTHER}]
    (tmp_path / "a.json").write_text(json.dumps(records))
    with open_library(settings, fast) as library:
        summary = ingest(library, read_sources([str(tmp_path / "a.json")], settings))
        assert library.database.count_articles() == 2
    (notice,) = summary.notices
    assert "id 7" in notice.reason and notice.source == "“B”"


@pytest.mark.parametrize(
    "now",
    [
        {"title": "Pier", "text": OTHER},
        {"title": "Pier to stay open", "text": TEXT + " It stays open."},
        {"title": "All new", "text": OTHER, "url": "https://a.example/b"},
    ],
)
def test_a_new_version_replaces_the_old_one(
    settings: Settings, fast: FastEmbedder, now: dict[str, str]
) -> None:
    with open_library(settings, fast) as library:
        for record in ({"title": "Pier", "text": TEXT, "url": "https://a.example/b"}, now):
            article = article_from_record(record | {"id": "1"}, "file")
            assert isinstance(article, Article)
            summary = ingest(library, [article])
        assert (summary.changed, summary.notices) == (1, [])
        assert library.database.count_articles() == 1
