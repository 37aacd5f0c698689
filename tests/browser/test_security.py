"""Hostile articles, questions and model output in a real browser: shown as text, call nowhere."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browsing import serving, tab
from pages import ChatPage
from playwright.sync_api import Browser, expect

BESSENT = "What did Bessent say about tariffs?"
CAUGHT = "window.caught = 1"
# One topic for each trick, so that a question about the topic brings it to the page. CATCHER is
# the address of a server that notes who calls; what is hostile stands in every field.
TRICKS = {
    "Brackenmere": f"<script>{CAUGHT}</script>",
    "Caldermoor": f'<img src=CATCHER/a.png onerror="{CAUGHT}"><svg onload="{CAUGHT}"></svg>',
    "Dunmallet": f'<a href="javascript:{CAUGHT}">here</a> [here](javascript:{CAUGHT})',
    "Eskdalegate": "![a](CATCHER/b.png) <img srcset=CATCHER/c.png> <video poster=CATCHER/d.png>",
    "Fellbarrow": '<style>@import "CATCHER/e.css";*{display:none!important}</style>',
    "Grisemoor": '<b style="position:fixed;inset:0;background:url(CATCHER/f.png)">over it</b>',
    "Hawkshade": "<!-- <b>hidden</b> --> <![CDATA[ x ]]> --><iframe src=CATCHER/g></iframe>",
    "Ivelet": "\u202ecitsaltnaf si sihT\u202c \u2066inner\u2069 \u200fright",
    "Jackdawburn": f"${{{CAUGHT}}} {{{{{CAUGHT}}}}} {{% x %}} `${{{CAUGHT}}}`",
    "Kirkthwaite": f'" autofocus onfocus="{CAUGHT}" x="\' onmouseover=\'{CAUGHT}\'',
    "Langstrath": f"</details></section></div><form action=CATCHER/h><button>{CAUGHT}</button>",
    "Mossergill": '<meta http-equiv="refresh" content="0;url=CATCHER/i"><base href=CATCHER/>',
}
DIRECTION_MARKS = tuple("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


class Catcher(ThreadingHTTPServer):
    """Notes every path that is asked for."""

    called: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: Catcher

    def do_GET(self) -> None:
        self.server.called.append(self.path)
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        """Speak as a language model does; it writes what the first passage would have it write."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        hostile = " ".join(TRICKS.values()).replace("CATCHER", catcher_address(self.server))
        reply = f"Bessent told CBS that tariffs were averted {hostile} [1]. {hostile} [2]."
        chunk = {
            "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, "delta": {"content": reply}, "finish_reason": None}],
        }  # fmt: skip
        self.wfile.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())

    def log_message(self, *_: Any) -> None:
        pass


