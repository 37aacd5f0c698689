"""Example questions come from the library and are only shown where it answers them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer import build_chain
from rag.ingest import read_sources
from rag.library import Embedder, Library, ingest, open_library
from rag.records import Answer, Question, Refusal
from rag.settings import load_settings
from rag.web.examples import closing_nouns, example_questions, with_its_article

BRIEFS = Path(__file__).resolve().parents[2] / "corpus" / "briefs"


@pytest.fixture(scope="module")
def library(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of the sample's briefs on Bessent and on the storms."""
    settings = load_settings(library=tmp_path_factory.mktemp("examples"))
    chosen = [str(path) for path in sorted(BRIEFS.glob("*bessent*"))]
    chosen += [str(path) for path in sorted(BRIEFS.glob("*melissa*"))]
    with open_library(settings, embedder) as opened:
        ingest(opened, read_sources(chosen, settings))
        yield opened


def test_every_example_is_answered_from_the_library(library: Library) -> None:
    ask = build_chain(library, load_settings()).invoke
    questions = list(example_questions(library, ask))
    assert len(questions) >= 2
    assert len(set(questions)) == len(questions)
    assert any("Scott Bessent" in question for question in questions)
    for question in questions:
        assert ask(Question(question)).refusal is None


def test_what_is_refused_is_no_example(library: Library) -> None:
    def refuse(question: Question) -> Answer:
        return Answer(question.text, question.text, refusal=Refusal("no_evidence", "No."))

    assert list(example_questions(library, refuse)) == []


def test_an_empty_library_has_no_examples(tmp_path: Path) -> None:
    settings = load_settings(library=tmp_path / "empty")
    with open_library(settings) as empty:
        assert list(example_questions(empty, build_chain(empty, settings).invoke)) == []


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ('"I think they\'ll drive the economy into a ditch," he said.', ["the economy"]),
        ("She spoke about tariffs.", ["tariffs"]),
        ("He spoke of the tariffs, and of wildfires in the west.", ["tariffs", "wildfires"]),
        ("They met for quickly arranged talks.", []),
    ],
)
def test_topics_are_words_that_close_a_noun_phrase(text: str, nouns: list[str]) -> None:
    assert closing_nouns(text) == nouns


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The Harbour Board met. The ships stay, the Harbour Board said.", "the Harbour Board"),
        ("Storm Aurelia is near. The Storm Aurelia alert stands; Storm Aurelia is slow.", None),
    ],
)
def test_a_name_has_its_article_where_the_text_gives_it_one(text: str, named: str | None) -> None:
    name = "Harbour Board" if named else "Storm Aurelia"
    assert with_its_article(name, text) == (named or name)
