"""What programs ask of a library, over HTTP and by a model's tools alike: plain values in and out.

Days are text as 2025-04-01; what is returned is JSON's, with days as ISO 8601 text. Every function
raises an InputError where what is given cannot be used, and NotFound where there is no such thing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rag.answer.chain import tidied
from rag.errors import InputError
from rag.ingest.characters import tidy_characters
from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.questions import question_from
from rag.records import Question, RetrievedPassage, Speaker
from rag.retrieve import search, understand
from rag.retrieve.people import find_people, in_full, most_quoted, names_like, outlined
from rag.retrieve.said import Said, everything_said, said_about, said_by_anybody
from rag.settings import Settings
from rag.web.asking import refuse_turned_round
from rag.web.escape import visible
from rag.web.who import LONGEST_TOPIC

MOST_PASSAGES = 100
MOST_STATEMENTS = 200
MOST_PEOPLE = 1000
_FURTHEST = 1_000_000
_PLACE = "The request"
# Names that are offered for one that nobody bears, and characters of it that are repeated.
_OFFERED = 3
_SHOWN = 60


class NotFound(InputError):
    """There is no such article or person."""


def question_of(given: Mapping[str, Any]) -> Question:
    """The question of a program: `question`, and `history`, `date_from`, `date_to`, `outlets`,
    `words` and `choices` where they are given.
    """
    if not isinstance(given.get("question"), str):
        raise InputError("The question must be given in words.")
    question = question_from(dict(given), _PLACE)
    refuse_turned_round(question)
    return question


def passages(
    library: Library,
    settings: Settings,
    query: str,
    *,
    date_from: str | None = None,
    date_to: str | None = None,
    outlets: Sequence[str] = (),
    limit: int = 20,
) -> list[dict[str, Any]]:
    """The passages that fit a question or search words best, best first."""
    _refuse_beyond("limit", limit, MOST_PASSAGES)
    asked = _question(query, date_from, date_to, outlets)
    understood = understand(tidied(asked, settings), library)
    return [_passage(found) for found in search(library, understood, limit)]


def article(library: Library, article_id: str) -> dict[str, Any]:
    """An article whole, into whose `text` all offsets point."""
    found = library.database.article(article_id)
    if found is None:
        raise NotFound("There is no article with this id; the library may have let go of it.")
    return _plain(found)


def quoted_most(library: Library, limit: int = 50) -> list[dict[str, Any]]:
    """The people and bodies whom most articles quote."""
    _refuse_beyond("limit", limit, MOST_PEOPLE)
    return [_plain(person) for person in most_quoted(library, limit)]


def people(library: Library, name: str, *, exact: bool = False) -> list[dict[str, Any]]:
    """Whom a name means: one in full, or in outline all who bear it; with `exact` the one who is
    listed under this very name.
    """
    found = _bearers(library, name, exact)
    if len(found) == 1:
        return [_plain(in_full(found[0], library))]
    return [_plain(person) for person in outlined(found[:MOST_PEOPLE], library)]


def statements(
    library: Library,
    *,
    speaker: str = "",
    about: str = "",
    date_from: str | None = None,
    date_to: str | None = None,
    exact: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> dict[str, Any]:
    """What a speaker said, what anybody said about a topic, or both: `statements`, the newest
    first, from number `offset` on, of `total`.
    """
    _refuse_beyond("limit", limit, MOST_STATEMENTS)
    if type(offset) is not int or not 0 <= offset <= _FURTHEST:
        raise InputError(f"The offset must be a whole number from 0 to {_FURTHEST:,}.")
    if not speaker.strip() and not about.strip():
        raise InputError("Say whose statements are wanted, by speaker, or about what, by about.")
    if len(about) > LONGEST_TOPIC:
        raise InputError(f"The topic may have {LONGEST_TOPIC} characters; give a shorter one.")
    asked = _question(about, date_from, date_to, ())
    first, last = asked.date_from, asked.date_to
    if speaker.strip():
        told = _said_by(library, speaker, about, exact)
    else:
        told = said_by_anybody(about, Narrowing(first, last), library)
    told = [it for it in told if _is_within(it[1].day, first, last)]
    shown = [{"speaker": name, **_plain(said)} for name, said in told[offset : offset + limit]]
    return {"statements": shown, "total": len(told)}


def _said_by(library: Library, speaker: str, about: str, exact: bool) -> list[tuple[str, Said]]:
    found = _bearers(library, speaker, exact)
    if len(found) > 1:
        names = ", ".join(it.name for it in found[:_OFFERED])
        raise InputError(f"The name {_shown(speaker)} means several: {names}; give one in full.")
    said = [*everything_said(found[0].name, library)]
    if about.strip():
        said = said_about(said, about, library)
    return [(found[0].name, it) for it in said]


def _bearers(library: Library, name: str, exact: bool) -> tuple[Speaker, ...]:
    written = " ".join(tidy_characters(name).split())
    listed = library.database.speaker_called_just(written) if exact else None
    if listed:
        return (listed,)
    try:
        return find_people(name, library)
    except InputError:
        likely = names_like(name, library, _OFFERED)
        meant = f"; perhaps {' or '.join(likely)} is meant" if likely else ""
        raise NotFound(f"The library quotes nobody called {_shown(name)}{meant}.") from None


def _question(
    text: str, date_from: str | None, date_to: str | None, outlets: Sequence[str]
) -> Question:
    return question_of(
        {"question": text, "date_from": date_from, "date_to": date_to, "outlets": list(outlets)}
    )


def _refuse_beyond(name: str, value: int, most: int) -> None:
    if type(value) is not int or not 1 <= value <= most:
        raise InputError(f"The {name} must be a whole number from 1 to {most:,}.")


def _is_within(day: date | None, first: date | None, last: date | None) -> bool:
    if day is None:
        return not (first or last)
    return (first or day) <= day <= (last or day)


def _passage(found: RetrievedPassage) -> dict[str, Any]:
    passage = found.passage
    return {
        "passage_id": passage.id,
        "article_id": passage.article_id,
        "title": found.title,
        "outlet": found.outlet,
        "published": found.published.isoformat() if found.published else None,
        "url": found.url,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(found.score, 4),
        "copies": found.copies,
    }


def _plain(record: Any) -> dict[str, Any]:
    def dated(fields: list[tuple[str, Any]]) -> dict[str, Any]:
        return {it: day.isoformat() if isinstance(day, date) else day for it, day in fields}

    return asdict(record, dict_factory=dated)


def _shown(name: str) -> str:
    shown = " ".join(visible(name).split())
    return f"“{shown if len(shown) <= _SHOWN else f'{shown[:_SHOWN]}…'}”"
