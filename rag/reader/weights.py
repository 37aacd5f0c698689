"""The reader's learned weights: those that come with it, or those that a library was taught."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import LibraryError

_SHIPPED = Path(__file__).parent / "weights.json"
# Where a library keeps what `tune` taught it.
TAUGHT = "reader.json"


@dataclass(frozen=True, slots=True)
class Sureness:
    """A logistic regression of named signs: how probable it is that the library holds the answer.

    `refused` are pairs of a share of answerable questions, as cross-validated, and the probability
    below which that share lies, both growing.
    """

    weights: Mapping[str, float]
    bias: float
    refused: tuple[tuple[float, float], ...]

    def point(self, share: float) -> float:
        """The probability below which to refuse, where `share` of the answerable may be lost."""
        shares, points = zip(*self.refused, strict=True)
        return float(np.interp(share, shares, points))


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a sentence's figures and the signs of an answer, by what is asked for:
    `facts`, or somebody's `words`. A figure without a weight counts nothing. `choices` are those of
    what a sentence and a given choice have in common: see `rag.reader.multiple_choice`; `pointed`
    those of the words that a sentence points at: see `rag.reader.pointing`.
    """

    facts: Mapping[str, float]
    words: Mapping[str, float]
    facts_held: Sureness
    words_held: Sureness
    who_held: Sureness
    choices: Mapping[str, float]
    pointed: Mapping[str, float]

    def as_dict(self) -> dict[str, Any]:
        """The form of the file."""
        return asdict(self)


_UNSURE = Sureness({}, 0.0, ((0.0, 0.5),))
NOTHING = Weights({}, {}, _UNSURE, _UNSURE, _UNSURE, {}, {})
"""Of a reader that was taught nothing."""


def read_weights(folder: Path | None = None) -> Weights:
    """The weights that the library in `folder` was taught, else those that come with the reader.

    Raises:
        LibraryError: the library's file cannot be used.
    """
    taught = folder / TAUGHT if folder else None
    if taught is None or not taught.is_file():
        return _shipped()
    try:
        return weights_of(json.loads(taught.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise LibraryError(
            f"What the library was taught, {taught}, cannot be read; teach it again or go back "
            f"with: python app.py tune --reset --library {folder}"
        ) from None


def weights_of(record: Mapping[str, Any]) -> Weights:
    """Weights of the form of the file.

    Raises:
        ValueError, TypeError, KeyError: it is not of that form.
    """
    return Weights(
        _numbers(record["facts"]),
        _numbers(record["words"]),
        _sureness(record["facts_held"]),
        _sureness(record["words_held"]),
        # A library that was taught without these has them as the reader came.
        _sureness(record["who_held"]) if "who_held" in record else _shipped().who_held,
        _numbers(record["choices"]) if "choices" in record else _shipped().choices,
        _numbers(record["pointed"]) if "pointed" in record else _shipped().pointed,
    )


@lru_cache(maxsize=1)
def _shipped() -> Weights:
    return weights_of(json.loads(_SHIPPED.read_text(encoding="utf-8")))


def _sureness(record: Mapping[str, Any]) -> Sureness:
    refused = tuple((float(share), float(point)) for share, point in record["refused"])
    if not refused:
        raise ValueError("no points")
    return Sureness(_numbers(record["weights"]), float(record["bias"]), refused)


def _numbers(record: Mapping[str, Any]) -> dict[str, float]:
    return {str(name): float(value) for name, value in record.items()}
