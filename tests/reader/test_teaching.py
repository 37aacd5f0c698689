"""The reader's weights are learned: a figure that tells is found, and noise is not believed."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import LibraryError
from rag.reader.candidates import Candidate
from rag.reader.features import NAMES, Figures
from rag.reader.score import probability, scored, signs_of
from rag.reader.teaching import Lesson, fit_sureness, fit_weights, points_of_refusal
from rag.reader.weights import TAUGHT, read_weights, weights_of
from rag.reading import Span
from rag.records import Passage, RetrievedPassage

PASSAGE = RetrievedPassage(
    Passage("a#0", "a", 0, 20, "The mill burned down"), "Mill", None, None, None, 0.5
)


def candidate(**figures: float) -> Candidate:
    none: frozenset[str] = frozenset()
    return Candidate(PASSAGE, Span(0, 20), "The mill burned down", None, none, none, none,
                     figures=Figures(**figures))  # fmt: skip


def lessons(count: int) -> list[Lesson]:
    """In each the sentence that holds the answer has most of `own`; `early` is noise."""
    drawn = random.Random(5)
    made = []
    for _ in range(count):
        sentences = [candidate(own=drawn.random() / 2, early=drawn.random()) for _ in range(6)]
        at = drawn.randrange(6)
        sentences[at] = candidate(own=0.9, early=drawn.random())
        made.append(Lesson(sentences, [place == at for place in range(6)]))
    return made


def test_what_tells_is_learned_and_noise_is_not() -> None:
    weights = fit_weights(lessons(40))
    assert weights["own"] > 2
    assert abs(weights["early"]) < weights["own"] / 4
    assert set(weights) == set(NAMES)


def test_a_few_lessons_leave_the_weights_near_those_before() -> None:
    before = dict.fromkeys(NAMES, 0.0) | {"near": 3.0}
    few, many = fit_weights(lessons(2), before), fit_weights(lessons(60), before)
    assert few["near"] == pytest.approx(3.0, abs=0.3)
    assert few["own"] < many["own"]


def test_lessons_in_which_nothing_or_all_holds_teach_nothing() -> None:
    before = dict.fromkeys(NAMES, 0.5)
    nothing = Lesson([candidate(own=1.0)], [False])
    everything = Lesson([candidate(own=1.0)], [True])
    assert fit_weights([nothing, everything], before) == before


def test_the_best_comes_first_and_differences_are_log_odds() -> None:
    ordered = scored([candidate(own=0.2), candidate(own=0.9)], {"own": 10.0})
    assert [it.figures.own for it in ordered] == [0.9, 0.2]
    assert ordered[1].likelihood(ordered[0]) == pytest.approx(2.718281828**-7)
    assert ordered[0].likelihood(ordered[1]) == 1.0


def test_sureness_parts_the_answered_from_the_rest_and_its_points_lose_what_they_say() -> None:
    drawn = random.Random(7)
    rows = [{"passage": drawn.gauss(0.7, 0.1)} for _ in range(100)]
    rows += [{"passage": drawn.gauss(0.4, 0.1)} for _ in range(300)]
    answered = [True] * 100 + [False] * 300
    sureness = fit_sureness(rows, answered, ["passage"])
    known = [probability(sureness, row) for row in rows[:100]]
    sureness = replace(sureness, refused=points_of_refusal(known, [1.0] * len(known)))
    lost = sum(it < sureness.point(0.05) for it in known)
    assert 3 <= lost <= 7
    refused = sum(probability(sureness, row) < sureness.point(0.05) for row in rows[100:])
    assert refused > 200
    assert sureness.point(0.0) <= sureness.point(0.05) <= sureness.point(0.3)


def test_the_point_of_refusal_lies_between_the_last_refused_and_the_first_that_is_not() -> None:
    known = [at / 20 for at in range(20)]
    (least, lowest), *points = points_of_refusal(known, [1.0] * 20)
    assert (least, lowest) == (0.0, 0.0)
    for share, point in points:
        between = share * 20
        if between == round(between):
            assert point == pytest.approx((between - 0.5) / 20)


def test_how_far_the_best_is_ahead_is_known_of_few_passages_too() -> None:
    def ahead(*scores: float) -> float:
        found = [RetrievedPassage(PASSAGE.passage, "", "", None, None, score=it) for it in scores]
        return signs_of([candidate()], found)["ahead"]

    assert ahead() == 0.0
    assert ahead(0.4) == ahead(0.1, 0.4) == 0.4
    assert ahead(0.4, 0.3, 0.3, 0.2, 0.1, 0.0) == pytest.approx(0.3)


def test_a_library_taught_before_there_were_some_weights_has_them_as_they_came() -> None:
    record = read_weights().as_dict()
    for name in ("who_held", "choices", "pointed"):
        assert weights_of({it: record[it] for it in record if it != name}) == read_weights()


def test_the_weights_that_come_with_it_have_a_weight_for_each_figure() -> None:
    weights = read_weights()
    assert set(weights.facts) == set(weights.words) == set(NAMES)
    assert any(weights.facts.values()) and any(weights.words.values())
    assert 0 < weights.facts_held.point(0.05) < 1
    assert weights_of(weights.as_dict()) == weights


def test_a_library_has_its_own_weights_where_it_was_taught(tmp_path: Path) -> None:
    assert read_weights(tmp_path) == read_weights()
    taught = replace(read_weights(), facts={"own": 1.0})
    (tmp_path / TAUGHT).write_text(json.dumps(taught.as_dict()), encoding="utf-8")
    assert read_weights(tmp_path) == taught


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", '{"facts": 3}', '{"facts": {"own": "x"}, "words": {}}', "\x00" * 40],
)
def test_a_damaged_file_is_told_in_one_sentence(tmp_path: Path, damaged: str) -> None:
    (tmp_path / TAUGHT).write_text(damaged, encoding="utf-8")
    with pytest.raises(LibraryError, match=r"tune --reset") as caught:
        read_weights(tmp_path)
    assert "\n" not in str(caught.value)
