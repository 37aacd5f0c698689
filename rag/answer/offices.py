"""Answers who holds an office with the last report that calls somebody so."""

from rag.answer.case import Case
from rag.answer.compose import Extract, as_figures, compose
from rag.reader.candidates import sentence_candidates
from rag.reading.terms import terms, words
from rag.retrieve.question.offices import asked_office, holder_of

# Reports, the newest first, in which a sentence is looked for that names the holder.
_LOOKED_AT = 5


def holder(case: Case) -> Extract | None:
    """Who is called the holder of the office asked for, with the sentence that does; None where no
    office is asked for, or nobody is called so in a sentence by name.
    """
    asks, library = case.asks, case.evidence.library
    told = asked_office(asks.question)
    by = asks.around[1] if asks.around else asks.today
    found = holder_of(told, library, asks.narrowing, by) if told else None
    if not told or not found:
        return None
    database = library.database
    office = set(terms(told))
    surnames = {word for name in found.names for word in words(name)[-1:]}

    def names_holder(text: str) -> bool:
        return not (surnames.isdisjoint(words(text)) or office.isdisjoint(terms(text)))

    def in_full(text: str) -> str | None:
        return max((it for it in found.names if " " in it and it in text), key=len, default=None)

    read = [it for one in found.article_ids[:_LOOKED_AT] for it in database.passages_of(one)]
    passages = database.retrieved([it.id for it in read if names_holder(it.text)])
    report = case.evidence.beside(asks, [passages[it.id] for it in read if it.id in passages])
    best = max(
        (it for it in sentence_candidates(report) if names_holder(it.text)),
        key=lambda it: (bool(in_full(it.text)), len(office & set(terms(it.text)))),
        default=None,
    )
    if best is None:
        return None
    return compose([best], as_figures, in_full(best.text))
