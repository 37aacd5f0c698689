"""How many questions a reader, and an address, may ask a minute."""

import ipaddress

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from rag.settings import Settings

# Tries to log in that an address has a minute.
_LOGINS = RateLimitItemPerMinute(10)
TOO_MANY_LOGINS = "That were too many tries to log in; please wait a minute."


class Limits:
    """Counts in a window of the last 60 seconds, in this process's memory."""

    def __init__(self, settings: Settings) -> None:
        self._of_reader = RateLimitItemPerMinute(settings.questions_per_minute)
        self._of_address = RateLimitItemPerMinute(settings.address_questions_per_minute)
        self._seen = MovingWindowRateLimiter(MemoryStorage())

    def refuse_question(self, address: str, session: str) -> str | None:
        """Count a question; one sentence for the reader where it is one too many.

        A session's name is the browser's own choice, so the address is what really binds.
        """
        network = network_of(address)
        if not self._seen.hit(self._of_address, "question", network):
            return _sentence(self._of_address, "your network address")
        if session and not self._seen.hit(self._of_reader, "reader", network, session):
            return _sentence(self._of_reader, "a reader")
        return None

    def refuse_login(self, address: str) -> str | None:
        """Count a try to log in; one sentence where it is one too many."""
        hit = self._seen.hit(_LOGINS, "login", network_of(address))
        return None if hit else TOO_MANY_LOGINS


def _sentence(limit: RateLimitItem, whose: str) -> str:
    return (
        f"This page takes {limit.amount} questions a minute from {whose}; "
        "please ask again in a minute."
    )


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
