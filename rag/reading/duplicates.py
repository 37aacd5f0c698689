"""Finds articles that are nearly the same text, such as regional copies of one wire story.

Method: MinHash over runs of five words with locality-sensitive hashing (Broder 1997; Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, chapter 3), by datasketch.
"""

from collections.abc import Iterable

import numpy as np
from datasketch import MinHash, MinHashLSH

from rag.reading.terms import words

# Regional copies of one story share half their paragraphs or more.
SIMILARITY = 0.5
_PERMUTATIONS = 64
_RUN = 5
_SCHEME = "affine32"


def signature(text: str) -> bytes:
    """The MinHash signature of `text`, as bytes that can be stored."""
    sequence = words(text)
    runs = {
        " ".join(sequence[at : at + _RUN]).encode()
        for at in range(max(1, len(sequence) - _RUN + 1))
    }
    minhash = MinHash(num_perm=_PERMUTATIONS, scheme=_SCHEME)
    minhash.update_batch(sorted(runs))
    stored: bytes = minhash.hashvalues.astype(np.uint64).tobytes()
    return stored


def alike(one: str, other: str) -> bool:
    """Whether two texts have `SIMILARITY` of their runs of words in common, or more (Jaccard)."""
    likeness: float = _restore(signature(one)).jaccard(_restore(signature(other)))
    return likeness >= SIMILARITY


class NearDuplicates:
    """Groups of articles whose word runs overlap by `SIMILARITY` or more (Jaccard)."""

    def __init__(self, known: Iterable[tuple[str, str, bytes]] = ()) -> None:
        """Start from `known` articles: id, group and signature of each."""
        self._index = MinHashLSH(threshold=SIMILARITY, num_perm=_PERMUTATIONS)
        self._members: dict[str, tuple[str, MinHash]] = {}
        for article_id, group, stored in known:
            self._insert(article_id, group, _restore(stored))

    def group_of(self, article_id: str, stored: bytes, own_group: str) -> str:
        """The group of an article: that of its nearest known likeness, else `own_group`."""
        minhash = _restore(stored)
        self._remove(article_id)
        group, best = own_group, SIMILARITY
        for candidate in self._index.query(minhash):
            candidate_group, candidate_hash = self._members[candidate]
            similarity = minhash.jaccard(candidate_hash)
            if similarity >= best:
                group, best = candidate_group, similarity
        self._insert(article_id, group, minhash)
        return group

    def _insert(self, article_id: str, group: str, minhash: MinHash) -> None:
        self._index.insert(article_id, minhash)
        self._members[article_id] = (group, minhash)

    def _remove(self, article_id: str) -> None:
        if self._members.pop(article_id, None):
            self._index.remove(article_id)


def _restore(stored: bytes) -> MinHash:
    values = np.frombuffer(stored, dtype=np.uint64)
    return MinHash(num_perm=_PERMUTATIONS, hashvalues=values, scheme=_SCHEME)
