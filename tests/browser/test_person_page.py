"""From an answer to all that its speaker said, and from there to the words in an article."""

from collections.abc import Iterator

import pytest
from browsing import tab
from pages import ChatPage, PersonPage
from playwright.sync_api import Browser, expect

BESSENT = "What did Bessent say about tariffs?"


@pytest.fixture
def without_scripts(browser: Browser, address: str) -> Iterator[ChatPage]:
    with tab(browser, address, java_script_enabled=False) as plain:
        yield plain


def test_a_speakers_name_leads_to_their_statements_and_these_to_the_article(
    chat: ChatPage,
) -> None:
    # given an answer with Bessent's words, when his name is followed
    person = chat.ask(BESSENT).open_speaker("Scott Bessent")
    # then all that he said is there, and the answer stays where it was
    expect(person.name).to_have_text("Scott Bessent")
    expect(person.days.first).to_have_text("17 November 2025")
    everything = person.statements.count()
    expect(chat.answer).to_be_visible()
    # when a topic is typed, then fewer are there, also for whoever is sent the address
    person.narrow("retaliation")
    expect(person.statements).not_to_have_count(everything)
    words = person.statements.first.text_content()
    person.page.reload()
    expect(person.statements.first).to_have_text(words or "")
    # and a statement opens in its article, at these words
    person.open_in_article(0)
    expect(person.marked).to_have_text(words or "")
    expect(person.marked).to_be_in_viewport()


def test_it_works_without_scripts(without_scripts: ChatPage) -> None:
    person = PersonPage(without_scripts.page)
    person.page.goto(without_scripts.address + "who/Bessent")
    person.narrow("75 countries")
    expect(person.statements.first).to_contain_text("75 countries")
    person.open_in_article(0)
    expect(person.marked).to_be_in_viewport()