def catcher_address(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(scope="module")
def catcher() -> Iterator[Catcher]:
    server = Catcher(("127.0.0.1", 0), _Handler)
    server.called = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def article(place: str, trick: str) -> dict[str, str]:
    return {
        "id": place,
        "title": f"Reservoir at {place} reopens {trick}",
        "outlet": f"The {place} Post {trick}",
        "author": f"A. Writer {trick}",
        "published": "2025-06-01",
        "url": f"javascript:{CAUGHT}//{place}",
        "text": f"The reservoir at {place} {trick} is safe again, says engineer Ada Lindqvist. "
        f"The {place} reservoir had been closed since 2023, the council said {trick}. "
        "Boats may return in July, when the season begins.",
    }


@pytest.fixture(scope="module")
def hostile_address(catcher: Catcher, library_with: Callable[..., Path]) -> Iterator[str]:
    called = catcher_address(catcher)
    articles = [article(place, it.replace("CATCHER", called)) for place, it in TRICKS.items()]
    with serving(library_with(*articles)) as running:
        yield running


@pytest.fixture
def hostile(browser: Browser, hostile_address: str, catcher: Catcher) -> Iterator[ChatPage]:
    with watched(browser, hostile_address, catcher) as chat:
        yield chat


class watched:  # noqa: N801
    """A tab in which nothing of what is shown may run, call, cover the page or ask something."""

    def __init__(self, browser: Browser, address: str, catcher: Catcher) -> None:
        self._tab = tab(browser, address)
        self._catcher = catcher
        self._asked: list[str] = []

    def __enter__(self) -> ChatPage:
        self.chat = self._tab.__enter__()
        self.chat.page.on("dialog", lambda dialog: self._asked.append(dialog.message))
        return self.chat.open()

    def __exit__(self, *error: Any) -> None:
        try:
            if error[0] is None:
                self._nothing_happened()
        finally:
            self._tab.__exit__(*error)

    def _nothing_happened(self) -> None:
        page = self.chat.page
        page.wait_for_timeout(500)
        assert page.evaluate("window.caught") is None
        assert self._asked == []
        assert self._catcher.called == []
        assert self.chat.calls_elsewhere() == []
        expect(page).to_have_title("Dateline")
        assert page.url.startswith(self.chat.address)
        inside = "#talk, #sources-column"
        for element in ("script", "img", "iframe", "video", "form", "style", "meta", "base"):
            for part in inside.split(", "):
                found = page.locator(f"{part} .turn {element}, {part} .card {element}")
                expect(found).to_have_count(0)
        for link in page.locator("a[href]").all():
            assert not (link.get_attribute("href") or "").startswith("javascript:")
        handlers = page.evaluate(
            """() => [...document.querySelectorAll(".turn *, .card *")].flatMap(
                it => it.getAttributeNames().filter(name => name.startsWith("on")))"""
        )
        assert handlers == []
        self.chat.box.click()  # which nothing covers


@pytest.mark.parametrize("place", TRICKS)
def test_a_hostile_article_is_shown_as_text(
    hostile: ChatPage, catcher: Catcher, place: str
) -> None:
    hostile.ask(f"Is the reservoir at {place} safe again?")
    expect(hostile.answer).to_contain_text(place)
    hostile.chips.first.click()
    card = hostile.open_cards
    expect(card).to_contain_text(place)
    visible = hostile.page.locator("body").inner_text()
    assert not any(mark in visible for mark in DIRECTION_MARKS)
    words = TRICKS[place].replace("CATCHER", catcher_address(catcher)).split()
    if place not in ("Ivelet", "Eskdalegate", "Dunmallet"):
        # What is hostile is there to be read, as the article has it.
        assert words[0] in card.inner_text(), card.inner_text()


@pytest.mark.parametrize("place", TRICKS)
def test_a_hostile_question_is_shown_as_text(
    hostile: ChatPage, catcher: Catcher, place: str
) -> None:
    trick = TRICKS[place].replace("CATCHER", catcher_address(catcher))
    hostile.ask(f"Who is {place} {trick}?")
    expect(hostile.answer).to_contain_text(place)
    hostile.ask("and why?")
    expect(hostile.turns).to_have_count(2)


def test_a_hostile_model_is_shown_as_text(
    browser: Browser, catcher: Catcher, library_with: Callable[..., Path]
) -> None:
    model = {
        "model": "openai:hostile",
        "model_base_url": f"{catcher_address(catcher)}/v1",
        "model_api_key": "sk-none",
    }
    with (
        serving(library_with(), **model) as address,
        watched(browser, address, catcher) as chat,
    ):
        chat.ask(BESSENT)
        expect(chat.answer).to_contain_text("Bessent")
        if chat.chips.count():
            chat.chips.first.click()


def test_even_a_script_that_got_into_the_page_would_not_run_or_call(
    chat: ChatPage, catcher: Catcher
) -> None:
    """The second line: the page's content policy, should the escaping ever fail."""
    planted = f"""<img src="x" onerror="{CAUGHT}"><img src="{catcher_address(catcher)}/planted">
        <link rel="stylesheet" href="{catcher_address(catcher)}/planted.css">
        <iframe src="{catcher_address(catcher)}/planted-frame"></iframe>"""
    chat.page.evaluate(
        """([html, script, elsewhere]) => {
            document.body.insertAdjacentHTML("beforeend", html);
            const made = document.createElement("script");
            made.textContent = script;
            document.body.append(made);
            return fetch(elsewhere).catch(() => null);
        }""",
        [planted, CAUGHT, f"{catcher_address(catcher)}/fetched"],
    )
    chat.page.wait_for_timeout(500)
    assert chat.page.evaluate("window.caught") is None
    assert catcher.called == []


def test_the_page_can_be_framed_by_nobody_else(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    outer = tmp_path / "outer.html"
    outer.write_text(f'<iframe src="{address}" id="inner"></iframe>')
    with tab(browser, address) as chat:
        chat.page.goto(outer.as_uri())
        chat.page.wait_for_timeout(1000)
        frames = [frame for frame in chat.page.frames if frame != chat.page.main_frame]
        assert all(frame.locator("#box").count() == 0 for frame in frames)


def test_a_reader_over_the_limit_is_told_in_one_sentence_and_keeps_the_question(
    browser: Browser, hosted_address: str
) -> None:
    with tab(browser, hosted_address) as chat:
        chat.open().ask(BESSENT)
        chat.box.fill("and about soybeans?")
        chat.box.press("Enter")
        said = chat.page.get_by_text("This page takes 1 questions a minute from a reader")
        expect(said.first).to_be_visible()
        expect(chat.box).to_have_value("and about soybeans?")
