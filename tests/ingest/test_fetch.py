"""Fetching on a real server: what is taken, and what is refused."""

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag.errors import FetchError
from rag.ingest import read_sources
from rag.ingest.fetch import fetch
from rag.records import Article, Rejection
from rag.settings import Settings

TEXT = "The harbour council voted on Tuesday to close the old ferry pier for two years of repairs."
NEXT = "“We did not want this,” said Ada Moreno, who chairs the council of the harbour."
PAGE = (
    "<html><head><title>Pier closes</title></head><body><article><h1>Pier closes</h1>"
    f"<p>{TEXT}</p><p>{NEXT}</p></article></body></html>"
)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title>
<item><title>Pier closes</title><link>{base}/page</link>
<pubDate>Sun, 26 Oct 2025 09:00:00 GMT</pubDate></item>
<item><title>Gone, but told</title><link>{base}/404</link><description>{long}</description></item>
<item><title>Gone</title><link>{base}/404b</link><description>Teaser.</description></item>
<item><link>javascript:alert(1)</link></item>
<item><title>Broken &nosuch; <b>entry</title></channel></rss>"""
SETTINGS = Settings(fetch_megabytes=0.5, fetch_seconds=60)
HURRIED = Settings(fetch_megabytes=0.5, fetch_seconds=1)


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        # The client hangs up on purpose in several of these tests.
        with contextlib.suppress(OSError):
            self._answer()

    def _answer(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/page":
            self._send(PAGE.encode(), "text/html; charset=utf-8")
        elif self.path == "/feed":
            feed = FEED.format(base=base, long=f"{TEXT} {NEXT} " * 3)
            self._send(feed.encode(), "text/plain")
        elif self.path == "/bomb":
            self._send(gzip.compress(b"0" * 50_000_000), "text/html", "gzip")
        elif self.path == "/odd":
            self._send(b"x", "text/html", "br")
        elif self.path == "/pdf":
            self._send(b"%PDF-1.7 ...", "text/html")
        elif self.path == "/endless":
            self._head(200, "Content-Type", "text/html")
            while True:
                self.wfile.write(b"x" * 65_536)
        elif self.path == "/drip":
            self._head(200, "Content-Type", "text/html")
            while True:  # until the client hangs up
                self.wfile.write(b"x")
                time.sleep(0.1)
        elif self.path == "/loop":
            self._head(302, "Location", "/loop")
        elif self.path == "/to-file":
            self._head(302, "Location", "file:///etc/passwd")
        else:
            self.send_error(404)

    def _head(self, status: int, name: str, value: str) -> None:
        self.send_response(status)
        self.send_header(name, value)
        self.end_headers()

    def _send(self, body: bytes, kind: str, encoding: str | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_by_its_address_is_an_article(site: str) -> None:
    (article,) = read_sources([f"{site}/page"], SETTINGS, allow_loopback=True)
    assert isinstance(article, Article)
    assert article.title == "Pier closes"
    assert TEXT in article.text
    assert article.url == f"{site}/page"


def test_a_feed_with_broken_entries_gives_what_it_can(site: str) -> None:
    found = list(read_sources([f"{site}/feed"], SETTINGS, allow_loopback=True))
    articles = {each.title: each for each in found if isinstance(each, Article)}
    assert set(articles) >= {"Pier closes", "Gone, but told"}
    assert str(articles["Pier closes"].published) == "2025-10-26"
    assert articles["Gone, but told"].outlet == "Harbour Post"
    reasons = [each.reason for each in found if isinstance(each, Rejection)]
    assert any("404" in reason and "teaser" in reason for reason in reasons)
    assert len(reasons) >= 2


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/404", "answered 404"),
        ("/endless", "more than 0.5 MB"),
        ("/bomb", "more than 0.5 MB"),
        ("/drip", "longer than 1 second"),
        ("/loop", "redirects more than 5 times"),
        ("/to-file", "no http or https address"),
        ("/odd", "compression"),
    ],
)
def test_what_is_no_usable_page_is_one_sentence(site: str, path: str, told: str) -> None:
    settings = HURRIED if path == "/drip" else SETTINGS
    with pytest.raises(FetchError, match=told) as caught:
        fetch(f"{site}{path}", settings, allow_loopback=True)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_an_address_that_does_not_answer_says_so() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(FetchError, match="did not answer"):
        fetch(f"http://127.0.0.1:{port}/", SETTINGS, allow_loopback=True)


def test_a_failed_address_ends_a_run_only_where_it_is_alone(site: str) -> None:
    with pytest.raises(FetchError):
        list(read_sources([f"{site}/404"], SETTINGS, allow_loopback=True))
    found = list(read_sources([f"{site}/404", f"{site}/page"], SETTINGS, allow_loopback=True))
    assert [type(each) for each in found] == [Rejection, Article]
    (rejection,) = read_sources([f"{site}/pdf"], SETTINGS, allow_loopback=True)
    assert isinstance(rejection, Rejection)
    assert "PDF" in rejection.reason


def _answers(*addresses: str):
    def lookup(host: str, port: int, **_: object) -> list[tuple]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    return lookup


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "169.254.169.254", "168.63.129.16", "192.0.0.192", "::ffff:10.0.0.1", "fec0::1"],
)
def test_a_name_that_leads_to_a_private_machine_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _answers("93.184.216.34", address))
    with pytest.raises(FetchError, match="private"):
        fetch("http://news.example/", SETTINGS)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_this_machine_is_refused_however_it_is_spelt(host: str) -> None:
    with pytest.raises(FetchError, match=r"private|no http|cannot be found"):
        fetch(f"http://{host}/", SETTINGS)
