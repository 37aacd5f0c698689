"""Hostile articles, questions and model output in a real browser: shown as text, call nowhere."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import serving, tab
from hostile import (
    CAUGHT,
    DIRECTION_MARKS,
    TRICKS,
    Catcher,
    Handler,
    articles,
    catcher_address,
    watched,
)
from pages import ChatPage
from playwright.sync_api import Browser, expect

BESSENT = "What did Bessent say about tariffs?"
# Tricks that ingest itself takes out or makes plain words of.
CLEANED = ("Ivel", "Eskdal", "Dunmall", "Zealin", "Penhal", "Applet")


@pytest.fixture(scope="module")
def catcher() -> Iterator[Catcher]:
    server = Catcher(("127.0.0.1", 0), Handler)
    server.called = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def hostile_address(catcher: Catcher, library_with: Callable[..., Path]) -> Iterator[str]:
    corpus = articles(catcher_address(catcher))
    assert len(corpus) == 100
    with serving(library_with(*corpus.values())) as running:
        yield running


@pytest.fixture
def hostile(browser: Browser, hostile_address: str, catcher: Catcher) -> Iterator[ChatPage]:
    with watched(browser, hostile_address, catcher) as chat:
        yield chat


@pytest.mark.parametrize("stem", TRICKS)
def test_a_hostile_article_is_shown_as_text(hostile: ChatPage, catcher: Catcher, stem: str) -> None:
    place = f"{stem}mere"
    hostile.ask(f"Is the reservoir at {place} safe again?")
    expect(hostile.answer).to_contain_text(place)
    hostile.chips.first.click()
    card = hostile.open_cards
    expect(card).to_contain_text(place)
    visible = hostile.page.locator("body").inner_text()
    assert not any(mark in visible for mark in DIRECTION_MARKS)
    words = TRICKS[stem].replace("CATCHER", catcher_address(catcher)).split()
    if stem not in CLEANED:
        # What is hostile is there to be read, as the article has it.
        assert words[0] in card.inner_text(), card.inner_text()


@pytest.mark.parametrize("place", list(TRICKS)[:12])
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
