"""Fetching from the open web, safely: public addresses only, bounded in size, time and redirects.

The address that was vetted is the one that is connected to, so that a name server cannot answer
differently the second time (DNS rebinding); Host header and certificate check keep the name.
"""

import ipaddress
import queue
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpcore
import httpx

from rag.errors import FetchError
from rag.ingest.identity import without_credentials
from rag.ingest.routable import is_public
from rag.settings import Settings

MAX_REDIRECTS = 5
HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; Dateline/0.1; reads articles that a person asked for)",
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5",
    # gzip alone: it can be unpacked in bounded steps, so that a small bomb cannot fill the memory.
    "Accept-Encoding": "gzip",
}
# What a server says of a version, and how it is asked for a newer one.
_VERSIONS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: its final address after redirects, its body and what it says it is.

    `version` are the headers that ask for it only if it has changed since; `unchanged` tells that
    it has not, and then there is no body.
    """

    url: str
    body: bytes
    content_type: str
    charset: str | None
    version: Mapping[str, str] = field(default_factory=dict)
    unchanged: bool = False


class _RefusedError(Exception):
    """An address was turned down; the message is the rest of a sentence about it."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class _TooSlowError(Exception):
    """The time for one download is over."""


def resolve(host: str, port: int, deadline: float, allow_loopback: bool = False) -> list[str]:
    """The addresses of a host, refused as a whole where any of them is not public."""
    addresses = list(dict.fromkeys(_looked_up(host, port, deadline)))
    for address in addresses:
        own = allow_loopback and ipaddress.ip_address(address).is_loopback
        if not (own or is_public(address)):
            raise _RefusedError("leads to a private or local machine, which is never fetched from")
    return addresses


def _looked_up(host: str, port: int, deadline: float) -> list[str]:
    """What name servers say, asked in a thread: the system's look-up cannot be given a time."""
    answers: queue.SimpleQueue[list[Any] | None] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            answers.put(None)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        found = answers.get(timeout=max(deadline - time.monotonic(), 0))
    except queue.Empty:
        raise _TooSlowError from None
    if found is None:
        raise _RefusedError(f"has a host name that cannot be found ({host})")
    return [str(entry[4][0]) for entry in found]


class _TimedStream(httpcore.NetworkStream):
    """A connection on which every wait ends when the whole download's time is over."""

    def __init__(
        self, stream: httpcore.NetworkStream, deadline: float, count: Callable[[int], None]
    ) -> None:
        self._stream = stream
        self._deadline = deadline
        self._count = count

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise _TooSlowError
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._left())
        self._count(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left())
        return _TimedStream(secured, self._deadline, self._count)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _VettedNetwork(httpcore.NetworkBackend):
    """Connects to the addresses that were vetted, and to nothing else; counts what is received."""

    def __init__(self, deadline: float, allow_loopback: bool) -> None:
        self._deadline = deadline
        self._allow_loopback = allow_loopback
        self._network = httpcore.SyncBackend()
        self.received = 0

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = _TooSlowError()
        for address in resolve(host, port, self._deadline, self._allow_loopback):
            left = self._deadline - time.monotonic()
            if left <= 0:
                break
            try:
                stream = self._network.connect_tcp(address, port, left, local_address)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline, self._count)
        raise failure

    def _count(self, received: int) -> None:
        self.received += received


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class _Transport(httpx.BaseTransport):
    """httpx over a pool whose network is vetted; proxies are not used, since they resolve names."""

    def __init__(self, network: _VettedNetwork) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=network
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.userinfo:
            raise _RefusedError("leads to an address with a name or password, which is never sent")
        response = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        answer = httpx.Response(
            response.status, headers=response.headers, stream=_Body(response.stream)
        )
        if answer.has_redirect_location:
            # httpx would read and unpack the body, however large it is.
            answer.close()
            return httpx.Response(response.status, headers={"location": answer.headers["location"]})
        return answer

    def close(self) -> None:
        self._pool.close()


