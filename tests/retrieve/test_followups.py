"""A question that leans on the conversation is made to stand alone; one that stands is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.followups import standalone

BESSENT = [("what did Bessent say about tariffs?", "Scott Bessent advised against retaliation.")]
LE_PEN = [("What happened to Marine Le Pen in court?", "She was banned from office.")]
ADAMS = [("What did the Dilbert creator announce?", "Scott Adams said he has cancer.")]


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (BESSENT, "and about soybeans?", "what did Bessent say about soybeans?"),
        (BESSENT, "What about China?", "what did Bessent say about China?"),
        (BESSENT, "and Powell?", "what did Powell say about tariffs?"),
        (LE_PEN, "what sentence did she get?", "what sentence did Marine Le Pen get?"),
        (LE_PEN, "And who is her lawyer?", "who is Marine Le Pen's lawyer?"),
        (ADAMS, "How long does he have to live?", "How long does Scott Adams have to live?"),
        (BESSENT, "why?", "why? (what did Bessent say about tariffs)"),
    ],
)
def test_what_the_question_leaves_out_is_carried_over(
    history: list[tuple[str, str]], question: str, expected: str
) -> None:
    assert standalone(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who won the Masters in 2025?",
        "What did Carney say about Canada's tariffs?",
        "when did costco file its tariff lawsuit",
    ],
)
def test_a_question_that_stands_alone_is_left_untouched(question: str) -> None:
    assert standalone(question, BESSENT) == question


def test_without_a_conversation_nothing_changes() -> None:
    assert standalone("and he?", []) == "and he?"


@given(st.text(max_size=200), st.lists(st.tuples(st.text(), st.text()), max_size=3))
def test_any_text_gives_text(question: str, history: list[tuple[str, str]]) -> None:
    assert isinstance(standalone(question, history), str)
