"""Checks a model's sentence against the passages that it cites."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.reading import Span, sentences
from rag.reading.names import NAME
from rag.reading.terms import content_terms, terms, words
from rag.records import RetrievedPassage, Verdict

_QUOTED = re.compile(r"[\"“]([^\"“”]{2,})[\"”]")
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')
# The share of a sentence's content words that the cited passages must hold.
_COVERED = 0.6


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on a sentence and, where it is unsupported, why."""

    verdict: Verdict
    fault: str | None = None


def check_sentence(text: str, cited: Sequence[RetrievedPassage]) -> Check:
    """Compare `text`, without its citation markers, with the passages that it cites.

    "quoted": it stands there word for word. "supported": its quotations stand there word for
    word, its numbers and names stand there, and most of its content words do.
    """
    if not cited:
        return Check("unsupported", "cites no passage")
    source = " ".join(f"{found.title} {_day(found)} {found.passage.text}" for found in cited)
    if _verbatim(text) in _verbatim(source):
        return Check("quoted")
    for quotation in _QUOTED.findall(text):
        if _plain(quotation) not in _plain(source):
            return Check("unsupported", "quotes words that the source does not have")
    held = set(terms(source)) | {_digits(word) for word in words(source)}
    for number in _numbers(text):
        if number not in held:
            return Check("unsupported", f"has a number, {number}, that the source does not have")
    for name in _names(text):
        if not set(terms(name)) <= held:
            return Check("unsupported", f"names {name}, whom the source does not name")
    asked = content_terms(text)
    if asked and sum(term in held for term in asked) < _COVERED * len(asked):
        return Check("unsupported", "says more than the source does")
    return Check("supported")


def best_quote(text: str, found: RetrievedPassage) -> Span:
    """The sentence of a passage that shares most words with `text`, as offsets in its article."""
    wanted = set(content_terms(text))
    passage = found.passage
    spans = sentences(passage.text)
    best = max(
        spans,
        key=lambda span: (
            len(wanted & set(content_terms(passage.text[span.start : span.end]))),
            span.start - span.end,
        ),
        default=Span(0, len(passage.text)),
    )
    return Span(best.start + passage.start, best.end + passage.start)


def _verbatim(text: str) -> str:
    """`text` with its spaces and kinds of quotation mark made alike, and nothing else."""
    return " ".join(text.translate(_STRAIGHT).split())


def _plain(text: str) -> str:
    return " ".join(words(text))


def _day(found: RetrievedPassage) -> str:
    day = found.published
    return f"{day.day} {day:%B %Y} {day.isoformat()}" if day else ""


def _digits(word: str) -> str:
    return str(_NUMBER_WORDS.index(word)) if word in _NUMBER_WORDS else word


def _numbers(text: str) -> list[str]:
    return [stem for stem in map(_digits, terms(text)) if stem[:1].isdigit()]


def _names(text: str) -> list[str]:
    """Capitalised runs that do not merely open the sentence."""
    names = []
    for match in re.finditer(NAME, text):
        run = match.group()
        if match.start() == 0:
            run = run.partition(" ")[2]
        if run:
            names.append(run)
    return names
