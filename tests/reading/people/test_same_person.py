"""Whether two names can be one person's, for the check of a model's text and for the scores."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.people.full_names import same_person


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Scott Bessent", "Bessent", True),
        ("Treasury Secretary Scott Bessent", "Scott Bessent", True),
        ("J.D. Vance", "JD Vance", True),
        ("Lucía Márquez", "Lucia Marquez Gil", True),
        ("CDC", "Centers for Disease Control and Prevention", True),
        ("U.S. Treasury", "US Treasury", True),
        ("Donald Trump", "Eric Trump", False),
        ("CDC", "Food and Drug Administration", False),
        ("", "Bessent", False),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
    assert same_person(other, one) is same


def test_a_role_stands_for_its_holder() -> None:
    assert same_person("the mayor", "Ada Lind", "mayor of Oddby") is False  # "the" is no role
    assert same_person("mayor", "Ada Lind", "mayor of Oddby")
    assert same_person("Mayor Lind", "Ada Lind", "mayor of Oddby")
    assert not same_person("Mayor Lind", "Ada Lind")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_names_are_compared(one: str, other: str) -> None:
    assert same_person(one, other) == same_person(other, one)
