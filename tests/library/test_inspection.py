"""A complete reading tells each kind of damage by a sentence of its own, and what mends it."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from fast_embedder import FastEmbedder
from halting import run_that_halts
from numpy.typing import NDArray
from whole import assert_whole, made_up

from rag.library import Inspection, ingest, inspect_library, open_library
from rag.library.wholeness import digest_of
from rag.reading import split_passages
from rag.reading.duplicates import signature
from rag.records import Passage, Statement
from rag.settings import Settings

ARTICLES = 220
# Chroma writes its index down after each thousand vectors.
WRITTEN_DOWN = 1000
RECORD = "dateline.sqlite"
# Far above what any machine needs.
LONGEST = 300
# An element of the index: its links, its vector of 384 numbers, its label.
LINKS, ELEMENT = 132, 132 + 384 * 4 + 8
REBUILD = "ingest --rebuild"
AGAIN = "again, or restore"


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that is written as an ingest does, but for the slow parse."""
    folder = tmp_path_factory.mktemp("taken-in") / "library"
    with open_library(Settings(library=folder), FastEmbedder()) as library, library.writing():
        articles = [made_up(number, paragraphs=5) for number in range(ARTICLES)]
        for article in articles:
            end = article.text.index(" crowns.")
            said = Statement(article.id, 0, end, "Ada Moreno", content=((end - 2, end),))
            facts = {
                "digest": digest_of(asdict(article)),
                "text_digest": digest_of(article.text),
                "signature": signature(article.text),
                "story": article.id,
            }
            passages = split_passages(article)
            library.database.write_pending(article, passages, [(said, "moreno")], facts)
        library.store_vectors([article.id for article in articles], replacing=False)
        assert library.vectors.count() > WRITTEN_DOWN
    return folder


@pytest.fixture
def library(taken_in: Path, settings: Settings) -> Iterator[Path]:
    """A library's folder, closed, in which a test does its damage."""
    yield Path(shutil.copytree(taken_in, settings.library))


def inspected(library: Path) -> Inspection:
    return inspect_library(Settings(library=library), FastEmbedder())


def the_fault(library: Path) -> str:
    (fault,) = inspected(library).faults
    return fault


def record(library: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(library / RECORD, isolation_level=None)) as connection:
        assert connection.execute(sql, values).rowcount == 1


def index(library: Path, name: str) -> Path:
    (found,) = library.rglob(name)
    return found


def test_a_sound_library_has_no_fault(library: Path) -> None:
    read: list[int] = []
    found = inspect_library(Settings(library=library), FastEmbedder(), read.append)
    assert (found.faults, found.left_out) == ([], [])
    assert found.articles == sum(read) == ARTICLES
    assert found.passages == found.vectors > WRITTEN_DOWN


def test_an_index_whose_vectors_were_replaced_is_sound(library: Path) -> None:
    with open_library(Settings(library=library), FastEmbedder()) as it:
        it.store_vectors([f"a{number}" for number in range(ARTICLES)], replacing=True)
    assert inspected(library).faults == []


def test_a_text_that_was_changed_is_told_and_mended_by_another_ingest(library: Path) -> None:
    sql = "UPDATE articles SET text = replace(text, 'costs 14 ', 'costs 15 ') WHERE id = 'a7'"
    record(library, sql)
    found = inspected(library).faults
    assert [AGAIN in it and "1 article (a7)" in it for it in found] == [True, True]
    assert "text is not what was taken in" in found[0]
    assert "passages do not stand" in found[1]
    with open_library(Settings(library=library), FastEmbedder()) as it:
        summary = ingest(it, [made_up(number, paragraphs=5) for number in range(ARTICLES)])
        assert (summary.changed, summary.unchanged) == (1, ARTICLES - 1)
        assert_whole(it, {f"a{number}" for number in range(ARTICLES)})
    assert inspected(library).faults == []


@pytest.mark.parametrize("put", [b"\xff", b"q"], ids=["no text", "another letter"])
def test_a_flipped_byte_in_a_text_is_told(library: Path, put: bytes) -> None:
    path = library / RECORD
    data = bytearray(path.read_bytes())
    words = b" word9x0x50 "
    assert data.count(words) == 2  # in the article, and in its passage
    path.write_bytes(data.replace(words, put + words[1:]))
    told = " ".join(inspected(library).faults)
    assert "In 1 article (a9) the text is not what was taken in; ingest it again" in told


def test_a_record_whose_pages_are_damaged_is_told(library: Path) -> None:
    path = library / RECORD
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'passages_by_article'"
        (page,) = connection.execute(sql).fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = random.Random(1).randbytes(size)
    path.write_bytes(data)
    told = " ".join(inspected(library).faults)
    assert "is damaged" in told or "cannot be read" in told
    assert "restore it from a copy" in told


