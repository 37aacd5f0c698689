"""The body of a request: read at most so far, and given on as if it had not been read."""

import json
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Message, Receive


class TooLarge(Exception):
    """A body is longer than is taken; the message is one sentence."""


class Body:
    """A body that has been read whole."""

    def __init__(self, content: bytes, rest: Receive) -> None:
        self._content = content
        self._rest = rest
        self._given = False

    async def receive(self) -> Message:
        """The body, then what the connection says after it: that the reader has left."""
        if self._given:
            return await self._rest()
        self._given = True
        return {"type": "http.request", "body": self._content, "more_body": False}

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is none."""
        try:
            given = json.loads(self._content)
        except (ValueError, RecursionError):
            return {}
        return given if isinstance(given, dict) else {}


async def read_body(headers: Headers, receive: Receive, most: int) -> Body:
    """Read a body of at most `most` bytes.

    Raises:
        TooLarge: it is longer; nothing of it is read where it says so beforehand.
    """
    if _declared(headers) > most:
        raise TooLarge(_sentence(most))
    content = bytearray()
    while True:
        message = await receive()
        content += message.get("body", b"")
        if len(content) > most:
            raise TooLarge(_sentence(most))
        if not message.get("more_body"):
            return Body(bytes(content), receive)


def upload(headers: Headers, receive: Receive, most: int) -> Receive:
    """A body that is passed on as it comes, refused before the first byte where it is too long.

    The server holds a sender to the length that he declared, so that is enough.

    Raises:
        TooLarge: it is longer than `most` bytes, or does not say how long it is.
    """
    if "content-length" not in headers:
        raise TooLarge("A file must be sent with its length.")
    if _declared(headers) > most:
        raise TooLarge(_sentence(most))
    return receive


def _declared(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() else 0


def _sentence(most: int) -> str:
    return f"That is too much at once; {most / 1e6:,.0f} MB are the most that this page takes."
