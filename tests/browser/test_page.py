"""The page in a real browser: asking, reading, checking, and keeping to this machine."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import (
    HOSTILE_SENTENCE,
    HOSTILE_TITLE,
    ROOT,
    environment,
    free_port,
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
    with serving(tmp_path / "empty") as address, tab(browser, address) as chat:
        chat.open()
        expect(chat.page.locator("#intro")).to_contain_text("python app.py ingest")
        chat.box.fill(BESSENT)
        chat.box.press("Enter")
        expect(chat.page.get_by_text("language models").first).to_be_visible()
        chat.page.get_by_role("button", name="Stop").click()
        expect(chat.answer).to_contain_text("Stopped.")
        chat.ask(BESSENT)
        expect(chat.answer).to_contain_text("The library is empty; add articles")
        expect(chat.status).to_be_empty()


def test_an_answer_holds_bessents_words_and_its_chip_opens_them(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    expect(chat.answer).to_contain_text("Bessent")
    sentence = chat.answer.locator(".sentence").first.inner_text()
    expect(chat.open_cards).to_have_count(0)
    chat.chips.first.click()
    expect(chat.open_cards).to_have_count(1)
    expect(chat.marked).to_have_text(sentence)
    card = chat.open_cards
    expect(card.locator(".meta")).to_contain_text("Scott Bessent")
    original = card.get_by_role("link", name="Read the original")
    assert (original.get_attribute("href") or "").startswith("https://")
    card.get_by_role("button", name="Back to the answer").click()
    expect(chat.chips.first).to_be_focused()


def test_an_answer_grows_sentence_by_sentence(chat: ChatPage) -> None:
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
    assert seen == ["waiting", "answering", "finished"]


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
    chat.page.locator("#date-from input, #date-from textarea").fill("next week")
    chat.ask("and about soybeans?")
    expect(chat.answer).to_contain_text("'next week' is no date; write it as 2025-04-01.")
    expect(chat.box).to_have_value("and about soybeans?")


def test_hostile_text_is_shown_as_text_and_calls_nowhere(chat: ChatPage) -> None:
    chat.ask("Is the reservoir at Brackenmere safe again?")
    expect(chat.answer.locator(".sentence").first).to_have_text(HOSTILE_SENTENCE)
    chat.chips.first.click()
    expect(chat.open_cards.locator(".headline")).to_have_text(HOSTILE_TITLE)
    expect(chat.open_cards.get_by_role("link")).to_have_count(0)
    chat.ask('<img src="http://192.0.2.1/q.png" onerror="document.title=1"> ${alert(1)} {{x}}')
    expect(chat.answer.locator(".question")).to_contain_text("${alert(1)} {{x}}")
    for part in ("#past", "#current", "#sources"):
        expect(chat.page.locator(f"{part} img, {part} script")).to_have_count(0)
    expect(chat.page).to_have_title("Dateline")


def test_no_request_leaves_the_machine(chat: ChatPage) -> None:
    chat.ask(BESSENT)
    chat.chips.first.click()
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
        chat.open_cards.get_by_role("button", name="Back to the answer").tap()
        expect(chat.chips.last).to_be_in_viewport()
        expect(chat.box).to_be_in_viewport()


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
    described = json.load(urllib.request.urlopen(f"{address}gradio_api/info", timeout=10))
    assert list(described["named_endpoints"]) == ["/ask"]
    event = post(f"{address}gradio_api/call/v2/ask", {"question": BESSENT})["event_id"]
    with urllib.request.urlopen(f"{address}gradio_api/call/ask/{event}", timeout=30) as reply:
        lines = reply.read().decode().splitlines()
    answer = json.loads(lines[lines.index("event: complete") + 1].removeprefix("data: "))[0]
    assert "Bessent" in answer["answer"]
    assert answer["refusal"] is None


@pytest.mark.parametrize("path", ["/etc/passwd", str(ROOT / "app.py")])
def test_no_file_can_be_read(address: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}gradio_api/file={path}", timeout=10)
    assert refused.value.code in (403, 404)


def test_no_file_can_be_left_there(address: str) -> None:
    body = (
        b'--part\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        b"some words\r\n--part--\r\n"
    )
    kind = {"Content-Type": "multipart/form-data; boundary=part"}
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(
            urllib.request.Request(f"{address}gradio_api/upload", body, kind), timeout=10
        )
    assert refused.value.code == 413


def test_a_locked_library_ends_the_command_with_one_sentence(
    address: str, library_folder: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "app.py", "--library", str(library_folder), "--port", str(free_port())],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert "in use by another Dateline" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def post(address: str, body: dict[str, object]) -> dict[str, str]:
    request = urllib.request.Request(
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        answer: dict[str, str] = json.load(reply)
    return answer
