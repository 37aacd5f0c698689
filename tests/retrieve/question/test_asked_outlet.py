"""The outlet whose reporting a question asks for is recognised, and words are left words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.question.asked_outlet import find_outlet
from tests.counting import calls_of

HELD = [
    "USA TODAY",
    "CNN",
    "The Week (UK)",
    "The Guardian",
    "New York Times",
    "The Washington Post",
    "AP",
    "BBC News",
    "Fox News",
    "The Sun",
    "TIME",
    "The Independent",
    "Reuters",
]


@pytest.mark.parametrize(
    ("question", "outlet"),
    [
        ("how does the Guardian report the Gaza ceasefire?", "The Guardian"),
        ("How did The Guardian cover the trial?", "The Guardian"),
        ("how does the guardian describe the protests", "The Guardian"),
        ("According to the New York Times, who resigned?", "New York Times"),
        ("who resigned according to the nytimes", None),
        ("According to the NYT, who resigned?", "New York Times"),
        ("what did WaPo say about the shutdown?", "The Washington Post"),
        ("what does CNN say about the shutdown?", "CNN"),
        ("what does cnn say about the shutdown?", "CNN"),
        ("Who won, in the BBC's coverage?", "BBC News"),
        ("What is missing from the BBC’s report on Gaza?", "BBC News"),
        ("what did the AP report about the flood?", "AP"),
        ("What did the Associated Press report about the flood?", "AP"),
        ("what did Fox say about the vote?", "Fox News"),
        ("How has Fox News covered the vote?", "Fox News"),
        ("What was reported by Reuters about the ship?", "Reuters"),
        ("What does the Sun say about Harry?", "The Sun"),
        ("according to usa today how many people died", "USA TODAY"),
        ("according to The Week, what comes next?", "The Week (UK)"),
        ("What do CNN's reporters say about it?", "CNN"),
        ("What did the Washinton Post report?", "The Washington Post"),
        ("What has Time written about Musk?", "TIME"),
    ],
)
def test_an_outlet_is_found_by_the_name_that_the_library_has(
    question: str, outlet: str | None
) -> None:
    assert find_outlet(question, HELD) == outlet


@pytest.mark.parametrize(
    "question",
    [
        "How many students took AP exams?",
        "What did AP students say about the exams?",
        "How far is the Sun from Earth?",
        "what does the sun say about us?",
        "what did the fox say?",
        "Did the fox cover its tracks?",
        "What did Independent senator Sanders say?",
        "what did the independent report say?",
        "How did the week end on Wall Street?",
        "At that time, what did Powell say?",
        "what time did the police report the fire?",
        "Has time told?",
        "What did Bessent say on CNN?",
        "Who owns the Guardian?",
        "Did the guardian angel write a book?",
        "What did the Post Office say about the scandal?",
        "According to Jerome Powell, what comes next?",
        "",
    ],
)
def test_a_word_is_no_outlet(question: str) -> None:
    assert find_outlet(question, HELD) is None


def test_an_outlet_that_the_library_does_not_hold_is_none() -> None:
    assert find_outlet("According to the New York Times, who resigned?", ["CNN"]) is None
    assert find_outlet("According to the New York Times, who resigned?", []) is None


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_is_read(question: str, held: list[str]) -> None:
    assert find_outlet(question, held) in [None, *held]


def test_a_long_question_takes_no_more_work_than_its_length_asks() -> None:
    long = "does the a according to in " * 400
    assert find_outlet(long, HELD) is None
    assert calls_of(lambda: find_outlet(long, HELD)) < 30_000
