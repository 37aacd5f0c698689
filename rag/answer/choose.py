"""Chooses the sentences of the default answer, and orders them so that they read well."""

from collections.abc import Sequence
from dataclasses import replace

from rag.reader.candidates import Candidate
from rag.reading import Span
from rag.retrieve import Understanding
from rag.retrieve.question.periods import asks_for_newest

# Sentences in an answer of the usual length; a longer one may have as many again for each 60 words.
_MOST_SENTENCES = 4
_USUAL_WORDS = 60
# How likely a further sentence must be beside the best one. Cross-validated, .02 to .2 find the
# same key facts but for one in a hundred, .35 loses .05; .2 needs the fewest words of them.
_WORTH_ADDING = 0.2
# How much less likely, as a logarithm, another sentence of one report counts among one person's
# words. Cross-validated, it loses no key fact and saves words; of facts it loses .03.
_SAME_REPORT = 2.0
# Two sentences that share this much of their words say the same.
_SAME = 0.6
# How likely a sentence must be beside the best one to go before it for being newer.
_AS_GOOD = 0.1


def choose(
    candidates: Sequence[Candidate],
    words: int,
    *,
    of_one_person: bool = False,
    widely: bool = False,
    on_anything: bool = False,
) -> list[Candidate]:
    """Choose up to `words` words of sentences, best first, none that repeats another.

    `candidates` are sorted by score. Of what is `of_one_person`, rather sentences of several
    reports are taken. Where it is to be chosen `widely`, since somebody's words are asked for, or
    the newest, which may be less likely, or several things, or in a longer answer than usual, more
    of them are; where words `on_anything` are, all that there is room for. The best one is taken
    however long it is, since a sentence is never cut.
    """
    worth = _AS_GOOD if widely or words > _USUAL_WORDS else _WORTH_ADDING
    if on_anything:
        worth = 0.0
    again = _SAME_REPORT if of_one_person else 0.0
    chosen: list[Candidate] = []
    left = words
    waiting = list(candidates)
    while waiting and len(chosen) < _MOST_SENTENCES * max(1, words // _USUAL_WORDS):
        articles = [it.found.passage.article_id for it in chosen]
        best = max(
            waiting, key=lambda it: it.score - again * articles.count(it.found.passage.article_id)
        )
        waiting.remove(best)
        if chosen and best.likelihood(chosen[0]) < worth:
            break
        if any(repeats(best, other) for other in chosen):
            continue
        if chosen and best.words > left:
            continue
        chosen.append(best)
        left -= best.words
    return chosen


def repeats(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same in mostly the same words; of statements what was said
    counts, without who said it.
    """
    mine, theirs = _told(one), _told(other)
    return len(mine & theirs) >= _SAME * min(len(mine), len(theirs))


def _told(candidate: Candidate) -> set[str]:
    at = candidate.span.start
    said = candidate.statement.content if candidate.statement else ()
    parts = (candidate.text[max(0, start - at) : max(0, end - at)] for start, end in said)
    return set((" ".join(parts).strip() or candidate.text).lower().split())


def overlaps(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates have words of an article in common."""
    return (
        one.found.passage.article_id == other.found.passage.article_id
        and one.span.start < other.span.end
        and other.span.start < one.span.end
    )


def in_order(chosen: Sequence[Candidate], understanding: Understanding) -> list[Candidate]:
    """In reading order; the best first where one fact or somebody's words are asked for."""
    newest = asks_for_newest(understanding.question)
    if understanding.expects != "other" and not newest:
        return first_kept(chosen)
    return in_reading_order(chosen, newest_first=newest)


def first_kept(chosen: Sequence[Candidate]) -> list[Candidate]:
    """In reading order, but for the best, which goes first."""
    return sorted(in_reading_order(chosen), key=lambda it: not overlaps(it, chosen[0]))


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
        articles.sort(
            key=lambda it: -_ordinal(best[it]) if best[it].likelihood(chosen[0]) >= _AS_GOOD else 1
        )
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
