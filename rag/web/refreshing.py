"""Takes in what is new in followed feeds while the page goes on answering."""

import logging
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from rag.errors import DatelineError, FetchError
from rag.web.service import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.follow import PoliteFetcher
    from rag.ingest.fetch import Page

_log = logging.getLogger("dateline")
# Seconds that closing waits for an article that is being taken in.
_PATIENCE = 10.0


class Refresher:
    """Looks into the feeds that the library follows, at once and then `every` so often.

    It waits for what somebody else adds. With `keep`,
    articles that came out longer ago are let go. `fetcher` is for tests.
    """

    def __init__(
        self,
        service: Service,
        every: timedelta,
        keep: timedelta | None = None,
        fetcher: "PoliteFetcher | None" = None,
    ) -> None:
        self._service = service
        self._every = every
        self._keep = keep
        self._fetcher = fetcher
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="refresh", daemon=True)

    def start(self) -> None:
        """Begin, once the models are loaded."""
        self._thread.start()

    @property
    def is_ending(self) -> bool:
        """Whether it has been told to end."""
        return self._end.is_set()

    def stop(self) -> None:
        """End, with what is being taken in."""
        self._end.set()
        self._thread.join(_PATIENCE)

    def _run(self) -> None:
        while not self._service.wait_until_settled(1.0):
            if self._end.is_set():
                return
        while not (self._end.is_set() or self._service.error):
            try:
                self._look()
            except DatelineError as error:
                _log.warning("refresh", extra={"fields": {"error": str(error)}})
            except Exception:  # no fault in a feed ends the page
                _log.exception("refresh")
            self._end.wait(self._every.total_seconds())

    def _look(self) -> None:
        """One look into every feed that is due."""
        from rag.follow import FollowedFeeds, PoliteFetcher, let_go, refresh

        library = self._service.library
        if library is None:
            return
        settings = self._service.settings
        fetcher = self._fetcher or PoliteFetcher(settings, sleep=self._end.wait)
        told = {"added": 0, "changed": 0, "failed": 0, "let_go": 0}
        followed = FollowedFeeds(settings.library)
        for outcome in refresh(library, followed, _Ending(fetcher, self._end)):
            told["added"] += outcome.summary.added
            told["changed"] += outcome.summary.changed
            told["failed"] += bool(outcome.error) and not outcome.waits
            if self._end.is_set():
                break
        if self._keep and not self._end.is_set():
            told["let_go"] = let_go(library, self._keep.days)
        _log.info("refresh", extra={"fields": told})


class _Ending:
    """A fetcher that gives nothing more once the page is being closed."""

    def __init__(self, fetcher: "PoliteFetcher", end: threading.Event) -> None:
        self._fetcher = fetcher
        self._end = end

    def get(self, url: str, version: "Mapping[str, str] | None" = None) -> "Page":
        if self._end.is_set():
            raise FetchError("The page is being closed; it is read next time.")
        return self._fetcher.get(url, version)
