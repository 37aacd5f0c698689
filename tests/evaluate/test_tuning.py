"""The reader can be taught from a test set, shows what it gained, and forgets when told to."""

import json
import shutil
from pathlib import Path

import pytest

from rag.cli import main
from rag.reader.weights import TAUGHT, read_weights, weights_of


@pytest.fixture
def library(sample_folder: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "library"
    shutil.copytree(sample_folder, copy)
    return copy


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    told = capsys.readouterr()
    return status, told.out, told.err


def test_a_library_is_taught_answers_with_it_and_forgets(
    capsys: pytest.CaptureFixture[str], library: Path, project_root: Path
) -> None:
    # given the sample corpus and its questions
    questions = str(project_root / "corpus" / "questions.jsonl")
    # when the reader is taught from them
    status, told, _ = run(capsys, "tune", questions, "--library", str(library))
    # then what it gained is shown, cross-validated and with intervals
    assert status == 0
    for figure in ("all key facts", "first sentence", "wrongly refused", "no answer"):
        (line,) = [line for line in told.splitlines() if figure in line]
        assert line.count("[") == 2 and "->" in line
    # and kept, and answered with
    assert read_weights(library) != read_weights()
    asked = ("ask", "How many neurons does the mouse brain map cover?", "--library", str(library))
    assert "84,000" in run(capsys, *asked)[1]
    # and forgotten when told to
    assert run(capsys, "tune", "--reset", "--library", str(library))[0] == 0
    assert read_weights(library) == read_weights()


def test_picking_among_choices_is_learned_from_nothing(
    capsys: pytest.CaptureFixture[str], library: Path, tmp_path: Path
) -> None:
    quiz = {
        "Who won the Masters?": ["Rory McIlroy", "Justin Rose", "Tiger Woods"],
        "Where do the Oscars move?": ["YouTube", "Netflix", "NBC"],
        "Who leads the U.S. Treasury?": ["Scott Bessent", "Peter Navarro", "Jerome Powell"],
        "What did the Louvre thieves drop?": ["crown", "painting", "sword"],
    }
    lines = [
        {"id": f"{at}-{turn}", "question": question, "answers": choices[:1],
         "choices": choices[turn % 3 :] + choices[: turn % 3]}
        for at, (question, choices) in enumerate(quiz.items())
        for turn in range(8)
    ]  # fmt: skip
    given, taught = tmp_path / "quiz.jsonl", tmp_path / "taught.json"
    given.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    status, told, error = run(
        capsys, "tune", str(given), "--afresh", "--library", str(library), "--out", str(taught)
    )
    assert status == 0, error
    assert "the right choice" in told
    weights = weights_of(json.loads(taught.read_text(encoding="utf-8")))
    assert weights.choices["around"] > 0
    assert weights.choices != read_weights().choices
    assert not (library / TAUGHT).exists()


@pytest.mark.parametrize(
    "lines",
    [
        [{"id": f"q{at}", "question": "Who won the Masters?", "answers": ["McIlroy"]}
         for at in range(5)],
        [{"id": f"q{at}", "question": f"What is told of case {at}?"} for at in range(40)],
    ],
    ids=["five questions", "no answers"],
)  # fmt: skip
def test_too_little_to_learn_from_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], library: Path, tmp_path: Path, lines: list[dict[str, str]]
) -> None:
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    status, out, error = run(capsys, "tune", str(few), "--library", str(library))
    assert (status, out) == (2, "")
    assert "at least 20" in error and len(error.strip().splitlines()) == 1
    assert not (library / TAUGHT).exists()


def test_a_test_set_or_reset_but_not_both(
    capsys: pytest.CaptureFixture[str], library: Path, project_root: Path
) -> None:
    questions = str(project_root / "corpus" / "questions.jsonl")
    for given in ((), (questions, "--reset")):
        status, _, error = run(capsys, "tune", *given, "--library", str(library))
        assert status == 2 and "--reset" in error


def test_a_damaged_file_of_weights_is_told(
    capsys: pytest.CaptureFixture[str], library: Path
) -> None:
    (library / TAUGHT).write_text("{", encoding="utf-8")
    status, _, error = run(capsys, "ask", "Who won the Masters?", "--library", str(library))
    assert status == 2 and "tune --reset" in error
