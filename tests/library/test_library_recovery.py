"""A kill or Ctrl-C at any moment loses nothing and doubles nothing."""

import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder
from halting import ARTICLES, run_that_halts
from whole import assert_whole, made_up

from rag.errors import LibraryDamaged
from rag.library import indexing, ingest, open_library
from rag.library.vectors import VectorStore
from rag.records import Article
from rag.settings import Settings


def interrupt(folder: Path, how: signal.Signals, name: str, times: int, then: str = "halt") -> None:
    """Send `how` to a run that takes articles in, when it has called `name` so many times."""
    child = run_that_halts(folder, name, times, then)
    child.send_signal(how)
    said = "".join(child.communicate(timeout=600))
    assert "done" not in said, said


def recorded(folder: Path) -> Counter[str]:
    """How many articles are in which state, as a killed run left them."""
    with closing(sqlite3.connect(folder / "dateline.sqlite")) as database:
        return Counter(state for (state,) in database.execute("SELECT state FROM articles"))


@pytest.mark.parametrize(
    ("name", "times", "then", "pending", "done"),
    [
        # when the first is written down and nothing else
        ("write_pending", 1, "halt", 1, 0),
        # when vectors are stored: of one of the first two, of one of the third two
        ("upsert", 1, "halt", 2, 0),
        ("upsert", 5, "halt", 2, 4),
        # when many are done
        ("set_state", 4, "halt", 0, 8),
        # in the middle of whatever comes next
        ("upsert", 4, "go on", None, None),
    ],
)
def test_a_kill_at_any_stage_loses_and_doubles_nothing(
    settings: Settings,
    fast: FastEmbedder,
    name: str,
    times: int,
    then: str,
    pending: int | None,
    done: int | None,
) -> None:
    # given a run that was killed when it had written something, and not everything
    interrupt(settings.library, signal.SIGKILL, name, times, then)
    states = recorded(settings.library)
    assert 0 < states.total() <= ARTICLES
    assert states["done"] < ARTICLES
    if pending is not None:
        assert states["done"] == done
        # Meanwhile the next two may have been read.
        assert pending <= states["pending"] <= pending + 2
    # when the library is opened, then what was written down is there, whole
    with open_library(settings, fast) as library:
        kept = set(library.database.in_state("done"))
        assert len(kept) == states.total()
        assert_whole(library, kept)
        # and the same run goes on from there
        everything = [made_up(number) for number in range(ARTICLES)]
        summary = ingest(library, everything)
        assert summary.unchanged == len(kept)
        assert summary.added == ARTICLES - len(kept)
        assert_whole(library, {article.id for article in everything})


def test_ctrl_c_leaves_a_library_that_recovers(settings: Settings, fast: FastEmbedder) -> None:
    interrupt(settings.library, signal.SIGINT, "upsert", 4)
    states = recorded(settings.library)
    # What is being embedded is stored; the next two may have been read.
    assert states["done"] == 4
    assert states["pending"] <= 2
    with open_library(settings, fast) as library:
        assert_whole(library, {f"a{number}" for number in range(states.total())})


def test_what_was_recorded_before_an_interruption_is_embedded_at_the_next_opening(
    settings: Settings, fast: FastEmbedder
) -> None:
    def interrupted() -> Iterator[Article]:
        yield made_up(1)
        yield made_up(2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_library(settings, fast) as library:
        ingest(library, interrupted())
    with open_library(settings, fast) as library:
        assert_whole(library, {"a1", "a2"})


def test_a_removal_that_was_cut_short_is_finished(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1), made_up(2)])
        library.database.set_state(["a1"], "withdrawn")
        assert library.database.retrieved(["a1#0", "a2#0"]).keys() == {"a2#0"}
    with open_library(settings, fast) as library:
        assert_whole(library, {"a2"})


def test_a_change_that_was_cut_short_leaves_no_vector_of_the_old_text(
    settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1, paragraphs=9)])
    with pytest.raises(KeyboardInterrupt), open_library(settings, fast) as library:
        monkeypatch.setattr(VectorStore, "upsert", _interrupt)
        ingest(library, [made_up(1, paragraphs=2)])
    monkeypatch.undo()
    with open_library(settings, fast) as library:
        assert_whole(library, {"a1"})
        assert library.vectors.count() == len(library.database.passages_of("a1")) < 9


def test_a_rebuild_that_was_cut_short_is_finished_at_the_next_opening(
    settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(1), made_up(2)])
    monkeypatch.setattr(VectorStore, "upsert", _interrupt)
    with pytest.raises(KeyboardInterrupt), open_library(settings, fast, rebuild=True):
        pass
    monkeypatch.undo()
    with open_library(settings, fast) as library:
        assert_whole(library, {"a1", "a2"})


def test_an_index_that_a_kill_left_unreadable_is_made_anew_from_the_record(
    settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "read_statements", lambda article: [])  # which take long to find
    articles = [made_up(number, paragraphs=12) for number in range(100)]
    with open_library(settings, fast) as library:
        ingest(library, articles)
        assert library.vectors.count() > 1000, "too few for Chroma to write its index files"
    (index,) = settings.library.glob("passages-*/*/index_metadata.pickle")
    os.truncate(index, index.stat().st_size // 2)
    with pytest.raises(LibraryDamaged, match="ingest --rebuild"), open_library(settings, fast):
        pass
    with open_library(settings, fast, rebuild=True) as library:
        assert_whole(library, {article.id for article in articles})
    assert len(list(settings.library.glob("passages-*"))) == 1


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
