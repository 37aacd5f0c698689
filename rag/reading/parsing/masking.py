"""Lays a paragraph out for the parser: a whole quotation stands there as a clause of two words.

A parser trained on plain prose loses its way in quotations of several sentences. With "It works"
in their place the sentence around them is short and ordinary, and its cue and speaker are found.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from rag.reading.parsing.quotations import Quotation, quotations
from rag.reading.parsing.reporting_verbs import QUOTING_FORMS
from rag.reading.sentences import Span, sentences

# What stands for a quotation; the parser reads it as a clause that a verb of speech governs.
STAND_IN = "works"
_CLAUSE = f"It {STAND_IN}"

_NEAR = 400  # characters before a quotation that may announce it
_SIGNATURE = 60  # characters of the longest name and office after a dash
# Characters that the parser does not know, with one that it knows.
_SAME = str.maketrans("\xa0―\n\t", " —  ")
_WORD = r"[\w.’'-]+"
_CUE = rf"(?:{'|'.join(sorted(QUOTING_FORMS, key=len, reverse=True))})"
# What follows a quotation when its sentence goes on to name the speaker, whatever mark ended it.
_GOES_ON = re.compile(
    rf"\s*(?:[a-z—–―,(-]|{_CUE}\b|(?:(?:Mr|Mrs|Ms|Dr)\.\s)?(?:{_WORD}\s){{1,5}}?{_CUE}(?:[.,:]"
    r"|\s(?:in|on|to|at|of|during|when|while|as|before|after|reporters|last|this|[A-Z])"
    r"[^“\"]{0,200}(?:[.,:]|$)))"
)
_OPENED_AFTER = re.compile(rf"(?:^|[,:.?!…)”\"’—–-]|\b{_CUE})\s*$", re.IGNORECASE)
# A quotation after "he said," is a sentence of its own even where it begins in lower case.
_ANNOUNCED = re.compile(rf"\b{_CUE}(?:\s{_WORD}){{0,4}}[,:]\s*$")
_GOES_ON_AFTER = re.compile(rf",[”\"]\s[^“”\"]*\b{_CUE}\b[^“”\"]{{0,80}},\s*$")
_ENDS_INSIDE = re.compile(r"[,.?!…—–-]\s*[’'”]*\s*$")
_ENDS_OUTSIDE = re.compile(r"\s*[.,:;!?]")
_ASIDE = re.compile(r"\s\([A-Z][^()]{0,28}\)")
# "NEW YORK (AP) — ", "PHILADELPHIA, July 25 — ": no part of the sentence after it.
_DATELINE = re.compile(
    r"[A-Z]{3}[A-Z.’' -]*(?:, [A-Z][\w. ]{1,20}){0,2}(?: \([\w ]{2,20}\))?"
    r" (?:[—–]|--?) (?=[A-Z“\"])"
)
_BREAK_INSIDE = re.compile(r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMs)(?<!\bDr)[.?!…]\s+(?=[A-Z“‘\[])")


class Laid(NamedTuple):
    """A paragraph as the parser gets it. `whole` are the quotations that a stand-in replaces."""

    paragraph: Span
    text: str
    starts: tuple[int, ...]  # where each piece begins in `text`
    pieces: tuple[tuple[int, int, bool], ...]  # its span in the article; whether it was replaced
    sentences: tuple[Span, ...]  # in `text`
    quotations: tuple[Quotation, ...]  # in the article
    whole: tuple[Quotation, ...]  # in the article

    def place(self, start: int, end: int) -> Span:
        """The article's characters that `text[start:end]` stands for."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, max(start, end - 1)) - 1
        begin, _, replaced = self.pieces[first]
        if not replaced:
            begin += start - self.starts[first]
        last_begin, last_end, replaced = self.pieces[last]
        if not replaced:
            last_end = last_begin + end - self.starts[last]
        return Span(begin, last_end)


