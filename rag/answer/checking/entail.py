"""Asks an entailment model that a reader names whether a sentence follows from a passage."""

import threading
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ModelError
from rag.library.hub import load_cross_encoder
from rag.reading.terms import whole_characters

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Entailment:
    """A sentence-transformers cross-encoder by name: a Hugging Face id or a local folder.

    It gives either one score of consistency, or one score for each of its labels, of which one is
    called "entailment". Loading takes seconds, so it waits for the first use. Safe to share
    between threads.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: CrossEncoder | None = None
        self._label = 0
        self._lock = threading.Lock()

    def load(self) -> None:
        """Load the model now. Later calls return at once.

        Raises:
            ModelError: it is not there, cannot be read, or has no label for entailment.
        """
        with self._lock:
            self._loaded()

    def entails(self, passage: str, sentence: str) -> float:
        """The probability that `sentence` follows from `passage`.

        Raises:
            ModelError: the model cannot be loaded.
        """
        from torch.nn import Identity

        pair = (whole_characters(passage), whole_characters(sentence))
        with self._lock:
            model = self._loaded()
            scores = model.predict([pair], activation_fn=Identity(), show_progress_bar=False)
        logits = np.nan_to_num(np.atleast_1d(np.squeeze(scores))).astype(float)
        if logits.size == 1:
            return float(1 / (1 + np.exp(-np.clip(logits[0], -50, 50))))
        shares = np.exp(logits - logits.max())
        return float(shares[self._label] / shares.sum())

    def _loaded(self) -> "CrossEncoder":
        if self._model is None:
            self._model = self._read()
        return self._model

    def _read(self) -> "CrossEncoder":
        model = load_cross_encoder(self.name, "entailment model", "DATELINE_NLI")
        labels = {
            str(name).lower(): at
            for at, name in (getattr(model.config, "id2label", None) or {}).items()
        }
        if model.num_labels > 1 and "entailment" not in labels:
            raise ModelError(
                f"The model {self.name!r} has no label called entailment; set DATELINE_NLI to a "
                "cross-encoder made for natural language inference."
            )
        self._label = int(labels.get("entailment", 0))
        return model
