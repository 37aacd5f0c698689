"""Where reports differ, the reader is told, and has both, the newest first."""

from collections.abc import Callable

import pytest
from invented_news import Ask, news

from rag.records import Answer, Article

NEWS = [
    news(
        "2025-04-02",
        "Storm hits Oddby",
        "A storm struck the town of Oddby on Tuesday night. The storm killed 12 people in Oddby. "
        "Roofs were torn off and the market hall was flooded. Schools stay closed this week.",
    ),
    news(
        "2025-04-04",
        "Toll of the Oddby storm rises",
        "Rescuers searched the ruins for a second day. The storm in Oddby killed 19 people. "
        "Most of them lived in the streets beside the river.",
        "Post",
    ),
    news(
        "2025-05-02",
        "Lundvik opens its bridge",
        "The new bridge at Lundvik cost 40 million crowns. It was built in two years. "
        "Ida Moe, an engineer, designed it.",
        "Courier",
    ),
    news(
        "2025-05-05",
        "Correction on the bridge",
        "Correction: the new bridge at Lundvik cost 14 million crowns, and not 40 million, as an "
        "earlier version of this report said.",
        "Courier",
    ),
    news(
        "2025-06-02",
        "Pilot found guilty",
        "A court in Brackenmere convicted the pilot of the ferry Sankt Olaf. It took a week.",
        "Courier",
    ),
    news(
        "2025-06-20",
        "Pilot walks free",
        "A higher court in Brackenmere cleared the pilot of the ferry Sankt Olaf. He wept.",
        "Post",
    ),
    news(
        "2025-07-04",
        "Museum counts its guests",
        "The museum of salt in Kvernes had 3,000 visitors in June. Entry is free on Mondays.",
    ),
    news(
        "2025-07-06",
        "Salt draws a crowd",
        "The museum of salt in Kvernes had three thousand visitors in June. It has a new roof.",
        "Post",
    ),
]


@pytest.fixture(scope="module")
def ask(open_news: Callable[[list[Article]], Ask]) -> Ask:
    return open_news(NEWS)


def cited(answer: Answer) -> list[str]:
    return [citation.article_id for citation in answer.citations]


def test_a_death_toll_that_rose_is_told_with_both_figures_the_newest_first(ask: Ask) -> None:
    answer = ask("How many people did the storm in Oddby kill?")
    assert cited(answer) == ["Post 2025-04-04", "Gazette 2025-04-02"]
    assert "19 people" in answer.sentences[0].text and "12 people" in answer.sentences[1].text
    assert [sentence.lead for sentence in answer.sentences] == [
        "Post, 4 April 2025",
        "Gazette, 2 April 2025",
    ]
    assert answer.notices == ("Reports give different figures; the newest stands first.",)
    # Two figures are no one short answer.
    assert not any(sentence.short for sentence in answer.sentences)


def test_a_correction_is_told_and_goes_before_what_it_corrects(ask: Ask) -> None:
    answer = ask("How much did the new bridge at Lundvik cost?")
    assert cited(answer) == ["Courier 2025-05-05", "Courier 2025-05-02"]
    assert answer.notices == ("A later report corrects an earlier one; it stands first.",)


@pytest.mark.parametrize(
    "question",
    [
        "Did a court in Brackenmere convict the pilot of the Sankt Olaf?",
        "What did the court in Brackenmere decide about the pilot of the Sankt Olaf?",
    ],
)
def test_a_report_of_the_opposite_is_told_whichever_of_them_is_asked_for(
    ask: Ask, question: str
) -> None:
    answer = ask(question)
    assert cited(answer) == ["Post 2025-06-20", "Courier 2025-06-02"]
    assert answer.notices == ("Reports contradict each other; the newest stands first.",)


def test_one_figure_in_digits_and_in_words_is_no_difference(ask: Ask) -> None:
    answer = ask("How many visitors did the museum of salt in Kvernes have in June?")
    assert answer.sentences and answer.notices == ()
    assert "thousand visitors" in answer.text or "3,000 visitors" in answer.text


def test_a_figure_for_another_thing_is_no_difference(ask: Ask) -> None:
    answer = ask("How many years did the new bridge at Lundvik take to be built?")
    assert not any("figures" in notice for notice in answer.notices)
