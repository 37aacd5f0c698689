"""Whose a session is: one browser's, and nobody else's.

Gradio gives a session's conversation to whoever names the session. So a browser gets a cookie of
its own, the first use of a session ties it to that cookie, and others are told that there is none.
"""

import secrets
from collections import OrderedDict
from http.cookies import CookieError, SimpleCookie

COOKIE = "dateline_reader"
# Sessions that are remembered, the latest; each takes some 200 bytes.
_REMEMBERED = 20_000


class Sessions:
    """Which browser has begun which session."""

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self._readers: OrderedDict[str, str] = OrderedDict()
        self._remembered = remembered

    def belongs(self, session: str, reader: str) -> bool:
        """Whether `session` is `reader`'s, who owns it from now on where nobody did."""
        owner = self._readers.setdefault(session, reader)
        self._readers.move_to_end(session)
        if len(self._readers) > self._remembered:
            self._readers.popitem(last=False)
        return secrets.compare_digest(owner.encode(), reader.encode())


def reader_of(cookies: str) -> str:
    """Who a browser is by its Cookie header; "" for one without, as programs are."""
    try:
        found = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def new_cookie(path: str, secure: bool) -> str:
    """A Set-Cookie header for a browser that is new here."""
    parts = [f"{COOKIE}={secrets.token_urlsafe(24)}", f"Path={path or '/'}", "HttpOnly"]
    return "; ".join([*parts, "SameSite=Lax", *(["Secure"] if secure else [])])
