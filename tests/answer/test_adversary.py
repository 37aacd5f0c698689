"""A real model that invents, served on loopback: nothing that it invents reaches the reader."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer import build_chain
from rag.ingest import read_sources
from rag.library import Embedder, Library, ingest, open_library
from rag.records import AnswerSentence, Passage, Question, RetrievedPassage
from rag.settings import Settings
from tests.benchmarks import adversary
from tests.benchmarks.verifier import inventions

# One question for what somebody said and one for a fact; the benchmark "adversary" asks many more.
QUESTIONS = (
    "what did Kevin Hasset say about trade offers in April?",
    "which states had deaths in the pasta listeria outbreak?",
)


@pytest.fixture(scope="module")
def news(
    shared_news: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """A library of the articles on which the answers to the questions rest."""
    reason = adversary.missing()
    if reason:
        pytest.skip(reason)
    gold = (shared_news / "gold-2025.jsonl").read_text(encoding="utf-8").splitlines()
    items = [item for item in map(json.loads, gold) if item["question"] in QUESTIONS]
    assert len(items) == len(QUESTIONS)
    wanted = {one["article_id"] for item in items for one in item["evidence"]}
    folder = tmp_path_factory.mktemp("adversary")
    with (shared_news / "articles-2025.jsonl").open(encoding="utf-8") as lines:
        kept = [line for line in lines if json.loads(line)["id"] in wanted]
    (folder / "articles.jsonl").write_text("".join(kept), encoding="utf-8")
    with open_library(Settings(library=folder / "library"), embedder) as library:
        ingest(library, read_sources([str(folder / "articles.jsonl")], Settings()))
        yield library


@pytest.fixture(scope="module")
def address(news: Library) -> Iterator[str]:
    with adversary.served() as served:
        yield served


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_invention_reaches_the_reader(news: Library, address: str, question: str) -> None:
    # given a model of 135M parameters that writes the answer
    from tests.benchmarks.bench_adversary import judge

    answer = build_chain(news, adversary.settings(address)).invoke(Question(question))
    if answer.refusal:  # so few articles: the model was not asked
        pytest.skip(f"not answered from so few articles: {answer.refusal.message}")
    # then it wrote something, and nothing of it that is shown, or would be if it had cited all
    # passages that it was given, is invented
    shown, slipped, counts = judge(answer, news)
    assert counts["sentences"] > 0
    assert shown == [] and slipped == []


TEXT = "Ada Lind said the harbour will close in May. “It has cost 4 million crowns,” she said."
FOUND = RetrievedPassage(
    Passage("a#0", "a", 0, len(TEXT), TEXT), "Harbour", "Gazette", None, None, score=1.0
)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Ada Lind said “it has cost 4 million crowns”.", None),
        ("Ada Lind said “it has cost five million”.", "quotation"),
        ("Ada Lind said it had cost 5 million crowns.", "number"),
        ("Ada Lind said the harbour of Oddby will close.", "name"),
        ('Ida said "it has cost 4 million crowns".', "speaker"),
    ],
)
def test_the_verifier_sees_an_invention(sentence: str, kind: str | None) -> None:
    found = inventions(sentence, [FOUND], f"Harbour Gazette\n{TEXT}")
    assert bool(found) == (kind is not None)
    assert kind is None or any(each.startswith(kind) for each in found)


def test_the_verifier_reads_what_is_shown(sample: Library) -> None:
    # given an answer of the product's own, and the same with an invention that passed for true
    from tests.benchmarks.verifier import shown_inventions

    answer = build_chain(sample, Settings()).invoke("what did Bessent say about tariffs?")
    articles = {}
    for citation in answer.citations:
        article = sample.database.article(citation.article_id)
        assert article
        articles[article.id] = article.text
    assert shown_inventions(answer, articles) == []
    false = AnswerSentence("Bessent owes 977 crowns.", (1,), "supported")
    assert shown_inventions(replace(answer, sentences=(false,)), articles)
