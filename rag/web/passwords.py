"""The readers' names and passwords of a hosted page: read, hashed and compared.

A file has one `name:hash` a line, the hash made by bcrypt: the format of `htpasswd -B`, and of
`python app.py password NAME`.
"""

import asyncio
import os
import re
import shlex
import stat
from collections.abc import Sequence
from pathlib import Path

import bcrypt

from rag.errors import InputError

# bcrypt reads no more of a password.
_MOST_BYTES = 72
_HASH = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
# Compared with where the name is unknown, so that the time taken does not tell which names are.
_NOBODY = bcrypt.hashpw(b"nobody", bcrypt.gensalt(10))
_MAKE_ONE = "make one with: python app.py password NAME"


def hashed(password: str) -> str:
    """The bcrypt hash of `password`, for a file of passwords.

    Raises:
        InputError: it is empty, or longer than 72 bytes.
    """
    secret = password.encode("utf-8")
    if not secret:
        raise InputError("The password is empty; give one of at least one character.")
    if len(secret) > _MOST_BYTES or b"\0" in secret:
        raise InputError(f"The password is too long; {_MOST_BYTES} bytes are the most.")
    return bcrypt.hashpw(secret, bcrypt.gensalt(10)).decode("ascii")


class Passwords:
    """Checks a name and its password."""

    def __init__(self, hashes: dict[str, str]) -> None:
        self._hashes = {name: hash_.encode("ascii") for name, hash_ in hashes.items()}

    def __len__(self) -> int:
        return len(self._hashes)

    async def check(self, name: str, password: str) -> bool:
        """Whether they belong together; in a thread, as it takes some 50 ms on purpose.

        For Gradio's log-in, which awaits a coroutine function and nothing else: of an object that
        is called like one it would take the coroutine for a yes.
        """
        return await asyncio.to_thread(self.match, name, password)

    def match(self, name: str, password: str) -> bool:
        """The same, at once."""
        secret = password.encode("utf-8", "replace")
        fits = len(secret) <= _MOST_BYTES and b"\0" not in secret
        known = self._hashes.get(name)
        return bcrypt.checkpw(secret if fits else b"", known or _NOBODY) and bool(known) and fits


def read_passwords(given: Sequence[str], file: Path | None) -> Passwords | None:
    """The passwords of `--auth name:password` and of a file; None where neither gives any.

    Raises:
        InputError: one has no colon, or the file is open to other users of the machine, or not one
            of names and bcrypt hashes.
    """
    hashes = {}
    for entry in given:
        name, colon, password = entry.partition(":")
        if not (name.strip() and colon and password):
            raise InputError("--auth takes a name and a password, as in --auth anna:secret.")
        hashes[name.strip()] = hashed(password)
    if file is not None:
        hashes |= _of_file(file)
    return Passwords(hashes) if hashes else None


def _of_file(file: Path) -> dict[str, str]:
    try:
        # On Windows the bits of a mode do not tell who may read. A group may: secrets that a
        # service manager or a cluster hands to a program are often its group's.
        open_to_others = os.name != "nt" and file.stat().st_mode & (stat.S_IWGRP | stat.S_IRWXO)
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(
            f"The file of passwords {file} cannot be read ({error.strerror}); {_MAKE_ONE} > {file}"
        ) from None
    except UnicodeDecodeError:
        raise InputError(f"The file of passwords {file} is not UTF-8 text; {_MAKE_ONE}") from None
    if open_to_others:
        raise InputError(
            f"The file of passwords {file} is open to other users of this machine; "
            f"close it with: chmod 600 {shlex.quote(str(file))}"
        )
    hashes = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, hash_ = line.strip().partition(":")
        # The line itself is not shown: it may hold a password.
        if not name or not _HASH.fullmatch(hash_):
            raise InputError(f"{file}, line {number} is no name:hash made by bcrypt; {_MAKE_ONE}")
        hashes[name] = hash_
    if not hashes:
        raise InputError(f"The file of passwords {file} names nobody; {_MAKE_ONE} >> {file}")
    return hashes
