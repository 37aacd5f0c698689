"""Reads an earlier turn of a conversation: whom and what it was about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.reading.people.names import family_name, surname
from rag.reading.terms import STOP_WORDS, fold, stem, words
from rag.retrieve.followups.lexicon import SPEECH, gender
from rag.retrieve.followups.noun_phrases import (
    DETERMINER,
    asked_noun,
    chunk_of,
    counted,
    describes_person,
    happened_to,
    names_in,
    noun_at_start,
    object_of,
    reads_as_person,
    subject_of,
)

_SPOKEN_OF = re.compile(rf"\b{SPEECH}\b.*?\b(?:about|on|of|over|to)\s+(?P<topic>.+)$", re.I)
_SAID_CLAUSE = re.compile(
    r"\b(?:say|said|think|claim|argue|warn|predict)s?\s+(?:that\s+)?(?P<noun>.+)$", re.I
)
_PRONOUN = re.compile(r"\b(she|he|her|his|him|hers)\b", re.I)
_ACTS = re.compile(r",|\.?$|\s+(?:said|says|told|called|wrote|argued|won|resigned|announced)\b")
_MOST_WORDS = 24  # of an earlier question, where it is carried whole
TAIL = re.compile(r"\?\s*\([^()]+\)\s*$")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person that a turn names; `pronoun` is "he" or "she" where that is known."""

    name: str
    pronoun: str | None = None
    # What the question called them, where their name stands in the answer alone.
    described: str | None = None

    def __str__(self) -> str:
        return f"{self.name}, {self.described}," if self.described else self.name


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question, made to stand alone and without its question mark, and its answer."""

    question: str
    answer: str
    people: tuple[Somebody, ...] = ()
    subject: str | None = None  # "Utah's fluoride ban", of "when does Utah's fluoride ban start"
    thing: str | None = None  # what "it" means
    things: str | None = None  # what "they" means
    topic: str | None = None  # what is spoken of: "tariffs"

    @property
    def subject_acts(self) -> bool:
        """Whether the subject is a body that can do something: "Costco"."""
        if not self.subject or self.subject == self.thing or describes_person(self.subject):
            return False
        known = {who.name for who in self.people if who.pronoun or " " in who.name}
        return not any(family_name(name) == family_name(self.subject) for name in known)

    @property
    def whole(self) -> str:
        """The question as a tail carries it, without brackets and not too long."""
        text = re.sub(r"[()]+", " ", self.question.replace("?", " "))
        return " ".join(text.split()[:_MOST_WORDS]).rstrip(" ?.!,")


def read_turn(question: str, answer: str) -> Turn:
    """What the standalone `question` and the opening of its `answer` were about."""
    question = " ".join(question.split()).rstrip("?!. ")
    core = question.split("? (")[0]
    answer = " ".join(answer.split())
    subject, predicate = subject_of(core)
    asked = asked_noun(core, answer)
    spoken = _SPOKEN_OF.search(core)
    topic = spoken["topic"] if spoken else None
    if topic is None and (said := _SAID_CLAUSE.search(core)):
        topic = noun_at_start(said["noun"])
    if topic is None and (about := re.search(r"\babout\s+(.+)$", core)):
        topic = about[1]
    thing = asked or happened_to(core) or topic or object_of(core, predicate, subject)
    if thing is None and subject and not _is_person(subject):
        thing = subject
    things = asked or counted(core) or topic
    if things is None and subject and not _is_person(subject):
        things = subject
    return Turn(question, answer, tuple(_people(core, answer, subject)), subject, thing, things,
                topic)  # fmt: skip


def _people(question: str, answer: str, subject: str | None) -> Iterator[Somebody]:
    """The people of a turn, the likeliest to be meant by a pronoun first."""
    opening = answer[:300]
    in_question = [
        name
        for name, at in names_in(question)
        # What opens a question of another language is seldom a name.
        if (at > 1 or " " in name)
        and reads_as_person(name, question[:at], question[at + len(name) :])
    ]
    if not in_question and (spoken := _lower_case_speaker(question)):
        in_question = [spoken]
    in_answer = [
        name
        for name, at in names_in(opening)
        if reads_as_person(name, opening[:at], opening[at + len(name) :])
        # "Help was needed": a word that opens the answer is a name where it does as people do.
        and (at > 0 or " " in name or _ACTS.match(opening, at + len(name)))
    ]
    fuller = {family_name(name): name for name in reversed(in_answer) if " " in name}
    in_question = [
        fuller.get(family_name(name), name) if " " not in name else name for name in in_question
    ]
    known = {family_name(name) for name in in_question}
    new = [name for name in in_answer if family_name(name) not in known]
    pronouns = dict(_pronouns(opening, in_question, in_answer))
    described = subject if subject and describes_person(subject) else None
    if described:  # "the mayor of Dunmore" speaks of no Dunmore
        in_question = [name for name in in_question if surname(name) not in described]
    if described and not new:
        yield Somebody(described, gender(described) or _first_pronoun(opening))
    order = [*new[:1], *in_question, *new[1:]]
    if in_question and not re.match(r"(?:who|whom|whose|which)\b", question, re.I):
        order = [*in_question, *new]
    for at, name in enumerate(dict.fromkeys(order)):
        called = described if at == 0 and name in new else None
        if called and family_name(name) in {fold(word) for word in words(called)}:
            called = None
        yield Somebody(name, gender(name) or pronouns.get(name), called)


def _pronouns(
    answer: str, in_question: list[str], in_answer: list[str]
) -> Iterator[tuple[str, str]]:
    """Which pronoun the answer's first one tells of whom."""
    first = _PRONOUN.search(answer)
    if not first:
        return
    pronoun = "she" if first[1].lower().startswith(("she", "her")) else "he"
    before = [name for name in in_answer if answer.find(name) < first.start()]
    meant = before[:1] or [name for name in in_question if gender(name) in (None, pronoun)][:1]
    if not meant:
        return
    whole = meant[0]
    for name in (*in_question, *in_answer):
        if family_name(name) == family_name(whole):
            yield name, pronoun


