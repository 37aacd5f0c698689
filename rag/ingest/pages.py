"""A web page, fetched or from a file, becomes an Article."""

from collections.abc import Iterator, Mapping
from typing import Any

import htmldate
import trafilatura
from lxml import html as lxml_html

from rag.ingest.characters import (
    MAX_CHARACTERS,
    NotTextError,
    declared_encodings,
    decode,
    tidy_characters,
)
from rag.ingest.fetch import Page
from rag.ingest.fields import article_from_record
from rag.ingest.live import is_live, mark_entries, untold_entries
from rag.ingest.paragraphs import BREAK
from rag.ingest.stated import Stated, drop_doubtful, read_stated
from rag.records import Article, Notice, Record, Rejection

LONGEST_PAGE = 10 * MAX_CHARACTERS
# Comments go with the reading: trafilatura would take the text behind one along with it.
_PARSER = lxml_html.HTMLParser(
    encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
)


def records_from_page(
    page: Page,
    source: str,
    surer: Mapping[str, Any] | None = None,
    otherwise: Mapping[str, Any] | None = None,
) -> Iterator[Record]:
    """The article of a page or why there is none, and what is doubtful about its encoding.

    Fields of `surer` count before the page's own, those of `otherwise` where it has none.
    """
    try:
        markup, doubt = decode(page.body, page.charset, *declared_encodings(page.body))
    except NotTextError as problem:
        yield Rejection(source, str(problem))
        return
    yield article_from_page(markup, source, page.url or None, surer, otherwise)
    if doubt:
        yield Notice(source, doubt)


def article_from_page(
    markup: str,
    source: str,
    url: str | None = None,
    surer: Mapping[str, Any] | None = None,
    otherwise: Mapping[str, Any] | None = None,
) -> Article | Rejection:
    """The article of an HTML page. Only dates that it states count: a search for more would guess.

    A live blog's entries keep their own times, as paragraphs in the form of `LIVE_ENTRY`.
    """
    if len(markup) > LONGEST_PAGE:
        return Rejection(source, f"its page is longer than {LONGEST_PAGE:,} characters.")
    stated = Stated()
    try:
        tree = lxml_html.document_fromstring(tidy_characters(markup).encode("utf-8"), _PARSER)
        stated = read_stated(tree, url)
        drop_doubtful(tree)
        updated = stated.updated or htmldate.find_date(
            tree, extensive_search=False, original_date=False
        )
        if is_live(tree, stated):
            mark_entries(tree, stated)
        found = trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception:  # hostile markup fails inside lxml and trafilatura in many ways
        found = updated = None
    document = found.as_dict() if found is not None and not isinstance(found, dict) else {}
    text = document.get("text") or ""
    text = BREAK.join(filter(None, [text, *untold_entries(stated, text)]))
    if not text:
        return Rejection(
            source, "no article text was found in it; save the article's text instead."
        )
    published = stated.published or document.get("date")
    own = {
        "url": document.get("url") or url,
        "title": document.get("title"),
        "text": text,
        "published": published,
        "updated": updated if str(updated) != str(published) else None,
        "outlet": document.get("sitename") or document.get("hostname"),
        "authors": stated.authors,
        "author": document.get("author"),
    }
    record: dict[str, Any] = {}
    for fields in (otherwise, own, surer):
        record |= {name: value for name, value in (fields or {}).items() if value}
    return article_from_record(record, source)
