"""Says in brackets whom a sentence means by the "he" or "she" that it begins with."""

import re

from rag.reader.candidates import Candidate
from rag.reading import sentences
from rag.reading.people.names import NAME, parse_mention, reads_as_person, surname
from rag.reading.people.roles import FIRST_NAMES

_PRONOUN = re.compile(r"(?P<said>[\"“”'‘’,\s]*)(?P<pronoun>he|she)\b", re.I)
# Sentences before it in which the person is looked for.
_BACK = 3


def additions(candidate: Candidate) -> tuple[tuple[int, str], ...]:
    """What is put into the sentence so that it stands on its own, by offset; nothing in doubt.

    For somebody's words the speaker as resolved at ingest; otherwise the one person whom the
    sentences before it name by a full name that goes with the pronoun.
    """
    said = candidate.statement
    if said and said.named and said.mention and surname(said.speaker) not in candidate.text:
        start, end = (place - candidate.span.start for place in said.mention)
        if 0 <= start < end <= len(candidate.text) and candidate.text[start:end].lower() in (
            "he",
            "she",
        ):
            return ((end, f" [{said.speaker}]"),)
    opening = _PRONOUN.match(candidate.text)
    if opening and not said:
        meant = _meant(candidate, opening["pronoun"].lower())
        if meant:
            return ((opening.end("pronoun"), f" [{meant}]"),)
    return ()


def _meant(candidate: Candidate, pronoun: str) -> str | None:
    passage = candidate.found.passage
    before = passage.text[: candidate.span.start - passage.start]
    for span in reversed(sentences(before)[-_BACK:]):
        people = {
            person.name
            for match in re.finditer(NAME, before[span.start : span.end])
            if (person := parse_mention(match.group(), at_start=match.start() == 0))
            and reads_as_person(person.name)
            and FIRST_NAMES.get(person.name.split()[0], pronoun) == pronoun
        }
        if people:
            meant = people.pop()
            # A name that tells nothing of he or she may be a place's or a thing's.
            known = not people and FIRST_NAMES.get(meant.split()[0]) == pronoun
            return meant if known else None
    return None
