"""Reads a question: its standalone form, whom it asks about, its topic, its dates and outlets."""

import re
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from rag.library import Library
from rag.library.database import Narrowing
from rag.reading.names import surname
from rag.reading.terms import STOP_WORDS, fold, stem, words
from rag.records import Question
from rag.retrieve.followups import standalone
from rag.retrieve.timing import read_timing

Expected = Literal["person", "date", "number", "place", "statement", "other"]

_SPEECH = (
    r"say|said|saying|says|tell|told|think|thinks|announce|announced|claim|claimed|call|called"
    r"|argue|argued|warn|warned|write|wrote|post|posted|comment|commented|respond|responded|react"
    r"|reacted|describe|described|explain|explained|promise|promised|advise|advised|urge|urged"
    r"|predict|predicted|admit|admitted|deny|denied|want|wanted|ask|asked|tweet|tweeted|blame"
    r"|blamed|demand|demanded|mention|mentioned|suggest|suggested|vow|vowed|threaten|threatened"
    r"|propose|proposed|compare|compared|accuse|accused|praise|praised|criticize|criticized"
)
_WHO = r"(?P<who>(?:the\s+)?[\w.'’-]+(?:\s+[\w.'’-]+){0,3}?)"
_ASKS_SPEAKER = (
    re.compile(
        rf"\b(?:did|does|do|has|have|had|is|was|were)\s+{_WHO}\s+(?:\w+ly\s+)?(?:{_SPEECH})\b", re.I
    ),
    re.compile(
        rf"\baccording\s+to\s+{_WHO}\s*(?=[,?]|$|\b(?:how|what|who|when|where|why)\b)", re.I
    ),
    re.compile(
        rf"\b{_WHO}['’]s?\s+(?:reaction|response|comments?|remarks?|views?|opinion|stance|position"
        r"|statements?|advice|explanation|words|warning|take)\b",
        re.I,
    ),
    re.compile(rf"^(?:and\s+)?{_WHO}\s+(?:said|on)\s+what\b", re.I),
)
_ASKS_WORDS = re.compile(
    rf"\b(?:{_SPEECH}|reactions?|responses?|respond|comments?|according\s+to|reasons?)\b", re.I
)
_NOBODY = frozenset(
    """he she they it we you i him her them people anyone anybody someone somebody everyone
    everybody nobody officials experts scientists researchers police critics the a an that this
    there what who which how many much""".split()
)
_BEFORE_NAME = frozenset("what was is were are did how and so but the about of to on in".split())
_EXPECTS: tuple[tuple[Expected, re.Pattern[str]], ...] = (
    ("number", re.compile(r"\bhow\s+(?:many|much|old|long|tall|far|big|fast|high|large)\b", re.I)),
    ("number", re.compile(r"\bwhat\s+(?:percentage|percent|share|number|price|score)\b", re.I)),
    ("date", re.compile(r"\bwhen\b|\bwhat\s+(?:day|date|year|month)\b|\bby when\b", re.I)),
    ("place", re.compile(r"\bwhere\b|\bwhat\s+(?:city|country|state|place)\b", re.I)),
    ("person", re.compile(r"\bwho\b|\bwhom\b|\bwhose\b", re.I)),
)


# Passages from which a library's counts tell how rare a word is.
_TELLING_SIZE = 5000
# What a common word weighs that the library does not have: it may have said it otherwise.
_UNKNOWN_WORD = 0.3
# Letters from which a word may be taken for a misspelling, and passages that its right spelling
# must stand in.
_SHORTEST_SLIP = 5
_KNOWN_FROM = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question, its stem, and its weight by rarity in [0, 1].

    `word` is folded, for the search; `written` is how the question has it.
    """

    word: str
    written: str
    stem: str
    weight: float
    name: bool


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a question was understood.

    `speaker` is the person whose words are asked for; `topic` are the terms without the speaker's
    name; `expects` is the kind of answer that the question word asks for, "statement" where it is
    words and nobody's by name. Reports from the days `around`, where there are any, fit best.
    """

    question: str
    terms: tuple[Term, ...]
    topic: tuple[Term, ...]
    speaker: str | None
    expects: Expected
    narrowing: Narrowing
    around: tuple[date, date] | None = None


