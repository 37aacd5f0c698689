"""What a page answers to, and what it tells browsers not to do: its addresses and its headers."""

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web.permissions import Permissions

_API = "/gradio_api"
# Where the interface for programs is, with the addresses in it that ask a question.
PROGRAMS = "/v1"
# Answers 200 to whoever is logged in, or need not be, and 401 to others.
LOGIN_CHECK = f"{_API}/login_check"
# Gradio answers to many more, among them a proxy, a resizer of pictures and a store for links;
# what the page does not use is not there.
_GET = re.compile(
    rf"/|/(config|login|logout)/?|/(theme\.css|favicon\.ico|manifest\.json|robots\.txt)"
    rf"|/pwa_icon/(192|512)|/(assets|static|svelte)/[^?]+"
    rf"|{_API}/(info|openapi\.json|user|login_check)/?"
    rf"|{_API}/(theme\.css|app_id|queue/data|queue/status)"
    rf"|{_API}/heartbeat/[\w-]+|{_API}/call/(v2/)?\w+/[\w-]+"
)
_POST = re.compile(
    rf"/login/?|{_API}/(queue/join|cancel|reset/?|component_server/?)"
    rf"|{_API}/(run|api)/\w+/?|{_API}/call/(v2/)?\w+/?"
)
# Where a tab takes files or gives them.
_GET_FILES = re.compile(rf"{_API}/(upload_progress|file=.+)")
_POST_FILES = re.compile(rf"{_API}/upload")
_ASK = {f"{_API}/{way}/ask" for way in ("call", "call/v2", "run", "api")} | {
    f"{PROGRAMS}/{name}" for name in ("ask", "search", "chat/completions")
}
_STEPS = re.compile(r"(^|/)\.\.?(/|$)|//|[\\\x00-\x1f]")
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def is_there(method: str, path: str, permissions: Permissions) -> bool:
    """Whether the page answers to `method` at `path`, which is without its query."""
    if _STEPS.search(path):
        return False
    files = permissions.library or permissions.evaluate
    if method in ("GET", "HEAD"):
        return bool(_GET.fullmatch(path) or (files and _GET_FILES.fullmatch(path)))
    if method == "POST":
        return bool(_POST.fullmatch(path) or (files and is_upload(path)))
    return False


def is_upload(path: str) -> bool:
    """Whether files are sent to `path`."""
    return bool(_POST_FILES.fullmatch(path))


def sessions_of(path: str, query: bytes) -> list[str]:
    """The sessions whose messages, or life, a GET of `path` is about.

    All of them where one is named twice: which of them Gradio takes is not relied upon.
    """
    if path == f"{_API}/queue/data":
        return QueryParams(query).getlist("session_hash")
    prefix, _, session = path.rpartition("/")
    return [session] if prefix == f"{_API}/heartbeat" else []


def is_for_programs(path: str) -> bool:
    """Whether `path` is of the interface for programs, which tells itself what is not there."""
    return path == PROGRAMS or path.startswith(f"{PROGRAMS}/")


def asks_by_name(path: str) -> bool:
    """Whether a request of `path` is a question, or costs as much, by its name alone."""
    return path.rstrip("/") in _ASK


def headers(*, secure: bool) -> list[tuple[bytes, bytes]]:
    """What every response carries; `secure` where the reader came by https."""
    given = [
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
        (b"cross-origin-opener-policy", b"same-origin"),
    ]
    if secure:
        given.append((b"strict-transport-security", b"max-age=31536000"))
    return given


def inline_scripts(html: bytes) -> set[str]:
    """The hashes of the scripts that stand in `html` itself, as a content policy names them."""
    return {_hash_of(script) for script in _INLINE_SCRIPT.findall(html)}


def _hash_of(inline: bytes) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(inline).digest()).decode() + "'"


def content_policy(scripts: Iterable[str], framed_by: str) -> bytes:
    """The content policy of the page: its own files and these scripts, nothing from elsewhere.

    'unsafe-eval' and inline styles are what Gradio is made of; inline handlers and scripts that
    are not in `scripts` do not run, and no picture, font or connection leaves for another host.
    """
    parts = [
        "default-src 'self'",
        "script-src " + " ".join(["'self'", "'unsafe-eval'", *sorted(scripts)]),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        f"frame-ancestors {framed_by}",
    ]
    return "; ".join(parts).encode("ascii")


def plain_policy(style: str, framed_by: str) -> bytes:
    """The content policy of a page without scripts, whose one style sheet is `style`."""
    parts = [
        "default-src 'none'",
        f"style-src {_hash_of(style.encode())}",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        f"frame-ancestors {framed_by}",
    ]
    return "; ".join(parts).encode("ascii")


class PageHeaders:
    """ASGI middleware inside the page: gives its HTML the content policy that fits its scripts."""

    def __init__(self, app: ASGIApp, head: str, framed_by: str) -> None:
        self._app = app
        self._scripts = inline_scripts(head.encode())
        self._framed_by = framed_by

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; of an HTML response, look at the whole before it is sent."""
        started: Message | None = None
        html = b""

        async def wrapped(message: Message) -> None:
            nonlocal started, html
            if message["type"] == "http.response.start":
                if Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    started = message
                    return
            elif started is not None:
                html += message.get("body", b"")
                if message.get("more_body"):
                    return
                scripts = self._scripts | inline_scripts(html)
                MutableHeaders(scope=started)["content-security-policy"] = content_policy(
                    scripts, self._framed_by
                ).decode()
                await send(started)
                message = {**message, "body": html}
            await send(message)

        await self._app(scope, receive, wrapped)
