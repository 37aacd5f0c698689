"""Puts what the searches found in order: a transparent sum of figures, each with its weight."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rag.library import Library
from rag.reading.terms import content_terms
from rag.records import RetrievedPassage, Statement
from rag.retrieve.question.understand import Understanding
from rag.retrieve.ranking.features import Features, features

# Which of the candidates are compared closely: those with the best fused scores.
_COMPARED = 70
# In the fused score: the share of the words' score; the rest is the meaning's. Questions about the
# news name people and things, which words find better.
_LEXICAL_SHARE = 0.6
# Set by listwise logistic regression (the log of the share that the relevant passages have in a
# softmax over all), on questions with known evidence and quiz questions with known answers over
# 5,335 articles; cross-validated, with the table in CHANGELOG.md, and scaled so that the positive
# ones sum to 1. Cao et al. 2007, "Learning to rank: from pairwise approach to listwise approach".
WEIGHTS: Mapping[str, float] = {
    "meaning": 0.288,
    "distinct": 0.162,
    "article": 0.121,
    "opening": -0.057,
    "early": 0.084,
    "speaker": 0.125,
    "fitting": 0.075,
    "dated": 0.144,
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
    said = _said(library, understanding, {it.passage.article_id for it in passages})
    figures = features(understanding, passages, fused, candidates.dense, said)
    scored = [_scored(it, made) for it, made in zip(passages, figures, strict=True)]
    return _spread(sorted(scored, key=lambda it: (-it.score, it.passage.id)), count)


def _said(
    library: Library, understanding: Understanding, articles: set[str]
) -> dict[str, list[Statement]]:
    """By article, what is said there by those whose words are asked for."""
    asked = understanding.asked
    names = [speaker.name for speaker in asked.speakers]
    quoting = library.database.articles_quoting(names, understanding.narrowing) if names else []
    said: dict[str, list[Statement]] = {}
    for statement in library.database.statements_of(
        sorted(articles.intersection(quoting)), unnamed=True
    ):
        if asked.means(statement):
            said.setdefault(statement.article_id, []).append(statement)
    return said


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
