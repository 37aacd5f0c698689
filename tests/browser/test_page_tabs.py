"""The tabs of a page on one's own machine: what the library holds, and judging the answers."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import answers, command, serving, tab, wait_for
from pages import ChatPage
from playwright.sync_api import Browser, Route, expect

BESSENT = "What did Bessent say about tariffs?"


@pytest.fixture(scope="module")
def own_folder(library_with: Callable[..., Path]) -> Path:
    """A library of its own, which these tests change."""
    return library_with()


@pytest.fixture(scope="module")
def own_address(own_folder: Path) -> Iterator[str]:
    """A server over that library."""
    with serving(own_folder) as address:
        # What is added before the models are loaded is refused: not what these tests are about.
        wait_for(lambda: answers(f"{address}health"), seconds=300)
        yield address


@pytest.fixture
def own(browser: Browser, own_address: str) -> Iterator[ChatPage]:
    with tab(browser, own_address) as page:
        yield page.open()


def test_articles_are_added_with_a_bar_and_removed_again(own: ChatPage, tmp_path: Path) -> None:
    own.ask("Is the ferry to Brackenmere running?")
    expect(own.chips).to_have_count(0)
    new = tmp_path / "new.jsonl"
    article = {
        "title": "Ferry to Brackenmere runs again",
        "text": "The ferry to Brackenmere is running again since Monday, the council said. "
        "It had been out of service since March, when its engine failed in a storm.",
        "outlet": "<b>Brackenmere Post</b>",
        "published": "2025-11-03",
    }
    new.write_text(json.dumps(article), encoding="utf-8")
    own.open_tab("Library")
    expect(own.page.locator("#holdings")).to_contain_text("Dateline sample")
    own.page.locator("#library input[type=file]").first.set_input_files(new)
    expect(own.page.locator("#files tbody tr")).to_have_count(1)
    own.page.get_by_role("button", name="Add to the library").click()
    expect(own.page.locator("#adding")).to_contain_text("1 added")
    expect(own.page.locator("#holdings")).to_contain_text("<b>Brackenmere Post</b>")
    own.open_tab("Ask")
    own.ask("Is the ferry to Brackenmere running?")
    expect(own.answer).to_contain_text("running again since Monday")
    own.open_tab("Library")
    own.page.get_by_label("Find by words of the headline").fill("ferry")
    expect(own.page.locator("#listed input")).to_have_count(1)
    own.page.locator("#listed input").check()
    own.page.get_by_role("button", name="Remove the chosen").click()
    expect(own.page.locator("#removed")).to_contain_text("1 article is gone")
    expect(own.page.locator("#holdings")).not_to_contain_text("Brackenmere")


def test_what_another_program_adds_is_there_without_a_restart(
    own: ChatPage, own_address: str, own_folder: Path, tmp_path: Path
) -> None:
    own.ask("Is the cable car to Tannen Peak open?")
    expect(own.chips).to_have_count(0)
    held = own.page.locator("#intro").inner_text()
    new = tmp_path / "new.jsonl"
    article = {
        "title": "Cable car to Tannen Peak opens again",
        "text": "The cable car to Tannen Peak is open again since Friday, its operator said. "
        "It had stood still since August, when a storm damaged two of its masts.",
        "outlet": "Tannen Courier",
        "published": "2025-11-07",
    }
    new.write_text(json.dumps(article), encoding="utf-8")
    command("ingest", new, "--library", own_folder)
    expect(own.page.locator("#intro")).not_to_have_text(held)
    own.ask("Is the cable car to Tannen Peak open?")
    expect(own.answer).to_contain_text("open again since Friday")


def test_two_pages_serve_one_library(own_address: str, own_folder: Path, browser: Browser) -> None:
    with serving(own_folder) as another_address:
        for address in (own_address, another_address):
            with tab(browser, address) as page:
                page.open().ask(BESSENT)
                expect(page.chips).not_to_have_count(0)


def test_the_list_is_of_the_words_typed_last_however_late_an_earlier_one_comes(
    own: ChatPage,
) -> None:
    """The calls of the tab are held back, and let go with the latest first."""
    held: list[Route] = []
    holding = True

    def given(route: Route) -> list[object]:
        data: list[object] = route.request.post_data_json["data"]
        return data

    def is_list(route: Route) -> bool:
        return len(given(route)) == 2 and isinstance(given(route)[0], str)

    def hold(route: Route) -> None:
        # What the library holds is asked with nothing, the list with the words that are typed;
        # what the page asks besides, while it still opens or looks for news, goes on.
        is_tabs = not given(route) or is_list(route)
        held.append(route) if holding and is_tabs else route.continue_()

    own.page.route("**/run/predict**", hold)
    own.open_tab("Library")
    own.page.get_by_label("Find by words of the headline").fill("oscars")
    own.wait_until(lambda: any(map(is_list, held)) and not all(map(is_list, held)))
    holding = False
    for route in reversed(held):
        with own.page.expect_event("requestfinished", lambda it, route=route: it == route.request):
            route.continue_()
    own.wait_until_drawn()
    expect(own.page.locator("#listed input")).to_have_count(1)


def test_a_file_that_is_not_what_it_says_is_named_and_passed_over(
    own: ChatPage, tmp_path: Path, project_root: Path
) -> None:
    own.open_tab("Library")
    picture = tmp_path / "articles.jsonl"
    picture.write_bytes((project_root / "rag/web/screenshots/light.png").read_bytes())
    own.page.locator("#library input[type=file]").first.set_input_files(picture)
    expect(own.page.locator("#files tbody tr")).to_have_count(1)
    own.page.get_by_role("button", name="Add to the library").click()
    expect(own.page.locator("#adding .rejected")).to_have_text(
        "articles.jsonl: it is a picture, not text; give the article's text instead."
    )


@pytest.mark.parametrize(
    "given",
    ["/etc/passwd", "file:///etc/passwd", "../../app.py", "https://a@b.example/", "javascript:1"],
)
def test_only_addresses_of_the_web_are_fetched(own: ChatPage, given: str) -> None:
    own.open_tab("Library")
    own.page.locator("#addresses textarea").fill(given)
    own.page.get_by_role("button", name="Add to the library").click()
    expect(own.page.locator("#adding")).to_contain_text("is no web address")


def test_an_address_of_this_machine_is_refused(own: ChatPage, own_address: str) -> None:
    own.open_tab("Library")
    own.page.locator("#addresses textarea").fill(own_address)
    own.page.get_by_role("button", name="Add to the library").click()
    expect(own.page.locator("#adding").locator(".rejected, .fault-line")).to_be_visible()
    expect(own.page.locator("#holdings")).not_to_contain_text("127.0.0.1")


def test_a_pasted_test_set_is_judged_and_the_report_shown(own: ChatPage) -> None:
    own.open_tab("Evaluate")
    items = [
        {"id": "a", "question": BESSENT, "key_facts": ["Dirty 15"]},
        {"id": "b", "question": "Who won the chess match?", "answerable": False},
    ]
    own.page.locator("#pasted textarea").fill("\n".join(map(json.dumps, items)))
    own.page.get_by_role("button", name="Run", exact=True).click()
    frame = own.page.frame_locator("iframe.report")
    expect(frame.locator("body")).to_contain_text("key facts", ignore_case=True)
    assert own.page.locator("iframe.report").get_attribute("sandbox") == ""


def test_what_is_no_test_set_is_said_in_one_sentence(own: ChatPage) -> None:
    own.open_tab("Evaluate")
    own.page.locator("#pasted textarea").fill("no json")
    own.page.get_by_role("button", name="Run", exact=True).click()
    expect(own.page.locator("#report .fault-line")).to_contain_text("The test set, line 1")


def test_readers_thumbs_become_a_test_set(own: ChatPage) -> None:
    own.ask(BESSENT)
    own.act("Helpful")
    expect(own.page.locator("#thanks")).to_contain_text("noted")
    own.open_tab("Evaluate")
    own.page.get_by_role("button", name="Run on the readers’ thumbs").click()
    frame = own.page.frame_locator("iframe.report")
    expect(frame.locator("body")).to_contain_text("1 question")
