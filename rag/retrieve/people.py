"""The people and bodies whom a library quotes: those quoted most, and one of them in full."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from rapidfuzz import fuzz, process

from rag.errors import InputError
from rag.ingest.characters import tidy_characters
from rag.library import Library
from rag.library.rows import Sighting
from rag.reading.people.full_names import is_slip, name_words, read_full_name
from rag.reading.terms import fold
from rag.records import Speaker
from rag.retrieve.question.asked_speaker import known_speaker, speakers_meant
from rag.retrieve.question.identify import speakers_named
from rag.retrieve.said import Said, everything_said

# Characters of a name that is looked up, and of one that is repeated in an error.
_LONGEST_NAME = 500
_LONGEST_SHOWN = 60
# Names that one which nobody bears is compared with, and how alike they are, of 100.
_COMPARED = 50_000
_ALIKE = 60
# The statements that stand for what somebody said of late.
_LATEST = 5


@dataclass(frozen=True, slots=True)
class Person:
    """A person or body in a list: `role` is the latest that an article gives.

    `articles` and `statements` are counted as the library has them, copies included; `outlets` is
    the number of outlets with a name. `first` and `last` are days of publication, None where no
    article has one.
    """

    name: str
    role: str | None
    articles: int
    statements: int
    outlets: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Office:
    """A role as articles give it, with the first and last day on which one does."""

    role: str
    articles: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class OutletShare:
    """How many articles of an outlet quote somebody; `outlet` is None for those without one."""

    outlet: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class PersonInFull(Person):
    """All that a library knows of a person or body.

    `variants` are the other names in its articles; `direct`, `mixed` and `indirect` are the
    statements of each kind. `offices` come oldest first, `in_outlets` largest first and `latest`,
    the last few statements, newest first.
    """

    variants: tuple[str, ...]
    direct: int
    mixed: int
    indirect: int
    offices: tuple[Office, ...]
    in_outlets: tuple[OutletShare, ...]
    latest: tuple[Said, ...]


def most_quoted(library: Library, count: int) -> list[Person]:
    """The people and bodies by name whom most articles quote, at most `count`."""
    return outlined(library.database.speakers(count), library)


def find_people(name: str, library: Library) -> tuple[Speaker, ...]:
    """Whom `name` may mean, as a question would mean it, most quoted first.

    A name as the library lists it means that one alone, but for a surname that others bear too.

    Raises:
        InputError: the name is empty or too long, or nobody is called so.
    """
    written = " ".join(tidy_characters(name).split())
    if not written:
        raise InputError("The name is empty; give one, or none for those who are quoted most.")
    if len(written) > _LONGEST_NAME:
        raise InputError(f"The name has more than {_LONGEST_NAME} characters; give a shorter one.")
    listed = library.database.speaker_called_just(written)
    found = speakers_meant(written, library) or _in_other_words(written, library)
    named = [listed] if listed else [it for it in found if _is_called(it, written)]
    if len(named) == 1 and not any(_shares_name(it, named[0], written) for it in found):
        return (named[0],)
    if not found:
        shown = written if len(written) <= _LONGEST_SHOWN else f"{written[:_LONGEST_SHOWN]}…"
        raise InputError(
            f"The library quotes nobody called “{shown}”; see whom it quotes most with: "
            "python app.py people"
        )
    return tuple(found)


def names_like(name: str, library: Library, count: int) -> list[str]:
    """The names that look most like one that nobody bears, at most `count`, the likest first."""
    known = [it.name for it in library.database.speakers(_COMPARED)]
    likest = process.extract(
        tidy_characters(name)[:_LONGEST_SHOWN], known, scorer=fuzz.token_sort_ratio,
        processor=fold, limit=count, score_cutoff=_ALIKE,
    )  # fmt: skip
    return [found for found, *_ in likest]


def outlined(speakers: Sequence[Speaker], library: Library) -> list[Person]:
    """The speakers, in their order, with what the articles tell of each."""
    sightings = _sightings([it.name for it in speakers], library)
    return [_person(it.name, sightings[it.name]) for it in speakers]


def in_full(speaker: Speaker, library: Library) -> PersonInFull:
    """All that the library knows of a speaker."""
    seen = _sightings([speaker.name], library)[speaker.name]
    person = _person(speaker.name, seen)
    kinds: Counter[str] = Counter()
    for it in seen:
        kinds[it.kind] += it.statements
    in_outlets = Counter(outlet for outlet, _ in {(it.outlet, it.article_id) for it in seen})
    ranked = sorted(in_outlets.items(), key=lambda it: (-it[1], it[0] or ""))
    return PersonInFull(
        person.name, person.role, person.articles, person.statements, person.outlets,
        person.first, person.last,
        variants=speaker.variants,
        direct=kinds["direct"], mixed=kinds["mixed"], indirect=kinds["indirect"],
        offices=tuple(_offices(seen)),
        in_outlets=tuple(OutletShare(*it) for it in ranked),
        latest=tuple(islice(everything_said(speaker.name, library), _LATEST)),
    )  # fmt: skip


def _is_called(speaker: Speaker, written: str) -> bool:
    return any(fold(name) == fold(written) for name in (speaker.name, *speaker.variants))


def _shares_name(other: Speaker, named: Speaker, written: str) -> bool:
    """Whether a name of one word is somebody else's last one too, or an office ("mayor")."""
    own = name_words(written)
    if len(own) != 1 or other.name == named.name:
        return False
    return not named.named or (other.named and name_words(other.name)[-1:] == own)


