"""Reads a question: its standalone form, whom it asks about, its topic, its dates and outlets."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.reading.terms import stem, words
from rag.records import Question
from rag.retrieve.followups.standalone import standalone
from rag.retrieve.question.asked_speaker import ANYBODY, SPEECH, Asked, find_asked
from rag.retrieve.question.date_window import read_timing
from rag.retrieve.question.manner import Manner, manner_of, without_order
from rag.retrieve.question.term_weights import Term, weighted_terms

# Makes a question stand on its own, given the conversation before it.
Rewrite = Callable[[str, Sequence[tuple[str, str]]], str]
Expected = Literal["person", "date", "number", "place", "name", "statement", "other"]

_ASKS_WORDS = re.compile(
    rf"\b(?:{SPEECH}|reactions?|responses?|respond|comments?|according\s+to|reasons?)\b", re.I
)
_AMOUNT = (
    r"(?:odds|chances?|probability|risk|rate|percentage|percent|share|number|prices?|score|toll|costs?"
    r"|fine|tariffs?|salary|amount|size|age|height|weight|length|temperature|magnitude|population)"
)
_EXPECTS: tuple[tuple[Expected, re.Pattern[str]], ...] = (
    (
        "other",
        re.compile(r"^(?:and|so|but)?\W*(?:did|do|does|is|are|was|were|had|has|have)\b", re.I),
    ),
    ("number", re.compile(r"\bhow\s+(?:many|much|old|long|tall|far|big|fast|high|large)\b", re.I)),
    (
        "number",
        re.compile(
            rf"\bwhat(?:\s+(?:is|was|are|were))?(?:\s+[\w.'’-]+){{0,3}}?\s+{_AMOUNT}\b", re.I
        ),
    ),
    ("date", re.compile(r"\bwhen\b|\bwh(?:at|ich)\s+(?:day|date|year|month)\b|\bby when\b", re.I)),
    ("place", re.compile(r"\bwhere\b|\bwh(?:at|ich)\s+(?:city|country|state|place|town)\b", re.I)),
    ("person", re.compile(r"\bwho\b|\bwhom\b|\bwhose\b", re.I)),
    (
        "name",
        re.compile(
            r"\bwhich\s+\w|^(?:(?:in|at|on|to|for|by|from|under|with)\s+)?what\s+(?!(?:is|are|was|were"
            r"|did|do|does|has|have|had|will|would|can|could|should|happen(?:ed|s)?)\b)\w",
            re.I,
        ),
    ),
)

_TIMELINE = re.compile(
    r"\b(?:(?:a\s+)?(?:time\s?line|chronology)\s+(?:of|for)|(?:time\s?line|chronology)\b"
    r"|how\s+(?:did|has|have|was|were)\s+(?=.*\b(?:develop|evolve|unfold|progress|come\s+about|change"
    r"\s+over\s+time|go\s+on))|\b(?:develop(?:ed|ing)?|evolved?|unfold(?:ed)?)(?=\s*\W*$)"
    r"|step\s+by\s+step|so\s+far\s+in\s+order)",
    re.I,
)

# What a word weighs that only the conversation gave: its turn may have held more than is meant.
_CARRIED = 0.5


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a question was understood.

    `speaker` is the person whose words are asked for; `topic` are the terms without the speaker's
    name; `expects` is the kind of answer that the question word asks for, "statement" where it is
    words and nobody's by name. Reports from the days `around`, where there are any, fit best, else
    the latest before `today`: the day of asking, or the library's newest where that is earlier, so
    that a library that does not grow answers the same tomorrow.
    `ended` is the library's newest day, where the time asked about lies wholly past it.
    `timeline`: how something went on is asked for, from its beginning, or a digest of it. `manner`
    is "question" but for what is none to the news; that has no terms.
    """

    question: str
    terms: tuple[Term, ...]
    topic: tuple[Term, ...]
    speaker: str | None
    expects: Expected
    narrowing: Narrowing
    today: date
    around: tuple[date, date] | None = None
    asked: Asked = field(default_factory=Asked)
    ended: date | None = None
    timeline: bool = False
    manner: Manner = "question"


def understand(
    question: Question, library: Library, rewrite: Rewrite = standalone
) -> Understanding:
    """Read `question` against what `library` holds; `rewrite` makes it stand on its own first."""
    manner = manner_of(question.text)
    # Thanks and greetings are no part of what a later question leans on.
    turns = [turn for turn in question.history if manner_of(turn[0]) == "question"]
    text = rewrite(question.text, turns) if manner == "question" else question.text
    asked = find_asked(text, library)
    # "… Musk, who owns X, say …" asks for nobody's name.
    asking = text.replace(asked.described, "") if asked.described else text
    expects = next((kind for kind, pattern in _EXPECTS if pattern.search(asking)), None)
    open_kind = expects in (None, "other", "name")
    asks_words = bool(asked.speaker or (open_kind and _asks_words(text, asked)))
    timing = read_timing(question, text, library, asks_words=asks_words)
    about, told = _TIMELINE.subn(" ", timing.topic)
    about, digest = without_order(about)
    if asked.asks_everyone:
        about = ANYBODY.sub(" ", about)
    if asked.written and asked.speaker:
        about = about.replace(asked.written, asked.speaker)  # "bessant" is searched as Bessent
    terms = weighted_terms(about, library) if manner == "question" else ()
    if text != question.text:
        own = {stem(word) for word in words(question.text)}
        terms = tuple(
            term if term.stem in own else replace(term, weight=term.weight * _CARRIED)
            for term in terms
        )
    named: set[str] = set()
    if asked.speaker:
        called = f"{asked.written} {asked.speaker} {asked.described or ''}"
        named = {stem(word) for word in words(called)}
    narrowing = timing.narrowing
    if asked.outlet and not narrowing.outlets:
        narrowing = narrowing._replace(outlets=(asked.outlet,))
    return Understanding(
        question=text,
        terms=terms,
        topic=tuple(term for term in terms if term.stem not in named),
        speaker=asked.speaker,
        expects="statement" if open_kind and asks_words else expects or "other",
        narrowing=narrowing,
        today=timing.today,
        around=timing.around,
        asked=asked,
        ended=timing.ended,
        timeline=bool(told) or digest,
        manner=manner,
    )


def _asks_words(text: str, asked: Asked) -> bool:
    return bool(asked.described or asked.asks_everyone or _ASKS_WORDS.search(text))
