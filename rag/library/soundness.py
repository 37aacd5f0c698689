"""Whether the files of the index can be read at all.

Chroma's native code trusts them: where they are damaged it reads beyond them, and the system ends
the process without a word. So files that are not those which were read or written last are first
read by a process of its own (`trial_read.py`), which may end that way.
"""

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

from rag.library.faults import damaged_vectors

_TRIAL = Path(__file__).with_name("trial_read.py")
# The index in memory as Chroma lays it down; its tables tell of damage themselves.
_INDEX = ("*.bin", "*.pickle")
# Signals by which a system ends a process that reads beyond its memory, or that gives up itself.
_FATAL = {getattr(signal, f"SIG{name}", 0) for name in ("SEGV", "BUS", "ABRT", "ILL", "FPE")} - {0}
# Exit statuses from which Windows means that it ended a process.
_ENDED_BY_WINDOWS = 0xC0000000

State = tuple[tuple[str, int, int], ...]


def state_of(folder: Path) -> State:
    """What tells, without reading them, that the index's files have changed."""
    found = []
    for path in _files(folder):
        facts = path.stat()
        found.append((str(path), facts.st_size, facts.st_mtime_ns))
    return tuple(found)


def see_that_it_is_sound(folder: Path) -> None:
    """Read the index in the vectors' `folder` in another process, unless it is known.

    Raises:
        LibraryDamaged: whoever reads it is ended by the system.
    """
    digest = _digest(folder)
    if digest is None or digest == _known(folder):
        return
    command = [sys.executable, "-P", str(_TRIAL), str(folder)]
    tried = subprocess.run(  # noqa: S603  this interpreter, and a file of ours
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if ended_by_the_system(tried.returncode):
        raise damaged_vectors(folder)
    # Whatever else is wrong is told by who opens it next.
    if tried.returncode == 0:
        _write(folder, digest)


def ended_by_the_system(status: int) -> bool:
    """Whether a process with this exit status of `subprocess` read what damaged files lead to."""
    return -status in _FATAL or status >= _ENDED_BY_WINDOWS


def remember(folder: Path) -> None:
    """Keep what the index is now, just written by Chroma, as known."""
    digest = _digest(folder)
    if digest is not None:
        _write(folder, digest)


def _files(folder: Path) -> list[Path]:
    return sorted(path for pattern in _INDEX for path in folder.rglob(pattern))


def _digest(folder: Path) -> str | None:
    """The SHA-256 of all files of the index; None where there are none."""
    together = hashlib.sha256()
    files = _files(folder)
    for path in files:
        with path.open("rb") as file:
            together.update(hashlib.file_digest(file, "sha256").digest())
    return together.hexdigest() if files else None


def _place(folder: Path) -> Path:
    return folder / "index.sha256"


def _known(folder: Path) -> str | None:
    try:
        return _place(folder).read_text(encoding="ascii")
    except (OSError, ValueError):
        return None


def _write(folder: Path, digest: str) -> None:
    """Keep the digest; where it cannot be kept, the files are tried again the next time."""
    place = _place(folder)
    begun = place.with_name(f"{place.name}.new")
    try:
        begun.write_text(digest, encoding="ascii")
        begun.replace(place)
    except OSError:
        return
