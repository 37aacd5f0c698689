"""Turns rows of the record into plain data and back."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from rag.records import Article, Passage, RetrievedPassage, Speaker, Statement

State = Literal["pending", "done", "withdrawn"]
OutletCount = tuple[str | None, int, date | None, date | None]


class Stored(NamedTuple):
    """What tells whether a stored article is the same as a new one."""

    digest: str
    state: State
    text_digest: str


class Titled(NamedTuple):
    """An article as it stands in a list."""

    id: str
    title: str
    outlet: str | None
    published: date | None


class Sighting(NamedTuple):
    """How many statements of one kind an article has by a speaker in one role."""

    speaker: str
    role: str | None
    kind: str
    article_id: str
    outlet: str | None
    published: date | None
    statements: int


def article_of(row: Sequence[Any]) -> Article:
    """An article of its columns, in the order of the record's fields."""
    name, title, text, outlet, published, updated, url, authors = row
    return Article(
        name, title, text, outlet, day_of(published), day_of(updated), url,
        tuple(json.loads(authors)),
    )  # fmt: skip


def article_row(article: Article) -> tuple[Any, ...]:
    """The columns of an article that hold the article itself, in the order of its table."""
    return (
        article.id, article.title, article.text, article.outlet,
        article.published and article.published.isoformat(),
        article.updated and article.updated.isoformat(), article.url, json.dumps(article.authors),
    )  # fmt: skip


def retrieved_of(row: Sequence[Any]) -> RetrievedPassage:
    """A passage with its article's header, scored 0."""
    title, outlet, published, url, copies = row[7:]
    return RetrievedPassage(passage_of(row[:7]), title, outlet, day_of(published), url, 0.0, copies)


def passage_of(row: Sequence[Any]) -> Passage:
    """A passage of its columns."""
    name, article_id, start, end, text, dated, sentences = row
    spans = json.loads(sentences) if sentences else ()
    return Passage(
        name, article_id, start, end, text, moment_of(dated),
        tuple((begins, ends) for begins, ends in spans),
    )  # fmt: skip


def passage_row(passage: Passage) -> tuple[Any, ...]:
    """The columns of a passage without its text, in the order of its table."""
    return (
        passage.id, passage.article_id, passage.start, passage.end,
        passage.dated and passage.dated.isoformat(), json.dumps(passage.sentences),
    )  # fmt: skip


def statement_of(row: Sequence[Any]) -> Statement:
    """A statement of its columns, without the surname."""
    article_id, start, end, speaker, role, kind, content, *places, named, day, person = row
    cue, mention = (
        (at[0], at[1]) if at[0] is not None else None for at in (places[:2], places[2:])
    )
    return Statement(
        article_id, start, end, speaker, role, kind,
        tuple((begins, ends) for begins, ends in json.loads(content)), cue, mention,
        bool(named), day_of(day), person,
    )  # fmt: skip


def statement_row(said: Statement, surname: str) -> tuple[Any, ...]:
    """The columns of a statement, in the order of its table."""
    return (
        said.article_id, said.start, said.end, said.speaker, surname, said.role, said.kind,
        json.dumps(said.content), *(said.cue or (None, None)), *(said.mention or (None, None)),
        said.named, said.day and said.day.isoformat(),
    )  # fmt: skip


def speaker_of(row: Sequence[Any]) -> Speaker:
    """A speaker of its columns."""
    name, role, articles, named, variants = row
    return Speaker(name, role, articles, bool(named), tuple(json.loads(variants)))


def speaker_row(speaker: Speaker) -> tuple[Any, ...]:
    """The columns of a speaker, in the order of its table."""
    return (
        speaker.name, speaker.role, speaker.articles, speaker.named, json.dumps(speaker.variants),
    )  # fmt: skip


def sighting_of(row: Sequence[Any]) -> Sighting:
    """A sighting of its columns."""
    speaker, role, kind, article_id, outlet, published, count = row
    return Sighting(speaker, role, kind, article_id, outlet, day_of(published), count)


def day_of(stored: str | None) -> date | None:
    """The day that is stored as text."""
    return date.fromisoformat(stored) if stored else None


def moment_of(stored: str | None) -> datetime | None:
    """The moment that is stored as text."""
    return datetime.fromisoformat(stored) if stored else None
