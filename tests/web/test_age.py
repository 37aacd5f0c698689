"""How long ago a day was, in words."""

from datetime import date

import pytest

from rag.web.age import age_in_words

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 24), "today"),
        (date(2026, 11, 23), "yesterday"),
        (date(2026, 11, 14), "10 days ago"),
        (date(2026, 11, 3), "3 weeks ago"),
        (date(2026, 9, 25), "8 weeks ago"),
        (date(2026, 9, 24), "2 months ago"),
        (date(2025, 10, 24), "13 months ago"),
        (date(2025, 10, 25), "12 months ago"),
        (date(2024, 11, 24), "2 years ago"),
        (date(1995, 12, 1), "30 years ago"),
        (date(2026, 11, 25), ""),
    ],
)
def test_an_age_is_said_as_a_reader_would(day: date, words: str) -> None:
    assert age_in_words(day, TODAY) == words
