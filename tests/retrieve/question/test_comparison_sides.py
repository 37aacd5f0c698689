"""A question that compares is parted into the questions for either thing; no other one is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve import sides
from tests.counting import calls_of

COMPARISONS = [
    ("Which came first, the Kvernes storm or the Oddby fire?", "Kvernes storm", "Oddby fire"),
    ("Which is bigger, the North Tarn club fire or the East Lund tower fire?", "club", "tower"),
    ("Who won more seats, Lind or Moe?", "Lind", "Moe"),
    ("who was older, lind or moe?", "lind", "moe"),
    ("Was Ada Lind or Olof Lind elected first?", "Ada", "Olof"),
    ("Did more people die in Oddby or in Lundvik?", "Oddby", "Lundvik"),
    ("Is Oddby or Lundvik the larger town?", "Oddby", "Lundvik"),
    ("Which of the two, Oddby or Lundvik, has more people?", "Oddby", "Lundvik"),
    ("Did Lind and Moe say the same about the harbour?", "Lind", "Moe"),
    ("How did Lind and Moe differ on the dues?", "Lind", "Moe"),
    ("How much did Oddby and Lundvik each pay?", "Oddby", "Lundvik"),
    ("What did Ada Lind and Olof Lind each say about dues?", "Ada", "Olof"),
    ("What did Lind and Moe say about the dues?", "Lind", "Moe"),
    ("How did Ada Lind and President Olof Moe react to the dues?", "Ada", "Olof"),
    ("When did Oddby and Lundvik respectively vote?", "Oddby", "Lundvik"),
    ("Compared with each other, how are Oddby and Lundvik doing?", "Oddby", "Lundvik"),
    ("What is the difference between the Oddby plan and the Lundvik plan?", "Oddby", "Lundvik"),
    ("Oddby vs. Lundvik: who won?", "Oddby", "Lundvik"),
    ("Oddby versus Lundvik rents", "Oddby", "Lundvik"),
    ("Is the harbour open or closed?", "open", "closed"),
    ("Which costs less, the Gazette or the Courier?", "Gazette", "Courier"),
    ("Where did the ferry land, and where did the plane land?", "ferry", "plane"),
    ("What did Lind say and what did Moe say?", "Lind", "Moe"),
    ("Who led the rescue and who led the search?", "rescue", "search"),
    ("Did more people drown in Oddby than in Lundvik?", "Oddby", "Lundvik"),
    ("Is the rent in Oddby higher than that in Lundvik?", "Oddby", "Lundvik"),
    ("Was the Kvernes storm worse than the Oddby fire?", "Kvernes", "Oddby"),
    ("Was the Kvernes fire deadlier than the Oddby fire?", "Kvernes fire", "Oddby fire"),
    ("Did Lind pick the same word as Moe?", "Lind", "Moe"),
    ("How does the new ferry to Oddby compare with the one to Lundvik?", "Oddby", "Lundvik"),
    ("Did the Gazette sell more copies than the Courier did in May?", "Gazette", "Courier"),
    ("How many drowned in Oddby and how many in Lundvik?", "Oddby", "Lundvik"),
]
OTHERS = [
    "",
    "or",
    "Oddby or",
    "or Lundvik?",
    "What did Bessent say about tariffs?",
    "Did the mayor resign or not?",
    "Who or what caused the fire?",
    "Who is the president of Trinidad and Tobago?",
    "What did Johnson and Johnson announce?",
    "What did Lind say about dues and fees?",
    "When did the strike begin?",
    "Why were the schools in Oddby and Lundvik closed?",
    "What do Lind and Moe want?",
    "How many people live in Oddby?",
    "What happened to Smith and Sons?",
    "How did the ferry strike develop?",
    "Give me a timeline of the floods and fires in Oddby",
    "What did the Ministry of Trade and Industry decide?",
    "Where do Ada and Olof Lind live?",
    "Tell me about the storm, and the damage it did",
    "What is the law and order bill?",
    "Did more than ten people drown in Oddby?",
    "Did Oddby spend more than it had?",
    "What did Lind say as Moe left?",
    "Why did Lind return to Oddby with Moe?",
    "What makes the Gazette the oldest newspaper in Oddby?",
]


@pytest.mark.parametrize(("question", "one", "other"), COMPARISONS)
def test_a_comparison_asks_for_one_thing_and_for_the_other(
    question: str, one: str, other: str
) -> None:
    parted = sides(question)
    assert parted
    first, second = parted
    assert one in first and other not in first
    assert other in second and one not in second
    assert not {"each", "respectively"} & {*first.split(), *second.split()}


@pytest.mark.parametrize("question", OTHERS)
def test_what_compares_nothing_is_left_whole(question: str) -> None:
    assert sides(question) is None


PIECES = st.sampled_from(
    "who which how many where or and vs. versus each same more first the Oddby Lundvik's fire ? , "
    "’ - . & not".split()
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=30).map(" ".join))
def test_either_side_of_any_text_is_made_of_its_words(text: str) -> None:
    parted = sides(text)
    for side in parted or ():
        assert len(side) <= len(text) + len("how many")
        known = {*re.findall(r"\w+", text), "how", "many", "when", "long", "old", "fast"}
        assert set(re.findall(r"\w+", side)) <= known


@pytest.mark.parametrize("piece", [".", "-'", "who and ", "A or ", "who a, and ", "Aer than "])
def test_a_long_question_takes_no_more_work_than_its_length_asks(piece: str) -> None:
    assert calls_of(lambda: sides(piece * (10_000 // len(piece)))) < 20_000
