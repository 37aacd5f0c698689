"""The list of feeds that a library follows, in a file of its folder."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock

from rag.errors import InputError, LibraryError
from rag.ingest import canonical_url
from rag.ingest.identity import NO_CREDENTIALS, without_credentials

FILE = "feeds.json"
# A feed that fails is asked again after this long, twice as long after each further failure.
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)
# Entries that are known by heart, so that no page is fetched twice; more than any feed lists.
_KEYS = 2000
# Days over which articles are counted.
_COUNTED = 30


@dataclass
class Feed:
    """A feed that is followed. Times are in UTC; `taken` counts the articles of each day.

    `version` asks its server for changes alone; `seen` are the keys of entries that are done.
    """

    address: str
    title: str = ""
    since: str = ""
    version: dict[str, str] = field(default_factory=dict)
    tried: str = ""
    succeeded: str = ""
    error: str = ""
    failures: int = 0
    taken: dict[str, int] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def is_due(self, now: datetime) -> bool:
        """Whether it may be asked again; a clock that was set back holds nothing up."""
        if not self.failures or not self.tried:
            return True
        waited = now - datetime.fromisoformat(self.tried)
        wait = min(_FIRST_WAIT * 2 ** min(self.failures - 1, 20), _LONGEST_WAIT)
        return waited < timedelta(0) or waited >= wait

    def succeed(self, now: datetime, articles: int, keys: Iterable[str]) -> None:
        """Note that it has been read, how many articles came of it and which entries are done."""
        moment = now.isoformat(timespec="seconds")
        self.tried, self.succeeded, self.error, self.failures = moment, moment, "", 0
        self.seen = [*dict.fromkeys([*self.seen, *keys])][-_KEYS:]
        if articles:
            day = now.date().isoformat()
            self.taken[day] = self.taken.get(day, 0) + articles
        oldest = (now.date() - timedelta(days=_COUNTED)).isoformat()
        self.taken = {day: count for day, count in self.taken.items() if day > oldest}

    def fail(self, now: datetime, error: str) -> None:
        """Note that it could not be read, and why."""
        self.tried, self.error = now.isoformat(timespec="seconds"), error
        self.failures += 1

    def a_day(self, today: date) -> float:
        """How many articles came of it a day, over the last thirty or since it is followed."""
        begun = date.fromisoformat(self.since[:10]) if self.since else today
        days = min(max((today - begun).days + 1, 1), _COUNTED)
        return sum(self.taken.values()) / days


class FollowedFeeds:
    """The feeds that the library in a folder follows. Every change is written whole, at once."""

    def __init__(self, library: Path) -> None:
        self._path = library / FILE
        self._lock = FileLock(library / f"{FILE}.lock")

    def all(self) -> list[Feed]:
        """The feeds, in the order in which they were added.

        Raises:
            LibraryError: the file is damaged or cannot be read.
        """
        try:
            kept: Any = json.loads(self._path.read_text(encoding="utf-8"))
            return [Feed(**it) for it in kept["feeds"]]
        except FileNotFoundError:
            return []
        except OSError as error:
            why = (error.strerror or "unknown error").lower()
            raise LibraryError(f"{self._path} cannot be read ({why}); check it.") from None
        except (ValueError, KeyError, TypeError):
            raise LibraryError(
                f"{self._path} is damaged; put a copy of it back, or remove it and follow the "
                "feeds again."
            ) from None

    def add(self, addresses: Iterable[str], now: datetime | None = None) -> list[str]:
        """Follow feeds from now on; the addresses that were not followed yet.

        Raises:
            InputError: one is no http or https address, or has a password; then none is added.
            LibraryError: the file is damaged or cannot be written.
        """
        whole = list(dict.fromkeys(addresses))
        wrong = next((it for it in whole if not canonical_url(it)), None)
        if wrong is not None:
            shown = without_credentials(wrong)
            raise InputError(f"{shown[:200]} is no web address; give one of a feed.")
        for bare, address in ((without_credentials(it), it) for it in whole):
            if bare != address:
                raise InputError(f"{bare[:200]} {NO_CREDENTIALS}.")
        since = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        with self._locked():
            feeds = self.all()
            known = {canonical_url(it.address) for it in feeds}
            fresh = [it for it in whole if canonical_url(it) not in known]
            self._write([*feeds, *(Feed(it, since=since) for it in fresh)])
        return fresh

    def remove(self, addresses: Iterable[str]) -> list[str]:
        """Follow feeds no longer; those that were followed."""
        unwanted = {canonical_url(it) or it for it in addresses}
        with self._locked():
            feeds = self.all()
            gone = [it.address for it in feeds if (canonical_url(it.address) or "") in unwanted]
            self._write([it for it in feeds if it.address not in gone])
        return gone

    def keep(self, feed: Feed) -> None:
        """Write how a feed fares; one that has been removed meanwhile stays so."""
        with self._locked():
            feeds = self.all()
            self._write([feed if it.address == feed.address else it for it in feeds])

    def _locked(self) -> FileLock:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = (error.strerror or "unknown error").lower()
            raise LibraryError(f"{self._path.parent} cannot be made ({why}).") from None
        return self._lock

    def _write(self, feeds: Iterable[Feed]) -> None:
        text = json.dumps({"feeds": [asdict(it) for it in feeds]}, ensure_ascii=False, indent=1)
        made = self._path.with_suffix(".new")
        try:
            made.write_text(text + "\n", encoding="utf-8")
            made.replace(self._path)
        except OSError as error:
            why = (error.strerror or "unknown error").lower()
            raise LibraryError(f"{self._path} cannot be written ({why}); check it.") from None
