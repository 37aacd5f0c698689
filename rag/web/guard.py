"""The door of the page: every request passes here before Gradio sees it."""

import asyncio
import logging
from collections.abc import Collection
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.settings import Settings
from rag.web import policy
from rag.web.bodies import Body, TooLarge, read_body, upload
from rag.web.credentials import Known, credentials_of
from rag.web.health import health
from rag.web.hosting import Hosting
from rag.web.limits import Limits, TooMany
from rag.web.metrics import Metrics
from rag.web.plain_pages import PlainPages
from rag.web.replies import Refused, refuse, reply, reply_json, unless_full, with_cookie
from rag.web.service import Service
from rag.web.sessions import Sessions, new_cookie, reader_of
from rag.web.templating import PLAIN_STYLE, macro

_log = logging.getLogger(__name__)
# Bytes of a request that is not an upload: a question with a long conversation before it.
_LARGEST_REQUEST = 1_000_000
# Seconds that a request waits for a page that is still starting.
_PATIENCE = 60
# Seconds after which a program may try again meanwhile.
_AGAIN = 2
_STARTING = macro("page.html.jinja", "starting")().encode()
_NOT_THERE = "There is nothing at this address."
_ELSEWHERE = "This page answers only to the machine it runs on; share it with: python app.py serve"
_LOG_IN = "This page has a password; give name and password as HTTP Basic authentication."
_NOT_YOURS = "This conversation belongs to another browser; reload the page to begin one."