def lay_out(text: str, paragraph: Span) -> Laid:
    """Put a stand-in for each whole quotation of a paragraph; find the sentences of the rest."""
    found = quotations(text, paragraph)
    laid: list[str] = []
    starts: list[int] = []
    pieces: list[tuple[int, int, bool]] = []
    whole: list[Quotation] = []
    length = 0

    def add(what: str, start: int, end: int, replaced: bool) -> None:
        nonlocal length
        if what:
            laid.append(what)
            starts.append(length)
            pieces.append((start, end, replaced))
            length += len(what)

    def plain(start: int, end: int) -> None:
        """Text as it is, but for what stands in brackets: a party, a state, an abbreviation."""
        for aside in _ASIDE.finditer(text, start, end):
            add(text[start : aside.start()], start, aside.start(), False)
            start = aside.end()
        add(text[start:end], start, end, False)

    dateline = _DATELINE.match(text, paragraph.start, paragraph.end)
    position = dateline.end() if dateline else paragraph.start
    for quotation in found:
        plain(position, quotation.start)
        if _stands_alone(text, paragraph, quotation):
            whole.append(quotation)
            mark = _mark_after(text, paragraph, quotation)
            add(f"“{_CLAUSE}{mark}”", quotation.start, quotation.end, True)
        else:
            inner_end = quotation.end - quotation.closed
            cut = _BREAK_INSIDE.search(text, quotation.start, inner_end)
            if cut:
                add(text[quotation.start : cut.start()], quotation.start, cut.start(), False)
                add(f"{_mark_after(text, paragraph, quotation)}”", cut.start(), quotation.end, True)
            else:
                add(text[quotation.start : quotation.end], quotation.start, quotation.end, False)
        position = quotation.end
        if text[position : position + 1].isalnum():
            add(" ", position, position, True)
    plain(position, paragraph.end)
    joined = "".join(laid).translate(_SAME)
    return Laid(
        paragraph, joined, tuple(starts), tuple(pieces),
        tuple(_sentences(joined)), tuple(found), tuple(whole),
    )  # fmt: skip


def _sentences(text: str) -> list[Span]:
    """The sentences; a name after a dash belongs to the quotation that it signs."""
    found: list[Span] = []
    for sentence in sentences(text):
        if found and text[sentence.start] in "—–-" and sentence.end - sentence.start < _SIGNATURE:
            found[-1] = Span(found[-1].start, sentence.end)
        else:
            found.append(sentence)
    return found


def _mark_after(text: str, paragraph: Span, quotation: Quotation) -> str:
    """A comma where the sentence goes on after a quotation, a full stop where it ends there."""
    inner = text[quotation.start : quotation.end].rstrip("\"”»“’' ")
    if inner.endswith(","):
        return ","
    if inner.endswith(".") and not inner.endswith(".."):
        return "."
    if _ENDS_OUTSIDE.match(text, quotation.end, paragraph.end):
        return ""
    if _GOES_ON.match(text, quotation.end, paragraph.end):
        return ","
    return "."


def _stands_alone(text: str, paragraph: Span, quotation: Quotation) -> bool:
    """Whether a quotation is somebody's own sentence, not a few words inside another's."""
    inner = text[quotation.start + 1 : quotation.end - quotation.closed].strip()
    if not quotation.closed:
        return True
    words = inner.split()
    first = next((letter for letter in inner if letter.isalnum() or letter in "[…."), "")
    near = max(paragraph.start, quotation.start - _NEAR)
    announced = _ANNOUNCED.search(text, near, quotation.start) or _GOES_ON_AFTER.search(
        text, near, quotation.start
    )
    if not words or not (announced or first.isupper() or first.isdigit() or first in "[…."):
        return False
    before = text[max(paragraph.start, quotation.start - 20) : quotation.start]
    if quotation.start - paragraph.start > 20:
        before = "\x00" + before
    if not _OPENED_AFTER.search(before):
        return False
    ends = _ENDS_INSIDE.search(inner) or _ENDS_OUTSIDE.match(text, quotation.end, paragraph.end)
    return bool(ends) or (
        bool(_GOES_ON.match(text, quotation.end, paragraph.end)) and len(words) > 3
    )
