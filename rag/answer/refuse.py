"""Decides when there is no answer, and says why and what comes nearest."""

from collections.abc import Sequence
from datetime import date

from rag.answer.candidates import Candidate, header, is_speaker, sentence_candidates
from rag.answer.dates import day_in_words
from rag.library import Library
from rag.library.database import Narrowing
from rag.reading.names import surname
from rag.reading.terms import fold, terms
from rag.records import NearestArticle, Refusal, RefusalReason, RetrievedPassage
from rag.retrieve import Understanding
from rag.retrieve.understand import Term

# The share of the question's terms, by rarity, that the passages of an answer must hold: all of
# them together, and the best one alone, so that scraps of unrelated news do not add up.
_TOGETHER = 0.6
_ALONE = 0.5
# A name or number of the question that weighs this much cannot be missing from the evidence, nor
# can any other word that weighs that much.
_RARE_NAME = 0.4
_RARE_WORD = 0.72
# The share of the topic that a statement must hold, or have beside it, where somebody's words are
# asked for. Less is enough in an article that the search ranks high and that holds most of it.
_ON_TOPIC = 0.5
_ON_TOPIC_WITHIN = 0.25
_ARTICLE_ON_TOPIC = 0.7
_NEAR = 3
_NEAREST = 3


def is_answered(understanding: Understanding, chosen: Sequence[Candidate]) -> bool:
    """Whether the passages of the chosen sentences hold what the question is about."""
    held = [_held(understanding.terms, candidate.found) for candidate in chosen]
    together = set().union(*held)
    for term in understanding.terms:
        must_be_there = _RARE_NAME if term.name or term.word.isdigit() else _RARE_WORD
        if term.weight >= must_be_there and term.stem not in together:
            return False
    alone = max((_share(understanding.terms, one) for one in held), default=0.0)
    return alone >= _ALONE and _share(understanding.terms, together) >= _TOGETHER


def is_on_topic(
    understanding: Understanding, candidate: Candidate, retrieved: Sequence[RetrievedPassage]
) -> bool:
    """Whether a statement of the asked person is on what was asked."""
    if not understanding.topic:
        return True
    rarest = max(understanding.topic, key=lambda term: term.weight)
    if rarest.stem not in _held(understanding.topic, candidate.found):
        return False  # "the moon landing" is not "a soft landing"
    if candidate.own and candidate.coverage >= _ON_TOPIC:
        return True
    article = candidate.found.passage.article_id
    near = [found for found in retrieved[:_NEAR] if found.passage.article_id == article]
    within = set().union(*(_held(understanding.topic, found) for found in near))
    on_topic = _share(understanding.topic, within) >= _ARTICLE_ON_TOPIC
    return on_topic and candidate.coverage >= _ON_TOPIC_WITHIN


def refuse(
    reason: RefusalReason,
    understanding: Understanding,
    library: Library,
    retrieved: Sequence[RetrievedPassage],
) -> Refusal:
    """The refusal for `reason`, in words, with the nearest coverage."""
    nearest = _nearest(retrieved) if understanding.terms else ()
    if reason == "outside_dates":
        message = f"No article{_narrowed(understanding.narrowing)} answers this."
    elif reason == "speaker_silent":
        message = _speaker_silent(understanding, library, retrieved)
    else:
        message = _no_evidence(understanding, library)
    if understanding.ended:
        message += f" {ended_notice(understanding.ended)}"
    if nearest:
        message += " The nearest coverage is listed with this answer."
    return Refusal(reason, message, nearest)


def ended_notice(newest: date) -> str:
    """For a reader who asks of a time past the library's `newest` day."""
    return f"The newest article here is of {day_in_words(newest)}."


def empty_library() -> Refusal:
    """The refusal of a library that holds nothing."""
    return Refusal(
        "empty_library",
        "The library is empty; add articles with: python app.py ingest FILE_OR_ADDRESS",
    )


def _held(asked: Sequence[Term], found: RetrievedPassage) -> set[str]:
    there = set(terms(f"{header(found)} {found.passage.text}"))
    return {term.stem for term in asked if term.stem in there}


def _share(asked: Sequence[Term], evidence: set[str]) -> float:
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


def _speaker_silent(
    understanding: Understanding, library: Library, retrieved: Sequence[RetrievedPassage]
) -> str:
    speaker = understanding.speaker or ""
    articles = library.database.articles_quoting(fold(surname(speaker)), understanding.narrowing)
    if not articles:
        return f"No article in this library quotes {speaker}."
    count = f"{len(articles)} article{'s' if len(articles) > 1 else ''}"
    message = f"{count} here quote{'' if len(articles) > 1 else 's'} {speaker}, but not on this."
    other = _who_did(understanding, library, retrieved)
    if other and other.statement:
        when = f" ({day_in_words(other.found.published)})" if other.found.published else ""
        message += f" {other.statement.speaker} did speak of it{when}."
    return message


def _who_did(
    understanding: Understanding, library: Library, retrieved: Sequence[RetrievedPassage]
) -> Candidate | None:
    """The best statement on the topic by somebody else."""
    speaker = understanding.speaker or ""
    on_topic = {term.stem for term in understanding.topic}
    for candidate in sentence_candidates(library, understanding, retrieved):
        said = candidate.statement
        if said is None or is_speaker(said, speaker) or " " not in said.speaker:
            continue
        evidence = set(candidate.own | candidate.beside)
        if candidate.own & on_topic and _share(understanding.topic, evidence) >= _ALONE:
            return candidate
    return None


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
