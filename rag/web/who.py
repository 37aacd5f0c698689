"""The page of one person or body: everything that they are reported to have said, by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from markupsafe import Markup

from rag.retrieve.people import Person, PersonInFull
from rag.retrieve.said import Said
from rag.web.addresses import article_address, person_address, question_address
from rag.web.templating import macro

# Statements on a page, and characters of a topic.
ON_A_PAGE = 50
LONGEST_TOPIC = 200
# Names, offices and outlets that are shown without being asked for.
_FEW = 8
_KINDS = {
    "direct": "word for word",
    "mixed": "partly word for word",
    "indirect": "in indirect speech",
}
_person = macro("who.html.jinja", "person")
_people = macro("who.html.jinja", "people")
_told = macro("plain.html.jinja", "told")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants to see of somebody: what was said `about` a topic, "" for everything, and
    which `page` of it, from 1. `just` says that the name is meant as the library lists it.
    """

    about: str = ""
    page: int = 1
    just: bool = False


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of statements: `in_all` without a topic and `found` with it, those shown by day, each
    with its kind in words and where its article opens; and the addresses that lead on, "" for none.
    """

    title: str
    person: PersonInFull
    shows_facts: bool
    about: str
    just: bool
    longest_topic: int
    in_all: int
    found: int
    days: Sequence[tuple[date | None, Sequence[tuple[Said, str, str]]]]
    here: str
    everything: str
    ask: str
    newer: str
    older: str


def render_person(
    person: PersonInFull, in_all: int, found: Sequence[Said], wanted: Wanted, root: str
) -> Markup:
    """The page of somebody with `in_all` statements, of which those `found` are `wanted`, newest
    first; `root` stands before the addresses of this server's pages.
    """
    last = max(1, -(-len(found) // ON_A_PAGE))
    number = min(wanted.page, last)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]

    def page(at: int, about: str = wanted.about) -> str:
        return person_address(root, person.name, about=about, just=wanted.just, page=at)

    facts = len(person.variants) + len(person.offices) + len(person.in_outlets)
    return _person(
        _Page(
            title=f"{person.name} on “{wanted.about}”" if wanted.about else person.name,
            person=person,
            shows_facts=facts <= _FEW and not wanted.about and number == 1,
            about=wanted.about,
            just=wanted.just,
            longest_topic=LONGEST_TOPIC,
            in_all=in_all,
            found=len(found),
            days=[
                (day, [_statement(it, root) for it in told])
                for day, told in groupby(shown, key=lambda it: it.day)
            ],
            here=person_address(root, person.name),
            everything=page(1, ""),
            ask=question_address(root, f"What did {person.name} say about {wanted.about}?"),
            newer=page(number - 1) if number > 1 else "",
            older=page(number + 1) if number < last else "",
        ),
        root,
    )


def render_most_quoted(people: Sequence[Person], root: str) -> Markup:
    """The page of those whom the library quotes most, with a form to look for somebody."""
    listed = [(it, _address_of(it.name, root)) for it in people]
    sentence = "The people and bodies whom most articles quote, each with all that they said."
    return _people("Whom the library quotes", sentence, listed, person_address(root, ""), root)


def render_which(name: str, people: Sequence[Person], wanted: Wanted, root: str) -> Markup:
    """The page of a name that means several people."""
    listed = [(it, _address_of(it.name, root, wanted.about)) for it in people]
    return _people(name, f"{len(people):,} whom the library quotes may be meant.", listed, "", root)


def render_told(title: str, sentence: str, root: str, names: Sequence[str] = ()) -> Markup:
    """A page of one sentence, with the `names` that may have been meant."""
    likely = [(name, _address_of(name, root)) for name in names]
    return _told(title, sentence, likely, root)


def _address_of(name: str, root: str, about: str = "") -> str:
    """The address of one who is listed: a name of one word alone may be another's surname too."""
    return person_address(root, name, about=about, just=" " not in name)


def _statement(said: Said, root: str) -> tuple[Said, str, str]:
    address = article_address(root, said.article_id, said.start, said.end)
    return said, _KINDS.get(said.kind, said.kind), address
