"""Every metric against a value worked out by hand."""

import math
from pathlib import Path
from typing import Any

import pytest
from sample_news import BEEF, FLOOD, Shelf, Write, quoting, refusing

from rag.evaluate import METRICS, Evaluation, evaluate
from rag.evaluate.scoring.replies import exact_match, word_f1

Records = list[dict[str, Any]]
# Answers are long sentences here, which match no gold answer word for word, and cost is no score.
NOT_BETWEEN_0_AND_1 = {"exact_match", "f1", "answer_words", "seconds_median", "seconds_p95"}
# A question without evidence tells nothing of the hits of those with it, and none here has choices.
NEED_OTHER_SETS = {"answer_hit@", "answer_mrr", "choice_accuracy"}


def figures(evaluation: Evaluation) -> dict[str, float]:
    return {name: figure.value for name, figure in evaluation.figures.items()}


def passages(*articles: str) -> Records:
    """Retrieved passages, of which those from "e1", "e2" and "e3" hold their evidence."""
    return [{"article_id": it, "text": f"News: the words of {it} here."} for it in articles]


def ranked(write: Write, evidence: list[str], found: Records) -> dict[str, float]:
    """The figures of one question with evidence in the articles of these names."""
    quotes = [{"article_id": it.split("/")[0], "quote": f"words of {it}"} for it in evidence]
    item = {"id": "a", "question": "Who?", "answerable": True, "evidence": quotes}
    answer = {"id": "a", "answer": "Them.", "retrieved": found}
    return figures(evaluate(write("set.jsonl", [item]), answers=write("answers.jsonl", [answer])))


def test_the_first_evidence_at_rank_three(write: Write) -> None:
    found = ranked(write, ["e1"], passages("x", "y", "e1", "z"))
    assert [found[f"hit@{k}"] for k in (1, 3, 5, 10, 20)] == [0, 1, 1, 1, 1]
    assert found["mrr@10"] == pytest.approx(1 / 3)
    assert found["ndcg@10"] == pytest.approx(1 / math.log2(4))
    assert found["recall@5"] == 1


def test_recall_is_a_share_where_the_hit_rate_is_any(write: Write) -> None:
    found = ranked(write, ["e1", "e2", "e3"], passages("e1", "x", "x2", "x3", "x4", "e2"))
    assert found["hit@1"] == 1
    assert found["recall@5"] == pytest.approx(1 / 3)
    assert found["recall@10"] == pytest.approx(2 / 3)


def test_a_second_passage_of_an_article_adds_nothing_to_ndcg(write: Write) -> None:
    found = ranked(write, ["e1", "e2"], passages("e1", "e1", "e1", "e2"))
    ideal = 1 + 1 / math.log2(3)
    assert found["ndcg@10"] == pytest.approx((1 + 1 / math.log2(5)) / ideal)


def test_evidence_after_the_tenth_passage_has_no_rank(write: Write) -> None:
    found = ranked(write, ["e1"], [*passages(*(f"x{at}" for at in range(10))), *passages("e1")])
    assert (found["hit@10"], found["hit@20"], found["mrr@10"], found["ndcg@10"]) == (0, 1, 0, 0)


def test_the_right_words_in_another_article_are_no_evidence(write: Write) -> None:
    elsewhere = [{"article_id": "copy", "text": "News: the words of e1 here."}]
    assert ranked(write, ["e1"], elsewhere)["hit@20"] == 0


def test_an_evidence_article_without_its_words_is_no_hit(write: Write) -> None:
    assert ranked(write, ["e1"], [{"article_id": "e1", "text": "Other words."}])["hit@20"] == 0


def test_answer_strings_are_scored_under_their_own_name(write: Write) -> None:
    item = {"id": "a", "question": "How many?", "answers": ["22", "two dozen"]}
    held = [{"article_id": "x", "text": "none"}, {"article_id": "y", "text": "twenty-two teams"}]
    answer = {"id": "a", "answer": "Some.", "retrieved": held}
    found = figures(evaluate(write("s.jsonl", [item]), answers=write("a.jsonl", [answer])))
    assert (found["answer_hit@1"], found["answer_hit@3"], found["answer_mrr@10"]) == (0, 1, 0.5)
    assert "hit@1" not in found


def test_key_facts_all_share_and_any(write: Write) -> None:
    base = {"question": "Who?", "answerable": True, "key_facts": ["Ohio", "Utah", "Iowa", "Maine"]}
    items = [base | {"id": "all"}, base | {"id": "any", "key_facts_any": True}]
    answers = [{"id": it["id"], "answer": "Ohio [1], Utah and Iowa."} for it in items]
    evaluation = evaluate(write("s.jsonl", items), answers=write("a.jsonl", answers))
    first, second = (it.scores for it in evaluation.scored)
    assert (first["key_facts_all"], first["key_facts_share"]) == (0, 0.75)
    assert (second["key_facts_all"], second["key_facts_share"]) == (1, 1)
    assert evaluation.figures["key_facts_share"].value == pytest.approx(0.875)


