"""Days in a filter, as people type them."""

from datetime import date

import pytest

from rag.web.typed_days import typed_day

TODAY = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-10-01", "2025-10-01", "2025-10-01"),
        (" 1 October  2025 ", "2025-10-01", "2025-10-01"),
        ("Oct 1, 2025", "2025-10-01", "2025-10-01"),
        ("1.10.2025", "2025-10-01", "2025-10-01"),
        ("2025/10/1", "2025-10-01", "2025-10-01"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("October 2025", "2025-10-01", "2025-10-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("yesterday", "2025-11-30", "2025-11-30"),
        ("last week", "2025-11-24", "2025-11-30"),
        ("", "", ""),
    ],
)
def test_a_day_in_any_usual_form_is_read(text: str, first: str, last: str) -> None:
    assert typed_day(text, is_last=False, today=TODAY) == first
    assert typed_day(text, is_last=True, today=TODAY) == last


@pytest.mark.parametrize(
    "text",
    ["32.13.2025", "2025-13", "soon", "1 October 2025 or so", "9" * 10_000, "30 February 2025"],
)
def test_what_names_no_day_stays_as_it_was_typed(text: str) -> None:
    assert typed_day(text, is_last=False, today=TODAY) == text
