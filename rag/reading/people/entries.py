"""A speaker in the making: gathers the names, roles and articles of one person or body."""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Literal, NamedTuple

from rag.reading.people import roles
from rag.reading.people.full_names import FullName, name_words
from rag.reading.terms import fold, words
from rag.records import Speaker

# Where a word belongs by which a speaker is found: a last name, another part of the name, a role.
Part = Literal["last", "name", "role"]


class Quoted(NamedTuple):
    """A name as one article gives it, with one of the roles that it gives with it."""

    article_id: str
    name: str
    role: str | None
    named: bool


@dataclass(eq=False)
class Entry:
    """A speaker in the making."""

    named: bool = True
    forms: list[FullName] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)  # full or only names, by articles
    aliases: Counter[str] = field(default_factory=Counter)  # shorter or misspelt ones
    roles: Counter[str] = field(default_factory=Counter)
    articles: set[str] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)

    def take(self, sightings: Iterable[Quoted], *, alias: bool = False) -> None:
        seen = set()
        for it in sightings:
            if it.article_id not in seen:
                (self.aliases if alias else self.names)[it.name] += 1
                seen.add(it.article_id)
            if it.role:
                self.roles[it.role] += 1
                self.offices |= offices([it])
                self.heads |= heads([it])
        self.articles |= seen

    def join(self, other: "Entry") -> None:
        self.forms += other.forms
        self.aliases += other.names + other.aliases
        self.roles += other.roles
        self.articles |= other.articles
        self.offices |= other.offices
        self.heads |= other.heads

    @property
    def is_person(self) -> bool:
        return bool(self.roles) or any(
            form.first.capitalize() in roles.FIRST_NAMES for form in self.forms
        )

    def named_apart_from(self, taken: Set[str]) -> Speaker:
        """The speaker, under the most common full name that is not taken: of two as common the one
        that begins with a first name, or is shorter.
        """
        firsts = roles.FIRST_NAMES
        order = sorted(
            {*self.names, *self.aliases},
            key=lambda it: (-self.names[it], it.partition(" ")[0] not in firsts, len(it), it),
        )
        numbered = (f"{order[0]} ({number})" for number in count(2))
        name = next(it for it in chain(order, numbered) if it not in taken)
        variants = tuple(sorted({*order} - {name}))
        return Speaker(name, self._common_role(), len(self.articles), self.named, variants)

    def words(self) -> dict[str, Part]:
        """The folded words by which it is found, each with the most telling part that it plays."""
        found: dict[str, Part] = dict.fromkeys(
            (word for role in self.roles for word in words(role)), "role"
        )
        names = [name_words(name) for name in (*self.names, *self.aliases)]
        found |= dict.fromkeys((word for own in names for word in own[:-1]), "name")
        found |= dict.fromkeys((word for own in names for word in own[-1:]), "last")
        return found

    def _common_role(self) -> str | None:
        """The role that is given most often, in its most common spelling."""
        together: Counter[str] = Counter()
        for role, times in self.roles.items():
            together[role.lower()] += times
        if not together:
            return None
        most = max(together, key=lambda it: (together[it], it))
        return max(
            (it for it in self.roles if it.lower() == most), key=lambda it: (self.roles[it], it)
        )


def offices(seen: Iterable[Quoted]) -> set[str]:
    """The offices of two words or more that are given: "treasury secretary"."""
    found = set()
    for it in seen:
        office = [
            word
            for word in fold(it.role or "").replace(".", "").split()
            if word not in ("us", "the", "former", "acting", "then")
        ]
        if len(office) > 1:
            found.add(" ".join(office))
    return found


def heads(seen: Iterable[Quoted]) -> set[str]:
    """The plain nouns of the offices: "secretary"."""
    given = {word for it in seen if it.role for word in it.role.replace("-", " ").split()}
    return {noun for word in given if (noun := roles.office(word)) in roles.ROLE_NOUNS}
