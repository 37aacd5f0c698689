"""When a question asks about decides which reports may be used, and which fit best."""

from datetime import date

import pytest

from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.records import Question
from rag.retrieve import search, understand

TODAY = date(2025, 11, 20)


def narrowing(sample: Library, text: str, **filters: object) -> Narrowing:
    return understand(Question(text, today=TODAY, **filters), sample).narrowing  # type: ignore[arg-type]


def test_somebodys_words_are_sought_in_the_days_named(sample: Library) -> None:
    asked = narrowing(sample, "what did Bessent say about tariffs in April 2025?")
    assert asked == Narrowing(date(2025, 4, 1), date(2025, 4, 30))


def test_a_fact_may_be_reported_on_another_day(sample: Library) -> None:
    understanding = understand(
        Question("How many jobs did the US add in July 2025?", today=TODAY), sample
    )
    assert understanding.narrowing.is_open
    assert understanding.around == (date(2025, 7, 1), date(2025, 7, 31))


def test_as_of_a_day_uses_nothing_later(sample: Library) -> None:
    asked = narrowing(sample, "As of May 2025, how many people had died?")
    assert asked == Narrowing(as_of=date(2025, 5, 31))
    understanding = understand(Question("tariffs as of April 30, 2025"), sample)
    found = search(sample, understanding, 20)
    assert found
    for passage in found:
        article = sample.database.article(passage.passage.article_id)
        assert article and article.published
        assert max(article.published, article.updated or article.published) <= date(2025, 4, 30)


@pytest.mark.parametrize(
    ("date_from", "date_to", "expected"),
    [
        (None, None, (date(2025, 4, 1), date(2025, 4, 30))),
        (date(2025, 4, 10), None, (date(2025, 4, 10), date(2025, 4, 30))),
        (date(2025, 1, 1), date(2025, 4, 5), (date(2025, 4, 1), date(2025, 4, 5))),
        (date(2025, 6, 1), None, (date(2025, 6, 1), date(2025, 4, 30))),  # nothing is left
    ],
)
def test_a_readers_own_filter_is_narrowed_and_never_widened(
    sample: Library, date_from: date, date_to: date, expected: tuple[date, date]
) -> None:
    asked = narrowing(
        sample, "what did Bessent say in April 2025?", date_from=date_from, date_to=date_to
    )
    assert (asked.date_from, asked.date_to) == expected


def test_the_words_of_a_window_are_no_topic(sample: Library) -> None:
    understanding = understand(
        Question("what did Bessent say about tariffs last week?", today=TODAY), sample
    )
    assert [term.stem for term in understanding.topic] == ["tariff"]


def test_the_latest_draws_to_the_newest_reports(sample: Library) -> None:
    newest = sample.summary().last
    understanding = understand(Question("What is the latest on tariffs?"), sample)
    assert understanding.around and understanding.around[1] == newest
    assert understanding.narrowing.is_open


@pytest.mark.parametrize(
    "text",
    [
        "what did Bessent say about tariffs next year?",
        "what did Bessent say in January 2031?",
        "what happened in March 1950?",
        "from June to March 2025, what did Bessent say?",
        "what was it?",
    ],
)
def test_a_window_that_holds_nothing_is_no_fault(sample: Library, text: str) -> None:
    assert isinstance(search(sample, understand(Question(text, today=TODAY), sample), 20), list)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what did Bessent say in May or in September 2025?", (5, 1), (9, 30)),
        ("what did Bessent say on 2 April and on 9 April 2025?", (4, 2), (4, 9)),
        ("what did Bessent say in May, in July and in October 2025?", (5, 1), (10, 31)),
        ("what did Bessent say last week or in March 2025?", (3, 1), (11, 16)),
    ],
)
def test_periods_apart_are_searched_from_the_first_to_the_last(
    sample: Library, text: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    understanding = understand(Question(text, today=TODAY), sample)
    days = (date(2025, *first), date(2025, *last))
    assert understanding.narrowing == Narrowing(*days)
    assert understanding.around == days


def test_a_period_within_another_narrows_it(sample: Library) -> None:
    asked = narrowing(sample, "what did Bessent say in April 2025, before 10 April 2025?")
    assert asked == Narrowing(date(2025, 4, 1), date(2025, 4, 9))


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("what did Bessent say this week?", True),
        ("what happened yesterday?", True),
        ("What is the latest on tariffs?", True),
        ("how many jobs were added last month?", True),
        ("what did Bessent say since Monday?", True),
        ("what did Bessent say last year?", False),
        ("what did Bessent say in April 2025?", False),
        ("what did Bessent say about tariffs?", False),
    ],
)
def test_a_time_past_the_newest_article_is_told(sample: Library, text: str, past: bool) -> None:
    newest = sample.summary().last
    assert newest and newest < date(2026, 6, 1)
    understanding = understand(Question(text, today=date(2026, 8, 20)), sample)
    assert understanding.ended == (newest if past else None)


def test_a_filter_past_the_newest_article_is_told(sample: Library) -> None:
    question = Question("what did Bessent say?", date_from=date(2031, 1, 1), today=TODAY)
    assert understand(question, sample).ended == sample.summary().last
