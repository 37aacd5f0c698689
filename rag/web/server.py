"""Starts the page: it answers at once, shows as soon as Gradio is there, and loads the models
behind it."""

import logging
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from rag.errors import SettingsError
from rag.settings import Settings
from rag.web.asked import Asked
from rag.web.guard import Guard
from rag.web.hosting import Hosting, for_host
from rag.web.listening import Listener, listen
from rag.web.logs import log_as_json, question_logger
from rag.web.metrics import Metrics
from rag.web.policy import PROGRAMS, PageHeaders
from rag.web.recent import Recent
from rag.web.refreshing import Refresher
from rag.web.service import Service
from rag.web.starting import import_gradio

if TYPE_CHECKING:
    from fastapi import FastAPI

# Seconds in which a library that cannot be opened ends the command. Opening takes about one; it
# takes longer only where an interrupted ingest is finished first.
_PATIENCE = 4.0
_SESSIONS = 500
# Networks in which a Space's proxies are, as all private ones.
_SPACE_PROXIES = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16"
# The queue of the events that answer questions.
ASKING = "asking"


def serve_on_a_space(settings: Settings) -> None:
    """The same on a Hugging Face Space: public, read-only, in a frame, behind the Space's proxy."""
    behind = settings.model_copy(update={"host": "0.0.0.0", "trusted_proxies": _SPACE_PROXIES})  # noqa: S104
    serve_page(behind, Hosting(True, framed_by="'self' https://huggingface.co"))


def serve_page(settings: Settings, hosting: Hosting | None = None) -> None:
    """Open the page on `settings.host` and `settings.port` and serve it until interrupted.

    Raises:
        DatelineError: the library cannot be opened, or the port is taken.
    """
    hosting = hosting or for_host(settings.host)
    _be_quiet(settings)
    metrics = Metrics() if settings.metrics else None
    recent = Recent()
    observers: list[Callable[[Asked], None]] = [recent.keep]
    if metrics:
        observers.append(metrics.observe)
    if hosting.is_public:
        log_as_json()
        observers.append(question_logger(settings.log_questions))
    service = Service(settings, observers)
    proxies = [one.strip() for one in settings.trusted_proxies.split(",") if one.strip()]
    if hosting.share:
        proxies.append("127.0.0.1")  # where Gradio's tunnel comes out
    guard = Guard(service, settings, hosting, metrics)
    listener = Listener(guard, listen(settings), proxies)
    listener.start()
    refresher = Refresher(service, hosting.refresh, hosting.keep) if hosting.refresh else None
    previous = _interrupt_on_termination()
    try:
        # One after the other: together they would both be late, and the page comes first.
        import_gradio()
        service.start()
        page, questions = _page(service, settings, hosting, recent)
        listener.open(page, questions)
        service.wait_until_open(_PATIENCE)
        _announce(settings, hosting)
        service.load_models()
        if refresher:
            refresher.start()
        _watch(service)
    except KeyboardInterrupt:
        pass
    finally:
        if previous is not None:
            signal.signal(signal.SIGTERM, previous)
        listener.stop()
        if refresher:
            refresher.stop()
        service.stop()
    if service.error:
        raise service.error


def _page(
    service: Service, settings: Settings, hosting: Hosting, recent: Recent
) -> tuple["FastAPI", Collection[int]]:
    """The page as an application, and the numbers of its functions that answer questions."""
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware import Middleware

    from rag.web.page import build_page, head, style
    from rag.web.theme import newspaper
    from rag.web.v1.application import build_api

    page = build_page(service, settings, hosting.permissions)
    page.state_session_capacity = _SESSIONS
    # No pages about the interfaces: each describes itself, this one at /v1/openapi.json.
    parent = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    # Before the page, which takes every other address.
    parent.mount(PROGRAMS, build_api(service, settings, recent))
    gr.mount_gradio_app(
        parent,
        page,
        path="/",
        server_name=settings.host,
        server_port=settings.port,
        auth=hosting.passwords.check if hosting.passwords else None,
        root_path=settings.root_path or None,
        blocked_paths=_secret_paths(settings),
        favicon_path=str(Path(__file__).parent / "favicon.png"),
        show_error=False,
        max_file_size=int(settings.upload_megabytes * 1e6),
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        theme=newspaper(),
        css=style(),
        head=head(),
        app_kwargs={
            "middleware": [Middleware(PageHeaders, head=head(), framed_by=hosting.framed_by)]
        },
    )
    asking = {number for number, fn in page.fns.items() if fn.concurrency_id == ASKING}
    return parent, asking


def _secret_paths(settings: Settings) -> list[str]:
    """What no address of the page may show, whatever else Gradio allows."""
    secret = [settings.library, Path(".env"), *filter(None, [settings.auth_file])]
    return [str(path.resolve()) for path in secret]


def _announce(settings: Settings, hosting: Hosting) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    _say(f"Dateline is at http://{host}:{settings.port}/ (Ctrl-C stops it)")
    if hosting.share:
        _say(f"Whoever has this address can open it: {_shared(settings)}")
    changing = hosting.permissions.library or hosting.permissions.evaluate
    if hosting.is_public and changing and not hosting.passwords:
        _say("Every reader may change the library or run tests, as there is no password (--auth).")


def _shared(settings: Settings) -> str:
    """A public address by Gradio's tunnel, for a week at most."""
    from gradio.networking import setup_tunnel

    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    try:
        return setup_tunnel(host, settings.port, secrets.token_urlsafe(32), None, None)
    except Exception:
        raise SettingsError(
            "The public address of --share cannot be had from Gradio's server; check the network, "
            "or share the page without it: python app.py serve --host 0.0.0.0"
        ) from None


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _watch(service: Service) -> None:
    """Stay until interrupted. A late failure is said here too; the page goes on showing it."""
    while not service.wait_until_settled(0.5):
        pass
    if service.error:
        _say(f"dateline: {service.error}")
    threading.Event().wait()


def _be_quiet(settings: Settings) -> None:
    """Keep the libraries from calling out; they read these variables when they are imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    if not settings.needs_hub:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _interrupt_on_termination() -> Any:
    """Let SIGTERM close the library as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        return None

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    return signal.signal(signal.SIGTERM, interrupt)