def fetch(
    url: str,
    settings: Settings,
    allow_loopback: bool = False,
    *,
    version: Mapping[str, str] | None = None,
) -> Page:
    """Download a page or feed; with the `version` of an earlier one, only if it has changed.

    At most `settings.fetch_megabytes` (unpacked) in `settings.fetch_seconds`. No name or password
    is sent. `allow_loopback` is for tests, which serve on the loopback address.

    Raises:
        FetchError: the address was refused, did not answer, or did not give a usable page.
    """
    shown = without_credentials(url)
    shown = shown if len(shown) <= 200 else f"{shown[:200]}…"
    network = _VettedNetwork(time.monotonic() + settings.fetch_seconds, allow_loopback)
    refused: int | None = None
    try:
        with (
            httpx.Client(
                transport=_Transport(network),
                headers=HEADERS,
                follow_redirects=True,
                max_redirects=MAX_REDIRECTS,
                trust_env=False,
            ) as client,
            client.stream("GET", url, headers=version) as response,
        ):
            status = response.status_code
            if status == 304 and version:
                return Page(str(response.url), b"", "", None, version, unchanged=True)
            if status != 200:
                raise _RefusedError(f"answered {status} ({response.reason_phrase})", status)
            body = _body(response, int(settings.fetch_megabytes * 1_000_000))
            kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
            now = {
                name: response.headers[header]
                for header, name in _VERSIONS.items()
                if response.headers.get(header, "\ufffd").isascii()  # or it could not be sent back
            }
            return Page(str(response.url), body, kind, response.charset_encoding, now)
    except _RefusedError as refusal:
        reason, refused = str(refusal), refusal.status
    except (httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol, httpx.InvalidURL):
        reason = "is, or leads to, no http or https address"
    except httpx.TooManyRedirects:
        reason = f"redirects more than {MAX_REDIRECTS} times"
    except (_TooSlowError, httpcore.TimeoutException, httpx.TimeoutException, TimeoutError):
        reason = (
            f"took longer than {settings.fetch_seconds:g} seconds; "
            "try later or raise DATELINE_FETCH_SECONDS"
        )
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError):
        reason = "did not answer, or not as a web server does"
    advice = "" if "; " in reason else "; check the address, or save the page and give the file"
    raise FetchError(f"{shown} {reason}{advice}.", refused, network.received)


def _body(response: httpx.Response, limit: int) -> bytes:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise _RefusedError(f"sends a compression that was not asked for ({encoding[:20]})")
    unpack = _Unpacking() if "gzip" in encoding else None
    body = bytearray()
    for chunk in response.iter_raw(65_536):
        try:
            body += unpack.unpack(chunk, limit + 1 - len(body)) if unpack else chunk
        except zlib.error:
            raise _RefusedError("sends damaged compressed data") from None
        # Members that are empty inside would be endless for nothing.
        if max(len(body), response.num_bytes_downloaded) > limit:
            raise _RefusedError(
                f"sends more than {limit / 1e6:g} MB; raise DATELINE_FETCH_MEGABYTES to take it"
            )
    return bytes(body)


class _Unpacking:
    """Unpacks gzip in bounded steps: all of its members, which follow one another."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._ended = False

    def unpack(self, data: bytes, most: int) -> bytes:
        """What `data` holds, of which no more than the first `most` bytes are wanted.

        Raises:
            zlib.error: it is damaged.
        """
        unpacked = bytearray()
        while data and len(unpacked) < most and not self._ended:
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=31)
                # Zeros fill up a member; what is none is passed over, as browsers do.
                data = data.lstrip(b"\0")
                self._ended = bool(data) and not data.startswith(b"\x1f")
                continue
            unpacked += self._member.decompress(data, most - len(unpacked))
            data = self._member.unused_data
        return bytes(unpacked)
