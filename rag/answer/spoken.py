"""Answers with people's words: what one person said, who said something, what everybody said."""

from collections.abc import Sequence

from rag.answer.candidates import Candidate, statement_candidates
from rag.answer.choose import choose, in_reading_order, repeats
from rag.answer.compose import Extract, as_words, compose
from rag.answer.weigh import TOPIC, WORDS, weigh
from rag.library import Library
from rag.reading.people.roles import ROLE_NOUNS, office
from rag.reading.terms import words
from rag.records import RetrievedPassage, Statement
from rag.retrieve import Understanding

# Statements of one person where several people's are asked for, and what another person's best
# must score, as a share of the best of all.
_EACH = 2
_WORTH_HEARING = 0.6
# What the second best speaker's statement may score, as a share of the best, before "who said …?"
# has no one answer.
_SURE = 0.9


def words_of_asked(
    library: Library, understanding: Understanding, retrieved: Sequence[RetrievedPassage]
) -> list[Candidate]:
    """What the one whose words are asked for is reported to have said, best first.

    An office or a body may have several who spoke for it; then only the one whose statement fits
    best, so that nobody's words stand beside another's as if they were one person's. For an office
    of which the library does not know the holder, the one who speaks where it is named.
    """
    asked = understanding.asked
    if asked.speakers:
        wanted = asked.means
    elif not asked.speaker and _is_office(asked.described or ""):
        wanted = _named
    else:
        return []
    said = weigh(
        statement_candidates(library, understanding, retrieved, wanted),
        understanding.question,
        library,
        WORDS,
    )
    return [it for it in said if _person(it) == _person(said[0])]


def _is_office(description: str) -> bool:
    return any(office(word) in ROLE_NOUNS for word in words(description))


def _named(statement: Statement) -> bool:
    return statement.named


def _person(candidate: Candidate) -> str | None:
    return candidate.statement.person if candidate.statement else None


def words_of_others(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    *,
    answering: bool = False,
) -> list[Candidate]:
    """The statements of named people on the topic, other than those whose words are asked for.

    Where they are `answering` they come from whole articles and are weighed by their meaning too.
    """
    said = statement_candidates(
        library,
        understanding,
        retrieved,
        lambda it: it.named and not understanding.asked.means(it),
        whole_articles=answering,
    )
    return weigh(said, understanding.question, library, WORDS if answering else TOPIC)


def by_speaker(said: Sequence[Candidate], room: int, weights: dict[str, float]) -> Extract | None:
    """The best statements grouped by who made them, the person with the best one first."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in said:
        if candidate.statement and candidate.score >= _WORTH_HEARING * said[0].score:
            groups.setdefault(candidate.statement.person, []).append(candidate)
    chosen: list[Candidate] = []
    left = room
    for group in groups.values():
        mine = [it for it in group[:_EACH] if not any(repeats(it, other) for other in chosen)]
        for candidate in choose(mine[:1], left, weights):
            if chosen and candidate.words > left:
                continue
            chosen.append(candidate)
            left -= candidate.words
    return compose(chosen, as_words) if chosen else None


def who_said(said: Sequence[Candidate], room: int, weights: dict[str, float]) -> Extract | None:
    """Who said it: the name first, then the words; more names where several said as much."""
    if not said or said[0].statement is None:
        return None
    first = said[0].statement
    rivals = [it for it in said if it.statement and it.statement.person != first.person]
    if rivals and rivals[0].score >= _SURE * said[0].score:
        return by_speaker(said, room, weights)
    own = [it for it in said if it.statement and it.statement.person == first.person]
    chosen = in_reading_order(choose(own, room, weights))
    return compose(chosen, as_words, short=first.speaker)
