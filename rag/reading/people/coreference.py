"""Who an article is about: keeps the names that it has given, and tells whom a mention means.

A surname, an office or a pronoun is resolved to the full name that stands nearest before it and
fits. Where two people fit and nothing parts them the mention stays as written: no speaker is
better than a wrong one.
"""

from dataclasses import dataclass, field

from rag.reading.people import roles
from rag.reading.people.mentions import Mention
from rag.reading.people.names import (
    may_be_surname,
    reads_as_person,
    suffix,
    surname,
    without_particle,
)

_KIN = frozenset("son daughter brother sister wife husband father mother widow".split())
_MINOR = 10  # times as often as one of the family the head must be named to be meant beside them
_HEAD = 2  # times as often as all others together whoever is meant by the surname is named
_BACK = 6  # sentences that a pronoun reaches back


@dataclass(slots=True)
class Figure:
    """Somebody with a full name, or a body, in one article."""

    name: str
    person: bool
    gender: str = ""
    named: bool = True  # False for somebody whom the article calls "a resident"
    roles: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # sentences that name them


# Somebody of whom nothing is known: "she" after "Heinrichs said" is nobody whom the article has
# named in full.
_SOMEBODY = Figure("", True, named=False)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom a mention means. `named` is False for a source without a name of its own."""

    name: str
    role: str | None
    named: bool
    person: bool = False


class People:
    """The figures of an article in the order of their naming."""

    def __init__(self) -> None:
        self._figures: dict[str, Figure] = {}
        self._by_last: dict[str, list[Figure]] = {}
        # By sentence: who speaks or acts there first, and everybody else who is named.
        self._acting: dict[int, list[Figure]] = {}
        self._named: dict[int, list[Figure]] = {}
        self._spoke: Speaker | None = None
        self._spoke_at = 0
        self._first = 0  # the sentence in which this story begins

    def add(self, mention: Mention, sentence: int, *, acting: bool) -> None:
        """Remember a name and where it stands. A later full name completes nothing before it."""
        figure = self._known(mention, sentence)
        if figure is None:
            if " " not in mention.name and mention.role is None and not mention.title:
                return
            figure = self._figures[mention.name] = Figure(mention.name, _is_person(mention))
            for key in {surname(mention.name), surname(mention.name).split("-")[-1]}:
                self._by_last.setdefault(key.casefold(), []).append(figure)
        figure.person = figure.person or _is_person(mention)
        figure.gender = figure.gender or mention.title or _by_first_name(figure.name)
        if mention.role and mention.role not in figure.roles:
            figure.roles.append(mention.role)
        figure.places.append(sentence)
        (self._acting if acting else self._named).setdefault(sentence, []).append(figure)

    def acts(self, mention: Mention, sentence: int) -> None:
        """Remember somebody who acts in a sentence without a name: "he" after it may mean them."""
        noun = mention.noun
        if mention.plural or (roles.office(noun) not in roles.ROLE_NOUNS | roles.GENDERED.keys()):
            return
        figure = self._by_office(mention, sentence) if mention.definite else None
        gender = roles.GENDERED.get(noun, "")
        self._acting.setdefault(sentence, []).append(
            figure or Figure(mention.text, True, gender, named=False)
        )

    def surnames(self) -> frozenset[str]:
        """The last names that the article has given, in lower case."""
        return frozenset(self._by_last)

    def spoke(self, speaker: Speaker, sentence: int) -> None:
        """Remember who speaks in a sentence: whom a pronoun after it means."""
        self._spoke, self._spoke_at = speaker, sentence
        figure = self._figures.get(speaker.name)
        if figure is not None:
            figure.person = figure.person or reads_as_person(figure.name)
        elif speaker.named and may_be_surname(speaker.name):
            figure = _SOMEBODY
        if figure is not None:
            self._acting.setdefault(sentence, []).insert(0, figure)

    def begin(self, sentence: int) -> None:
        """Another story begins, such as an entry of a live blog: a pronoun reaches no further."""
        self._spoke = None
        self._first = sentence

    def whom(self, mention: Mention, sentence: int, *, before: list[Mention]) -> Speaker:
        """Resolve a mention in `sentence`; `before` are the names that act there before it."""
        if mention.kind == "name":
            return self._by_name(mention, sentence)
        found = None
        if mention.kind == "pronoun":
            spoke = self._spoke if sentence - self._spoke_at <= 1 else None
            if mention.noun in ("it", "they") and spoke is not None and not spoke.person:
                return spoke
            if mention.noun in ("he", "she"):
                found = self._by_pronoun(mention.noun, sentence, before)
        elif mention.definite and not mention.plural:
            found = self._by_office(mention, sentence)
        if found is None or found is _SOMEBODY:
            return Speaker(mention.text, None, named=False)
        role = found.roles[0] if found.roles else None
        return Speaker(found.name, role, found.named, found.person)

    def _by_name(self, mention: Mention, sentence: int) -> Speaker:
        figure = self._known(mention, sentence)
        if figure is None:
            person = reads_as_person(mention.name) or bool(mention.title)
            return Speaker(mention.name, mention.role, True, person)
        role = mention.role or (figure.roles[0] if figure.roles else None)
        return Speaker(figure.name, role, True, figure.person)

    def _known(self, mention: Mention, sentence: int) -> Figure | None:
        name = without_particle(mention.name)
        exact = self._figures.get(mention.name)
        last = self._by_last.get(surname(name).casefold(), [])
        if " " in name:
            if exact is not None:
                return exact
            # "Donald J. Trump" and "Donald Trump", but not "Donald Trump Jr.".
            first, junior = name.split()[0], suffix(name)
            same = [
                it
                for it in last
                if it.person and it.name.split()[0] == first and suffix(it.name) == junior
            ]
            return same[0] if same else self._with_part(name)
        fitting = [
            it
            for it in last
            if not (mention.title and it.gender and it.gender != mention.title)
            and " " in it.name
            and (it.person or reads_as_person(it.name))
        ]
        if mention.definite and not mention.role:
            fitting = []  # "the Post" is nobody's surname
        if not fitting and exact is None:
            found = self._with_part(name)
            fitting = [found] if found else []
        if not fitting:
            return exact
        before = [it for it in fitting if it.places and it.places[0] <= sentence] or fitting
        return before[0] if len(before) == 1 else _head_of(before, sentence)

    def _with_part(self, part: str) -> Figure | None:
        """The one person of whose name `part` is another part than the last: the first of "Park
        Min-jun", the middle one of "Lucía Márquez Gil", the last two of "Gabriel García Márquez".
        """
        wanted = part.split()
        found = [
            it
            for it in self._figures.values()
            if (it.person or reads_as_person(it.name)) and _holds_run(it.name.split(), wanted)
        ]
        return found[0] if len(found) == 1 else None

    def _by_pronoun(self, pronoun: str, sentence: int, before: list[Mention]) -> Figure | None:
        for mention in before:
            figure = self._known(mention, sentence)
            if figure is not None and _may_be(figure, pronoun):
                return figure
        for at in range(sentence - 1, max(self._first, sentence - _BACK) - 1, -1):
            acting = self._acting.get(at, [])
            fitting = [it for it in acting if _may_be(it, pronoun)]
            if fitting:
                return fitting[0]
            # "Spain's Bonmati apologised. … she said": somebody whose first name tells nothing.
            unsure = [it for it in acting if reads_as_person(it.name) and not it.person]
            if unsure:
                return unsure[0] if at == sentence - 1 and len(unsure) == 1 else None
            others = {it.name: it for it in self._named.get(at, []) if _may_be(it, pronoun)}
            if len(others) == 1:
                return next(iter(others.values()))
            if others:
                return None
        return None

    def _by_office(self, mention: Mention, sentence: int) -> Figure | None:
        """ "the senator": the one person named as such, or the one named last before it."""
        noun = roles.office(mention.noun)
        if noun not in roles.ROLE_NOUNS:
            return None
        holders = [
            it
            for it in self._figures.values()
            if it.person
            and it.places[0] <= sentence
            and any(_holds(role, noun) for role in it.roles)
        ]
        modifiers = [
            word.casefold()
            for word in (mention.role or "").split()
            if word.casefold() not in ("the", "state", "former")
        ]
        fitting = [
            it
            for it in holders
            if all(any(word in role.casefold() for role in it.roles) for word in modifiers)
        ]
        if modifiers and not fitting:
            return None
        return fitting[0] if len(fitting) == 1 else None


def _holds_run(words: list[str], run: list[str]) -> bool:
    ends = range(len(words) - len(run) + 1)
    return len(words) > len(run) and any(words[at : at + len(run)] == run for at in ends)


def _is_kin(role: str) -> bool:
    return role.split(" of ")[0].split()[-1].casefold() in _KIN


def _is_person(mention: Mention) -> bool:
    """Whether it is known to be somebody: an office, a title or a first name says so."""
    if mention.title:
        return True
    one = mention.name.split()[0]
    return (reads_as_person(mention.name) and bool(mention.role or one in roles.FIRST_NAMES)) or (
        " " not in mention.name and bool(mention.role)
    )


def _holds(role: str, noun: str) -> bool:
    return any(
        roles.office(word) == noun for word in role.split(" of ")[0].split(" for ")[0].split()
    )


def _head_of(family: list[Figure], sentence: int) -> Figure | None:
    """Whom news means by the surname that several people in an article share: the only one with an
    office, or the one who is named far more often than all others together. Nobody, where another
    one who is named often too, and as more than kin, was the last before `sentence`.
    """
    in_office = [it for it in family if not all(_is_kin(role) for role in it.roles)]
    most = max(family, key=lambda it: len(it.places))
    others = sum(len(it.places) for it in family if it is not most)
    if len(in_office) == 1:
        head = in_office[0]
    elif len(most.places) > _HEAD * others:
        head = most
    else:
        return None
    last = {it.name: max((at for at in it.places if at < sentence), default=-1) for it in family}
    nearer = [
        it
        for it in family
        if last[it.name] > max(last[head.name], sentence - _BACK)
        and len(it.places) * _MINOR > len(head.places)
        and not (it.roles and all(_is_kin(role) for role in it.roles))
    ]
    return None if nearer else head


def _by_first_name(name: str) -> str:
    return roles.FIRST_NAMES.get(name.split()[0], "") if " " in name else ""


def _may_be(figure: Figure, pronoun: str) -> bool:
    return figure.person and figure.gender in ("", pronoun)
