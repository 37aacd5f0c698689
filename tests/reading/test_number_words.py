"""Numbers in words are read as far as they go, and words that are none are left."""

import re

import pytest

from rag.reading.number_words import below_thousand, read_number


@pytest.mark.parametrize(
    ("text", "value", "left"),
    [
        ("one of the best", 1, "of the best"),
        ("twenty-two teams", 22, "teams"),
        ("a hundred and twenty people", 120, "people"),
        ("twelve hundred", 1200, ""),
        ("two hundred and forty-five thousand", 245_000, ""),
        ("two thousand three hundred and five", 2305, ""),
        ("one million two hundred thousand", 1_200_000, ""),
        (
            "nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred"
            " ninety-nine",
            999_999_999,
            "",
        ),
        ("two dozen", 24, ""),
        ("a dozen eggs", 12, "eggs"),
        ("half a million dollars", 500_000, "dollars"),
        ("half-dozen", 6, ""),
        ("two and a half million", 2_500_000, ""),
        ("twenty to thirty people", 20, "to thirty people"),
        ("five and six", 5, "and six"),
        ("two million and three million", 2_000_000, "and three million"),
        ("two hundred and five hundred", 200, "and five hundred"),
    ],
)
def test_a_number_is_read_as_far_as_it_goes(text: str, value: int, left: str) -> None:
    words = re.findall(r"\w+|-", text)
    read = read_number(words, 0)
    assert read
    assert (read.value, " ".join(words[read.end :]), read.ordinal) == (value, left, False)


@pytest.mark.parametrize(("text", "value"), [("third", 3), ("twenty - first century", 21)])
def test_an_ordinal_tells_a_place(text: str, value: int) -> None:
    read = read_number(text.split(), 0)
    assert read
    assert (read.value, read.ordinal) == (value, True)


@pytest.mark.parametrize("text", ["a", "a week", "half the people", "hundred", "and five", "", "-"])
def test_other_words_are_no_number(text: str) -> None:
    assert read_number(text.split(), 0) is None


def test_hundreds_leave_the_groups_alone() -> None:
    read = below_thousand("five million".split(), 0)
    assert read
    assert (read.value, read.end) == (5, 1)
