"""Whose words they are: who said it, what everybody said, two of one name, one quotation twice."""

from collections.abc import Callable

import pytest
from invented_news import Ask, news

from rag.records import Answer, Article

REFUSAL = "“We will never sell the lighthouse of Brackenmere,”"
WHALE = (
    "A whale swam into the bay of Kvernes on Monday and stayed for an hour before it turned to the "
    "open sea. “The whale is in good health,” said Nils Aker, a vet. Boats were told to "
    "keep a distance of 300 metres. It was the first whale in the bay since the war, and the "
    "school let its pupils out to see it from the pier."
)
NEWS = [
    news(
        "2025-03-01",
        "Harbour dues to rise",
        "“Harbour dues in Brackenmere must rise by a tenth, because the harbour dues have not "
        "changed in ten years,” Mayor Ada Lind said on Saturday. The council meets in May.",
    ),
    news(
        "2025-08-01",
        "Mayor changes course on the dues",
        "Mayor Ada Lind spoke at the town hall. “The dues will stay as they are,” she said. A "
        "choir sang before her speech.",
        "Post",
    ),
    news(
        "2025-08-02",
        "Fishermen angry",
        "“Harbour dues are ruining us,” said Olof Lind, a fisherman. He sold one of two boats in "
        "May.",
        "Courier",
    ),
    news(
        "2025-09-01",
        "No sale of the lighthouse",
        f"{REFUSAL} Karin Holt told reporters. A buyer from abroad had offered two million crowns.",
    ),
    news(
        "2025-09-01",
        "Holt rejects offer",
        "An investor wants to turn a tower into a hotel. Karin Holt, who heads the heritage trust, "
        f"answered quickly. {REFUSAL} Holt said. Her trust has owned it since 1950.",
        "Post",
    ),
    news(
        "2025-09-02",
        "A tower not for sale",
        f"Visitors will still climb the 200 steps next summer. {REFUSAL} said Karin Holt. Tickets "
        "cost three crowns.",
        "Courier",
    ),
    news(
        "2025-10-01",
        "Whale seen",
        WHALE,
    ),
    news(
        "2025-10-01",
        "Whale seen in bay",
        f"{WHALE} More soon.",
        "Post",
    ),
    news(
        "2025-10-12",
        "Choir wins prize",
        "The choir of Oddby won a prize in Vienna. “The polyphonic psalm was our triumph,” Pia "
        "Rask said. Pia Rask thanked Nils Aker for the bus.",
    ),
]


@pytest.fixture(scope="module")
def ask(open_news: Callable[[list[Article]], Ask]) -> Ask:
    return open_news(NEWS)


def speakers(answer: Answer) -> list[str | None]:
    return [citation.speaker for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who said that the lighthouse of Brackenmere will never be sold?", "Karin Holt"),
        ("Who said that harbour dues must rise by a tenth?", "Ada Lind"),
        ("Who said that the whale is in good health?", "Nils Aker"),
    ],
)
def test_who_said_it_leads_with_the_name(ask: Ask, question: str, name: str) -> None:
    answer = ask(question)
    assert answer.sentences[0].short == name
    assert answer.text.startswith(f"**{name}.**")
    assert set(speakers(answer)) == {name}


def test_nobody_said_it_names_nobody(ask: Ask) -> None:
    answer = ask("Who said that the volcano will erupt?")
    assert answer.refusal and not answer.sentences


