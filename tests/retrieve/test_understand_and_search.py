"""A question is understood against the library, and its passages are found."""

from datetime import date
from pathlib import Path

import pytest

from rag.library import Library, ingest, open_library
from rag.records import Article, Question
from rag.retrieve import PassageRetriever, search, understand
from rag.settings import load_settings


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("what did Bessent say about tariffs?", "Bessent"),
        ("what did bessent say about tariffs?", "bessent"),
        ("what did bessant say about tariffs?", "Bessent"),  # one slip away
        ("According to Jerome Powell, what comes next?", "Jerome Powell"),
        ("What was Carney's reaction to the car tariffs?", "Carney"),
        ("What did Zoltan Quux say about tariffs?", "Zoltan Quux"),  # unknown, but named
        ("who won the Masters?", None),
        ("what did the study say about coffee?", None),
        ("What did he say?", None),
    ],
)
def test_whose_words_are_asked_for(sample: Library, question: str, speaker: str | None) -> None:
    assert understand(Question(question), sample).speaker == speaker


def test_the_speakers_name_is_no_part_of_the_topic(sample: Library) -> None:
    understood = understand(Question("what did Scott Bessent say about Chinese tariffs?"), sample)
    assert [term.word for term in understood.topic] == ["chinese", "tariffs"]


def test_of_two_right_spellings_the_commoner_one_is_meant(tmp_path: Path) -> None:
    texts = ["The trailer left.", "The trawler left.", "A trawler.", "A trailer.", "The trawler."]
    articles = [Article(f"a{at}", "News", text) for at, text in enumerate(texts)]
    settings = load_settings(library=tmp_path / "library")
    with open_library(settings) as library:
        ingest(library, articles)
        understood = understand(Question("where is the traxler?"), library)
    assert [term.stem for term in understood.terms] == ["trawler"]


def test_rare_words_weigh_more_than_common_ones(sample: Library) -> None:
    understood = understand(Question("tariffs and Kamchatka"), sample)
    tariffs, kamchatka = understood.terms
    assert kamchatka.weight > tariffs.weight


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("how strong was the earthquake off Kamchatka?", "sample-kamchatka-earthquake"),
        ("who won the women's Euro final in Basel?", "sample-england-euro-2025"),
        ("thieves steal crown jewels from a Paris museum", "sample-louvre-robbery"),
    ],
)
def test_the_right_passage_comes_first(sample: Library, question: str, article: str) -> None:
    found = search(sample, understand(Question(question), sample), 20)
    assert found[0].passage.article_id == article
    assert all(0 <= passage.score <= 1 for passage in found)
    assert [it.score for it in found] == sorted((it.score for it in found), reverse=True)


def test_at_least_twenty_passages_are_returned(sample: Library) -> None:
    assert len(search(sample, understand(Question("tariffs"), sample), 20)) == 20


def test_dates_and_outlets_narrow_the_search(sample: Library) -> None:
    # given a window of one month
    question = Question("tariffs", date_from=date(2025, 4, 1), date_to=date(2025, 4, 30))
    # when it is searched
    found = search(sample, understand(question, sample), 20)
    # then everything found was published in it
    assert found
    assert all(date(2025, 4, 1) <= (it.published or date.min) <= date(2025, 4, 30) for it in found)
    nowhere = Question("tariffs", outlets=("No such outlet",))
    assert search(sample, understand(nowhere, sample), 20) == []


@pytest.mark.parametrize(
    "question", ["the of and?", "?", "¿Qué dijo?", "🙂", "x" * 2000, '"OR" NOT (']
)
def test_odd_questions_are_searched_without_a_fault(sample: Library, question: str) -> None:
    assert isinstance(search(sample, understand(Question(question), sample), 20), list)


def test_the_retriever_gives_langchain_documents(sample: Library) -> None:
    documents = PassageRetriever(library=sample, count=5).invoke("earthquake off Kamchatka")
    assert len(documents) == 5
    first = documents[0]
    article = sample.database.article(first.metadata["article_id"])
    assert article
    assert article.text[first.metadata["start"] : first.metadata["end"]] == first.page_content
