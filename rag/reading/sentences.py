"""Finds paragraphs and sentences as character spans, so that what is cited can be found again."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from syntok import segmenter
from syntok.tokenizer import Tokenizer


class Span(NamedTuple):
    """A range of characters, from `start` up to but not including `end`."""

    start: int
    end: int


_PARAGRAPH = re.compile(r"\S(?:.*\S)?", re.DOTALL)
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")

# Abbreviations of titles that syntok takes for the end of a sentence before a name.
_TITLE_AT_END = re.compile(
    r"\b(?:Rep|Reps|Sen|Sens|Gov|Govs|Lt|Col|Gen|Maj|Capt|Sgt|Cpl|Cmdr|Adm|Atty|Supt|Rev|Hon|Pres"
    r"|Mr|Mrs|Ms|Dr|St|vs|No|Ft|Mt)\.$"
)
_CLOSERS_ONLY = re.compile(r"[\"”’')\]]+$")

_tokenizer = Tokenizer()


def paragraphs(text: str) -> Iterator[Span]:
    """Yield the paragraphs of `text`, which an empty line parts, without surrounding space."""
    position = 0
    for gap in [*_PARAGRAPH_BREAK.finditer(text), None]:
        end = gap.start() if gap else len(text)
        block = _PARAGRAPH.search(text, position, end)
        if block:
            yield Span(*block.span())
        position = gap.end() if gap else end


def sentences(text: str, within: Span | None = None) -> list[Span]:
    """Find the sentences of `text`, or of its part `within`; no sentence crosses a paragraph.

    Segmentation is by syntok (https://github.com/fnl/syntok), mended where it parts a title from
    the name that follows, or a sentence from what goes on in lower case.
    """
    within = within or Span(0, len(text))
    found: list[Span] = []
    for paragraph in paragraphs(text[within.start : within.end]):
        start = paragraph.start + within.start
        found += _split_paragraph(text, Span(start, paragraph.end + within.start))
    return found


def _split_paragraph(text: str, paragraph: Span) -> list[Span]:
    tokens = _tokenizer.tokenize(text[paragraph.start : paragraph.end])
    starts = [
        paragraph.start + sentence[0].offset for sentence in segmenter.split(tokens) if sentence
    ]
    if not starts:
        return [paragraph]
    starts[0] = paragraph.start
    found: list[Span] = []
    for start, end in zip(starts, [*starts[1:], paragraph.end], strict=True):
        end = start + len(text[start:end].rstrip())
        # syntok does not know all that Python calls space, such as U+001F.
        start = end - len(text[start:end].lstrip())
        if start == end:
            continue
        if found and _belongs_to_previous(text[found[-1].start : found[-1].end], text[start:end]):
            found[-1] = Span(found[-1].start, end)
        else:
            found.append(Span(start, end))
    return found


def _belongs_to_previous(previous: str, this: str) -> bool:
    return bool(
        _TITLE_AT_END.search(previous) or _CLOSERS_ONLY.fullmatch(this) or this[:1].islower()
    )
