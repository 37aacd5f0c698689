"""Opening a library that is damaged, not writable or built with another model."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder
from whole import assert_whole, made_up

from rag.errors import (
    EmbeddingMismatch,
    LibraryDamaged,
    LibraryError,
    ModelError,
)
from rag.library import Embedder, ingest, open_library
from rag.settings import Settings

HERE = Path(__file__).parent


def build(settings: Settings, fast: Embedder, articles: int = 2) -> set[str]:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(number) for number in range(articles)])
    return {f"a{number}" for number in range(articles)}


def python(code: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE)])
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": path},
    )


OPEN = """
import sys
from pathlib import Path
from fast_embedder import FastEmbedder
from rag.errors import DatelineError
from rag.library import open_library
from rag.reading import sentences_of
from rag.settings import Settings
try:
    with open_library(Settings(library=Path(sys.argv[1])), FastEmbedder()) as library:
        print(library.summary().articles)
except DatelineError as error:
    print(type(error).__name__, error)
"""


def overwrite(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    for companion in path.parent.glob(f"{path.name}-*"):
        companion.unlink()


@pytest.mark.parametrize(
    "data", [b"garbage", b"x" * 9000, b"SQLite format 3\0" + b"\xff" * 9000], ids=len
)
def test_a_damaged_record_is_told(data: bytes, settings: Settings, fast: FastEmbedder) -> None:
    build(settings, fast)
    overwrite(settings.library / "dateline.sqlite", data)
    with (
        pytest.raises(LibraryDamaged, match="restore it from a copy") as raised,
        open_library(settings, fast),
    ):
        pass
    assert "dateline.sqlite" in str(raised.value)


def test_a_folder_in_the_place_of_the_record_is_told(
    settings: Settings, fast: FastEmbedder
) -> None:
    (settings.library / "dateline.sqlite").mkdir(parents=True)
    with pytest.raises(LibraryError, match="cannot be written"), open_library(settings, fast):
        pass


def _garble(vectors: Path) -> None:
    overwrite(vectors / "chroma.sqlite3", b"garbage" * 1000)


def _panic(vectors: Path) -> None:
    """Chroma's Rust core panics over this one, which is no Exception in Python."""
    shutil.rmtree(vectors)
    vectors.mkdir()
    with sqlite3.connect(vectors / "chroma.sqlite3") as other:
        other.execute("CREATE TABLE migrations (a)")
    other.close()


def _truncate(vectors: Path) -> None:
    os.truncate(vectors / "chroma.sqlite3", 100_000)


def _make_a_file(vectors: Path) -> None:
    shutil.rmtree(vectors)
    vectors.write_text("no folder")


@pytest.mark.parametrize("damage", [shutil.rmtree, _garble, _panic, _truncate, _make_a_file])
def test_damaged_vectors_are_told_with_the_command_that_mends_them(
    damage: Callable[[Path], None], settings: Settings, fast: FastEmbedder
) -> None:
    everything = build(settings, fast)
    (vectors,) = settings.library.glob("passages-*")
    damage(vectors)
    with pytest.raises(LibraryDamaged) as raised, open_library(settings, fast):
        pass
    assert f"python app.py ingest --rebuild --library {settings.library}" in str(raised.value)
    with open_library(settings, fast, rebuild=True) as library:
        assert_whole(library, everything)
    with open_library(settings, fast) as library:
        assert_whole(library, everything)


def test_an_index_that_breaks_while_it_is_in_use_is_told(
    settings: Settings, fast: FastEmbedder
) -> None:
    build(settings, fast)
    with open_library(settings, fast) as library:
        overwrite(next(settings.library.glob("passages-*")) / "chroma.sqlite3", b"garbage" * 1000)
        with pytest.raises(LibraryDamaged, match="--rebuild"):
            library.vectors.count()


@pytest.mark.parametrize("below", ["a-file/library", "a-file"])
def test_a_path_that_cannot_be_a_folder_is_told(
    below: str, tmp_path: Path, fast: FastEmbedder
) -> None:
    (tmp_path / "a-file").write_text("here first")
    with (
        pytest.raises(LibraryError, match="cannot be used as a library"),
        open_library(Settings(library=tmp_path / below), fast),
    ):
        pass


AS_NOBODY = """
import os, sys, chromadb, numpy
from pathlib import Path
if os.getuid() == 0:
    import chromadb.api.client, chromadb.api.rust, filelock
    os.setuid(65534)
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs the file permissions of POSIX")
def test_a_folder_in_which_no_library_can_be_made_is_told(
    settings: Settings, tmp_path: Path
) -> None:
    settings.library.mkdir()
    for folder in tmp_path.parents[:3]:
        folder.chmod(0o755)
    for path in [tmp_path, *settings.library.rglob("*"), settings.library]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    imports, use = OPEN.split("try:")
    try:
        tried = python(f"{imports}\n{AS_NOBODY}\ntry:{use}", settings.library)
    finally:
        for path in [tmp_path, settings.library, *settings.library.rglob("*")]:
            path.chmod(0o755)
    assert tried.stdout.startswith("LibraryError "), tried
    assert "--library" in tried.stdout
    assert "Traceback" not in tried.stderr


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sentence-transformers model of 32 dimensions, made here with random weights."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    letters = [*"abcdefghijklmnopqrstuvwxyz0123456789."]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    vocabulary += [f"##{letter}" for letter in letters]
    (folder / "vocab.txt").write_text("\n".join(vocabulary))
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder / "bert")
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"), max_seq_length=64)
    pooling = Pooling(bert.get_embedding_dimension())
    SentenceTransformer(modules=[bert, pooling]).save(str(folder / "model"))
    return str(folder / "model")


def test_a_library_of_another_embedding_model_is_refused_and_a_rebuild_mends_it(
    settings: Settings, fast: FastEmbedder, tiny_model: str
) -> None:
    everything = build(settings, fast)
    other = settings.model_copy(update={"embeddings": tiny_model})
    with pytest.raises(EmbeddingMismatch) as raised, open_library(other):
        pass
    assert "packaged:all-MiniLM-L6-v2" in str(raised.value)
    assert tiny_model in str(raised.value)
    assert f"ingest --rebuild --library {settings.library}" in str(raised.value)
    with open_library(settings, fast) as library:
        assert_whole(library, everything)

    with open_library(other, rebuild=True) as library:
        assert library.embedder.identity().dimension == 32
        assert_whole(library, everything)
    with open_library(other) as library:
        assert_whole(library, everything)
    with pytest.raises(EmbeddingMismatch), open_library(settings, fast):
        pass


def test_other_weights_under_the_same_name_are_refused(
    settings: Settings, tiny_model: str, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    model = tmp_path / "model"
    shutil.copytree(tiny_model, model)
    here = settings.model_copy(update={"embeddings": str(model)})
    with open_library(here) as library:
        ingest(library, [made_up(1)])
    changed = SentenceTransformer(str(model), device="cpu")
    for values in changed.parameters():
        values.data.add_(0.5)
    changed.save(str(model))
    with pytest.raises(EmbeddingMismatch), open_library(here):
        pass


def test_a_model_that_cannot_be_loaded_is_told_and_nothing_is_lost(
    settings: Settings, fast: FastEmbedder, tmp_path: Path
) -> None:
    everything = build(settings, fast)
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "config.json").write_text(json.dumps({"model_type": "none such"}))
    broken = settings.model_copy(update={"embeddings": str(empty)})
    with (
        pytest.raises(ModelError, match="DATELINE_EMBEDDINGS"),
        open_library(broken, rebuild=True),
    ):
        pass
    with open_library(settings, fast) as library:
        assert_whole(library, everything)
