"""One record of fields, under any of the names in use, becomes an Article or a Rejection."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rag.ingest.characters import (
    MAX_CHARACTERS,
    text_of_markup,
    tidy_characters,
    without_entities,
)
from rag.ingest.cleaning import clean_text
from rag.ingest.dates import dates_in_text, read_date
from rag.ingest.identity import article_id, canonical_url
from rag.ingest.paragraphs import BREAK
from rag.ingest.titles import clean_title, title_from_text
from rag.records import Article, Notice, Record, Rejection

# In the order in which they are taken; those behind the first few are of the common data sets:
# All-the-news, NewsAPI, GDELT, fundus, newspaper4k, news-please, CC-News, The Guardian, JSON Feed.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "uuid", "guid"),
    "url": ("url", "link", "address", "canonical_url", "web_url", "requested_url", "source_url"),
    "title": ("title", "headline", "source_title", "web_title", "title_page", "title_rss"),
    "text": (
        *("text", "body", "content", "maintext", "article", "plaintext", "full_text"),
        *("article_text", "article_body", "body_text", "content_text", "content_html"),
    ),
    "published": (
        *("published", "published_at", "publish_date", "date_publish", "published_date"),
        *("date_published", "publishing_date", "web_publication_date", "publication_date"),
        *("pub_date", "seendate", "date", "datetime", "timestamp"),
    ),
    "updated": (
        *("updated", "updated_at", "modified", "date_modified", "date_modify", "modified_at"),
        *("last_updated", "last_modified"),
    ),
    "outlet": (
        *("source", "outlet", "publisher", "sitename", "site_name", "publication"),
        *("source_name", "source_domain", "domain", "source_common_name"),
    ),
    "authors": ("authors", "author", "byline", "creator"),
}
# Fields that hold others of the article, as those of The Guardian and fundus do; and one that holds
# a page as it came, whose text is the article's only where nothing else is.
_NESTED = ("fields", "source_info", "html")
_PAGE = "html"
# The parts of a text that a record gives in parts, in order.
_PARTS = ("summary", "headline", "sections", "paragraphs", "text", "content")
_DEEPEST = 6
# What some services put in place of the rest of a text: "[+2345 chars]", "[…]".
_CUT_OFF = re.compile(
    r"\s*(?:…|\.{3})?\s*(?:[\[(]\s*\+?\s*\d[\d,]* (?:more )?(?:char(?:acter)?|word)s?\s*[\])]"
    r"|\[\s*(?:…|\.{3})\s*\])\s*$"
)
_LONGEST_MARK = 60
_SENTENCE_END = re.compile(r"[.!?][”’\"')\]]*(?=\s|$)")
# publishedAt and its like, as several news services spell them.
RUN_TOGETHER = {name.replace("_", ""): name for names in NAMES.values() for name in names}
SHORTEST_TEXT = 40
MARKUP = re.compile(r"</(?:p|div|a|span|h[1-6]|li|em|strong|b|i)>|<(?:br|p)\b", re.IGNORECASE)
NOT_AUTHORS = re.compile(
    r"social links|last updated|\bstaff$|^the week\b|^by$|https?:|@", re.IGNORECASE
)


def field_name(name: Any) -> str:
    """A field's name in the spelling of `NAMES`: "Published At" and "publishedAt" are the same."""
    plain = re.sub(r"[\s-]+", "_", str(name).strip().strip("\ufeff").lower())
    return RUN_TOGETHER.get(plain.replace("_", ""), plain)


def read_record(record: Any, source: str, line: int | None = None) -> Iterator[Record]:
    """The article of a record or why there is none, and what is doubtful about it."""
    found = article_from_record(record, source, line)
    yield found
    if isinstance(found, Article) and any(
        isinstance(value, str) and _CUT_OFF.search(without_entities(value[-_LONGEST_MARK:]))
        for value in record.values()
    ):
        where = f"ingest {found.url} to read the whole" if found.url else "give the whole text"
        yield Notice(source, f"its text is cut off by its source; {where}.", line)


def article_from_record(record: Any, source: str, line: int | None = None) -> Article | Rejection:
    """Make an article of a record's fields; say in one sentence why where that cannot be.

    Values of a wrong type count as absent, so that one odd field does not lose an article. Of a
    text that its source has cut off, the sentences that are whole are kept.
    """
    if not isinstance(record, Mapping):
        return Rejection(
            source, "it is no record of fields; give an object with title and text.", line
        )
    fields = _fields(record)
    raw = _first_text(fields)
    if raw is None and any(isinstance(value, str) for value in map(fields.get, NAMES["text"])):
        return Rejection(source, "its text is empty.", line)
    if raw is None:
        names = ", ".join(NAMES["text"][:4])
        return Rejection(source, f"it has no article text; name the field one of {names}.", line)
    if len(raw) > MAX_CHARACTERS:
        return Rejection(
            source, f"its text is longer than {MAX_CHARACTERS:,} characters; split it.", line
        )
    raw = _plain_text(raw)
    text = clean_text(raw)
    if len(text) < SHORTEST_TEXT:
        return Rejection(
            source, f"its text is empty or shorter than {SHORTEST_TEXT} characters.", line
        )
    outlet = _outlet(fields)
    title, text, named = _title(_first_string(fields, "title"), text, outlet)
    url = next((found for found in map(canonical_url, _values(fields, "url")) if found), None)
    published = next((day for day in map(read_date, _values(fields, "published")) if day), None)
    updated = next((day for day in map(read_date, _values(fields, "updated")) if day), None)
    told = dates_in_text(raw, by_captions=published is None)
    published, updated = published or told.published, updated or told.updated
    if published and updated and updated < published:
        updated = None
    return Article(
        id=article_id(fields.get("id"), url, text),
        title=title,
        text=text,
        outlet=outlet or named,
        published=published,
        updated=updated,
        url=url,
        authors=_authors(fields),
    )


