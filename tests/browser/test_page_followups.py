"""Questions that an answer offers to ask next."""

from pages import ChatPage
from playwright.sync_api import expect

LOUVRE = "What happened at the Louvre?"


def test_an_answer_offers_questions_which_go_with_it_and_are_answered(chat: ChatPage) -> None:
    chat.ask(LOUVRE)
    expect(chat.followups.first).to_be_visible()
    offered = chat.followups.all_inner_texts()
    assert LOUVRE not in offered
    expect(chat.page.locator("#heard")).to_contain_text("to ask next")

    # A question that is typed takes their place; without it they are there again.
    chat.ask("Thank you!")
    expect(chat.followups).to_have_count(0)
    chat.act("Undo")
    expect(chat.followups).to_have_text(offered)
    chat.page.reload()
    expect(chat.followups).to_have_text(offered)

    chat.followups.first.press("Enter")
    chat.wait_for_turn(1)
    expect(chat.answer.locator(".question")).to_have_text(offered[0])
    expect(chat.chips.first).to_be_visible()
