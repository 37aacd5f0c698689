"""A web page, fetched or from a file, becomes an Article."""

import re
from typing import Any

import htmldate
import trafilatura
from lxml import html as lxml_html

from rag.ingest.characters import MAX_CHARACTERS, decode, tidy_characters
from rag.ingest.fields import article_from_record
from rag.records import Article, Rejection

META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"' ]*([\w-]{2,30})", re.IGNORECASE)
LONGEST_PAGE = 10 * MAX_CHARACTERS


def decode_page(body: bytes, charset: str | None = None) -> str:
    """A page's text in the encoding that its server or its own head names.

    Raises:
        NotTextError: it is a PDF, a picture or another file that is no page.
    """
    named = META_CHARSET.search(body[:4096])
    return decode(body, charset or (named[1].decode("ascii") if named else None))


def article_from_page(
    markup: str, source: str, url: str | None = None, known: dict[str, Any] | None = None
) -> Article | Rejection:
    """The article of an HTML page; `known` holds fields that are surer than the page's own.

    Only dates that the page states count: htmldate's extensive search would guess.
    """
    if len(markup) > LONGEST_PAGE:
        return Rejection(source, f"its page is longer than {LONGEST_PAGE:,} characters.")
    try:
        tree = lxml_html.document_fromstring(tidy_characters(markup).encode("utf-8"), _PARSER)
        found = trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
        updated = htmldate.find_date(tree, extensive_search=False, original_date=False)
    except Exception:  # hostile markup fails inside lxml and trafilatura in many ways
        found = updated = None
    document = found.as_dict() if found is not None and not isinstance(found, dict) else {}
    if not document.get("text"):
        return Rejection(
            source, "no article text was found in it; save the article's text instead."
        )
    record = {
        "url": document.get("url") or url,
        "title": document.get("title"),
        "text": document.get("text"),
        "published": document.get("date"),
        "updated": updated if updated != document.get("date") else None,
        "outlet": document.get("sitename") or document.get("hostname"),
        "authors": document.get("author"),
    }
    record.update({name: value for name, value in (known or {}).items() if value})
    return article_from_record(record, source)


_PARSER = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
