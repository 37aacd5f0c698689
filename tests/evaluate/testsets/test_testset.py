"""Test sets in every form, and what is said about one that cannot be used."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sample_news import Shelf, Write

from rag.errors import InputError
from rag.evaluate import read_testset


def test_an_own_record_needs_id_and_question_alone(write: Write) -> None:
    item = read_testset(write("s.jsonl", [{"id": "a", "question": "Who won?"}])).items[0]
    assert (item.type, item.answerable, item.history, item.line) == ("question", None, (), 1)


def test_an_own_record_becomes_a_question_with_history_and_dates(write: Write) -> None:
    record = {
        "id": "a",
        "question": "And soybeans?",
        "history": [["What of tariffs?", "They rise."]],
        "date_from": None,
        "date_to": "2025-07-05",
    }
    item = read_testset(write("s.jsonl", [record])).items[0]
    question = item.as_question()
    assert question.history == (("What of tariffs?", "They rise."),)
    assert (question.date_from, question.date_to) == (None, date(2025, 7, 5))
    assert item.is_followup


@pytest.mark.parametrize(
    ("given", "today"),
    [
        ({"today": "2025-07-05"}, date(2025, 7, 5)),
        ({"date": "2025-07-05"}, date(2025, 7, 5)),
        ({"date": None}, None),
        ({"today": ""}, None),
        ({}, None),
    ],
)
def test_a_record_may_say_on_which_day_it_was_asked(
    write: Write, given: dict[str, str], today: date | None
) -> None:
    record = {"id": "a", "question": "What happened yesterday?", **given}
    assert read_testset(write("s.jsonl", [record])).items[0].as_question().today == today


def test_a_years_quiz_with_choices(write: Write) -> None:
    record = {
        "id": "20250110_0",
        "date": "2025-01-10",
        "question": "Built for whom?",
        "choices": ["Roosevelt", "Lincoln"],
        "answer": "Lincoln",
        "evidence_quote": "",
        "answer_string_in": [],
    }
    item = read_testset(write("s.jsonl", [record])).items[0]
    assert (item.answers, item.right_choices, item.type) == (("Lincoln",), (1,), "quiz")
    assert item.as_question().today == date(2025, 1, 10)


def test_realtime_qa_as_published(write: Write) -> None:
    record = {
        "question_id": "20210108_0",
        "question_date": "2021/01/08",
        "question_source": "A QUIZ",
        "question_url": "https://example.org/quiz",
        "question_sentence": "Which species is meant?",
        "choices": ["Seals", "Penguins"],
        "answer": ["1"],
        "evidence": "",
    }
    item = read_testset(write("20210108_qa.jsonl", [record])).items[0]
    assert (item.id, item.answers, item.right_choices) == ("20210108_0", ("Penguins",), (1,))
    assert item.as_question().today == date(2021, 1, 8)


def test_squad(tmp_path: Path) -> None:
    qas = [
        {"id": "1", "question": "Where?", "answers": [{"text": "Rome", "answer_start": 3}] * 2},
        {"id": "2", "question": "Who?", "answers": [], "is_impossible": True},
    ]
    data = [{"title": "T", "paragraphs": [{"context": "In Rome.", "qas": qas}]}]
    path = tmp_path / "dev.json"
    path.write_text(json.dumps({"version": "v2.0", "data": data}, indent=1), encoding="utf-8")
    first, second = read_testset(path).items
    assert (first.answers, first.answerable) == (("Rome",), None)
    assert second.answerable is False


def test_csv_with_quoted_cells_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "set.csv"
    path.write_bytes('\ufeffquestion,answer\r\n"Who, then?","A\nB"\r\nWhere?,Rome\r\n'.encode())
    first, second = read_testset(path).items
    assert (first.question, first.answers, first.id) == ("Who, then?", ("A\nB",), "line-2")
    assert second.id == "line-4"


OWN = {"id": "a", "question": "Who?"}
QUIZ = {"id": "a", "question": "Who?", "choices": ["A", "B"], "answer": "A"}


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (OWN | {"id": "b", "evidnce": []}, "did you mean 'evidence'?"),
        (OWN | {"id": "b", "answerable": "yes"}, "'answerable'"),
        (OWN | {"id": "b", "date_to": "soon"}, "'date_to'"),
        (OWN | {"id": "b", "today": "soon"}, "'soon' is no date; write it as 2025-04-01"),
        (OWN | {"id": "b", "today": 7}, "'today'"),
        (
            OWN | {"id": "b", "date_from": "2025-02-01", "date_to": "2025-01-01"},
            "date_from is after",
        ),
        (OWN | {"id": "b", "key_facts": ["?!"]}, "holds no word"),
        (OWN | {"id": "b", "evidence": [{"article_id": "x"}]}, "'evidence.0.quote' is missing"),
        (OWN | {"id": "b", "history": [["only one"]]}, "'history.0.1'"),
        ({"id": "b"}, "'question' is missing"),
        (OWN | {"id": "b", "question": "   "}, "'question'"),
        (OWN | {"id": 7}, "'id'"),
        (OWN, "the id 'a' is used on line 1"),
        ([], "no JSON object"),
    ],
)
def test_a_bad_record_is_named_by_file_and_line(write: Write, record: Any, told: str) -> None:
    path = write("set.jsonl", [OWN, record])
    with pytest.raises(InputError) as caught:
        read_testset(path)
    assert str(caught.value).startswith(f"{path}, line 2: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("answer", ["C", ""])
def test_a_quiz_answer_must_be_a_choice(write: Write, answer: str) -> None:
    with pytest.raises(InputError, match="line 1"):
        read_testset(write("s.jsonl", [QUIZ | {"answer": answer}]))


@pytest.mark.parametrize("position", ["2", "-1", "one", "²"])
def test_a_realtime_answer_must_be_the_position_of_a_choice(write: Write, position: str) -> None:
    record = {"question_id": "a", "question_sentence": "Who?", "choices": ["A", "B"]}
    with pytest.raises(InputError, match="not the position of a choice"):
        read_testset(write("s.jsonl", [record | {"answer": [position]}]))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("s.jsonl", b"", "holds no question"),
        ("s.jsonl", b"\n\n", "holds no question"),
        ("s.jsonl", b'{"id": "a", "question"', "line 1: this is no JSON object"),
        ("s.jsonl", b'{"id": "a", "question": "Who?"}\n\xff\xfe', "line 2: this is no UTF-8"),
        ("s.jsonl", b"[" * 100_000, "line 1: this is no JSON object"),
        ("s.jsonl", b'{"id": "a", "question": "\\ud800"}', "line 1: this is no JSON object"),
        ("s.json", b'{"data": [{"paragraphs": [{"qas": [{"id": "1"}]}]}]}', "question' is missing"),
        ("s.json", b'{"data": []}', "holds no question"),
        ("s.csv", b"question,answer\n", "holds no question"),
        ("s.csv", b"question,reply\nWho?,Me\n", "line 2: the field"),
        ("s.csv", b"question,answer\nWho?,Me,too\n", "line 2: this row has more cells"),
        ("s.csv", b'question,answer\nWho?,"Me\n', "no CSV"),
        ("s.csv", b"question,answer\nWho?,\n", "line 2: the field 'answer'"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_testset(path)
    assert str(path) in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        read_testset(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="cannot be read"):
        read_testset(tmp_path)


def test_evidence_must_be_in_the_library(write: Write, shelf: Shelf) -> None:
    there = OWN | {"evidence": [{"article_id": "flood", "quote": "52 people"}]}
    astray = OWN | {"id": "b", "evidence": [{"article_id": "gone", "quote": "52 people"}]}
    read_testset(write("s.jsonl", [there]), shelf)
    with pytest.raises(InputError, match=r"line 2: the library does not hold .*'gone'"):
        read_testset(write("s.jsonl", [there, astray]), shelf)


def thumb(identity: str, kind: str, **answer: Any) -> dict[str, Any]:
    """A line as the page writes it."""
    return {
        "id": identity,
        "feedback": kind,
        "word": "a word",
        "at": "2026-11-24T04:00:00+00:00",
        "question": "What of tariffs?",
        "history": [],
        "date_from": "2025-04-01",
        "date_to": None,
        "outlets": ["NPR"],
        "answer": {
            "id": None,
            "answer": "They rise. [1]",
            "citations": [{"number": 1, "article_id": "a1", "quote": "They rise."}],
            "refusal": None,
        }
        | answer,
    }


def test_a_thumb_up_makes_the_quotations_the_evidence_or_the_refusal_right(write: Write) -> None:
    refused = thumb("b", "up", citations=[], refusal={"reason": "no_evidence", "message": "No."})
    good, rightly_refused = read_testset(write("f.jsonl", [thumb("a", "up"), refused])).items
    assert [(it.article_id, it.quote) for it in good.evidence] == [("a1", "They rise.")]
    assert (good.answerable, rightly_refused.answerable) == (True, False)
    assert good.as_question().outlets == ("NPR",)
    assert good.as_question().date_from == date(2025, 4, 1)


def test_a_thumb_down_is_no_gold(write: Write) -> None:
    [item] = read_testset(write("f.jsonl", [thumb("a", "down")])).items
    assert (item.answerable, item.evidence, item.answers) == (None, (), ())


def test_the_later_of_two_thumbs_on_an_answer_counts(write: Write) -> None:
    lines = [thumb("a", "up"), thumb("b", "up"), thumb("a", "down")]
    items = read_testset(write("f.jsonl", lines)).items
    assert [(it.id, it.type) for it in items] == [("a", "thumb down"), ("b", "thumb up")]


def test_a_thumb_that_is_none_is_named_by_its_line(write: Write) -> None:
    with pytest.raises(InputError, match="line 2: the field 'feedback'"):
        read_testset(write("f.jsonl", [thumb("a", "up"), thumb("b", "sideways")]))
