"""How something went on is told in dated lines, the oldest first, each with its citation."""

from collections.abc import Callable
from datetime import date

import pytest
from invented_news import TODAY, Ask, news

from rag.library import Library
from rag.records import Article, Question
from rag.retrieve import understand

NEWS = [
    news(
        "2025-07-15",
        "Army runs the ferries",
        "The army began to run the ferries in Brackenmere as the ferry strike entered its third "
        "week. Soldiers sold the tickets.",
        "Courier",
    ),
    news(
        "2025-07-01",
        "Ferry crews walk out",
        "The ferry strike in Brackenmere began on Tuesday when 80 sailors walked out. They want "
        "higher pay.",
    ),
    news(
        "2025-07-20",
        "Ferry strike ends",
        "The ferry strike in Brackenmere ended with a raise of four percent. The ferry strike had "
        "been called for the first time on 12 December. The ferry crews of Brackenmere will sail "
        "again after the strike on 5 August.",
    ),
    news(
        "2025-07-08",
        "Talks in ferry strike fail",
        "Talks to end the ferry strike in Brackenmere broke down after one hour. No new date was "
        "set.",
        "Post",
    ),
    news(
        "2025-07-08",
        "Sailors leave the table",
        "Talks to end the ferry strike in Brackenmere broke down after one hour on Tuesday.",
        "Courier",
    ),
    news("2025-03-03", "Lighthouse painted", "The lighthouse of Kvernes is white again."),
]


@pytest.fixture(scope="module")
def ask(open_news: Callable[[list[Article]], Ask]) -> Ask:
    return open_news(NEWS)


@pytest.mark.parametrize(
    "question",
    [
        "Give me a timeline of the ferry strike in Brackenmere",
        "How did the ferry strike in Brackenmere develop?",
        "How has the ferry strike in Brackenmere unfolded?",
    ],
)
def test_a_timeline_is_oldest_first_with_one_report_for_each_day(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert [sentence.lead for sentence in answer.sentences] == [
        "12 December 2024",
        "1 July 2025",
        "8 July 2025",
        "15 July 2025",
        "20 July 2025",
        "5 August 2025",
    ]
    # No line leans on one that is not there.
    assert not any(it.text.startswith(("They", "It ", "He ")) for it in answer.sentences)


def test_a_day_without_its_year_is_the_last_one_or_where_it_is_to_come_the_next(ask: Ask) -> None:
    """A report of 20 July speaks of the August to come and of the December before."""
    days = {it.text: it.lead for it in ask("timeline of the ferry strike in Brackenmere").sentences}
    assert next(day for text, day in days.items() if "5 August" in text) == "5 August 2025"
    assert next(day for text, day in days.items() if "12 December" in text) == "12 December 2024"


def test_one_report_alone_is_no_timeline(ask: Ask) -> None:
    answer = ask("Give me a timeline of the lighthouse of Kvernes")
    assert [sentence.text for sentence in answer.sentences] == [
        "The lighthouse of Kvernes is white again."
    ]
    assert answer.sentences[0].lead is None


def test_a_timeline_of_what_the_library_does_not_hold_is_refused(ask: Ask) -> None:
    answer = ask("Give me a timeline of the Zwingli merger")
    assert answer.refusal and answer.refusal.reason == "no_evidence"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Give me a timeline of the ferry strike", True),
        ("a chronology of the tariff talks", True),
        ("How did the talks in Oddby unfold?", True),
        ("How has the strike developed?", True),
        ("What happened in the ferry strike so far, step by step?", True),
        ("How did the fire brigade develop its new engine?", True),
        ("When did the ferry strike begin?", False),
        ("Who developed the vaccine?", False),
        ("What progress did the talks make?", False),
        ("What is the deadline for the talks?", False),
    ],
)
def test_questions_for_a_timeline_are_known(sample: Library, question: str, expected: bool) -> None:
    understood = understand(Question(question, today=TODAY), sample)
    assert understood.timeline is expected
    # The words that ask for it are not searched for.
    assert "timeline" not in {term.word for term in understood.terms}


@pytest.mark.parametrize(
    ("question", "expects"),
    [
        ("How many people drowned?", "number"),
        ("What was the magnitude of the earthquake?", "number"),
        ("What is the death toll of the storm in Oddby?", "number"),
        ("How old was the pilot?", "number"),
        ("Which newspaper reported it?", "name"),
        ("What band played at the fair?", "name"),
        ("In what newspaper did it stand?", "name"),
        ("What happened in Oddby?", "other"),
        ("What is new in Oddby?", "other"),
        ("Did 12 people drown?", "other"),
        ("Who won?", "person"),
        ("What city was flooded?", "place"),
        ("What year did the mill burn?", "date"),
    ],
)
def test_the_kind_of_answer_is_read_from_the_question_word(
    sample: Library, question: str, expects: str
) -> None:
    assert understand(Question(question, today=date(2025, 11, 1)), sample).expects == expects
