"""What a hostile server does to whoever fetches from it, on a real server of this machine."""

import contextlib
import gzip
import itertools
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import rag.ingest.allowance
from rag.errors import FetchError, SourceError
from rag.ingest import canonical_url, read_sources
from rag.ingest.allowance import Allowance
from rag.ingest.fetch import Page, fetch
from rag.records import Article, Rejection
from rag.settings import Settings

SETTINGS = Settings(fetch_megabytes=0.5, fetch_seconds=60)
FIRST, SECOND = b"The harbour council voted on Tuesday. ", b"The old ferry pier closes."
BOMB = gzip.compress(b"0" * 20_000_000)


class _Site(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.asked: list[tuple[str, str | None]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: _Site

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization")))
        # The client hangs up on purpose in several of these tests.
        with contextlib.suppress(OSError):
            self._answer()

    def _answer(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/to":
            self._head(302, Location=query)
        elif path == "/to-with-a-bomb":
            self._head(302, Location="/members", Content_Encoding="gzip")
            for _ in itertools.count():  # until the client hangs up
                self.wfile.write(BOMB)
        elif path == "/members":
            self._head(200, Content_Encoding="gzip")
            self.wfile.write(gzip.compress(FIRST) + b"\0" * 7 + gzip.compress(SECOND))
        elif path == "/members-and-more":
            self._head(200, Content_Encoding="gzip")
            self.wfile.write(gzip.compress(FIRST) + b"and more")
        elif path == "/second-member-damaged":
            self._head(200, Content_Encoding="gzip")
            self.wfile.write(gzip.compress(FIRST) + gzip.compress(SECOND)[:10] + b"\xff" * 99)
        elif path == "/bomb-behind":
            self._head(200, Content_Encoding="gzip")
            self.wfile.write(gzip.compress(FIRST) + BOMB)
        elif path == "/small-members":
            self._head(200, Content_Encoding="gzip")
            self.wfile.write(gzip.compress(b"0" * 1000) * 1000)
        elif path == "/empty-members":
            self._head(200, Content_Encoding="gzip")
            for _ in itertools.count():  # until the client hangs up
                self.wfile.write(gzip.compress(b"") * 1000)
        elif path == "/feed":
            page = f"{self.server.address}/large"
            entries = "".join(f"<item><link>{page}{at}</link></item>" for at in range(5))
            self._head(200, Content_Type="application/rss+xml")
            self.wfile.write(f'<rss version="2.0"><channel>{entries}</channel></rss>'.encode())
        elif path.startswith("/large"):
            self._head(200, Content_Type="text/html")
            self.wfile.write(b"<html><body><p>x</p>" + b" " * 600_000)
        else:
            self.send_error(404)

    def _head(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def site() -> Iterator[_Site]:
    server = _Site()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://168.63.129.16/machine",
        "http://192.0.0.192/opc/v2/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://10.1/",
        "http://[fd00:ec2::254]/",
        "http://[fec0::1]/",
        "http://[::ffff:a00:1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "//192.168.0.1/",
    ],
)
def test_a_redirect_to_a_private_machine_is_refused(site: _Site, target: str) -> None:
    with pytest.raises(FetchError, match="private"):
        fetch(f"{site.address}/to?{target}", SETTINGS, allow_loopback=True)


def test_a_name_and_a_password_are_neither_sent_nor_printed(site: _Site) -> None:
    with_them = site.address.replace("//", "//anna:open-sesame@")
    for url in (f"{with_them}/members", f"{site.address}/to?{with_them}/members"):
        with pytest.raises(FetchError, match="never sent") as caught:
            fetch(url, SETTINGS, allow_loopback=True)
        assert "open-sesame@" not in str(caught.value).partition("/to?")[0]
    with pytest.raises(SourceError, match="never sent") as refused:
        read_sources([f"{with_them}/members", f"{site.address}/members"], SETTINGS)
    assert "sesame" not in str(refused.value) and site.address in str(refused.value)
    assert all(authorization is None for _, authorization in site.asked)
    assert [path for path, _ in site.asked] == [f"/to?{with_them}/members"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://anna:sesame@news.example/a", "https://news.example/a"),
        ("https://bank.example@news.example/a/", "https://news.example/a"),
        ("https://news.example/@anna", "https://news.example/%40anna"),
    ],
)
def test_an_article_keeps_its_address_without_them(given: str, kept: str) -> None:
    assert canonical_url(given) == kept


def test_all_members_of_a_gzip_body_are_read(site: _Site) -> None:
    page = fetch(f"{site.address}/members", SETTINGS, allow_loopback=True)
    assert page.body == FIRST + SECOND
    page = fetch(f"{site.address}/members-and-more", SETTINGS, allow_loopback=True)
    assert page.body == FIRST


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/bomb-behind", "more than 0.5 MB"),
        ("/small-members", "more than 0.5 MB"),
        ("/empty-members", "more than 0.5 MB"),
        ("/second-member-damaged", "damaged"),
    ],
)
def test_the_size_is_that_of_all_members(site: _Site, path: str, told: str) -> None:
    with pytest.raises(FetchError, match=told):
        fetch(f"{site.address}{path}", SETTINGS, allow_loopback=True)


def test_the_body_of_a_redirect_is_not_read(site: _Site) -> None:
    """It would never end."""
    page = fetch(f"{site.address}/to-with-a-bomb", SETTINGS, allow_loopback=True)
    assert page.body == FIRST + SECOND


def test_a_name_server_that_does_not_answer_ends_with_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hung, over = threading.Event(), threading.Event()

    def look_up(*_: object, **__: object) -> list[object]:
        hung.set()
        over.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    try:
        with pytest.raises(FetchError, match=r"longer than 0\.1 seconds"):
            fetch("http://news.example/", Settings(fetch_seconds=0.1))
        assert hung.is_set()
    finally:
        over.set()


def test_the_pages_of_a_feed_have_one_limit(site: _Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pages of 600 kB are more than a megabyte; those that are too large count as well."""
    monkeypatch.setattr(rag.ingest.allowance, "MOST_MEGABYTES", 1)
    for megabytes in (1.0, 0.55):
        site.asked.clear()
        settings = Settings(fetch_megabytes=megabytes)
        found = list(read_sources([f"{site.address}/feed"], settings, allow_loopback=True))
        assert [path for path, _ in site.asked] == ["/feed", "/large0", "/large1"]
        left_out = [it for it in found if isinstance(it, Rejection) and "left out" in it.reason]
        assert len(left_out) == 3 and not any(isinstance(it, Article) for it in found)
        assert "1 MB or 30 minutes" in left_out[0].reason


def test_the_pages_of_a_feed_have_one_time() -> None:
    moments = iter([0.0, 1800.0, 1800.5])
    allowance = Allowance(lambda url: Page(url, b"", "", None), clock=lambda: next(moments))
    assert allowance.get("https://news.example/a").url == "https://news.example/a"
    with pytest.raises(FetchError, match="left out"):
        allowance.get("https://news.example/b")
