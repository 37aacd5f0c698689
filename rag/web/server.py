"""Starts the page: shown first, with the models loaded behind it."""

import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

from rag.errors import SettingsError
from rag.settings import Settings
from rag.web.service import Service

# Seconds that the page waits for the library before it shows without it. Opening takes about one;
# it takes longer only where an interrupted ingest is finished first.
_PATIENCE = 4.0
# Bytes of a file that a reader may send: Gradio always takes uploads, and the page needs none.
_LARGEST_UPLOAD = 1
_SESSIONS = 500


def serve(settings: Settings) -> None:
    """Open the page on `settings.host` and `settings.port` and serve it until interrupted.

    Raises:
        DatelineError: the library cannot be opened, or the port is taken.
    """
    _be_quiet(settings)
    _refuse_taken_port(settings)
    service = Service(settings)
    service.start()
    page: Any = None
    previous = _interrupt_on_termination()
    try:
        service.wait_until_open(_PATIENCE)
        page = _launch(service, settings)
        print(f"Dateline is at {page.local_url} (Ctrl-C stops it)", file=sys.stderr, flush=True)
        service.load_models()
        _watch(service)
    except KeyboardInterrupt:
        pass
    finally:
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)
        if page is not None:
            page.close(verbose=False)
        service.stop()
    if service.error:
        raise service.error


def _launch(service: Service, settings: Settings) -> Any:
    from rag.web.page import build_page, head, style
    from rag.web.theme import newspaper

    page = build_page(service, settings)
    try:
        page.launch(
            server_name=settings.host,
            server_port=settings.port,
            theme=newspaper(),
            css=style(),
            head=head(),
            favicon_path=str(Path(__file__).parent / "favicon.png"),
            footer_links=[],
            run_history=False,
            enable_monitoring=False,
            max_file_size=_LARGEST_UPLOAD,
            state_session_capacity=_SESSIONS,
            share=False,
            ssr_mode=False,
            inbrowser=False,
            prevent_thread_lock=True,
            quiet=True,
        )
    except OSError:
        raise _port_is_taken(settings) from None
    return page


def _watch(service: Service) -> None:
    """Stay until interrupted. A late failure is said here too; the page goes on showing it."""
    while not service.wait_until_settled(0.5):
        pass
    if service.error:
        print(f"dateline: {service.error}", file=sys.stderr, flush=True)
    threading.Event().wait()


def _be_quiet(settings: Settings) -> None:
    """Keep the libraries from calling out; they read these variables when they are imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    if not settings.needs_hub:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _refuse_taken_port(settings: Settings) -> None:
    """Say so at once, rather than after seconds of loading."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError:
            raise _port_is_taken(settings) from None


def _port_is_taken(settings: Settings) -> SettingsError:
    return SettingsError(
        f"The page cannot listen on {settings.host} port {settings.port}; another program may use "
        "it: choose another with --port."
    )


def _interrupt_on_termination() -> Any:
    """Let SIGTERM close the library as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        return None

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    return signal.signal(signal.SIGTERM, interrupt)
