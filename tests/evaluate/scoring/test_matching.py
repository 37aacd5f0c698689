"""When a text holds a fact, and when a passage overlaps a quotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluate.folding import fold
from rag.evaluate.scoring.matching import choices_named, contains, overlaps

WORDS = st.lists(
    st.sampled_from(
        "1 2 31 28th of may march Jan. twenty two hundred three $5m £3bn 1,000 U.S. per cent % - ’ "
        "2.3 ½ É ß 10bn , x".split()
    ),
    max_size=14,
)
FREE_TEXT = st.one_of(st.text(), WORDS.map(" ".join), WORDS.map("".join))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Twenty-two teams voted for the ban.", "22"),
        ("The vote fell short, 22 to 10.", "twenty-two"),
        ("She got a four-year sentence.", "four"),
        ("It killed three hundred people.", "300"),
        ("It killed three hundred and five people.", "305"),
        ("a hundred people came", "100"),
        ("a fine of $62,000 and two days", "$62000"),
        ("It has until Jan. 15, 2027, to change.", "January 15"),
        ("The truce began on 28 Nov.", "November 28"),
        ("on the 28th of November", "Nov. 28"),
        ("a jump to 2.3 percent", "2.3%"),
        ("a jump to 2.3 per cent", "2.3%"),
        ("He said “don’t do it”.", "don't do it"),
        ("the final was 6–3, 7–6, 6–3", "6-3, 7-6, 6-3"),
        ("worth $102m in all", "$102 million"),
        ("the crown of Empress Eugénie", "Eugenie"),
        ("the U.S. Court of International Trade", "US Court of International Trade"),
    ],
)
def test_a_fact_is_found_in_another_spelling(text: str, fact: str) -> None:
    assert contains(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("222 teams", "22"),
        ("22.5 percent", "22"),
        ("1,122 people", "122"),
        ("retaliated at once", "retaliate"),
        ("on May 17", "May 7"),
        ("twenty two-year-olds won", "two hundred"),
        ("nothing at all", ""),
        ("nothing at all!", "!"),
    ],
)
def test_a_fact_is_not_found_within_another_word(text: str, fact: str) -> None:
    assert not contains(text, fact)


@given(FREE_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(FREE_TEXT)
def test_a_fact_of_any_words_is_found_among_others(fact: str) -> None:
    assert contains(f"before {fact} after", fact) == bool(fold(fact))


@given(st.text(), st.text(), st.lists(st.text(), max_size=4))
def test_matching_never_fails_on_any_text(text: str, other: str, choices: list[str]) -> None:
    assert isinstance(contains(text, other), bool)
    assert isinstance(overlaps(text, other), bool)
    assert set(choices_named(text, choices)) <= set(range(len(choices)))


def test_twelve_words_in_a_row_make_an_overlap_and_eleven_do_not() -> None:
    quote = "one of the most violent storms that this coast has seen in fifty years of records"
    words = quote.split()
    assert overlaps("It was " + " ".join(words[3:15]) + " or so", quote)
    assert not overlaps("It was " + " ".join(words[3:14]) + " or so", quote)


def test_a_short_quotation_overlaps_only_whole() -> None:
    assert overlaps("“Be heroes,” Bessent said.", '"Be heroes," Bessent said')
    assert not overlaps("Be heroes, said Bessent", '"Be heroes," Bessent said')


def test_a_choice_inside_a_longer_one_is_not_named() -> None:
    choices = ["Texas", "North Texas", "Ohio"]
    assert choices_named("It hit North Texas hard.", choices) == [1]
    assert choices_named("It hit North Texas and Texas as a whole.", choices) == [0, 1]
    assert choices_named("It hit nobody.", choices) == []
