"""Each fault of a library's files is told apart, and a copy is advised for damage alone."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from rag.errors import LibraryDamaged, LibraryError, LibraryFull, LibraryLocked
from rag.library.faults import fault_of_record, fault_of_vectors


def _locked(path: Path) -> None:
    with closing(sqlite3.connect(path)) as first, closing(sqlite3.connect(path, timeout=0)) as two:
        first.execute("BEGIN EXCLUSIVE")
        two.execute("CREATE TABLE t (a)")


def _only_readable(path: Path) -> None:
    sqlite3.connect(path).close()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as record:
        record.execute("CREATE TABLE t (a)")


def _full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as record:
        record.execute("PRAGMA max_page_count = 2")
        record.execute("CREATE TABLE t (a)")
        record.execute("INSERT INTO t VALUES (zeroblob(100000))")


def _too_many(path: Path) -> None:
    with closing(sqlite3.connect(path)) as record:
        record.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 2)
        record.execute("SELECT ?, ?, ?", (1, 2, 3))


def _too_big(path: Path) -> None:
    with closing(sqlite3.connect(path)) as record:
        record.execute("SELECT zeroblob(2000000000)")


def _damaged(path: Path) -> None:
    path.write_bytes(b"x" * 9000)
    with closing(sqlite3.connect(path)) as record:
        record.execute("SELECT * FROM sqlite_master")


def _no_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as record:
        record.execute("SELECT * FROM nowhere")


@pytest.mark.parametrize(
    ("cause", "kind", "says"),
    [
        (_locked, LibraryLocked, "stop it"),
        (_only_readable, LibraryError, "may write"),
        (_full, LibraryFull, "make room"),
        (_too_many, LibraryError, "fewer"),
        (_too_big, LibraryError, "fewer"),
        (_damaged, LibraryDamaged, "from a copy"),
        (_no_table, LibraryError, "doctor"),
    ],
)
def test_what_sqlite_raises_over_the_record_is_told_apart(
    cause: Callable[[Path], None], kind: type[LibraryError], says: str, tmp_path: Path
) -> None:
    with pytest.raises(sqlite3.Error) as raised:
        cause(tmp_path / "record")
    told = fault_of_record(tmp_path / "record", raised.value)
    assert type(told) is kind
    assert says in str(told)
    assert ("copy" in str(told)) == (kind is LibraryDamaged)


@pytest.mark.parametrize(
    ("said", "kind", "says"),
    [
        ("database or disk is full (code: 13)", LibraryFull, "make room"),
        ("database is locked (code: 5)", LibraryLocked, "stop it"),
        ("attempt to write a readonly database (code: 8)", LibraryError, "read and write"),
        ("file is not a database (code: 26)", LibraryDamaged, "--rebuild"),
    ],
)
def test_what_chroma_raises_over_the_vectors_is_told_apart(
    said: str, kind: type[LibraryError], says: str, tmp_path: Path
) -> None:
    told = fault_of_vectors(tmp_path, RuntimeError(said))
    assert type(told) is kind
    assert says in str(told)
