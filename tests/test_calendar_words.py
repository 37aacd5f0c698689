"""The names of months and weekdays are English ones, whatever the process's locale."""

import calendar
import importlib
import re

import pytest

from rag import calendar_words
from rag.calendar_words import MONTH, SHORT_WEEKDAY, WEEKDAY, month_number, weekday_number


@pytest.mark.parametrize(
    ("name", "number"), [("january", 1), ("Sept.", 9), ("sep", 9), ("MAY", 5), ("Dec", 12)]
)
def test_a_month_has_its_number_whole_and_shortened(name: str, number: int) -> None:
    assert month_number(name) == number


@pytest.mark.parametrize(("name", "number"), [("Monday", 0), ("thurs", 3), ("Tues.", 1)])
def test_a_weekday_has_its_number_whole_and_shortened(name: str, number: int) -> None:
    assert weekday_number(name) == number


@pytest.mark.parametrize("text", ["January", "Jan.", "Jan", "Sept.", "Sep", "May", "June", "Jun."])
def test_a_month_is_found_whole(text: str) -> None:
    assert re.fullmatch(MONTH, text)


@pytest.mark.parametrize("text", ["Marching 5", "Janet 5", "Decades 5", "Augusta 5", "Mays 5"])
def test_a_word_that_begins_like_a_month_is_none(text: str) -> None:
    assert not re.match(rf"{MONTH}\s\d", text)


def test_a_weekday_is_found_whole_and_shortened() -> None:
    assert re.fullmatch(WEEKDAY, "Wednesday")
    assert [re.fullmatch(SHORT_WEEKDAY, short) is not None for short in ("Thurs", "Thu", "Th")] == [
        True,
        True,
        False,
    ]


def test_the_names_are_english_in_every_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a calendar that would speak French, but for the locale that is asked of it
    asked = []

    class Locale(calendar.different_locale):
        def __init__(self, locale: str) -> None:
            asked.append(locale)
            super().__init__(locale)  # type: ignore[arg-type]

    monkeypatch.setattr(calendar, "different_locale", Locale)
    again = importlib.reload(calendar_words)
    assert asked == ["C"]
    assert again.MONTHS[0] == "january"
    assert again.WEEKDAYS[-1] == "sunday"
