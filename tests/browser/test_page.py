"""The page in a real browser: asking, reading, checking, and keeping to this machine."""

import json
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

import pytest
from browsing import (
    HOSTILE_SENTENCE,
    HOSTILE_TITLE,
    ROOT,
    serving,
    tab,
)
from pages import ChatPage
from playwright.sync_api import Browser, expect

BESSENT = "What did Bessent say about tariffs?"
POWELL = "What did Jerome Powell say about the moon landing?"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_the_page_is_there_before_the_models(browser: Browser, tmp_path: Path) -> None:
    """A question waits for them and can be stopped; the library here is empty, and that is said."""
    ready = tmp_path / "ready"
    with (
        serving(tmp_path / "empty", models_after=ready) as address,
        tab(browser, address) as chat,
    ):
        chat.open()
        expect(chat.page.locator("#intro")).to_contain_text("python app.py ingest")
        chat.box.fill(BESSENT)
        chat.box.press("Enter")
        expect(chat.page.get_by_text("language models").first).to_be_visible()
        chat.page.get_by_role("button", name="Stop").click()
        expect(chat.answer).to_contain_text("Stopped.")
        ready.touch()
        chat.ask(BESSENT)
        expect(chat.answer).to_contain_text("The library is empty; add articles")
        expect(chat.status).to_be_empty()


def test_before_the_first_question_there_is_the_box_and_nothing_to_wonder_at(
    chat: ChatPage,
) -> None:
    expect(chat.box).to_be_focused()
    expect(chat.page.locator("#hello")).to_be_visible()
    expect(chat.page.locator("#sources-column")).not_to_be_visible()
    chat.ask(BESSENT)
    expect(chat.page.locator("#hello")).not_to_be_visible()
    expect(chat.page.locator("#sources-column")).to_be_visible()
    foot = chat.page.locator("#composer").bounding_box()
    assert foot and foot["y"] + foot["height"] > 860 - 40, "the box stays at the window's foot"


def test_a_short_answer_stands_in_bold_and_a_timeline_in_lines(chat: ChatPage) -> None:
    chat.ask("who said the threat of 100% tariffs is off?")
    expect(chat.answer.locator(".short strong")).to_have_text("Scott Bessent")
    chat.ask("timeline of Hurricane Melissa")
    expect(chat.answer.locator(".short")).to_have_count(0)
    days = chat.answer.locator(".lines li .lead").all_inner_texts()
    told = [datetime.strptime(day, "%d %B %Y") for day in days]
    assert told == sorted(told) and len(told) > 2


def test_what_is_added_to_a_sentence_is_marked_and_no_part_of_its_source(chat: ChatPage) -> None:
    chat.ask("How many people had no electricity in Jamaica?")
    added = chat.answer.locator(".added")
    expect(added).to_have_text("[Dana Morris Dixon]")
    expect(added).to_have_attribute("title", "Added by Dateline")
    chat.answer.locator(".sentence:has(.added) + .chip").click()
    expect(chat.lit).to_contain_text(", she said.")


