"""Sentences and paragraphs are spans: exact, in order, and together the whole text."""

import pytest
from hypothesis import given, settings
from real_like import DEAL, hostile_text

from rag.reading import Span, paragraphs, sentences


def read(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Sen. Elizabeth Warren objected.", "Rep. Jim Jordan, R-Ohio, did not."],
        ["Govs. Newsom and Abbott met Lt. Gov. Dan Patrick.", "The Rev. Al Sharpton prayed."],
        ["The U.S. Trade Representative left at 5 p.m. on Jan. 5.", "Prices rose 3.5% to $2.4 bn."],
        ["Dr. Ann Lee met Mr. Xi in St. Louis.", "It was No. 2 of 3."],
        ["He called it “a mess.”", "Then he left."],
        ['"We will win."', '"I agree," she said.', "He paused."],
        ["“Really?” she asked.", "“Yes.”"],
        ["What now?", "Nobody knows!", "Well...", "Perhaps."],
    ],
)
def test_a_title_an_abbreviation_or_a_closing_mark_parts_no_sentence(parts: list[str]) -> None:
    assert read(" ".join(parts)) == parts


def test_no_sentence_crosses_an_empty_line() -> None:
    assert read("A heading without a stop\n\nThe talks ended") == [
        "A heading without a stop",
        "The talks ended",
    ]


def test_paragraphs_are_parted_by_empty_lines_and_come_without_space_around_them() -> None:
    text = "\n\n  One.\nStill one. \n \t\n\n Two.  \n"
    assert [text[start:end] for start, end in paragraphs(text)] == ["One.\nStill one.", "Two."]


def test_a_part_of_a_text_is_read_with_offsets_into_the_whole() -> None:
    second = list(paragraphs(DEAL))[2]
    found = sentences(DEAL, second)
    assert DEAL[found[0].start : found[0].end] == "Rep. Jim Jordan, R-Ohio, welcomed the news."
    assert found[0].start == second.start
    assert found[-1].end == second.end


@pytest.mark.parametrize("text", ["", "   ", "\n\n\n", "\x1f\u2028"])
def test_blank_text_has_neither(text: str) -> None:
    assert sentences(text) == []
    assert list(paragraphs(text)) == []


@settings(max_examples=300, deadline=None)
@given(hostile_text)
def test_every_character_but_space_stands_in_exactly_one_sentence(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@settings(max_examples=200, deadline=None)
@given(hostile_text)
def test_every_sentence_lies_in_one_paragraph(text: str) -> None:
    blocks = list(paragraphs(text))
    for sentence in sentences(text):
        assert any(
            block.start <= sentence.start and sentence.end <= block.end for block in blocks
        ), (sentence, blocks)
    assert all(isinstance(block, Span) for block in blocks)
