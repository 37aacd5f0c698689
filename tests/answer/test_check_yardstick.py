"""The sentences that the check is measured with are well formed; the part kept apart is whole."""

from collections import Counter

import pytest

from tests.benchmarks.bench_check import (
    BRIEFS,
    FALSE_KINDS,
    KEPT_APART,
    KEPT_APART_DIGEST,
    SENTENCES,
    TRUE_KINDS,
    Sentence,
    sentences,
)

OPEN = sentences(SENTENCES)
APART = sentences(KEPT_APART)
ALL = OPEN + APART


def test_the_part_kept_apart_is_the_one_that_was_written() -> None:
    assert sentences(KEPT_APART, KEPT_APART_DIGEST) == APART
    with pytest.raises(SystemExit):
        sentences(SENTENCES, KEPT_APART_DIGEST)


def test_no_sentence_stands_twice() -> None:
    assert len({it.id for it in ALL}) == len({it.text for it in ALL}) == len(ALL) >= 260


def test_every_fifth_sentence_is_kept_apart() -> None:
    ids = sorted(it.id for it in ALL)
    assert ids[4::5] == sorted(it.id for it in APART)


@pytest.mark.parametrize("part", [OPEN, APART, ALL], ids=["open", "apart", "all"])
def test_half_of_the_sentences_are_true(part: list[Sentence]) -> None:
    assert abs(sum(it.true for it in part) / len(part) - 0.5) < 0.05


def test_a_kind_is_of_true_or_of_false_sentences() -> None:
    for it in ALL:
        assert it.kind in (TRUE_KINDS if it.true else FALSE_KINDS), it


def test_every_kind_is_there_often_enough() -> None:
    counts = Counter(it.kind for it in ALL)
    assert min(counts[kind] for kind in (*TRUE_KINDS, *FALSE_KINDS)) >= 10, counts


def test_the_sentences_are_about_all_briefs_and_no_others() -> None:
    assert {name for it in ALL for name in it.briefs} == {path.stem for path in BRIEFS.glob("*.md")}


def test_a_merged_sentence_is_about_two_briefs() -> None:
    for it in ALL:
        assert len(it.briefs) in (1, 2), it
        assert it.kind != "merged" or len(it.briefs) == 2, it


def test_a_sentence_has_8_to_30_words() -> None:
    for it in ALL:
        assert 8 <= len(it.text.split()) <= 30, it
