"""What makes an article the same one when it comes again: its id and its canonical address."""

import hashlib
import re
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from courlan import normalize_url

LONGEST_ID = 200
LONGEST_URL = 2000
# Why an address that has some is refused.
NO_CREDENTIALS = "has a name or password in it, which is never sent; give the address without it"
_CREDENTIALS = re.compile(r"^(\s*[a-z][a-z0-9+.-]*://)[^/?#]*@", re.IGNORECASE)


def canonical_url(url: Any) -> str | None:
    """An address in its one spelling: no fragment, no tracking parameters, no name and
    password, no slash at the end.

    None where the value is no http or https address.
    """
    if not isinstance(url, str) or not 8 <= len(url.strip()) <= LONGEST_URL:
        return None
    url = url.strip()
    if not re.match(r"https?://[^\s/?#]", url, re.IGNORECASE) or re.search(
        r"[\s<>\"\x00-\x1f]", url
    ):
        return None
    try:
        scheme, host, path, query, _ = urlsplit(str(normalize_url(url, strict=False)))
    except (ValueError, TypeError, AttributeError):
        return None
    if not host or not scheme:
        return None
    return urlunsplit((scheme, host.rpartition("@")[2], path.rstrip("/"), query, ""))


def without_credentials(url: str) -> str:
    """An address without the name and password that may stand before its host."""
    return _CREDENTIALS.sub(r"\1", url, count=1)


def article_id(given: Any, url: str | None, text: str) -> str:
    """The given id; else one made from the canonical address; else one made from the text."""
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if isinstance(given, str):
        name = " ".join(given.split())
        if 0 < len(name) <= LONGEST_ID and name.isprintable():
            return name
    if url:
        address = re.sub(r"^https?://(?:www\.)?", "", url)
        return f"a-{_digest(address)}"
    return f"a-{_digest(' '.join(text.split()).casefold())}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
