"""Decides when there is no answer, and says why and what comes nearest."""

from collections.abc import Mapping, Sequence, Set
from datetime import date
from itertools import pairwise

from rag.answer.cite import cite
from rag.answer.dates import day_in_words
from rag.answer.spoken import words_of_others
from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.reader.candidates import Candidate
from rag.reader.evidence import Evidence
from rag.reader.score import probability, signs_of
from rag.reader.weights import Sureness, Weights
from rag.reading.terms import YEAR
from rag.records import Citation, NearestArticle, Refusal, RefusalReason, RetrievedPassage
from rag.retrieve import Understanding
from rag.retrieve.question.manner import Manner
from rag.retrieve.question.term_weights import Term

# The share of the topic that somebody else's statement must hold to be given in a refusal: of the
# six hand-checked questions for words of the wrong person four are told whose they are.
_SPOKE_OF_IT = 0.65
# Digits from which a number of the question, such as a year, cannot be missing from the evidence.
_TELLING_DIGITS = 4
_NEAREST = 3
_REPLIES: Mapping[Manner, str] = {
    "greeting": "Hello. Ask what somebody said, or what happened, and the articles here will "
    "answer in their own words.",
    "thanks": "Glad to help. Ask the next question whenever you like.",
    "assistant": "This is Dateline: it answers from the articles in its library alone, in their "
    "own words, each sentence with its source, and says so when they do not answer. Ask what "
    "somebody said, what happened, when, where or how many.",
    "foreign": "Please ask in English: the articles here are searched in English only.",
}


def is_answered(
    evidence: Evidence, chosen: Sequence[Candidate], sureness: Sureness, lost: float
) -> bool:
    """Whether the `chosen` sentences probably hold what is asked: see `rag.reader.score`.

    `lost` is the share of answerable questions that may be refused for the sake of the others.
    They never do where a year or another long number of the question is nowhere in their reports,
    nor where the first of them shares no word with the question.
    """
    if not chosen or not chosen[0].own:
        return False
    together = frozenset().union(*(candidate.held for candidate in chosen))
    numbers = {it.stem for it in evidence.understanding.terms if it.word.isdigit()}
    if any(len(number) >= _TELLING_DIGITS for number in numbers - together):
        return False
    return probability(sureness, signs_of(chosen, evidence.retrieved)) >= sureness.point(lost)


def speaks_of_it(
    evidence: Evidence,
    said: Sequence[Candidate],
    others: Sequence[Candidate],
    sureness: Sureness,
    lost: float,
) -> bool:
    """Whether the best of what the asked person `said` is probably on what was asked.

    It is not where a year of the question is nowhere in its report, nor where words that stand side
    by side in the question are somebody else's alone: then those are meant.
    """
    topic = evidence.understanding.topic
    if not said:
        return False
    if not topic:
        return True
    best = said[0]
    missing = [term for term in topic if term.stem not in best.held]
    if any(YEAR.fullmatch(term.word) for term in missing):
        return False
    theirs = [pair for pair in pairwise(topic) if missing.count(pair[0]) and missing.count(pair[1])]
    if any(
        one.stem in other.own and two.stem in other.own for one, two in theirs for other in others
    ):
        return False
    return probability(sureness, signs_of(said[:1], evidence.retrieved)) >= sureness.point(lost)


def refuse(
    reason: RefusalReason,
    evidence: Evidence,
    near: Sequence[RetrievedPassage],
    weights: Weights,
    lost: float,
) -> Refusal:
    """The refusal for `reason`, in words, with the articles of what is `near` as the nearest.

    What somebody else said on it is given where that is sure enough; `lost` is the share that may
    be lost.
    """
    understanding = evidence.understanding
    nearest = _nearest(near) if understanding.terms else ()
    words, spoken = "", None
    if reason == "outside_dates":
        message = f"No article{_narrowed(understanding.narrowing)} answers this."
    elif reason == "speaker_silent":
        message = _speaker_silent(evidence)
        words, spoken = _words_of_other(evidence, weights, lost)
    else:
        message = _no_evidence(understanding, evidence.library)
    if understanding.ended:
        message += f" {ended_notice(understanding.ended)}"
    if nearest:
        message += " The nearest coverage is listed with this answer."
    return Refusal(reason, f"{message} {words}".rstrip(), nearest, spoken)


