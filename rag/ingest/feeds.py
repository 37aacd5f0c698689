"""RSS and Atom feeds: each entry's page is fetched, else the entry's own text is taken."""

import hashlib
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]

from rag.errors import FetchError
from rag.ingest.allowance import Allowance
from rag.ingest.characters import (
    NotTextError,
    declared_encodings,
    decode,
    text_of_markup,
    wide_encoding,
)
from rag.ingest.dates import read_date
from rag.ingest.fetch import Page
from rag.ingest.fields import read_record
from rag.ingest.identity import article_id, canonical_url
from rag.ingest.pages import records_from_page
from rag.records import Article, Notice, Record, Rejection

MOST_ENTRIES = 500
# A teaser of a sentence or two is no article; feeds that carry whole texts are far above this.
SHORTEST_SUMMARY = 200
# Bytes within which a feed shows that it is one, whatever stands before it.
FEED_HEAD = 65_536
# Atomic and possessive, lest many comments be tried in every way.
_BEFORE_ROOT = r"(?:(?><\?.*?\?>)|(?><!--.*?-->)|(?><!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)|\s)*+"
_IS_FEED = re.compile(rf"{_BEFORE_ROOT}<(?:\w+:)?(?:rss|feed|RDF)\b", re.DOTALL)
# A feed behind what its server printed first, such as a warning.
_ROOT = re.compile(
    r"<rss\b[^>]{0,500}\bversion="
    r"|<(?:\w+:)?feed\b[^>]{0,500}http://(?:www\.w3\.org/2005/Atom|purl\.org/atom)"
    r"|<rdf:RDF\b[^>]{0,500}http://(?:purl\.org/rss|my\.netscape\.com/rdf)",
)
_IS_PAGE = re.compile(r"<!DOCTYPE\s+html|<html\b|<body\b", re.IGNORECASE)
# Its names for the day of an entry, the first the surest; the last is that of a change.
_DAYS = ("published", "issued", "created", "updated")


def is_feed(head: bytes, content_type: str = "") -> bool:
    """Whether a body is a feed, by its first `FEED_HEAD` bytes, whatever its server calls it."""
    text = head[:FEED_HEAD].decode(wide_encoding(head) or "utf-8", "replace").lstrip("\ufeff")
    if _IS_FEED.match(text):
        return True
    root = _ROOT.search(text)
    if root and not _IS_PAGE.search(text, 0, root.start()):
        return True
    return content_type in ("application/rss+xml", "application/atom+xml") and "<html" not in text


class Entry(NamedTuple):
    """An entry of a feed, the address of its page, whether others have that too, its place, and
    the feed's name.
    """

    entry: Any
    link: str | None
    shared: bool
    source: str
    outlet: str | None

    @property
    def key(self) -> str:
        """What tells the entry, as it is now, from others and from its own earlier form."""
        own = (self.link, *(self.entry.get(name) for name in ("id", "title", "updated")))
        return hashlib.sha256(repr(own).encode("utf-8", "replace")).hexdigest()[:16]


def articles_from_feed(page: Page, source: str, get: Callable[[str], Page]) -> Iterator[Record]:
    """Every entry of a feed, as an Article or with the reason why not. `get` fetches a page."""
    allowance = Allowance(get)
    for found in read_feed(page, source):
        if isinstance(found, Entry):
            yield from records_of_entry(found, allowance.get)
        else:
            yield found


def read_feed(page: Page, source: str) -> Iterator[Entry | Notice | Rejection]:
    """The entries of a feed, and what is to be told of the feed itself."""
    try:
        text, doubt = decode(page.body, page.charset, *declared_encodings(page.body))
    except NotTextError as problem:
        yield Rejection(source, str(problem))
        return
    feed = _parsed(text)
    if feed is None:
        yield Rejection(source, "it cannot be read as a feed; check the address.")
        return
    base = page.url or feed.feed.get("link") or ""
    entries = _distinct((entry, _link(entry, base)) for entry in feed.entries[:MOST_ENTRIES])
    if not entries:
        yield Rejection(source, "it is a feed without entries.")
        return
    outlet = _text(feed.feed.get("title"))
    links = Counter(link for _, link in entries)
    for number, (entry, link) in enumerate(entries, 1):
        shared = link is not None and links[link] > 1
        yield Entry(entry, link, shared, f"{source}, entry {number}", outlet)
    if len(feed.entries) > MOST_ENTRIES:
        yield Rejection(source, f"only the first {MOST_ENTRIES} entries of the feed were read.")
    if doubt:
        yield Notice(source, doubt)


