"""RSS and Atom feeds: each entry's page is fetched, else the entry's own text is taken."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import feedparser  # type: ignore[import-untyped]

from rag.errors import FetchError
from rag.ingest.characters import NotTextError, text_of_markup
from rag.ingest.fetch import Page
from rag.ingest.fields import article_from_record
from rag.ingest.identity import canonical_url
from rag.ingest.pages import article_from_page, decode_page
from rag.records import Article, Rejection

MOST_ENTRIES = 500
# A teaser of a sentence or two is no article; feeds that carry whole texts are far above this.
SHORTEST_SUMMARY = 200
FEED_HEAD = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<\?[^>]*>\s*|<!DOCTYPE[^>]*>\s*)*<(?:\w+:)?(?:rss|feed|RDF)\b",
    re.DOTALL,
)


def is_feed(head: bytes, content_type: str = "") -> bool:
    """Whether a body is a feed, by its first element, whatever its server calls it."""
    if FEED_HEAD.match(head[:4096].removeprefix(b"\xef\xbb\xbf")):
        return True
    return content_type in ("application/rss+xml", "application/atom+xml") and b"<html" not in head


def articles_from_feed(
    body: bytes, source: str, get: Callable[[str], Page], content_type: str = "application/xml"
) -> Iterator[Article | Rejection]:
    """Every entry of a feed, as an Article or with the reason why not. `get` fetches a page."""
    try:
        # As a stream: given a text, feedparser would open an address or a file of that name.
        feed = feedparser.parse(
            io.BytesIO(body), response_headers={"content-type": content_type or "application/xml"}
        )
    except Exception:  # broken feeds fail inside its parsers in many ways
        yield Rejection(source, "it cannot be read as a feed; check the address.")
        return
    if not feed.entries:
        yield Rejection(source, "it is a feed without entries.")
        return
    outlet = _text(feed.feed.get("title"))
    seen: set[str] = set()
    for number, entry in enumerate(feed.entries[:MOST_ENTRIES], 1):
        link = canonical_url(entry.get("link"))
        if link is None or link not in seen:
            seen.add(link or "")
            yield _article(entry, f"{source}, entry {number}", outlet, get)
    if len(feed.entries) > MOST_ENTRIES:
        yield Rejection(source, f"only the first {MOST_ENTRIES} entries of the feed were read.")


def _article(
    entry: Any, source: str, outlet: str | None, get: Callable[[str], Page]
) -> Article | Rejection:
    link = entry.get("link")
    known = {
        "title": _text(entry.get("title")),
        "published": _day(entry.get("published_parsed")),
        "updated": _day(entry.get("updated_parsed")),
    }
    reason = "it has no link"
    if canonical_url(link):
        try:
            page = get(str(link))
            markup = decode_page(page.body, page.charset)
            article = article_from_page(markup, source, page.url, known)
            if isinstance(article, Article):
                return article
            reason = article.reason
        except (FetchError, NotTextError) as error:
            reason = str(error)
    contents = [part.get("value") for part in entry.get("content", []) if isinstance(part, dict)]
    texts = [text_of_markup(text) for text in (*contents, entry.get("summary")) if text]
    own = max(texts, key=len, default="")
    if len(own) < SHORTEST_SUMMARY:
        return Rejection(
            source, f"{reason.rstrip('.')}, and the feed itself holds no more than a teaser."
        )
    author = _text(entry.get("author"))
    return article_from_record(
        known | {"text": own, "url": link, "outlet": outlet, "authors": author}, source
    )


def _text(value: Any) -> str | None:
    return (
        text_of_markup(value).replace("\n", " ").strip() or None if isinstance(value, str) else None
    )


def _day(moment: Any) -> date | None:
    try:
        return date(moment.tm_year, moment.tm_mon, moment.tm_mday) if moment else None
    except ValueError:
        return None
