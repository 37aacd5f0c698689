"""Which sentence the reader takes for the one that holds the answer, over real briefs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_in_order import Read

from rag.library import Embedder, Library
from rag.reader.features import NAMES, Compared, greatest
from rag.records import Question
from rag.retrieve import understand


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("How many neurons does the mouse brain map cover?", "84,000"),
        ("From which year can I watch the Oscars on YouTube?", "2029"),
        ("when did costco file its tariff lawsuit", "28 November"),
        ("Whose crown did the Louvre thieves drop on their way out?", "Empress Eugénie"),
    ],
)
def test_the_sentence_that_holds_the_answer_comes_first(
    read: Read, question: str, holds: str
) -> None:
    _, found = read(question)
    assert holds in found[0].text


def test_every_figure_lies_between_nothing_and_all(read: Read) -> None:
    for question in (
        "how many people died in Hurricane Melissa?",
        "who won the Masters?",
        "tariffs",
    ):
        _, found = read(question)
        assert found
        for candidate in found:
            for name in NAMES:
                assert -1e-6 <= getattr(candidate.figures, name) <= 1 + 1e-6, name


def test_words_of_like_meaning_count(sample: Library, embedder: Embedder) -> None:
    asks = understand(Question("How many people died in the flood?"), sample)
    compared = Compared(asks, asks.terms, embedder)
    died = [term.word for term in asks.terms].index("died")

    def alike(text: str) -> float:
        return float(greatest(compared.likeness(text))[died])

    assert alike("Nine were killed by the water") > 0.4
    assert alike("Nine bananas were eaten at noon") < 0.3
    assert alike("Nine people died") == 1.0


def test_a_number_counts_what_stands_around_it(sample: Library, embedder: Embedder) -> None:
    asks = understand(Question("How many deaths had the flood caused in Texas?"), sample)
    compared = Compared(asks, asks.terms, embedder)

    def by(text: str) -> float:
        return compared.by(text, compared.likeness(text), compared.of_kind(text))

    dead = by("The flood has killed 52 people in Texas, the sheriff said.")
    assert dead > by("The flood closed 52 roads in Texas, the sheriff said.")
    assert dead > by(
        "The flood closed the roads, and a sheriff whom people in Texas know has 52 cars."
    )
    assert by("The flood has killed many in Texas.") == 0.0


def test_what_several_articles_say_alike_has_most_votes(read: Read) -> None:
    _, found = read("Who won the Masters?")
    heard = max(found, key=lambda it: it.figures.votes)
    assert "McIlroy" in heard.text


@given(st.text(max_size=300))
def test_any_text_can_be_compared(embedder: Embedder, sample: Library, text: str) -> None:
    asks = understand(Question("How many people died in the flood of May 2025?"), sample)
    compared = Compared(asks, asks.terms, embedder)
    likeness = compared.likeness(text)
    assert ((likeness >= 0) & (likeness <= 1)).all()
    assert 0 <= compared.by(text, likeness, compared.of_kind(text)) <= 1
    assert all(0 <= it <= 1 for it in compared.closely(text, compared.of_kind(text)))
