"""Which words of a question lead to passages, so that a search costs as little in a large library.

A word that a tenth of all passages hold is in more of them the larger the library is; a rare one
is not. So the rare words lead, and the common ones count where a rare one stands. After Turtle and
Flood 1995, "Query evaluation: strategies and optimizations" (max-score).
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from math import log
from typing import Protocol

from rag.library.patterns import any_of

# Passages that are compared for a list of words: all of them in a library of average size.
MOST_COMPARED = 30_000
# The most that a word adds to a score, in units of its inverse document frequency: k1 + 1.
_MOST_ADDED = 2.2


class Search(Protocol):
    """Runs one FTS5 expression."""

    def __call__(self, expression: str, *, newest: int | None = None) -> list[tuple[str, float]]:
        """The best passages with their BM25 scores, of the `newest` that it finds only."""


def best_matches(
    words: Sequence[str],
    count: int,
    search: Search,
    held: Callable[[str], int],
    passages: int,
) -> list[tuple[str, float]]:
    """The `count` passages with any of `words` that score best by BM25, best first.

    `held` counts the passages with a word, of all the `passages`. The result is that of comparing
    every passage with any of the words, except where more than `MOST_COMPARED` have one and those
    with common words alone may still be among the best: of these the newest are compared.
    """
    leading, common = divide(words, held, passages)
    if not common:
        return search(any_of(leading))
    best: dict[str, float] = {}
    if leading:
        best = dict(search(any_of(leading)))
        for name, score in search(f"({any_of(leading)}) AND ({any_of(common)})"):
            best[name] = max(score, best.get(name, 0.0))
    scores = sorted(best.values(), reverse=True)
    if len(scores) < count or scores[count - 1] < _most_scored(common, held, passages):
        best = dict(search(any_of(common), newest=MOST_COMPARED)) | best
    return sorted(best.items(), key=lambda it: -it[1])[:count]


def divide(
    words: Sequence[str], held: Callable[[str], int], passages: int
) -> tuple[list[str], list[str]]:
    """The words that lead, and those too common for it.

    A common word that half the passages hold adds nothing to a score, and is left out beside
    others.
    """
    ascending = sorted(words, key=held)
    sums = accumulate(held(word) for word in ascending)
    leading = sum(it <= MOST_COMPARED for it in sums)
    if leading == len(words):
        return list(words), []
    common = [word for word in ascending[leading:] if 2 * held(word) < passages]
    return ascending[:leading], common or ([] if leading else ascending[:1])


def _most_scored(words: Sequence[str], held: Callable[[str], int], passages: int) -> float:
    """More than any passage can score with these words alone."""
    rarities = (log((passages - held(it) + 0.5) / (held(it) + 0.5)) for it in words)
    return _MOST_ADDED * sum(max(0.0, it) for it in rarities)
