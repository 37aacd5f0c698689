"""One record of fields, under any of the names in use, becomes an Article or a Rejection."""

import html
import re
from collections.abc import Mapping
from typing import Any

from rag.ingest.characters import MAX_CHARACTERS, text_of_markup, tidy_characters
from rag.ingest.cleaning import clean_text
from rag.ingest.dates import dates_in_text, read_date
from rag.ingest.identity import article_id, canonical_url
from rag.ingest.paragraphs import BREAK
from rag.ingest.titles import clean_title, title_from_text
from rag.records import Article, Rejection

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "article_id"),
    "url": ("url", "link", "address", "canonical_url", "source_url"),
    "title": ("title", "headline", "source_title"),
    "text": ("text", "body", "content", "maintext"),
    "published": ("published", "published_at", "publish_date", "date_publish", "date"),
    "updated": ("updated", "updated_at", "modified", "date_modified", "last_updated"),
    "outlet": ("source", "outlet", "publisher", "sitename", "source_domain"),
    "authors": ("authors", "author", "byline"),
}
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


def article_from_record(record: Any, source: str, line: int | None = None) -> Article | Rejection:
    """Make an article of a record's fields; say in one sentence why where that cannot be.

    Values of a wrong type count as absent, so that one odd field does not lose an article.
    """
    if not isinstance(record, Mapping):
        return Rejection(
            source, "it is no record of fields; give an object with title and text.", line
        )
    fields = {field_name(name): value for name, value in reversed(list(record.items()))}
    raw = _first_text(fields, "text")
    if raw is None and any(isinstance(value, str) for value in map(fields.get, NAMES["text"])):
        return Rejection(source, "its text is empty.", line)
    if raw is None:
        names = ", ".join(NAMES["text"])
        return Rejection(source, f"it has no article text; name the field one of {names}.", line)
    if len(raw) > MAX_CHARACTERS:
        return Rejection(
            source, f"its text is longer than {MAX_CHARACTERS:,} characters; split it.", line
        )
    if MARKUP.search(raw):
        raw = text_of_markup(raw)
    raw = tidy_characters(raw)
    text = clean_text(raw)
    if len(text) < SHORTEST_TEXT:
        return Rejection(
            source, f"its text is empty or shorter than {SHORTEST_TEXT} characters.", line
        )
    outlet = _outlet(fields)
    title, text, named = _title(_first_text(fields, "title"), text, outlet)
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


def _values(fields: Mapping[str, Any], kind: str) -> list[Any]:
    return [fields[name] for name in NAMES[kind] if fields.get(name) not in (None, "")]


def _first_text(fields: Mapping[str, Any], kind: str) -> str | None:
    values = (value for value in _values(fields, kind) if isinstance(value, str))
    return next((value for value in values if value.strip()), None)


def _plain(value: str) -> str:
    return " ".join(tidy_characters(html.unescape(value)).split())


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