def understand(question: Question, library: Library) -> Understanding:
    """Read `question` against what `library` holds."""
    text = standalone(question.text, question.history)
    written, speaker = _speaker(text, library) or (None, None)
    named = {stem(word) for word in words(f"{written} {speaker}")} if speaker else set()
    expects = next((kind for kind, pattern in _EXPECTS if pattern.search(text)), None)
    asks_words = bool(speaker or (expects is None and _ASKS_WORDS.search(text)))
    timing = read_timing(question, text, library, asks_words=asks_words)
    about = timing.topic
    if written and speaker:
        about = about.replace(written, speaker)  # "bessant" is searched as Bessent
    terms = _terms(about, library)
    return Understanding(
        question=text,
        terms=terms,
        topic=tuple(term for term in terms if term.stem not in named),
        speaker=speaker,
        expects=expects or ("statement" if asks_words else "other"),
        narrowing=timing.narrowing,
        around=timing.around,
    )


def _speaker(text: str, library: Library) -> tuple[str, str] | None:
    """The person or body whose words the question asks for, as written and as the library knows it.

    A word in lower case counts only where the library knows a speaker of that name; "Placer
    County's DA" is no name, and left to the search.
    """
    for pattern in _ASKS_SPEAKER:
        match = pattern.search(text)
        if not match:
            continue
        who = re.sub(r"^(?:the|a|an)\s+", "", match["who"].strip(), flags=re.I)
        who = re.sub(r"['’]s?$", "", who)
        tokens = who.split()
        while tokens and fold(tokens[0]) in _BEFORE_NAME:
            tokens = tokens[1:]
        who = " ".join(tokens)
        if not tokens or any(fold(token) in _NOBODY for token in tokens):
            continue
        if re.search(r"['’]s\b", who):
            continue  # "Placer County's DA"
        if known := _known_speaker(who, library):
            return who, known
        if all(token[:1].isupper() for token in tokens):
            return who, who
    return None


def _known_speaker(who: str, library: Library) -> str | None:
    """`who` as the library quotes them: by surname, by first name alone, or one slip away."""
    family = fold(surname(who))
    if library.database.articles_quoting(family, Narrowing()):
        return who
    if " " not in who and (called := library.database.speaker_called(who)):
        return called
    nearest = _one_slip_away(family, library.database.surnames_starting(family[:1]))
    if nearest is None:
        return None
    return " ".join([*who.split()[:-1], nearest.capitalize()])


def _terms(text: str, library: Library) -> tuple[Term, ...]:
    """The content words, each weighted by how rare it is in the library's passages.

    Inverse document frequency, scaled so that a word of a single passage weighs about 1.
    """
    passages = max(1, library.database.count_passages())
    found: dict[str, Term] = {}
    written = {fold(token): token for token in re.findall(r"[\w.'’-]+", text)}
    for word in words(text):
        if word in STOP_WORDS:
            continue
        surface = written.get(word, word)
        matches = library.database.count_matches(word)
        if matches == 0 and (known := _known_spelling(word, library)):
            word = surface = known
            matches = library.database.count_matches(word)
        key = stem(word)
        if key in found:
            continue
        name = surface[:1].isupper()
        weight = _rarity(matches, passages)
        if matches == 0 and not name:
            weight = min(_UNKNOWN_WORD, _rarity(1, passages))
        found[key] = Term(word, surface, key, weight, name)
    return tuple(found.values())


def _known_spelling(word: str, library: Library) -> str | None:
    """The library's word in place of one that it does not have: "gaurd" → "guard"."""
    misspelt = stem(word)
    if len(misspelt) < _SHORTEST_SLIP:
        return None
    known = library.database.terms_starting(misspelt[0], _KNOWN_FROM)
    return _one_slip_away(misspelt, known)


def _one_slip_away(word: str, known: list[str]) -> str | None:
    """The word among `known` that differs from `word` by one slip, if there is any.

    A slip is a letter too many, too few, wrong or in the wrong place (Damerau and Levenshtein).
    """
    if len(word) < _SHORTEST_SLIP:
        return None
    nearest = process.extractOne(word, known, scorer=DamerauLevenshtein.distance, score_cutoff=1)
    return str(nearest[0]) if nearest else None


def _rarity(matches: int, passages: int) -> float:
    """How rare a word is, in [0.05, 1]; in a small library, where every word is, as if at scale."""
    scale = max(1.0, _TELLING_SIZE / passages)
    whole = passages * scale
    return max(0.05, log((whole + 1) / (matches * scale + 1)) / log(whole + 1))
