"""A kill or Ctrl-C at any moment loses nothing and doubles nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder
from whole import assert_whole, made_up

from rag.errors import LibraryDamaged
from rag.library import ingest, open_library
from rag.library.vectors import VectorStore
from rag.records import Article
from rag.settings import Settings

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ARTICLES = 120
CHILD = """
import sys
from pathlib import Path
from fast_embedder import FastEmbedder
from whole import made_up
from rag.library import ingest, open_library
from rag.settings import Settings
with open_library(Settings(library=Path(sys.argv[1])), FastEmbedder()) as library:
    print("open", flush=True)
    ingest(library, map(made_up, range(int(sys.argv[2]))), lambda done: print(done, flush=True))
    print("done", flush=True)
"""


def start_ingest(folder: Path) -> "subprocess.Popen[str]":
    path = os.pathsep.join([str(ROOT), str(HERE)])
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(folder), str(ARTICLES)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def stop(child: "subprocess.Popen[str]", how: signal.Signals, seconds: float) -> bool:
    """Send the signal `seconds` after the library is open; whether it came in time."""
    assert child.stdout
    assert child.stdout.readline() == "open\n"
    time.sleep(seconds)
    child.send_signal(how)
    said, _ = child.communicate(timeout=60)
    return "done" not in said


def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    settings: Settings, fast: FastEmbedder
) -> None:
    moments = random.Random(4)
    interrupted = sum(
        stop(start_ingest(settings.library), signal.SIGKILL, moments.uniform(0.0, 0.5))
        for _ in range(6)
    )
    assert interrupted >= 3, "the kills came too late to test anything"
    everything = [made_up(number) for number in range(ARTICLES)]
    with open_library(settings, fast) as library:
        kept = set(library.database.in_state("done"))
        assert_whole(library, kept)
        summary = ingest(library, everything)
        assert summary.unchanged == len(kept)
        assert summary.added == ARTICLES - len(kept)
        assert_whole(library, {article.id for article in everything})


def test_ctrl_c_leaves_a_library_that_recovers(settings: Settings, fast: FastEmbedder) -> None:
    assert stop(start_ingest(settings.library), signal.SIGINT, 0.2)
    with open_library(settings, fast) as library:
        assert_whole(library, set(library.database.in_state("done")))


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
    settings: Settings, fast: FastEmbedder
) -> None:
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
