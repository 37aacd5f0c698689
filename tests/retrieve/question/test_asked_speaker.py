"""Whose words a question asks for is read against the names that the library holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.library import Library
from rag.records import Question
from rag.retrieve import understand
from rag.retrieve.question.asked_speaker import Asked, find_asked
from tests.counting import calls_of


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("what did Bessent say about tariffs?", "Bessent"),
        ("what did bessent say about tariffs?", "bessent"),
        ("what did bessant say about tarifs", "Bessent"),  # one slip away
        ("According to Jerome Powell, what comes next?", "Jerome Powell"),
        ("What comes next, according to Powell?", "Powell"),
        ("What was Carney's reaction to the car tariffs?", "Carney"),
        ("What was the reaction of Carney to the car tariffs?", "Carney"),
        ("How did Bessent respond to Mexico's offer?", "Bessent"),
        ("How did Starmer react?", "Starmer"),
        ("What is Powell's view on inflation?", "Powell"),
        ("Why does Bessent think retaliation is wrong?", "Bessent"),
        ("Has Bessent commented on the offer?", "Bessent"),
        ("What has Scott Bessent said about soybeans?", "Scott Bessent"),
        ("Bessent on tariffs", "Bessent"),
        ("bessent on tariffs", "bessent"),
        ("Quote Powell on inflation", "Powell"),
        ("What were Powell's words?", "Powell"),
        ("What did Zoltan Quux say about tariffs?", "Zoltan Quux"),  # unknown, but named
        ("what did BDLI say about Starlink?", "BDLI"),
        ("What did Germany's BDLI say about Starlink?", "BDLI"),
        ("What did Prince Harry say about the Sun?", "Prince Harry"),
        ("How did the White House explain the order?", "White House"),
        ("who won the Masters?", None),
        ("what did the study say about coffee?", None),
        ("Reduced by how much, according to new research?", None),
        ("What did He say?", None),
        ("what did he say?", None),
        ("What did Letterman and Fallon say?", None),
        ("What is killing sea stars on the Pacific coast?", None),
        ("gun laws on campus", None),
    ],
)
def test_whose_words_are_asked_for(sample: Library, question: str, speaker: str | None) -> None:
    assert find_asked(question, sample).speaker == speaker


def test_the_name_as_written_is_kept_beside_the_known_one(sample: Library) -> None:
    asked = find_asked("what did bessant say?", sample)
    assert (asked.speaker, asked.written) == ("Bessent", "bessant")


@pytest.mark.parametrize(
    ("question", "speaker", "title"),
    [
        ("What did Treasury Secretary Bessent say?", "Bessent", "Treasury Secretary"),
        ("what did president trump say about china", "trump", "president"),
        ("What did Gov. Stitt say about the guard?", "Stitt", "Gov."),
        ("What next, according to climate think tank Ember?", "Ember", "climate think tank"),
    ],
)
def test_a_title_is_told_from_the_name(
    sample: Library, question: str, speaker: str, title: str
) -> None:
    asked = find_asked(question, sample)
    assert (asked.speaker, asked.described) == (speaker, title)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did Scott Bessent, the Treasury secretary, say?", "the Treasury secretary"),
        ("what did Scott Bessent, Treasury secretary under Trump, tell Fox?",
         "Treasury secretary under Trump"),
        ("How long does Scott Bessent, who ran a fund, think it will take?", "who ran a fund"),
        ("Does Secretary Scott Bessent, a former investor, really believe in tariffs?",
         "Secretary a former investor"),
    ],
)  # fmt: skip
def test_what_is_told_of_a_name_stands_between_it_and_the_verb(
    sample: Library, question: str, told: str
) -> None:
    asked = find_asked(question, sample)
    assert (asked.speaker, asked.described) == ("Scott Bessent", told)
    understood = understand(Question(question), sample)
    assert not {"treasury", "fund", "investor"} & {term.word for term in understood.topic}
    assert understood.expects in ("statement", "number", "other")


def test_several_names_are_none_with_what_is_told_of_it(sample: Library) -> None:
    assert find_asked("What did Norway, Denmark and Sweden say about drones?", sample) == Asked()


@pytest.mark.parametrize(
    ("question", "described"),
    [
        ("What did the Fed chair say about rates?", "Fed chair"),
        (
            "What did Chile's interior minister say caused the blackout?",
            "Chile's interior minister",
        ),
        ("what did the mayor of Morristown say about the arrests?", "mayor of Morristown"),
        ("what did the Louvre's director say about the cameras", "Louvre's director"),
        ("How does the new IOC president say she will work?", "new IOC president"),
        ("What did North Macedonia's PM say about the fire?", "North Macedonia's PM"),
        ("What did Placer County's DA say about licences?", "Placer County's DA"),
        ("What did Unilever's spokesperson say about the row?", "Unilever's spokesperson"),
        ("what did the Goncalves family say about the deal?", "Goncalves family"),
        ("What did the Treasury Secretary say about tips?", "Treasury Secretary"),
        ("what was the coach's reaction to the defeat?", "coach"),
    ],
)
def test_a_person_without_a_name_is_described(
    sample: Library, question: str, described: str
) -> None:
    asked = find_asked(question, sample)
    assert (asked.speaker, asked.described) == (None, described)


@pytest.mark.parametrize(
    "question",
    [
        "Who said tariffs are the high-water mark?",
        "who has called it a scandal?",
        "and who warned of higher prices?",
    ],
)
def test_the_speaker_may_be_the_answer(sample: Library, question: str) -> None:
    assert find_asked(question, sample) == Asked(asks_who=True)


@pytest.mark.parametrize(
    "question",
    [
        "what did people say about the ceasefire?",
        "What were the reactions to the verdict?",
        "what has been said about the tariffs?",
        "How did the world react to the strike?",
        "Who said what about the shutdown?",
    ],
)
def test_everyone_may_be_asked_for(sample: Library, question: str) -> None:
    assert find_asked(question, sample) == Asked(asks_everyone=True)


def test_an_outlet_that_the_library_holds_is_no_speaker(sample: Library) -> None:
    (held,) = {name for name, *_ in sample.database.outlets() if name}
    asked = find_asked(f"According to {held}, who won the Masters?", sample)
    assert asked == Asked(outlet=held)


def test_an_outlet_and_a_speaker_are_told_apart(sample: Library) -> None:
    (held,) = {name for name, *_ in sample.database.outlets() if name}
    asked = find_asked(f"According to {held}, what did Bessent say?", sample)
    assert (asked.outlet, asked.speaker) == (held, "Bessent")


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(
            st.sampled_from(
                "what did has the Bessent's say on quote according to , ? of and ' . BDLI".split()
            ),
            max_size=12,
        ).map(" ".join),
    )
)
def test_any_question_is_read(sample: Library, question: str) -> None:
    assert isinstance(find_asked(question, sample), Asked)


def test_a_long_question_takes_no_more_work_than_its_length_asks(sample: Library) -> None:
    long = "did the a was according to "
    half = calls_of(lambda: find_asked(long * 40, sample))
    assert calls_of(lambda: find_asked(long * 80, sample)) < 2.5 * half
