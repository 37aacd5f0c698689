"""Places for questions: so many are answered at a time, by whatever way they come in."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rag.errors import DatelineError
from rag.web.limits import seconds_in_words

# Seconds between two looks at whether somebody who waits has left.
_LOOK = 0.25
# What the latest question tells of how long a place is held, beside those before it.
_LATEST = 1 / 8


class Busy(DatelineError):
    """Too many questions wait already; there may be room in so many `seconds`."""

    def __init__(self, seconds: int) -> None:
        again = seconds_in_words(seconds)
        super().__init__(f"Too many questions are waiting; please ask again in {again}.")
        self.seconds = seconds


class Left(DatelineError):
    """Whoever asked has left before it was their turn."""


class Places:
    """`count` places, and room for as many as `waiting` to wait for one."""

    def __init__(self, count: int, waiting: int) -> None:
        self._places = threading.Semaphore(count)
        self._room = threading.Semaphore(waiting)
        self._turns = waiting / count
        self._held = 1.0  # seconds, until the first question tells

    def busy(self) -> Busy:
        """What to say where there is no room: those who wait have had their turn by then, if they
        take as long as the latest did.
        """
        return Busy(max(1, math.ceil(self._turns * self._held)))

    def take(self, has_left: Callable[[], bool]) -> Callable[[], None]:
        """Take a place, once there is one; whoever calls what is returned gives it back, and may
        do so again.

        Raises:
            Busy: there is no room to wait in.
            Left: `has_left` says so meanwhile.
        """
        if not self._places.acquire(blocking=False):
            if not self._room.acquire(blocking=False):
                raise self.busy()
            try:
                while not self._places.acquire(timeout=_LOOK):
                    if has_left():
                        raise Left("The question was taken back before it was answered.")
            finally:
                self._room.release()
        since, given_back = time.monotonic(), threading.Lock()

        def give_back() -> None:
            if given_back.acquire(blocking=False):
                self._held += _LATEST * (time.monotonic() - since - self._held)
                self._places.release()

        return give_back

    @contextmanager
    def taken(self, has_left: Callable[[], bool]) -> Iterator[None]:
        """Have a place while the block runs, once there is one.

        Raises:
            Busy, Left: as `take` does.
        """
        give_back = self.take(has_left)
        try:
            yield
        finally:
            give_back()