def ended_notice(newest: date) -> str:
    """For a reader who asks of a time past the library's `newest` day."""
    return f"The newest article here is of {day_in_words(newest)}."


def no_question(manner: Manner) -> Refusal | None:
    """The reply to what is no question to the news; None to a question."""
    reply = _REPLIES.get(manner)
    return Refusal("no_evidence", reply) if reply else None


def empty_library() -> Refusal:
    """The refusal of a library that holds nothing."""
    return Refusal(
        "empty_library",
        "The library is empty; add articles with: python app.py ingest FILE_OR_ADDRESS",
    )


def _share(asked: Sequence[Term], evidence: Set[str]) -> float:
    whole = sum(term.weight for term in asked)
    return sum(term.weight for term in asked if term.stem in evidence) / whole if whole else 0.0


def _no_evidence(understanding: Understanding, library: Library) -> str:
    if not understanding.terms:
        return "The question names nothing to look for; name a person, a thing or an event."
    unknown = [
        term.written
        for term in understanding.terms
        if (term.name or term.word.isdigit()) and library.database.count_matches(term.word) == 0
    ]
    if unknown:
        return f"No article in this library mentions {_listed(unknown)}."
    return "The articles in this library do not say."


def _speaker_silent(evidence: Evidence) -> str:
    """That the one who was asked for is quoted by nobody, or not on this."""
    understanding = evidence.understanding
    asked = understanding.asked
    names = [it.name for it in asked.speakers]
    speaker = names[0] if names else understanding.speaker or f"“{asked.described}”"
    database = evidence.library.database
    articles = database.articles_quoting(names, understanding.narrowing)
    count = f"{len(articles)} article{'s' if len(articles) > 1 else ''}"
    if not articles:
        return f"No article in this library quotes {speaker}."
    return f"{count} here quote{'' if len(articles) > 1 else 's'} {speaker}, but not on this."


def _words_of_other(
    evidence: Evidence, weights: Weights, lost: float
) -> tuple[str, Citation | None]:
    """What somebody else said on it, led by name, office and day, and where that stands."""
    other = _who_did(evidence, weights, lost)
    if other is None or other.statement is None:
        return "", None
    said, found = other.statement, other.found
    who = f"{said.speaker}, {said.role}," if said.role else said.speaker
    day = said.day or found.published
    when = f" ({day_in_words(day)})" if day else ""
    words = f"{who} did say{when}: {' '.join(other.text.split())}"
    return words, cite(1, found, other.span, said.person)


def _who_did(evidence: Evidence, weights: Weights, lost: float) -> Candidate | None:
    """The statement by somebody else that holds most of the topic, itself and around it."""
    topic = evidence.understanding.topic

    def holds(candidate: Candidate) -> float:
        around = candidate.own | candidate.beside
        return (_share(topic, candidate.own) + _share(topic, around)) / 2

    others = [
        it
        for it in words_of_others(evidence, weights)
        if it.statement and " " in it.statement.speaker
    ]
    best = max(others, key=holds, default=None)
    if best is None or holds(best) < _SPOKE_OF_IT:
        return None
    sure = probability(weights.who_held, signs_of([best], evidence.retrieved))
    return best if sure >= weights.who_held.point(lost) else None


def _nearest(retrieved: Sequence[RetrievedPassage]) -> tuple[NearestArticle, ...]:
    articles = {
        found.passage.article_id: NearestArticle(
            found.passage.article_id, found.title, found.published, found.url
        )
        for found in reversed(retrieved)
    }
    order = list(dict.fromkeys(found.passage.article_id for found in retrieved))
    return tuple(articles[article_id] for article_id in order[:_NEAREST])


def _narrowed(narrowing: Narrowing) -> str:
    """What was searched, in words: "of The Courier from 1 to …"."""
    end = _earliest(narrowing.date_to, narrowing.as_of)
    parts = []
    if narrowing.outlets:
        parts.append(f" of {' or '.join(narrowing.outlets[:3])}")
    if narrowing.date_from:
        parts.append(f" from {day_in_words(narrowing.date_from)} on")
    if end:
        parts.append(f" up to {day_in_words(end)}")
    return "".join(parts)


def _earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def _listed(names: Sequence[str]) -> str:
    quoted = [f"“{name}”" for name in names[:3]]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + f" or {quoted[-1]}"
