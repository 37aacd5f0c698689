"""The span reader points at the words of a sentence that answer, is sure or not, and is taught."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelError
from rag.reader import span_teaching, spans
from rag.reader.spans import FILE, FROZEN, Reader, point, pointed

# Megabytes that the reader's file may have.
MOST = 25
RACE = "Ada Moreno won the race in Tarn on 3 May, before a crowd of 300 people."


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who won the race?", "Ada Moreno"),
        ("Where was the race?", "Tarn"),
        ("When was the race won?", "3 May"),
        ("How many people were in the crowd?", "300"),
    ],
)
def test_it_points_at_what_the_question_word_asks_for(question: str, words: str) -> None:
    (found,) = point(question, [RACE])
    assert words in found.text and len(found.text) <= len(words) + len("on ")
    assert found.sure > 0


def test_it_is_surer_of_a_sentence_with_the_answer_than_of_one_without() -> None:
    others = ["It rained in Tarn all day.", "The race was moved to Sunday because of the rain."]
    found = point("Who won the race?", [RACE, *others])
    assert found[0].sure > max(it.sure for it in found[1:])


def test_of_no_sentences_there_is_nothing_to_point_at() -> None:
    assert point("Who won the race?", []) == []


@given(question=st.text(max_size=60), sentence=st.text(max_size=120))
def test_what_it_points_at_stands_in_any_sentence(question: str, sentence: str) -> None:
    (found,) = point(question, [sentence])
    assert found.text in sentence


def test_a_very_long_question_or_sentence_is_read_as_far_as_it_goes() -> None:
    assert point("Who won " * 2000, [RACE])
    assert point("Who won the race?", [RACE * 500])[0].text in RACE * 500


def test_its_file_is_small_and_holds_only_what_is_its_own() -> None:
    assert FILE.stat().st_size < MOST * 2**20
    own = Reader().own_state()
    assert own and not any(it.removeprefix("encoder.").startswith(FROZEN) for it in own)


@pytest.mark.parametrize("damage", [b"", b"damaged"])
def test_a_missing_or_damaged_file_is_said_in_one_sentence(
    damage: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / FILE.name
    if damage:
        place.write_bytes(damage)
    monkeypatch.setattr(spans, "FILE", place)
    spans.the_reader.cache_clear()
    try:
        with pytest.raises(ModelError, match="Short answers are left out"):
            point("Who won the race?", [RACE])
    finally:
        spans.the_reader.cache_clear()


def test_lessons_are_made_of_questions_with_and_without_their_answers() -> None:
    records = [
        {"question": f"Who owns boat {at}?", "sentence": f"Berg owns boat {at}.", "answer": "Berg"}
        for at in range(60)
    ]
    taught, apart = span_teaching.of_qamr(records, random.Random(1))
    assert {it.sentence for it in taught}.isdisjoint(it.sentence for it in apart)
    for it in [*taught, *apart]:
        there = it.start >= 0
        assert not there or it.sentence[it.start : it.end] == "Berg"
    assert any(it.start < 0 and "Berg" not in it.sentence for it in taught)
    assert any(it.start < 0 and "Berg" in it.sentence for it in taught)


def test_a_quiz_question_teaches_by_the_sentences_with_the_words_of_its_answer() -> None:
    quiz = {
        "question": "Who won the race in Tarn?", "answer": "“Ada Moreno”",
        "passages": [{"sentences": [RACE, "It rained.", "The race in Tarn is old."], "holds": [0]}],
    }  # fmt: skip
    lessons = list(span_teaching.of_quiz([quiz], random.Random(1)))
    assert RACE[lessons[0].start : lessons[0].end] == "Ada Moreno"
    assert {it.start for it in lessons[1:]} == {-1}


def test_it_learns_what_it_is_taught_and_is_kept_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    qamr, quiz = tmp_path / "qamr.jsonl", tmp_path / "quiz.jsonl"
    qamr.write_text(
        "".join(
            json.dumps({
                "question": f"Who owns boat {at}?", "answer": name,
                "sentence": f"The boat {at} in the harbour of Tarn is owned by {name} now.",
            }) + "\n"
            for at, name in enumerate(["Berg", "Moe", "Lind", "Holt"] * 24)
        )
    )  # fmt: skip
    quiz.write_text("")
    kept = tmp_path / FILE.name
    monkeypatch.setattr(span_teaching, "FILE", kept)
    monkeypatch.setattr(span_teaching, "_WARMING", 2)
    span_teaching.main(qamr, quiz)
    told = capsys.readouterr().out
    assert "lessons; kept apart: exactly right" in told and "sha256" in told
    from safetensors.torch import load

    reader = Reader()
    own = {name: values.float() for name, values in load(kept.read_bytes()).items()}
    assert own.keys() == reader.own_state().keys()
    reader.load_state_dict(own, strict=False)
    (found,) = pointed(reader, [("Who owns boat 99?", "Boat 99 is owned by Moe now.")])
    assert found.text in "Boat 99 is owned by Moe now."
