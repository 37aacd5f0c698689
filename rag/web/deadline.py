"""Gives up waiting for something that takes too long, without being able to end it."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from rag.errors import DatelineError

_Thing = TypeVar("_Thing")
# Seconds between two looks at whether whoever waits has left.
_LOOK = 0.25


class TooSlow(DatelineError):
    """An answer took longer than it may."""


@dataclass(frozen=True, slots=True)
class _End:
    """Nothing more will come, because of `fault` where there is one."""

    fault: Exception | None


def within(
    seconds: float,
    things: Iterator[_Thing],
    has_left: Callable[[], bool] | None = None,
    ended: Callable[[], None] = lambda: None,
) -> Iterator[_Thing]:
    """Pass `things` on as they come, for `seconds` in all, or until `has_left` says that nobody
    waits for them.

    They are made in a thread of their own, which ends with the next one after nobody waits for
    them any more. `ended` is called, once or twice, when they are no longer made, and at the latest
    when `seconds` are over: what hangs holds up that thread and nobody's turn for ever.

    Raises:
        TooSlow: they take longer.
    """
    made: queue.SimpleQueue[_Thing | _End] = queue.SimpleQueue()
    gone = threading.Event()

    def make() -> None:
        fault: Exception | None = None
        try:
            for thing in things:
                if gone.is_set():
                    break
                made.put(thing)
        except Exception as error:
            fault = error
        finally:
            ended()
            made.put(_End(fault))

    left = seconds
    making = threading.Thread(target=make, name="answer", daemon=True)
    try:
        making.start()
        while True:
            # Time alone that is spent waiting counts: a reader may take the parts slowly.
            started = time.monotonic()
            try:
                given = made.get(timeout=max(min(left, _LOOK) if has_left else left, 0))
            except queue.Empty:
                left -= time.monotonic() - started
                if has_left and has_left():
                    return
                if has_left and left > 0:
                    continue
                raise TooSlow(
                    f"The answer took longer than {seconds:.0f} seconds and was given up; "
                    "please ask again, or in other words."
                ) from None
            left -= time.monotonic() - started
            if isinstance(given, _End):
                if given.fault:
                    raise given.fault
                return
            yield given
    finally:
        gone.set()
        if left > 0 and making.is_alive():
            late = threading.Timer(left, ended)
            late.daemon = True
            late.start()
        else:
            ended()