def test_an_answer_holds_bessents_words_and_its_chip_opens_them(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    expect(chat.answer).to_contain_text("Bessent")
    sentence = chat.answer.locator(".sentence").first.inner_text()
    expect(chat.open_cards).to_have_count(0)
    chat.chips.first.click()
    expect(chat.open_cards).to_have_count(1)
    expect(chat.marked).to_have_text(sentence)
    expect(chat.marked).to_be_in_viewport(ratio=1)
    sideways = "(it) => it.scrollWidth - it.clientWidth"
    assert chat.page.locator("#sources-column").evaluate(sideways) == 0
    card = chat.open_cards
    expect(card.locator(".meta")).to_contain_text("Scott Bessent")
    original = card.get_by_role("link", name="Read the original")
    assert (original.get_attribute("href") or "").startswith("https://")
    assert original.get_attribute("rel") == "noopener noreferrer nofollow"
    expect(card.locator(".meta")).to_contain_text(" ago")
    card.get_by_role("button", name="Back to the answer").click()
    expect(chat.chips.first).to_be_focused()


def test_a_chip_under_the_mouse_lights_the_exact_words(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    for place in (0, 1):
        chat.chips.nth(place).hover()
        expect(chat.lit).to_have_text(chat.answer.locator(".sentence").nth(place).inner_text())
    chat.page.mouse.move(0, 0)
    expect(chat.lit).to_have_count(0)
    expect(chat.open_cards).to_have_count(0)
    chat.chips.first.click()
    chat.chips.nth(1).hover()
    chat.page.mouse.move(0, 0)
    expect(chat.lit).to_have_text(chat.answer.locator(".sentence").first.inner_text())


def test_the_whole_article_opens_at_the_quoted_words_and_closes_again(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.chips.first.click()
    quoted = chat.marked.inner_text()
    chat.open_cards.get_by_role("button", name="Read the whole article").click()
    expect(chat.article.locator("mark")).to_have_text(quoted)
    expect(chat.article.locator("mark")).to_be_in_viewport()
    expect(chat.article).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.article).to_have_count(0)
    expect(chat.open_cards).to_have_count(1)


def test_how_it_was_found_is_told_to_who_wants_to_know(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    told = chat.answer.locator(".how")
    expect(told.locator("li").first).not_to_be_visible()
    told.get_by_text("How was this found?").click()
    expect(told).to_contain_text("in the words of: ")
    expect(told.locator("ol li").first).to_contain_text("+0.")
    expect(chat.answer.locator(".tally")).to_contain_text("word for word")


def test_an_answer_goes_forward_from_waiting_to_finished(chat: ChatPage) -> None:
    chat.page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                const turn = document.querySelector("#current .turn");
                if (turn) window.seen.push(turn.dataset.progress);
            }).observe(document.body, {childList: true, subtree: true});
        }"""
    )
    chat.ask(BESSENT)
    seen = chat.page.evaluate("[...new Set(window.seen)]")
    # What lies between may go by too fast to be seen.
    steps = ["waiting", "answering", "finished"]
    assert seen == [step for step in steps if step in seen]
    assert seen[-1] == "finished"


def test_a_question_sent_while_another_is_answered_is_asked_after_it(chat: ChatPage) -> None:
    chat.box.fill(BESSENT)
    chat.box.press("Enter")
    expect(chat.box).to_have_value("")
    chat.box.fill("What happened with Hurricane Melissa?")
    chat.box.press("Enter")
    chat.wait_for_turn(1)
    expect(chat.answer).to_contain_text("Melissa")


def test_enter_in_an_empty_box_asks_nothing(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.box.press("Enter")
    chat.box.press("Enter")
    chat.ask("What happened with Hurricane Melissa?")
    expect(chat.turns).to_have_count(2)


def test_a_chip_opens_by_keyboard(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.chips.last.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.open_cards).to_have_count(1)
    expect(chat.open_cards.locator("summary")).to_be_focused()


def test_a_follow_up_is_understood_and_earlier_sources_stay_in_reach(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    first = chat.answer.locator(".sentence").first.inner_text()
    chat.ask("and about retaliation?")
    expect(chat.answer).to_contain_text("Understood as: What did Bessent say about retaliation?")
    expect(chat.turns).to_have_count(2)
    chat.page.locator("#past .chip").first.click()
    expect(chat.marked).to_have_text(first)
    chat.new_conversation.click()
    expect(chat.turns).to_have_count(0)
    expect(chat.examples.first).to_be_visible()


def test_a_refusal_reads_like_an_answer_with_the_nearest_coverage(chat: ChatPage) -> None:
    chat.ask(POWELL)
    expect(chat.answer).to_have_attribute("data-progress", "finished")
    expect(chat.answer).to_contain_text("Jerome Powell")
    expect(chat.answer).to_contain_text("Nearest coverage")
    expect(chat.answer.locator(".nearest a").first).to_have_attribute(
        "rel", "noopener noreferrer nofollow"
    )
    expect(chat.chips).to_have_count(0)
    title = chat.answer.locator(".nearest li a").first.inner_text()
    chat.answer.locator(".nearest .read").first.click()
    expect(chat.article.locator(".headline")).to_have_text(title)


def test_an_example_question_is_answered(chat: ChatPage) -> None:
    expect(chat.examples).to_have_count(4)
    question = chat.examples.first.inner_text()
    chat.examples.first.click()
    chat.wait_for_turn(0)
    expect(chat.answer.locator(".question")).to_have_text(question)
    expect(chat.chips.first).to_be_visible()
    expect(chat.examples).to_have_count(0)


def test_dates_narrow_the_answer_and_a_wrong_one_is_said_in_a_sentence(chat: ChatPage) -> None:
    chat.narrow("2025-10-01", "2025-10-31")
    chat.ask(BESSENT)
    chat.chips.first.click()
    expect(chat.open_cards.locator(".meta")).to_contain_text("October 2025")
    chat.date_from.fill("next week")
    chat.ask("and about soybeans?")
    expect(chat.answer).to_contain_text("'next week' is no date; write it as 2025-04-01.")
    expect(chat.box).to_have_value("and about soybeans?")


def test_ten_thousand_characters_are_refused_in_a_sentence_in_sight_and_stay_to_be_mended(
    chat: ChatPage,
) -> None:
    pasted = " ".join(["tariffs"] * 1250)
    chat.ask(pasted)
    said = chat.answer.get_by_text("characters and at most 2,000 are taken")
    expect(said).to_be_in_viewport()
    expect(chat.box).to_have_value(pasted)
    chat.ask(BESSENT)
    expect(chat.chips.first).to_be_visible()


def test_hostile_text_is_shown_as_text_and_calls_nowhere(chat: ChatPage) -> None:
    chat.ask("Is the reservoir at Brackenmere safe again?")
    expect(chat.answer.locator(".sentence").first).to_have_text(HOSTILE_SENTENCE)
    chat.chips.first.click()
    expect(chat.open_cards.locator(".headline")).to_have_text(HOSTILE_TITLE)
    expect(chat.open_cards.locator("a:not([href='/who/Ada%20Lindqvist'])")).to_have_count(0)
    chat.ask('<img src="http://192.0.2.1/q.png" onerror="document.title=1"> ${alert(1)} {{x}}')
    expect(chat.answer.locator(".question")).to_contain_text("${alert(1)} {{x}}")
    for part in ("#past", "#current", "#sources"):
        expect(chat.page.locator(f"{part} img, {part} script")).to_have_count(0)
    expect(chat.page).to_have_title("Dateline")


def test_no_request_leaves_the_machine(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.chips.first.click()
    chat.open_cards.get_by_role("button", name="Read the whole article").click()
    expect(chat.article).to_be_visible()
    chat.open_filters()
    chat.act("Helpful")
    for name in ("Library", "Evaluate"):
        chat.open_tab(name)
    chat.page.wait_for_timeout(1000)
    assert len(chat.calls) > 10
    assert chat.calls_elsewhere() == []


def test_it_is_usable_on_a_phone(browser: Browser, address: str) -> None:
    with tab(browser, address, **PHONE) as chat:
        chat.open()
        assert not chat.is_wider_than_the_window()
        chat.ask(POWELL)
        chat.ask(BESSENT)
        chat.page.evaluate("window.scrollTo(0, 0)")
        expect(chat.box).to_be_in_viewport()
        chat.chips.last.tap()
        expect(chat.open_cards.locator("summary")).to_be_in_viewport()
        assert not chat.is_wider_than_the_window()
        back = chat.open_cards.get_by_role("button", name="Back to the answer")
        expect(back).to_be_in_viewport()
        back.tap()
        expect(chat.chips.last).to_be_in_viewport()
        expect(chat.box).to_be_in_viewport()


def test_the_back_of_a_phone_leads_out_of_the_sources_step_by_step(
    browser: Browser, address: str
) -> None:
    with tab(browser, address, **PHONE) as chat:
        chat.open().ask(BESSENT)
        chat.chips.last.tap()
        chat.open_cards.get_by_role("button", name="Read the whole article").tap()
        expect(chat.article.locator("mark")).to_be_in_viewport()
        chat.page.go_back()
        expect(chat.article).to_have_count(0)
        expect(chat.open_cards.locator("mark").first).to_be_visible()
        chat.page.go_back()
        expect(chat.chips.last).to_be_focused()
        expect(chat.chips.last).to_be_in_viewport()
        expect(chat.turns).to_have_count(1)


@pytest.mark.parametrize("width", [320, 360, 390, 412])
def test_no_chip_begins_a_line_by_itself(browser: Browser, address: str, width: int) -> None:
    with tab(browser, address, viewport={"width": width, "height": 800}) as chat:
        chat.open().ask(BESSENT).ask("What happened with Hurricane Melissa?")
        assert chat.page.locator(".sentence + .chip").count() > 3
        alone = chat.page.evaluate(
            """() => [...document.querySelectorAll(".sentence + .chip")].filter((chip) => {
                const words = document.createRange();
                words.selectNodeContents(chip.previousElementSibling);
                const ends = [...words.getClientRects()].at(-1);
                return chip.getBoundingClientRect().top > ends.bottom;
            }).length"""
        )
        assert alone == 0


@pytest.mark.parametrize(
    ("options", "query"), [({"color_scheme": "dark"}, ""), ({}, "?__theme=dark")]
)
def test_dark_follows_the_system_or_the_address(
    browser: Browser, address: str, options: dict[str, str], query: str
) -> None:
    with tab(browser, address, **options) as chat:
        chat.open(query)
        chat.page.locator("body.dark").wait_for()
        ground, ink = chat.page.evaluate(
            "[getComputedStyle(document.body).backgroundColor,"
            " getComputedStyle(document.querySelector('.masthead')).color]"
        )
        assert lightness(ground) < 0.2 < 0.8 < lightness(ink)


def lightness(colour: str) -> float:
    numbers = colour[colour.index("(") + 1 : -1].split(",")[:3]
    return sum(float(number) for number in numbers) / 3 / 255


def test_programs_can_ask_and_reach_nothing_else(address: str) -> None:
    described = json.load(urllib.request.urlopen(f"{address}gradio_api/info", timeout=120))
    assert list(described["named_endpoints"]) == ["/ask", "/sources"]
    event = post(f"{address}gradio_api/call/v2/ask", {"question": BESSENT})["event_id"]
    with urllib.request.urlopen(f"{address}gradio_api/call/ask/{event}", timeout=120) as reply:
        lines = reply.read().decode().splitlines()
    answer = json.loads(lines[lines.index("event: complete") + 1].removeprefix("data: "))[0]
    assert "Bessent" in answer["answer"]
    assert answer["refusal"] is None


@pytest.mark.parametrize("path", ["/etc/passwd", str(ROOT / "app.py")])
def test_no_file_can_be_read(address: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}gradio_api/file={path}", timeout=120)
    assert refused.value.code in (403, 404)


def post(address: str, body: dict[str, object]) -> dict[str, str]:
    request = urllib.request.Request(
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=120) as reply:
        answer: dict[str, str] = json.load(reply)
    return answer