def _first_pronoun(answer: str) -> str | None:
    first = _PRONOUN.search(answer)
    return first and ("she" if first[1].lower().startswith(("she", "her")) else "he")


def _lower_case_speaker(question: str) -> str | None:
    """ "bessent" of "what did bessent say about tariffs"."""
    match = re.search(rf"\b(?:did|does|has|is)\s+(?P<who>[a-z’'.-]+(?:\s[a-z’'.-]+)?)\s+{SPEECH}\b",
                      question)  # fmt: skip
    if not match or any(fold(word) in STOP_WORDS for word in match["who"].split()):
        return None
    return match["who"]


def _is_person(noun: str) -> bool:
    names = [name for name, _ in names_in(noun)]
    return (bool(names) and names[0] == noun and reads_as_person(noun)) or describes_person(noun)


def fullest_noun(head: str, turns: list[Turn]) -> str | None:
    """How the last turns called what "the HEAD" means: "the Spectrum rocket" for "rocket"."""
    wanted = stem(fold(head))
    for turn in reversed(turns[-3:]):
        for noun in (turn.thing, turn.subject, turn.topic):
            if noun and wanted in [stem(word) for word in words(noun)]:
                plain = noun if DETERMINER.match(noun) or noun[:1].isupper() else f"the {noun}"
                if len(words(plain)) > 2:
                    return plain
        for text in (turn.question, turn.answer[:200]):
            if chunk := chunk_of(text, wanted):
                return chunk
    return None


def bracketed(text: str, tail: str) -> str:
    """`text` with a tail in brackets; a question that has one already keeps it alone."""
    if not tail or TAIL.search(text):
        return text
    return f"{text.rstrip(' ?.!')}? ({tail})"


def tailed(text: str, last: Turn) -> str:
    return bracketed(text, last.whole)


def ended(text: str, end: str) -> str:
    return f"{text.rstrip(' ?.!')} {end.strip(' ?')}?"
