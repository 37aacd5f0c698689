"""A name and a password that come with a request, as programs send them."""

import base64
import binascii
import hmac
import secrets
from collections import OrderedDict

# Pairs that are remembered, the latest: a check of one takes some 50 ms on purpose.
_REMEMBERED = 1000


def credentials_of(authorization: str) -> tuple[str, str] | None:
    """The name and password of an Authorization header: HTTP Basic, or `name:password` as the
    bearer token, which is all that clients of a language model can send. None where it has none.
    """
    scheme, _, given = authorization.strip().partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            return None
    elif scheme.lower() != "bearer":
        return None
    name, colon, password = given.partition(":")
    return (name, password) if colon else None


class Known:
    """Which pairs were found to belong together, without keeping a password."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._digests: OrderedDict[bytes, None] = OrderedDict()

    def knows(self, name: str, password: str) -> bool:
        """Whether the pair is remembered."""
        return self._digest(name, password) in self._digests

    def remember(self, name: str, password: str) -> None:
        """Remember a pair that was checked."""
        self._digests[self._digest(name, password)] = None
        if len(self._digests) > _REMEMBERED:
            self._digests.popitem(last=False)

    def _digest(self, name: str, password: str) -> bytes:
        pair = f"{len(name)}:{name}{password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, pair, "sha256")
