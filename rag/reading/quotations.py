"""Finds quotations by their marks: straight, curly and low, closed or running on."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.reading.sentences import Span


class Quotation(NamedTuple):
    """A quotation with its marks. `closed` is False where the paragraph ends inside it."""

    start: int
    end: int
    closed: bool


_MARK = re.compile(r"[\"“”„«»]")
# A straight mark opens after space, an opening bracket or a dash, and closes elsewhere.
_OPENS_AFTER = frozenset(" \n\t([—–-'‘")


def quotations(text: str, within: Span) -> list[Quotation]:
    """Find the quotations of one paragraph, outermost marks only.

    News style opens each paragraph of a long quotation and closes only the last, so an open one
    ends with the paragraph.
    """
    found: list[Quotation] = []
    opened: int | None = None
    for mark in _MARK.finditer(text, within.start, within.end):
        opens = _opens(text, mark, within)
        if opened is None:
            if opens:
                opened = mark.start()
        elif not opens or mark.group() == '"' or (text[opened] == "„" and mark.group() == "“"):
            # German closes „so“ with the mark that opens in English.
            found.append(Quotation(opened, mark.end(), True))
            opened = None
    if opened is not None:
        found.append(Quotation(opened, within.end, False))
    return found


def _opens(text: str, mark: re.Match[str], within: Span) -> bool:
    if mark.group() in "“„«":
        return True
    if mark.group() in "”»":
        return False
    return mark.start() == within.start or text[mark.start() - 1] in _OPENS_AFTER


def quoted_share(span: Span, found: Sequence[Quotation]) -> float:
    """The share of the characters of `span` that stand inside quotation marks, marks included."""
    inside = sum(
        max(0, min(span.end, quotation.end) - max(span.start, quotation.start))
        for quotation in found
    )
    return inside / max(1, span.end - span.start)
