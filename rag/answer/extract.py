"""The default answer: sentences chosen from the articles, verbatim, each with its citation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.candidates import Candidate, sentence_candidates, statement_candidates
from rag.answer.choose import choose
from rag.answer.cite import cite
from rag.answer.dates import day_in_words
from rag.answer.refuse import empty_library, is_answered, is_on_topic, refuse
from rag.library import Library
from rag.library.database import Narrowing
from rag.reading.names import surname
from rag.records import AnswerSentence, Citation, Refusal, RefusalReason, RetrievedPassage
from rag.retrieve import Understanding, search


@dataclass(frozen=True, slots=True)
class Extract:
    """Sentences with their citations, or the refusal in their place. `evidence` are the passages
    that the sentences come from, best first.
    """

    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: Refusal | None = None
    evidence: tuple[RetrievedPassage, ...] = ()


def extract(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    words: int,
) -> Extract:
    """Answer from `retrieved` with at most about `words` words, or refuse."""
    if library.database.count_articles() == 0:
        return Extract(refusal=empty_library())
    chosen = _chosen(library, understanding, retrieved, words)
    if chosen:
        return _composed(chosen, by_speaker=understanding.speaker is not None)
    reason: RefusalReason = "speaker_silent" if understanding.speaker else "no_evidence"
    nearest = retrieved
    if not understanding.narrowing.is_open:
        anywhere = replace(understanding, narrowing=Narrowing())
        found_anywhere = search(library, anywhere, len(retrieved) or 20)
        past_the_end = understanding.ended and not retrieved
        if past_the_end or _chosen(library, anywhere, found_anywhere, words):
            reason, nearest = "outside_dates", found_anywhere
    return Extract(refusal=refuse(reason, understanding, library, nearest))


def _chosen(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    words: int,
) -> list[Candidate]:
    if not understanding.terms:
        return []
    if understanding.speaker:
        said = statement_candidates(library, understanding, understanding.speaker, retrieved)
        return choose([it for it in said if is_on_topic(understanding, it, retrieved)], words)
    chosen = choose(sentence_candidates(library, understanding, retrieved), words)
    return chosen if is_answered(understanding, chosen) else []


def _composed(chosen: Sequence[Candidate], *, by_speaker: bool) -> Extract:
    sentences, citations = [], []
    before: tuple[str, str] | None = None
    for number, candidate in enumerate(chosen, start=1):
        found, said = candidate.found, candidate.statement
        named = (said.speaker, found.passage.article_id) if said else None
        lead = _lead(candidate, by_speaker) if named != before else None
        before = named
        sentences.append(AnswerSentence(candidate.text, (number,), "quoted", lead))
        citations.append(cite(number, found, candidate.span, said.speaker if said else None))
    evidence = {candidate.found.passage.id: candidate.found for candidate in chosen}
    return Extract(tuple(sentences), tuple(citations), evidence=tuple(evidence.values()))


def _lead(candidate: Candidate, by_speaker: bool) -> str | None:
    """Who said it and when it was reported: "Scott Bessent, Treasury Secretary, 2 April 2025".

    The name is left out where the sentence has it, and the date too where nobody's words were
    asked for.
    """
    said, published = candidate.statement, candidate.found.published
    if said is None:
        return None
    named = surname(said.speaker) in candidate.text
    who = [] if named else [said.speaker, said.role]
    when = day_in_words(published) if published and (by_speaker or not named) else None
    return ", ".join(part for part in (*who, when) if part) or None