@pytest.mark.parametrize(
    "change", ["end = 1000000", "start = start + 2", "content = '[[4, 3]]'", "content = '[[3'"]
)
def test_a_statement_that_does_not_stand_in_its_text_is_told(library: Path, change: str) -> None:
    sql = f"UPDATE statements SET {change} WHERE rowid IN"
    record(library, f"{sql} (SELECT min(rowid) FROM statements WHERE article_id = 'a3')")
    fault = the_fault(library)
    assert "In 1 article (a3) statements do not stand in the text" in fault
    assert AGAIN in fault


def test_a_passage_that_does_not_stand_in_its_text_is_told(library: Path) -> None:
    record(library, "UPDATE passages SET start = start + 1 WHERE id = 'a3#1'")
    fault = the_fault(library)
    assert "In 1 article (a3) passages do not stand in the text" in fault


def test_an_index_of_words_that_lacks_one_is_told(library: Path) -> None:
    record(library, "UPDATE passages_text_content SET c0 = 'Other' WHERE id = 1")
    assert "The index of words" in the_fault(library)


def test_a_vector_that_is_missing_and_one_that_is_too_much_are_told(library: Path) -> None:
    with open_library(Settings(library=library), FastEmbedder()) as it:
        it.vectors.upsert([Passage("b#0", "b", 0, 1, "x")], FastEmbedder().embed(["x"]), None, None)
        with it.vectors._using() as collection:
            collection.delete(ids=["a5#0"])
    missing, extra = inspected(library).faults
    assert missing.startswith("1 passage of the record (a5#0) has no vector") and REBUILD in missing
    assert extra.startswith("1 vector (b#0) belongs to no passage") and REBUILD in extra
    with open_library(Settings(library=library), FastEmbedder(), rebuild=True):
        pass
    assert inspected(library).faults == []


def elements(path: Path) -> NDArray[np.uint8]:
    """The index's elements, to be written to: whatever is changed there is changed in the file."""
    return np.memmap(path, dtype=np.uint8, mode="r+").reshape(-1, ELEMENT)


def test_a_vector_whose_bytes_were_flipped_is_told(library: Path) -> None:
    rows = elements(index(library, "data_level0.bin"))
    # The exponent's highest bit: none of a vector's numbers is as large as 2, so that it is always
    # a fault. Which vector stands here is another each time, and some have a number near 0.
    rows[400, LINKS + 3] ^= 0x40
    fault = the_fault(library)
    assert fault.startswith("1 vector (a") and "is damaged; make them anew" in fault


def test_vectors_of_other_texts_are_told(library: Path) -> None:
    rows = elements(index(library, "data_level0.bin"))
    vectors = rows[:, LINKS:-8]
    vectors[:] = np.roll(vectors, 1, axis=0)
    faults = inspected(library).faults
    assert any("are not what the embedding model makes of the passage" in it for it in faults)


def test_an_index_that_does_not_find_its_vectors_is_told(library: Path) -> None:
    rows = elements(index(library, "data_level0.bin"))
    rows[:, 0] = 1  # of all its links each keeps one
    fault = the_fault(library)
    assert fault.startswith("The index of vectors misses") and REBUILD in fault


@pytest.mark.parametrize("name", ["data_level0.bin", "link_lists.bin"])
@pytest.mark.parametrize("seed", range(3))
def test_links_that_lead_nowhere_are_told(library: Path, name: str, seed: int) -> None:
    path, chance = index(library, name), random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(len(data) // 50):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)
    fault = the_fault(library)
    assert "vectors" in fault and "cannot be read; make them anew" in fault


def test_tables_of_the_vectors_that_are_damaged_are_told(library: Path) -> None:
    path = index(library, "chroma.sqlite3")
    data = bytearray(path.read_bytes())
    data[4096 * 20 : 4096 * 40] = random.Random(1).randbytes(4096 * 20)
    path.write_bytes(data)
    assert "cannot be read; make them anew" in the_fault(library)


def test_a_library_is_inspected_while_another_process_adds_to_it(
    settings: Settings, fast: FastEmbedder
) -> None:
    run = run_that_halts(settings.library, "upsert", 5)
    # two articles are half done
    found = inspect_library(settings, fast)
    assert (found.faults, found.articles) == ([], 4)
    assert "done" in "".join(run.communicate(timeout=LONGEST))
    with open_library(settings, fast) as library:
        # and while it is open here
        assert library.vectors.count()
        assert inspect_library(settings, fast).faults == []
        assert library.vectors.count()
