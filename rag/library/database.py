"""The record: articles, passages, statements and the lexical index, in one SQLite file.

All SQL of the project stands in this module. An article is `pending` from the transaction that
writes it until its vectors are stored, and `withdrawn` from the decision to remove it until they
are gone; only what is `done` is ever searched.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

from rag.errors import LibraryDamaged, LibraryError, LibraryFull
from rag.library.rows import (
    article_of,
    article_row,
    day_of,
    moment_of,
    retrieved_of,
    statement_of,
    statement_row,
)
from rag.records import Article, Passage, RetrievedPassage, Statement

SCHEMA_VERSION = "2"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, outlet TEXT, published TEXT,
    updated TEXT, url TEXT, authors TEXT NOT NULL, digest TEXT NOT NULL, text_digest TEXT NOT NULL,
    signature BLOB NOT NULL, story TEXT NOT NULL, state TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS articles_by_text ON articles (text_digest);
CREATE INDEX IF NOT EXISTS articles_by_day ON articles (published);
CREATE INDEX IF NOT EXISTS articles_by_state ON articles (state) WHERE state != 'done';
CREATE INDEX IF NOT EXISTS articles_by_story ON articles (story);
CREATE TABLE IF NOT EXISTS passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, dated TEXT
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
CREATE VIRTUAL TABLE IF NOT EXISTS passages_text USING fts5 (
    header, text, tokenize = "porter unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE IF NOT EXISTS passages_terms USING fts5vocab (passages_text, 'row');
"""

# A word in the title tells a little more about a passage than the same word in its text.
_BM25 = "bm25(passages_text, 1.5, 1.0)"
_RESULT_COLUMNS = (
    "p.id, p.article_id, p.start, p.end, p.dated, t.text, a.title, a.outlet, a.published, a.url,"
    " (SELECT count(*) FROM articles s WHERE s.story = a.story AND s.state = 'done')"
)

_STATEMENT_COLUMNS = (
    "article_id, start, end, speaker, role, kind, content, cue_start, cue_end, mention_start,"
    " mention_end, named, day"
)

# SQLite's names for a full disk, and for a write that the system refused, as at a quota.
_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"}
_NOT_WRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")

State = Literal["pending", "done", "withdrawn"]
OutletCount = tuple[str | None, int, date | None, date | None]


class Stored(NamedTuple):
    """What tells whether a stored article is the same as a new one."""

    digest: str
    state: State


class Narrowing(NamedTuple):
    """The part of the library that a search may use. Dates are inclusive.

    `date_from` and `date_to` are days of first publication; what has changed after `as_of` is left
    out as well, since its text may tell what was not known then.
    """

    date_from: date | None = None
    date_to: date | None = None
    outlets: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it lets everything through."""
        return not any(self)


class Database:
    """One SQLite file, safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            LibraryDamaged: the file is not a library's, or cannot be read.
            LibraryError: it cannot be written.
        """
        self._path = path
        self._lock = threading.RLock()
        self._outlets: tuple[int, list[OutletCount]] | None = None
        with self._guarded():
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        try:
            with self._guarded():
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA foreign_keys = ON")
                self._connection.executescript(_SCHEMA)
                found = self.meta("schema") or self._set_meta("schema", SCHEMA_VERSION)
            if found != SCHEMA_VERSION:
                raise LibraryDamaged(
                    f"The library in {path.parent} has format {found} and this edition reads "
                    f"{SCHEMA_VERSION}; ingest the articles again into a new folder."
                )
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    # --- what is known of the library itself

    def meta(self, key: str) -> str | None:
        """A stored fact about the library."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return str(row[0]) if row else None

    def start_anew(self, facts: Mapping[str, str]) -> None:
        """Store facts about the vectors, and make every article pending, all or none."""
        with self._transaction():
            for key, value in facts.items():
                self._set_meta(key, value)
            self._connection.execute("UPDATE articles SET state = 'pending' WHERE state = 'done'")

    def count_articles(self) -> int:
        """The number of articles that can be searched."""
        return int(self._value("SELECT count(*) FROM articles WHERE state = 'done'"))

    def count_passages(self) -> int:
        """The number of passages, pending ones included."""
        return int(self._value("SELECT count(*) FROM passages"))

    def outlets(self) -> list[OutletCount]:
        """Each outlet with its number of articles and its first and last day, largest first.

        Counted again only after a change: each question asks, and the count reads every article.
        """
        with self._lock:
            changes = self._connection.total_changes
            if self._outlets is None or self._outlets[0] != changes:
                rows = self._all(
                    "SELECT outlet, count(*), min(published), max(published) FROM articles"
                    " WHERE state = 'done' GROUP BY outlet ORDER BY count(*) DESC, outlet"
                )
                counted = [(row[0], row[1], day_of(row[2]), day_of(row[3])) for row in rows]
                self._outlets = (changes, counted)
            return list(self._outlets[1])

    def count_undated(self) -> int:
        """The number of articles without a date."""
        return int(
            self._value("SELECT count(*) FROM articles WHERE state = 'done' AND published IS NULL")
        )

    # --- writing

    def stored(self, article_id: str) -> Stored | None:
        """What is stored under `article_id`."""
        row = self._one("SELECT digest, state FROM articles WHERE id = ?", article_id)
        return Stored(*row) if row else None

    def same_text(self, text_digest: str) -> str | None:
        """The id of the article that has exactly this text."""
        row = self._one("SELECT id FROM articles WHERE text_digest = ?", text_digest)
        return str(row[0]) if row else None

    def signatures(self) -> list[tuple[str, str, bytes]]:
        """The id, story and MinHash signature of every article."""
        rows = self._all("SELECT id, story, signature FROM articles ORDER BY rowid")
        return [(row[0], row[1], row[2]) for row in rows]

    def write_pending(
        self,
        article: Article,
        passages: Sequence[Passage],
        statements: Sequence[tuple[Statement, str]],
        facts: Mapping[str, Any],
    ) -> None:
        """Write an article as pending, in place of what had its id, in one transaction.

        `statements` come with their speaker's surname, folded, and "" for a source without a name;
        `facts` holds digest, text_digest, signature and story.
        """
        with self._transaction():
            self._erase(article.id)
            self._connection.execute(
                "INSERT INTO articles VALUES (?,?,?,?,?,?,?,?,?,?,?,?,'pending')",
                (
                    *article_row(article),
                    facts["digest"],
                    facts["text_digest"],
                    facts["signature"],
                    facts["story"],
                ),
            )
            header = passage_header(article)
            for passage in passages:
                number = self._connection.execute(
                    "INSERT INTO passages (id, article_id, start, end, dated) VALUES (?,?,?,?,?)",
                    (
                        passage.id,
                        passage.article_id,
                        passage.start,
                        passage.end,
                        passage.dated and passage.dated.isoformat(),
                    ),
                ).lastrowid
                self._connection.execute(
                    "INSERT INTO passages_text (rowid, header, text) VALUES (?,?,?)",
                    (number, header, passage.text),
                )
            self._connection.executemany(
                "INSERT INTO statements VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                [statement_row(said, surname) for said, surname in statements],
            )

    def set_state(self, article_ids: Sequence[str], state: State) -> None:
        """Move articles to `state`, all or none."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE articles SET state = ? WHERE id = ?",
                [(state, article_id) for article_id in article_ids],
            )

    def erase(self, article_ids: Sequence[str]) -> None:
        """Remove articles with all that belongs to them, all or none."""
        with self._transaction():
            for article_id in article_ids:
                self._erase(article_id)

    def in_state(self, state: State) -> list[str]:
        """The ids of the articles in `state`."""
        rows = self._all("SELECT id FROM articles WHERE state = ? ORDER BY rowid", state)
        return [str(row[0]) for row in rows]

    # --- reading

    def article(self, article_id: str) -> Article | None:
        """The article, whatever its state."""
        row = self._one(
            "SELECT id, title, text, outlet, published, updated, url, authors FROM articles"
            " WHERE id = ?",
            article_id,
        )
        return article_of(row) if row else None

    def passages_of(self, article_id: str) -> list[Passage]:
        """The passages of an article, in the order of its text."""
        rows = self._all(
            "SELECT p.id, p.article_id, p.start, p.end, t.text, p.dated FROM passages p"
            " JOIN passages_text t ON t.rowid = p.number WHERE p.article_id = ? ORDER BY p.start",
            article_id,
        )
        return [
            Passage(name, owner, start, end, text, moment_of(dated))
            for name, owner, start, end, text, dated in rows
        ]

    def retrieved(self, passage_ids: Sequence[str]) -> dict[str, RetrievedPassage]:
        """The searchable ones of `passage_ids` with their article's header, by id, scored 0."""
        marks = ",".join("?" * len(passage_ids))
        rows = self._all(
            f"SELECT {_RESULT_COLUMNS} FROM passages p"  # noqa: S608  only marks are put in
            " JOIN passages_text t ON t.rowid = p.number JOIN articles a ON a.id = p.article_id"
            f" WHERE p.id IN ({marks}) AND a.state = 'done'",
            *passage_ids,
        )
        return {row[0]: retrieved_of(row) for row in rows}

    def match(
        self, words: Sequence[str], count: int, narrowing: Narrowing
    ) -> list[tuple[str, float]]:
        """The passages with any of `words`, best first, with BM25 scores that rise with fit."""
        if not words:
            return []
        conditions, values = _conditions(narrowing)
        rows = self._all(
            f"SELECT p.id, -{_BM25} FROM passages_text"  # noqa: S608  constants are put in
            " JOIN passages p ON p.number = passages_text.rowid"
            " JOIN articles a ON a.id = p.article_id"
            f" WHERE passages_text MATCH ? AND a.state = 'done'{conditions}"
            f" ORDER BY {_BM25} LIMIT ?",
            _any_of(words),
            *values,
            count,
        )
        return [(row[0], row[1]) for row in rows]

    def match_quoting(
        self, words: Sequence[str], surname: str, count: int, narrowing: Narrowing
    ) -> list[str]:
        """The passages that hold a statement by somebody of this folded surname, best first.

        Ranked by BM25 over `words`; without words the newest come first.
        """
        conditions, values = _conditions(narrowing)
        quoting = (
            " AND EXISTS (SELECT 1 FROM statements s WHERE s.article_id = p.article_id"
            " AND s.surname = ? AND s.start < p.end AND s.end > p.start)"
        )
        tables = (
            " FROM passages_text JOIN passages p ON p.number = passages_text.rowid"
            " JOIN articles a ON a.id = p.article_id WHERE a.state = 'done'"
        )
        if words:
            rows = self._all(
                f"SELECT p.id{tables} AND passages_text MATCH ?{quoting}{conditions}"
                f" ORDER BY {_BM25} LIMIT ?",
                _any_of(words),
                surname,
                *values,
                count,
            )
        else:
            rows = self._all(
                f"SELECT p.id{tables}{quoting}{conditions}"
                " ORDER BY a.published DESC, p.number LIMIT ?",
                surname,
                *values,
                count,
            )
        return [str(row[0]) for row in rows]

    def count_matches(self, word: str) -> int:
        """The number of passages that hold `word` in any of its inflections."""
        return int(
            self._value(
                "SELECT count(*) FROM passages_text WHERE passages_text MATCH ?", _fts_string(word)
            )
        )

    def terms_starting(self, beginning: str, at_least: int) -> list[str]:
        """The indexed stems that start so and stand in `at_least` passages or more."""
        rows = self._all(
            "SELECT term FROM passages_terms WHERE term >= ? AND term < ? AND doc >= ?",
            beginning,
            beginning + "\U0010ffff",
            at_least,
        )
        return [str(row[0]) for row in rows]

    def passages_in(self, narrowing: Narrowing, at_most: int) -> list[str]:
        """Up to `at_most` ids of the searchable passages that `narrowing` lets through."""
        conditions, values = _conditions(narrowing)
        rows = self._all(
            "SELECT p.id FROM articles a JOIN passages p ON p.article_id = a.id"  # noqa: S608
            f" WHERE a.state = 'done'{conditions} LIMIT ?",
            *values,
            at_most,
        )
        return [str(row[0]) for row in rows]

    def those_in(self, narrowing: Narrowing, passage_ids: Sequence[str]) -> set[str]:
        """The searchable ones of `passage_ids` that `narrowing` lets through."""
        conditions, values = _conditions(narrowing)
        rows = self._all(
            "SELECT p.id FROM json_each(?) given JOIN passages p ON p.id = given.value"  # noqa: S608
            f" JOIN articles a ON a.id = p.article_id WHERE a.state = 'done'{conditions}",
            json.dumps(list(passage_ids)),
            *values,
        )
        return {str(row[0]) for row in rows}

    def statements_of(
        self, article_ids: Sequence[str], *, unnamed: bool = False
    ) -> list[Statement]:
        """The statements in the given articles, in the order of their text.

        With `unnamed` those of sources without a name come too.
        """
        marks = ",".join("?" * len(article_ids))
        rows = self._all(
            f"SELECT {_STATEMENT_COLUMNS} FROM statements"  # noqa: S608
            f" WHERE article_id IN ({marks}) AND named >= ? ORDER BY article_id, start, rowid",
            *article_ids,
            not unnamed,
        )
        return [statement_of(row) for row in rows]

    def articles_quoting(self, surname: str, narrowing: Narrowing) -> list[str]:
        """The searchable articles that have a statement by somebody of this folded surname."""
        conditions, values = _conditions(narrowing)
        rows = self._all(
            "SELECT DISTINCT a.id FROM statements s JOIN articles a ON a.id = s.article_id"  # noqa: S608
            f" WHERE s.surname = ? AND a.state = 'done'{conditions}",
            surname,
            *values,
        )
        return [str(row[0]) for row in rows]

    def speaker_called(self, first_name: str) -> str | None:
        """The most quoted person whose first name is this, in any case: "Deion" → Deion Sanders."""
        row = self._one(
            "SELECT speaker FROM statements WHERE named AND speaker LIKE ? ESCAPE '!'"
            " GROUP BY speaker ORDER BY count(*) DESC LIMIT 1",
            first_name.replace("!", "!!").replace("%", "!%").replace("_", "!_") + " %",
        )
        return str(row[0]) if row else None

    def surnames_starting(self, beginning: str) -> list[str]:
        """The folded surnames of people with statements that start so, the most quoted first."""
        rows = self._all(
            "SELECT surname FROM statements WHERE surname >= ? AND surname < ? AND named"
            " GROUP BY surname ORDER BY count(*) DESC, surname",
            beginning,
            beginning + "\U0010ffff",
        )
        return [str(row[0]) for row in rows]

    def speakers_with(self, surnames: Sequence[str]) -> list[tuple[str, str | None, int]]:
        """The names with one of these folded surnames, each with a role and the number of articles
        in which it says something in that role.
        """
        marks = ",".join("?" * len(surnames))
        rows = self._all(
            "SELECT speaker, role, count(DISTINCT article_id) FROM statements"  # noqa: S608
            f" WHERE surname IN ({marks}) AND named GROUP BY speaker, role ORDER BY speaker, role",
            *surnames,
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def speakers(self, count: int) -> list[tuple[str, int]]:
        """The people with the most statements, with the number of articles that quote them."""
        rows = self._all(
            "SELECT speaker, count(DISTINCT article_id) AS articles FROM statements"
            " WHERE named AND speaker LIKE '% %' GROUP BY speaker"
            " ORDER BY articles DESC, speaker LIMIT ?",
            count,
        )
        return [(row[0], row[1]) for row in rows]

    def newest(self, count: int) -> list[Article]:
        """The newest dated articles, newest first."""
        rows = self._all(
            "SELECT id FROM articles WHERE state = 'done' AND published IS NOT NULL"
            " ORDER BY published DESC, id LIMIT ?",
            count,
        )
        found = (self.article(str(row[0])) for row in rows)
        return [article for article in found if article]

    # --- the connection

    def _erase(self, article_id: str) -> None:
        self._connection.execute(
            "DELETE FROM passages_text WHERE rowid IN"
            " (SELECT number FROM passages WHERE article_id = ?)",
            (article_id,),
        )
        self._connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))

    def _set_meta(self, key: str, value: str) -> str:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
        return value

    def _all(self, sql: str, *values: Any) -> list[Any]:
        with self._guarded():
            return self._connection.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: Any) -> Any:
        with self._guarded():
            return self._connection.execute(sql, values).fetchone()

    def _value(self, sql: str, *values: Any) -> Any:
        return self._one(sql, *values)[0]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._guarded():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.DatabaseError as error:
                raise self._translated(error) from error

    def _translated(self, error: sqlite3.DatabaseError) -> LibraryError:
        code = getattr(error, "sqlite_errorname", "")
        if code in _FULL:
            return LibraryFull(
                f"The disk that holds {self._path.parent} is full; make room and run the same "
                "command again, which goes on where it stopped."
            )
        if code.startswith(_NOT_WRITABLE):
            return LibraryError(
                f"The library's record {self._path} cannot be written; see that you may write "
                "to it, or name another folder with --library."
            )
        return LibraryDamaged(
            f"The library's record {self._path} cannot be read; restore it from a copy, or move "
            "the folder away and ingest the articles again."
        )


def passage_header(article: Article) -> str:
    """What goes in front of a passage for embedding and the lexical index: title, outlet, date."""
    parts = [article.title, article.outlet, article.published and article.published.isoformat()]
    return " · ".join(part for part in parts if part)


def _fts_string(word: str) -> str:
    """A word as an FTS5 string, in which nothing is an operator."""
    whole = word.encode("utf-8", "replace").decode()  # half a surrogate pair cannot be bound
    return '"' + whole.replace('"', '""').replace("\0", " ") + '"'


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join(_fts_string(word) for word in words)


def _conditions(narrowing: Narrowing) -> tuple[str, list[Any]]:
    sql, values = "", []
    if narrowing.date_from:
        sql += " AND a.published >= ?"
        values.append(narrowing.date_from.isoformat())
    if narrowing.date_to:
        sql += " AND a.published <= ?"
        values.append(narrowing.date_to.isoformat())
    if narrowing.as_of:
        sql += " AND max(a.published, ifnull(a.updated, a.published)) <= ?"
        values.append(narrowing.as_of.isoformat())
    if narrowing.outlets:
        sql += f" AND a.outlet IN ({','.join('?' * len(narrowing.outlets))})"
        values += narrowing.outlets
    return sql, values
