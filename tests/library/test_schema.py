"""A record of an older edition becomes one of today, with a copy kept, whole or not at all."""

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder
from whole import assert_whole, made_up

from rag.errors import LibraryError
from rag.library import Library, ingest, open_library, schema
from rag.library.narrowing import Narrowing
from rag.reading import sentences_of
from rag.records import Article
from rag.settings import Settings

SPOKEN = Article(
    "spoken",
    "Harbour to close",
    "The harbour of Leith will close in May. “We have no choice,” said Ann Reid, the harbour "
    "master. Ships will go to Rosyth until the works are done.",
)
# The first edition's statements, and what came with the second.
TO_FORMAT_1 = """
DROP TABLE statements;
CREATE TABLE statements (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, speaker TEXT NOT NULL, surname TEXT NOT NULL,
    role TEXT, kind TEXT NOT NULL
) STRICT;
INSERT INTO statements VALUES ('spoken', 0, 39, 'Nobody', 'nobody', NULL, 'direct');
DROP TABLE speaker_mentions;
DROP TABLE speaker_words;
DROP TABLE speakers;
DELETE FROM meta WHERE key = 'speakers_merged_by';
ALTER TABLE passages DROP COLUMN sentences;
UPDATE meta SET value = '1' WHERE key = 'schema';
"""
TO_FORMAT_2 = """
ALTER TABLE passages DROP COLUMN sentences;
UPDATE meta SET value = '2' WHERE key = 'schema';
"""
OPEN = """
import sys
from pathlib import Path
from fast_embedder import FastEmbedder
from rag.library import open_library
from rag.settings import Settings
with open_library(Settings(library=Path(sys.argv[1])), FastEmbedder()) as library:
    print(library.summary().articles)
"""


@pytest.fixture
def older(settings: Settings, fast: FastEmbedder, request: pytest.FixtureRequest) -> Path:
    """The record of a library of three articles in an older format."""
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1), made_up(2), SPOKEN])
    record = settings.library / "dateline.sqlite"
    execute(record, request.param)
    return record


def execute(record: Path, script: str) -> None:
    connection = sqlite3.connect(record)
    connection.executescript(script)
    connection.close()


def tables(record: Path) -> list[tuple[str, str]]:
    """What the record is made of, whatever was made first."""
    connection = sqlite3.connect(record)
    listed = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL").fetchall()
    columns = [
        (name, str(sorted(row[1:3] for row in connection.execute(f"PRAGMA table_info({name})"))))
        for name, _ in listed
    ]
    connection.close()
    return sorted(columns)


def speakers(library: Library) -> Sequence[str]:
    return [it.speaker for it in library.database.statements_of(["spoken"], unnamed=True)]


@pytest.mark.parametrize("older", [TO_FORMAT_1, TO_FORMAT_2], ids=["1", "2"], indirect=True)
def test_an_older_record_becomes_one_of_today(
    older: Path, settings: Settings, fast: FastEmbedder, tmp_path: Path
) -> None:
    for _ in range(2):
        with open_library(settings, fast) as library:
            assert speakers(library) == ["Ann Reid"]
            assert library.database.articles_quoting(["Ann Reid"], Narrowing())
            assert all(sentences_of(it) for it in library.database.passages_of("spoken"))
            assert_whole(library, {"a1", "a2", "spoken"})
    with open_library(Settings(library=tmp_path / "new"), fast):
        pass
    assert tables(older) == tables(tmp_path / "new" / "dateline.sqlite")


@pytest.mark.parametrize("older", [TO_FORMAT_1, TO_FORMAT_2], ids=["1", "2"], indirect=True)
def test_a_copy_of_an_older_record_is_kept(
    older: Path, settings: Settings, fast: FastEmbedder
) -> None:
    before = tables(older)
    with open_library(settings, fast):
        pass
    (copy,) = settings.library.glob("dateline-format-*")
    assert tables(copy) == before
    assert copy.name in ("dateline-format-1.sqlite", "dateline-format-2.sqlite")


@pytest.mark.parametrize("older", [TO_FORMAT_1], indirect=True)
def test_an_upgrade_that_fails_leaves_the_record_as_it_was(
    older: Path, settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(connection: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("made to fail")

    before = tables(older)
    with monkeypatch.context() as patched:
        patched.setitem(schema._STEPS, "2", full)  # type: ignore[index]
        with pytest.raises(LibraryError, match="made to fail"), open_library(settings, fast):
            pass
    assert tables(older) == before
    with open_library(settings, fast) as library:
        assert speakers(library) == ["Ann Reid"]


@pytest.mark.parametrize("older", [TO_FORMAT_1], indirect=True)
def test_statements_that_an_interrupted_upgrade_left_are_found_the_next_time(
    older: Path, settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(article: Article) -> None:
        if article.id == "spoken":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("rag.library.statements.read_statements", lambda it: interrupted(it) or [])
        with pytest.raises(KeyboardInterrupt), open_library(settings, fast):
            pass
    with open_library(settings, fast) as library:
        assert speakers(library) == ["Ann Reid"]


@pytest.mark.parametrize("older", [TO_FORMAT_1], indirect=True)
def test_several_processes_may_open_an_older_record_at_once(
    older: Path, settings: Settings, fast: FastEmbedder
) -> None:
    here = Path(__file__).parent
    command = [sys.executable, "-c", OPEN, str(settings.library)]
    paths = {"PYTHONPATH": f"{here.parents[1]}:{here}", "PATH": ""}
    begun = [
        subprocess.Popen(command, env=paths, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    ended = [it.communicate(timeout=300) for it in begun]
    assert [(it.returncode, out) for it, (out, _) in zip(begun, ended, strict=True)] == [
        (0, b"3\n")
    ] * 3, ended
    with open_library(settings, fast) as library:
        assert speakers(library) == ["Ann Reid"]


def test_a_record_of_a_newer_edition_is_told(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast):
        pass
    record = settings.library / "dateline.sqlite"
    execute(record, "UPDATE meta SET value = '99' WHERE key = 'schema'")
    with (
        pytest.raises(LibraryError, match=r"format 99.*install the newest"),
        open_library(settings, fast),
    ):
        pass
