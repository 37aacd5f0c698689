"""Work that is counted: the same on a slow machine and on a fast one, as seconds are not."""

import sys
from collections.abc import Callable
from types import FrameType


def calls_of(work: Callable[[], object]) -> int:
    """Count the calls, of Python and of C, that `work` makes in this thread.

    It is done once before, so that what is kept for a second time is not counted.
    """
    work()
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls
