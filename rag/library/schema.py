"""The tables of the record, their number, and how those of an older edition become today's.

A change of the tables gets the next number, and a step that leads there from the one before.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rag.errors import LibraryError

SCHEMA_VERSION = "3"

# The fact that tells up to which article, in the order of ids, statements have been found anew.
NEEDS_STATEMENTS = "statements_found_up_to"

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, outlet TEXT, published TEXT,
    updated TEXT, url TEXT, authors TEXT NOT NULL, digest TEXT NOT NULL, text_digest TEXT NOT NULL,
    signature BLOB NOT NULL, story TEXT NOT NULL, state TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS articles_by_text ON articles (text_digest);
CREATE INDEX IF NOT EXISTS articles_by_state ON articles (state) WHERE state != 'done';
CREATE INDEX IF NOT EXISTS articles_by_story ON articles (story);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, dated TEXT, sentences TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS passages_by_article ON passages (article_id);
CREATE TABLE IF NOT EXISTS statements (
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, speaker TEXT NOT NULL, surname TEXT NOT NULL,
    role TEXT, kind TEXT NOT NULL, content TEXT NOT NULL, cue_start INTEGER, cue_end INTEGER,
    mention_start INTEGER, mention_end INTEGER, named INTEGER NOT NULL, day TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS statements_by_article ON statements (article_id);
CREATE INDEX IF NOT EXISTS statements_by_surname ON statements (surname);
CREATE TABLE IF NOT EXISTS speakers (
    name TEXT PRIMARY KEY, role TEXT, articles INTEGER NOT NULL, named INTEGER NOT NULL,
    variants TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS speaker_words (
    word TEXT, speaker TEXT REFERENCES speakers (name) ON DELETE CASCADE, part TEXT NOT NULL,
    PRIMARY KEY (word, speaker)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS words_by_speaker ON speaker_words (speaker);
CREATE TABLE IF NOT EXISTS speaker_mentions (
    article_id TEXT REFERENCES articles (id) ON DELETE CASCADE,
    written TEXT, speaker TEXT NOT NULL REFERENCES speakers (name) ON DELETE CASCADE,
    PRIMARY KEY (article_id, written)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mentions_by_speaker ON speaker_mentions (speaker);
CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5 (
    header, text, tokenize = "porter unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE IF NOT EXISTS passages_terms USING fts5vocab (passages_text, 'row');
"""

# They say nothing and may come and go in a record of any edition. A row of `articles` holds the
# text, so what narrows a search is read from an index that holds it all.
_INDEXES = (
    "DROP INDEX IF EXISTS articles_by_day",
    "CREATE INDEX IF NOT EXISTS articles_done ON articles (id, published, outlet, updated)"
    " WHERE state = 'done'",
    "CREATE INDEX IF NOT EXISTS articles_done_by_day ON articles"
    " (published DESC, id, outlet, updated) WHERE state = 'done'",
    "CREATE INDEX IF NOT EXISTS articles_done_by_outlet ON articles"
    " (outlet, published, id, updated) WHERE state = 'done'",
    "CREATE INDEX IF NOT EXISTS passages_by_entry ON passages (substr(dated, 1, 10))"
    " WHERE dated IS NOT NULL",
    "CREATE INDEX IF NOT EXISTS speakers_by_articles ON speakers (articles DESC, name) WHERE named",
    "CREATE INDEX IF NOT EXISTS speakers_by_name ON speakers (name COLLATE NOCASE)",
)


def bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    """Make the tables of the record at `path`, or turn those of an older edition into today's.

    Before that, an older record is copied beside it. What is done is done wholly or not at all,
    also where several processes open the record at once. `connection` commits by itself.

    Raises:
        LibraryError: the record is of a newer edition.
        sqlite3.Error: it is no record, is damaged, or there is no room.
    """
    found = _version(connection)
    if found == SCHEMA_VERSION:
        _make_indexes(connection)
        return
    if found is not None:
        if found not in _STEPS:
            raise LibraryError(
                f"The library in {path.parent} has format {found} and this edition reads up to "
                f"{SCHEMA_VERSION}; install the newest Dateline."
            )
        _copy(connection, path.with_name(f"{path.stem}-format-{found}{path.suffix}"))
    with _at_once(connection, "EXCLUSIVE"):
        # Another process may have been quicker.
        found = _version(connection) or SCHEMA_VERSION
        while step := _STEPS.get(found):
            step(connection)
            found = str(int(found) + 1)
        for statement in (*_TABLES.split(";\n"), *_INDEXES):
            connection.execute(statement)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('schema', ?)", (found,))


def _make_indexes(connection: sqlite3.Connection) -> None:
    """Make the indexes that a record lacks, as those of before did."""
    if not _lacks_indexes(connection):
        return
    with _at_once(connection, "IMMEDIATE"):
        for statement in _INDEXES:
            connection.execute(statement)


@contextmanager
def _at_once(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    """A transaction of a `kind`: what is done in it is done as a whole or not at all."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _lacks_indexes(connection: sqlite3.Connection) -> bool:
    held = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    return not held.issuperset(
        statement.split()[5] for statement in _INDEXES if statement.startswith("CREATE")
    )


def see_that_it_is_of_today(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a record at `path` that would have to be brought up to date and may only be read.

    Raises:
        LibraryError: it is of another edition.
        sqlite3.Error: it is no record, or is damaged.
    """
    found = _version(connection)
    if found != SCHEMA_VERSION:
        raise LibraryError(
            f"The library in {path.parent} has format {found}, this edition reads "
            f"{SCHEMA_VERSION}, and it may only be read; open it once where you may write to it."
        )
    if _lacks_indexes(connection):
        raise LibraryError(
            f"The library in {path.parent} is from an older edition, and it may only be read; "
            "open it once where you may write to it."
        )


def _version(connection: sqlite3.Connection) -> str | None:
    """The number of the tables that are there; None where there are none."""
    if not _columns(connection, "meta"):
        return None
    row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    return str(row[0]) if row else None


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _copy(connection: sqlite3.Connection, copy: Path) -> None:
    """Keep the record as it is, unless a copy of its edition is there; a copy is whole or none."""
    if copy.exists():
        return
    begun = copy.with_name(f"{copy.name}.{os.getpid()}")
    try:
        connection.execute("VACUUM INTO ?", (str(begun),))
        begun.replace(copy)
    finally:
        begun.unlink(missing_ok=True)


def _find_statements_anew(connection: sqlite3.Connection) -> None:
    """From 1: statements had no place of what was said, of its verb and of its speaker."""
    connection.execute("DROP TABLE statements")
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, '')", (NEEDS_STATEMENTS,))


def _keep_sentences(connection: sqlite3.Connection) -> None:
    """From 2: passages did not always keep where their sentences are."""
    if "sentences" not in _columns(connection, "passages"):
        connection.execute("ALTER TABLE passages ADD COLUMN sentences TEXT")


_STEPS: Mapping[str, Callable[[sqlite3.Connection], None]] = {
    "1": _find_statements_anew,
    "2": _keep_sentences,
}
