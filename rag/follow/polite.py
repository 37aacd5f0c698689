"""Fetches as a guest should: as robots.txt allows, and not too fast from one host."""

import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from protego import Protego

from rag.errors import FetchError
from rag.ingest.fetch import Page, fetch
from rag.ingest.identity import without_credentials
from rag.settings import Settings

AGENT = "Dateline"
# Seconds between two pages of one host; it may ask for more, up to the longest.
_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
# Characters of robots.txt that are read, as many as RFC 9309 asks for.
_READ = 512_000


class PoliteFetcher:
    """Fetches pages within robots.txt and with a pause between two of one host.

    A host without robots.txt allows everything; one that does not answer for it, nothing (RFC
    9309). `sleep` and `clock` are for tests.
    """

    def __init__(
        self,
        settings: Settings,
        allow_loopback: bool = False,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._allow_loopback = allow_loopback
        self._sleep = sleep
        self._clock = clock
        self._rules: dict[str, Protego | None] = {}
        self._fetched: dict[str, float] = {}

    def get(self, url: str, version: Mapping[str, str] | None = None) -> Page:
        """Fetch a page; with the `version` of an earlier one only if it has changed.

        Raises:
            FetchError: the host does not want it, or the page cannot be fetched.
        """
        shown = without_credentials(url)
        try:
            parts = urlsplit(shown)
        except ValueError:
            raise FetchError(f"{shown[:200]} is no address; check it.") from None
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._rules:
            self._rules[host] = self._read_rules(host)
        rules = self._rules[host]
        if rules is None:
            raise FetchError(f"{host} does not answer for its robots.txt; try again later.")
        if not rules.can_fetch(url, AGENT):
            raise FetchError(f"{shown[:200]} is not for programs, says its robots.txt.", 403)
        asked = rules.crawl_delay(AGENT) or 0.0
        return self._fetch(url, host, min(max(_PAUSE, float(asked)), _LONGEST_PAUSE), version)

    def _read_rules(self, host: str) -> Protego | None:
        try:
            page = self._fetch(f"{host}/robots.txt", host, _PAUSE)
        except FetchError as error:
            missing = error.status is not None and 400 <= error.status < 500
            return Protego.parse("") if missing else None
        return Protego.parse(page.body[:_READ].decode("utf-8", "replace"))

    def _fetch(
        self, url: str, host: str, pause: float, version: Mapping[str, str] | None = None
    ) -> Page:
        last = self._fetched.get(host)
        if last is not None:
            left = pause - (self._clock() - last)
            if left > 0:
                self._sleep(min(left, pause))
        try:
            return fetch(url, self._settings, self._allow_loopback, version=version)
        finally:
            self._fetched[host] = self._clock()
