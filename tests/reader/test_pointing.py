"""The likeliest sentences are read with the question: first comes what answers by its own words."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from read_in_order import Read

from rag.errors import ModelError
from rag.reader import read_weights, spans
from rag.reader.candidates import Pointed
from rag.reader.pointing import FIGURES, closely_read, figures
from rag.reader.teaching import fit_pointed


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("How much did the thieves steal?", "$102 million"),
        ("How big a penalty do apps risk under Australia's under-16 rule?", "$33 million"),
        (
            "Which countries signed economic framework agreements with Trump at the ASEAN summit?",
            "Cambodia, Thailand and Malaysia",
        ),
        ("As of 1 November, how many deaths had Jamaica confirmed from Melissa?", "confirmed 28"),
    ],
)
def test_a_sentence_on_the_topic_gives_way_to_one_that_answers(
    read: Read, question: str, holds: str
) -> None:
    asks, candidates = read(question)
    assert holds not in candidates[0].text
    found = closely_read(candidates, asks, read_weights().pointed)
    assert holds in found[0].text
    assert found[0].pointed and found[0].pointed.text in found[0].text


def test_nothing_is_lost_and_the_order_is_that_of_the_scores(read: Read) -> None:
    asks, candidates = read("How many people died in Hurricane Melissa?")
    found = closely_read(candidates, asks, read_weights().pointed)
    assert sorted(it.text for it in found) == sorted(it.text for it in candidates)
    assert [it.score for it in found] == sorted((it.score for it in found), reverse=True)
    unread = [it.text for it in found if not it.pointed]
    assert unread == [it.text for it in candidates if it.text in unread]


@pytest.mark.parametrize("question", ["Why did Costco sue?", "What did Bessent say about tariffs?"])
def test_where_no_short_answer_is_asked_for_the_order_stays(read: Read, question: str) -> None:
    asks, candidates = read(question)
    assert closely_read(candidates, asks, read_weights().pointed) == candidates
    assert closely_read([], asks, read_weights().pointed) == []


def test_words_that_others_point_at_count_where_they_stand(read: Read) -> None:
    asks, candidates = read("How much did the thieves steal?")
    texts = ("They took gold.", "The gold was worth 5 million.", "It was 5 million.")
    words = (Pointed("gold", 6.0), Pointed("5 million", 6.0), Pointed("", -6.0))
    told = [
        replace(candidates[0], text=text, in_context=pointed, score=-float(at))
        for at, (text, pointed) in enumerate(zip(texts, words, strict=True))
    ]
    rows = dict(zip(FIGURES, figures(told, asks).T, strict=True))
    assert rows["likely"].tolist() == [0, -1, -2]
    assert rows["sure"][0] == pytest.approx(np.tanh(1)) and rows["sure"][2] < 0
    # The second holds the first one's gold, the third the second one's millions.
    assert rows["agreed"].tolist() == pytest.approx([0, 1, np.exp(-1)])


def test_a_sentence_is_read_behind_what_tells_of_whom_it_speaks() -> None:
    asked, text = "Who scored the winner for Fernhill?", "Ada Lind scored it after an hour."
    before = "Fernhill beat Oddby 1-0. The winner came late."
    [alone] = spans.point(asked, [text])
    [behind] = spans.point(asked, [text], [before])
    assert behind.text == "Ada Lind" and behind.sure > alone.sure
    # Only words of the sentence are pointed at, wherever the answer stands.
    [elsewhere] = spans.point(asked, ["It rained for an hour."], ["Ada Lind scored the winner."])
    assert elsewhere.text in "It rained for an hour."
    assert spans.point(asked, [text], [""]) == [alone]


def test_of_several_things_each_sentence_is_read_by_itself(read: Read) -> None:
    asks, candidates = read("Which countries signed agreements with Trump at the ASEAN summit?")
    for it in closely_read(candidates, asks, read_weights().pointed):
        assert it.in_context == it.pointed


def test_the_weights_are_learned_from_which_sentences_hold() -> None:
    rows = np.array([[0.0, -0.5, 0.0], [-0.2, 0.9, 0.5], [-0.4, -0.9, 0.0]])
    learned = fit_pointed([(rows, [False, True, False], 1.0)] * 20)
    assert learned["sure"] > 0 and learned["agreed"] > 0
    assert fit_pointed([(rows, [False] * 3, 1.0)], learned) == learned


def test_without_its_file_it_says_so(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks, candidates = read("How much did the thieves steal?")
    monkeypatch.setattr(spans, "FILE", tmp_path / "none")
    spans.the_reader.cache_clear()
    with pytest.raises(ModelError, match="missing or damaged"):
        closely_read(candidates, asks, read_weights().pointed)
    spans.the_reader.cache_clear()
