"""What the page answers to at all, and with which headers."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route

from rag.settings import Settings
from rag.web import policy
from rag.web.guard import Guard
from rag.web.hosting import Hosting, for_host
from rag.web.permissions import EVERYTHING, READ_ONLY
from rag.web.policy import PageHeaders
from rag.web.service import Service

PUBLIC = Hosting(True)
HEAD = "<script>let known = 1;</script>"
ASKING = 7  # the number of the function that answers questions


async def echo(request: Request) -> JSONResponse:
    return JSONResponse({"path": request.url.path, "body": (await request.body()).decode()})


async def page(request: Request) -> HTMLResponse:
    return HTMLResponse("<p>page</p><script>start()</script><script src='a.js'></script>")


async def forwarded(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str([name for name in request.headers if "forwarded" in name]))


def door(tmp_path: Path, hosting: Hosting = PUBLIC, **settings: object) -> Guard:
    chosen = Settings(library=tmp_path / "library", **settings)  # type: ignore[arg-type]
    guard = Guard(Service(chosen), chosen, hosting)
    routes = [
        Route("/", page),
        Route("/config", forwarded),
        Route("/{path:path}", echo, methods=["GET", "POST"]),
    ]
    guard.open(PageHeaders(Starlette(routes=routes), HEAD, hosting.framed_by), {ASKING})
    return guard


Send = Callable[[httpx.AsyncClient], object]


def through(guard: Guard, method: str, path: str, **options: object) -> httpx.Response:
    base = str(options.pop("base", "http://news.example"))

    async def run() -> httpx.Response:
        transport = httpx.ASGITransport(guard, client=("203.0.113.7", 5000))
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    return asyncio.run(run())


def join(session: str = "s1", function: int = ASKING) -> dict[str, object]:
    return {"session_hash": session, "fn_index": function, "data": []}


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/proxy=http://169.254.169.254/latest/meta-data",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=http://127.0.0.1:22/",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/upload_progress",
        "/gradio_api/deep_link",
        "/gradio_api/startup-events",
        "/gradio_api/dev/reload",
        "/gradio_api/runs",
        "/gradio_api/custom_component/x/client/component/y.py",
        "/gradio_api/stream/a/b/c/playlist.m3u8",
        "/gradio_api/vibe-code",
        "/gradio_api/token",
        "/pwa_icon/50000",
        "/monitoring",
        "/monitoring/summary",
        "/static/%2e%2e/%2e%2e/app.py",
        "/static/..%2f..%2fapp.py",
        "/static/..%5c..%5capp.py",
        "/assets//etc/passwd",
        "/assets/%00",
        "/.env",
        "/.library/dateline.sqlite",
        "/openapi.json",
        "/docs",
        "/metrics",
    ],
)
def test_what_the_page_does_not_use_is_not_there(tmp_path: Path, path: str) -> None:
    reply = through(door(tmp_path), "GET", path)
    assert reply.status_code == 404
    assert reply.json() == {"detail": "There is nothing at this address."}


@pytest.mark.parametrize("path", ["/static/../config", "/assets/./x", "/static//x", "/assets/\\x"])
def test_no_step_leads_out_of_a_folder(path: str) -> None:
    assert not policy.is_there("GET", path, EVERYTHING)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_not_there(tmp_path: Path, method: str) -> None:
    assert through(door(tmp_path), method, "/").status_code == 404


@pytest.mark.parametrize(
    ("path", "permissions", "there"),
    [
        ("/gradio_api/upload", READ_ONLY, False),
        ("/gradio_api/upload", EVERYTHING, True),
        ("/gradio_api/queue/join", READ_ONLY, True),
        ("/gradio_api/vibe-edit", EVERYTHING, False),
        ("/gradio_api/process_recording", EVERYTHING, False),
    ],
)
def test_files_are_taken_only_where_a_tab_takes_them(
    path: str, permissions: object, there: bool
) -> None:
    assert policy.is_there("POST", path, permissions) is there  # type: ignore[arg-type]


def test_every_reply_carries_the_headers_and_the_page_its_policy(tmp_path: Path) -> None:
    guard = door(tmp_path)
    for path in ("/", "/config", "/nothing", "/health"):
        headers = through(guard, "GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    content_policy = through(guard, "GET", "/").headers["content-security-policy"]
    scripts = next(it for it in content_policy.split("; ") if it.startswith("script-src"))
    assert scripts.count("'sha256-") == 2, "that of the page and that of its head"
    assert "'unsafe-inline'" not in scripts
    assert "connect-src 'self'" in content_policy and "frame-ancestors 'self'" in content_policy


def test_forwarding_headers_are_believed_only_when_a_proxy_is_named(tmp_path: Path) -> None:
    told = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert through(door(tmp_path), "GET", "/config", headers=told).text == "[]"
    behind = door(tmp_path, trusted_proxies="10.0.0.1")
    assert "x-forwarded-host" in through(behind, "GET", "/config", headers=told).text


def test_a_path_of_the_proxy_is_taken_off(tmp_path: Path) -> None:
    guard = door(tmp_path, root_path="/dateline")
    assert through(guard, "GET", "/dateline/robots.txt").json()["path"] == "/robots.txt"
    assert through(guard, "GET", "/robots.txt").json()["path"] == "/robots.txt"
    assert through(guard, "GET", "/dateline/dateline/robots.txt").json()["path"] == "/robots.txt"
    assert through(guard, "GET", "/dateline?q=a").headers["location"] == "/dateline/?q=a"
    assert through(guard, "GET", "/dateline").headers["location"] == "/dateline/"
    assert through(guard, "GET", "/dateliner/robots.txt").status_code == 404
    whole = door(tmp_path, root_path="https://news.example/dateline")
    assert through(whole, "GET", "/dateline/robots.txt").json()["path"] == "/robots.txt"
    assert "Path=/dateline;" in through(guard, "GET", "/dateline/").headers["set-cookie"]


def test_too_much_at_once_is_refused_before_it_is_read(tmp_path: Path) -> None:
    guard = door(tmp_path)
    declared = {"content-length": str(10**9), "content-type": "application/json"}
    reply = through(guard, "POST", "/gradio_api/queue/join", headers=declared, content=b"x")
    assert reply.status_code == 413
    assert reply.json()["detail"].startswith("That is too much at once; 1 MB")

    async def endless() -> object:
        for _ in range(100):
            yield b"x" * 100_000

    kind = {"content-type": "application/json"}
    reply = through(guard, "POST", "/gradio_api/queue/join", headers=kind, content=endless())
    assert reply.status_code == 413


@pytest.mark.parametrize(("length", "status"), [("1000", 200), (str(10**9), 413), (None, 413)])
def test_an_upload_is_limited_where_it_is_allowed(
    tmp_path: Path, length: str | None, status: int
) -> None:
    guard = door(tmp_path, Hosting(True, EVERYTHING), upload_megabytes=20)

    async def body() -> object:
        yield b"x"

    headers = {"content-length": length} if length else {}
    reply = through(guard, "POST", "/gradio_api/upload", headers=headers, content=body())
    assert reply.status_code == status


@pytest.mark.parametrize("body", ["[" * 100_000, "[]", '{"session_hash": []}', "", "null", "\x00"])
def test_a_body_that_is_no_request_does_no_harm(tmp_path: Path, body: str) -> None:
    kind = {"content-type": "application/json"}
    reply = through(
        door(tmp_path), "POST", "/gradio_api/queue/join", headers=kind, content=body.encode()
    )
    assert reply.status_code == 200 and reply.json()["body"] == body


def test_a_form_of_another_site_is_not_taken_for_a_request(tmp_path: Path) -> None:
    kind = {"content-type": "text/plain"}
    reply = through(door(tmp_path), "POST", "/gradio_api/queue/join", headers=kind, content=b"{}")
    assert reply.status_code == 415


def test_questions_are_counted_and_other_events_are_not(tmp_path: Path) -> None:
    guard = door(tmp_path, questions_per_minute=2)
    where = "/gradio_api/queue/join"
    statuses = [through(guard, "POST", where, json=join()).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]
    assert through(guard, "POST", where, json=join(function=1)).status_code == 200
    by_name = "/gradio_api/call/v2/ask"
    guard = door(tmp_path, address_questions_per_minute=2)
    statuses = [through(guard, "POST", by_name, json={}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_a_session_is_closed_to_other_browsers(tmp_path: Path) -> None:
    guard = door(tmp_path)
    anna, berta = ({"cookie": f"dateline_reader={name}"} for name in ("anna", "berta"))
    where = "/gradio_api/queue/join"
    assert through(guard, "POST", where, json=join(), headers=anna).status_code == 200
    for method, path, body in [
        ("GET", "/gradio_api/queue/data?session_hash=s1", None),
        ("GET", "/gradio_api/queue/data?session_hash=x&session_hash=s1", None),
        ("GET", "/gradio_api/heartbeat/s1", None),
        ("POST", where, join()),
        ("POST", "/gradio_api/cancel", {"session_hash": "s1", "fn_index": 1, "event_id": "e"}),
        ("POST", "/gradio_api/run/predict", join(function=1)),
        ("POST", "/gradio_api/component_server", {"session_hash": "s1", "component_id": 1}),
    ]:
        for other in (berta, {}):
            assert through(guard, method, path, json=body, headers=other).status_code == 404, path
        if "session_hash=x" not in path:
            assert through(guard, method, path, json=body, headers=anna).status_code == 200, path


def test_a_page_of_its_own_machine_answers_to_no_other_name(tmp_path: Path) -> None:
    """A page elsewhere can have its own name lead to 127.0.0.1, or post there."""
    guard = door(tmp_path, for_host("127.0.0.1"))
    for base in ("http://127.0.0.1:7860", "http://localhost:7860", "http://[::1]:7860"):
        assert through(guard, "GET", "/robots.txt", base=base).status_code == 200
    assert through(guard, "GET", "/robots.txt", base="http://evil.example").status_code == 403
    here = "http://127.0.0.1:7860"
    for origin, status in [(here, 200), ("http://evil.example", 403), ("http://127.0.0.1:1", 403)]:
        reply = through(
            guard, "POST", "/gradio_api/queue/join", base=here, json=join(),
            headers={"origin": origin},
        )  # fmt: skip
        assert reply.status_code == status, origin


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("127.0.0.1", False),
        ("127.0.0.2", False),
        ("::1", False),
        ("localhost", False),
        ("0.0.0.0", True),
        ("::", True),
        ("192.168.1.5", True),
        ("news.example", True),
    ],
)
def test_only_the_own_machine_may_change_the_library(host: str, public: bool) -> None:
    hosting = for_host(host)
    assert hosting.is_public is public
    assert hosting.permissions == (READ_ONLY if public else EVERYTHING)


def test_while_it_starts_a_browser_sees_so_and_health_says_so(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    guard = Guard(Service(settings), settings, PUBLIC)
    shown = through(guard, "GET", "/")
    assert shown.status_code == 200
    assert "Dateline is starting" in shown.text and 'http-equiv="refresh"' in shown.text
    health = through(guard, "GET", "/health")
    assert (health.status_code, health.json()) == (503, {"status": "starting"})


def test_a_failure_is_told_to_no_stranger(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings = Settings(library=tmp_path / "file" / "library")
    service = Service(settings)
    service.start()
    assert service.wait_until_settled(30)
    health = through(Guard(service, settings, PUBLIC), "GET", "/health")
    assert (health.status_code, health.json()) == (503, {"status": "failed"})
    assert service.error and "file" in str(service.error)
