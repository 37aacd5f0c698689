"""The default answer: what the articles themselves say to a question, verbatim and cited."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answer.candidates import Candidate, sentence_candidates
from rag.answer.choose import choose, in_reading_order, overlaps
from rag.answer.compose import Extract, as_figures, as_news, as_reports, as_words, compose
from rag.answer.differing import correction, newest_first, opposite, other_figure
from rag.answer.refuse import YEAR, empty_library, is_answered, refuse, speaks_of_it
from rag.answer.short import in_doubt, short_answer
from rag.answer.spoken import by_speaker, who_said, words_of_asked, words_of_others
from rag.answer.timeline import timeline
from rag.answer.weigh import FACTS, weigh
from rag.library import Library
from rag.library.database import Narrowing
from rag.records import Question, RefusalReason, RetrievedPassage
from rag.retrieve import Understanding, search, sides, understand
from rag.retrieve.question.periods import asks_for_newest

_DIFFER = "Reports give different figures; the newest stands first."
_CONTRADICT = "Reports contradict each other; the newest stands first."
_CORRECTED = "A later report corrects an earlier one; it stands first."
# Passages that are searched again for: each side of a comparison, or outside the reader's dates.
_SEARCHED = 20


def extract(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    words: int,
) -> Extract:
    """Answer from `retrieved` with at most about `words` words, or refuse."""
    if library.database.count_articles() == 0:
        return Extract(refusal=empty_library())
    answer = _answer(library, understanding, retrieved, words)
    if answer:
        return answer
    asked = understanding.asked
    reason: RefusalReason = "speaker_silent" if asked.speaker or asked.described else "no_evidence"
    nearest = retrieved
    if not understanding.narrowing.is_open:
        anywhere = replace(understanding, narrowing=Narrowing())
        found_anywhere = search(library, anywhere, len(retrieved) or _SEARCHED)
        past_the_end = understanding.ended and not retrieved
        if past_the_end or _answer(library, anywhere, found_anywhere, words):
            reason, nearest = "outside_dates", found_anywhere
    return Extract(refusal=refuse(reason, understanding, library, nearest))


def _answer(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    words: int,
) -> Extract | None:
    if not understanding.terms:
        return None
    asked = understanding.asked
    compared = _compared(library, understanding, words)
    if compared:
        return compared
    if understanding.speaker or asked.described:
        return _said(library, understanding, retrieved, words)
    if asked.asks_who or asked.asks_everyone:
        said = words_of_others(library, understanding, retrieved, answering=True)
        weights = _weights(understanding)
        answer = (who_said if asked.asks_who else by_speaker)(said, words, weights)
        if answer and is_answered(understanding, said[:1]):
            return answer
    return _facts(library, understanding, retrieved, words)


def _said(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    words: int,
) -> Extract | None:
    """That one person's statements on the topic, or nothing."""
    said = _on_topic(library, understanding, retrieved)
    if not said:
        return None
    chosen = choose(said, words, _weights(understanding))
    answer = compose(_ordered(chosen, understanding), as_words)
    return replace(answer, more=_has_more(said, chosen, words, understanding))


def _on_topic(
    library: Library, understanding: Understanding, retrieved: Sequence[RetrievedPassage]
) -> list[Candidate]:
    """What the asked person said, best first; nothing where that is not what was asked for."""
    said = words_of_asked(library, understanding, retrieved)
    others = words_of_others(library, understanding, retrieved)
    return said if speaks_of_it(understanding, said, others) else []


def _facts(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    words: int,
) -> Extract | None:
    candidates = _sentences(library, understanding, retrieved)
    if understanding.timeline:
        told = timeline(candidates, words) if is_answered(understanding, candidates[:1]) else None
        if told:
            return told
    weights = _weights(understanding)
    chosen = choose(candidates, words, weights)
    if not is_answered(understanding, chosen):
        return None
    first = chosen[0]
    answered = short_answer(understanding, first)
    differing = _differing(first, answered, candidates)
    if differing:
        other, notice = differing
        return replace(compose(newest_first(first, other), as_reports), notices=(notice,))
    if answered and in_doubt(understanding, answered, candidates):
        answered = None
    ordered = _ordered(chosen, understanding)
    if answered:
        ordered.sort(key=lambda it: not overlaps(it, first))
    lead = as_figures if understanding.expects == "number" else as_news
    answer = compose(ordered, lead, answered)
    return replace(answer, more=_has_more(candidates, chosen, words, understanding))


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


def _compared(library: Library, understanding: Understanding, words: int) -> Extract | None:
    """What there is on either side of a comparison; None where nothing is compared, or a side has
    nothing.
    """
    chosen: list[Candidate] = []
    for text in sides(understanding.question) or ():
        side = replace(
            understand(Question(text), library),
            narrowing=understanding.narrowing,
            around=understanding.around,
        )
        found = search(library, side, _SEARCHED)
        spoken = bool(side.asked.speakers)
        candidates = (_on_topic if spoken else _sentences)(library, side, found)
        best = choose(candidates, words // 2, _weights(side))
        if not best or not (spoken or is_answered(side, best)):
            return None
        # One sentence may tell of both.
        told = [it for it in best if not any(overlaps(it, other) for other in chosen)]
        chosen += in_reading_order(told)
    words_asked = understanding.expects == "statement"
    return compose(chosen, as_words if words_asked else as_news) if chosen else None


def _sentences(
    library: Library, understanding: Understanding, retrieved: Sequence[RetrievedPassage]
) -> list[Candidate]:
    found = sentence_candidates(library, understanding, retrieved)
    # Of another year's prize the words are the same.
    years = {term.stem for term in understanding.terms if YEAR.fullmatch(term.word)}
    in_time = [it for it in found if years <= it.held]
    return weigh(in_time, understanding.question, library, FACTS)


def _ordered(chosen: Sequence[Candidate], understanding: Understanding) -> list[Candidate]:
    return in_reading_order(chosen, newest_first=asks_for_newest(understanding.question))


def _has_more(
    candidates: Sequence[Candidate],
    chosen: Sequence[Candidate],
    words: int,
    understanding: Understanding,
) -> bool:
    return len(choose(candidates, 2 * words, _weights(understanding))) > len(chosen)


def _weights(understanding: Understanding) -> dict[str, float]:
    terms = understanding.topic if understanding.asked.speakers else understanding.terms
    return {term.stem: term.weight for term in terms}
