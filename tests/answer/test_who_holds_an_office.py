"""Who holds an office is whom the articles called so last, in a sentence that says it."""

from collections.abc import Callable

import pytest
from invented_news import TODAY, Ask, news

from rag.library.narrowing import Narrowing
from rag.records import Article
from rag.retrieve.question.offices import asked_office, holder_of

NEWS = [
    news("2022-05-03", "Vines", "French President Luc Morel said the vines had frozen in Alsace."),
    news(
        "2025-03-01",
        "Ferries",
        "The ferries stood still. French President Jeanne Aubert said the ferries would sail. "
        "“They will sail on Monday,” Aubert said.",
    ),
    news("2025-03-20", "Ships", "French President Jeanne Aubert said ships had been sold."),
    news("2025-04-02", "Farms", "Former French President Luc Morel said farms had closed."),
    news("2025-04-03", "Mine", "An adviser to French President Jeanne Aubert, Ugo Petit, said no."),
    news("2025-05-01", "Dam", "Fernhill Gov. Kai Rode said June 3 that the dam would hold."),
    news("2025-05-02", "Dike", "Ostmark Gov. Una Sand said the dike would not hold."),
    news("2025-05-03", "Dike", "Ostmark Lieutenant Governor Eli Voss said sand would not do."),
    news("2025-06-01", "Barn", "Deputy Grain Secretary Ida Lund said the barns were full."),
    news(
        "2025-06-02",
        "Mayor of Oddby opens bridge",
        "The mayor of Oddby opened the bridge to Ostmark. President Street in Ostmark was closed. "
        "Ada Lind walked over it with her brother.",
    ),
    news("2025-06-03", "Abbey", "The abbot of Longport, Ilse Holm, retired after the bishop left."),
]


@pytest.fixture(scope="module")
def ask(open_news: Callable[[list[Article]], Ask]) -> Ask:
    return open_news(NEWS)


@pytest.mark.parametrize(
    ("question", "name", "holds"),
    [
        ("Who is the president of France?", "Jeanne Aubert", "ships had been sold"),
        ("who's the French president now?", "Jeanne Aubert", "ships had been sold"),
        ("Who is France's current president?", "Jeanne Aubert", "ships had been sold"),
        ("Who was the president of France in May 2022?", "Luc Morel", "the vines"),
        ("Who is the governor of Fernhill?", "Kai Rode", "the dam would hold"),
    ],
)
def test_the_last_that_is_called_so_is_named(
    ask: Ask, question: str, name: str, holds: str
) -> None:
    answer = ask(question)
    first, *others = answer.sentences
    assert first.short == name and holds in first.text and not others


def test_an_office_in_one_word_is_somebodys_who_is_called_so_most(ask: Ask) -> None:
    held = holder_of("president", ask.library, Narrowing(), TODAY)
    assert held and held.names[0] == "Jeanne Aubert"
    # In May 2022 and in 2025 alike there is but one; of two governors in as many reports, none.
    assert holder_of("governor", ask.library, Narrowing(), TODAY) is None


@pytest.mark.parametrize(
    "question",
    [
        "Who is the president of Ostmark?",
        "Who is the Grain Secretary?",
        "Who is the mayor of Oddby?",
        "Who is the bishop of Longport?",
    ],
)
def test_where_nobody_is_called_so_by_name_it_is_refused(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.refusal and not answer.sentences


def test_who_is_called_so_without_having_spoken_is_found_in_the_text(ask: Ask) -> None:
    assert "Ilse Holm" in ask("Who is the abbot of Longport?").sentences[0].text


@pytest.mark.parametrize("told", ["grain secretary", "mayor of Fernhill", "president of Ostmark"])
def test_a_deputy_or_adviser_does_not_hold_it(ask: Ask, told: str) -> None:
    assert holder_of(told, ask.library, Narrowing(), TODAY) is None


@pytest.mark.parametrize(
    ("question", "office"),
    [
        ("Who is the president of France?", "president of France"),
        ("so who's Utah's governor at the moment", "Utah's governor"),
        ("Who was the prime minister of Japan in October 2022?", "prime minister of Japan"),
        ("Who is the new pope?", "pope"),
        ("Who is Ada Lind?", None),
        ("Who is Ada Lind's mother?", None),
        ("Who is replacing the mayor of Oddby?", None),
        ("What is the president of France called?", None),
    ],
)
def test_the_office_is_read_from_the_question(question: str, office: str | None) -> None:
    assert asked_office(question) == office
