"""An answer on its way to a program: as it grows, for as long as the program is there."""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from rag.records import Answer, Question
from rag.web.places import Left
from rag.web.service import Service

_NO_STORE = {"cache-control": "no-store", "x-accel-buffering": "no"}


async def growing(service: Service, question: Question, request: Request) -> AsyncGenerator[Answer]:
    """The answer as it grows; ends, and lets the service know, when the caller has left.

    Raises:
        DatelineError: as `Service.stream` does.
    """
    loop = asyncio.get_running_loop()
    made: asyncio.Queue[Answer | Exception | None] = asyncio.Queue()
    has_left = threading.Event()

    def tell(part: Answer | Exception | None) -> None:
        try:
            loop.call_soon_threadsafe(made.put_nowait, part)
        except RuntimeError:  # the server has stopped
            has_left.set()

    def make() -> None:
        try:
            for answer in service.stream(question, has_left.is_set):
                tell(answer)
        except Exception as error:
            tell(error)
        finally:
            tell(None)

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        has_left.set()
        made.put_nowait(None)

    threading.Thread(target=make, name="program", daemon=True).start()
    watching = asyncio.create_task(watch())
    try:
        while (part := await made.get()) is not None:
            if isinstance(part, Exception):
                raise part
            yield part
    finally:
        has_left.set()
        watching.cancel()


async def whole(service: Service, question: Question, request: Request) -> Answer:
    """The finished answer.

    Raises:
        Left: the caller did not wait for it.
        DatelineError: as `Service.stream` does.
    """
    async with aclosing(growing(service, question, request)) as answers:
        parts = [part async for part in answers]
    if not parts or not parts[-1].finished:
        raise Left("The caller has left.")
    return parts[-1]


async def events(
    answers: AsyncGenerator[Answer],
    written: Callable[[Answer], str],
    failed: Callable[[Exception], str],
) -> Response:
    """The answers as server-sent events, each as it is `written`.

    What goes wrong before the first is raised, so that it has its own status; what goes wrong later
    is an event, as `failed` writes it.
    """
    first = await anext(answers, None)
    if first is None:
        raise Left("The caller has left.")

    async def sent() -> AsyncIterator[str]:
        async with aclosing(answers):
            yield written(first)
            try:
                async for answer in answers:
                    yield written(answer)
            except Exception as error:
                yield failed(error)

    return StreamingResponse(sent(), media_type="text/event-stream", headers=_NO_STORE)


def event(data: Any, name: str = "") -> str:
    """A server-sent event of JSON."""
    line = f"event: {name}\n" if name else ""
    return f"{line}data: {json.dumps(data)}\n\n"
