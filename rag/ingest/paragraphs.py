"""Paragraphs: how a text is split into them, and how one is left out without losing reporting."""

import re
from collections.abc import Callable, Iterable

BREAK = "\n\n"
QUOTE_MARKS = re.compile(r"[\"“”„«»]")
SAID = re.compile(
    r"\b(?:said|says|say|saying|told|tells|added|adds|wrote|writes|tweeted|posted|stated|announced"
    r"|argued|claimed|warned|asked|replied|explained|noted|insisted|declared|testified|according)\b",
    re.IGNORECASE,
)
SENTENCE_END = (".", "!", "?", "”", '"', "’", "'", ":", ";", ")", "…")
SENTENCE_START = re.compile(r"(?:(?<=[.!?])|(?<=[.!?][”\"’)]))\s+(?=[A-Z“\"‘(@])")


def split_paragraphs(text: str) -> list[str]:
    """Cut a text at its line ends, with hard-wrapped lines put together again.

    News text carries one paragraph a line, with or without blank lines between; mail and terminal
    text breaks its lines near a fixed width. A block counts as wrapped where its lines are short,
    do not end as sentences do and often go on in lower case.
    """
    paragraphs: list[str] = []
    for block in re.split(r"\n[ ]*\n\s*", text.strip()):
        lines = [line for line in (" ".join(line.split()) for line in block.split("\n")) if line]
        paragraphs += [" ".join(lines)] if _wrapped(lines) else lines
    return paragraphs


def _wrapped(lines: list[str]) -> bool:
    before_last = lines[:-1]
    if not before_last or max(map(len, lines)) > 100 or min(map(len, before_last)) < 35:
        return False
    if sum(line.endswith(SENTENCE_END) for line in before_last) > len(before_last) / 3:
        return False
    return sum(line[0].islower() for line in lines[1:]) >= len(before_last) / 3


def join_paragraphs(paragraphs: Iterable[str]) -> str:
    """Put paragraphs together, parted by exactly one blank line."""
    return BREAK.join(paragraph for paragraph in paragraphs if paragraph)


def reports_speech(paragraph: str) -> bool:
    """Whether a paragraph holds both quotation marks and a verb of saying.

    Such a paragraph is never removed, whatever a rule thinks of it: losing what somebody said is
    worse than keeping an advert.
    """
    return bool(QUOTE_MARKS.search(paragraph) and SAID.search(paragraph))


def without(text: str, unwanted: Callable[[str], object]) -> str:
    """Leave out the paragraphs that are `unwanted`, except those that report speech."""
    return join_paragraphs(
        paragraph
        for paragraph in text.split(BREAK)
        if not unwanted(paragraph) or reports_speech(paragraph)
    )


def without_at_start(text: str, unwanted: Callable[[str], object], window: int) -> str:
    """Leave out what is `unwanted` among the text's first `window` other paragraphs."""
    kept: list[str] = []
    for paragraph in text.split(BREAK):
        early = len(kept) < window
        if not early or not unwanted(paragraph) or reports_speech(paragraph):
            kept.append(paragraph)
    return join_paragraphs(kept)


def without_at_end(text: str, unwanted: Callable[[str], object], window: int) -> str:
    """Leave out what is `unwanted` among the text's last `window` other paragraphs."""
    kept: list[str] = []
    for paragraph in reversed(text.split(BREAK)):
        late = len(kept) < window
        if not late or not unwanted(paragraph) or reports_speech(paragraph):
            kept.append(paragraph)
    return join_paragraphs(reversed(kept))


def sentences(paragraph: str) -> list[str]:
    """A rough cut at sentence ends, good enough to look at short lines of page furniture."""
    return SENTENCE_START.split(paragraph)
