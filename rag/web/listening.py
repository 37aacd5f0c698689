"""The HTTP server itself: it listens from the first moment, in a thread of its own."""

import asyncio
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from rag.errors import SettingsError
from rag.settings import Settings
from rag.web.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from fastapi import FastAPI

# Seconds that open answers have to end when the server stops.
_FAREWELL = 1
_BACKLOG = 512


class Listener:
    """Serves `guard` on a socket, and later the page behind it.

    What `proxies` (addresses or networks) say of a reader's own address and scheme is believed.
    """

    def __init__(
        self, guard: Guard, listening: socket.socket, proxies: "Sequence[str]" = ()
    ) -> None:
        self._guard = guard
        self._socket = listening
        self._server = uvicorn.Server(
            uvicorn.Config(
                guard, lifespan="off", ws="none", log_level="warning", access_log=False,
                server_header=False, timeout_graceful_shutdown=_FAREWELL,
                # Uvicorn would believe whoever comes from this machine.
                proxy_headers=bool(proxies), forwarded_allow_ips=list(proxies),
            )
        )  # fmt: skip
        self._loop = asyncio.new_event_loop()
        self._closing = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def open(self, page: "FastAPI", questions: "Collection[int]") -> None:
        """Start `page` and let requests through to it."""
        opened: asyncio.Future[None] = asyncio.run_coroutine_threadsafe(
            self._opened(page, questions), self._loop
        )  # type: ignore[assignment]
        opened.result()

    def stop(self) -> None:
        """Stop answering, and close the page."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._closing.set)
            self._thread.join(timeout=_FAREWELL + 4)
        self._socket.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._server.serve(sockets=[self._socket]))
        # Gradio's own tasks go on for ever.
        going_on = asyncio.all_tasks(self._loop)
        for task in going_on:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*going_on, return_exceptions=True))

    async def _opened(self, page: "FastAPI", questions: "Collection[int]") -> None:
        started = asyncio.Event()
        self._living = asyncio.create_task(self._live(page, started))
        await started.wait()
        self._guard.open(page, questions)

    async def _live(self, page: "FastAPI", started: asyncio.Event) -> None:
        async with page.router.lifespan_context(page):
            started.set()
            await self._closing.wait()


def listen(settings: Settings) -> socket.socket:
    """A socket on `settings.host` and `settings.port`.

    Raises:
        SettingsError: it cannot be had.
    """
    host = settings.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends small parts at once; else each reply over a connection
    # that is kept would wait 40 ms for the reader's acknowledgement.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, settings.port))
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise SettingsError(
            f"The page cannot listen on {settings.host} port {settings.port}; another program may "
            "use it: choose another with --port."
        ) from None
    made.setblocking(False)
    return made