@pytest.mark.parametrize(
    "question",
    [
        "Who said that the lighthouse of Brackenmere will never be sold?",
        "What did Karin Holt say about the lighthouse?",
        "What was said about the lighthouse of Brackenmere?",
    ],
)
def test_a_quotation_that_several_articles_carry_counts_once(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert sum(sentence.text.count(REFUSAL) for sentence in answer.sentences) == 1


def test_a_quotation_in_near_identical_articles_comes_with_their_number(ask: Ask) -> None:
    answer = ask("What did Nils Aker say about the whale?")
    assert [citation.copies for citation in answer.citations] == [2]


def test_two_people_of_one_surname_are_kept_apart(ask: Ask) -> None:
    hers = ask("What did Ada Lind say about the harbour dues?")
    assert set(speakers(hers)) == {"Ada Lind"} and "ruining" not in hers.text
    his = ask("What did Olof Lind say about the harbour dues?")
    assert speakers(his) == ["Olof Lind"] and "ruining" in his.text


def test_a_surname_of_two_people_is_answered_with_one_persons_words(ask: Ask) -> None:
    answer = ask("What did Lind say about the harbour dues?")
    (speaker,) = set(speakers(answer))
    (other,) = {"Ada Lind", "Olof Lind"} - {speaker}
    assert answer.notices == (
        f"The name may also mean {other}; ask with the whole name for those words.",
    )


def test_a_whole_name_is_nobody_elses(ask: Ask) -> None:
    assert not ask("What did Ada Lind say about the harbour dues?").notices


@pytest.mark.parametrize(
    "question",
    [
        "What did Ada Lind say most recently about the harbour dues?",
        "What is Ada Lind's latest statement on the harbour dues?",
    ],
)
def test_the_newest_words_come_first_where_they_are_asked_for(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert [str(citation.published) for citation in answer.citations] == [
        "2025-08-01",
        "2025-03-01",
    ]


def test_else_the_words_that_fit_best_come_first(ask: Ask) -> None:
    answer = ask("What did Ada Lind say about raising the harbour dues by a tenth?")
    assert "tenth" in answer.sentences[0].text


def test_what_people_said_is_each_ones_words_under_their_names(ask: Ask) -> None:
    answer = ask("What did people say about the harbour dues?")
    assert {"Ada Lind", "Olof Lind"} <= set(speakers(answer))
    for sentence, speaker in zip(answer.sentences, speakers(answer), strict=True):
        assert speaker and speaker in f"{sentence.lead} {sentence.shown}"


def test_a_comparison_of_two_speakers_has_the_words_of_both(ask: Ask) -> None:
    answer = ask("What did Ada Lind and Olof Lind each say about the harbour dues?")
    assert set(speakers(answer)) == {"Ada Lind", "Olof Lind"}


def test_somebody_who_is_quoted_but_not_on_this_is_silent(ask: Ask) -> None:
    refusal = ask("What did Karin Holt say about the harbour dues?").refusal
    assert refusal and refusal.reason == "speaker_silent"
    assert refusal.message.startswith("3 articles here quote Karin Holt, but not on this.")
    spoken = refusal.spoken
    assert spoken and spoken.speaker in ("Ada Lind", "Olof Lind")
    assert f"{spoken.speaker}," in refusal.message and "did say (" in refusal.message
    assert refusal.message.split(": ", 1)[1].startswith(spoken.quote)


def test_words_of_somebody_else_can_be_opened_where_they_stand(ask: Ask) -> None:
    answer = ask("What did Karin Holt say about the harbour dues?")
    (source,) = answer.sources
    (article,) = [it for it in NEWS if it.id == source.article_id]
    assert article.text[source.start : source.end] == source.quote
    assert not answer.citations  # they are no answer


def test_somebody_whom_no_article_quotes_is_silent(ask: Ask) -> None:
    refusal = ask("What did Ida Quist say about the harbour dues?").refusal
    assert refusal and refusal.reason == "speaker_silent"
    assert "No article in this library quotes Ida Quist." in refusal.message


def test_a_phrase_that_only_another_person_said_is_not_the_askeds(ask: Ask) -> None:
    """Pia Rask's psalm stands beside a report of Nils Aker, who spoke of whales."""
    refusal = ask("What did Nils Aker say about the polyphonic psalm?").refusal
    assert refusal and refusal.reason == "speaker_silent"


def test_a_year_that_no_report_of_theirs_holds_is_refused(ask: Ask) -> None:
    answer = ask("What did Karin Holt say about selling the lighthouse to buyers of 1987?")
    assert answer.refusal
