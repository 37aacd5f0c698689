"""Questions that ask for what cannot be: a plain reply each time, and never an exception."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.answer import build_chain
from rag.cli import main
from rag.library import Library
from rag.records import Answer, Question
from rag.settings import Settings

TODAY = date(2026, 8, 20)


@pytest.fixture(scope="module")
def chain(sample: Library) -> Any:
    return build_chain(sample, Settings())


@pytest.fixture
def sample_copy(sample_folder: Path, tmp_path: Path) -> str:
    shutil.copytree(sample_folder, tmp_path / "library")
    return str(tmp_path / "library")


def is_plain(answer: Answer) -> bool:
    """A whole answer with citations, or a refusal of sentences."""
    text = answer.text
    whole = answer.finished and text[-1] in ".]" and "Traceback" not in text and "None" not in text
    return whole and bool(answer.sentences) != bool(answer.refusal)


@pytest.mark.parametrize(
    "question",
    [
        "what did Bessent say about tariffs this week?",
        "what happened in Paris yesterday?",
        "what did Powell say about inflation since Monday?",
    ],
)
def test_a_time_past_the_newest_article_is_refused_with_the_librarys_end(
    chain: Any, sample: Library, question: str
) -> None:
    newest = sample.summary().last
    assert newest
    answer = chain.invoke(Question(question, today=TODAY))
    assert answer.refusal and answer.refusal.reason == "outside_dates"
    assert f"The newest article here is of {newest.day} {newest:%B %Y}." in answer.refusal.message
    assert answer.notices == ()


def test_the_latest_of_an_old_library_is_answered_with_a_notice(
    chain: Any, sample: Library
) -> None:
    newest = sample.summary().last
    assert newest
    asked = "What is the latest on the Louvre robbery?"
    answer = chain.invoke(Question(asked, today=TODAY))
    assert answer.refusal is None
    assert answer.notices == (f"The newest article here is of {newest.day} {newest:%B %Y}.",)
    assert chain.invoke(Question(asked, today=newest)).notices == ()


@pytest.mark.parametrize(
    "question",
    [
        Question("what did Bessent say about tariffs in January 2031?"),
        Question("what did Bessent say about tariffs next year?"),
        Question("what did Bessent say about tariffs?", date_from=date(2031, 1, 1)),
        Question("tariffs", date_from=date(2031, 1, 1), date_to=date(2032, 1, 1)),
        Question("tariffs", date_from=date.max), Question("tariffs", date_to=date.min),
        Question("what happened this week?", today=date.min),
        Question("what happened last week?", today=date.max),
        Question("what did Bessent say as of 1 January 1950?"),
    ],
)  # fmt: skip
def test_a_window_in_the_future_or_before_all_news(chain: Any, question: Question) -> None:
    assert is_plain(chain.invoke(question))


@pytest.mark.parametrize(
    "question",
    [
        Question("what did Bessent say about tariffs from June to March 2025?"),
        Question("what happened between May 2025 and January 2025?"),
        Question("tariffs", date_from=date(2025, 6, 1), date_to=date(2025, 3, 1)),
        Question("what did Bessent say since May 2025 until March 2025?"),
        Question("what did Bessent say in April 2025?", date_from=date(2025, 6, 1)),
    ],
)
def test_a_window_that_is_turned_round(chain: Any, question: Question) -> None:
    assert is_plain(chain.invoke(question))


def test_a_reader_whose_dates_are_turned_round_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status = main(["ask", "tariffs", "--from", "2025-06-01", "--to", "2025-03-01"])
    assert status == 2
    assert "turned round" in capsys.readouterr().err


@pytest.mark.parametrize(
    "question",
    [
        Question("How did the Wall Street Journal report the Louvre robbery?"),
        Question("What did Bessent tell the Nowhere Gazette about tariffs?"),
        Question("According to Zyx Daily, who won the Masters?"),
    ],
)
def test_an_outlet_named_in_a_question_that_the_library_does_not_hold(
    chain: Any, question: Question
) -> None:
    assert is_plain(chain.invoke(question))


def test_a_filter_on_an_outlet_that_the_library_does_not_hold_finds_nothing(chain: Any) -> None:
    asked = Question("who won the Masters?", outlets=("The Nowhere Gazette",))
    answer = chain.invoke(asked)
    assert answer.refusal and answer.refusal.reason == "outside_dates"
    assert "of The Nowhere Gazette" in answer.refusal.message
    assert answer.retrieved == ()


LANGUAGES = (
    ("Was hat Bessent über Zölle gesagt?", "Er sprach am Mittwoch in Washington über Zölle."),
    ("貝森特對關稅說了什麼？", "他說關稅很高。"),
    ("ماذا قال بيسنت عن الرسوم الجمركية؟", "قال إن الرسوم مرتفعة."),
    ("Что сказал Бессент?", "Он говорил о пошлинах."),
)


@pytest.mark.parametrize("turn", LANGUAGES)
@pytest.mark.parametrize("question", ["and about soybeans?", "why?", "what did he say?"])
def test_a_conversation_in_another_language(
    chain: Any, turn: tuple[str, str], question: str
) -> None:
    assert is_plain(chain.invoke(Question(question, history=(turn,))))


@pytest.mark.parametrize("question", ["why?", "and about China?", "who won the Masters?"])
def test_a_conversation_of_200_turns(chain: Any, question: str) -> None:
    turn = ("what did Bessent say about tariffs?", "Scott Bessent spoke of tariffs. " * 20)
    answer = chain.invoke(Question(question, history=(turn,) * 200))
    assert is_plain(answer)
    assert len(answer.standalone_question) < 200
    assert answer.timings_ms["understand"] < 5000


@pytest.mark.parametrize(
    "question", ["the of and", "what is it?", "who was there and why?", "is it so?", "?!", "…", "a"]
)
def test_a_question_of_stop_words_alone_says_what_is_missing(chain: Any, question: str) -> None:
    refusal = chain.invoke(question).refusal
    assert refusal and refusal.reason == "no_evidence"
    assert refusal.message == (
        "The question names nothing to look for; name a person, a thing or an event."
    )


def test_a_batch_of_odd_questions_ends_well(sample_copy: str, tmp_path: Path) -> None:
    asked, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    records: list[dict[str, Any]] = [
        {"question": "tariffs", "date_from": "2031-01-01", "date_to": "2025-01-01"},
        {"question": "tariffs", "outlets": ["", "'; DROP TABLE articles; --"]},
        {"question": "the of and", "history": [["", ""]] * 200},
    ]
    asked.write_text("".join(json.dumps(it) + "\n" for it in records))
    given = ["ask", "--batch", str(asked), "--out", str(out), "--library", sample_copy]
    assert main(given) == 0
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [bool(it["refusal"]) for it in answers] == [True, True, True]
