"""What the reader's own browser keeps, what a link carries, and what is taken back or copied."""

import json
from pathlib import Path

from browsing import tab
from pages import ChatPage
from playwright.sync_api import Browser, Route, expect

BESSENT = "What did Bessent say about tariffs?"
MELISSA = "What happened with Hurricane Melissa?"


def test_a_reload_keeps_the_conversation_and_a_follow_up_still_leans_on_it(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    first = chat.answer.locator(".sentence").first.inner_text()
    chat.page.reload()
    expect(chat.answer.locator(".sentence").first).to_have_text(first)
    chat.chips.first.click()
    expect(chat.marked).to_have_text(first)
    chat.ask("and about retaliation?")
    expect(chat.answer).to_contain_text("Understood as: What did Bessent say about retaliation?")


def test_an_answer_is_kept_as_soon_as_it_is_seen(chat: ChatPage) -> None:
    chat.page.evaluate(
        """() => new MutationObserver(() => {
            if (window.keptThen || !document.querySelector("#current [data-progress=finished]"))
                return;
            window.keptThen = localStorage["dateline.conversations"] || "nothing";
        }).observe(document.documentElement, { childList: true, subtree: true })"""
    )
    chat.ask(BESSENT)
    [kept] = json.loads(chat.page.evaluate("window.keptThen"))
    assert [turn["question"] for turn in kept["turns"]] == [BESSENT]


def test_conversations_are_listed_opened_renamed_and_deleted(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.new_conversation.click()
    expect(chat.turns).to_have_count(0)
    chat.ask(MELISSA)
    chat.open_conversations()
    expect(chat.kept).to_have_text([MELISSA, BESSENT])
    chat.page.get_by_role("button", name=f"Rename: {BESSENT}").click()
    chat.page.get_by_label("New name of the conversation").fill("Tariffs")
    chat.page.keyboard.press("Enter")
    expect(chat.kept).to_have_text([MELISSA, "Tariffs"])
    chat.kept.last.click()
    expect(chat.answer.locator(".question")).to_have_text(BESSENT)
    chat.open_conversations()
    chat.page.get_by_role("button", name="Delete: Tariffs", exact=True).click()
    chat.page.get_by_role("button", name="Really delete: Tariffs").click()
    expect(chat.kept).to_have_text([MELISSA])
    expect(chat.turns).to_have_count(0)


def test_another_tab_begins_anew_and_another_reader_sees_nothing(
    browser: Browser, address: str, chat: ChatPage
) -> None:
    chat.ask(BESSENT)
    beside = ChatPage(chat.page.context.new_page(), address).open()
    expect(beside.page.locator("#kept")).to_be_visible()
    expect(beside.turns).to_have_count(0)
    with tab(browser, address) as other:
        other.open()
        expect(other.examples.first).to_be_visible()
        expect(other.page.locator("#kept")).not_to_be_visible()


def test_a_tampered_store_is_shown_as_text_or_not_at_all(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.page.evaluate(
        """() => {
            const kept = JSON.parse(localStorage["dateline.conversations"]);
            kept[0].title = "<img src=x onerror=document.title='caught'>";
            kept[0].turns[0].question = "<script>document.title='caught'</script>";
            kept[0].turns[0].cards = "<img src=http://192.0.2.1/a.png>";
            localStorage["dateline.conversations"] = JSON.stringify(kept);
        }"""
    )
    chat.page.reload()
    expect(chat.answer.locator(".question")).to_have_text(
        "<script>document.title='caught'</script>"
    )
    expect(chat.page.locator("#current img, #sources img, #kept img")).to_have_count(0)
    chat.page.evaluate(
        """() => {
            const kept = JSON.parse(localStorage["dateline.conversations"]);
            kept[0].turns[0].answer = "not an answer";
            localStorage["dateline.conversations"] = JSON.stringify(kept);
        }"""
    )
    chat.page.reload()
    expect(chat.box).to_be_visible()
    expect(chat.turns).to_have_count(0)
    expect(chat.page).to_have_title("Dateline")


def test_what_is_asked_before_a_reloaded_page_knows_what_it_had_is_not_lost(
    chat: ChatPage,
) -> None:
    """The calls of the page that has just come are held back until there is an answer."""
    chat.ask(BESSENT)
    chat.page.evaluate(
        """() => {
            const kept = JSON.parse(localStorage["dateline.conversations"]);
            kept[0].turns[0].answer = "not an answer";
            localStorage["dateline.conversations"] = JSON.stringify(kept);
        }"""
    )
    held: list[Route] = []
    holding = True
    chat.page.route("**/run/predict**", lambda it: held.append(it) if holding else it.continue_())
    chat.page.reload()
    chat.wait_until(lambda: len(held) == 2)
    chat.ask(BESSENT)
    holding = False
    for route in held:
        with chat.page.expect_event("requestfinished", lambda it, route=route: it == route.request):
            route.continue_()
    chat.wait_until_drawn()
    expect(chat.turns).to_have_count(1)


def test_retry_undo_and_edit_go_back_one_question(chat: ChatPage) -> None:
    chat.ask(BESSENT).ask("and about retaliation?")
    earlier = chat.mark_turn()
    chat.act("Ask again")
    expect(earlier).to_have_count(0)
    expect(chat.page.locator("#actions")).to_be_visible()
    expect(chat.turns).to_have_count(2)
    expect(chat.answer).to_contain_text("Understood as: What did Bessent say about retaliation?")
    chat.act("Undo")
    expect(chat.turns).to_have_count(1)
    expect(chat.answer.locator(".question")).to_have_text(BESSENT)
    chat.act("Edit")
    expect(chat.turns).to_have_count(0)
    expect(chat.box).to_have_value(BESSENT)
    expect(chat.box).to_be_focused()
    chat.page.reload()
    expect(chat.examples.first).to_be_visible()
    expect(chat.turns).to_have_count(0)


def test_two_conversations_are_undone_one_after_the_other(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.new_conversation.click()
    expect(chat.turns).to_have_count(0)
    chat.ask(MELISSA)
    chat.act("Undo")
    expect(chat.turns).to_have_count(0)
    chat.open_conversations()
    expect(chat.kept).to_have_text([BESSENT])
    chat.kept.click()
    expect(chat.answer.locator(".question")).to_have_text(BESSENT)
    chat.act("Undo")
    expect(chat.turns).to_have_count(0)
    expect(chat.kept).to_have_count(0)


def test_more_puts_a_longer_answer_in_place_of_the_last(chat: ChatPage) -> None:
    chat.ask(BESSENT).ask(MELISSA)
    sentences = chat.answer.locator(".sentence")
    before = sentences.count()
    earlier = chat.mark_turn()
    chat.act("More")
    expect(earlier).to_have_count(0)
    chat.wait_for_turn(1)
    expect(chat.turns).to_have_count(2)
    longer = sentences.count()
    assert longer > before
    expect(chat.page.locator("#actions")).to_be_visible()
    # "Ask again" asks for as much again, also after a reload; another question does not.
    chat.page.reload()
    expect(sentences).to_have_count(longer)
    earlier = chat.mark_turn()
    chat.act("Ask again")
    expect(earlier).to_have_count(0)
    chat.wait_for_turn(1)
    expect(chat.page.locator("#actions")).to_be_visible()
    expect(sentences).to_have_count(longer)
    chat.act("Undo")
    expect(chat.turns).to_have_count(1)
    chat.ask(MELISSA)
    expect(sentences).to_have_count(before)


def test_a_link_brings_question_and_filters_to_another_reader(
    browser: Browser, address: str, chat: ChatPage
) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.narrow("2025-10-01", "2025-10-31")
    chat.ask(BESSENT)
    chat.act("Copy link")
    expect(chat.page.locator(".seen")).to_have_text("The link is copied")
    link = chat.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}#q=")
    with tab(browser, address) as other:
        other.page.goto(link)
        other.wait_for_turn(0)
        expect(other.answer.locator(".question")).to_have_text(BESSENT)
        expect(other.answer.locator(".filters")).to_have_text(
            "Only from 1 October 2025 to 31 October 2025"
        )
        expect(other.narrowed).to_have_text("Only from 2025-10-01 to 2025-10-31")
        other.page.reload()
        expect(other.turns).to_have_count(1)


def test_an_answer_is_copied_with_its_sources(chat: ChatPage) -> None:
    chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat.ask(BESSENT)
    sentence = chat.answer.locator(".sentence").first.inner_text()
    chat.act("Copy")
    expect(chat.page.locator(".seen").first).to_be_visible()
    text = chat.page.evaluate("navigator.clipboard.readText()")
    assert sentence in text
    assert "\nSources\n[1] " in text
    chat.act("Copy as Markdown")
    chat.page.wait_for_function(
        "async () => (await navigator.clipboard.readText()).startsWith('## ')"
    )
    assert "### Sources" in chat.page.evaluate("navigator.clipboard.readText()")


def test_a_thumb_and_its_word_are_written_down(chat: ChatPage, library_folder: Path) -> None:
    chat.ask(BESSENT)
    chat.act("Helpful")
    expect(chat.page.locator("#thanks")).to_contain_text("noted")
    expect(chat.page.locator("#actions .is-given")).to_have_text("Helpful")
    chat.page.locator("#word input, #word textarea").fill("just what was said")
    chat.page.get_by_role("button", name="Send").click()
    expect(chat.page.locator("#word-row")).not_to_be_visible()
    file = library_folder / "feedback.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()[-2:]]
    assert [line["feedback"] for line in lines] == ["up", "up"]
    assert [line["word"] for line in lines] == [None, "just what was said"]
    assert lines[0]["id"] == lines[1]["id"]
    assert "Bessent" in lines[0]["answer"]["answer"]


def test_a_page_that_keeps_no_thumbs_asks_for_none(browser: Browser, hosted_address: str) -> None:
    with tab(browser, hosted_address) as chat:
        chat.open().ask(BESSENT)
        expect(chat.page.locator("#action-copy")).to_be_visible()
        expect(chat.page.locator("#action-up")).not_to_be_visible()
