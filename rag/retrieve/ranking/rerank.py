"""Reads the best passages together with the question, by a cross-encoder that a reader names."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ModelError
from rag.library.hub import load_cross_encoder
from rag.reading.passages import heading
from rag.reading.terms import whole_characters
from rag.records import RetrievedPassage

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

# Passages from the top that are read again. One of six layers, 384 wide, took 2 s for these on one
# core.
RERANKED = 20
# Its share of the new score. The rest is the ranking's, which settles what it scores nearly alike.
_SHARE = 0.9
_PART = "reranker"


class Reranker:
    """A sentence-transformers cross-encoder by name, which gives question and passage one score.

    `name` is a Hugging Face id or a local folder. Loading takes seconds, so it waits for the first
    use. Safe to share between threads.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._model: CrossEncoder | None = None
        self._loading = threading.Lock()
        self._reading = threading.Lock()

    def load(self) -> None:
        """Load the model now. Later calls return at once.

        Raises:
            ModelError: it is not there, cannot be read, or gives no single score.
        """
        self._loaded_model()

    def rerank(self, question: str, ranked: Sequence[RetrievedPassage]) -> list[RetrievedPassage]:
        """`ranked` with its first `RERANKED` passages in the cross-encoder's order.

        Its score, in [0, 1], is among the parts, which still add up to a passage's score: all that
        the ranking gave counts for the small remaining share, in passages further down as well.

        Raises:
            ModelError: the model cannot be loaded.
        """
        read, rest = ranked[:RERANKED], ranked[RERANKED:]
        if not read:
            return []
        scores = self._scores(question, read)
        again = [_with(found, score) for found, score in zip(read, scores, strict=True)]
        again.sort(key=lambda found: (-found.score, found.passage.id))
        return [*again, *(_with(found, 0.0) for found in rest)]

    def _scores(self, question: str, found: Sequence[RetrievedPassage]) -> list[float]:
        model = self._loaded_model()
        pairs = [
            (whole_characters(question), whole_characters(f"{heading(it)}\n{it.passage.text}"))
            for it in found
        ]
        from torch.nn import Sigmoid

        with self._reading:
            # Some models are stored without it, and give scores that have no bounds.
            scores = model.predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False)
        return [float(score) for score in np.nan_to_num(scores)]

    def _loaded_model(self) -> "CrossEncoder":
        with self._loading:
            if self._model is None:
                self._model = self._read()
            return self._model

    def _read(self) -> "CrossEncoder":
        model = load_cross_encoder(self.name, "reranker", "DATELINE_RERANKER")
        if model.num_labels != 1:
            raise ModelError(
                f"The reranker {self.name!r} gives {model.num_labels} scores for a passage and one "
                "is needed; set DATELINE_RERANKER to a cross-encoder made for ranking."
            )
        return model


def _with(found: RetrievedPassage, score: float) -> RetrievedPassage:
    parts = tuple((name, value * (1 - _SHARE)) for name, value in found.parts)
    whole = _SHARE * score + (1 - _SHARE) * found.score
    return replace(found, score=whole, parts=(*parts, (_PART, _SHARE * score)))
