"""Live blogs: each entry keeps its own time, in the form that `cleaning.LIVE_ENTRY` reads."""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from dateutil import parser
from lxml import etree

from rag.ingest.dates import read_date
from rag.ingest.stated import Stated, plain_words, words_of

_LIVE = re.compile(r"live[-_]?(?:blog|updates?|feed|coverage)", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = ("article", "section", "li", "div")
# Characters of an entry beside its time, and of a stated text.
_SHORTEST_ENTRY = 40
# A page with fewer times is no live blog, whatever it is called.
_FEWEST = 2


def is_live(tree: Any, stated: Stated) -> bool:
    """Whether a page is a live blog, by what it states or what it calls its parts."""
    parts = tree.iter("body", "main", "article", "div", "section")
    return stated.live or any(
        _LIVE.search(node.get("class") or "") or _LIVE.search(node.get("id") or "")
        for node in parts
    )


def mark_entries(tree: Any, stated: Stated) -> None:
    """Give a live blog's entries headings of the form of `rag.ingest.cleaning.LIVE_ENTRY`."""
    headings: dict[str, Any] = {}
    for node in tree.iter(*_HEADINGS):
        headings.setdefault(words_of(node), node)
    for headline, moment, _ in stated.updates:
        heading, when = headings.pop(plain_words(headline), None), _heading_of(moment)
        if heading is not None and when:
            _write(heading, f"[{when}] {plain_words(headline)}")
    entries = [
        (time, when, block)
        for time in tree.iter("time")
        if (when := _heading_of(time.get("datetime") or ""))
        and (block := _entry_around(time)) is not None
    ]
    for time, when, block in entries if len(entries) >= _FEWEST else ():
        heading = next(block.iter(*_HEADINGS), None)
        headline = words_of(heading) if heading is not None else ""
        if not headline.startswith("["):
            if heading is None:
                heading = etree.Element("h2")
                block.insert(0, heading)
            _write(heading, f"[{when}] {headline}".strip())
        if heading not in time.iterancestors():
            _write(time, "")


def untold_entries(stated: Stated, text: str) -> Iterator[str]:
    """The entries that a page states and `text` does not hold, in the form of `LIVE_ENTRY`."""
    for headline, moment, body in stated.updates:
        plain, when = plain_words(body), _heading_of(moment)
        if when and len(plain) >= _SHORTEST_ENTRY and plain[:_SHORTEST_ENTRY] not in text:
            yield f"[{when}] {plain_words(headline)}".strip()
            yield from filter(None, (line.strip() for line in html.unescape(body).split("\n")))


def _entry_around(time: Any) -> Any:
    """The smallest block around a time that holds an entry's text, with no other time in it; the
    article as a whole is none.
    """
    for block in time.iterancestors(*_BLOCKS):
        if len(list(islice(block.iter("time"), 2))) > 1 or next(block.iter("h1"), None) is not None:
            return None
        if len(words_of(block)) - len(words_of(time)) >= _SHORTEST_ENTRY:
            return block
    return None


def _heading_of(moment: str) -> str:
    """A moment as a live blog's entry gives it: "10:00 am UTC October 26, 2025"; else nothing."""
    try:
        when = parser.isoparse(moment.strip())
    except (ValueError, OverflowError, AttributeError):
        return ""
    if not read_date(when) or "T" not in moment.strip().upper().replace(" ", "T"):
        return ""
    zone = " UTC" if when.tzinfo and not when.utcoffset() else ""
    clock = f"{when.hour % 12 or 12}:{when:%M} {'pm' if when.hour >= 12 else 'am'}"
    return f"{clock}{zone} {when:%B} {when.day}, {when.year}"


def _write(node: Any, text: str) -> None:
    tail = node.tail
    node.clear(keep_tail=False)
    node.text, node.tail = text, tail
