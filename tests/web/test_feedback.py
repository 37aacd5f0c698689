"""Readers' thumbs: where they go, what they hold, and that a full disk stops nobody."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.evaluate import read_testset
from rag.records import Answer, AnswerSentence, Citation
from rag.settings import load_settings
from rag.web.conversation import Turn
from rag.web.feedback import feedback_file, keep_thumb

CITATION = Citation(1, "a1", "Powell waits", None, None, None, None, "The Fed will wait.", 0, 18)
EARLIER = Turn(0, "What of the Fed?", "finished", Answer("What of the Fed?", "What of the Fed?"))
TURN = Turn(
    number=1,
    question="and Powell?",
    progress="finished",
    answer=Answer(
        "and Powell?",
        "What did Powell say?",
        (AnswerSentence("The Fed will wait.", (1,), "quoted"),),
        (CITATION,),
    ),
    key="k1",
)


def test_thumbs_stand_in_the_library_folder_where_nothing_else_is_set(tmp_path: Path) -> None:
    assert feedback_file(load_settings(library=tmp_path)) == tmp_path / "feedback.jsonl"
    assert feedback_file(load_settings(feedback="thumbs.jsonl")) == Path("thumbs.jsonl")
    assert feedback_file(load_settings(feedback="off")) is None


def test_a_thumb_is_a_line_that_evaluate_reads(tmp_path: Path) -> None:
    file = tmp_path / "new" / "thumbs.jsonl"
    assert keep_thumb(file, (EARLIER, TURN), "up")
    assert keep_thumb(file, (EARLIER, TURN), "up", "  just\nwhat I asked  " + "x" * 900)
    first, second = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (first["word"], len(second["word"])) == (None, 500)
    assert second["word"].startswith("just what I asked x")
    assert "retrieved" not in first["answer"] or first["answer"]["retrieved"] == []
    [item] = read_testset(file).items
    assert (item.question, item.history) == ("and Powell?", (("What of the Fed?", ""),))
    assert item.evidence[0].quote == "The Fed will wait."


def test_a_thumb_that_cannot_be_written_is_told_and_breaks_nothing(tmp_path: Path) -> None:
    assert not keep_thumb(tmp_path, (TURN,), "down")
    assert not keep_thumb(tmp_path / "f.jsonl", (Turn(0, "q", "stopped"),), "down")


def test_a_full_file_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.web.feedback._LARGEST", 10)
    file = tmp_path / "f.jsonl"
    assert keep_thumb(file, (TURN,), "up")
    assert not keep_thumb(file, (TURN,), "up")
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    "forged",
    [
        replace(TURN, key=""),
        replace(TURN, question=" "),
        replace(TURN, question="x" * 200_000),
        replace(TURN, answer=Answer("q", "q", citations=(replace(CITATION, article_id=""),))),
    ],
)
def test_a_conversation_that_a_browser_has_forged_cannot_spoil_the_file(
    tmp_path: Path, forged: Turn
) -> None:
    file = tmp_path / "f.jsonl"
    assert not keep_thumb(file, (forged,), "up")
    assert not file.exists()
