"""The data contract: records are frozen, and an answer's JSON form is the documented one."""

import json
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from datetime import date

import pytest

from rag import records
from rag.records import (
    Answer,
    AnswerSentence,
    Citation,
    NearestArticle,
    Passage,
    Refusal,
    Rejection,
    RetrievedPassage,
)

QUOTE = "“The threat of 100% tariffs is off,” Bessent said."
PASSAGE = Passage("deal#1", "deal", 100, 100 + len(QUOTE), QUOTE)
CITATION = Citation(
    1, "deal", "A deal", "The Courier", date(2025, 10, 26), "https://courier.example/deal",
    "Scott Bessent", QUOTE, 100, 100 + len(QUOTE), copies=2,
)  # fmt: skip
ANSWER = Answer(
    question="and about China?",
    standalone_question="what did Bessent say about China?",
    sentences=(AnswerSentence(QUOTE, (1,), "quoted", lead="Scott Bessent, 26 October 2025"),),
    citations=(CITATION,),
    retrieved=(
        RetrievedPassage(PASSAGE, "A deal", "The Courier", date(2025, 10, 26), None, 0.712345),
    ),
    timings_ms={"understand": 1.2345, "total": 90.31},
    id="q1",
)
REFUSAL = Answer(
    question="What did Powell say about the moon?",
    standalone_question="What did Powell say about the moon?",
    refusal=Refusal(
        "speaker_silent",
        "Nothing in the library has Powell on the moon.",
        (NearestArticle("rates", "Rates held", date(2025, 4, 16), None),),
    ),
)


def test_an_answer_has_the_documented_json_form() -> None:
    found = json.loads(json.dumps(ANSWER.as_dict()))
    assert list(found) == [
        "id", "question", "standalone_question", "answer", "sentences", "citations", "refusal",
        "choice", "retrieved", "answered_by", "notices", "struck", "more",
        "timings_ms",
    ]  # fmt: skip
    assert found["answer"] == f"Scott Bessent, 26 October 2025: {QUOTE} [1]"
    (sentence,) = found["sentences"]
    assert (sentence["text"], sentence["citations"], sentence["verdict"]) == (QUOTE, [1], "quoted")
    (citation,) = found["citations"]
    assert {name: citation[name] for name in list(citation)[:10]} == {
        "number": 1,
        "article_id": "deal",
        "title": "A deal",
        "outlet": "The Courier",
        "published": "2025-10-26",
        "url": "https://courier.example/deal",
        "speaker": "Scott Bessent",
        "quote": QUOTE,
        "start": 100,
        "end": 100 + len(QUOTE),
    }
    assert found["refusal"] is None
    assert found["retrieved"] == [
        {
            "passage_id": "deal#1",
            "article_id": "deal",
            "start": 100,
            "end": 100 + len(QUOTE),
            "text": QUOTE,
            "score": 0.7123,
        }
    ]
    assert found["answered_by"] == "extractive"
    assert found["timings_ms"] == {"understand": 1.2, "total": 90.3}


def test_a_refusal_has_the_documented_json_form() -> None:
    found = json.loads(json.dumps(REFUSAL.as_dict()))
    assert found["answer"] == "Nothing in the library has Powell on the moon."
    assert found["sentences"] == found["citations"] == found["retrieved"] == []
    assert found["refusal"] == {
        "reason": "speaker_silent",
        "message": "Nothing in the library has Powell on the moon.",
        "nearest": [
            {"article_id": "rates", "title": "Rates held", "published": "2025-04-16", "url": None}
        ],
        "spoken": None,
    }
    assert REFUSAL.sources == () and ANSWER.sources == (CITATION,)


def test_a_refusal_has_the_words_of_somebody_else_as_a_citation() -> None:
    assert REFUSAL.refusal
    answer = replace(REFUSAL, refusal=replace(REFUSAL.refusal, spoken=CITATION))
    found = json.loads(json.dumps(answer.as_dict()))
    assert found["refusal"]["spoken"] == ANSWER.as_dict()["citations"][0]
    assert not found["citations"] and answer.sources == (CITATION,)


def test_every_sentence_carries_its_own_markers() -> None:
    plain = AnswerSentence("Prices rose.", (), "unsupported")
    both = AnswerSentence("They fell.", (1, 3), "supported")
    assert replace(ANSWER, sentences=(plain, both)).text == "Prices rose. They fell. [1][3]"
    assert Answer("q", "q").text == ""


def test_the_text_has_the_short_answer_in_bold_and_what_was_added() -> None:
    sentence = AnswerSentence(
        "He said so.", (1,), "quoted", additions=((2, " [Scott Bessent]"),), short="So"
    )
    answer = replace(ANSWER, sentences=(sentence,))
    assert answer.text == "**So.** He [Scott Bessent] said so. [1]"
    assert answer.written() == "So. He [Scott Bessent] said so. [1]"
    assert answer.as_dict()["sentences"][0]["text"] == "He said so."


def test_sentences_that_are_all_led_stand_on_lines_of_their_own() -> None:
    first = AnswerSentence("Prices rose.", (1,), "quoted", lead="1 May 2025")
    second = AnswerSentence("They fell.", (2,), "quoted", lead="2 May 2025")
    answer = replace(ANSWER, sentences=(first, second))
    assert answer.text == "1 May 2025: Prices rose. [1]\n2 May 2025: They fell. [2]"
    goes_on = replace(ANSWER, sentences=(first, replace(second, lead=None)))
    assert goes_on.text == "1 May 2025: Prices rose. [1] They fell. [2]"


def test_a_rejection_names_file_and_line() -> None:
    assert str(Rejection("news.jsonl", "no text", 3)) == "news.jsonl, line 3: no text"
    assert str(Rejection("note.txt", "no text")) == "note.txt: no text"


@pytest.mark.parametrize(
    "record", [one for one in vars(records).values() if isinstance(one, type) and is_dataclass(one)]
)
def test_records_are_frozen(record: type) -> None:
    instance = object.__new__(record)
    with pytest.raises(FrozenInstanceError):
        setattr(instance, fields(record)[0].name, "changed")
