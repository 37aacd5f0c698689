"""Makes sentences with their citations of what was chosen, led by who said it and when."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer.cite import cite
from rag.answer.dates import day_in_words
from rag.answer.pronouns import additions
from rag.reader.candidates import Candidate
from rag.reading.people.names import surname
from rag.records import AnswerSentence, Citation, Refusal, RetrievedPassage

# What stands before a sentence, given the sentence before it.
Lead = Callable[[Candidate, Candidate | None], str | None]


@dataclass(frozen=True, slots=True)
class Extract:
    """Sentences with their citations, or the refusal in their place.

    `evidence` are the passages that the sentences come from, best first; `notices` are for the
    reader; `more` says that a longer answer would have more to tell; `choice` is the one picked.
    """

    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: Refusal | None = None
    evidence: tuple[RetrievedPassage, ...] = ()
    notices: tuple[str, ...] = ()
    more: bool = False
    choice: str | None = None


def compose(chosen: Sequence[Candidate], lead: Lead, short: str | None = None) -> Extract:
    """The `chosen` in their order, each with its citation; `short` answers in the first of them."""
    sentences, citations = [], []
    before: Candidate | None = None
    for number, candidate in enumerate(chosen, start=1):
        led = lead(candidate, before)
        if short and number == 1 and led:
            led = led.removeprefix(short).removeprefix(", ") or None
        said = candidate.statement
        speaker = said.person or said.speaker if said else None
        told = said is not None and (
            said.speaker in f"{short} {led}"
            or (before is not None and _speaker(before) == said.speaker)
        )
        sentences.append(
            AnswerSentence(
                candidate.text,
                (number,),
                "quoted",
                led,
                additions=() if told else additions(candidate),
                short=short if number == 1 else None,
            )
        )
        citations.append(cite(number, candidate.found, candidate.span, speaker))
        before = candidate
    evidence = {candidate.found.passage.id: candidate.found for candidate in chosen}
    return Extract(tuple(sentences), tuple(citations), evidence=tuple(evidence.values()))


def as_words(candidate: Candidate, before: Candidate | None) -> str | None:
    """Whose words and when they were reported: "Scott Bessent, Treasury Secretary, 2 April 2025".

    Said once for what one report has of one person, the office once in an answer; the name is left
    out where the sentence has it in full.
    """
    if before is not None and _of_one_report(candidate, before):
        return None
    said = candidate.statement
    who: list[str | None] = []
    again = before is not None and _speaker(before) == _speaker(candidate)
    if said and said.speaker not in candidate.text and not (again and _named_in(candidate)):
        told = again or (said.role or "") in candidate.text
        who = [said.speaker, None if told else said.role]
    return _joined(*who, _day(_when(candidate)))


def as_news(candidate: Candidate, before: Candidate | None) -> str | None:
    """Whose words they are where the sentence does not tell; for a sentence of the report itself,
    nothing."""
    said = candidate.statement
    if said is None or not said.named or _named_in(candidate) or additions(candidate):
        return None
    if before is not None and _of_one_report(candidate, before):
        return None
    return _joined(said.speaker, said.role)


def as_figures(candidate: Candidate, before: Candidate | None) -> str | None:
    """The day of the report, since figures change; and whose words they are, as for the news."""
    if before is not None and before.found.published == candidate.found.published:
        return as_news(candidate, before)
    return _joined(_day(candidate.found.published), as_news(candidate, before))


def as_reports(candidate: Candidate, before: Candidate | None) -> str | None:
    """Which report says it, where reports differ: "The Courier, 3 April 2025"."""
    return _joined(candidate.found.outlet, _day(candidate.found.published))


def _when(candidate: Candidate) -> date | None:
    said = candidate.statement
    return (said.day if said else None) or candidate.found.published


def _speaker(candidate: Candidate) -> str | None:
    return candidate.statement.speaker if candidate.statement else None


def _named_in(candidate: Candidate) -> bool:
    said = candidate.statement
    return said is not None and surname(said.speaker) in candidate.text


def _of_one_report(one: Candidate, other: Candidate) -> bool:
    return (
        _speaker(one) == _speaker(other)
        and one.found.passage.article_id == other.found.passage.article_id
    )


def _day(day: date | None) -> str | None:
    return day_in_words(day) if day else None


def _joined(*parts: str | None) -> str | None:
    return ", ".join(part for part in parts if part) or None
