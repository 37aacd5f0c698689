"""What all entries of one feed may cost together, so that none can make a run endless."""

import time
from collections.abc import Callable

from rag.errors import FetchError
from rag.ingest.fetch import Page

# For 500 entries of large pages, and of hosts that ask for a pause of three seconds between two.
MOST_MEGABYTES, MOST_SECONDS = 200, 1800


class Allowance:
    """Fetches pages by `get_page` until they have cost too much; those that fail count as well.

    `clock` gives seconds, and is for tests.
    """

    def __init__(
        self, get_page: Callable[[str], Page], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._get = get_page
        self._clock = clock
        self._end = clock() + MOST_SECONDS
        self._left = MOST_MEGABYTES * 1_000_000

    def get(self, url: str) -> Page:
        """Fetch a page.

        Raises:
            FetchError: it cannot be fetched, or those before it have taken all.
        """
        if self._left <= 0 or self._clock() > self._end:
            raise FetchError(
                f"its page is left out, as those before it took {MOST_MEGABYTES} MB or "
                f"{MOST_SECONDS // 60} minutes; read the feed again later."
            )
        try:
            page = self._get(url)
        except FetchError as error:
            self._left -= error.received
            raise
        self._left -= len(page.body)
        return page
