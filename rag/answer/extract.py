"""The default answer: what the articles themselves say to a question, verbatim and cited."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.choose import choose, in_reading_order, overlaps
from rag.answer.compose import Extract, as_figures, as_news, as_reports, as_words, compose
from rag.answer.differing import correction, newest_first, opposite, other_figure
from rag.answer.refuse import empty_library, is_answered, no_question, refuse, speaks_of_it
from rag.answer.short import in_doubt, short_answer
from rag.answer.spoken import by_speaker, who_said, words_of_asked, words_of_others
from rag.answer.timeline import timeline
from rag.library import Library
from rag.library.database import Narrowing
from rag.reader.candidates import Candidate
from rag.reader.multiple_choice import pairs_of, pick
from rag.reader.score import scored, sentences_of
from rag.reader.weights import Sureness, Weights
from rag.reading.terms import terms
from rag.records import Question, RefusalReason, RetrievedPassage
from rag.retrieve import Understanding, search, sides, understand
from rag.retrieve.question.periods import asks_for_newest

_DIFFER = "Reports give different figures; the newest stands first."
_CONTRADICT = "Reports contradict each other; the newest stands first."
_CORRECTED = "A later report corrects an earlier one; it stands first."
_LEANS = "No article says this outright; of the choices it is the likeliest."
# How probable a choice must be among the others to be told without a word of doubt.
_LIKELY = 0.5
# Passages that are searched again for: each side of a comparison, or outside the reader's dates.
_SEARCHED = 20


@dataclass(frozen=True, slots=True)
class _Case:
    """A question with what was found for it, and what an answer to it may have."""

    library: Library
    understanding: Understanding
    retrieved: Sequence[RetrievedPassage]
    words: int
    weights: Weights
    lost: float

    def choose(self, candidates: Sequence[Candidate], words: int | None = None) -> list[Candidate]:
        one = bool(self.understanding.asked.speakers)
        return choose(candidates, words or self.words, of_one_person=one)

    def answered_by(self, chosen: Sequence[Candidate], sureness: Sureness) -> bool:
        return is_answered(self.understanding, chosen, self.retrieved, sureness, self.lost)

    def sentences(self) -> list[Candidate]:
        found = sentences_of(self.library, self.understanding, self.retrieved)
        return scored(found, self.weights.facts)

    def of_asked(self) -> list[Candidate]:
        """What the asked person said, best first; nothing where that is not what was asked for."""
        given = self.library, self.understanding, self.retrieved, self.weights
        said = words_of_asked(*given)
        on_topic = speaks_of_it(
            self.understanding,
            said,
            words_of_others(*given),
            self.retrieved,
            self.weights.words_held,
            self.lost,
        )
        return said if on_topic else []


def extract(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    words: int,
    weights: Weights,
    lost: float,
    choices: Sequence[str] = (),
) -> Extract:
    """Answer from `retrieved` with at most about `words` words, or refuse.

    `lost` is the share of answerable questions that may be refused. Of `choices`, where there are
    any, the likeliest is picked; then only a library without a word of them refuses.
    """
    if library.database.count_articles() == 0:
        return Extract(refusal=empty_library())
    reply = no_question(understanding.manner)
    if reply:
        return Extract(refusal=reply)
    case = _Case(library, understanding, retrieved, words, weights, lost)
    answer = _picked(case, choices) if choices else _answer(case)
    if answer:
        return answer
    asked = understanding.asked
    reason: RefusalReason = "speaker_silent" if asked.speaker or asked.described else "no_evidence"
    nearest = retrieved
    if not understanding.narrowing.is_open:
        anywhere = replace(understanding, narrowing=Narrowing())
        found_anywhere = search(library, anywhere, len(retrieved) or _SEARCHED)
        past_the_end = understanding.ended and not retrieved
        elsewhere = replace(case, understanding=anywhere, retrieved=found_anywhere)
        if past_the_end or (not choices and _answer(elsewhere)):
            reason, nearest = "outside_dates", found_anywhere
    return Extract(refusal=refuse(reason, understanding, library, nearest, weights))


def _answer(case: _Case) -> Extract | None:
    asks = case.understanding
    if not asks.terms:
        return None
    compared = _compared(case)
    if compared:
        return compared
    if asks.speaker or asks.asked.described:
        return _said(case)
    if asks.asked.asks_who or asks.asked.asks_everyone:
        said = words_of_others(case.library, asks, case.retrieved, case.weights, answering=True)
        answer = (who_said if asks.asked.asks_who else by_speaker)(said, case.words)
        if answer and case.answered_by(said[:1], case.weights.words_held):
            return answer
    return _facts(case)


def _picked(case: _Case, choices: Sequence[str]) -> Extract | None:
    """The likeliest of some choices, with the sentences that speak for it."""
    candidates = case.sentences()
    asked = {term.stem for term in case.understanding.terms}
    pairs = pairs_of(case.library, candidates, choices, asked)
    picked = pick(pairs, case.weights.choices, candidates)
    if picked is None:
        return None
    choice = choices[picked.at]
    answer = compose(_first_kept(choose(picked.evidence, case.words)), as_news, choice)
    return replace(
        answer, choice=choice, notices=() if picked.probability >= _LIKELY else (_LEANS,)
    )


def _said(case: _Case) -> Extract | None:
    """That one person's statements on the topic, or nothing."""
    said = case.of_asked()
    if not said:
        return None
    chosen = case.choose(said)
    answer = compose(_ordered(chosen, case.understanding), as_words)
    return replace(answer, more=_has_more(case, said, chosen))


