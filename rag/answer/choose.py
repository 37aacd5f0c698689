"""Chooses the sentences of the default answer, and orders them so that they read well."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.answer.candidates import Candidate
from rag.reading import Span

# Sentences in an answer of the usual length; a longer one may have as many again for each 80 words.
_MOST_SENTENCES = 4
_USUAL_WORDS = 80
# A further sentence must score at least this share of the best one.
_WORTH_ADDING = 0.5
# Two sentences that share this much of their words say the same.
_SAME = 0.6
# What a further sentence from an article that is quoted already loses, and what it gains for what
# no sentence before it holds of the question, by weight.
_SAME_ARTICLE = 0.05
_NEW = 0.6
# What a sentence must score, as a share of the best one, to go before it for being newer.
_AS_GOOD = 0.7


def choose(
    candidates: Sequence[Candidate],
    words: int,
    weights: Mapping[str, float],
) -> list[Candidate]:
    """Choose up to `words` words of sentences, best first, none that repeats another.

    `candidates` are sorted by score; `weights` are those of the question's terms by their stems.
    The best one is taken however long it is, since a sentence is never cut.
    """
    chosen: list[Candidate] = []
    left = words
    waiting = list(candidates)
    while waiting and len(chosen) < _MOST_SENTENCES * max(1, words // _USUAL_WORDS):
        best = max(waiting, key=lambda candidate: _worth(candidate, chosen, weights))
        waiting.remove(best)
        if chosen and _worth(best, chosen, weights) < _WORTH_ADDING * candidates[0].score:
            break
        if any(repeats(best, other) for other in chosen):
            continue
        if chosen and best.words > left:
            continue
        chosen.append(best)
        left -= best.words
    return chosen


def repeats(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same in mostly the same words."""
    mine, theirs = set(one.text.lower().split()), set(other.text.lower().split())
    return len(mine & theirs) >= _SAME * min(len(mine), len(theirs))


def overlaps(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates have words of an article in common."""
    return (
        one.found.passage.article_id == other.found.passage.article_id
        and one.span.start < other.span.end
        and other.span.start < one.span.end
    )


def in_reading_order(chosen: Sequence[Candidate], *, newest_first: bool = False) -> list[Candidate]:
    """Articles in the order of their best sentence, sentences in the order of their article.

    With `newest_first` the newest article goes first, of those about as good as the best. Sentences
    that follow each other in the article become one quotation.
    """
    best: dict[str, Candidate] = {}
    for candidate in chosen:
        best.setdefault(candidate.found.passage.article_id, candidate)
    articles = list(best)
    if newest_first:
        as_good = _AS_GOOD * chosen[0].score
        articles.sort(key=lambda it: -_ordinal(best[it]) if best[it].score >= as_good else 1)
    ordered = sorted(
        chosen,
        key=lambda candidate: (
            articles.index(candidate.found.passage.article_id),
            candidate.span.start,
        ),
    )
    joined: list[Candidate] = []
    for candidate in ordered:
        if joined and _follows(joined[-1], candidate):
            joined[-1] = _join(joined[-1], candidate)
        else:
            joined.append(candidate)
    return joined


def _ordinal(candidate: Candidate) -> int:
    published = candidate.found.published
    return published.toordinal() if published else 0


def _worth(
    candidate: Candidate, chosen: Sequence[Candidate], weights: Mapping[str, float]
) -> float:
    if not chosen:
        return candidate.score
    article = candidate.found.passage.article_id
    again = sum(other.found.passage.article_id == article for other in chosen)
    told = frozenset().union(*(other.own for other in chosen))
    new = sum(weights.get(stem, 0.0) for stem in candidate.own - told)
    whole = sum(weights.values()) or 1.0
    return candidate.score + _NEW * new / whole - _SAME_ARTICLE * again


def _follows(one: Candidate, other: Candidate) -> bool:
    return (
        one.found.passage.id == other.found.passage.id
        and 0 <= other.span.start - one.span.end <= 1
        and (one.statement and one.statement.speaker)
        == (other.statement and other.statement.speaker)
    )


def _join(one: Candidate, other: Candidate) -> Candidate:
    passage = one.found.passage
    span = Span(one.span.start, other.span.end)
    text = passage.text[span.start - passage.start : span.end - passage.start]
    return replace(one, span=span, text=text, own=one.own | other.own)
