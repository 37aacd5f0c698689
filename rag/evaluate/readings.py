"""Reads questions of a test set as the reader meets them, with what is known of their answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.evaluate.scoring.matching import contains, overlaps
from rag.evaluate.testsets.items import Item
from rag.library import Library
from rag.reader.candidates import Candidate
from rag.reader.evidence import Evidence
from rag.reader.multiple_choice import Pairs, pairs_of
from rag.reader.score import candidates_for, scored, sentences_of
from rag.reader.weights import Weights
from rag.records import Question, RetrievedPassage
from rag.retrieve import Understanding, search, understand

# Passages of which enough are left when those with the evidence are taken away.
_SEARCHED = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as the reader meets it, and what of it is known.

    `fold` is that of the item it was made of. `holds` tells of each candidate whether it holds the
    answer; `item` is None where there is none to hold. `pairs` are those with the item's choices.
    """

    asks: Understanding
    kind: str
    fold: int
    candidates: Sequence[Candidate]
    holds: Sequence[bool]
    retrieved: Sequence[RetrievedPassage]
    item: Item | None
    pairs: Pairs | None = None

    @property
    def is_weak(self) -> bool:
        """Whether only the words of its answer are known."""
        return self.item is not None and not self.item.evidence


def readings(library: Library, item: Item, fold: int, other: str, before: Weights) -> list[Reading]:
    """The question itself; where it has an answer, also without its evidence, and asked of an
    `other` person.
    """
    question = item.as_question()
    asks = understand(question, library)
    if not asks.terms:
        return []
    kind = "words" if asks.asked.speakers else "facts"
    found = search(library, asks, _SEARCHED)
    answerable = item.answerable is not False
    facts = item.key_facts or item.answers
    evidence = Evidence(library, asks, found[:20])
    own = candidates_for(evidence)
    holds = _holding(own, item, facts) if answerable else [False] * len(own)
    known = item if answerable else None
    pairs = None
    if item.choices:
        sentences = scored(sentences_of(evidence), before.facts)
        pairs = pairs_of(evidence, sentences, item.choices)
    read = [Reading(asks, kind, fold, own, holds, found[:20], known, pairs)]
    if not (answerable and item.evidence and any(holds)):
        return read
    gone = {it.article_id for it in item.evidence}
    left = [it for it in found if it.passage.article_id not in gone][:20]
    without = [
        it
        for it in candidates_for(evidence.beside(asks, left))
        if it.found.passage.article_id not in gone and not any_fact(it, facts)
    ]
    nobody = [False] * len(without)
    read.append(Reading(asks, kind, fold, without, nobody, left, None))
    asked = asks.asked
    if asked.written and other and other not in [it.name for it in asked.speakers]:
        text = asks.question.replace(asked.written, other)
        swapped = understand(Question(text, today=question.today), library)
        met = search(library, swapped, 20)
        theirs = candidates_for(evidence.beside(swapped, met))
        if swapped.asked.speakers and not any(_holding(theirs, item, facts)):
            nobody = [False] * len(theirs)
            read.append(Reading(swapped, kind, fold, theirs, nobody, met, None))
    return read


def _holding(candidates: Sequence[Candidate], item: Item, facts: Sequence[str]) -> list[bool]:
    """Which candidates hold a key fact in the words of the evidence; else in its article; else
    anywhere.
    """
    with_fact = [any_fact(it, facts) for it in candidates]
    articles = {it.article_id for it in item.evidence}
    in_article = [
        held and it.found.passage.article_id in articles
        for it, held in zip(candidates, with_fact, strict=True)
    ]
    in_quote = [
        held
        and any(
            evidence.article_id == it.found.passage.article_id and overlaps(evidence.quote, it.text)
            for evidence in item.evidence
        )
        for it, held in zip(candidates, in_article, strict=True)
    ]
    return next((found for found in (in_quote, in_article) if any(found)), with_fact)


def any_fact(candidate: Candidate, facts: Sequence[str]) -> bool:
    """Whether one of the `facts` stands in it."""
    return any(contains(candidate.text, fact) for fact in facts)