def _parsed(text: str) -> Any:
    """The feed in a text, from where it begins; None where its parsers fail.

    They are given bytes in an encoding that is known, since what a server and a declaration say of
    it may be wrong; given a text, they would open an address or a file of that name.
    """
    root = _ROOT.search(text, 0, FEED_HEAD)
    body = text[root.start() :] if root else text
    try:
        return feedparser.parse(
            io.BytesIO(body.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except Exception:  # broken feeds fail inside its parsers in many ways
        return None


def _link(entry: Any, base: str) -> str | None:
    """The whole address of an entry's page."""
    link = entry.get("link")
    try:
        whole = urljoin(base, link.strip()) if isinstance(link, str) and link.strip() else None
    except ValueError:
        return None
    return whole if canonical_url(whole) else None


def _distinct(entries: Iterable[tuple[Any, str | None]]) -> list[tuple[Any, str | None]]:
    """The entries without those that are given twice."""
    seen: dict[tuple[Any, ...], tuple[Any, str | None]] = {}
    for entry, link in entries:
        name = entry.get("id")
        own = (name,) if name else (entry.get("title"), entry.get("summary"))
        seen.setdefault((link and canonical_url(link), *own), (entry, link))
    return list(seen.values())


def records_of_entry(found: Entry, get: Callable[[str], Page]) -> Iterator[Record]:
    """The article of an entry's page, else of its own text, else why there is none.

    The page's own day counts before the feed's, which some servers move at every change.
    """
    entry, link, shared, source, outlet = found
    title, days = {"title": _text(entry.get("title"))}, _days(entry)
    reason = "other entries have its link" if shared else "it has no link"
    if link and not shared:
        try:
            records = list(records_from_page(get(link), source, surer=title, otherwise=days))
        except FetchError as error:
            reason = str(error)
        else:
            if any(isinstance(record, Article) for record in records):
                yield from records
                return
            reason = next(str(it.reason) for it in records if isinstance(it, Rejection))
    contents = [part.get("value") for part in entry.get("content", []) if isinstance(part, dict)]
    texts = [text_of_markup(text) for text in (*contents, entry.get("summary")) if text]
    own = max(texts, key=len, default="")
    if len(own) < SHORTEST_SUMMARY:
        why = f"{reason.rstrip('.')}, and the feed itself holds no more than a teaser."
        yield Rejection(source, why)
        return
    record = title | days | {"text": own, "url": link, "outlet": outlet}
    record["authors"] = _text(entry.get("author"))
    if shared:  # an article is known by its address elsewhere
        record["id"] = article_id(None, None, f"{link} {entry.get('id') or own}")
    yield from read_record(record, source)


def _text(value: Any) -> str | None:
    return (
        text_of_markup(value).replace("\n", " ").strip() or None if isinstance(value, str) else None
    )


def _days(entry: Any) -> dict[str, date | None]:
    """When an entry came out and when it last changed, on the days that are written there.

    feedparser's own reading moves them to Greenwich; it is taken for what only it can read.
    """
    days = {}
    for name in _DAYS:
        # Not `entry.get`, which gives a change the day of publication where it has none.
        moment = dict.get(entry, f"{name}_parsed")
        day = read_date(dict.get(entry, name)) or read_date(
            moment and "{:04}-{:02}-{:02}".format(*moment[:3])
        )
        if day:
            days[name] = day
    *_, changed = _DAYS
    first = next(iter(days.values()), None)
    return {"published": first, "updated": days.get(changed) if len(days) > 1 else None}
