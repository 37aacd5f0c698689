"""Asks proposed questions, and keeps those whose answers are worth a tap."""

from collections.abc import Callable, Iterator, Sequence

from rag.errors import DatelineError
from rag.reading.terms import words
from rag.records import Answer, Citation
from rag.web.followups.proposing import LONGEST_STORY, Candidate
from rag.web.followups.topics import noun_of

# How many are offered, and how many are asked to find them.
OFFERED = 3
_TRIES = 6
# Days that a story must have to be told.
_FEWEST_DAYS = 3
# Of one kind at most so many are offered.
_OF_A_KIND = 2


def answered(
    candidates: Sequence[Candidate], given: Answer, ask: Callable[[str], Answer]
) -> Iterator[tuple[Candidate, Answer]]:
    """Up to three of the `candidates` that `ask` answers otherwise than what was `given` and than
    each other, of at most six that are asked, each as soon as it is known to be.
    """
    told, found, tries = [given], list[Candidate](), 0
    for candidate in candidates:
        if len(found) == OFFERED or tries == _TRIES:
            return
        alike = sum(it.kind == candidate.kind for it in found)
        heard = candidate.kind == "other" and any(it.speaker == candidate.speaker for it in found)
        if heard or alike == _OF_A_KIND:
            continue
        tries += 1
        try:
            answer = ask(candidate.question)
        except DatelineError:
            continue
        if holds(candidate, answer) and not any(says_the_same(answer, it) for it in told):
            told.append(answer)
            found.append(candidate)
            yield candidate, answer


def holds(candidate: Candidate, answer: Answer) -> bool:
    """Whether `answer` tells what the `candidate` asks for."""
    cited = answer.citations
    if answer.refusal or not answer.sentences or not cited:
        return False
    if candidate.speaker and any(it.speaker != candidate.speaker for it in cited):
        return False
    if candidate.after and not all(it.published and it.published > candidate.after for it in cited):
        return False
    if candidate.article_ids and not any(it.article_id in candidate.article_ids for it in cited):
        return False
    if candidate.kind == "course" and not _is_one_story(answer):
        return False
    on_it = [candidate.about in _nouns(candidate, it) for it in cited]
    return not candidate.about or (all(on_it) if candidate.kind == "course" else any(on_it))


def _is_one_story(answer: Answer) -> bool:
    days = [it.published for it in answer.citations if it.published]
    leads = {it.lead for it in answer.sentences}
    return len(leads) >= _FEWEST_DAYS and max(days) - min(days) <= LONGEST_STORY if days else False


def _nouns(candidate: Candidate, citation: Citation) -> set[str]:
    """Of what is cited, with the title, which tells what a report is about, but not on what else
    somebody spoke in it.
    """
    title = "" if candidate.kind == "same" else citation.title
    return {noun_of(word) for word in words(f"{citation.quote} {title}")}


def says_the_same(answer: Answer, other: Answer) -> bool:
    """Whether at least half of what `answer` cites is what `other` cites."""
    known = {it.quote for it in other.sources}
    again = sum(
        it.quote in known or any(_overlap(it, before) for before in other.sources)
        for it in answer.citations
    )
    return 2 * again >= len(answer.citations)


def _overlap(one: Citation, other: Citation) -> bool:
    return one.article_id == other.article_id and one.start < other.end and other.start < one.end
