"""Any number of processes read a library, also while one of them writes to it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder
from halting import ARTICLES, run_that_halts
from whole import assert_whole, made_up

from rag.errors import EmbeddingMismatch, LibraryLocked
from rag.library import Library, ingest, open_library
from rag.library import library as opening
from rag.library.embeddings import EmbeddingIdentity
from rag.library.narrowing import Narrowing
from rag.reading.passages import heading
from rag.settings import Settings

HERE = Path(__file__).parent
# Far above what any machine needs; only a fault makes a test wait so long.
LONGEST = 300
_ANOTHER = """
import sys
from pathlib import Path
from fast_embedder import FastEmbedder
from whole import made_up
from rag.library import ingest, open_library
from rag.library.narrowing import Narrowing
from rag.settings import Settings
settings = Settings(library=Path(sys.argv[1]))
with open_library(settings, FastEmbedder(), rebuild={rebuild}) as library:
    {does}
"""


def another(folder: Path, does: str, *, rebuild: bool = False) -> str:
    """What another process prints that opens the library and does something with it."""
    done = subprocess.run(
        [sys.executable, "-c", _ANOTHER.format(does=does, rebuild=rebuild), folder],
        capture_output=True,
        text=True,
        timeout=LONGEST,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE)])},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def by_meaning(library: Library, article_id: str) -> set[str]:
    """The article whose passage is nearest to the first passage of `article_id`."""
    article = library.database.article(article_id)
    assert article
    first = library.database.passages_of(article_id)[0]
    (vector,) = library.embedder.embed([f"{heading(article)}\n{first.text}"])
    return {it.split("#")[0] for it in library.nearest(vector, 1, Narrowing())}


@pytest.fixture
def library(settings: Settings, fast: FastEmbedder) -> Iterator[Library]:
    """A library of two articles that stays open, as that of a page."""
    with open_library(settings, fast) as opened:
        ingest(opened, [made_up(0), made_up(1)])
        yield opened


def test_another_process_reads_what_is_open_here(library: Library) -> None:
    assert another(library.folder, "print(library.summary().articles)") == "2\n"
    nearest = "print(len(library.nearest(library.embedder.embed(['it'])[0], 5, Narrowing())))"
    for _ in range(3):  # the vectors go to and fro
        assert another(library.folder, nearest) == "5\n"
        assert by_meaning(library, "a0") == {"a0"}


def test_what_another_process_writes_is_found_without_opening_again(library: Library) -> None:
    version = library.database.version()
    assert by_meaning(library, "a1") == {"a1"}
    another(library.folder, "ingest(library, [made_up(9)])")
    assert library.database.version() != version
    assert {name for name, *_ in library.database.outlets()} == {"Outlet 0", "Outlet 1"}
    assert library.database.outlets()[0][1] == 2
    assert by_meaning(library, "a9") == {"a9"}
    assert_whole(library, {"a0", "a1", "a9"})


def test_what_is_done_is_read_while_another_process_writes(
    settings: Settings, fast: FastEmbedder
) -> None:
    run = run_that_halts(settings.library, "upsert", 5)
    with open_library(settings, fast) as library:
        # what the other has begun is not finished here
        assert len(library.database.in_state("pending")) == 2
        assert library.summary().articles == 4
        assert by_meaning(library, "a3") == {"a3"}
        assert "done" in "".join(run.communicate(timeout=LONGEST))
        assert library.summary().articles == ARTICLES
        assert by_meaning(library, "a11") == {"a11"}
        assert_whole(library, {f"a{number}" for number in range(ARTICLES)})


@pytest.mark.parametrize(("name", "times"), [("write_pending", 3), ("upsert", 3), ("set_state", 2)])
def test_a_writer_that_is_killed_disturbs_no_reader(
    name: str, times: int, settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        run = run_that_halts(settings.library, name, times)
        known = library.database.in_state("done")
        assert known
        run.kill()
        run.communicate(timeout=LONGEST)
        for article_id in known:
            assert by_meaning(library, article_id) == {article_id}
        # Who writes next finishes what was begun.
        ingest(library, map(made_up, range(ARTICLES)))
        assert_whole(library, {f"a{number}" for number in range(ARTICLES)})


def test_a_second_writer_is_told_and_still_reads(
    library: Library, settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as second, library.writing():
        with pytest.raises(LibraryLocked, match="being added"), second.writing(patience=0):
            pass
        assert second.summary().articles == 2


def test_a_second_writer_waits_for_the_first(
    library: Library, settings: Settings, fast: FastEmbedder
) -> None:
    begun = threading.Event()

    def write() -> None:
        with open_library(settings, fast) as second:
            begun.set()
            ingest(second, [made_up(5)])

    with ThreadPoolExecutor(1) as threads:
        with library.writing():
            waiting = threads.submit(write)
            assert begun.wait(LONGEST)
            ingest(library, [made_up(4)])
        waiting.result(LONGEST)
    assert_whole(library, {"a0", "a1", "a4", "a5"})


def test_threads_write_one_after_the_other(library: Library) -> None:
    with ThreadPoolExecutor(6) as threads:
        for added in [threads.submit(ingest, library, [made_up(it)]) for it in range(2, 8)]:
            assert added.result(LONGEST).added == 1
    assert_whole(library, {f"a{number}" for number in range(8)})


def test_vectors_that_another_process_makes_anew_are_used_from_then_on(library: Library) -> None:
    assert by_meaning(library, "a0") == {"a0"}
    another(library.folder, "pass", rebuild=True)
    assert len(list(library.folder.glob("passages-*"))) == 1
    assert by_meaning(library, "a0") == {"a0"}
    assert_whole(library, {"a0", "a1"})


def test_vectors_that_become_those_of_another_model_are_told(
    library: Library, settings: Settings
) -> None:
    class Other(FastEmbedder):
        def identity(self) -> EmbeddingIdentity:
            return EmbeddingIdentity("other", 384, "of its own")

    other = Other()
    other.name = "other"
    library.vectors.close()
    with open_library(settings, other, rebuild=True):
        pass
    with pytest.raises(EmbeddingMismatch, match="'other'"):
        library.vectors.count()


def test_a_library_is_made_by_one_of_those_who_open_it_first(settings: Settings) -> None:
    def open_it() -> int:
        with open_library(settings, FastEmbedder()) as library:
            return library.summary().articles

    with ThreadPoolExecutor(6) as threads:
        opened = [threads.submit(open_it) for _ in range(6)]
        assert [it.result(LONGEST) for it in opened] == [0] * 6
    assert len(list(settings.library.glob("passages-*"))) == 1


def test_nothing_is_made_while_another_one_writes(
    library: Library, settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_PATIENCE", 0.0)
    with (
        library.writing(),
        pytest.raises(LibraryLocked, match="--library"),
        open_library(settings, fast, rebuild=True),
    ):
        pass
    assert_whole(library, {"a0", "a1"})
