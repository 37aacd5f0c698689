"""Dates and outlets narrow a question down: by the chart, by its handles, by typing."""

import re

from pages import ChatPage
from playwright.sync_api import expect

BESSENT = "What did Bessent say about tariffs?"
ISO = re.compile(r"2025-\d\d-\d\d")


def test_dragging_across_the_chart_chooses_the_days(chat: ChatPage) -> None:
    chat.open_filters()
    last = chat.bars.count() - 1
    chat.drag_over_bars(last - 8, last - 4)
    expect(chat.date_from).to_have_value(ISO)
    expect(chat.date_to).to_have_value(ISO)
    expect(chat.narrowed).to_contain_text("Only from 2025-")
    expect(chat.page.locator("#window rect:not(.out)")).to_have_count(5)
    first_day = chat.date_from.input_value()
    chat.ask(BESSENT)
    expect(chat.answer.locator(".filters")).to_contain_text(f"from {int(first_day[-2:])} ")
    chat.page.get_by_role("button", name="Search everything").click()
    expect(chat.date_from).to_have_value("")
    expect(chat.narrowed).not_to_be_visible()
    expect(chat.page.locator("#window rect.out")).to_have_count(0)


def test_typed_dates_move_the_chart(chat: ChatPage) -> None:
    chat.narrow("2025-10-01", "2025-10-31")
    expect(chat.page.locator("#window rect.out").first).to_be_attached()
    inside = chat.page.locator("#window rect:not(.out)").count()
    assert 0 < inside < chat.bars.count()


def test_the_handles_move_by_keyboard_and_say_their_day(chat: ChatPage) -> None:
    chat.open_filters()
    handle = chat.page.get_by_label("Earliest publication")
    handle.focus()
    for _ in range(3):
        chat.page.keyboard.press("ArrowRight")
    expect(chat.date_from).to_have_value(ISO)
    expect(handle).to_have_attribute("aria-valuetext", re.compile("2025"))
    expect(chat.date_to).to_have_value("")


def test_an_outlet_narrows_the_answer(chat: ChatPage) -> None:
    chat.open_filters()
    chat.page.locator("#outlets input").click()
    chat.page.get_by_role("option", name="Dateline sample").click()
    chat.page.keyboard.press("Escape")
    expect(chat.narrowed).to_have_text("Only Dateline sample")
    chat.ask(BESSENT)
    expect(chat.answer.locator(".filters")).to_have_text("Only Dateline sample")
