"""Surnames are compared without capitals, accents and suffixes."""

import pytest

from rag.reading.people.names import family_name


@pytest.mark.parametrize(
    ("name", "family"),
    [("Luis Muñoz", "munoz"), ("MUNOZ", "munoz"), ("John Roberts Jr.", "roberts")],
)
def test_a_surname_is_compared_in_one_form(name: str, family: str) -> None:
    assert family_name(name) == family
