"""Reads every vector of a collection and asks the index for many of them: run as a process of its
own, with a folder as argument, because damaged files end it. It gives JSON for JSON.
"""

import json
import sys
from typing import Any, NamedTuple

import numpy as np

# Vectors that are read at once, and questions that the index is asked at once.
_READ, _ASKED = 5_000, 100
# Vectors, from all over the index, whose nearest neighbour has to be themselves.
_QUESTIONS = 1_000
# By how much the length of a vector may differ from 1, and a vector from its own neighbour: in
# single precision 43,655 of them differed by less than 6e-7 and 1,000 by less than 9e-7.
_OFF, _APART = 1e-5, 1e-4


class Held(NamedTuple):
    """What is in a collection: the `ids` of all vectors, their `dimension`, 0 where there are none,
    and those `damaged`, which are not of unit length; of `asked` vectors that the index was asked
    for the number `lost`, which it does not find; and the wanted `vectors` by id.
    """

    ids: list[str]
    dimension: int
    damaged: list[str]
    asked: int
    lost: int
    vectors: dict[str, list[float]]


def read(collection: Any, wanted: list[str]) -> Held:
    """Read a collection of Chroma, and give the vectors of the `wanted` ids."""
    ids: list[str] = []
    damaged: list[str] = []
    vectors: dict[str, list[float]] = {}
    dimension = asked = lost = 0
    count, wish = collection.count(), set(wanted)
    step = max(1, count // _QUESTIONS)
    for first in range(0, count, _READ):
        held = collection.get(limit=_READ, offset=first, include=["embeddings"])
        rows = np.asarray(held["embeddings"], dtype=np.float64)
        dimension = rows.shape[1]
        with np.errstate(over="ignore", invalid="ignore"):
            # Also what is not a number is not near 1.
            fine = np.abs(np.linalg.norm(rows, axis=1) - 1.0) < _OFF
        damaged += [name for name, is_fine in zip(held["ids"], fine, strict=True) if not is_fine]
        vectors.update((held["ids"][at], rows[at].tolist()) for at in _of(wish, held["ids"]))
        ids += held["ids"]
        chosen = [at for at in range(-first % step, len(rows), step) if fine[at]]
        for begin in range(0, len(chosen), _ASKED):
            some = chosen[begin : begin + _ASKED]
            found = collection.query(
                query_embeddings=rows[some], n_results=1, include=["distances"]
            )
            asked += len(some)
            # Two passages of one text are as near to each other as each to itself.
            lost += sum(not near or near[0] > _APART for near in found["distances"])
    return Held(ids, dimension, damaged, asked, lost, vectors)


def _of(wish: set[str], ids: list[str]) -> list[int]:
    return [at for at, name in enumerate(ids) if name in wish]


def main(folder: str) -> None:
    """Read the collection whose name and wanted ids stand on standard input."""
    import chromadb
    from chromadb.config import Settings

    asked = json.load(sys.stdin)
    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    json.dump(read(client.get_collection(asked["name"]), asked["wanted"]), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
