"""Who does what to whom, whether it is denied or only possible: read by the parse, and compared."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.checking import check_sentence
from rag.answer.checking.check import broken_rule
from rag.answer.checking.figures import figure_fault
from rag.answer.checking.frames import frames
from rag.answer.checking.meaning import likeness
from rag.answer.checking.source import Source
from rag.answer.checking.superlatives import tells_of_foremost
from rag.records import Passage, RetrievedPassage

TEXT = (
    "Mexico has offered to match Danish duties on China in the hope of escaping duties itself. "
    "The ferry sank on Monday near Oddby, but the harbour was not closed. "
    "Officials may shut the bridge in May, and the council plans to sell 817 old lamps. "
    "Ada Lind beat Pia Rask in the final. Karl Falk denied that the mill would be sold. "
    "The mill lost 1.76% of its value and has 84,000 visitors a year, 26% of them from Malaysia. "
    "“We are all very tired,” said the colleague of Nils Aker, Ida Moe."
)


def passage(text: str = TEXT) -> RetrievedPassage:
    return RetrievedPassage(
        Passage("a#0", "a", 0, len(text), text), "Oddby", "Post", None, None, score=1.0
    )


def test_a_frame_tells_the_doer_of_a_passive_and_of_a_relative_clause() -> None:
    (sold,) = frames("The mill was sold by Karl Falk.")
    assert (sold.deed, sold.names, sold.done_to) == ("sell", {"karl", "falk"}, {"mill"})
    deeds = {it.deed: it for it in frames("Pia Rask, who wrote the song, has gone home.")}
    assert deeds["write"].names == {"pia", "rask"}
    assert deeds["go"].doer == {"pia", "rask"}


@pytest.mark.parametrize(
    ("sentence", "denied", "unsure"),
    [
        ("The bridge was shut.", False, False),
        ("The bridge was never shut.", True, False),
        ("No bridge was shut.", True, False),
        ("He denied that the bridge was shut.", True, False),
        ("The bridge may be shut.", False, True),
        ("They plan to shut the bridge.", False, True),
        ("If the bridge is shut, we stay.", False, True),
    ],
)
def test_a_deed_is_denied_or_only_possible(sentence: str, denied: bool, unsure: bool) -> None:
    shut = next(it for it in frames(sentence) if it.deed == "shut")
    assert (shut.denied, shut.unsure) == (denied, unsure)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("China has offered to match Danish duties on Mexico.", "turns round"),
        ("Pia Rask beat Ada Lind in the final.", "turns round"),
        ("The ferry did not sink on Monday near Oddby.", "says not"),
        ("The harbour was closed after the ferry sank near Oddby on Monday.", "leaves out a not"),
        ("The council sold 817 old lamps.", "as certain"),
        ("The mill has more than 90,000 visitors a year.", "has a number"),
        ("The mill lost nearly 3% of its value.", "has a number"),
        ("More than four in five visitors of the mill are from Malaysia.", "has a number"),
    ],
)
def test_what_the_source_tells_otherwise_is_struck(sentence: str, fault: str) -> None:
    check = check_sentence(sentence, [passage()])
    assert check.verdict == "unsupported"
    assert check.fault and fault in check.fault


@pytest.mark.parametrize(
    "sentence",
    [
        "Danish duties on China would be matched by Mexico in the hope of escaping duties itself.",
        "In the final Pia Rask was beaten by Ada Lind.",
        "The council plans to sell more than 800 old lamps.",
        "The mill lost almost 2% of its value.",
        "The mill has more than 80,000 visitors a year.",
        "On Monday a ferry sank near Oddby.",
    ],
)
def test_what_the_source_tells_in_other_words_is_kept(sentence: str) -> None:
    assert check_sentence(sentence, [passage()]).verdict == "supported"


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("about a quarter of them", True),
        ("more than one in four of them", True),
        ("almost 30% of them", True),
        ("some 84 thousand", True),
        ("over 80,000", True),
        ("nearly 80,000", False),
        ("less than a quarter of them", False),
        ("more than half of them", False),
        ("a third of them", False),
        ("30% of them", False),
    ],
)
def test_a_rounded_number_stands_to_the_side_that_it_says(said: str, stands: bool) -> None:
    source = Source((passage(),))
    assert (figure_fault(said, source, TEXT) is None) is stands


def test_likeness_is_greatest_with_the_sentence_itself() -> None:
    source = Source((passage(),))
    assert likeness("Ada Lind beat Pia Rask in the final.", source) > 0.99
    assert likeness("A comet was seen over Chile.", source) < 0.5
    assert likeness("Anything.", Source(())) == 0.0


@given(st.text(max_size=200))
@settings(max_examples=40, deadline=None)
def test_any_text_is_read(text: str) -> None:
    for frame in frames(text):
        assert frame.deed
    assert check_sentence(text, [passage()]).verdict in ("quoted", "supported", "unsupported")


STORM = (
    "The storm, the strongest ever to hit Oddby, came ashore on 28 October. It was feared that "
    "Nils Aker, Ida Moe and the crew of a trawler could be struck by floods and landslides. "
    "The duty went from about 3% in March to 25% in May. The first patient was unvaccinated. "
    "Karl Falk raised the toll after the council had closed the old bridge. "
    "Ada Lind, who had invited the king, met him at the quay. "
    "The deal on fishing was almost closed."
)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("The council closed the old bridge after Karl Falk had raised the toll.", "before what"),
        ("The duty went from 25% in March to 3% in May.", "from 25% to 3%"),
        ("The first patient, who was vaccinated, was a child.", "leaves out a not"),
        ("Nils Aker, Ida Moe and the crew of a trawler were hit by floods and landslides.", "cert"),
        ("The king had invited Ada Lind, who met him at the quay.", "turns round"),
        ("The deal on fishing was closed.", "as certain"),
    ],
)
def test_another_order_or_direction_is_struck(sentence: str, fault: str) -> None:
    check = check_sentence(sentence, [passage(STORM)])
    assert check.verdict == "unsupported"
    assert check.fault and fault in check.fault


@pytest.mark.parametrize(
    "sentence",
    [
        "No storm as strong had ever hit Oddby before this one came ashore on 28 October.",
        "Karl Falk raised the toll once the council had closed the old bridge.",
        "The duty went from some 3% in March to 25% in May.",
        "The king had been invited by Ada Lind.",
    ],
)
def test_the_same_in_other_words_breaks_no_rule(sentence: str) -> None:
    assert broken_rule(sentence, Source((passage(STORM),))) is None


def test_a_protest_is_no_superlative() -> None:
    denied = "No storm had been as strong before."
    assert tells_of_foremost(denied, ["It was the strongest storm in Oddby."])
    assert tells_of_foremost("It was the strongest storm in Oddby.", [denied])
    assert not tells_of_foremost(denied, ["The protest met with interest in the west."])
    assert not tells_of_foremost("The protest met with interest in the west.", [denied])


def test_one_thing_is_told_by_one_article_and_on_its_day() -> None:
    mill = passage("Karl Falk opened the mill of Oddby on 5 May. The toll rose on 9 June.")
    ferry = passage("Ida Moe sold the ferry to a bank in Lund for 40 million crowns.")
    ferry = replace(ferry, passage=replace(ferry.passage, id="b#0", article_id="b"))
    both = Source((mill, ferry))
    for sentence in (
        "Karl Falk sold the ferry for 40 million crowns.",
        "Ida Moe, who opened the mill of Oddby, sold the ferry.",
    ):
        assert broken_rule(sentence, both), sentence
    apart = "Karl Falk opened the mill of Oddby, and Ida Moe sold the ferry to a bank in Lund."
    assert broken_rule(apart, both) is None
    fault = broken_rule("Karl Falk opened the mill of Oddby on 9 June.", Source((mill,)))
    assert fault and "something else" in fault
