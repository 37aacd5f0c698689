"""What of the kind that is asked for stands in a sentence."""

import pytest

from rag.reader.kinds import amounts, asks_several, spans_of_kind


def numbers(text: str, question: str) -> list[str]:
    return [text[a:b] for a, b in spans_of_kind("number", text, question, frozenset())]


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        # The noun is the last word before the verb, not the name in front of it.
        (
            "how many Hurricane Melissa deaths were confirmed in Jamaica?",
            "The Category 5 hurricane caused 19 deaths.",
            ["19 deaths"],
        ),
        (
            "How many of the hostages were freed?",
            "All 20 living hostages are home.",
            ["20 living hostages"],
        ),
        ("how many national monuments did he designate", "He made 5 monuments.", ["5 monuments"]),
        (
            "How many fans died in the crush?",
            "Some 11 fans were there; 40 stewards left.",
            ["11 fans"],
        ),
        # A number without a noun counts people where they are asked for; an age does not.
        (
            "How many people died in the storm?",
            "The dead number more than 60, after the government confirmed 28 on Monday.",
            ["60", "28"],
        ),
        ("How many people were killed?", "The fire killed 59 and injured 155.", ["59", "155"]),
        ("How many people died?", "Ada Lind, 38, left in 2019. Karl Falk died at 79.", []),
        ("How many people does it employ?", "It had 233,000 employees.", ["233,000 employees"]),
        ("How many people died?", "It is of the series Station 19, and of others.", []),
        ("How many boats sank?", "The storm killed 60 on Monday.", []),
        ("What was the final score?", "She won 6-3, 7-6 in 90 minutes.", ["6-3, 7-6"]),
        ("what was the score?", "Spain lost 3–1 on penalties", ["3–1"]),
        ("What was the score?", "a 24-year-old on a 5-seat plane", []),
    ],
)
def test_what_a_number_counts(question: str, text: str, found: list[str]) -> None:
    assert numbers(text, question) == found


def test_any_amount_may_be_the_one_but_no_day_and_no_money_where_things_are_counted() -> None:
    text = "On 5 April it cost $3 million and 7 per cent of the 40 crew."
    assert [text[a:b] for a, b in amounts(text, "How many deaths?")] == ["40"]
    assert len(list(amounts(text, "How much was it?"))) == 3


@pytest.mark.parametrize(
    "question",
    [
        "Which Republican senators voted to end it?",
        "which two airlines merged",
        "Who were the four victims?",
        "what books did he write",
    ],
)
def test_several_are_asked_for(question: str) -> None:
    assert asks_several(question)


@pytest.mark.parametrize(
    "question",
    ["Which bacteria is killing sea stars?", "What does Bessent say?", "Which city was hit?"],
)
def test_one_is_asked_for(question: str) -> None:
    assert not asks_several(question)
