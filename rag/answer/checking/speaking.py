"""Finds whom a sentence makes the speaker of its words."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rag import calendar_words
from rag.answer.checking.source import WORD, folded
from rag.reading import Span, find_statements, sentences
from rag.reading.parsing.reporting_verbs import GIVEN, any_form
from rag.records import Statement

# "Posts", "comments" and "promises" are mostly things, so few are taken in the present.
_NOW = frozenset("add argue call claim note say state tell warn write".split())
# What somebody thinks is reported as what they say.
SAYS = rf"{any_form(GIVEN, 3)}|{any_form(_NOW, 1)}|say|saying|tell|believes|thinks"
_SPEECH = re.compile(rf"\b(?:{SAYS}|according to)\b", re.IGNORECASE)
# Words that only report: "declared an outbreak" is a deed, "declared that" is speech.
_ONLY_REPORT = frozenset("add argue claim explain insist note say state tell warn write".split())
_REPORT = re.compile(
    rf"\b(?:{any_form(_ONLY_REPORT, 3)}|{any_form(_NOW - {'call'}, 1)}|say|saying|tell|believes"
    rf"|thinks|according to|(?:{SAYS})(?=\sthat\b))\b",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"[^\W\d_a-zß-ÿ][\w’'-]*(?: (?:[^\W\d_a-zß-ÿ][\w’'.-]*|de|da|van|von|al))*")
_ARTICLE = re.compile(r"^(?:the|an?|its|his|her|their)\s+", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they|who)\b", re.IGNORECASE)
_NOT_PEOPLE = calendar_words.NAMES | frozenset(
    """the a an in on at he she they it his her their its this that these those according as but and
    when while after before if mr mrs ms dr""".split()
)


def speakers_of(text: str, span: Span | None, quoted: Sequence[Span], before: str) -> list[str]:
    """Whom `text` can mean by the speaker of its quotation at `span`; nobody where it names none.

    `quoted` are all its quotations, in which nobody is looked for. Without a `span` whoever it
    reports is meant. Whom a parse of the sentence makes the speaker is one, else a name beside a
    word of speech; "he said" can mean any name of what stands `before`.
    """
    told = [it for it in _told(text) if _overlap(it, span)] if span else _outermost(_told(text))
    if told and not any(_PRONOUN.fullmatch(it.speaker) for it in told):
        return list(dict.fromkeys(_ARTICLE.sub("", it.speaker) for it in told))
    span = span or Span(0, 0)
    outside = "".join(
        " " if any(part.start <= at < part.end for part in quoted) else character
        for at, character in enumerate(text)
    )
    names = _names(outside)
    cues = sorted(
        _SPEECH.finditer(outside),
        key=lambda cue: min(abs(cue.end() - span.start), abs(cue.start() - span.end)),
    )
    for cue in cues:
        behind = [name for name in names if 0 <= name.start() - cue.end() <= 30]
        if cue.group().lower() == "according to":
            return [_name(behind[0].group())] if behind else []
        ahead = [name for name in names if name.end() <= cue.start()]
        gap = outside[ahead[-1].end() : cue.start()] if ahead else outside[: cue.start()]
        if _PRONOUN.search(gap):
            return [_name(name.group()) for name in ahead] or _last_named(before)
        if ahead and not re.search(r"[.;!?]\s", gap):
            return [_name(ahead[-1].group())]
        if not ahead and behind:
            return [_name(behind[0].group())]
        if not ahead and _PRONOUN.match(outside, cue.end() + 1):
            return _last_named(before)
    return []


@lru_cache(maxsize=64)
def _told(text: str) -> tuple[Statement, ...]:
    """What the sentence itself reports, with whom it makes the speaker."""
    return find_statements("", text, unnamed=True)


def _overlap(statement: Statement, span: Span) -> bool:
    return any(start < span.end and span.start < end for start, end in statement.content)


def _outermost(told: Sequence[Statement]) -> list[Statement]:
    """Those that stand within nobody else's words: of "Lutnick said Mexico offered …" the first."""
    return [
        it
        for it in told
        if not any(
            start <= it.content[0][0] and it.content[-1][1] <= end
            for other in told
            if other is not it
            for start, end in other.content
        )
    ]


def _last_named(before: str) -> list[str]:
    """The names of the last sentence that has any."""
    for span in reversed(sentences(before)):
        names = _names(before[span.start : span.end])
        if names:
            return [_name(name.group()) for name in names]
    return []


def _names(text: str) -> list[re.Match[str]]:
    return [
        match
        for match in _CAPITALS.finditer(text)
        if any(folded(word) not in _NOT_PEOPLE for word in WORD.findall(match.group()))
    ]


def _name(run: str) -> str:
    kept = [word for word in run.split() if folded(word) not in _NOT_PEOPLE]
    return " ".join(kept).removesuffix("'s").removesuffix("’s").strip(".,")


def reports(text: str) -> bool:
    """Whether `text` tells what somebody said, thought or wrote."""
    return _REPORT.search(text) is not None
