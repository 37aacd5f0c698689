"""A run keeps every answer, goes on after a stop, and never mixes two sets or two systems."""

import json
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import Runnable, RunnableLambda
from sample_news import Shelf, Write

from rag.errors import InputError
from rag.evaluate import evaluate
from rag.records import Answer, AnswerSentence, Question

Records = list[dict[str, Any]]


class Stopped(Exception):
    """What stops a run here, as a kill would."""


def answering(asked: list[str], stop_at: str | None = None) -> Runnable[Any, Answer]:
    """A system that notes what it is asked, and stops when it comes to `stop_at`."""

    def answer(question: Question) -> Answer:
        if question.id == stop_at:
            raise Stopped
        asked.append(question.id or "")
        said = (AnswerSentence(f"Fifty-two – “{question.text}”", (), "quoted"),)
        return Answer(question.text, question.text, said, timings_ms={"total": 5.0}, id=question.id)

    return RunnableLambda(answer)


def lines(report: Path) -> Records:
    text = (report / "answers.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def stopped(write: Write, questions: Records, tmp_path: Path) -> tuple[Path, Path]:
    """A test set and a report folder in which a run was stopped after two questions."""
    testset, report = write("set.jsonl", questions), tmp_path / "report"
    with pytest.raises(Stopped):
        evaluate(testset, chain=answering([], "q3"), report=report)
    return testset, report


def test_a_run_writes_answers_and_both_reports(
    write: Write, questions: Records, shelf: Shelf, tmp_path: Path
) -> None:
    report = tmp_path / "deep" / "report"
    testset = write("set.jsonl", questions)
    evaluation = evaluate(testset, chain=answering([]), articles=shelf, report=report)
    assert [it["id"] for it in lines(report)] == ["q1", "q2", "q3", "q4", "q5"]
    assert evaluation.figures["key_facts_all"].value == pytest.approx(1 / 3)
    data = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert data["figures"]["key_facts_all"]["items"] == 3
    assert (report / "report.html").stat().st_size > 5000


def test_a_stopped_run_goes_on_where_it_was(stopped: tuple[Path, Path]) -> None:
    testset, report = stopped
    assert [it["id"] for it in lines(report)] == ["q1", "q2"]
    asked: list[str] = []
    evaluate(testset, chain=answering(asked), report=report)
    assert asked == ["q3", "q4", "q5"]
    assert [it["id"] for it in lines(report)] == ["q1", "q2", "q3", "q4", "q5"]


def test_half_a_line_left_by_a_kill_is_asked_again(stopped: tuple[Path, Path]) -> None:
    testset, report = stopped
    whole = (report / "answers.jsonl").read_bytes()
    # A kill in the middle of a character.
    (report / "answers.jsonl").write_bytes(whole[: whole.rindex("–".encode()) + 1])
    asked: list[str] = []
    evaluate(testset, chain=answering(asked), report=report)
    assert asked == ["q2", "q3", "q4", "q5"]
    assert [it["id"] for it in lines(report)] == ["q1", "q2", "q3", "q4", "q5"]


def test_a_damaged_line_in_the_middle_is_named_and_nothing_is_lost(
    stopped: tuple[Path, Path],
) -> None:
    testset, report = stopped
    answers = report / "answers.jsonl"
    answers.write_text("{broken\n" + answers.read_text(encoding="utf-8"), encoding="utf-8")
    before = answers.read_bytes()
    with pytest.raises(InputError, match=r"answers.jsonl, line 1: this is no JSON"):
        evaluate(testset, chain=answering([]), report=report)
    assert answers.read_bytes() == before


def test_a_finished_run_is_set_aside_and_asked_anew(
    write: Write, questions: Records, tmp_path: Path
) -> None:
    testset, report = write("set.jsonl", questions), tmp_path / "report"
    evaluate(testset, chain=answering([]), report=report)
    asked: list[str] = []
    evaluate(testset, chain=answering(asked), report=report)
    assert len(asked) == 5
    assert (report / "answers-previous.jsonl").exists()


def test_another_set_in_the_same_folder_is_refused(
    stopped: tuple[Path, Path], write: Write, questions: Records
) -> None:
    _, report = stopped
    before = (report / "answers.jsonl").read_bytes()
    others = write("other.jsonl", [questions[0] | {"question": "Something else?"}])
    with pytest.raises(InputError, match="another set's"):
        evaluate(others, chain=answering([]), report=report)
    assert (report / "answers.jsonl").read_bytes() == before


def test_another_system_does_not_go_on_with_a_stopped_run(
    write: Write, questions: Records, tmp_path: Path
) -> None:
    testset, report = write("set.jsonl", questions), tmp_path / "report"
    with pytest.raises(Stopped):
        evaluate(testset, chain=answering([], "q3"), report=report, identity={"model": "one"})
    with pytest.raises(InputError, match="another library or model"):
        evaluate(testset, chain=answering([]), report=report, identity={"model": "two"})
    asked: list[str] = []
    evaluate(testset, chain=answering(asked), report=report, identity={"model": "one"})
    assert asked == ["q3", "q4", "q5"]


def test_a_question_that_cannot_be_asked_is_named_by_its_line(
    write: Write, questions: Records, tmp_path: Path
) -> None:
    def refuse(question: Question) -> Answer:
        raise InputError("The question is too long.")

    with pytest.raises(InputError, match=r"set.jsonl, line 1: The question is too long"):
        evaluate(write("set.jsonl", questions), chain=RunnableLambda(refuse), report=tmp_path / "r")


def test_a_run_without_a_report_leaves_nothing_behind(
    write: Write, questions: Records, tmp_path: Path
) -> None:
    testset = write("set.jsonl", questions)
    evaluate(testset, chain=answering([]))
    assert list(tmp_path.iterdir()) == [testset]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "q9", "answer": "x"}', "has no question 'q9'"),
        ('{"id": "q1", "question": "Another?", "answer": "x"}', "asks something else"),
        ('{"id": "q1"}', "'answer' is missing"),
        ('{"id": "q1", "answer": "x", "retrieved": [{"article_id": "a"}]}', "'retrieved.0.text'"),
        ('{"id": "q1", "answer": 7}', "'answer'"),
        ("[1]", "no JSON object"),
    ],
)
def test_answers_that_cannot_be_scored_are_named_by_line(
    write: Write, questions: Records, tmp_path: Path, line: str, told: str
) -> None:
    answers = tmp_path / "theirs.jsonl"
    answers.write_text('{"id": "q2", "answer": "52"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        evaluate(write("set.jsonl", questions), answers=answers)
    assert str(caught.value).startswith(f"{answers}, line 2: ")
    assert told in str(caught.value)


def test_an_answer_given_twice_is_refused(write: Write, questions: Records) -> None:
    twice = write("a.jsonl", [{"id": "q1", "answer": "x"}] * 2)
    with pytest.raises(InputError, match="answered twice"):
        evaluate(write("set.jsonl", questions), answers=twice)


def test_missing_answers_are_counted_and_told(write: Write, questions: Records) -> None:
    answers = write("a.jsonl", [{"id": "q2", "answer": "52 people"}])
    evaluation = evaluate(write("set.jsonl", questions), answers=answers)
    assert evaluation.figures["key_facts_all"].value == pytest.approx(1 / 3)
    assert any("4 of 5 questions have no answer" in it for it in evaluation.notices)


def test_evidence_that_its_article_does_not_hold_is_told(
    write: Write, questions: Records, shelf: Shelf
) -> None:
    questions[1]["evidence"][0]["quote"] = "Nobody was hurt at all"
    evaluation = evaluate(
        write("set.jsonl", questions), answers=write("a.jsonl", []), articles=shelf
    )
    assert any("q2" in notice for notice in evaluation.notices)
