"""Intervals, paired differences and gates."""

import numpy as np
import pytest
from sample_news import Write

from rag.errors import InputError
from rag.evaluate import METRICS, Evaluation, evaluate, parse_minimums


def answered(write: Write, right: list[bool], name: str = "a.jsonl") -> Evaluation:
    """The evaluation of answers of which these are right."""
    items = [
        {"id": str(at), "question": "Who?", "answerable": True, "key_facts": ["Ohio"]}
        for at in range(len(right))
    ]
    answers = [{"id": str(at), "answer": "Ohio" if it else "Utah"} for at, it in enumerate(right)]
    return evaluate(write("set.jsonl", items), answers=write(name, answers))


def test_an_interval_is_the_binomial_one_for_a_share(write: Write) -> None:
    # 60 of 100: the standard error is sqrt(0.6 * 0.4 / 100), a normal interval ± 1.96 of it.
    figure = answered(write, [True] * 60 + [False] * 40).figures["key_facts_all"]
    error = 1.96 * np.sqrt(0.6 * 0.4 / 100)
    assert figure.value == pytest.approx(0.6)
    assert figure.low == pytest.approx(0.6 - error, abs=0.02)
    assert figure.high == pytest.approx(0.6 + error, abs=0.02)


def test_the_same_answers_give_the_same_interval(write: Write) -> None:
    right = [True, False, True, True, False]
    assert answered(write, right).figures == answered(write, right).figures


def test_an_interval_over_one_item_is_that_item(write: Write) -> None:
    figure = answered(write, [True]).figures["key_facts_all"]
    assert (figure.value, figure.low, figure.high, figure.items) == (1, 1, 1, 1)


def test_a_paired_difference_is_clear_where_two_separate_intervals_would_overlap(
    write: Write,
) -> None:
    ours = [at % 2 == 0 or at % 10 == 1 for at in range(100)]
    theirs = [at % 2 == 0 for at in range(100)]
    answered(write, theirs, "theirs.jsonl")
    testset = answered(write, ours).testset.path
    evaluation = evaluate(
        testset, answers=testset.parent / "a.jsonl", compare=testset.parent / "theirs.jsonl"
    )
    assert evaluation.comparison is not None
    found = evaluation.comparison.differences["key_facts_all"]
    assert found.value == pytest.approx(0.1)
    assert found.is_clear
    assert found.low > 0
    changed = {change.id for change in evaluation.comparison.changes if change.gained}
    assert changed == {str(at) for at in range(1, 100, 10)}


def test_no_difference_from_oneself(write: Write) -> None:
    testset = answered(write, [True, False, True]).testset.path
    same = testset.parent / "a.jsonl"
    comparison = evaluate(testset, answers=same, compare=same).comparison
    assert comparison is not None
    assert not comparison.changes
    assert {(it.value, it.low, it.high) for it in comparison.differences.values()} == {(0, 0, 0)}


def test_a_gate_says_by_how_much_it_fell_short(write: Write) -> None:
    path = answered(write, [True, True, True, False]).testset.path
    answers = path.parent / "a.jsonl"
    passed = evaluate(path, answers=answers, minimums={"key_facts_all": 0.75})
    assert not passed.failed_gates
    failed = evaluate(path, answers=answers, minimums={"key_facts_all": 0.8}).failed_gates
    assert [str(gate) for gate in failed] == [
        "key_facts_all is 0.75, at least 0.8 asked: short by 0.05."
    ]


def test_a_gate_on_what_was_not_measured_fails(write: Write) -> None:
    path = answered(write, [True]).testset.path
    evaluation = evaluate(path, answers=path.parent / "a.jsonl", minimums={"refusal_f1": 0.5})
    assert "was not measured" in str(evaluation.failed_gates[0])


def test_a_gate_on_time_is_a_limit(write: Write) -> None:
    item = {"id": "a", "question": "Who?"}
    answers = write("a.jsonl", [{"id": "a", "answer": "x", "timings_ms": {"total": 1500}}])
    testset = write("set.jsonl", [item])
    slow = evaluate(testset, answers=answers, minimums={"seconds_p95": 1.0}).failed_gates
    assert "over by 0.5" in str(slow[0])
    assert not evaluate(testset, answers=answers, minimums={"seconds_p95": 2.0}).failed_gates


def test_minimums_are_read_from_arguments() -> None:
    assert parse_minimums(["hit@5=0.95", " refusal_f1 = 0.8"]) == {"hit@5": 0.95, "refusal_f1": 0.8}


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("hits@5=0.9", "did you mean 'hit@5'"),
        ("hit@5", "METRIC=VALUE"),
        ("hit@5=high", "no number"),
        ("hit@5=95", "a share from 0 to 1"),
        ("hit@5=nan", "a share from 0 to 1"),
        ("hit@5=-0.1", "a share from 0 to 1"),
        ("=0.5", "is not a metric"),
    ],
)
def test_a_bad_minimum_is_told_before_anything_is_asked(argument: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        parse_minimums([argument])


def test_every_metric_has_a_name_of_its_own_and_a_meaning() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    assert all(len(metric.meaning) > 20 and not metric.meaning.endswith(".") for metric in METRICS)
