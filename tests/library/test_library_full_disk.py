"""A full disk is told in a sentence, and what was stored before is intact.

The disk is played by a limit on the size of files, which the system enforces on every write, by
SQLite's own limit on pages, and by the free space that the system reports.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from fast_embedder import FastEmbedder
from whole import assert_whole, made_up

from rag.errors import LibraryFull
from rag.library import ingest, open_library
from rag.settings import Settings

HERE = Path(__file__).parent
# argv: library, bytes by which a file may still grow, and who writes until it may not: the record
# ("sqlite3") or Chroma ("chromadb").
CHILD = """
import resource, signal, sys
from pathlib import Path
from fast_embedder import FastEmbedder
from whole import made_up
from rag.errors import LibraryFull
from rag.library import ingest, open_library
from rag.settings import Settings
folder = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_library(Settings(library=folder), FastEmbedder()) as library:
    ingest(library, map(made_up, range(3)))
    files = [path for path in folder.rglob("*") if path.is_file()]
    limit = max(path.stat().st_size for path in files) + int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        if sys.argv[3] == "sqlite3":
            ingest(library, map(made_up, range(400)))
        passages = library.database.passages_of("a0")
        vectors = library.embedder.embed([passage.text for passage in passages])
        for _ in range(2000):
            library.vectors.upsert(passages, vectors, None, None)
    except LibraryFull as error:
        cause = type(error.__cause__).__module__.split(".")[0]
        print("full", cause, error)
"""


@pytest.mark.parametrize("writer", ["sqlite3", "chromadb"])
@pytest.mark.parametrize("extra", [0, 500_000])
def test_a_disk_that_takes_no_more_writes_loses_nothing(
    extra: int, writer: str, settings: Settings, fast: FastEmbedder
) -> None:
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(settings.library), str(extra), writer],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert child.stdout.startswith(f"full {writer} "), child
    assert f"The disk that holds {settings.library} is full; make room" in child.stdout
    with open_library(settings, fast) as library:
        kept = set(library.database.in_state("done"))
        assert kept >= {"a0", "a1", "a2"}
        assert_whole(library, kept)
        ingest(library, map(made_up, range(5)))
        assert {"a0", "a1", "a2", "a3", "a4"} <= set(library.database.in_state("done"))


def test_a_record_that_cannot_grow_keeps_what_it_has(
    settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1)])
        connection = library.database._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(LibraryFull, match="make room"):
            ingest(library, [made_up(number, paragraphs=40) for number in range(2, 9)])
        assert library.database.article("a1") == made_up(1)
        assert library.database.article("a2") is None
    with open_library(settings, fast) as library:
        assert_whole(library, {"a1"})


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_vectors_are_not_written_to_a_disk_that_is_nearly_full(
    settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chroma rewrites its index in place: a disk that fills up under it costs the whole index."""
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1)])
        monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10**9, 10**9 - 10**6, 10**6))
        with pytest.raises(LibraryFull, match="make room"):
            ingest(library, [made_up(2)])
        monkeypatch.undo()
        assert library.database.in_state("done") == ["a1"]
    with open_library(settings, fast) as library:
        assert_whole(library, {"a1", "a2"})
