"""Puts what the searches found in order: a transparent sum of figures, each with its weight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rag.library import Library
from rag.reading.terms import content_terms
from rag.records import RetrievedPassage, Statement
from rag.retrieve.features import Features, features
from rag.retrieve.understand import Understanding

# Which of the candidates are compared closely: those with the best fused scores.
_COMPARED = 50
# In the fused score: the share of the words' score; the rest is the meaning's. Questions about the
# news name people and things, which words find better.
_LEXICAL_SHARE = 0.6
# Set by pairwise logistic regression on 102 questions with known evidence over 5,335 articles
# (5-fold cross-validation; the table stands in CHANGELOG.md), scaled so that the positive ones
# sum to 1. Joachims 2002, "Optimizing search engines using clickthrough data", has the method.
WEIGHTS: Mapping[str, float] = {
    "meaning": 0.192,
    "window": 0.035,
    "distinct": 0.110,
    "story": 0.154,
    "opening": -0.033,
    "early": 0.068,
    "speaker": 0.137,
    "speech": 0.152,
    "quoted": 0.030,
    "fitting": 0.024,
    "dated": 0.097,
}
# Passages of one article in a row of results, so that a long live blog does not fill it.
_PER_ARTICLE = 6
# Two passages of near-duplicate articles are one where they share this much of their terms.
_SAME_PASSAGE = 0.8


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the two searches found: BM25 scores and cosine similarities by passage id."""

    lexical: dict[str, float]
    dense: dict[str, float]


def rank(
    library: Library, understanding: Understanding, candidates: Candidates, count: int
) -> list[RetrievedPassage]:
    """The `count` candidates that fit the question best, best first, scored in [0, 1].

    Both searches' scores are joined by weight, each on [0, 1], to choose which candidates are
    compared by their features; each article is capped, and near-copies count once.
    """
    fused = _fused(candidates)
    compared = sorted(fused, key=lambda passage_id: (-fused[passage_id], passage_id))
    found = library.database.retrieved(compared[: max(_COMPARED, 2 * count)])
    passages = [found[passage_id] for passage_id in compared if passage_id in found]
    statements: dict[str, list[Statement]] = {}
    articles = sorted({it.passage.article_id for it in passages})
    for statement in library.database.statements_of(articles):
        statements.setdefault(statement.article_id, []).append(statement)
    figures = features(understanding, passages, fused, candidates.dense, statements)
    scored = [_scored(it, made) for it, made in zip(passages, figures, strict=True)]
    return _spread(sorted(scored, key=lambda it: (-it.score, it.passage.id)), count)


def _fused(candidates: Candidates) -> dict[str, float]:
    """One score of both; plain rank fusion was worse: it forgets by how much the best one wins."""
    best = max(candidates.lexical.values(), default=1.0) or 1.0
    return {
        passage_id: _LEXICAL_SHARE * candidates.lexical.get(passage_id, 0.0) / best
        + (1 - _LEXICAL_SHARE) * max(0.0, similarity)
        for passage_id, similarity in candidates.dense.items()
    }


def _scored(found: RetrievedPassage, made: Features) -> RetrievedPassage:
    parts = {name: weight * getattr(made, name) for name, weight in WEIGHTS.items()}
    score = min(1.0, max(0.0, sum(parts.values())))
    return replace(found, score=score, parts=tuple(parts.items()))


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