def _facts(case: _Case) -> Extract | None:
    asks = case.understanding
    candidates = case.sentences()
    sureness = case.weights.facts_held
    if asks.timeline:
        told = (
            timeline(candidates, case.words) if case.answered_by(candidates[:1], sureness) else None
        )
        if told:
            return told
    chosen = case.choose(candidates)
    if not case.answered_by(chosen, sureness):
        return None
    first = chosen[0]
    answered = short_answer(asks, first)
    differing = _differing(first, answered, candidates)
    if differing:
        other, notice = differing
        return replace(compose(newest_first(first, other), as_reports), notices=(notice,))
    if answered and in_doubt(asks, answered, candidates):
        answered = None
    lead = as_figures if asks.expects == "number" else as_news
    answer = compose(_ordered(chosen, asks), lead, answered)
    return replace(answer, more=_has_more(case, candidates, chosen))


def _differing(
    first: Candidate, answered: str | None, candidates: Sequence[Candidate]
) -> tuple[Candidate, str] | None:
    """A report that says otherwise than the `first` one, with what the reader is told of it."""
    corrected = correction(first, candidates)
    if corrected:
        return corrected, _CORRECTED
    other = other_figure(first, answered, candidates) if answered else None
    if other:
        return other, _DIFFER
    contrary = opposite(first, candidates)
    return (contrary, _CONTRADICT) if contrary else None


def _compared(case: _Case) -> Extract | None:
    """What there is on either side of a comparison; None where nothing is compared, or a side has
    nothing.
    """
    asks = case.understanding
    chosen: list[Candidate] = []
    both = [
        replace(
            understand(Question(text), case.library), narrowing=asks.narrowing, around=asks.around
        )
        for text in sides(asks.question) or ()
    ]
    for side, other in zip(both, reversed(both), strict=True):
        found = search(case.library, side, _SEARCHED)
        half = replace(case, understanding=side, retrieved=found, words=case.words // 2)
        spoken = bool(side.asked.speakers)
        best = half.choose(half.of_asked() if spoken else _not_of(other, side, half.sentences()))
        if not best or not (spoken or half.answered_by(best, case.weights.facts_held)):
            return None
        # One sentence may tell of both.
        told = [it for it in best if not any(overlaps(it, other) for other in chosen)]
        chosen += _ordered(told, side)
    words_asked = asks.expects == "statement"
    return compose(chosen, as_words if words_asked else as_news) if chosen else None


def _not_of(
    other: Understanding, side: Understanding, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The candidates without those that name the other side of a comparison, and this one not."""
    mine, theirs = ({it.stem for it in asks.terms if it.name} for asks in (side, other))
    told = [(it, {*terms(it.text)}) for it in candidates]
    return [it for it, held in told if (mine - theirs) & held or not (theirs - mine) & held]


def _ordered(chosen: Sequence[Candidate], understanding: Understanding) -> list[Candidate]:
    """In reading order; the best first where one fact or somebody's words are asked for."""
    newest = asks_for_newest(understanding.question)
    if understanding.expects != "other" and not newest:
        return _first_kept(chosen)
    return in_reading_order(chosen, newest_first=newest)


def _first_kept(chosen: Sequence[Candidate]) -> list[Candidate]:
    """In reading order, but for the best, which goes first."""
    return sorted(in_reading_order(chosen), key=lambda it: not overlaps(it, chosen[0]))


def _has_more(case: _Case, candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> bool:
    return len(case.choose(candidates, 2 * case.words)) > len(chosen)
