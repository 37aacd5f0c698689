"""What somebody wants, questions or plans is found by learned weights; what is only done is not."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import find_statements
from rag.reading.attribution.learned_cues import WEIGHTS, complements, likelihood
from rag.reading.attribution.teaching import Lesson, fit, lessons, main
from rag.reading.lines import lines
from rag.reading.parsing.masking import lay_out
from rag.reading.parsing.parser import parse
from tests.counting import calls_of

NAMED = "Ada Moreno, the mayor of Tarn, met the council on Monday. "


def contents(text: str) -> dict[str, str]:
    """What is said in `text`, by its speaker."""
    return {
        it.speaker: " ".join(text[start:end] for start, end in it.content)
        for it in find_statements("a1", text, published=date(2025, 4, 2))
    }


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "Moreno wants to close the harbour to all large ships by the end of May.",
            "to close the harbour to all large ships by the end of May",
        ),
        (
            "Moreno believes that the harbour is too small for ships of that size.",
            "that the harbour is too small for ships of that size",
        ),
        ("Moreno criticized the council's plan.", "the council's plan"),
        (
            "The mayor questioned the cost of the bridge that the council has planned.",
            "the cost of the bridge that the council has planned",
        ),
        (
            "Moreno opposes the new tax on ferries that the council has planned.",
            "the new tax on ferries that the council has planned",
        ),
        ("Moreno thinks that the ferry is safe.", "that the ferry is safe"),
        (
            "Moreno was confident that the ferry would run again by the end of May.",
            "that the ferry would run again by the end of May",
        ),
        (
            "Moreno's refusal to discuss the cost of the bridge has angered many.",
            "to discuss the cost of the bridge",
        ),
    ],
)
def test_what_somebody_thinks_or_wants_is_theirs(sentence: str, said: str) -> None:
    assert contents(NAMED + sentence) == {"Ada Moreno": said}


@pytest.mark.parametrize(
    "sentence",
    [
        "Moreno opened the door of the town hall.",
        "Moreno bought two boats in May.",
        "Moreno drove to the harbour after lunch.",
        "Moreno does not want to close the harbour.",
        "Moreno could question the cost of the bridge.",
        "If Moreno wants to close the harbour, it will be closed.",
        "Moreno would agree to share the cost of the bridge.",
    ],
)
def test_what_somebody_does_or_may_want_is_no_statement(sentence: str) -> None:
    assert not contents(NAMED + sentence)


def test_what_another_says_that_somebody_wants_is_the_others() -> None:
    said = contents(NAMED + "Olof Berg, a fisherman, said Moreno wants to close the harbour.")
    assert said == {"Olof Berg": "Moreno wants to close the harbour"}


@given(st.text(max_size=200))
def test_any_text_has_a_likelihood_between_none_and_all(text: str) -> None:
    for sentences in parse([lay_out(text, line) for line in lines(text)]):
        for parsed in sentences:
            assert all(0 <= likelihood(it, parsed) <= 1 for it in complements(parsed))


def test_weights_are_learned_from_what_people_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {f"a{at}": f"Berg mulls the {it}. Berg paints the {it}." for at, it in enumerate(
        ["harbour", "bridge", "ferry", "tower", "pier", "boat"]
    )}  # fmt: skip
    articles, marks = tmp_path / "articles.jsonl", tmp_path / "attributions.jsonl"
    articles.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in texts.items()))
    marks.write_text(
        "".join(
            json.dumps({
                "article_id": name, "split": "train", "source_spans": [[0, 4]],
                "content_spans": [[11, text.index(".")]],
            }) + "\n"
            for name, text in texts.items()
        )
    )  # fmt: skip
    monkeypatch.setattr("rag.reading.attribution.teaching.WEIGHTS", tmp_path / "cues.json")
    main(articles, marks)
    learned = json.loads((tmp_path / "cues.json").read_text())
    assert learned["told"]["verb mull dobj"] > 0 > learned["told"]["verb paint dobj"]
    assert "12 complements" in capsys.readouterr().out


def test_a_complement_is_right_where_half_of_both_and_the_source_agree() -> None:
    text = "Berg mulls the old stone bridge."
    marked = {"source_spans": [[0, 4]], "content_spans": [[15, 31]]}
    assert [it.right for it in lessons(text, [marked])] == [True]
    elsewhere = marked | {"source_spans": [[11, 14]]}
    assert [it.right for it in lessons(text, [elsewhere])] == [False]
    assert [it.right for it in lessons(text, [{"content_spans": [[15, 31]]}])] == [False]


def test_what_is_seen_too_seldom_teaches_nothing() -> None:
    taught = [(["once"], True), (["twice"], False), (["twice"], True)]
    assert not fit([Lesson(told, np.zeros(2), right) for told, right in taught]).told


def test_the_weights_name_nobody() -> None:
    """Who was in the news when people marked it is no matter of what verbs mean."""
    learned = json.loads(WEIGHTS.read_text(encoding="utf-8"))["told"]
    assert "source name" in learned and len(learned) > 1000
    assert not {"clinton", "obama", "hillari"} & {word for name in learned for word in name.split()}


def test_a_long_sentence_takes_no_more_work_than_its_length_asks() -> None:
    many = NAMED + "Moreno wants to go " + "and wants to come and sees the sea " * 100 + "."
    half = NAMED + "Moreno wants to go " + "and wants to come and sees the sea " * 50 + "."
    whole, part = (calls_of(lambda text=text: contents(text)) for text in (many, half))
    assert whole < 4 * part
