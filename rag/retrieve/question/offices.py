"""Who holds an office that a question asks for, by what the articles call the people they quote."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.reading.people.countries import countries_in
from rag.reading.people.roles import ENDED, ROLE_NOUNS, office
from rag.reading.terms import words
from rag.retrieve.question.asked_speaker import speakers_meant
from rag.retrieve.question.identify import KIN, telling_of

_ASKS = re.compile(
    r"^(?:and\s+|so\s+)?who(?:['’]s|\s+(?:is|was))\s+(?:the\s+)?"
    r"(?!\w+ing\b)(?P<office>[^?]+?)(?:\s+(?:now|today|currently|these\s+days|at\s+the\s+moment"
    r"|(?:in|on|as\s+of|during)\s+[\w\s.,]*\b\d{4}))?\W*$",
    re.I,
)
_AT_PRESENT = re.compile(r"\b(?:current|new|now)\s+", re.I)
# Whoever is called so does not hold the office yet, or not at all.
_NOT_YET = re.compile(
    r"\b(?:acting|deputy|vice|lieutenant|assistant|associate|candidate|nominee|elect|pick)\b", re.I
)
# "Senator" alone may be anybody: whoever is meant by an office in one word, as by "the pope", is
# called so this many times as often as the next.
_DOMINANT = 3
# Who held an office lately is who is called so most in as many days up to the last time.
_LATELY = timedelta(days=60)


class Holder(NamedTuple):
    """Who is called the holder of an office, in each spelling, and in which articles, the newest
    first.
    """

    names: tuple[str, ...]
    article_ids: tuple[str, ...]


def asked_office(question: str) -> str | None:
    """The office whose holder a question asks for: "who is the president of France?"."""
    asks = _ASKS.match(question)
    told = _AT_PRESENT.sub("", asks["office"]) if asks else ""
    return told if head_of(told) in ROLE_NOUNS - KIN else None


def holder_of(told: str, library: Library, narrowing: Narrowing, by: date) -> Holder | None:
    """Who is called the holder of an office most in the last days that an article tells of it,
    within the dates of `narrowing` and `by` a day.
    """
    bearers = {it.name: (it.name, *it.variants) for it in speakers_meant(told, library) if it.named}
    end = min(day for day in (narrowing.date_to, narrowing.as_of, by) if day)
    seen = [
        (it.published, it.speaker, it.article_id)
        for it in library.database.sightings([*bearers])
        if it.published
        and (narrowing.date_from or date.min) <= it.published <= end
        and is_held(told, it.role or "")
    ]
    if not seen:
        return None
    last, _, _ = max(seen)
    lately = [it for it in seen if it[0] >= last - _LATELY]
    (name, count), *others = Counter(speaker for _, speaker, _ in lately).most_common()
    if len(words(told)) == 1 and others and count < _DOMINANT * others[0][1]:
        return None
    newest = sorted((it for it in lately if it[1] == name), reverse=True)
    return Holder(bearers[name], tuple(dict.fromkeys(article_id for *_, article_id in newest)))


def head_of(told: str) -> str:
    """The plain noun of an office: "governor" of "Utah Gov."."""
    return office(telling_of(told)[1])


def is_held(told: str, role: str) -> bool:
    """Whether a role is that office: the same noun, and nothing else of the office but a country,
    which reports leave out of it.
    """
    if head_of(role) != head_of(told) or any(
        sign.search(role) and not sign.search(told) for sign in (ENDED, _NOT_YET)
    ):
        return False
    asked, called = telling_of(told)[0], {office(word) for word in words(role)}
    of_country = {word for country in countries_in(asked) for form in country for word in form}
    return all(office(word) in called or word in of_country for word in asked)
