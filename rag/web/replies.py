"""What the door itself replies: refusals in one sentence, JSON and bytes."""

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from rag.web import policy
from rag.web.problems import problem


class Refused(Exception):
    """A request that goes no further: the HTTP status, one sentence, and the seconds after which
    it may be tried again, where that is known.
    """

    def __init__(self, status: int, sentence: str, again: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        self.again = again


def with_cookie(send: Send, cookie: str) -> Send:
    """`send`, with a cookie for the browser."""

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return wrapped


def unless_full(send: Send, path: str, refused: Callable[[], Refused]) -> Send:
    """`send`, with what is `refused` in place of the 503 that Gradio says when its queue is full,
    without a time.
    """
    is_full = False

    async def wrapped(message: Message) -> None:
        nonlocal is_full
        if message.get("status") == HTTPStatus.SERVICE_UNAVAILABLE:
            is_full = True
            await refuse(send, refused(), path)
        elif not is_full:
            await send(message)

    return wrapped


async def refuse(send: Send, refused: Refused, path: str) -> None:
    """Say one sentence, as JSON."""
    extra = [] if refused.again is None else [(b"retry-after", str(refused.again).encode())]
    # Gradio's page shows `detail` to the reader.
    body = {"detail": str(refused)}
    if policy.is_for_programs(path):
        body = problem(refused.status, str(refused))
        if refused.status == HTTPStatus.UNAUTHORIZED:
            extra.append((b"www-authenticate", b'Basic realm="Dateline", charset="UTF-8"'))
    await reply_json(send, refused.status, body, extra)


async def reply_json(
    send: Send, status: int, body: dict[str, Any], extra: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Reply with JSON."""
    await reply(send, status, json.dumps(body).encode(), "application/json", extra)


async def reply(
    send: Send, status: int, body: bytes, kind: str, extra: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Reply with bytes that nobody keeps."""
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *extra,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
