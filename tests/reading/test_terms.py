"""Words become terms that are the same on both sides of a comparison, SQLite's side included."""

import sqlite3
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import content_terms, terms
from rag.reading.terms import STOP_WORDS, fold, stem, words

NEWS_WORDS = """tariff tariffs negotiate negotiated negotiating negotiation negotiations negotiator
    soybean soybeans agree agrees agreed agreement agreements trade traded trading trader econom
    economy economies economic economist economists elect election elections elected electoral
    technology technologies technological biology biological ecology ecological possibly possible
    incredibly incredible doubly double wobbly assembly assemble reassembled president presidents
    presidential presidency hurricane hurricanes flood flooded flooding die died dies dying death
    us uk is as vs s a un nation nations national nationalist retaliate retaliation retaliatory
    measles vaccine vaccines vaccinated vaccination robber robbery robberies jewel jewels jewelry
    running run runs ran happily happy happiness fly flies flying policy policies police general
    generally generalization probable probably humbly analogy analogies geology archaeology
    """.split()


def test_words_are_lower_case_without_accents_or_possessive_endings() -> None:
    assert words("Bessent's São Paulo visit, Luiz Inácio Lula’s idea: O’Brien can’t") == (
        "bessent sao paulo visit luiz inacio lula idea o'brien can't".split()
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tariffs", "tariff"),
        ("Bessent’s", "Bessent"),
        ("1,000", "1000"),
        ("negotiating", "negotiated"),
        ("workers’", "worker"),
        ("SÃO", "sao"),
    ],
)
def test_two_forms_of_one_word_are_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    ("one", "other"), [("3.5", "35"), ("1.5", "1,5"), ("policy", "police"), ("us", "u")]
)
def test_two_words_stay_two_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_no_word_loses_all_it_has() -> None:
    assert terms("the U.S. is") == ["the", "u", "s", "is"]


def test_content_terms_are_topic_once_and_in_order() -> None:
    assert content_terms("What did Bessent say about the tariffs, and about tariffs on China?") == [
        "bessent",
        "tariff",
        "china",
    ]


def test_stop_words_are_written_as_they_are_looked_up() -> None:
    assert all(fold(word) == word for word in STOP_WORDS)


def test_the_same_words_are_one_term_here_and_in_sqlite() -> None:
    """The lexical index finds by FTS5's stemmer what the answer compares by ours."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE t USING fts5(w, tokenize = 'porter unicode61 remove_diacritics 2')"
    )
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")
    connection.executemany("INSERT INTO t(rowid, w) VALUES (?, ?)", enumerate(NEWS_WORDS))
    theirs = defaultdict(set)
    for term, row in connection.execute("SELECT term, doc FROM v"):
        theirs[term].add(NEWS_WORDS[row])
    ours = defaultdict(set)
    for word in NEWS_WORDS:
        ours[stem(word)].add(word)
    assert sorted(map(sorted, ours.values())) == sorted(map(sorted, theirs.values()))


@given(st.text(max_size=80))
def test_any_text_gives_terms_and_folding_twice_changes_nothing(text: str) -> None:
    found = words(text)
    assert all(term for term in terms(text))
    assert len(terms(text)) == len(found)
    assert set(content_terms(text)) <= set(terms(text))
