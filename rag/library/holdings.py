"""All that the vectors hold at one moment, beside what the record says of them at that moment.

A folder's vectors are copied while no other process has them open, and the copy is read in a
process of its own: others go on meanwhile, and damage ends nobody else.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rag.errors import LibraryLocked
from rag.library.database import Database, damage_of
from rag.library.faults import damaged_vectors, fault_of_server, fault_of_vectors
from rag.library.full_read import Held, read
from rag.library.index_files import links_are_sound
from rag.library.library import VECTORS
from rag.library.locks import Turn
from rag.library.narrowing import Narrowing
from rag.library.read_only import copy_folder, may_write
from rag.library.soundness import ended_by_the_system
from rag.library.vectors import connect
from rag.settings import Settings

_READER = Path(__file__).with_name("full_read.py")
# Passages, from all over the library, whose vectors are given.
_SAMPLE = 32
# More than any library has.
_ALL = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Expected:
    """What the record says: the name of the vectors, the passages that have to have one, and the
    articles that are just being added or removed, of which nothing is certain.
    """

    name: str
    passages: list[str]
    unsettled: set[str]


def read_vectors(database: Database, settings: Settings) -> tuple[Expected, Held]:
    """Read every vector of the library at `settings.library`, and those of a sample as they are.

    Raises:
        LibraryDamaged: they cannot be read.
        LibraryLocked: another process does not let go of them.
        LibraryError: there is no room for a copy, or the server does not answer.
    """
    if settings.chroma_url:
        return _read_server(database, settings.chroma_url)
    return _read_folder(database, settings.library)


def article_of(passage_id: str) -> str:
    """The id of a passage's article."""
    return passage_id.rpartition("#")[0]


def _read_server(database: Database, server: str) -> tuple[Expected, Held]:
    """Damage there ends the server and not this process."""
    before, client = _expected(database), None
    try:
        client = connect(server)
        held = read(client.get_collection(before.name), _sample(before.passages))
    except Exception as error:  # Chroma's and httpx's own errors
        raise fault_of_server(server, error, answered=client is not None) from error
    after = _expected(database)
    # Nobody else was kept out, so that only what was there before and after is certain.
    passages = set(before.passages) & set(after.passages)
    changed = set(map(article_of, set(before.passages) ^ set(after.passages)))
    unsettled = before.unsettled | after.unsettled | changed
    certain = [it for it in after.passages if it in passages and article_of(it) not in unsettled]
    return Expected(after.name, certain, unsettled), held


def _read_folder(database: Database, library: Path) -> tuple[Expected, Held]:
    with tempfile.TemporaryDirectory(prefix="dateline-") as place:
        copy = Path(place) / "vectors"
        expected = _copied(database, library, copy)
        folder = library / expected.name
        if not _files_are_sound(copy):
            raise damaged_vectors(folder)
        asked = {"name": expected.name, "wanted": _sample(expected.passages)}
        child = subprocess.run(  # noqa: S603  this interpreter, and a file of ours
            [sys.executable, "-P", str(_READER), str(copy)],
            input=json.dumps(asked), capture_output=True, text=True, encoding="utf-8",
        )  # fmt: skip
        if ended_by_the_system(child.returncode):
            raise damaged_vectors(folder)
        if child.returncode:
            raise fault_of_vectors(folder, RuntimeError(child.stderr))
        return expected, Held(*json.loads(child.stdout))


def _files_are_sound(copy: Path) -> bool:
    """Whether they may be opened at all: who follows a wrong link may never come back."""
    try:
        with closing(sqlite3.connect(copy / "chroma.sqlite3")) as tables:
            if damage_of(tables):
                return False
    except sqlite3.DatabaseError:
        return False
    return all(links_are_sound(header.parent) for header in copy.rglob("header.bin"))


def _copied(database: Database, library: Path, copy: Path) -> Expected:
    """Copy the vectors while nobody changes them; what the record says of them at that moment."""
    if not may_write(library):
        # Nor can a turn be taken there.
        return _copy(database, library, copy)
    turn = Turn(library, lambda: None, lambda: None)
    try:
        with turn.taken():
            return _copy(database, library, copy)
    finally:
        turn.close()


def _copy(database: Database, library: Path, copy: Path) -> Expected:
    name = str(database.meta(VECTORS))
    copy_folder(library / name, copy)
    expected = _expected(database)
    if expected.name == name:
        return expected
    # A rebuild that began meanwhile has left the vectors behind that were copied.
    raise LibraryLocked(
        f"The vectors of the library in {library} are being made anew just now; do this again "
        "when that is done."
    )


def _expected(database: Database) -> Expected:
    before = _unsettled(database)
    passages = database.passages_in(Narrowing(), _ALL)
    return Expected(str(database.meta(VECTORS)), passages, before | _unsettled(database))


def _unsettled(database: Database) -> set[str]:
    return {*database.in_state("pending"), *database.in_state("withdrawn")}


def _sample(passages: Sequence[str]) -> list[str]:
    return list(passages[:: max(1, len(passages) // _SAMPLE)][:_SAMPLE])
