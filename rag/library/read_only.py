"""What it takes to read a library that cannot be written to: by permission, or for want of room."""

import os
import shutil
import tempfile
from pathlib import Path

from rag.errors import LibraryError
from rag.library.faults import no_folder, no_room

# Bytes: a log's index alone takes 32 kB.
_LEAST = 1_000_000

State = tuple[tuple[str, int, int], ...]


def may_write(folder: Path) -> bool:
    """Whether this process may write to the folder and to the records in it."""
    there = [folder, *(path for path in folder.rglob("*") if ".sqlite" in path.name)]
    return all(os.access(path, os.W_OK) for path in there)


def is_full(folder: Path) -> bool:
    """Whether the folder's disk has no room even for what SQLite keeps beside a record."""
    return shutil.disk_usage(folder).free < _LEAST


def can_write(folder: Path) -> bool:
    """Whether it may be written to the folder, and there is room for that."""
    return may_write(folder) and not is_full(folder)


def make_folder(folder: Path) -> None:
    """Make a library's folder, unless it is there.

    Raises:
        LibraryError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise no_folder(folder, error) from None


def only_read(folder: Path) -> LibraryError:
    """The error for what would change a library that can only be read."""
    if is_full(folder):
        return no_room(folder)
    return LibraryError(
        f"The library in {folder} may only be read; see that you may write to it, or name another "
        "folder with --library."
    )


def address_to_read(record: Path) -> str:
    """The URI by which SQLite reads a record without writing beside it.

    What is left of a log, by somebody who may write and is at it or was killed, has to be read as
    well: SQLite does where the log's index is there too. Without a log nobody writes just now, and
    SQLite is told that nobody will, since it would make a log to see what others do.
    """
    log = record.with_name(f"{record.name}-wal")
    is_written = log.exists() and log.stat().st_size > 0
    return f"{record.absolute().as_uri()}?{'mode=ro' if is_written else 'immutable=1'}"


def copy_folder(folder: Path, copy: Path) -> None:
    """Copy a folder of vectors, so that the copy may be written to.

    Raises:
        LibraryError: it cannot be read, or there is no room for a copy.
    """
    try:
        shutil.copytree(folder, copy, copy_function=shutil.copyfile)
        for path in [copy, *copy.rglob("*")]:
            path.chmod(0o700 if path.is_dir() else 0o600)
    except OSError as error:
        raise LibraryError(
            f"The vectors in {folder} cannot be copied to {tempfile.gettempdir()} to be read "
            f"({error.strerror or 'some files fail'}); see that they are there and may be read, "
            "and make room, or set TMPDIR to a folder that has some."
        ) from None


class ReadingCopy:
    """A copy of a folder in a temporary place, for programs that write where they read."""

    def __init__(self) -> None:
        self._place: tempfile.TemporaryDirectory[str] | None = None
        self._folder = Path()
        self._state: State = ()

    def of(self, folder: Path) -> Path:
        """Copy the `folder`, in place of what was copied before.

        Raises:
            LibraryError: there is no room for a copy.
        """
        self.remove()
        self._place = tempfile.TemporaryDirectory(prefix="dateline-")
        copy = Path(self._place.name) / folder.name
        self._folder, self._state = folder, _state_of(folder)
        try:
            copy_folder(folder, copy)
        except LibraryError:
            self.remove()
            raise
        return copy

    def is_stale(self) -> bool:
        """Whether the folder has changed since it was copied."""
        return _state_of(self._folder) != self._state

    def remove(self) -> None:
        """Remove the copy."""
        place, self._place = self._place, None
        if place:
            place.cleanup()


def _state_of(folder: Path) -> State:
    found = []
    for path in sorted(folder.rglob("*")):
        facts = path.stat()
        found.append((str(path), facts.st_size, facts.st_mtime_ns))
    return tuple(found)
