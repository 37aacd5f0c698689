"""Finds the lines of a text that stand as paragraphs, whether or not a gap parts them."""

import re
from collections.abc import Iterator

from rag.reading.sentences import Span, paragraphs

_LINE = re.compile(r"[^\n]+")
_ENDED = (".", "!", "?", '"', "”", "’", "'", ":", ")", "…")
_OPENS = ("“", '"', "[")


def lines(text: str) -> Iterator[Span]:
    """Yield paragraphs, cut also at a single line end where the line before ends as one."""
    for paragraph in paragraphs(text):
        start = paragraph.start
        for line in _LINE.finditer(text, paragraph.start, paragraph.end):
            ended = (
                line.group().rstrip().endswith(_ENDED)
                or text[line.end() + 1 : line.end() + 2] in _OPENS
            )
            if ended or line.end() == paragraph.end:
                span = _stripped(text, Span(start, line.end()))
                if span is not None:
                    yield span
                start = line.end()


def _stripped(text: str, span: Span) -> Span | None:
    inner = text[span.start : span.end]
    left = len(inner) - len(inner.lstrip())
    right = len(inner.rstrip())
    return Span(span.start + left, span.start + right) if left < right else None
