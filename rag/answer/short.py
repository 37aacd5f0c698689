"""Finds the short answer: the words of a sentence that answer by themselves, or none in doubt."""

import re
from collections.abc import Sequence, Set

from rag.reader.candidates import Candidate
from rag.reader.kinds import amounts, asks_several, spans_of_kind
from rag.reading.number_words import HEDGE
from rag.reading.terms import content_terms, terms
from rag.retrieve import Understanding
from rag.retrieve.question.understand import Expected

# How sure the span reader must be of the words, and of other words in a sentence nearly as likely
# to raise a doubt, as log odds. Of 132 hand-checked questions 15 get a short answer with these, 12
# of them right; with 5 for 4 one in four fewer, of which about as many are right.
_SURE, _AS_SURE = 4.0, 3.0
# How likely such a sentence must be beside the best.
_NEARLY = 0.1
_KINDS = ("number", "date", "place", "person", "name")
# Questions whose answer turns on more than what stands beside the words.
_INVOLVED = re.compile(
    r"\bwho\s+(?:were|are|all)\b|\b(?:besides|except|other|not|\w+n['’]t)\b", re.I
)


def short_answer(understanding: Understanding, best: Candidate) -> str | None:
    """The words of the `best` candidate that answer a question for a person, day, place, number or
    name, of those that it points at; None where it probably has none.
    """
    question = understanding.question
    if understanding.expects not in _KINDS or asks_several(question) or _INVOLVED.search(question):
        return None
    if best.pointed is None:
        return None
    words, sure = best.pointed
    asked = {term.stem for term in understanding.terms}
    if sure < _SURE or asked.issuperset(terms(words)):
        return None
    return in_full(words, best.text, understanding.expects, question, asked)


def in_doubt(understanding: Understanding, answered: str, candidates: Sequence[Candidate]) -> bool:
    """Whether a candidate nearly as good as the best answers in quite other words than `answered`.

    `candidates` are sorted by score. A wrong short answer is worse than none.
    """
    mine = set(content_terms(answered))
    return any(
        it.pointed.sure >= _AS_SURE and mine.isdisjoint(content_terms(it.pointed.text))
        for it in candidates
        if it.pointed and it.likelihood(candidates[0]) >= _NEARLY
    )


def in_full(words: str, text: str, expects: Expected, question: str, asked: Set[str]) -> str | None:
    """The `words` of `text` with what belongs to them, such as what a number counts; None where
    they are not of the kind that is asked for.

    `asked` are the stems of the question's terms.
    """
    at = text.find(words)
    found = [*spans_of_kind(expects, text, question, asked)]
    if expects == "number":
        found += amounts(text, question)
    told = set(content_terms(words))
    for start, end in found:
        # "70" is of "70 houses", and "on 2 October" no more than the day.
        holds = start <= at and at + len(words) <= end
        is_all = at <= start and end <= at + len(words) and told <= set(terms(text[start:end]))
        if holds or is_all:
            hedge = HEDGE.search(text, 0, start) if expects == "number" else None
            return text[hedge.start() if hedge else start : end]
    met = {start for start, end in found if start < at + len(words) and at < end}
    # "19 people died and more than 100" is two numbers, of which one is asked for.
    if (expects == "number" and len(met) > 1) or (expects in ("number", "date") and not met):
        return None
    return words if expects == "name" or met or words[:1].isupper() else None