def test_a_refusal_states_no_fact_whatever_its_message_says(write: Write) -> None:
    item = {"id": "a", "question": "Who?", "answerable": True, "key_facts": ["Ohio"]}
    refusal = {"reason": "no_evidence", "message": "Nothing on Ohio."}
    answer = {"id": "a", "answer": "Nothing on Ohio.", "refusal": refusal}
    found = figures(evaluate(write("s.jsonl", [item]), answers=write("a.jsonl", [answer])))
    assert found["key_facts_all"] == found["answered"] == found["right"] == 0


def test_exact_match_and_word_f1_are_squads() -> None:
    assert exact_match("The Movie Critic.", "movie critic") == 1
    assert exact_match("The Movie Critics", "movie critic") == 0
    # 2 words shared, 4 given ("a" does not count), 2 wanted: precision 1/2, recall 1.
    assert word_f1("a film called Movie Critic", "The Movie Critic") == pytest.approx(2 / 3)
    assert word_f1("", "Norway") == 0


def test_multiple_choice_needs_the_right_choice_alone(write: Write) -> None:
    choices = ["10%", "25%", "30%", "40%"]
    quiz = {"question": "What share?", "choices": choices, "answer": "25%", "answer_string_in": []}
    items = [quiz | {"id": it} for it in ("right", "both", "none")]
    answers = [
        {"id": "right", "answer": "It is 25 per cent."},
        {"id": "both", "answer": "It was 10% and is 25%."},
        {"id": "none", "answer": "It is not told."},
    ]
    evaluation = evaluate(write("s.jsonl", items), answers=write("a.jsonl", answers))
    assert [it.scores["choice_accuracy"] for it in evaluation.scored] == [1, 0, 0]
    assert evaluation.figures["choice_accuracy"].value == pytest.approx(1 / 3)


def test_refusals_two_by_two_and_f1(write: Write) -> None:
    # 3 rightly refused, 1 wrongly, 2 not refused that should be: P 3/4, R 3/5.
    should = [True] * 5 + [False] * 4
    did = [True, True, True, False, False, True, False, False, False]
    items = [
        {"id": str(at), "question": "Who?", "answerable": not it} for at, it in enumerate(should)
    ]
    answers = [
        refusing(items[at]) if it else {"id": str(at), "answer": "Somebody."}
        for at, it in enumerate(did)
    ]
    evaluation = evaluate(write("s.jsonl", items), answers=write("a.jsonl", answers))
    assert evaluation.refusals.as_dict() == {
        "answerable_answered": 3,
        "answerable_refused": 1,
        "unanswerable_answered": 2,
        "unanswerable_refused": 3,
    }
    found = figures(evaluation)
    assert found["refusal_f1"] == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert found["answered"] == 0.75
    assert found["unanswerable_refused"] == 0.6


def test_an_f1_of_refusals_needs_something_to_refuse(write: Write) -> None:
    item = {"id": "a", "question": "Who?", "answerable": True}
    answer = {"id": "a", "answer": "Somebody."}
    evaluation = evaluate(write("s.jsonl", [item]), answers=write("a.jsonl", [answer]))
    assert "refusal_f1" not in evaluation.figures


def test_citation_recall_and_precision(write: Write) -> None:
    # "Ohio" is stated and its citation holds it; "Utah" is stated, its citation does not hold it.
    item = {"id": "a", "question": "Where?", "answerable": True, "key_facts": ["Ohio", "Utah"]}
    answer = {
        "id": "a",
        "answer": "It hit Ohio [1][2]. It hit Utah [3].",
        "citations": [
            {"number": 1, "quote": "It hit Ohio on Monday."},
            {"number": 2, "quote": "The governor spoke."},
            {"number": 3, "quote": "It hit another state."},
        ],
    }
    found = figures(evaluate(write("s.jsonl", [item]), answers=write("a.jsonl", [answer])))
    assert found["citation_recall"] == 0.5
    assert found["citation_precision"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    "written", ["It hit Ohio. [1] It rained. [2]", "It hit Ohio [1]. It rained [2]."]
)
def test_markers_are_read_before_and_after_the_stop(write: Write, written: str) -> None:
    item = {"id": "a", "question": "Where?", "answerable": True, "key_facts": ["Ohio"]}
    quotes = [{"number": 1, "quote": "It hit Ohio."}, {"number": 2, "quote": "It snowed."}]
    answer = {"id": "a", "answer": written, "citations": quotes}
    found = figures(evaluate(write("s.jsonl", [item]), answers=write("a.jsonl", [answer])))
    assert found["citation_recall"] == 1
    assert found["verbatim"] == 0.5


def test_a_quotation_beside_its_place_is_neither_exact_nor_verbatim(
    write: Write, shelf: Shelf, questions: Records
) -> None:
    answer = quoting(questions[1], "flood", FLOOD, FLOOD)
    answer["citations"][0]["start"] += 1
    testset, answers = write("s.jsonl", [questions[1]]), write("a.jsonl", [answer])
    with_library = figures(evaluate(testset, answers=answers, articles=shelf))
    assert with_library["quotes_exact"] == with_library["verbatim"] == 0
    without = figures(evaluate(testset, answers=answers))
    assert without["verbatim"] == 1
    assert "quotes_exact" not in without


