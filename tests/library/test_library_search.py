"""What the record and the vectors find: words, meaning, dates, outlets and speakers."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from fast_embedder import FastEmbedder
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from whole import made_up

from rag.library import Embedder, Library, ingest, open_library
from rag.library.narrowing import Narrowing
from rag.reading.passages import heading
from rag.records import Article
from rag.settings import Settings

SUBJECTS = ["soybeans", "tariffs", "hurricanes", "vaccines", "museums", "elections", "ferries"]
OUTLETS = ["The Courier", "Harbour Times", None]
OPEN = Narrowing()
WORDS = ["soybeans", "tariffs", "ferries", "crowns"]


def report(number: int) -> Article:
    subject = SUBJECTS[number % len(SUBJECTS)]
    speaker = ["Scott Bessent", "Ada Moreno", "Li Chenggang"][number % 3]
    text = "\n\n".join(
        f"{speaker} said {subject} cost {number}{part} crowns. Talks over {subject} went on for "
        f"{number + part} hours in town {number}-{part}. " + "People waited outside. " * 25
        for part in range(3)
    )
    published = date(2025, 1 + number % 12, 1 + number % 28) if number % 5 else None
    return Article(f"r{number}", f"Report {number}", text, OUTLETS[number % 3], published)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    settings = Settings(library=tmp_path_factory.mktemp("search") / "library")
    with open_library(settings, FastEmbedder()) as opened:
        ingest(opened, map(report, range(60)))
        yield opened


def ids_in(library: Library, narrowing: Narrowing) -> set[str]:
    return {
        passage.id
        for number in range(60)
        for passage in library.database.passages_of(f"r{number}")
        if _lets_through(narrowing, report(number))
    }


def _lets_through(narrowing: Narrowing, article: Article) -> bool:
    day = article.published
    return (
        (narrowing.date_from is None or (day is not None and day >= narrowing.date_from))
        and (narrowing.date_to is None or (day is not None and day <= narrowing.date_to))
        and (not narrowing.outlets or article.outlet in narrowing.outlets)
    )


@pytest.mark.parametrize(
    "narrowing",
    [
        OPEN,
        Narrowing(date(2025, 3, 1)),
        Narrowing(None, date(2025, 3, 3)),
        Narrowing(date(2025, 6, 18), date(2025, 6, 18)),
        Narrowing(outlets=("The Courier",)),
        Narrowing(outlets=("The Courier", "Harbour Times", "None Such")),
        Narrowing(date(2025, 2, 1), date(2025, 9, 30), ("Harbour Times",)),
        Narrowing(date(2026, 1, 1)),
        Narrowing(date(2025, 9, 1), date(2025, 2, 1)),
    ],
)
def test_words_and_meaning_are_narrowed_alike(narrowing: Narrowing, library: Library) -> None:
    expected = ids_in(library, narrowing)
    vector = library.embedder.embed(["anything"])[0]
    nearest = set(library.nearest(vector, 1000, narrowing))
    assert nearest == expected
    assert {name for name, _ in library.database.match(["crowns"], 1000, narrowing)} == expected
    assert set(library.database.passages_in(narrowing, 1000)) == expected
    assert narrowing.is_open == (expected == ids_in(library, OPEN))


def test_the_nearest_are_those_that_brute_force_finds(library: Library) -> None:
    ids = sorted(ids_in(library, OPEN))
    texts = [
        f"{heading(report(int(name[1:].split('#')[0])))}\n{found.passage.text}"
        for name, found in sorted(library.database.retrieved(ids).items())
    ]
    stored = library.embedder.embed(texts)
    for question in library.embedder.embed([f"question {number}" for number in range(20)]):
        similarity = stored @ question
        best = np.argsort(-similarity)[:10]
        found = library.vectors.nearest(question, 10)
        assert [name for name, _ in found] == [ids[at] for at in best]
        assert [score for _, score in found] == pytest.approx(similarity[best].tolist(), abs=1e-4)
        exact = library.vectors.similarities(question, ids[:7])
        assert list(map(exact.__getitem__, ids[:7])) == pytest.approx(
            similarity[:7].tolist(), abs=1e-4
        )


def test_similarities_leave_out_what_is_not_stored(library: Library) -> None:
    vector = library.embedder.embed(["anything"])[0]
    assert library.vectors.similarities(vector, []) == {}
    assert library.vectors.similarities(vector, ["none#0"]) == {}
    assert set(library.vectors.similarities(vector, ["none#0", "r1#0"])) == {"r1#0"}


def test_words_find_their_inflections_best_first(library: Library) -> None:
    found = library.database.match(["soybean"], 100, OPEN)
    numbers = {int(name[1:].split("#")[0]) for name, _ in found}
    assert numbers == set(range(0, 60, len(SUBJECTS)))
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert len(library.database.match(["soybean"], 3, OPEN)) == 3
    assert library.database.match([], 3, OPEN) == []
    assert library.database.count_matches("soybean") == library.database.count_matches("SOYBEANS")


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(word=st.one_of(st.text(max_size=12), st.sampled_from(['"', '""', "*", "NEAR(", "a AND b"])))
def test_a_word_is_never_an_operator(word: str, library: Library) -> None:
    library.database.match([word, "crowns"], 2, OPEN)
    assert library.database.count_matches(word) >= 0
    assert library.database.match([word], 5, Narrowing(outlets=(word,))) == []


def test_half_a_surrogate_pair_finds_nothing_and_breaks_nothing(library: Library) -> None:
    assert library.database.count_matches("\ud800") == 0
    assert library.database.match(["\udc80", "crowns"], 2, OPEN) != []


def test_statements_come_in_the_order_of_their_text(library: Library) -> None:
    found = library.database.statements_of(["r4", "r1"])
    assert [(one.article_id, one.speaker) for one in found] == [
        *[("r1", "Ada Moreno")] * 3,
        *[("r4", "Ada Moreno")] * 3,
    ]
    assert [one.start for one in found[:3]] == sorted(one.start for one in found[:3])
    assert (
        report(1).text[found[0].start : found[0].end] == "Ada Moreno said tariffs cost 10 crowns."
    )
    assert library.database.statements_of([]) == []


def test_passages_that_quote_somebody(library: Library) -> None:
    about = library.database.match_quoting(["tariffs"], ["Ada Moreno"], 100, OPEN)
    assert {int(name[1:].split("#")[0]) for name in about} == {
        number for number in range(60) if number % 3 == 1 and number % len(SUBJECTS) == 1
    }
    everything = library.database.match_quoting([], ["Ada Moreno"], 100, OPEN)
    quoting = {number for number in range(60) if number % 3 == 1}
    assert {int(name[1:].split("#")[0]) for name in everything} == quoting
    days = [report(int(name[1:].split("#")[0])).published for name in everything]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days[: len(dated)] == dated, "the undated come last"
    assert library.database.match_quoting(["tariffs"], ["Nobody"], 100, OPEN) == []
    spring = Narrowing(date(2025, 3, 1), date(2025, 5, 31))
    narrowed = library.database.match_quoting([], ["Ada Moreno"], 100, spring)
    assert set(narrowed) == set(everything) & ids_in(library, spring)


def test_who_speaks_and_where(library: Library) -> None:
    first, second = library.database.speakers(2)
    assert (first.name, first.articles) == ("Ada Moreno", 20)
    assert (second.name, second.articles) == ("Li Chenggang", 20)
    courier = Narrowing(outlets=("The Courier",))
    quoting = library.database.articles_quoting(["Scott Bessent"], courier)
    assert set(quoting) == {f"r{number}" for number in range(0, 60, 3)}
    assert library.database.articles_quoting(["Scott Bessent"], Narrowing(outlets=("Other",))) == []


def test_outlets_are_counted_again_after_a_change(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast) as library:
        assert library.database.outlets() == []
        ingest(library, [made_up(1), made_up(4), made_up(2)])
        counted = library.database.outlets()
        assert [it[:2] for it in counted] == [("Outlet 1", 2), ("Outlet 2", 1)]
        counted.clear()  # what a caller does with its list is its own affair
        library.remove(["a4"])
        assert [it[:2] for it in library.database.outlets()] == [("Outlet 1", 1), ("Outlet 2", 1)]


def test_the_newest_come_first(library: Library) -> None:
    days = [article.published for article in library.database.newest(5)]
    assert days == sorted((report(n).published for n in range(60) if n % 5), reverse=True)[:5]


def test_meaning_is_found_with_the_packaged_model(tmp_path: Path, packaged: Embedder) -> None:
    texts = {
        "storm": "A hurricane tore roofs from houses in Jamaica and cut the power for thousands.",
        "trade": "Washington and Beijing agreed on lower duties for imported farm goods.",
        "museum": "Thieves took royal jewels from the Paris gallery in seven minutes.",
    }
    with open_library(Settings(library=tmp_path / "library"), packaged) as library:
        ingest(library, [Article(name, name, text) for name, text in texts.items()])
        for question, expected in [
            ("extreme weather damage", "storm"),
            ("tariffs between America and China", "trade"),
            ("robbery of a crown at the Louvre", "museum"),
        ]:
            vector = library.embedder.embed([question])[0]
            (best, score), *others = library.vectors.nearest(vector, 3)
            assert best == f"{expected}#0"
            assert score > max(other for _, other in others) + 0.1


@pytest.mark.parametrize("exact", [2_000, 0])
@pytest.mark.parametrize(
    "narrowing",
    [
        Narrowing(date(2025, 3, 1), date(2025, 3, 31)),
        Narrowing(outlets=("The Courier",)),
        Narrowing(date_to=date(2025, 9, 30)),
        Narrowing(as_of=date(2025, 6, 18)),
        Narrowing(date(2026, 1, 1)),
    ],
)
def test_a_window_is_searched_as_exactly_as_by_brute_force(
    exact: int, narrowing: Narrowing, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.library.library._EXACT", exact)
    inside = library.database.passages_in(narrowing, 1000)
    for number, question in enumerate(library.embedder.embed([f"q {at}" for at in range(5)])):
        every = library.vectors.similarities(question, inside)
        best = sorted(every, key=lambda name: -every[name])[:10]
        found = library.nearest(question, 10, narrowing)
        assert sorted(found.values(), reverse=True) == pytest.approx(
            [every[name] for name in best], abs=1e-4
        ), number
        assert set(found) <= set(inside)


def test_as_of_a_day_leaves_out_what_was_updated_after_the_next_day(library: Library) -> None:
    day = date(2025, 6, 18)
    inside = library.database.passages_in(Narrowing(as_of=day), 1000)
    assert inside
    owners = {library.database.article(name.split("#")[0]) for name in inside}
    assert all(it and it.published and it.published <= day for it in owners)
    published = set(library.database.passages_in(Narrowing(date_to=day), 1000))
    updated_later = {
        name
        for name in published
        if (it := library.database.article(name.split("#")[0]))
        and it.updated
        and it.updated > day + timedelta(days=1)
    }
    assert set(inside) == published - updated_later
