"""Searches by words and by meaning, and joins both into one ranking."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rag.library import Library
from rag.reading.terms import content_terms
from rag.records import RetrievedPassage
from rag.retrieve.understand import Understanding

# How many each search brings to the fusion.
_CANDIDATES = 100
# The share of the words' score; the rest is the meaning's. Questions about the news name people
# and things, which words find better.
_LEXICAL_SHARE = 0.6
# Passages of one article in a row of results, so that a long live blog does not fill it.
_PER_ARTICLE = 4
# Two passages of near-duplicate articles are one where they share this much of their terms.
_SAME_PASSAGE = 0.8


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the two searches found: BM25 scores and cosine similarities by passage id."""

    lexical: dict[str, float]
    dense: dict[str, float]


def search(library: Library, understanding: Understanding, count: int) -> list[RetrievedPassage]:
    """The `count` passages that best fit the question, best first, scored in [0, 1]."""
    return rank(library, find_candidates(library, understanding), count)


def find_candidates(library: Library, understanding: Understanding) -> Candidates:
    """Search by words (BM25) and by meaning (cosine), within the dates and outlets asked for."""
    vector = library.embedder.embed([understanding.question])[0]
    lexical = dict(
        library.database.match(
            [term.word for term in understanding.terms], _CANDIDATES, understanding.narrowing
        )
    )
    dense = dict(library.vectors.nearest(vector, _CANDIDATES, *understanding.narrowing))
    found_by_words_only = [passage_id for passage_id in lexical if passage_id not in dense]
    return Candidates(lexical, dense | library.vectors.similarities(vector, found_by_words_only))


def rank(library: Library, candidates: Candidates, count: int) -> list[RetrievedPassage]:
    """Join both scores, each on [0, 1], by weight; cap each article and drop copies.

    Plain rank fusion was worse: it forgets by how much the best passage wins.
    """
    best = max(candidates.lexical.values(), default=1.0) or 1.0
    scores = {
        passage_id: _LEXICAL_SHARE * candidates.lexical.get(passage_id, 0.0) / best
        + (1 - _LEXICAL_SHARE) * max(0.0, similarity)
        for passage_id, similarity in candidates.dense.items()
    }
    ranked = sorted(scores, key=lambda passage_id: (-scores[passage_id], passage_id))
    found = library.database.retrieved(ranked)
    return _spread((replace(found[at], score=scores[at]) for at in ranked if at in found), count)


def _spread(ranked: Iterable[RetrievedPassage], count: int) -> list[RetrievedPassage]:
    """Cap each article, drop copies; what the cap held back fills up a list that is too short."""
    taken: list[RetrievedPassage] = []
    held_back: list[RetrievedPassage] = []
    per_article: dict[str, int] = {}
    for found in ranked:
        if len(taken) == count:
            break
        if found.copies > 1 and any(_same(found, other) for other in taken if other.copies > 1):
            continue
        article = found.passage.article_id
        per_article[article] = per_article.get(article, 0) + 1
        (taken if per_article[article] <= _PER_ARTICLE else held_back).append(found)
    return [*taken, *held_back[: count - len(taken)]]


def _same(one: RetrievedPassage, other: RetrievedPassage) -> bool:
    if one.passage.article_id == other.passage.article_id:
        return False
    mine, theirs = set(content_terms(one.passage.text)), set(content_terms(other.passage.text))
    return len(mine & theirs) >= _SAME_PASSAGE * len(mine | theirs)
