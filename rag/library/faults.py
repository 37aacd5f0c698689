"""What went wrong with the files of a library, in one sentence that says what to do.

A copy, or a new start, is advised only where a file is damaged.
"""

import sqlite3
from pathlib import Path

from rag.errors import LibraryDamaged, LibraryError, LibraryFull, LibraryLocked

REBUILD = "python app.py ingest --rebuild --library {folder}"

# SQLite's names for a full disk, and for a write that the system refused, as at a quota.
_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"}
_TAKEN = ("SQLITE_BUSY", "SQLITE_LOCKED")
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_TOO_MUCH = ("too many SQL variables", "too big", "too deep")
# The same, as Chroma writes SQLite's codes: full, a refused write; busy, locked; not writable.
_FULL_VECTORS = ("(code: 13)", "(code: 778)")
_TAKEN_VECTORS = ("(code: 5)", "(code: 6)")
_NOT_WRITABLE_VECTORS = ("(code: 8)", "(code: 14)", "Permission denied")


def fault_of_record(path: Path, error: sqlite3.Error) -> LibraryError:
    """The error for what SQLite raised over the record at `path`."""
    code, said = getattr(error, "sqlite_errorname", ""), str(error)
    if code in _FULL:
        return no_room(path.parent)
    if code.startswith(_TAKEN):
        return LibraryLocked(
            f"Another Dateline does not let go of {path}; stop it, or try again later."
        )
    if code.startswith(_NOT_WRITABLE):
        return LibraryError(
            f"The library's record {path} cannot be written; see that you may write to it, or "
            "name another folder with --library."
        )
    if code.startswith("SQLITE_IOERR"):
        return LibraryError(
            f"The disk does not give or take what is in {path} ({said}); see that it is there and "
            "well, then try again."
        )
    if any(it in said for it in _TOO_MUCH):
        return LibraryError("That is too much at once; give fewer or shorter values.")
    if code.startswith(_DAMAGED):
        return LibraryDamaged(
            f"The library's record {path} cannot be read; restore it from a copy, or move the "
            "folder away and ingest the articles again."
        )
    return LibraryError(
        f"The library's record {path} could not be used ({said}); try again, and if it stays so, "
        "see what `python app.py doctor` says."
    )


def fault_of_vectors(folder: Path, error: BaseException) -> LibraryError:
    """The error for what Chroma raised over the vectors in `folder` of a library."""
    said = str(error)
    if any(it in said for it in _FULL_VECTORS):
        return no_room(folder.parent)
    if any(it in said for it in _TAKEN_VECTORS):
        return LibraryLocked(
            f"Another program has the vectors in {folder} open; stop it, or try again later."
        )
    if any(it in said for it in _NOT_WRITABLE_VECTORS) and folder.is_dir():
        return LibraryError(
            f"The vectors in {folder} cannot be opened; see that you may read and write what is "
            "in it, or name another folder with --library."
        )
    return damaged_vectors(folder)


def damaged_vectors(folder: Path) -> LibraryDamaged:
    """The error for vectors in `folder` of a library that cannot be read."""
    return LibraryDamaged(
        f"The vectors in {folder} cannot be read; make them anew from the record with: "
        f"{REBUILD.format(folder=folder.parent)}"
    )


def fault_of_server(address: str, error: BaseException, *, answered: bool) -> LibraryError:
    """The error for what a Chroma server did, which has `answered` before or never."""
    if not answered:
        return LibraryError(
            f"The Chroma server at {address} does not answer; start it with `chroma run`, or "
            "unset DATELINE_CHROMA_URL."
        )
    return LibraryError(
        f"The Chroma server at {address} failed ({type(error).__name__}); see that it runs and "
        "has room on its disk, then try again."
    )


def no_room(library: Path) -> LibraryFull:
    """The error for a full disk."""
    return LibraryFull(
        f"The disk that holds {library} is full; make room and run the same command again, which "
        "goes on where it stopped."
    )


def no_folder(folder: Path, error: OSError) -> LibraryError:
    """The error for a folder in which no library can be kept."""
    return LibraryError(
        f"The folder {folder} cannot be used as a library ({error.strerror}); name a folder "
        "that you may write to with --library."
    )