def _fields(record: Mapping[Any, Any]) -> dict[str, Any]:
    """A record's fields under the names of `NAMES`, with those that lie in another field."""
    fields = {field_name(name): value for name, value in reversed(list(record.items()))}
    for holder in _NESTED:
        inner = fields.get(holder)
        if isinstance(inner, Mapping):
            found = {field_name(name): value for name, value in inner.items()}
            if holder == _PAGE:
                found = {name: value for name, value in found.items() if name not in NAMES["text"]}
            fields = found | {name: value for name, value in fields.items() if value is not None}
    return fields


def _plain_text(raw: str) -> str:
    """A text without markup and entities, and without the sentence at which it was cut off."""
    raw = without_entities(raw)
    if MARKUP.search(raw):
        raw = without_entities(text_of_markup(raw))
    raw = tidy_characters(raw)
    cut = _CUT_OFF.search(raw, max(0, len(raw) - _LONGEST_MARK))
    if cut:
        whole = [end.end() for end in _SENTENCE_END.finditer(raw, 0, cut.start())]
        raw = raw[: whole[-1] if whole else 0]
    return raw


def _values(fields: Mapping[str, Any], kind: str) -> list[Any]:
    return [fields[name] for name in NAMES[kind] if fields.get(name) not in (None, "")]


def _first_string(fields: Mapping[str, Any], kind: str) -> str | None:
    values = (value for value in _values(fields, kind) if isinstance(value, str))
    return next((value for value in values if value.strip()), None)


def _first_text(fields: Mapping[str, Any]) -> str | None:
    """The article's text, whole or put together from its paragraphs."""
    texts = (BREAK.join(_paragraphs(value)) for value in _values(fields, "text"))
    return next((text for text in texts if text.strip()), None)


def _paragraphs(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth < _DEEPEST and isinstance(value, (list, Mapping)):
        parts = value if isinstance(value, list) else map(value.get, _PARTS)
        for part in parts:
            yield from _paragraphs(part, depth + 1)


def _plain(value: str) -> str:
    return " ".join(tidy_characters(without_entities(value)).split())


def _outlet(fields: Mapping[str, Any]) -> str | None:
    for value in _values(fields, "outlet"):
        name = value.get("name") if isinstance(value, Mapping) else value
        if isinstance(name, str) and _plain(name):
            return _plain(name)[:120]
    return None


def _title(given: str | None, text: str, outlet: str | None) -> tuple[str, str, str | None]:
    """The title, the text, and the outlet that the title named."""
    title, named = clean_title(_plain(given), outlet) if given else ("", None)
    if title:
        first, _, rest = text.partition(BREAK)
        # Pages and pasted texts often repeat the title as their first line.
        repeated = rest and clean_title(first, outlet)[0].casefold() == title.casefold()
        return title, rest if repeated and len(rest) >= SHORTEST_TEXT else text, named
    line, rest = title_from_text(text)
    title, named = clean_title(line, outlet)
    if len(rest) < SHORTEST_TEXT:
        rest = text
    return title or "Untitled", rest, named


def _authors(fields: Mapping[str, Any]) -> tuple[str, ...]:
    names: list[str] = []
    for value in _values(fields, "authors"):
        if isinstance(value, str) and value.startswith("["):  # a list as Python prints it
            value = re.findall(r"['\"]([^'\"]+)['\"]", value)
        for one in value if isinstance(value, (list, tuple)) else [value]:
            name = one.get("name") if isinstance(one, Mapping) else one
            if isinstance(name, str):
                spelt = re.sub(r"^by\s+", "", _plain(name), flags=re.IGNORECASE)
                names += re.split(r"\s*;\s*|,\s+(?!Jr|Sr|III?\b)|\s+and\s+", spelt)
        if names:
            break
    fit = [name for name in names if 2 < len(name) <= 120 and not NOT_AUTHORS.search(name)]
    unique = list(dict.fromkeys(fit))
    # Crawlers give all names in one beside each alone: "Kate Sullivan Melanie Zanona".
    return tuple(
        name for name in unique if sum(other in name for other in unique if other != name) < 2
    )[:30]
