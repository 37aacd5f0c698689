"""An embedder for tests in which the vectors' values do not matter: quick, and always the same."""

import hashlib
from collections.abc import Sequence

import numpy as np

from rag.library import Embedder
from rag.library.embeddings import Vectors


class FastEmbedder(Embedder):
    """Has the packaged model's name and dimension; a text's vector comes from its digest."""

    def load(self) -> None:
        pass

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [
            np.random.default_rng(list(hashlib.sha256(text.encode()).digest())).standard_normal(384)
            for text in texts
        ]
        vectors = np.array(rows, dtype=np.float32).reshape(len(rows), 384)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
