"""Questions with more than one answer: of several things all, of two things that of each side."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from invented_news import TODAY, Ask, news

from rag.answer.case import Case
from rag.answer.compare import compared
from rag.reader import read_weights
from rag.reader.evidence import Evidence
from rag.records import Article, Question
from rag.retrieve import search, understand

WEIGHTS = read_weights()
COMPARED = "Did more people die in the Oddby club fire or the Kvernes stadium crush?"
LISTED = "Who were the co-chairs of the 2025 Oddby ball?"
NEWS = [
    news(
        "2025-03-16",
        "Fire at Oddby club",
        "Oddby's public broadcaster reported that 27 people were in hospital after the fire, and "
        "another 23 were being treated at the clinic. Fire ripped through a packed club early on "
        "Sunday in the town of Oddby, killing 59 people and injuring more than 100. Oddby's "
        "prosecutor said five people would look into the club fire.",
    ),
    news(
        "2025-06-04",
        "Stadium crush in Kvernes",
        "About 300,000 people came to the stadium in Kvernes, which holds 35,000 people. The crush "
        "outside the stadium in Kvernes killed 11 people and injured 47, the town's mayor said. "
        "The stadium in Kvernes opened in 1974.",
    ),
    news(
        "2025-05-05",
        "The Oddby ball",
        "The Oddby ball is co-chaired by Anna Winter, an editor. Co-chairs "
        "of 2025 are the actor Colm Dale, the racing driver Lewis Hale, the singer Phil Wills and "
        "the poet Ada Rock. The dress code was written by Tom Low.",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def ask(open_news: Callable[[list[Article]], Ask]) -> Ask:
    return open_news(NEWS)


def case_of(ask: Ask, question: str) -> Case:
    asks = understand(Question(question, today=TODAY), ask.library)
    evidence = Evidence(ask.library, asks, search(ask.library, asks, 20))
    return Case(evidence, 60, WEIGHTS, lost=0.03, sides=evidence.of_sides())


def test_each_side_of_a_comparison_is_read_for_what_is_compared(ask: Ask) -> None:
    case = case_of(ask, COMPARED)
    answer = compared(case)
    assert answer
    told = " ".join(it.text for it in answer.sentences)
    assert "killing 59 people" in told and "killed 11 people" in told
    # By what speaks for a sentence without reading it, the first side would tell of others.
    unread = compared(replace(case, weights=replace(WEIGHTS, pointed={})))
    assert unread and "59" not in unread.sentences[0].text
    assert "killing 59 people" in ask(COMPARED).sentences[0].text


@pytest.mark.parametrize(
    ("question", "count"), [(LISTED, 2), ("Who is the editor of the Oddby ball?", 1)]
)
def test_where_several_are_asked_for_less_likely_sentences_are_chosen_too(
    ask: Ask, question: str, count: int
) -> None:
    case = case_of(ask, question)
    by_likelihood = [
        replace(it, score=-2.0 * at) for at, it in enumerate(case.sentences())
    ]  # the second is .14 as likely as the first, the third .02
    assert len(by_likelihood) > 2
    assert case.choose(by_likelihood) == by_likelihood[:count]
