"""How a page is offered: to its own machine, or to others, and what they may do there."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from rag.web.passwords import Passwords
from rag.web.permissions import EVERYTHING, READ_ONLY, Permissions

_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Hosting:
    """What the options of the command say.

    A public page counts questions and logs them; one that is not answers to its own machine alone.
    `framed_by` is who may show it in a frame, as a content policy says it. Followed feeds are
    looked into after every `refresh`, and articles let go that are older than `keep`.
    """

    is_public: bool
    permissions: Permissions = READ_ONLY
    passwords: Passwords | None = None
    share: bool = False
    framed_by: str = "'self'"
    refresh: timedelta | None = None
    keep: timedelta | None = None
    own_names: frozenset[str] = _OWN_NAMES


def for_host(host: str) -> Hosting:
    """The page of `python app.py`: everything on the own machine, read-only elsewhere."""
    if is_own_machine(host):
        return Hosting(False, EVERYTHING, own_names=_OWN_NAMES | {host.strip("[]")})
    return Hosting(True)


def is_own_machine(host: str) -> bool:
    """Whether `host` is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
