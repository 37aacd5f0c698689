"""What readers and their browsers bring along: full stores, hostile links, long talks, two tabs."""

import pytest
from browsing import HOSTILE_TITLE, tab
from pages import ChatPage
from playwright.sync_api import Browser, expect

BESSENT = "What did Bessent say about tariffs?"
MELISSA = "What happened with Hurricane Melissa?"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"
FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {
        get() { throw new DOMException("forbidden", "SecurityError"); },
    });
}"""


@pytest.mark.parametrize("script", [FULL, FORBIDDEN], ids=["full", "forbidden"])
def test_without_storage_the_page_answers_and_keeps_as_long_as_it_is_open(
    script: str, browser: Browser, address: str
) -> None:
    with tab(browser, address) as chat:
        chat.page.add_init_script(script)
        chat.open().ask(BESSENT)
        expect(chat.chips.first).to_be_visible()
        chat.ask(MELISSA)
        expect(chat.turns).to_have_count(2)


def test_a_link_with_a_hostile_question_asks_it_as_text(browser: Browser, address: str) -> None:
    hostile = "%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E%20%24%7B1%7D%7B%7Bx%7D%7D"
    with tab(browser, address) as chat:
        chat.page.goto(f"{address}?q={hostile}&from=%3Cb%3E&outlet=%3Cscript%3E")
        chat.wait_for_turn(0)
        expect(chat.answer.locator(".question")).to_contain_text("<img src=x onerror=")
        expect(chat.answer).to_contain_text("is no date")
        expect(chat.page.locator("#current img")).to_have_count(0)
        expect(chat.page).to_have_title("Dateline")
        assert chat.page.url == address
        chat.page.goto(f"{address}?q={'tariffs%20' * 500}")
        expect(chat.answer).to_contain_text("characters and at most 2,000 are taken")


def test_what_is_being_typed_outlives_a_reload_until_it_is_asked(chat: ChatPage) -> None:
    chat.box.press_sequentially("What did Bess")
    chat.page.reload()
    expect(chat.box).to_have_value("What did Bess")
    chat.ask(BESSENT)
    chat.page.reload()
    expect(chat.turns).to_have_count(1)
    expect(chat.box).to_have_value("")


def test_two_tabs_on_one_conversation_lose_no_answer(chat: ChatPage, address: str) -> None:
    chat.ask(BESSENT)
    beside = ChatPage(chat.page.context.new_page(), address).open()
    beside.open_conversations()
    beside.kept.first.click()
    expect(beside.turns).to_have_count(1)
    beside.ask(MELISSA)
    chat.ask("and about retaliation?")
    chat.page.reload()
    expect(chat.turns).to_have_count(2)
    chat.open_conversations()
    expect(chat.kept).to_have_text([BESSENT, BESSENT])
    chat.kept.last.click()
    expect(chat.answer.locator(".question")).to_have_text(MELISSA)


def test_conversations_are_searched_and_all_deleted(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.new_conversation.click()
    expect(chat.turns).to_have_count(0)
    chat.ask(MELISSA)
    chat.open_conversations()
    search = chat.page.get_by_label("Search the conversations")
    search.fill("TARIFFS bess")
    expect(chat.kept).to_have_text([BESSENT])
    search.fill(HOSTILE_TITLE)
    expect(chat.page.get_by_text("None has these words.")).to_be_visible()
    chat.page.get_by_role("button", name="Delete all").click()
    chat.page.get_by_role("button", name="Really delete all").click()
    expect(chat.turns).to_have_count(0)
    chat.page.reload()
    expect(chat.examples.first).to_be_visible()
    expect(chat.page.locator("#kept")).not_to_be_visible()


def test_days_are_taken_in_any_usual_form(chat: ChatPage) -> None:
    chat.narrow("October 2025", "31.10.2025")
    chat.date_to.press("Enter")
    expect(chat.narrowed).to_have_text("Only from 2025-10-01 to 2025-10-31")
    chat.ask(BESSENT)
    expect(chat.answer.locator(".filters")).to_have_text(
        "Only from 1 October 2025 to 31 October 2025"
    )
