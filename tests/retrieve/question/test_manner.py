"""What is no question to the news gets its reply, and leaves no trace in the conversation."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import build_chain
from rag.library import Library
from rag.records import Question
from rag.retrieve.question.manner import manner_of, without_order


@pytest.fixture(scope="module")
def chain(sample: Library) -> Any:
    return build_chain(sample)


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("hi", "greeting"),
        ("Hello there!", "greeting"),
        ("thanks", "thanks"),
        ("Ok, thank you so much.", "thanks"),
        ("who are you?", "assistant"),
        ("What can you do?", "assistant"),
        ("Was sagte Bessent über die Zölle?", "foreign"),
        ("Qu'a dit Macron sur les tarifs ?", "foreign"),
        ("¿Qué dijo Trump sobre China?", "foreign"),
        ("что сказал Путин", "foreign"),
        ("What did Le Pen say?", "question"),
        ("who won in Rio de Janeiro", "question"),
        ("Did Des Cars step down?", "question"),
        ("Ok, and what about soybeans?", "question"),
        ("is the US at war", "question"),
        ("tariffs", "question"),
        ("", "question"),
    ],
)
def test_what_it_is(text: str, manner: str) -> None:
    assert manner_of(text) == manner


@pytest.mark.parametrize("text", ["hi", "thanks", "what is Dateline?", "Was ist mit den Zöllen?"])
def test_the_reply_is_one_of_its_own_without_coverage(chain: Any, text: str) -> None:
    answer = chain.invoke(Question(text))
    assert answer.refusal and not answer.refusal.nearest
    assert "No article" not in answer.refusal.message
    assert not answer.retrieved


def test_thanks_are_no_part_of_what_a_later_question_leans_on(chain: Any) -> None:
    before = ("what did Bessent say about tariffs?", "“Everything is on the table.”")
    thanks = ("thanks", "Glad to help.")
    asked = "and about soybeans?"
    with_thanks = chain.invoke(Question(asked, history=(before, thanks)))
    assert with_thanks.standalone_question == (
        chain.invoke(Question(asked, history=(before,))).standalone_question
    )
    assert "Bessent" in with_thanks.standalone_question


@pytest.mark.parametrize(
    ("text", "asks", "digest"),
    [
        ("Summarise the tariffs story", "the tariffs story", True),
        ("what's new about the Louvre heist?", "the Louvre heist?", True),
        ("Please compare Utah and Florida", "Utah and Florida", False),
        ("list the states with measles", "the states with measles", False),
        ("Who compared Utah and Florida?", "Who compared Utah and Florida?", False),
        ("summarise", "summarise", False),
    ],
)
def test_an_order_is_read_for_what_it_asks(text: str, asks: str, digest: bool) -> None:
    assert without_order(text) == (asks, digest)


def test_a_digest_is_dated_lines_with_one_citation_each(chain: Any) -> None:
    answer = chain.invoke(Question("Summarise Hurricane Melissa"))
    assert len(answer.sentences) > 1 and answer.in_lines
    assert all(len(sentence.citations) == 1 for sentence in answer.sentences)


@given(st.text(max_size=200))
def test_any_text_has_a_manner(text: str) -> None:
    assert manner_of(text) in ("question", "greeting", "thanks", "assistant", "foreign")
    assert without_order(text)[0] in text
