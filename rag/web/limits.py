"""How many questions a reader, and an address, may ask a minute."""

import ipaddress
import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from rag.settings import Settings

# Tries to log in that an address has a minute.
_LOGINS = RateLimitItemPerMinute(10)


@dataclass(frozen=True, slots=True)
class TooMany:
    """One sentence for the reader, and the seconds after which there is room again."""

    sentence: str
    seconds: int


class Limits:
    """Counts in a window of the last 60 seconds, in this process's memory."""

    def __init__(self, settings: Settings) -> None:
        self._of_reader = RateLimitItemPerMinute(settings.questions_per_minute)
        self._of_address = RateLimitItemPerMinute(settings.address_questions_per_minute)
        self._seen = MovingWindowRateLimiter(MemoryStorage())

    def refuse_question(self, address: str, session: str) -> TooMany | None:
        """Count a question; what to say where it is one too many.

        A session's name is the browser's own choice, so the address is what really binds.
        """
        network = network_of(address)
        if not self._seen.hit(self._of_address, "question", network):
            return self._question(self._of_address, "your network address", "question", network)
        if session and not self._seen.hit(self._of_reader, "reader", network, session):
            return self._question(self._of_reader, "a reader", "reader", network, session)
        return None

    def refuse_login(self, address: str) -> TooMany | None:
        """Count a try to log in; what to say where it is one too many."""
        counted = "login", network_of(address)
        if self._seen.hit(_LOGINS, *counted):
            return None
        seconds = self._seconds(_LOGINS, *counted)
        sentence = f"That were too many tries to log in; please wait {seconds_in_words(seconds)}."
        return TooMany(sentence, seconds)

    def _question(self, limit: RateLimitItem, whose: str, *counted: str) -> TooMany:
        seconds = self._seconds(limit, *counted)
        sentence = (
            f"This page takes {limit.amount} questions a minute from {whose}; "
            f"please ask again in {seconds_in_words(seconds)}."
        )
        return TooMany(sentence, seconds)

    def _seconds(self, limit: RateLimitItem, *counted: str) -> int:
        until = self._seen.get_window_stats(limit, *counted).reset_time
        return max(1, math.ceil(until - time.time()))


def seconds_in_words(seconds: int) -> str:
    """ "1 second" or "2 seconds"."""
    return f"{seconds} second{'s' if seconds > 1 else ''}"


def network_of(address: str) -> str:
    """The address that is counted: of IPv6 the first 64 bits, which belong to one subscriber."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
