"""What a page states of its article: in JSON-LD, meta fields and marked times."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from dateutil import parser

from rag.ingest.dates import read_date

# Names of meta fields and item properties, the surest first; all in lower case.
_PUBLISHED = (
    *("article:published_time", "og:published_time", "article:published", "datepublished"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "published_at"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "publish-date"),
    *("publish_date", "pubdate", "article.published", "dc.date", "date"),
)
_UPDATED = (
    *("article:modified_time", "og:modified_time", "og:updated_time", "article:updated_time"),
    *("datemodified", "dcterms.modified", "dc.date.modified", "article.updated"),
    *("lastmod", "last-modified", "modified", "updated", "date.updated"),
)
_ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report)$")
_PAGE = re.compile(r"\w*Page$")
_LD = "ld+json"
_DATED = re.compile(r'"(?:date(?=Published|Modified|Created)|upload(?=Date))')
_MOST_NODES = 5000
_OF_AN_UPDATE = ("headline", "datePublished", "articleBody")


class Update(NamedTuple):
    """An entry of a live blog: its headline, its moment as written, its text where it is stated."""

    headline: str
    moment: str
    body: str


@dataclass(frozen=True, slots=True)
class Stated:
    """What a page states: the article's own days and authors; of a live blog also its `updates`."""

    published: date | None = None
    updated: date | None = None
    authors: Any = None
    live: bool = False
    updates: Sequence[Update] = ()


def read_stated(tree: Any, url: str | None = None) -> Stated:
    """Read what the page at `url` states of its article, and of no picture or other article."""
    nodes = list(_nodes(tree))
    article = _own(nodes, tree, url)
    page = next((it for it in nodes if _is(it, _PAGE)), {})
    said = list(_said(tree))
    published = [
        article.get("datePublished"),
        *_named(said, _PUBLISHED),
        *(article.get(name) for name in ("dateCreated", "uploadDate")),
        page.get("datePublished"),
    ]
    updated = [article.get("dateModified"), *_named(said, _UPDATED), page.get("dateModified")]
    updates = article.get("liveBlogUpdate")
    return Stated(
        _day_of(published),
        _day_of(updated),
        article.get("author"),
        "LiveBlog" in str(article.get("@type")),
        [
            Update(*(_string(it.get(name)) for name in _OF_AN_UPDATE))
            for it in (updates if isinstance(updates, list) else [updates])
            if isinstance(it, Mapping)
        ],
    )


def drop_doubtful(tree: Any) -> None:
    """Take away what could be taken for the day of publication, once what is sure has been read:
    when a page was changed, and all days in JSON-LD, which are of pictures too.
    """
    for node in tree.iter("meta", "time"):
        if _names_of(node) & set(_UPDATED):
            node.set("content", "")
            node.attrib.pop("datetime", None)
    for script in tree.iter("script"):
        if _LD in (script.get("type") or ""):
            script.text = _DATED.sub('"', script.text or "")


def _nodes(tree: Any) -> Iterator[Mapping[str, Any]]:
    """The things that a page's JSON-LD is about; what is only part of one is left out."""
    for script in tree.iter("script"):
        if _LD not in (script.get("type") or ""):
            continue
        try:
            value = json.loads(_uncommented(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting, met = [value], 0
        while waiting and met < _MOST_NODES:
            node, met = waiting.pop(0), met + 1
            if isinstance(node, list):
                waiting += node
            elif isinstance(node, Mapping):
                if "@type" in node:
                    yield node
                inner = (node.get("@graph"), node.get("mainEntity"), node.get("mainEntityOfPage"))
                waiting += [it for it in inner if isinstance(it, (list, Mapping))]


def _uncommented(text: str) -> str:
    """A script's text without the marks that hid it from old browsers."""
    return re.sub(r"^\s*(?://)?\s*<!\[CDATA\[|(?://)?\s*\]\]>\s*$|^\s*<!--|-->\s*$", "", text)


def _is(node: Mapping[str, Any], kind: re.Pattern[str]) -> bool:
    named = node.get("@type")
    return any(
        isinstance(it, str) and kind.match(it.rsplit("/", 1)[-1])
        for it in (named if isinstance(named, list) else [named])
    )


def _own(nodes: Sequence[Mapping[str, Any]], tree: Any, url: str | None) -> Mapping[str, Any]:
    """The page's article among those that it states: by its address, else its headline."""
    articles = [it for it in nodes if _is(it, _ARTICLE)]
    addresses = {it.get("href") for it in tree.iter("link") if it.get("rel") == "canonical"} | {url}
    headings = {words_of(it) for it in tree.iter("h1", "title")}

    def fits(node: Mapping[str, Any]) -> tuple[bool, bool]:
        page = node.get("mainEntityOfPage")
        whole = page.get("@id") if isinstance(page, Mapping) else page
        own = [it for it in (node.get("url"), node.get("@id"), whole) if isinstance(it, str)]
        headline = plain_words(_string(node.get("headline")))
        return (
            not addresses.isdisjoint(own),
            any(headline and headline in it for it in headings),
        )

    return max(articles, key=fits, default={})


def _said(tree: Any) -> Iterator[tuple[str, str]]:
    """What the meta fields and the marked times say, by name, in the page's order."""
    for node in tree.iter("meta", "time", "span"):
        value = node.get("content") or node.get("datetime")
        if value:
            yield from ((name, value) for name in _names_of(node))


def _names_of(node: Any) -> set[str]:
    names = {node.get(key, "").lower() for key in ("property", "name", "itemprop", "http-equiv")}
    if node.tag == "time" and node.get("pubdate") is not None:
        names.add("pubdate")
    return names - {""}


def _named(said: Sequence[tuple[str, str]], names: Sequence[str]) -> list[str]:
    return [value for name in names for key, value in said if key == name]


def _day_of(moments: Sequence[Any]) -> date | None:
    """The day of the first moment that can be read, where its outlet is rather than at Greenwich
    if another of the moments is the same one in another zone.
    """
    read = [moment for moment in moments if isinstance(moment, str) and read_date(moment)]
    if not read:
        return None
    first = _moment(read[0])
    local = (
        it
        for it in read
        if first and (other := _moment(it)) == first and other and other.utcoffset()
    )
    return read_date(next(local, read[0]))


def _moment(text: str) -> datetime | None:
    """A moment with its zone; None for a day, and where no zone is given."""
    try:
        moment = parser.isoparse(text.strip())
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def plain_words(text: str) -> str:
    """A stated text without entities, with single spaces."""
    return " ".join(html.unescape(text).split())


def words_of(node: Any) -> str:
    """The text within a node, with single spaces."""
    return " ".join("".join(node.itertext()).split())
