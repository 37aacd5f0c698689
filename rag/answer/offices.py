"""Answers who holds an office with the last report that calls somebody so."""

from rag.answer.case import Case
from rag.answer.compose import Extract, as_figures, compose
from rag.reader.candidates import Candidate, sentence_candidates
from rag.reading import Span
from rag.reading.parsing.masking import lay_out
from rag.reading.parsing.parser import parse
from rag.reading.people.mentions import read_mention
from rag.reading.people.roles import office
from rag.reading.terms import terms, words
from rag.retrieve.question.offices import head_of, holder_of, is_held

# Reports, the newest first, in which a sentence is looked for that names the holder.
_LOOKED_AT = 5


def holder(case: Case, told: str) -> Extract | None:
    """Who is called the holder of the office `told`, with the sentence that does; None where nobody
    is called so in a sentence by name.
    """
    asks, library = case.asks, case.evidence.library
    by = asks.around[1] if asks.around else asks.today
    found = holder_of(told, library, asks.narrowing, by)
    if not found:
        return None
    database = library.database
    asked = set(terms(told))
    surnames = {word for name in found.names for word in words(name)[-1:]}

    def names_holder(text: str) -> bool:
        return not (surnames.isdisjoint(words(text)) or asked.isdisjoint(terms(text)))

    def in_full(text: str) -> str | None:
        return max((it for it in found.names if " " in it and it in text), key=len, default=None)

    read = [it for one in found.article_ids[:_LOOKED_AT] for it in database.passages_of(one)]
    passages = database.retrieved([it.id for it in read if names_holder(it.text)])
    report = case.evidence.beside(asks, [passages[it.id] for it in read if it.id in passages])
    best = max(
        (it for it in sentence_candidates(report) if names_holder(it.text)),
        key=lambda it: (bool(in_full(it.text)), len(asked & set(terms(it.text)))),
        default=None,
    )
    if best is None:
        return None
    return compose([best], as_figures, in_full(best.text))


def calls_somebody(candidate: Candidate, told: str) -> bool:
    """Whether a sentence calls somebody by name the holder of the office `told`.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    text, head = candidate.text, head_of(told)
    if not any(office(word) == head for word in words(text)):
        return False
    mentions = (
        read_mention(parsed, token, text)
        for paragraph in parse([lay_out(text, Span(0, len(text)))])
        for parsed in paragraph
        for token in parsed.tokens
        if token.pos_ in ("NOUN", "PROPN")
    )
    return any(it.kind == "name" and it.role and is_held(told, it.role) for it in mentions)
