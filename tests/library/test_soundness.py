"""A damaged index is told in a sentence, where reading it would end the process without a word."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fast_embedder import FastEmbedder

from rag.errors import LibraryDamaged, LibraryError
from rag.library import soundness
from rag.library.vectors import VectorStore
from rag.records import Passage

# Chroma writes its index down after each thousand vectors.
VECTORS = 1100


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library's folder with vectors, and nothing else."""
    folder = tmp_path_factory.mktemp("written")
    store = VectorStore(folder, lambda: "passages-1")
    rows = FastEmbedder().embed([f"text {at}" for at in range(VECTORS)])
    passages = [Passage(f"a#{at}", "a", 0, 4, "text") for at in range(VECTORS)]
    store.upsert(passages, rows, None, None)
    store.close()
    return folder


@pytest.fixture
def library(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "library"))


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What was started to try an index."""
    started: list[object] = []
    run = soundness.subprocess.run

    def noted(command: list[str], **options: object) -> object:
        started.append(command)
        return run(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(soundness.subprocess, "run", noted)
    yield started


def index(library: Path, name: str) -> Path:
    (found,) = library.rglob(name)
    return found


def neighbours(library: Path) -> int:
    store = VectorStore(library, lambda: "passages-1")
    try:
        return len(store.nearest(np.ones(384, dtype=np.float32) / 384**0.5, 10))
    finally:
        store.close()


def garble(path: Path, seed: int = 0) -> None:
    chance, data = random.Random(seed), bytearray(path.read_bytes())
    for _ in range(max(8, len(data) // 50)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)


@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin", "index_metadata.pickle"])
def test_a_damaged_index_is_told(name: str, library: Path) -> None:
    garble(index(library, name))
    with pytest.raises(LibraryDamaged, match="make them anew from the record"):
        neighbours(library)


def test_damage_is_found_where_size_and_time_of_a_file_are_as_before(library: Path) -> None:
    path = index(library, "data_level0.bin")
    before = path.stat()
    garble(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(LibraryDamaged):
        neighbours(library)


def test_damage_is_found_while_the_index_was_closed_for_another_process(library: Path) -> None:
    store = VectorStore(library, lambda: "passages-1")
    assert store.count() == VECTORS
    store._turn._let_go()  # type: ignore[union-attr]  # as for another process
    garble(index(library, "data_level0.bin"))
    with pytest.raises(LibraryDamaged):
        store.count()
    store.close()


def test_what_was_written_or_read_before_is_not_tried_again(
    library: Path, trials: list[object]
) -> None:
    for _ in range(2):
        assert neighbours(library) == 10
    assert not trials
    (library / "passages-1" / "index.sha256").unlink()  # as in a library of an older edition
    for _ in range(2):
        assert neighbours(library) == 10
    assert len(trials) == 1


def test_an_index_is_read_also_where_it_cannot_be_kept_that_it_is_sound(
    library: Path, trials: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    (library / "passages-1" / "index.sha256").unlink()
    (library / "passages-1" / "index.sha256.new").mkdir()
    assert neighbours(library) == 10
    assert len(trials) == 1


def test_an_index_that_cannot_be_read_for_want_of_permission_is_told(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(soundness.hashlib, "file_digest", refused)
    with pytest.raises(LibraryError, match="may read and write"):
        neighbours(library)