class Guard:
    """An ASGI application around the page's own, `page`, which is None until it is ready."""

    def __init__(
        self, service: Service, settings: Settings, hosting: Hosting, metrics: Metrics | None = None
    ) -> None:
        self._service = service
        self._hosting = hosting
        self._metrics = metrics
        self._limits = Limits(settings) if hosting.is_public else None
        self._sessions = Sessions()
        self._known = Known()
        self._largest_upload = int(settings.upload_megabytes * 1e6) + _LARGEST_REQUEST
        self._root = urlsplit(settings.root_path).path
        self._behind_a_proxy = bool(settings.trusted_proxies) or hosting.share
        self._pages = PlainPages(service)
        self._plain_policy = policy.plain_policy(PLAIN_STYLE, hosting.framed_by)
        self._page: ASGIApp | None = None
        self._questions: Collection[int] = ()
        self._ready = asyncio.Event()

    def open(self, page: ASGIApp, questions: Collection[int]) -> None:
        """Let requests through to `page`, whose functions numbered `questions` answer questions.

        Called in the event loop of the server.
        """
        self._page, self._questions = page, questions
        self._ready.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if not self._behind_a_proxy:
            # Gradio would believe anybody who says under which address the page is shown.
            told = [one for one in scope["headers"] if not one[0].startswith(b"x-forwarded-")]
            scope = {**scope, "headers": told}
        # A proxy takes it off or leaves it there, and some put it before a path that has it.
        while self._root and scope["path"].startswith(f"{self._root}/"):
            scope = {**scope, "path": scope["path"][len(self._root) :]}
        send = self._with_headers(scope, send)
        try:
            await self._answer(scope, receive, send)
        except Refused as refused:
            if self._metrics:
                self._metrics.count_refused(refused.status)
            await refuse(send, refused, scope["path"])

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        if self._root and path == self._root:
            # What the page names is beside it, and so behind a slash.
            whole = f"{self._root}/?".encode() + scope["query_string"]
            return await reply(send, 307, b"", "text/plain", [(b"location", whole.rstrip(b"?"))])
        if method in ("GET", "HEAD") and path == "/health":
            return await reply_json(send, *health(self._service))
        if method == "GET" and path == "/metrics" and self._metrics:
            return await reply(send, 200, self._metrics.text(), self._metrics.content_type)
        headers = Headers(scope=scope)
        self._refuse_strangers(headers)
        if method in ("GET", "HEAD") and self._pages.has(path):
            return await self._plain_page(scope, send)
        if policy.is_for_programs(path):
            return await self._program(scope, headers, receive, send)
        if not policy.is_there(method, path, self._hosting.permissions):
            raise Refused(404, _NOT_THERE)
        page = self._page
        if page is None:
            if path == "/":
                return await reply(send, 200, _STARTING, "text/html; charset=utf-8")
            page = await self._once_ready()
        reader = reader_of(headers.get("cookie", ""))
        if method == "POST":
            receive = await self._checked(scope, headers, receive, reader)
            send = unless_full(send, path, self._full)
        self._refuse_anothers(path, scope["query_string"], reader)
        if path == "/" and not reader:
            send = with_cookie(send, new_cookie(self._root, scope["scheme"] == "https"))
        return await self._through(page, scope, receive, send)

    async def _plain_page(self, scope: Scope, send: Send) -> None:
        if self._hosting.passwords and not await self._is_logged_in(scope):
            page = self._pages.told(
                401, "Log in first", "This page is for those who have a password."
            )
        else:
            page = await self._pages.page(scope["path"], scope["query_string"])
        extra = [(b"content-security-policy", self._plain_policy)]
        if page.location:
            extra.append((b"location", page.location.encode("ascii")))
        await reply(send, page.status, page.html.encode(), "text/html; charset=utf-8", extra)

    async def _program(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        """A request of the interface for programs, which asks for no cookie and has no session."""
        page = self._page
        if page is None:
            raise Refused(503, "Dateline is still starting; try again in a few seconds.", _AGAIN)
        name = await self._let_in(scope, headers)
        if scope["method"] == "POST":
            receive = (await self._json(headers, receive)).receive
        if policy.asks_by_name(scope["path"]) and self._limits:
            _refuse_too_many(self._limits.refuse_question(_address(scope), name))
        await self._through(page, scope, receive, send)

    async def _let_in(self, scope: Scope, headers: Headers) -> str:
        """Refuse who needs a password and has none; the name that came with it, "" for none."""
        passwords = self._hosting.passwords
        if not passwords:
            return ""
        given = credentials_of(headers.get("authorization", ""))
        if given is None:
            if await self._is_logged_in(scope):
                return ""
            raise Refused(401, _LOG_IN)
        if not self._known.knows(*given):
            if self._limits:
                _refuse_too_many(self._limits.refuse_login(_address(scope)))
            if not await passwords.check(*given):
                raise Refused(401, "The name and the password do not belong together.")
            self._known.remember(*given)
        return given[0]

    async def _is_logged_in(self, scope: Scope) -> bool:
        """Whether Gradio, which keeps the log-ins, knows the cookies of a request."""
        status = 0

        async def nothing() -> Message:
            return {"type": "http.request", "body": b""}

        async def heard(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)

        asked = policy.LOGIN_CHECK
        page = self._page or await self._once_ready()
        where = {"method": "GET", "path": asked, "raw_path": asked.encode(), "query_string": b""}
        await self._through(page, {**scope, **where}, nothing, heard)
        return status == HTTPStatus.OK

    async def _through(self, page: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await page(scope, receive, send)
        except Exception as error:
            # Starlette has answered, with a status and no more; the details are the log's.
            _log.error("a request failed: %s", type(error).__name__)
            _log.debug("a request failed", exc_info=error)

    async def _once_ready(self) -> ASGIApp:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), _PATIENCE)
        if self._page is None:
            raise Refused(503, "Dateline is still starting; please come back in a minute.")
        return self._page

    # --- what is refused

    def _refuse_strangers(self, headers: Headers) -> None:
        """A page for its own machine answers to no other name, which a web page elsewhere could
        have led here, and to no request that another site's page sends.
        """
        if self._hosting.is_public:
            return
        host, origin = headers.get("host", ""), headers.get("origin")
        if urlsplit(f"//{host}").hostname not in self._hosting.own_names:
            raise Refused(403, _ELSEWHERE)
        if origin and origin != "null" and origin.split("://")[-1] != host:
            raise Refused(403, _ELSEWHERE)

    def _refuse_anothers(self, path: str, query: bytes, reader: str) -> None:
        for session in policy.sessions_of(path, query):
            if not self._sessions.belongs(session, reader):
                raise Refused(404, _NOT_YOURS)

    async def _checked(
        self, scope: Scope, headers: Headers, receive: Receive, reader: str
    ) -> Receive:
        """Read the body of a POST and check it; a `receive` that gives it again."""
        path, address = scope["path"], _address(scope)
        if policy.is_upload(path):
            try:
                return upload(headers, receive, self._largest_upload)
            except TooLarge as error:
                raise Refused(413, str(error)) from None
        if path.startswith("/login"):
            body = await _body(headers, receive)
            if self._limits:
                _refuse_too_many(self._limits.refuse_login(address))
            return body.receive
        body = await self._json(headers, receive)
        given = body.json()
        session = given.get("session_hash")
        session = session if isinstance(session, str) else ""
        if session and not self._sessions.belongs(session, reader):
            raise Refused(404, _NOT_YOURS)
        asks = policy.asks_by_name(path) or (
            path.endswith("/queue/join") and given.get("fn_index") in self._questions
        )
        if asks and self._limits:
            _refuse_too_many(self._limits.refuse_question(address, session))
        return body.receive

    def _full(self) -> Refused:
        busy = self._service.places.busy()
        if self._metrics:
            self._metrics.count_refused(HTTPStatus.TOO_MANY_REQUESTS)
        return Refused(HTTPStatus.TOO_MANY_REQUESTS, str(busy), busy.seconds)

    @staticmethod
    async def _json(headers: Headers, receive: Receive) -> Body:
        body = await _body(headers, receive)
        if "application/json" not in headers.get("content-type", "").lower():
            raise Refused(415, "Requests are taken as JSON alone.")
        return body

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        extra = policy.headers(secure=scope["scheme"] == "https")

        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *extra]}
            await send(message)

        return wrapped


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("", 0))[0])


async def _body(headers: Headers, receive: Receive) -> Body:
    try:
        return await read_body(headers, receive, _LARGEST_REQUEST)
    except TooLarge as error:
        raise Refused(413, str(error)) from None


def _refuse_too_many(refused: TooMany | None) -> None:
    if refused:
        raise Refused(429, refused.sentence, refused.seconds)