def test_attribution_asks_for_the_asked_speaker_alone(write: Write, questions: Records) -> None:
    names = [["Bessent"], ["Scott Bessent", None], ["Scott Bessent", "Peter Navarro"], [None]]
    items = [questions[0] | {"id": str(at)} for at in range(len(names))]
    answers = [
        {
            "id": str(at),
            "answer": "It was said. [1]",
            "citations": [
                {"number": number, "quote": "It was said.", "speaker": name}
                for number, name in enumerate(speakers, start=1)
            ],
        }
        for at, speakers in enumerate(names)
    ]
    evaluation = evaluate(write("s.jsonl", items), answers=write("a.jsonl", answers))
    assert [it.scores["attribution"] for it in evaluation.scored] == [1, 1, 0, 0]


def test_words_given_to_the_wrong_person_are_found(write: Write, questions: Records) -> None:
    wrong_speaker = questions[4]
    said = BEEF[BEEF.index("“If") :]
    by_citation = quoting(wrong_speaker, "beef", BEEF, said, "Scott Bessent")
    rightly = quoting(wrong_speaker, "beef", BEEF, said, "Peter Navarro")
    in_words = {"answer": "Bessent: that’s one set of facts, Navarro said. [1]"}
    answers = [by_citation, rightly, in_words, refusing(wrong_speaker)]
    items = [wrong_speaker | {"id": str(at)} for at in range(len(answers))]
    evaluation = evaluate(
        write("s.jsonl", items),
        answers=write("a.jsonl", [it | {"id": str(at)} for at, it in enumerate(answers)]),
    )
    assert [it.scores["wrong_speaker_kept"] for it in evaluation.scored] == [0, 1, 0, 1]
    assert evaluation.worst(1)[0].item.id == "0"


def test_time_and_length(write: Write) -> None:
    items = [{"id": str(at), "question": "Who?"} for at in range(5)]
    answers = [
        {"id": str(at), "answer": " ".join(["word"] * (at + 1)), "timings_ms": {"total": ms}}
        for at, ms in enumerate([100, 200, 300, 400, 1000])
    ]
    found = figures(evaluate(write("s.jsonl", items), answers=write("a.jsonl", answers)))
    assert found["seconds_median"] == pytest.approx(0.3)
    # Linear between the 4th value, at 75 of 100, and the 5th, at 100: 0.4 + 0.8 * 0.6.
    assert found["seconds_p95"] == pytest.approx(0.88)
    assert found["answer_words"] == 3


def test_perfect_answers_score_1(
    write: Write, shelf: Shelf, questions: Records, perfect: Records
) -> None:
    evaluation = evaluate(
        write("s.jsonl", questions), answers=write("a.jsonl", perfect), articles=shelf
    )
    found = figures(evaluation)
    scored = {name: value for name, value in found.items() if name not in NOT_BETWEEN_0_AND_1}
    assert scored == dict.fromkeys(scored, 1.0)
    expected = {it.name for it in METRICS if not it.name.startswith(tuple(NEED_OTHER_SETS))}
    assert set(scored) == expected - NOT_BETWEEN_0_AND_1
    assert not evaluation.worst(10)


@pytest.mark.parametrize("written", ["no line", "empty answers"])
def test_empty_answers_score_0(
    write: Write, shelf: Shelf, questions: Records, written: str
) -> None:
    lines = [] if written == "no line" else [{"id": it["id"], "answer": ""} for it in questions]
    evaluation = evaluate(
        write("s.jsonl", questions), answers=write("a.jsonl", lines), articles=shelf
    )
    scored = figures(evaluation)
    assert scored == dict.fromkeys(scored, 0.0)
    expected = {it.name for it in METRICS if not it.name.startswith(tuple(NEED_OTHER_SETS))}
    assert set(scored) == expected - {"answer_words", "seconds_median", "seconds_p95"}


def test_short_answers_that_are_perfect_score_1_too(write: Write) -> None:
    item = {"id": "a", "question": "Where?", "answers": ["Norway"]}
    found = figures(
        evaluate(
            write("s.jsonl", [item]), answers=write("a.jsonl", [{"id": "a", "answer": "Norway."}])
        )
    )
    assert found["exact_match"] == found["f1"] == found["answer_contained"] == 1


def test_followups_stand_beside_the_retrieval_figures(
    write: Write, questions: Records, perfect: Records
) -> None:
    perfect[2]["retrieved"] = []
    evaluation = evaluate(write("s.jsonl", questions), answers=write("a.jsonl", perfect))
    assert evaluation.figures["hit@5"].value == 1
    assert evaluation.figures["hit@5"].items == 2
    assert evaluation.followups["hit@5"].value == 0


def test_the_dev_questions_can_be_read(shared_news: Path) -> None:
    from rag.evaluate import read_testset

    assert len(read_testset(shared_news / "gold-2025.jsonl").items) == 132
    quiz = read_testset(shared_news / "questions-2025.jsonl").items
    assert len(quiz) == 830
    assert all(len(item.right_choices) == 1 for item in quiz)
