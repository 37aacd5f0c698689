"""The default answer: what the articles themselves say to a question, verbatim and cited."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.case import Case
from rag.answer.choose import choose, first_kept, in_order
from rag.answer.compare import compared
from rag.answer.compose import Extract, as_figures, as_news, as_reports, as_words, compose
from rag.answer.differing import correction, corrects, newest_first, opposite, other_figure
from rag.answer.offices import calls_somebody, holder
from rag.answer.refuse import empty_library, no_question, refuse
from rag.answer.short import in_doubt, short_answer
from rag.answer.spoken import by_speaker, namesakes, who_said, words_of_others
from rag.answer.timeline import timeline
from rag.reader.candidates import Candidate
from rag.reader.multiple_choice import pairs_of, pick
from rag.records import RefusalReason
from rag.retrieve.question.offices import asked_office

_DIFFER = "Reports give different figures; the newest stands first."
_CONTRADICT = "Reports contradict each other; the newest stands first."
_CORRECTED = "A later report corrects an earlier one; it stands first."
_LEANS = "No article says this outright; of the choices it is the likeliest."
_NAMESAKES = "The name may also mean {}; ask with the whole name for those words."
_MOST_NAMESAKES = 3
# How probable a choice must be among the others to be told without a word of doubt.
_LIKELY = 0.5


def extract(case: Case) -> Extract | None:
    """The answer, where what was found holds one; a reply to what is no question to the news."""
    if case.evidence.library.database.count_articles() == 0:
        return Extract(refusal=empty_library())
    reply = no_question(case.asks.manner)
    if reply:
        return Extract(refusal=reply)
    return _picked(case) if case.choices else _answer(case)


def no_answer(case: Case, elsewhere: Case | None) -> Extract:
    """The refusal of a case without an answer. It tells whether there is one `elsewhere`, outside
    the dates and outlets asked for.
    """
    asks = case.asks
    reason: RefusalReason = (
        "speaker_silent" if asks.asked.speaker or asks.asked.described else "no_evidence"
    )
    near = case.evidence.retrieved
    if elsewhere:
        past_the_end = asks.ended and not near
        if past_the_end or (not case.choices and _answer(elsewhere)):
            reason, near = "outside_dates", elsewhere.evidence.retrieved
    return Extract(refusal=refuse(reason, case.evidence, near, case.weights, case.lost))


def _answer(case: Case) -> Extract | None:
    asks = case.asks
    if not asks.terms:
        return None
    if case.sides:
        answer = compared(case)
        if answer:
            return answer
    if asks.speaker or asks.asked.described:
        return _said(case)
    if asks.asked.asks_who or asks.asked.asks_everyone:
        said = words_of_others(case.evidence, case.weights, answering=True)
        answer = (who_said if asks.asked.asks_who else by_speaker)(said, case.words)
        if answer and case.answered_by(said[:1], case.weights.who_held):
            return answer
    told = asked_office(asks.question)
    if told:
        return holder(case, told) or _facts(
            case, [it for it in case.sentences() if calls_somebody(it, told)]
        )
    return _facts(case, case.sentences())


def _picked(case: Case) -> Extract | None:
    """The likeliest of some choices, with the sentences that speak for it."""
    candidates = case.sentences()
    pairs = pairs_of(case.evidence, candidates, case.choices)
    picked = pick(pairs, case.weights.choices, candidates)
    if picked is None:
        return None
    choice = case.choices[picked.at]
    answer = compose(first_kept(choose(picked.evidence, case.words)), as_news, choice)
    return replace(
        answer, choice=choice, notices=() if picked.probability >= _LIKELY else (_LEANS,)
    )


def _said(case: Case) -> Extract | None:
    """That one person's statements on the topic, or nothing."""
    said = case.of_asked()
    if not said:
        return None
    chosen = case.choose(said)
    answer = compose(in_order(chosen, case.asks), as_words)
    others = namesakes(case.asks, said[0].statement.person if said[0].statement else "")
    notices = (_NAMESAKES.format(" and ".join(others[:_MOST_NAMESAKES])),) if others else ()
    return replace(answer, more=_has_more(case, said, chosen), notices=notices)


def _facts(case: Case, candidates: list[Candidate]) -> Extract | None:
    """What the `candidates`, best first, tell, or nothing."""
    asks = case.asks
    sureness = case.weights.facts_held
    if asks.timeline:
        told = (
            timeline(candidates, case.words) if case.answered_by(candidates[:1], sureness) else None
        )
        if told:
            return told
    if not case.answered_by(case.choose(candidates), sureness):
        return None
    candidates, notices = case.closely_read(candidates)
    chosen = case.choose(candidates)
    first = chosen[0]
    answered = short_answer(asks, first)
    differing = _differing(first, answered, candidates)
    if differing:
        other, notice = differing
        reports = compose(newest_first(first, other), as_reports)
        return replace(reports, notices=(*notices, notice))
    if answered and in_doubt(asks, answered, candidates):
        answered = None
    lead = as_figures if asks.expects == "number" else as_news
    answer = compose(in_order(chosen, asks), lead, answered)
    return replace(answer, more=_has_more(case, candidates, chosen), notices=notices)


def _differing(
    first: Candidate, answered: str | None, candidates: Sequence[Candidate]
) -> tuple[Candidate, str] | None:
    """A report that says otherwise than the `first` one, with what the reader is told of it."""
    corrected = correction(first, candidates)
    if corrected:
        return corrected, _CORRECTED
    other = other_figure(first, answered, candidates) if answered else None
    if other:
        return other, _CORRECTED if corrects(newest_first(first, other)[0]) else _DIFFER
    contrary = opposite(first, candidates)
    return (contrary, _CONTRADICT) if contrary else None


def _has_more(case: Case, candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> bool:
    return len(case.choose(candidates, 2 * case.words)) > len(chosen)
