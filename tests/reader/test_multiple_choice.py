"""The reader picks among given answers by what the articles say."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import build_chain
from rag.library import Library
from rag.reader import read_weights
from rag.reader.multiple_choice import MATCHES, likeliest
from rag.reader.teaching import fit_choices
from rag.records import Question
from rag.settings import load_settings


@pytest.mark.parametrize(
    ("question", "choices", "right"),
    [
        (
            "Who won the Masters in 2025?",
            ("Scottie Scheffler", "Justin Rose", "Rory McIlroy", "Bryson DeChambeau"),
            "Rory McIlroy",
        ),
        ("Where do the Oscars move in 2029?", ("Netflix", "YouTube", "NBC"), "YouTube"),
        (
            "What did the Louvre thieves drop on their way out?",
            ("A painting by Leonardo", "The crown of Empress Eugénie", "A bag of gold coins"),
            "The crown of Empress Eugénie",
        ),
        (
            "Which two countries signed a ceasefire in July 2025?",
            ("Nepal and India", "Thailand and Cambodia", "France and Spain"),
            "Thailand and Cambodia",
        ),
    ],
)
def test_the_choice_that_the_articles_speak_for_is_picked(
    sample: Library, question: str, choices: tuple[str, ...], right: str
) -> None:
    chain = build_chain(sample, load_settings(library=sample.folder))
    for given_choices in (choices, choices[::-1]):
        answer = chain.invoke(Question(question, choices=given_choices))
        assert answer.choice == right
        assert answer.text.startswith(f"**{right}.**")
        assert answer.citations
        assert answer.as_dict()["choice"] == right


def test_where_no_article_has_a_word_of_any_choice_none_is_picked(sample: Library) -> None:
    chain = build_chain(sample, load_settings(library=sample.folder))
    answer = chain.invoke(Question("Who won the Masters?", choices=("Zyxwv Qrstu", "Plmkn Bvcxz")))
    assert answer.choice is None
    assert answer.refusal


def some_pairs(drawn: np.random.Generator, right: int) -> np.ndarray:
    pairs = drawn.random((5, 4, len(MATCHES)))
    pairs[:, :, 0] -= 1.0
    pairs[2, right, MATCHES.index("cover")] = 2.0
    return pairs


def test_what_tells_of_the_right_choice_is_learned() -> None:
    drawn = np.random.default_rng(3)
    lessons: list[tuple[np.ndarray, Sequence[int]]] = []
    for at in range(60):
        lessons.append((some_pairs(drawn, at % 4), [at % 4]))
    weights = fit_choices(lessons)
    assert weights["cover"] > max(weights[name] for name in MATCHES if name != "cover")
    found = [likeliest(pairs, weights) for pairs, _ in lessons]
    assert (
        sum(
            it is not None and it[0] in right for it, (_, right) in zip(found, lessons, strict=True)
        )
        > 50
    )
    assert fit_choices([], weights) == weights


@given(st.lists(st.text(max_size=80), min_size=2, max_size=6, unique=True))
def test_any_text_may_be_a_choice(sample: Library, texts: list[str]) -> None:
    from rag.reader.evidence import Evidence
    from rag.reader.multiple_choice import pairs_of
    from rag.reader.score import scored, sentences_of
    from rag.retrieve import search, understand

    asks = understand(Question("Who won the Masters?"), sample)
    weights = read_weights()
    evidence = Evidence(sample, asks, search(sample, asks, 5))
    candidates = scored(sentences_of(evidence), weights.facts)
    pairs = pairs_of(evidence, candidates, texts)
    assert pairs.shape == (len(candidates), len(texts), len(MATCHES))
    assert np.isfinite(pairs).all()
    picked = likeliest(pairs, weights.choices)
    assert picked is None or 0 <= picked[0] < len(texts)
