"""The page is for everyone: keyboard alone, screen readers, contrast in both themes."""

import re
from pathlib import Path
from typing import Any

import pytest
from browsing import tab
from pages import ChatPage
from playwright.sync_api import Browser, expect

BESSENT = "What did Bessent say about tariffs?"
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
# Half faded in, a text has too little contrast.
HAS_COME_TO_REST = """() => document.getAnimations().every(
    it => it.playState !== "running" || it.effect.getComputedTiming().endTime === Infinity)"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, as its Python package carries it."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def findings(chat: ChatPage, axe: str) -> list[str]:
    """What axe finds serious or critical, with where it is."""
    chat.page.evaluate(axe)
    found = chat.page.evaluate("axe.run(document)")
    assert len(found["passes"]) > 20, "axe has looked at a whole page"
    return [
        f"{it['id']}: {node['target']} {node['failureSummary']}"
        for it in found["violations"]
        if it["impact"] in ("serious", "critical")
        for node in it["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious(look: str, browser: Browser, address: str, axe: str) -> None:
    with tab(browser, address, **LOOKS[look]) as chat:
        chat.open()
        expect(chat.examples).to_have_count(4)
        assert findings(chat, axe) == []
        chat.ask(BESSENT).ask("and about retaliation?")
        chat.chips.first.click()
        chat.answer.get_by_text("How was this found?").click()
        chat.open_filters()
        chat.open_conversations()
        assert findings(chat, axe) == []
        chat.open_conversations()
        chat.open_cards.get_by_role("button", name="Read the whole article").click()
        expect(chat.article).to_be_visible()
        assert findings(chat, axe) == []
        for name, part in (("Library", "#library"), ("Evaluate", "#pasted")):
            chat.open_tab(name)
            expect(chat.page.locator(part)).to_be_visible()
            chat.page.wait_for_function(HAS_COME_TO_REST)
            assert findings(chat, axe) == []


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_serious_on_the_pages_of_people(
    look: str, browser: Browser, address: str, axe: str
) -> None:
    with tab(browser, address, **LOOKS[look]) as chat:
        for path in ("who/Bessent?about=tariffs", "who/", "who/Nobody%20Such", "article/hostile"):
            chat.page.goto(address + path)
            assert findings(chat, axe) == []
            assert not chat.is_wider_than_the_window()


def test_everything_can_be_done_by_keyboard(chat: ChatPage) -> None:
    chat.page.locator(".masthead").click()
    chat.page.keyboard.press("/")
    expect(chat.box).to_be_focused()
    chat.page.keyboard.type(BESSENT)
    chat.page.keyboard.press("Enter")
    chat.wait_for_turn(0)
    chat.page.keyboard.type("a/b")
    expect(chat.box).to_have_value("a/b")
    chat.page.locator("#current .question").evaluate("it => (it.tabIndex = -1, it.focus())")
    chat.page.keyboard.press("Tab")
    expect(chat.answer.get_by_role("link", name="Scott Bessent").first).to_be_focused()
    chat.page.keyboard.press("Tab")
    expect(chat.chips.first).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.open_cards.locator("summary")).to_be_focused()
    for _ in range(3):
        chat.page.keyboard.press("Tab")
    expect(chat.open_cards.get_by_role("button", name="Back to the answer")).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.chips.first).to_be_focused()


def test_a_screen_reader_hears_when_the_answer_is_there(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    expect(chat.page.locator("#heard")).to_contain_text("The answer is there, with")
    expect(chat.chips.first).to_have_accessible_name(re.compile("^Source 1, word for word: "))
