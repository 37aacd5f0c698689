"""What keeps processes that share a library folder out of each other's way."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import LibraryError, LibraryLocked
from rag.library.faults import no_folder

# Seconds between two looks at whether a lock is free, or whether somebody waits for a turn.
_LOOK = 0.02
# Seconds that a turn is waited for: longer than anything done in one, so that the one who has it
# must be stopped or stuck.
_PATIENCE = 60.0


class WriterLock:
    """Held by the one thread of the one process that changes the library."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._threads = threading.RLock()
        # Not thread-local: what one thread took, another may let go when a page is closed.
        self._processes = FileLock(folder / "lock", thread_local=False, poll_interval=_LOOK)

    @contextmanager
    def held(self, patience: float) -> Iterator[bool]:
        """Hold the lock, which is waited for at most `patience` seconds; gives whether this
        thread did not hold it before.

        Raises:
            LibraryLocked: another thread or process holds it.
            LibraryError: the folder cannot be written to.
        """
        if not self._threads.acquire(timeout=patience):
            raise self._is_held()
        try:
            outermost = not self._processes.is_locked
            try:
                self._processes.acquire(timeout=patience)
            except Timeout:
                raise self._is_held() from None
            except OSError as error:
                raise no_folder(self._folder, error) from None
            try:
                yield outermost
            finally:
                self._processes.release()
        finally:
            self._threads.release()

    def _is_held(self) -> LibraryLocked:
        return LibraryLocked(
            f"Articles are being added to the library in {self._folder} just now; do this again "
            "when that is done, or name another folder with --library."
        )


class Turn:
    """The right to have files open that only one process at a time can have open.

    It is kept after use, since opening costs time, and passed on as soon as another process
    waits for it: who waits holds a second lock, `queue`, which who has the turn looks at. The
    system lets go of both when a process is killed.
    """

    def __init__(self, folder: Path, begin: Callable[[], None], end: Callable[[], None]) -> None:
        """`begin` opens the files when the turn has come, `end` closes them before it goes."""
        self._folder = folder
        self._begin, self._end = begin, end
        self._held = FileLock(folder / "turn", thread_local=False, poll_interval=_LOOK)
        self._queue = FileLock(folder / "queue", thread_local=False, poll_interval=_LOOK)
        self._changed = threading.Condition()
        self._has = self._passes = False
        self._users = 0
        self._closed = threading.Event()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have the turn; any number of threads of this process can have it together, each once.

        Raises:
            LibraryLocked: another process does not pass it on.
            LibraryError: the folder cannot be written to.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._passes)
            if not self._has:
                self._get()
            self._users += 1
        try:
            yield
        finally:
            with self._changed:
                self._users -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Close the files, once nobody here uses them, and let the turn go."""
        self._closed.set()
        with self._changed:
            self._changed.wait_for(lambda: not self._users and not self._passes)
            self._let_go()

    def _get(self) -> None:
        try:
            with self._queue.acquire(timeout=_PATIENCE):
                self._held.acquire(timeout=_PATIENCE)
        except Timeout:
            raise LibraryLocked(
                f"Another Dateline does not let go of the vectors in {self._folder}; stop it, or "
                "name another folder with --library."
            ) from None
        except OSError as error:
            raise no_folder(self._folder, error) from None
        self._has = True
        try:
            self._begin()
        except BaseException:
            self._let_go()
            raise
        threading.Thread(target=self._watch, name="turn", daemon=True).start()

    def _watch(self) -> None:
        """Pass the turn on once another process waits for it."""
        while not self._closed.wait(_LOOK):
            if not self._is_wanted():
                continue
            with self._changed:
                self._passes = True
                self._changed.wait_for(lambda: not self._users)
                # Files that do not close are told of by who opens them next.
                with suppress(LibraryError):
                    self._let_go()
                self._passes = False
                self._changed.notify_all()
            return

    def _is_wanted(self) -> bool:
        try:
            self._queue.acquire(timeout=0)
        except Timeout:
            return True
        self._queue.release()
        return False

    def _let_go(self) -> None:
        if not self._has:
            return
        try:
            self._end()
        finally:
            self._has = False
            self._held.release()
