"""The commands as they are typed: standard output, standard error, exit status."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from rag.cli import main


@pytest.fixture
def library(sample_folder: Path, tmp_path: Path) -> str:
    copy = tmp_path / "library"
    shutil.copytree(sample_folder, copy)
    return str(copy)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def is_one_sentence(error: str) -> bool:
    return error.startswith("dateline: ") and error.count("\n") == 1 and "Traceback" not in error


def test_ask_prints_the_answer_and_its_sources(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    status, out, _ = run(capsys, "ask", "what did Bessent say about tariffs?", "--library", library)
    assert status == 0
    assert "Bessent" in out and "[1]" in out and "Dateline sample" in out


def test_ask_json_is_the_documented_format(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    question = "what did Bessent say about tariffs?"
    status, out, _ = run(capsys, "ask", question, "--json", "--library", library)
    answer = json.loads(out)
    assert status == 0
    assert {"id", "question", "standalone_question", "answer", "sentences", "citations",
            "refusal", "retrieved", "answered_by", "timings_ms"} <= set(answer)  # fmt: skip
    assert answer["answered_by"] == "extractive"
    assert len(answer["retrieved"]) == 20
    assert all(it["speaker"] == "Scott Bessent" for it in answer["citations"])


def test_a_refusal_is_an_answer(capsys: pytest.CaptureFixture[str], library: str) -> None:
    question = "What did Jerome Powell say about the moon landing?"
    status, out, _ = run(capsys, "ask", question, "--json", "--library", library)
    assert status == 0
    assert json.loads(out)["refusal"]["reason"] == "speaker_silent"


def test_dates_narrow_the_answer(capsys: pytest.CaptureFixture[str], library: str) -> None:
    _, out, _ = run(
        capsys, "ask", "what did Bessent say about tariffs?", "--json", "--library", library,
        "--from", "2025-04-01", "--to", "2025-04-30",
    )  # fmt: skip
    days = [citation["published"] for citation in json.loads(out)["citations"]]
    assert days and all(day.startswith("2025-04") for day in days)


def test_a_longer_answer_is_a_hint_and_an_option_away(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    # given an answer that does not tell all
    question = ("ask", "What happened with Hurricane Melissa?", "--library", library)
    _, short, hint = run(capsys, *question, "--words", "30")
    assert hint == "There is more to tell: ask again with --words 60.\n"
    # when the question is asked as the hint says
    status, longer, _ = run(capsys, *question, "--words", "60")
    # then more is told
    assert status == 0
    assert len(longer.splitlines()[0].split()) > len(short.splitlines()[0].split())


WHO = "who said the threat of 100% tariffs is off?"


def test_a_short_answer_is_bold_in_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    _, piped, _ = run(capsys, "ask", WHO, "--library", library)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _, shown, _ = run(capsys, "ask", WHO, "--library", library)
    monkeypatch.setenv("NO_COLOR", "1")
    _, uncoloured, _ = run(capsys, "ask", WHO, "--library", library)
    assert piped == uncoloured
    assert piped.startswith("Scott Bessent. ")
    assert shown == piped.replace("Scott Bessent.", "\033[1mScott Bessent.\033[22m", 1)


def test_an_article_sends_a_terminal_no_codes(
    capsys: pytest.CaptureFixture[str],
    library: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # given an article with codes that would recolour, rename and clear a terminal
    codes = "\033[31m\033]0;caught\007\033[2J\u202e\x9b1m"
    article = tmp_path / "hostile.jsonl"
    record = {
        "title": f"Reservoir {codes} reopens",
        "outlet": f"The {codes}Courier",
        "published": "2025-06-01",
        "text": f"Engineer Ada {codes}Lindqvist praised the crew. The Brackenmere reservoir is "
        f"{codes}safe again, she {codes}said. The reservoir had been closed since 2023.",
    }
    article.write_text(json.dumps(record))
    run(capsys, "ingest", str(article), "--library", library)
    # when it answers a question in a terminal
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    question = "Who said the Brackenmere reservoir is safe again?"
    _, out, _ = run(capsys, "ask", question, "--library", library)
    # then nothing but the answer's own bold is sent
    assert "Lindqvist" in out and "safe again" in out
    plain = out.replace("\033[1m", "").replace("\033[22m", "").replace("\n", "")
    assert plain.isprintable()


def test_a_batch_answers_every_line(
    capsys: pytest.CaptureFixture[str], library: str, tmp_path: Path
) -> None:
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    questions.write_text(
        '{"id": "a", "question": "who won the Masters?"}\n'
        '{"id": "b", "question": "and where?", "history": [["who won the Masters?", "Rory"]]}\n'
    )
    status, out, _ = run(
        capsys, "ask", "--batch", str(questions), "--out", str(answers), "--library", library
    )
    assert (status, out) == (0, "")
    assert [json.loads(line)["id"] for line in answers.read_text().splitlines()] == ["a", "b"]


@pytest.mark.parametrize("name", ["today", "date"])
def test_a_line_of_a_batch_may_say_on_which_day_it_is_asked(
    capsys: pytest.CaptureFixture[str], library: str, tmp_path: Path, name: str
) -> None:
    # given a question about "last month", asked in May and in November
    questions, answers = tmp_path / "questions.jsonl", tmp_path / "answers.jsonl"
    lines = [
        {"id": day, "question": "what did Bessent say about tariffs last month?", name: day}
        for day in ("2025-05-10", "2025-12-10")
    ]
    questions.write_text("".join(json.dumps(line) + "\n" for line in lines))
    # when they are answered
    run(capsys, "ask", "--batch", str(questions), "--out", str(answers), "--library", library)
    # then each is answered from the month before its own day, or not at all
    may, december = map(json.loads, answers.read_text().splitlines())
    assert may["citations"]
    assert all(it["published"].startswith("2025-04") for it in may["citations"])
    assert all(it["published"].startswith("2025-11") for it in december["citations"])


def test_a_second_ingest_changes_nothing(
    capsys: pytest.CaptureFixture[str], library: str, project_root: Path
) -> None:
    briefs = str(project_root / "corpus" / "briefs")
    status, out, _ = run(capsys, "ingest", briefs, "--json", "--library", library)
    summary = json.loads(out)
    assert status == 0
    assert (summary["added"], summary["changed"], summary["unchanged"]) == (0, 0, 33)


def test_a_rebuild_keeps_every_article(capsys: pytest.CaptureFixture[str], library: str) -> None:
    status, out, _ = run(capsys, "ingest", "--rebuild", "--library", library)
    assert status == 0 and "33 articles" in out


def test_sources_says_what_the_library_holds(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    status, out, _ = run(capsys, "sources", "--json", "--library", library)
    holds = json.loads(out)
    assert status == 0
    assert holds["articles"] == 33 and holds["outlets"][0]["outlet"] == "Dateline sample"


def test_the_doctor_finds_a_sound_set_up(capsys: pytest.CaptureFixture[str], library: str) -> None:
    status, out, _ = run(capsys, "doctor", "--library", library)
    assert status == 0 and "MEND" not in out
    assert "ok   library, all of it: 33 articles, 33 passages and 33 vectors" in out


def test_the_doctor_says_what_to_mend(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_MODEL", "nonsense")
    status, out, _ = run(capsys, "doctor", "--library", str(tmp_path / "none"))
    assert status == 2
    assert "provider:name" in out and "ingest corpus/briefs" in out


def test_a_gate_that_is_not_reached_ends_with_status_1(
    capsys: pytest.CaptureFixture[str], library: str, tmp_path: Path
) -> None:
    testset = tmp_path / "set.jsonl"
    testset.write_text(
        '{"id": "a", "question": "who won the Masters?", "key_facts": ["Scheffler"]}\n'
    )
    status, out, err = run(
        capsys, "evaluate", str(testset), "--library", library, "--min", "key_facts_all=1"
    )
    assert status == 1
    assert "key_facts_all" in out and "short" in err


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["ask"], "--batch"),
        (["ask", ""], "empty"),
        (["ask", "x " * 5000], "characters"),
        (["ask", "why?", "--from", "yesterday"], "2025-04-01"),
        (["ask", "why?", "--words", "many"], "--words"),
        (["ask", "why?", "--words", "5"], "20"),
        (["ask", "why?", "--from", "2025-05-01", "--to", "2025-04-01"], "turned round"),
        (["ask", "--batch", "missing.jsonl", "--out", "x"], "missing.jsonl"),
        (["ask", "--batch", "missing.jsonl"], "--out"),
        (["ingest"], "at least one"),
        (["ingest", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["ingest", "ftp://example.org/feed"], "http"),
        (["evaluate", "no-such-set.jsonl"], "no-such-set.jsonl"),
        (["nonsense"], "--help"),
        (["--port", "many"], "--help"),
    ],
)
def test_bad_use_is_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], library: str, arguments: list[str], part: str
) -> None:
    place = ["--library", library] if arguments[0] in ("ask", "ingest", "evaluate") else []
    status, out, err = run(capsys, *arguments, *place)
    assert status == 2
    assert out == ""
    assert is_one_sentence(err) and part in err


@pytest.mark.parametrize(
    "line", ["not json", '{"id": 1}', '{"question": "x", "history": "y"}',
             '{"question": "x", "date_to": "soon"}', '{"question": "x", "today": "soon"}',
             '{"question": "x", "date": 5}', '{"question": "x", "words": 5}',
             '{"question": "x", "words": true}', "[]"],
)  # fmt: skip
def test_a_broken_line_of_questions_is_named(
    capsys: pytest.CaptureFixture[str], library: str, tmp_path: Path, line: str
) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text(f'{{"question": "fine?"}}\n{line}\n')
    status, _, err = run(
        capsys, "ask", "--batch", str(questions), "--out", str(tmp_path / "o"), "--library", library
    )
    assert status == 2
    assert is_one_sentence(err) and "questions.jsonl, line 2" in err


def test_a_missing_library_says_how_to_make_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, _, err = run(capsys, "ask", "why?", "--library", str(tmp_path / "none"))
    assert status == 2 and is_one_sentence(err) and "ingest" in err
    assert not (tmp_path / "none").exists()


def test_a_damaged_library_shows_no_traceback(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    (Path(library) / "dateline.sqlite").write_bytes(b"garbage " * 1000)
    status, _, err = run(capsys, "ask", "why?", "--library", library)
    assert status == 2 and is_one_sentence(err)


@pytest.mark.parametrize(
    "command", ["ask", "ingest", "sources", "people", "evaluate", "doctor", ""]
)
def test_help_has_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*([command] if command else []), "--help"])
    assert ended.value.code == 0
    assert "example: python app.py" in capsys.readouterr().out
