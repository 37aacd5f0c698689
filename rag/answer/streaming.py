"""Reads what a language model writes, for so many seconds in all, whatever its server does."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from queue import Empty, SimpleQueue

from langchain_core.language_models import BaseChatModel

# Seconds between two looks at whether anybody still waits.
_LOOK = 0.25


def streamed(
    model: BaseChatModel, prompt: str, seconds: float, has_left: Callable[[], bool] | None = None
) -> Iterator[str]:
    """The parts of what `model` writes to `prompt`, as they come; no more once `has_left` says that
    nobody waits for them.

    A client's own limit is for each read of each try, so pings, drips and retries get round it.
    Here the model is asked in an event loop beside, where it is given up after `seconds`, or when
    nobody takes its parts any more, and its connection is closed.

    Raises:
        TimeoutError: it has not ended after `seconds`.
        Exception: what the model's client raises.
    """
    parts: SimpleQueue[str | None] = SimpleQueue()

    async def ask() -> None:
        async with asyncio.timeout(seconds):
            async for chunk in model.astream(prompt):
                parts.put(chunk.text if isinstance(chunk.text, str) else str(chunk.text()))

    until = time.monotonic() + seconds
    asking = asyncio.run_coroutine_threadsafe(ask(), _loop())
    asking.add_done_callback(lambda _: parts.put(None))
    try:
        while not (has_left and has_left()):
            try:
                part = parts.get(timeout=_LOOK)
            except Empty:
                # A client that holds up the loop cannot be given up there.
                if time.monotonic() > until + _LOOK:
                    raise TimeoutError from None
                continue
            if part is None:
                asking.result()
                return
            yield part
    finally:
        asking.cancel()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """One loop for all models, since clients share their connections, which belong to a loop."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="models", daemon=True).start()
    return loop
