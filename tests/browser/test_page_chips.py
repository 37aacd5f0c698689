"""Each chip shows the exact words that its sentence rests on, in view, in windows of every size."""

from typing import Any

import pytest
from browsing import tab
from pages import ChatPage
from playwright.sync_api import Browser, expect

BESSENT = "What did Bessent say about tariffs?"
MELISSA = "What happened with Hurricane Melissa?"
SIZES: dict[str, dict[str, Any]] = {
    "390 wide": {"viewport": {"width": 390, "height": 844}},
    "320 wide": {"viewport": {"width": 320, "height": 640}},
    "at 200%": {"viewport": {"width": 640, "height": 430}, "device_scale_factor": 2},
    "768 wide": {"viewport": {"width": 768, "height": 1024}},
}


@pytest.mark.parametrize("size", SIZES)
def test_hover_focus_and_tap_show_the_words_in_view(
    size: str, browser: Browser, address: str
) -> None:
    with tab(browser, address, has_touch=True, **SIZES[size]) as chat:
        chat.open()
        beside = chat.page.evaluate("innerWidth") >= 768
        shown = chat.lit if beside else chat.peek
        for question in (MELISSA, BESSENT):
            chat.ask(question)
            for place in range(chat.chips.count()):
                chip = chat.chips.nth(place)
                chip.hover()
                expect(shown).to_be_in_viewport(ratio=1)
                words = shown.text_content()
                assert words
                chat.page.mouse.move(0, 0)
                expect(shown).to_have_count(0)

                chip.evaluate("it => it.focus({focusVisible: true})")
                expect(shown).to_have_text(words)
                expect(shown).to_be_in_viewport(ratio=1)
                chip.blur()
                expect(shown).to_have_count(0)

                chip.tap()
                expect(chat.lit).to_have_text(words)
                expect(chat.lit).to_be_in_viewport(ratio=1)
                assert not chat.is_wider_than_the_window()
                chat.open_cards.get_by_role("button", name="Back to the answer").click()
                expect(chip).to_be_focused()
                expect(chip).to_be_in_viewport()
                chat.page.keyboard.press("Escape")
                expect(chat.open_cards).to_have_count(0)


def test_arrow_keys_go_through_the_chips_and_escape_closes(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    sentences = chat.answer.locator(".sentence")
    chat.chips.first.focus()
    chat.page.keyboard.press("ArrowRight")
    expect(chat.chips.nth(1)).to_be_focused()
    expect(chat.lit).to_have_text(sentences.nth(1).inner_text())
    chat.page.keyboard.press("ArrowUp")
    expect(chat.lit).to_have_text(sentences.first.inner_text())
    chat.page.keyboard.press("ArrowLeft")
    expect(chat.chips.first).to_be_focused()
    chat.page.keyboard.press("Enter")
    expect(chat.open_cards.locator("summary")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.open_cards).to_have_count(0)
    expect(chat.chips.first).to_be_focused()


def test_the_whole_article_marks_all_that_it_answered_and_has_the_original_beside(
    chat: ChatPage,
) -> None:
    chat.ask(MELISSA)
    card = chat.page.locator("#sources .card:has(.number + .number)").first
    quoted = card.locator("mark").all_text_contents()
    number = (card.get_attribute("data-numbers") or "").split()[-1]
    chat.answer.locator(f".chip[data-number='{number}']").first.click()
    chat.open_cards.get_by_role("button", name="Read the whole article").click()
    expect(chat.article.locator("mark")).to_have_text(quoted)
    original = chat.article.locator(".ways").get_by_role("link", name="Read the original")
    expect(original).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_a_screen_reader_hears_a_refusal_and_a_fault_in_their_words(chat: ChatPage) -> None:
    chat.ask("What did Jerome Powell say about the moon landing?")
    expect(chat.heard).to_contain_text("quotes Jerome Powell, but not on this")
    chat.narrow("32.13.2025")
    chat.ask(BESSENT)
    expect(chat.heard).to_contain_text("is no date")