def _in_other_words(written: str, library: Library) -> Sequence[Speaker]:
    """Whom no question would mean by it, since a question holds other words besides.

    All the words may stand in a name or a role ("Chicago mayor Lind"), or the name be misspelt.
    """
    own = name_words(written)
    if not own:
        return ()
    known = known_speaker(written, library, alone=True) or written
    return (
        library.database.speakers_called(own, roles=True)
        or speakers_named(known, None, library)
        or _first_name_misspelt(known, library)
    )


def _first_name_misspelt(name: str, library: Library) -> list[Speaker]:
    form = read_full_name(name)
    if form is None:
        return []
    bearers = [it for it in library.database.speakers_called([form.last]) if it.named]
    return [
        it
        for it in bearers
        if (other := read_full_name(it.name))
        and other.last == form.last
        and is_slip(form.first, other.first)
    ]


def _sightings(names: Sequence[str], library: Library) -> dict[str, list[Sighting]]:
    found: dict[str, list[Sighting]] = defaultdict(list)
    for it in library.database.sightings(names):
        found[it.speaker].append(it)
    return found


def _person(name: str, seen: Sequence[Sighting]) -> Person:
    first, last = _span(seen)
    return Person(
        name=name,
        role=_latest_role(_offices(seen)),
        articles=len({it.article_id for it in seen}),
        statements=sum(it.statements for it in seen),
        outlets=len({it.outlet for it in seen} - {None}),
        first=first,
        last=last,
    )


def _latest_role(offices: Sequence[Office]) -> str | None:
    if not offices:
        return None
    latest = max(offices, key=lambda it: (it.last or date.min, it.articles))
    # An obituary that names a "Vice President" of old does not make a later President one again.
    later = [
        it
        for it in offices
        if it.articles > latest.articles and (it.first or date.min) > (latest.first or date.min)
    ]
    return max(later, key=lambda it: it.articles, default=latest).role


def _offices(seen: Iterable[Sighting]) -> list[Office]:
    """The roles, oldest first; one that is written in capitals and without is one role."""
    together: dict[str, list[Sighting]] = defaultdict(list)
    for it in seen:
        if it.role:
            together[it.role.lower()].append(it)
    offices = []
    for sightings in together.values():
        spelt = Counter(it.role for it in sightings if it.role)
        role = max(spelt, key=lambda it: (spelt[it], it))
        offices.append(Office(role, len({it.article_id for it in sightings}), *_span(sightings)))
    return sorted(offices, key=lambda it: (it.first or date.max, it.last or date.max, it.role))


def _span(seen: Iterable[Sighting]) -> tuple[date | None, date | None]:
    days = [it.published for it in seen if it.published]
    return min(days, default=None), max(days, default=None)
