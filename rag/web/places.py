"""Places for questions: so many are answered at a time, by whatever way they come in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag.errors import DatelineError

# Seconds between two looks at whether somebody who waits has left.
_LOOK = 0.25


class Busy(DatelineError):
    """Too many questions wait already."""


class Left(DatelineError):
    """Whoever asked has left before it was their turn."""


class Places:
    """`count` places, and room for as many as `waiting` to wait for one."""

    def __init__(self, count: int, waiting: int) -> None:
        self._places = threading.Semaphore(count)
        self._room = threading.Semaphore(waiting)

    @contextmanager
    def taken(self, has_left: Callable[[], bool]) -> Iterator[None]:
        """Have a place, once there is one.

        Raises:
            Busy: there is no room to wait in.
            Left: `has_left` says so meanwhile.
        """
        if not self._places.acquire(blocking=False):
            if not self._room.acquire(blocking=False):
                raise Busy("Too many questions are waiting; please ask again in a moment.")
            try:
                while not self._places.acquire(timeout=_LOOK):
                    if has_left():
                        raise Left("The question was taken back before it was answered.")
            finally:
                self._room.release()
        try:
            yield
        finally:
            self._places.release()
