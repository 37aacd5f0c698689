"""Quotations are found by their marks, whichever a publisher uses."""

import pytest
from hypothesis import given, settings
from real_like import hostile_text

from rag.reading import Span
from rag.reading.parsing.quotations import Quotation, quotations, quoted_share


def quoted(text: str) -> list[str]:
    return [text[at.start : at.end] for at in quotations(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We won," he said. "All of it."', ['"We won,"', '"All of it."']),
        ("“We won,” he said. “All of it.”", ["“We won,”", "“All of it.”"]),
        ("«We won», he said.", ["«We won»"]),
        ("„We won“, he said, „all of it”.", ["„We won“", "„all of it”"]),
        ('He called it ("a mess") and left—"for good".', ['"a mess"', '"for good"']),
        ('He called it “a mess" and left.', ['“a mess"']),
        ("Bessent's plan isn't new.", []),
    ],
)
def test_straight_curly_low_and_angled_marks(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_a_quotation_inside_another_is_part_of_it() -> None:
    text = "“Xi told me ‘we will buy’ and I believe him,” Trump said."
    assert quoted(text) == ["“Xi told me ‘we will buy’ and I believe him,”"]


def test_a_quotation_that_is_not_closed_runs_to_the_end_of_its_paragraph() -> None:
    text = "Bessent said: “The deal holds. It will."
    assert quotations(text, Span(0, len(text))) == [Quotation(14, len(text), closed=False)]


def test_a_closing_mark_alone_opens_nothing() -> None:
    assert quoted("The deal holds.” It will.") == []


def test_only_the_paragraph_that_is_asked_for_is_read() -> None:
    text = '"One."\n\n"Two."'
    assert quotations(text, Span(8, len(text))) == [Quotation(8, 14, closed=True)]


def test_the_share_inside_marks_counts_the_marks() -> None:
    text = '"Yes," he said.'
    assert quoted_share(Span(0, len(text)), quotations(text, Span(0, len(text)))) == 6 / 15
    assert quoted_share(Span(0, 6), quotations(text, Span(0, len(text)))) == 1
    assert quoted_share(Span(7, len(text)), quotations(text, Span(0, len(text)))) == 0


@settings(max_examples=200, deadline=None)
@given(hostile_text)
def test_quotations_are_in_order_and_do_not_overlap(text: str) -> None:
    position = 0
    found = quotations(text, Span(0, len(text)))
    for quotation in found:
        assert position <= quotation.start < quotation.end <= len(text)
        position = quotation.end
    assert all(quotation.closed for quotation in found[:-1])
    assert 0 <= quoted_share(Span(0, len(text)), found) <= 1
