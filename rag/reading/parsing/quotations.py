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


_MARK = re.compile(r"''|[\"“”„«»]")
# Single marks as a pair: the second is an apostrophe too, so it must end a clause or a few words.
_SINGLE = re.compile(
    r"(?<![\w’])‘(?=[\w…\[])"
    r"(?:[^‘“”\"]{2,1000}?[.,?!…]’(?!\w)|[^‘“”\".!?]{2,60}?\w’(?=[\s.,;:!?)—–-]|$))"
)
STRAIGHT = ('"', "''")
# A straight mark opens after space, an opening bracket or a dash, and closes elsewhere.
_OPENS_AFTER = frozenset(" \n\t([—–-'‘")


def quotations(text: str, within: Span) -> list[Quotation]:
    """Find the quotations of one paragraph, outermost marks only.

    News style opens each paragraph of a long quotation and closes only the last, so an open one
    ends with the paragraph.
    """
    found: list[Quotation] = []
    opened: int | None = None
    inner = 0  # “marks “inside” marks” of the same kind
    paired = -1  # the second of two straight marks inside a curly pair
    marks = list(_MARK.finditer(text, within.start, within.end))
    spare = _spare(marks)
    for at, mark in enumerate(marks):
        opens = _opens(text, mark, within)
        if opened is None:
            if opens:
                opened = mark.start()
        elif opens and mark.group() == "“" == text[opened] and spare[at] > inner:
            inner += 1
        elif inner and not opens:
            inner -= 1
        elif opens and text[opened] == "“" and _pair(marks[at : at + 3]):
            paired = at + 1  # “It was a "good" day”
        elif at == paired:
            continue
        elif not opens or mark.group() in STRAIGHT or (text[opened] == "„" and mark.group() == "“"):
            # German closes „so“ with the mark that opens in English.
            found.append(Quotation(opened, mark.end(), True))
            opened = None
    if opened is not None:
        found.append(Quotation(opened, within.end, False))
    return _with_single(text, within, found)


def _with_single(text: str, within: Span, found: list[Quotation]) -> list[Quotation]:
    """With the quotations in single marks, ‘as in Britain’, that stand in no other."""
    if "‘" not in text[within.start : within.end]:
        return found
    single = [
        Quotation(mark.start(), mark.end(), True)
        for mark in _SINGLE.finditer(text, within.start, within.end)
        if not any(it.start < mark.end() and mark.start() < it.end for it in found)
    ]
    return sorted([*found, *single])


def _spare(marks: Sequence[re.Match[str]]) -> list[int]:
    """By how many the closing curly marks outnumber the opening ones, from each mark on."""
    spare, count = [0] * len(marks), 0
    for at in range(len(marks) - 1, -1, -1):
        count += (marks[at].group() == "”") - (marks[at].group() == "“")
        spare[at] = count
    return spare


def _pair(marks: Sequence[re.Match[str]]) -> bool:
    """Whether two straight marks follow, and then the mark that closes a curly one."""
    groups = [mark.group() for mark in marks]
    return len(groups) == 3 and {groups[0], groups[1]} <= set(STRAIGHT) and groups[2] == "”"


def _opens(text: str, mark: re.Match[str], within: Span) -> bool:
    if mark.group() == "“" and mark.start() > within.start:
        # A mark turned the wrong way round: “It will hold,“ he said.
        before, after = text[mark.start() - 1], text[mark.end() : mark.end() + 1]
        return before in _OPENS_AFTER or not (after.isspace() or after in (",", ".", ""))
    if mark.group() in "“„«":
        return True
    if mark.group() in "”»":
        return mark.start() == within.start and mark.group() == "”"
    return mark.start() == within.start or text[mark.start() - 1] in _OPENS_AFTER


def quoted_share(span: Span, found: Sequence[Quotation]) -> float:
    """The share of the characters of `span` that stand inside quotation marks, marks included."""
    inside = sum(
        max(0, min(span.end, quotation.end) - max(span.start, quotation.start))
        for quotation in found
    )
    return inside / max(1, span.end - span.start)
