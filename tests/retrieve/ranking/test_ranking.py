"""What the searches found is put in order by a sum of named figures."""

from datetime import date

import pytest

from rag.library import Library
from rag.records import Question
from rag.retrieve import (
    Understanding,
    explain_passage,
    explain_question,
    find_candidates,
    rank,
    understand,
)
from rag.retrieve.ranking.features import NAMES
from rag.retrieve.ranking.rank import WEIGHTS

QUESTION = "what did Bessent say about tariffs?"


def test_each_feature_has_its_weight() -> None:
    assert set(WEIGHTS) == set(NAMES)
    assert sum(weight for weight in WEIGHTS.values() if weight > 0) == pytest.approx(1, abs=0.005)


def test_the_parts_of_a_score_add_up_to_it(sample: Library) -> None:
    understanding = understand(Question(QUESTION), sample)
    ranked = rank(sample, understanding, find_candidates(sample, understanding), 20)
    assert [it.score for it in ranked] == sorted((it.score for it in ranked), reverse=True)
    for found in ranked:
        assert 0 < found.score <= 1
        assert sum(value for _, value in found.parts) == pytest.approx(found.score)


def test_the_asked_persons_own_words_come_before_talk_about_them(sample: Library) -> None:
    understanding = understand(Question(QUESTION), sample)
    first, *_ = rank(sample, understanding, find_candidates(sample, understanding), 20)
    assert dict(first.parts)["speaker"] > 0
    nobody = understand(Question("tariffs"), sample)
    ranked = rank(sample, nobody, find_candidates(sample, nobody), 20)
    assert {dict(found.parts)["speaker"] for found in ranked} == {0.0}


def test_a_report_from_the_days_asked_about_gains(sample: Library) -> None:
    newest = sample.summary().last
    assert newest
    near = understand(Question(f"tariffs as of {newest:%B %d, %Y}"), sample)
    assert near.around == (newest, newest)
    _dated_by_distance(sample, near, newest)


def test_without_days_asked_about_the_latest_reports_gain(sample: Library) -> None:
    today = date(2025, 8, 1)
    asked = understand(Question("How many people heard about tariffs?", today=today), sample)
    assert asked.around is None
    _dated_by_distance(sample, asked, today)


def _dated_by_distance(sample: Library, asked: Understanding, day: date) -> None:
    parts = {}
    for found in rank(sample, asked, find_candidates(sample, asked), 20):
        assert found.published
        parts[abs((day - found.published).days)] = dict(found.parts)["dated"]
    assert len(parts) > 5
    nearest_first = [parts[days] for days in sorted(parts)]
    assert nearest_first == sorted(nearest_first, reverse=True)
    assert all(0 <= part <= WEIGHTS["dated"] for part in nearest_first)
    assert parts.get(0, WEIGHTS["dated"]) == WEIGHTS["dated"]


def test_an_office_is_heard_in_the_words_of_whoever_holds_it(sample: Library) -> None:
    understanding = understand(Question("what did the Treasury secretary say?"), sample)
    first, *_ = rank(sample, understanding, find_candidates(sample, understanding), 20)
    assert understanding.speaker is None
    assert dict(first.parts)["speaker"] > 0


def test_how_a_question_was_understood_is_said_in_words(sample: Library) -> None:
    understanding = understand(
        Question("what did bessant say about tariffs?", date_to=date(2025, 12, 31)), sample
    )
    lines = explain_question(understanding)
    assert "in the words of: Bessent" in lines
    assert "published: … to 2025-12-31" in lines
    assert any(line.startswith("terms by rarity: ") and "tariffs" in line for line in lines)
    assert "terms by rarity: none" in explain_question(understand(Question("and the?"), sample))


def test_a_passage_is_explained_by_what_each_figure_adds(sample: Library) -> None:
    understanding = understand(Question(QUESTION), sample)
    first, *_ = rank(sample, understanding, find_candidates(sample, understanding), 20)
    explained = explain_passage(first)
    assert explained.startswith(f"{first.score:.3f}  {first.passage.id}  {first.title}")
    assert f"speaker {dict(first.parts)['speaker']:+.3f}" in explained
