"""When what there is does not answer: a missing year, another's phrase, a name not held."""

from collections.abc import Callable, Sequence

import pytest
from invented_news import TODAY, Ask, news

from rag.answer.refuse import is_answered, speaks_of_it
from rag.answer.spoken import words_of_asked, words_of_others
from rag.reader import Candidate, read_weights
from rag.reader.evidence import Evidence
from rag.reader.score import scored, sentences_of
from rag.records import Article, Question
from rag.retrieve import search, understand

WEIGHTS = read_weights()
LOST = 0.05
NEWS = [
    news(
        "2025-10-01",
        "Whale seen",
        "A whale swam into the bay of Kvernes on Monday. “The whale in the bay is in good health,” "
        "said Nils Aker, a vet. Boats were told to keep their distance.",
    ),
    news(
        "2025-10-12",
        "Choir wins prize",
        "The choir of Oddby won a prize in Vienna. “The polyphonic psalm was our triumph,” Pia "
        "Rask said. The choir sailed home.",
        "Post",
    ),
    news(
        "2025-10-14",
        "Mill to be a museum",
        "The oil mill of Oddby was built by Karl Falk in 1890. It will be a museum.",
    ),
]


@pytest.fixture(scope="module")
def ask(open_news: Callable[[list[Article]], Ask]) -> Ask:
    return open_news(NEWS)


def found_for(ask: Ask, question: str) -> Evidence:
    asks = understand(Question(question, today=TODAY), ask.library)
    return Evidence(ask.library, asks, search(ask.library, asks, 20))


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("Who built the oil mill of Oddby?", True),
        ("Who built the oil mill of Oddby in 1890?", True),
        ("Who built the oil mill of Oddby in 1990?", False),  # its year stands nowhere
        ("Who built the oil mill of Zwingli?", False),  # nor does the name
        ("Who bought the oil mill of Oddby for 4711 crowns?", False),  # nor the number
    ],
)
def test_a_year_name_or_number_of_the_question_cannot_be_missing(
    ask: Ask, question: str, answered: bool
) -> None:
    evidence = found_for(ask, question)
    best = scored(sentences_of(evidence), WEIGHTS.facts)[:1]
    assert is_answered(evidence, best, WEIGHTS.facts_held, LOST) is answered
    assert bool(ask(question).sentences) is answered


@pytest.mark.parametrize(
    ("question", "spoke", "others_count"),
    [
        ("What did Nils Aker say about the whale in the bay?", True, False),
        ("What did Nils Aker say about the whale in the bay in good health?", True, False),
        # The psalm is Pia Rask's: it tells whose words are meant.
        (
            "What did Nils Aker say about the whale, the good health, the bay, the polyphonic "
            "psalm?",
            False,
            True,
        ),
        ("What did Nils Aker say about the whale in the bay of Kvernes of 1990?", False, False),
        ("What did Nils Aker say about the tram?", False, False),
    ],
)
def test_a_statement_is_on_what_was_asked_or_not(
    ask: Ask, question: str, spoke: bool, others_count: bool
) -> None:
    evidence = found_for(ask, question)
    said = words_of_asked(evidence, WEIGHTS)
    others = words_of_others(evidence, WEIGHTS)
    assert said and others

    def spoke_beside(theirs: Sequence[Candidate]) -> bool:
        return speaks_of_it(evidence, said, theirs, WEIGHTS.words_held, LOST)

    assert spoke_beside(others) is spoke
    # Without the other's words it would have been.
    assert spoke_beside(()) is (spoke or others_count)


def test_nothing_found_or_said_is_no_answer(ask: Ask) -> None:
    evidence = found_for(ask, "What did Nils Aker say about the whale in the bay?")
    assert not is_answered(evidence, [], WEIGHTS.facts_held, LOST)
    assert not speaks_of_it(evidence, [], [], WEIGHTS.words_held, LOST)
