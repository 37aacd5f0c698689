"""Answers and people as a terminal shows them."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rag.ingest.characters import tidy_characters
from rag.records import Answer
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.retrieve.people import Person, PersonInFull
    from rag.retrieve.said import Said

# Characters of a name and of a role in a list: longer ones would push all others apart.
_LONGEST_NAME = 40
_LONGEST_ROLE = 60


def explained(answer: Answer) -> str:
    """How the question was understood, and each passage's score with its parts."""
    from rag.retrieve import explain_passage

    found = [explain_passage(it) for it in answer.retrieved]
    return "\n".join(["", *answer.understood, "", *found])


def readable(answer: Answer) -> str:
    """The answer with its notices, its citations and, of a refusal, the nearest coverage."""
    lines = [answer.written(_bold if _shows_bold() else str)]
    lines += [f"({notice})" for notice in answer.notices]
    for sentence in answer.sentences:
        if sentence.fault:
            lines.append(f"(Not supported: “{sentence.text}” {sentence.fault}.)")
    if answer.sources:
        lines.append("")
    for citation in answer.sources:
        where = ", ".join(
            part for part in (citation.outlet, _iso(citation.published) or "undated") if part
        )
        lines.append(f"[{citation.number}] {citation.title} ({where})")
        if citation.url:
            lines.append(f"    {citation.url}")
    for nearest in answer.refusal.nearest if answer.refusal else ():
        lines.append(f"  - {nearest.title} ({_iso(nearest.published) or 'undated'})")
    return "\n".join(lines)


def _shows_bold() -> bool:
    """Whether standard output is a terminal that understands ANSI codes and is to be sent them;
    see https://no-color.org.
    """
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _bold(text: str) -> str:
    return f"\033[1m{text}\033[22m"


def tell_of_more(answer: Answer, settings: Settings) -> None:
    """Say on standard error that a longer answer would tell more, where it would."""
    words = settings.more_words()
    if answer.more and words:
        print(f"There is more to tell: ask again with --words {words}.", file=sys.stderr)


def listed(people: Sequence["Person"]) -> str:
    """A table with a line for each of the people."""
    rows = [("", "articles", "statements", "outlets", "days", "latest role")]
    rows += [
        (
            _cut(it.name, _LONGEST_NAME),
            f"{it.articles:,}",
            f"{it.statements:,}",
            f"{it.outlets:,}",
            _days(it.first, it.last),
            _cut(it.role or "", _LONGEST_ROLE),
        )
        for it in people
    ]
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"  {name:<{wide[0]}}  {articles:>{wide[1]}}  {said:>{wide[2]}}  {outlets:>{wide[3]}}"
        f"  {days:<{wide[4]}}  {role}".rstrip()
        for name, articles, said, outlets, days, role in rows
    )


def described(person: "PersonInFull") -> str:
    """One of the people in full: names, offices, outlets and the latest statements."""
    name, role = _plain(person.name), _plain(person.role or "")
    # "Pope Leo XIV" says it already.
    lines = [name if not role or name.startswith(f"{role} ") else f"{name}, {role}"]
    if person.variants:
        lines.append(f"also written {'; '.join(map(_plain, person.variants))}")
    said = [(person.direct, "direct"), (person.mixed, "mixed"), (person.indirect, "indirect")]
    lines.append(
        f"{_counted(person.articles, 'article')}, {_days(person.first, person.last)}; "
        f"{_counted(person.statements, 'statement')}: "
        + ", ".join(f"{count:,} {kind}" for count, kind in said if count)
    )
    if person.offices:
        rows = [
            (_days(it.first, it.last), f"{it.articles:,}", _plain(it.role)) for it in person.offices
        ]
        wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines += ["", "Roles, by days and number of articles:"]
        lines += [f"  {days:<{wide[0]}}  {count:>{wide[1]}}  {role}" for days, count, role in rows]
    outlets = [(_plain(it.outlet or "no outlet"), f"{it.articles:,}") for it in person.in_outlets]
    wide = [max(map(len, column)) for column in zip(*outlets, strict=True)]
    lines += ["", "Outlets, by number of articles:"]
    lines += [f"  {outlet:<{wide[0]}}  {count:>{wide[1]}}" for outlet, count in outlets]
    lines += ["", "Latest statements:"]
    over = ""
    for statement in person.latest:
        if _heading(statement) != over:
            over = _heading(statement)
            lines.append(f"  {over}")
        lines.append(f"    {_plain(statement.text)}")
    return "\n".join(lines)


def _heading(said: "Said") -> str:
    """Where a statement stands; several of one article have one."""
    where = f"{_iso(said.day) or 'undated'}, {_plain(said.outlet or 'no outlet')}"
    copies = f" (also in {_counted(said.copies - 1, 'other article')})" if said.copies > 1 else ""
    return f"{where}: {_plain(said.title)}{copies}"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _days(first: date | None, last: date | None) -> str:
    if first is None or first == last:
        return _iso(first) or "undated"
    return f"{first} to {last}"


def _plain(text: str) -> str:
    """`text` in one line, without what would steer a terminal."""
    return " ".join(tidy_characters(text).split())


def _cut(text: str, longest: int) -> str:
    plain = _plain(text)
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
