"""Compares names of people: whether two spellings may stand for one person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from rag.reading.people import roles
from rag.reading.people.names import suffix
from rag.reading.terms import fold, words

_NUMERAL = re.compile(r"[ivx]+")
_PARTICLES = frozenset("de des da di du del della der den van von al bin ibn el la le dos".split())
# Letters of a surname from which one slip is forgiven, and from which two are.
_ONE_SLIP = 5
_TWO_SLIPS = 8


@dataclass(frozen=True, slots=True)
class FullName:
    """A personal name in its folded parts; `suffix` is what tells a son from his father."""

    first: str
    middle: tuple[str, ...]
    last: str
    suffix: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Every part but the suffix."""
        return (self.first, *self.middle, self.last)


def name_words(name: str) -> list[str]:
    """The folded words of a name without full stops, numerals and suffixes: "J. D." is one."""
    found: list[str] = []
    initials = False
    for token in name.split():
        word = fold(token).replace(".", "").strip(",'\"“”")
        if not word or (found and (suffix(f"x {token}") or _NUMERAL.fullmatch(word))):
            continue
        initial = len(word) == 1
        if initial and initials and len(found) == 1:
            found[-1] += word
        else:
            found.append(word)
        initials = initial
    return found


def read_full_name(name: str) -> FullName | None:
    """The parts of a name of two words or more."""
    own = name_words(name)
    if len(own) < 2:
        return None
    middle = tuple(word for word in own[1:-1] if word not in _PARTICLES)
    return FullName(own[0], middle, own[-1], suffix(name).lower())


def may_be_one(one: FullName, other: FullName, *, same_office: bool, known: bool) -> bool:
    """Whether nothing in two names parts them.

    Where both are said to hold the `same_office`, a slip, a short form of the first name and a
    missing "Jr." are forgiven too; where one is well `known`, an initial for the first name.
    """
    if one.suffix != other.suffix and not (same_office and not (one.suffix and other.suffix)):
        return False
    if one.last != other.last and not (same_office and is_slip(one.last, other.last)):
        return False
    if _tail_of(one, other) or _tail_of(other, one):
        return True
    firsts = (
        one.first == other.first
        or ((known or same_office) and _fits(one.first, other.first))
        or (same_office and _kindred(one.first, other.first))
    )
    return firsts and _middles_fit(one.middle, other.middle)


def same_person(name: str, other: str, role: str | None = None) -> bool:
    """Whether two names can be one's: a surname for a full name, the initials of a body for its
    name, the `role` of the other before a name or in its place.
    """
    mine, theirs, held = (words(it.replace(".", "")) for it in (name, other, role or ""))
    if not mine or not theirs:
        return False
    if _initials_of(name, theirs) or _initials_of(other, mine):
        return True
    if {*mine} <= {*theirs} or {*theirs} <= {*mine} or (held and {*mine} <= {*held}):
        return True
    return mine[-1] == theirs[-1] and {*mine[:-1]} <= {*theirs, *held}


def _initials_of(short: str, long: Sequence[str]) -> bool:
    """Whether "CDC" is made of the first letters of a name's words, all or the first of them."""
    letters = short.replace(".", "")
    initials = "".join(word[0] for word in long if word not in ("of", "and", "the", "for"))
    return letters.isupper() and len(letters) > 1 and initials.startswith(letters.casefold())


def is_slip(one: str, other: str) -> bool:
    """Whether two words differ by a slip or two of typing or of transcription."""
    shorter = min(len(one), len(other))
    if shorter < _ONE_SLIP:
        return False
    slips = 2 if shorter >= _TWO_SLIPS else 1
    return DamerauLevenshtein.distance(one, other, score_cutoff=slips) <= slips


def _fits(one: str, other: str) -> bool:
    """Equal, or one the initial of the other."""
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def _middles_fit(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return all(any(_fits(word, it) for it in longer) for word in shorter)


def _tail_of(short: FullName, long: FullName) -> bool:
    """ "Lula da Silva" of "Luiz Inácio Lula da Silva"."""
    return not short.middle and short.last == long.last and short.first in long.middle


def _kindred(one: str, other: str) -> bool:
    """ "Mike" and "Michael", "Ahmed" and "Ahmad": begin alike, and no he beside a she."""
    genders = {roles.FIRST_NAMES.get(name.capitalize(), "") for name in (one, other)} - {""}
    return one[0] == other[0] and len(genders) < 2
