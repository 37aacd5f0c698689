"""Looks into the feeds that are followed, and takes in what is new."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from rag.errors import FetchError
from rag.follow.followed import Feed, FollowedFeeds
from rag.ingest.allowance import Allowance
from rag.ingest.feeds import Entry, is_feed, read_feed, records_of_entry
from rag.ingest.fetch import Page
from rag.library import IngestSummary, Library, ingest
from rag.records import Article, Record


class Fetcher(Protocol):
    """What fetches a page, or raises FetchError: `rag.follow.polite.PoliteFetcher`."""

    def get(self, url: str, version: Mapping[str, str] | None = None) -> Page:
        """Fetch a page; with the `version` of an earlier one only if it has changed."""


@dataclass
class Outcome:
    """What came of a feed: what was taken in, or why it could not be read; `waits` where it had
    failed so lately that it was left alone.
    """

    feed: Feed
    summary: IngestSummary = field(default_factory=IngestSummary)
    error: str = ""
    waits: bool = False


def refresh(
    library: Library,
    feeds: FollowedFeeds,
    fetcher: Fetcher,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    every: bool = False,
) -> Iterator[Outcome]:
    """Take in what is new in each feed that is followed; one that failed lately waits its turn,
    unless `every` one is wanted. How a feed fared is kept as soon as it is known.

    Raises:
        LibraryError: the list of feeds or the library cannot be used.
    """
    for feed in feeds.all():
        if not every and not feed.is_due(now()):
            yield Outcome(feed, error=feed.error, waits=True)
            continue
        outcome = Outcome(feed)
        try:
            page = fetcher.get(feed.address, feed.version)
            if not page.unchanged:
                _take_in(library, page, fetcher, outcome, now())
            else:
                feed.succeed(now(), 0, ())
        except FetchError as error:
            outcome.error = str(error)
        if outcome.error:
            feed.fail(now(), outcome.error)
        feeds.keep(feed)
        yield outcome


def let_go(library: Library, days: int, today: datetime | None = None) -> int:
    """Remove the articles that came out more than so many days ago; how many those were."""
    last = ((today or datetime.now(UTC)) - timedelta(days=days)).date()
    old = library.database.published_before(last)
    if old:
        library.remove(old)
    return len(old)


def _take_in(
    library: Library, page: Page, fetcher: Fetcher, outcome: Outcome, now: datetime
) -> None:
    feed = outcome.feed
    if not is_feed(page.body, page.content_type):
        outcome.error = f"{feed.address} is no feed; follow the address of one."
        return
    found = list(read_feed(page, feed.address))
    entries = [it for it in found if isinstance(it, Entry)]
    if not entries:
        outcome.error = next((str(it) for it in found if not isinstance(it, Entry)), "it is empty.")
        return
    reading = _Reading(fetcher, set(feed.seen))
    outcome.summary = ingest(library, reading.records(entries))
    feed.title = entries[0].outlet or feed.title
    # Where a page could not be had, the feed is read again even if it has not changed.
    feed.version = dict(page.version) if reading.complete else {}
    feed.succeed(now, outcome.summary.added + outcome.summary.changed, reading.done)


class _Reading:
    """One reading of a feed: the keys of entries that are `done`, and whether all of them are."""

    def __init__(self, fetcher: Fetcher, known: Set[str]) -> None:
        self.done: list[str] = []
        self.complete = True
        self._allowance = Allowance(fetcher.get)
        self._known = known
        self._lost = False

    def records(self, entries: Iterable[Entry]) -> Iterator[Record]:
        """What the entries give that are not known. One whose page its server may give later is
        not done.
        """
        for entry in entries:
            if entry.key in self._known:
                continue
            self._lost = False
            records = list(records_of_entry(entry, self._get))
            yield from records
            if self._lost and not any(isinstance(it, Article) for it in records):
                self.complete = False
            else:
                self.done.append(entry.key)

    def _get(self, url: str) -> Page:
        try:
            return self._allowance.get(url)
        except FetchError as error:
            self._lost = error.status is None or error.status >= 500
            raise
