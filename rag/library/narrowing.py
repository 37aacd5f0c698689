"""The part of a library that a search may use, and its conditions in SQL."""

from datetime import date
from typing import Any, Literal, NamedTuple


class Narrowing(NamedTuple):
    """The part of the library that a search may use. Dates are inclusive.

    `date_from` and `date_to` are days of first publication, of a live blog's entry its own. What
    changed later than the day after `as_of` is left out as well, since its text may tell what was
    not known then; a report of a day's end is often gone over that night.
    """

    date_from: date | None = None
    date_to: date | None = None
    outlets: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it lets everything through."""
        return not any(self)


# The day of a live blog's entry, which has its own.
_ENTRY = "substr(p.dated, 1, 10)"


def conditions_of(
    narrowing: Narrowing, of: Literal["article", "entry", "either"] = "either"
) -> tuple[str, list[Any]]:
    """The conditions on articles `a` and passages `p`, and their values: of passages that are
    entries of live blogs, of those that are none, or of all.
    """
    day = {"article": "a.published", "entry": _ENTRY, "either": f"ifnull({_ENTRY}, a.published)"}[
        of
    ]
    sql, values = "", []
    if narrowing.date_from:
        sql += f" AND {day} >= ?"
        values.append(narrowing.date_from.isoformat())
    if narrowing.date_to:
        sql += f" AND {day} <= ?"
        values.append(narrowing.date_to.isoformat())
    if narrowing.as_of:
        sql += f" AND {day} <= ?"
        values.append(narrowing.as_of.isoformat())
    if narrowing.as_of and of != "entry":
        known = "ifnull(a.updated, a.published) <= date(?, '+1 day')"
        sql += f" AND {known}" if of == "article" else f" AND ({_ENTRY} IS NOT NULL OR {known})"
        values.append(narrowing.as_of.isoformat())
    if narrowing.outlets:
        sql += f" AND a.outlet IN ({','.join('?' * len(narrowing.outlets))})"
        values += narrowing.outlets
    return sql, values
