"""Passages: whole sentences, exact offsets, nothing lost."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from real_like import DEAL, hostile_text

from rag.reading import paragraphs, sentences, sentences_of, split_passages
from rag.reading.passages import LONGEST_LENGTH, TARGET_LENGTH
from rag.records import Article, Passage


def split(text: str) -> list[Passage]:
    return split_passages(Article("a1", "A title", text))


def assert_whole_and_exact(text: str, passages: list[Passage]) -> None:
    starts = {sentence.start for sentence in sentences(text)}
    ends = {sentence.end for sentence in sentences(text)}
    position = 0
    for passage in passages:
        assert passage.text == text[passage.start : passage.end]
        assert not text[position : passage.start].strip()
        assert passage.start in starts, "a sentence is cut"
        assert passage.end in ends, "a sentence is cut"
        position = passage.end
    assert not text[position:].strip()


def test_a_short_article_is_one_passage_without_its_title() -> None:
    (passage,) = split(f"  {DEAL}\n")
    found = tuple((it.start, it.end) for it in sentences(DEAL))
    assert passage == Passage("a1#0", "a1", 2, 2 + len(DEAL), DEAL, sentences=found)


def test_sentences_are_kept_and_found_anew_where_they_were_not() -> None:
    (passage,) = split(f"  {DEAL}\n")
    assert sentences_of(passage) == sentences(DEAL)
    assert sentences_of(replace(passage, sentences=())) == sentences(DEAL)


def test_paragraphs_are_gathered_up_to_the_target_and_not_parted() -> None:
    text = "\n\n".join(f"Paragraph {n} tells of soybeans. " + "It goes on. " * 30 for n in range(9))
    passages = split(text)
    assert_whole_and_exact(text, passages)
    assert all(len(passage.text) <= LONGEST_LENGTH for passage in passages)
    starts = {paragraph.start for paragraph in paragraphs(text)}
    assert all(passage.start in starts for passage in passages)
    assert [passage.id for passage in passages] == [f"a1#{n}" for n in range(len(passages))]


def test_a_paragraph_that_is_too_long_is_parted_between_sentences() -> None:
    text = "Prices rose by 3.5% in the U.S. last week. " * 100
    passages = split(text)
    assert_whole_and_exact(text, passages)
    assert all(len(passage.text) <= TARGET_LENGTH for passage in passages)
    assert len(passages) < 2 * len(text) / TARGET_LENGTH


def test_one_endless_sentence_is_one_passage() -> None:
    text = "the tariffs and " * 300 + "so on."
    (passage,) = split(text)
    assert passage.text == text


def test_an_article_of_100_000_characters_is_covered_whole() -> None:
    text = "\n\n".join([DEAL] * (100_000 // len(DEAL) + 1))[:100_000]
    passages = split(text)
    assert_whole_and_exact(text, passages)
    assert max(len(passage.text) for passage in passages) <= LONGEST_LENGTH


def test_an_entry_of_a_live_blog_starts_a_passage_and_keeps_its_time() -> None:
    text = (
        "Follow the storm here.\n\n"
        "[9:50 pm ET July 3, 2025] River crests\n\nIt crested at 34 feet, officials said.\n\n"
        "[10:05 a.m. ET July 3, 2025]\n\nThe river stood at 12 feet.\n\nRain fell all night."
    )
    lead, late, early = split(text)
    assert_whole_and_exact(text, [lead, late, early])
    assert lead.dated is None
    assert (late.dated, early.dated) == (
        datetime(2025, 7, 3, 21, 50),
        datetime(2025, 7, 3, 10, 5),
    )
    assert late.text.endswith("34 feet, officials said.")
    assert early.text.endswith("Rain fell all night.")


def test_a_long_entry_keeps_its_time_in_every_passage() -> None:
    text = "[9:50 pm ET July 3, 2025] River crests\n\n" + "\n\n".join(
        ["The river rose again in the night, and nobody slept in the valley. " * 8] * 5
    )
    passages = split(text)
    assert len(passages) > 2
    assert {passage.dated for passage in passages} == {datetime(2025, 7, 3, 21, 50)}


def test_a_time_that_no_clock_shows_is_no_time() -> None:
    (passage,) = split("[29:75 pm ET July 3, 2025] River crests\n\nIt rose.")
    assert passage.dated is None


def test_blank_text_has_no_passage() -> None:
    assert split(" \n\n ") == []


@settings(max_examples=200, deadline=None)
@given(hostile_text)
def test_any_text_is_covered_whole_and_no_sentence_is_cut(text: str) -> None:
    assert_whole_and_exact(text, split(text))
