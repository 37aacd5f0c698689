"""What a browser keeps of a conversation, what comes back from it, and what a link carries."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Answer, AnswerSentence, Article, Citation, Passage, RetrievedPassage
from rag.web.conversation import Turn
from rag.web.keeping import link_from, link_of, record_of, turns_from

TEXT = "The Fed will wait, Powell said."
CITATION = Citation(
    1, "a1", "Powell waits", "NPR", date(2025, 4, 16), None, "Jerome Powell", TEXT, 0, 31
)
FOUND = RetrievedPassage(Passage("p", "a1", 0, 31, TEXT), "Powell waits", None, None, None, 0.9)
TURN = Turn(
    number=3,
    question="and Powell?",
    progress="finished",
    answer=Answer(
        "and Powell?",
        "What did Powell say?",
        (AnswerSentence(TEXT, (1,), "quoted"),),
        (CITATION,),
        retrieved=(FOUND,),
        understood=("asked as: What did Powell say?",),
    ),
    cards="<b>made anew</b>",
    date_from=date(2025, 4, 1),
    outlets=("NPR",),
    found=("0.900 · Powell waits",),
    key="k1",
)


def article(article_id: str) -> Article | None:
    return Article("a1", "Powell waits", TEXT) if article_id == "a1" else None


def test_a_turn_comes_back_as_it_was_but_for_the_passages() -> None:
    [back] = turns_from([record_of(TURN)], article)
    assert TURN.answer
    assert replace(back, cards="") == replace(
        TURN, cards="", answer=replace(TURN.answer, retrieved=())
    )
    assert f'<mark data-number="1">{TEXT}</mark>' in back.cards


def test_html_that_a_browser_sends_is_never_shown() -> None:
    [back] = turns_from([record_of(TURN) | {"cards": "<img src=x>"}], article)
    assert "<img" not in back.cards


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
)


@given(records=JSON)
def test_what_is_no_conversation_is_none(records: Any) -> None:
    assert turns_from(records, article) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "text"},
        {"progress": "won"},
        {"number": -1},
        {"question": None},
        {"question": "x" * 3_000_000},
        {"date_from": "April"},
        {"words": "many"},
    ],
)
def test_a_damaged_record_is_none(change: dict[str, Any]) -> None:
    assert turns_from([record_of(TURN) | change], article) == ()


def test_turns_whose_numbers_repeat_are_none_and_those_that_never_ended_are_left_out() -> None:
    assert turns_from([record_of(TURN), record_of(TURN)], article) == ()
    running = record_of(replace(TURN, number=4, progress="answering"))
    assert [turn.number for turn in turns_from([record_of(TURN), running], article)] == [3]


def test_a_link_asks_the_question_that_stands_by_itself() -> None:
    assert link_of(TURN) == {
        "question": "What did Powell say?",
        "from": "2025-04-01",
        "to": None,
        "outlets": ["NPR"],
    }
    link = link_from(link_of(TURN), ["BBC", "NPR"])
    assert link == ("What did Powell say?", "2025-04-01", "", ["NPR"])


@given(given_link=JSON | st.fixed_dictionaries({"question": st.text(), "outlets": JSON}))
def test_any_link_is_a_question_with_outlets_of_this_library_or_none(given_link: Any) -> None:
    link = link_from(given_link, ["NPR"])
    assert link is None or (isinstance(link.question, str) and set(link.outlets) <= {"NPR"})
