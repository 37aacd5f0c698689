"""Ingesting: what is added, changed, left alone and counted as a copy."""

from dataclasses import replace
from datetime import date

import pytest
from fast_embedder import FastEmbedder
from whole import assert_whole, made_up

from rag.library import ingest, open_library
from rag.library.narrowing import Narrowing
from rag.records import Article, Rejection
from rag.settings import Settings

DEAL = Article(
    "deal",
    "U.S. and China near a deal",
    "Treasury Secretary Scott Bessent said a framework was ready. Soybean farmers in Iowa were "
    "relieved, and the price of a bushel rose in Chicago.\n\nThe talks in Kuala Lumpur lasted two "
    "days, and the two presidents are to meet in South Korea on Thursday.",
    outlet="The Courier",
    published=date(2025, 10, 26),
    url="https://courier.example/deal",
    authors=("Ada Moreno", "Ben Okafor"),
)


def test_an_article_comes_back_as_it_went_in(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast) as library:
        summary = ingest(library, [DEAL])
        assert (summary.added, summary.passages, summary.undated) == (1, 1, 0)
        assert library.database.article("deal") == DEAL
        (passage,) = library.database.passages_of("deal")
        assert passage.text == DEAL.text
    with open_library(settings, fast) as library:
        assert library.database.article("deal") == DEAL
        assert library.database.article("no such") is None


def test_a_second_ingest_changes_nothing(settings: Settings, fast: FastEmbedder) -> None:
    articles = [made_up(number) for number in range(5)]
    with open_library(settings, fast) as library:
        ingest(library, articles)
    record = settings.library / "dateline.sqlite"
    before = record.read_bytes()
    with open_library(settings, fast) as library:
        summary = ingest(library, articles)
        assert (summary.unchanged, summary.added, summary.changed, summary.passages) == (5, 0, 0, 0)
        assert_whole(library, {article.id for article in articles})
    assert record.read_bytes() == before


def test_a_changed_article_replaces_its_old_self(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1), made_up(2), made_up(3)])
        changed = replace(made_up(2), text="Mayor Lea Novak said the pier stays at 9 crowns.")
        summary = ingest(library, [made_up(1), changed])
        assert (summary.added, summary.changed, summary.unchanged) == (0, 1, 1)
        assert_whole(library, {"a1", "a2", "a3"})
        (passage,) = library.database.passages_of("a2")
        (statement,) = library.database.statements_of(["a2"])
        assert passage.text == changed.text
        assert statement.speaker == "Lea Novak"
        assert library.database.count_matches("word2x1x1") == 0
        assert library.database.match(["pier"], 5, Narrowing()) != []


def test_a_new_title_alone_is_a_change(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [DEAL])
        assert ingest(library, [replace(DEAL, title="Framework agreed")]).changed == 1
        assert library.database.count_matches("framework") == 1
        (found,) = library.database.retrieved(["deal#0"]).values()
        assert found.title == "Framework agreed"


def test_the_title_and_outlet_are_searched_but_no_part_of_the_text(
    settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [DEAL])
        assert library.database.match(["courier"], 5, Narrowing()) != []
        (found,) = library.database.retrieved(["deal#0"]).values()
        assert "Courier" not in found.passage.text


def test_the_same_text_under_another_id_is_one_article(
    settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        summary = ingest(library, [DEAL, replace(DEAL, id="copy", url=None)])
        assert (summary.added, summary.duplicates) == (1, 1)
        assert ingest(library, [replace(DEAL, id="later")]).duplicates == 1
        assert library.database.in_state("done") == ["deal"]


def test_an_article_that_becomes_a_copy_is_withdrawn(
    settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1), made_up(2)])
        summary = ingest(library, [replace(made_up(2), text=made_up(1).text)])
        assert summary.duplicates == 1
        assert_whole(library, {"a1"})


def test_near_copies_share_a_story_and_others_do_not(
    settings: Settings, fast: FastEmbedder
) -> None:
    regional = replace(DEAL, id="ohio", text=f"{DEAL.text}\n\nContact the Ohio newsroom.")
    with open_library(settings, fast) as library:
        assert ingest(library, [DEAL, made_up(1)]).near_duplicates == 0
        assert ingest(library, [regional]).near_duplicates == 1
        copies = library.database.retrieved(["deal#0", "ohio#0", "a1#0"])
        assert {name: found.copies for name, found in copies.items()} == {
            "deal#0": 2,
            "ohio#0": 2,
            "a1#0": 1,
        }


def test_the_copies_of_an_article_that_became_another_text_stay_a_story_of_their_own(
    settings: Settings, fast: FastEmbedder
) -> None:
    regional = replace(DEAL, id="ohio", text=f"{DEAL.text}\n\nContact the Ohio newsroom.")
    with open_library(settings, fast) as library:
        ingest(library, [DEAL, regional])
        ingest(library, [replace(DEAL, text=made_up(7).text)])
        found = library.database.retrieved(["deal#0", "ohio#0"])
        assert {name: one.copies for name, one in found.items()} == {"deal#0": 1, "ohio#0": 1}


def test_withdrawn_articles_are_gone(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1), made_up(2)])
        library.remove(["a1"])
        assert_whole(library, {"a2"})
        assert library.database.article("a1") is None
        assert library.database.statements_of(["a1"]) == []
        assert ingest(library, [made_up(1)]).added == 1
        assert_whole(library, {"a1", "a2"})


def test_passage_ids_are_the_same_in_every_library(settings: Settings, fast: FastEmbedder) -> None:
    seen = []
    for name in ("one", "two"):
        apart = settings.model_copy(update={"library": settings.library / name})
        with open_library(apart, fast) as library:
            ingest(library, [made_up(1), made_up(2)])
            seen.append([p.id for p in library.database.passages_of("a1")])
    assert seen[0] == seen[1] == [f"a1#{at}" for at in range(len(seen[0]))]


def test_rejections_are_reported_and_progress_counts_every_record(
    settings: Settings, fast: FastEmbedder
) -> None:
    bad = Rejection("news.jsonl", "the record has no text", 2)
    steps: list[int] = []
    with open_library(settings, fast) as library:
        ingest(library, [DEAL])
        records = [DEAL, bad, made_up(1), replace(DEAL, id="copy"), replace(made_up(1), title="T")]
        summary = ingest(library, records, steps.append)
    assert sum(steps) == len(records)
    assert summary.rejected == [bad]
    assert summary.as_dict()["rejected"] == [
        {"source": "news.jsonl", "reason": "the record has no text", "line": 2}
    ]


@pytest.mark.parametrize("text", ["", "   \n\n  ", "\x00 nul \x00", "日本" * 2000])
def test_odd_texts_do_no_harm(text: str, settings: Settings, fast: FastEmbedder) -> None:
    odd = Article("odd", "", text)
    with open_library(settings, fast) as library:
        ingest(library, [odd, made_up(1)])
        assert library.database.article("odd") == odd
        assert_whole(library, {"odd", "a1"})


def test_the_summary_tells_outlets_dates_and_counts(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast) as library:
        empty = library.summary()
        assert (empty.articles, empty.first, empty.outlets) == (0, None, ())
        earlier = replace(made_up(1), outlet="The Courier", published=date(2025, 1, 2))
        ingest(library, [DEAL, earlier, made_up(2)])
        summary = library.summary()
    assert (summary.articles, summary.undated) == (3, 1)
    assert (summary.first, summary.last) == (date(2025, 1, 2), date(2025, 10, 26))
    assert summary.outlets == (
        ("The Courier", 2, date(2025, 1, 2), date(2025, 10, 26)),
        ("Outlet 2", 1, None, None),
    )
