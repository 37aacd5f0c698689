"""Answers with people's words: what one person said, who said something, what everybody said."""

from collections.abc import Sequence

from rag.answer.choose import choose, in_reading_order, repeats
from rag.answer.compose import Extract, as_words, compose
from rag.reader.candidates import Candidate, statement_candidates
from rag.reader.evidence import Evidence
from rag.reader.score import scored, statements_of_asked, statements_of_others
from rag.reader.weights import Weights
from rag.reading.people.full_names import name_words
from rag.records import Statement
from rag.retrieve import Understanding

# Statements of one person where several people's are asked for, and how likely another person's
# best must be beside the best of all.
_EACH = 2
_WORTH_HEARING = 0.03
# How likely the second best speaker's statement may be beside the best before "who said …?" has no
# one answer.
_SURE = 0.5


def words_of_asked(evidence: Evidence, weights: Weights) -> list[Candidate]:
    """What the one whose words are asked for is reported to have said, best first.

    An office or a body may have several who spoke for it; then only the one whose statement fits
    best, so that nobody's words stand beside another's as if they were one person's. For an office
    or a part of which the library does not know the holder, the one who speaks where it is named.
    """
    asked = evidence.understanding.asked
    if asked.speakers:
        found = statements_of_asked(evidence)
    elif not asked.speaker and asked.described:
        found = statement_candidates(evidence, _named)
    else:
        return []
    said = scored(found, weights.words)
    return [it for it in said if _person(it) == _person(said[0])]


def namesakes(asks: Understanding, person: str) -> list[str]:
    """Others whom a bare name that was asked for may mean as well as the `person` whose words are
    given: "Ada Lind" where those of Olof Lind answer a question for Lind's.
    """
    name = name_words(asks.speaker or "")
    return [
        it.name
        for it in asks.asked.speakers
        if len(name) == 1 and it.named and it.name != person and name_words(it.name)[-1:] == name
    ]


def _named(statement: Statement) -> bool:
    return statement.named


def _person(candidate: Candidate) -> str | None:
    return candidate.statement.person if candidate.statement else None


def words_of_others(
    evidence: Evidence, weights: Weights, *, answering: bool = False
) -> list[Candidate]:
    """The statements of named people on the topic, other than those whose words are asked for.

    Where they are `answering` they come from whole articles.
    """
    return scored(statements_of_others(evidence, whole_articles=answering), weights.words)


def by_speaker(said: Sequence[Candidate], room: int) -> Extract | None:
    """The best statements grouped by who made them, the person with the best one first."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in said:
        if candidate.statement and candidate.likelihood(said[0]) >= _WORTH_HEARING:
            groups.setdefault(candidate.statement.person, []).append(candidate)
    chosen: list[Candidate] = []
    left = room
    for group in groups.values():
        mine = [it for it in group[:_EACH] if not any(repeats(it, other) for other in chosen)]
        for candidate in choose(mine[:1], left):
            if chosen and candidate.words > left:
                continue
            chosen.append(candidate)
            left -= candidate.words
    return compose(chosen, as_words) if chosen else None


def who_said(said: Sequence[Candidate], room: int) -> Extract | None:
    """Who said it: the name first, then the words; more names where several said as much."""
    if not said or said[0].statement is None:
        return None
    first = said[0].statement
    rivals = [it for it in said if it.statement and it.statement.person != first.person]
    if rivals and rivals[0].likelihood(said[0]) >= _SURE:
        return by_speaker(said, room)
    own = [it for it in said if it.statement and it.statement.person == first.person]
    chosen = in_reading_order(choose(own, room, of_one_person=True))
    return compose(chosen, as_words, short=first.speaker)
