"""Chooses the sentences of the default answer, and orders them so that they read well."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.candidates import Candidate
from rag.reading import Span

_MOST_SENTENCES = 4
# A further sentence must score at least this share of the best one.
_WORTH_ADDING = 0.6
# Two sentences that share this much of their words say the same.
_SAME = 0.6
# What a further sentence from an article that is quoted already loses.
_SAME_ARTICLE = 0.1


def choose(candidates: Sequence[Candidate], words: int) -> list[Candidate]:
    """Choose up to `words` words of sentences, best first, none that repeats another.

    `candidates` are sorted by score. The first is taken however long it is, since a sentence is
    never cut.
    """
    chosen: list[Candidate] = []
    left = words
    waiting = list(candidates)
    while waiting and len(chosen) < _MOST_SENTENCES * max(1, words // 80):
        best = max(waiting, key=lambda candidate: _worth(candidate, chosen))
        waiting.remove(best)
        if chosen and _worth(best, chosen) < _WORTH_ADDING * candidates[0].score:
            break
        if any(_repeats(best, other) for other in chosen):
            continue
        if chosen and best.words > left:
            continue
        chosen.append(best)
        left -= best.words
    return _in_reading_order(chosen)


def _worth(candidate: Candidate, chosen: Sequence[Candidate]) -> float:
    article = candidate.found.passage.article_id
    again = sum(other.found.passage.article_id == article for other in chosen)
    return candidate.score - _SAME_ARTICLE * again


def _repeats(one: Candidate, other: Candidate) -> bool:
    mine, theirs = set(one.text.lower().split()), set(other.text.lower().split())
    return len(mine & theirs) >= _SAME * min(len(mine), len(theirs))


def _in_reading_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Articles in the order of their best sentence, sentences in the order of their article.

    Sentences that follow each other in the article become one quotation.
    """
    articles = list(dict.fromkeys(candidate.found.passage.article_id for candidate in chosen))
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
