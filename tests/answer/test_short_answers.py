"""The short answer: the name, day, place or number that answers by itself, or none in doubt."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_news import Ask, news

from rag.answer.short import in_full
from rag.reader import spans
from rag.reader.kinds import spans_of_kind
from rag.reading import terms
from rag.records import Article
from rag.retrieve.question.understand import Expected

NEWS = [
    news(
        "2025-10-03",
        "Mill burns down",
        "The old mill near Oddby burned down on 2 October. The oil mill was built in 1890 by Karl "
        "Falk. The fire brigade pumped 900 litres of water.",
    ),
    news(
        "2025-10-20",
        "Flood in Lundvik",
        "A flood in Lundvik damaged 70 houses on 19 October. The water stood two metres deep in "
        "Market Street. Ida Moe led the rescue in Lundvik.",
    ),
    news(
        "2025-10-25",
        "Hard month",
        "The mill fire at Oddby came weeks before the flood in Lundvik. Insurers will pay for the "
        "mill and the houses.",
        "Post",
    ),
    news(
        "2025-06-07",
        "Regatta sailed",
        "Sixty boats sailed in the regatta of Kvernes. Sven Dahl won the regatta of Kvernes. Tove "
        "Berg was second.",
    ),
    news(
        "2025-06-08",
        "Regatta in dispute",
        "Per Krog won the regatta of Kvernes. A protest was lodged.",
        "Post",
    ),
]


@pytest.fixture(scope="module")
def ask(open_news: Callable[[list[Article]], Ask]) -> Ask:
    return open_news(NEWS)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("How many houses did the flood in Lundvik damage?", "70 houses"),
        ("When did the old mill near Oddby burn down?", "2 October"),
        ("Who led the rescue in Lundvik?", "Ida Moe"),
        ("How many litres of water did the fire brigade pump?", "900 litres"),
        ("How many boats sailed in the regatta of Kvernes?", "Sixty boats"),
    ],
)
def test_the_words_that_answer_stand_in_front_and_in_the_first_sentence(
    ask: Ask, question: str, short: str
) -> None:
    answer = ask(question)
    assert answer.sentences[0].short == short
    assert short in answer.sentences[0].text
    assert answer.text.startswith(f"**{short}.** ")


@pytest.mark.parametrize(
    "question",
    [
        "Who won the regatta of Kvernes?",  # two reports name two winners
        "Who were the winners of the regatta of Kvernes?",
        "What did the flood in Lundvik damage?",
        "Did the flood in Lundvik damage 70 houses?",
        "How many houses did the flood in Lundvik not damage?",
    ],
)
def test_there_is_none_in_doubt_or_where_more_than_a_word_is_asked_for(
    ask: Ask, question: str
) -> None:
    answer = ask(question)
    assert not any(sentence.short for sentence in answer.sentences)


@pytest.mark.parametrize(
    ("text", "pointed", "given"),
    [
        ("Of them 19 people died and over 100 were hurt.", "19 people died and over 100", None),
        ("Some 19 died, more than 100 people were hurt.", "100", "more than 100 people"),
        ("In all as many as 70 people were hurt.", "70 people", "as many as 70 people"),
        ("Nearly 70 people were hurt, it says.", "70 people", "Nearly 70 people"),
        ("The 70 people from Tarn were hurt.", "70 people from Tarn", "70 people from Tarn"),
    ],
)
def test_a_number_keeps_its_hedge_and_is_one(text: str, pointed: str, given: str | None) -> None:
    assert in_full(pointed, text, "number", "How many people were hurt?", set()) == given


def test_a_sum_keeps_its_hedge() -> None:
    text = "The gem is worth more than $60 million."
    asked = "How much is the gem worth?"
    assert in_full("$60 million", text, "number", asked, set()) == "more than $60 million"


def test_without_the_span_reader_there_is_the_answer_and_a_notice(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "FILE", tmp_path / "none")
    spans.the_reader.cache_clear()
    answer = ask("Who led the rescue in Lundvik?")
    spans.the_reader.cache_clear()
    assert "Ida Moe" in answer.text and not answer.sentences[0].short
    assert any(notice.startswith("Short answers are left out") for notice in answer.notices)


@pytest.mark.parametrize(
    "question",
    [
        "Which came first, the mill fire at Oddby or the flood in Lundvik?",
        "Was the mill fire at Oddby or the flood in Lundvik first?",
    ],
)
def test_a_comparison_has_both_sides_and_no_sentence_twice(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert "mill" in answer.text and "flood" in answer.text
    places = [(it.article_id, it.start, it.end) for it in answer.citations]
    for at, (article, start, end) in enumerate(places):
        for other, begin, stop in places[at + 1 :]:
            assert article != other or end <= begin or stop <= start


def test_a_comparison_with_a_side_that_nothing_tells_of_is_not_made_up(ask: Ask) -> None:
    answer = ask("Which came first, the flood in Lundvik or the Zwingli merger?")
    assert answer.refusal or "Zwingli" not in answer.text


@pytest.mark.parametrize(
    ("kind", "question", "text", "found"),
    [
        ("number", "How many people gathered?", "On 5 April people gathered.", []),
        ("number", "How many people gathered?", "On 3 May 120 people came.", ["120 people"]),
        ("number", "How many people died?", "In 2025, 12 people died.", ["12 people"]),
        ("number", "How many people died?", "Of 40, twelve people died.", ["twelve people"]),
        ("number", "How many people died?", "Some 40 percent of people died.", []),
        ("number", "How many people died?", "It cost the people $40 million.", []),
        ("number", "How many people died?", "It has 12 wells and hot people.", []),
        ("number", "How old was he?", "A 44-year-old man in a 3-room flat.", ["44-year-old"]),
        ("number", "How old was he?", "He was 44 years old and had 3 dogs.", ["44 years"]),
        ("number", "How long is it?", "It is 300 metres long with 2 lanes.", ["300 metres"]),
        ("number", "How tall is it?", "It is 30 feet tall and 9 years old.", ["30 feet"]),
        ("number", "How much did it cost?", "It cost $4.5 million to 9 heirs.", ["$4.5 million"]),
        ("number", "How much did it rise?", "It rose 3.5 percent in 2 years.", ["3.5 percent"]),
        ("date", "When?", "From 3 April 2025 until May 2026, then.", ["3 April 2025", "May 2026"]),
        ("date", "When?", "On Sept. 5, 2025, or by 1999.", ["Sept. 5, 2025", "1999"]),
        ("date", "When?", "It may be 5 or 6 of them.", []),
        ("place", "Where?", "It burned in the Oddby mill near Tarn.", ["Oddby", "Tarn"]),
        ("person", "Who?", "On Monday Dr. Ida Moe’s team met Sven Dahl.", ["Ida Moe", "Sven Dahl"]),
        ("person", "Who?", "They met Jonas Frid Jr in Tarn.", ["Jonas Frid Jr"]),
        ("person", "Who?", "The Supreme Court met.", []),
        ("name", "Which paper?", "He joined the Kvernes Gazette.", ["Kvernes Gazette"]),
        ("statement", "What?", "Ida Moe left on 3 May with 3 dogs.", []),
        ("other", "What?", "Ida Moe left on 3 May with 3 dogs.", []),
    ],
)
def test_a_text_has_the_kind_of_thing_that_is_asked_for(
    kind: Expected, question: str, text: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in spans_of_kind(kind, text, question, set())] == found


def test_what_the_question_names_is_no_answer_to_it() -> None:
    text = "Ida Moe met Sven Dahl in Tarn, near Oddby."
    asked = set(terms("Who met Ida Moe in Tarn?"))
    for kind, found in (("person", ["Sven Dahl"]), ("place", ["Oddby"])):
        spans = spans_of_kind(kind, text, "", asked)
        assert [text[start:end] for start, end in spans] == found


# Words that the patterns look for, among letters of any script and hostile signs.
PIECES = st.sampled_from(
    "how many people died old much when 12 2025 3.5 $ % million May 5 April in the Oddby Ida Moe’s "
    "Jr. Dr. O’Brien Secretary of State twenty-one -year-old , . “ ” ' - or and".split()
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=25).map(" ".join)


@given(kind=st.sampled_from(get_args(Expected)), text=TEXTS, question=TEXTS)
def test_the_spans_of_any_text_lie_inside_it(kind: Expected, text: str, question: str) -> None:
    for start, end in spans_of_kind(kind, text, question, frozenset(terms(question))):
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip()
