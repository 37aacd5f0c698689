"""The record: articles, passages, statements and the lexical index, in one SQLite file.

All queries of the project stand in this module; the tables stand in `schema`. An article is
`pending` from the transaction that writes it until its vectors are stored, and `withdrawn` from the
decision to remove it until they are gone; only what is `done` is ever searched.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from rag.library.faults import fault_of_record
from rag.library.narrowing import Narrowing, conditions_of
from rag.library.patterns import any_of, like
from rag.library.read_only import address_to_read
from rag.library.rows import (
    OutletCount,
    Sighting,
    State,
    Stored,
    Titled,
    article_of,
    article_row,
    day_of,
    passage_of,
    passage_row,
    retrieved_of,
    sighting_of,
    speaker_of,
    speaker_row,
    statement_of,
    statement_row,
)
from rag.library.schema import NEEDS_STATEMENTS, bring_up_to_date, see_that_it_is_of_today
from rag.library.word_search import best_matches
from rag.reading.passages import heading
from rag.reading.people.entries import Quoted
from rag.reading.people.merging import Merged
from rag.records import Article, Passage, RetrievedPassage, Speaker, Statement

# A word in the title tells a little more about a passage than the same word in its text.
_BM25 = "bm25(passages_text, 1.5, 1.0)"
_PASSAGE_COLUMNS = "p.id, p.article_id, p.start, p.end, t.text, p.dated, p.sentences"
_RESULT_COLUMNS = (
    _PASSAGE_COLUMNS  # noqa: S608  a constant is put in
    + ", a.title, a.outlet, a.published, a.url,"
    " (SELECT count(*) FROM articles s WHERE s.story = a.story AND s.state = 'done')"
)

_STATEMENT_COLUMNS = (
    "s.article_id, s.start, s.end, s.speaker, s.role, s.kind, s.content, s.cue_start, s.cue_end,"
    " s.mention_start, s.mention_end, s.named, s.day, ifnull(m.speaker, s.speaker)"
)
_STATEMENTS = (
    "statements s LEFT JOIN speaker_mentions m"
    " ON m.article_id = s.article_id AND m.written = s.speaker"
)

# The statements whose speaker is known, from the speaker's side.
_MEANT = (
    " FROM speaker_mentions m JOIN articles a ON a.id = m.article_id AND a.state = 'done'"
    " JOIN statements s ON s.article_id = m.article_id AND s.speaker = m.written WHERE true"
)

# Seconds to wait while another process writes: each of its transactions is over in less than one.
_BUSY = 30.0

# Counts that are kept: a page that is served gets all kinds of questions.
_MOST_COUNTED = 10_000

# Passages that are listed to search among them.
_FEW = 20_000

# The fact that is stored with the merged speakers.
_MERGED = "speakers_merged_by"


class Database:
    """One SQLite file, safe to share between threads and processes."""

    def __init__(self, path: Path, *, only_read: bool = False) -> None:
        """Open or make the file; with `only_read` write nothing, not even beside it.

        Raises:
            LibraryDamaged: the file is not a library's, or cannot be read.
            LibraryError: it cannot be written, or is of a newer edition.
            LibraryFull: there is no room to bring one of an older edition up to date.
        """
        self._path = path
        self._lock = threading.RLock()
        self._counted: tuple[tuple[int, int], dict[str, Any]] = ((0, 0), {})
        with self._guarded():
            self._connection = sqlite3.connect(
                address_to_read(path) if only_read else path,
                timeout=_BUSY, check_same_thread=False, isolation_level=None, uri=only_read,
            )  # fmt: skip
        try:
            with self._guarded():
                if only_read:
                    see_that_it_is_of_today(self._connection, path)
                    return
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA foreign_keys = ON")
                bring_up_to_date(self._connection, path)
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

    def version(self) -> tuple[int, int]:
        """A pair of numbers that is another one once this or another process has changed the file,
        for as long as it is open.
        """
        return int(self._value("PRAGMA data_version")), self._connection.total_changes

    def count_articles(self) -> int:
        """The number of articles that can be searched."""
        sql = "SELECT count(*) FROM articles WHERE state = 'done'"
        return int(self._until_changed(sql, partial(self._value, sql)))

    def count_passages(self) -> int:
        """The number of passages, pending ones included."""
        sql = "SELECT count(*) FROM passages"
        return int(self._until_changed(sql, partial(self._value, sql)))

    def outlets(self) -> list[OutletCount]:
        """Each outlet with its number of articles and its first and last day, largest first."""
        rows = self._until_changed(
            "outlets",
            lambda: self._all(
                "SELECT outlet, count(*), min(published), max(published) FROM articles"
                " WHERE state = 'done' GROUP BY outlet ORDER BY count(*) DESC, outlet"
            ),
        )
        return [(row[0], row[1], day_of(row[2]), day_of(row[3])) for row in rows]

    def count_undated(self) -> int:
        """The number of articles without a date."""
        return int(
            self._value("SELECT count(*) FROM articles WHERE state = 'done' AND published IS NULL")
        )

    def days(self) -> list[tuple[date, int]]:
        """Each day with its number of articles, first to last."""
        rows = self._all(
            "SELECT published, count(*) FROM articles WHERE state = 'done'"
            " AND published IS NOT NULL GROUP BY published ORDER BY published"
        )
        return [(date.fromisoformat(row[0]), row[1]) for row in rows]

    def titled(self, words: Sequence[str], count: int) -> list[Titled]:
        """The articles whose titles hold all `words`, newest first."""
        holds = " AND title LIKE ? ESCAPE '!'" * len(words)
        rows = self._all(
            "SELECT id, title, outlet, published FROM articles"  # noqa: S608  only marks are put in
            f" WHERE state = 'done'{holds} ORDER BY published DESC, id LIMIT ?",
            *(f"%{like(word)}%" for word in words),
            count,
        )
        return [Titled(row[0], row[1], row[2], day_of(row[3])) for row in rows]

    def damage(self) -> list[str]:
        """What SQLite finds wrong with the structure of the file, in its words."""
        with self._guarded():
            return damage_of(self._connection)

    def read_words(self) -> None:
        """Hold the lexical index against its texts.

        Raises:
            LibraryDamaged: they do not fit each other.
            LibraryError: the file may not be written, which SQLite asks for here.
        """
        with self._transaction():
            self._connection.execute(
                "INSERT INTO passages_text (passages_text) VALUES ('integrity-check')"
            )

    # --- writing

    def stored(self, article_id: str) -> Stored | None:
        """What is stored under `article_id`."""
        row = self._one("SELECT digest, state, text_digest FROM articles WHERE id = ?", article_id)
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
            header = heading(article)
            for passage in passages:
                number = self._connection.execute(
                    "INSERT INTO passages (id, article_id, start, end, dated, sentences)"
                    " VALUES (?,?,?,?,?,?)",
                    passage_row(passage),
                ).lastrowid
                self._connection.execute(
                    "INSERT INTO passages_text (rowid, header, text) VALUES (?,?,?)",
                    (number, header, passage.text),
                )
            self._add_statements(statements)

    def needs_statements(self) -> str | None:
        """An article in which statements are still to be found anew; None where there is none."""
        after = self.meta(NEEDS_STATEMENTS)
        if after is None:
            return None
        row = self._one("SELECT min(id) FROM articles WHERE id > ?", after)
        return row[0] and str(row[0])

    def write_statements(
        self, article_id: str, statements: Sequence[tuple[Statement, str]]
    ) -> None:
        """Write what was found anew in the article that `needs_statements` gave."""
        with self._transaction():
            self._add_statements(statements)
            self._connection.execute("DELETE FROM meta WHERE key = ?", (_MERGED,))
            self._set_meta(NEEDS_STATEMENTS, article_id)

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
        # Said in so many words, it lets the index serve that holds what is not done.
        few = "" if state == "done" else " AND state != 'done'"
        sql = f"SELECT id FROM articles WHERE state = ?{few} ORDER BY rowid"  # noqa: S608
        rows = self._all(sql, state)
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
            f"SELECT {_PASSAGE_COLUMNS} FROM passages p"  # noqa: S608  a constant is put in
            " JOIN passages_text t ON t.rowid = p.number WHERE p.article_id = ? ORDER BY p.start",
            article_id,
        )
        return [passage_of(row) for row in rows]

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
        inside = self._window(narrowing) if self._is_narrow(narrowing) else None
        search = partial(self._ranked, count=count, narrowing=narrowing, inside=inside)
        if inside:
            return search(any_of(words))
        return best_matches(words, count, search, self.count_matches, self.count_passages())

    def _is_narrow(self, narrowing: Narrowing) -> bool:
        """Whether few passages are let through, so that they are quickly listed."""
        return not narrowing.is_open and len(self.passages_in(narrowing, _FEW + 1)) <= _FEW

    def _ranked(
        self,
        expression: str,
        count: int,
        narrowing: Narrowing,
        inside: tuple[str, list[Any]] | None = None,
        newest: int | None = None,
    ) -> list[tuple[str, float]]:
        """The passages that an FTS5 expression finds, best first, with their BM25 scores: of the
        `newest` that it finds, and of those that the query `inside` gives, if there are any.
        """
        conditions, values = conditions_of(narrowing)
        # With a "+" the list is looked into for each passage found, not searched for each listed.
        if inside:
            wanted, values = f"+passages_text.rowid IN ({inside[0]})", inside[1]
        elif conditions:
            wanted = "EXISTS (SELECT 1 FROM passages p JOIN articles a INDEXED BY articles_done"
            wanted += " ON a.id = p.article_id WHERE p.number = passages_text.rowid"
            wanted += f" AND a.state = 'done'{conditions})"
        else:
            wanted = "+passages_text.rowid NOT IN (SELECT p.number FROM articles a"
            wanted += " JOIN passages p ON p.article_id = a.id WHERE a.state != 'done')"
        first = 0
        if newest is not None:
            first = self._value(
                "SELECT ifnull(min(number), 0) FROM (SELECT rowid AS number FROM passages_text"
                " WHERE passages_text MATCH ? ORDER BY rowid DESC LIMIT ?)",
                expression,
                newest,
            )
        rows = self._all(
            f"SELECT p.id, -found.score FROM (SELECT rowid AS number, {_BM25} AS score"  # noqa: S608
            f" FROM passages_text WHERE passages_text MATCH ? AND rowid >= ? AND {wanted}"
            " ORDER BY score LIMIT ?) found JOIN passages p ON p.number = found.number"
            " ORDER BY found.score",
            *(expression, first, *values, count),
        )
        return [(row[0], row[1]) for row in rows]

    def match_quoting(
        self, words: Sequence[str], speakers: Sequence[str], count: int, narrowing: Narrowing
    ) -> list[str]:
        """The passages that hold a statement by one of the `speakers` by name, best first.

        Ranked by BM25 over `words`; without words the newest come first.
        """
        conditions, values = conditions_of(narrowing)
        tables, wanted, order = "passages p", "p.number IN", "a.published DESC, p.number"
        if words:
            tables = "passages_text JOIN passages p ON p.number = passages_text.rowid"
            wanted, order = "passages_text MATCH ? AND +passages_text.rowid IN", _BM25
        rows = self._all(
            f"SELECT p.id FROM {tables} JOIN articles a ON a.id = p.article_id"  # noqa: S608
            f" WHERE {wanted} (SELECT q.number FROM speaker_mentions m JOIN statements s"
            " ON s.article_id = m.article_id AND s.speaker = m.written JOIN passages q"
            " ON q.article_id = s.article_id AND s.start < q.end AND s.end > q.start"
            " WHERE m.speaker IN (SELECT value FROM json_each(?)))"
            f" AND a.state = 'done'{conditions} ORDER BY {order} LIMIT ?",
            *([any_of(words)] if words else []),
            *(json.dumps(list(speakers)), *values, count),
        )
        return [str(row[0]) for row in rows]

    def count_matches(self, word: str) -> int:
        """The number of passages that hold `word` in any of its inflections."""
        sql = "SELECT count(*) FROM passages_text WHERE passages_text MATCH ?"
        expression = any_of([word])
        return int(self._until_changed(expression, partial(self._value, sql, expression)))

    def articles_with(self, word: str) -> set[str]:
        """The articles that hold `word` in any of its inflections."""
        rows = self._all(
            "SELECT DISTINCT p.article_id FROM passages_text"
            " JOIN passages p ON p.number = passages_text.rowid WHERE passages_text MATCH ?",
            any_of([word]),
        )
        return {str(row[0]) for row in rows}

    def most_common(self, terms: Iterable[str], at_least: int) -> str | None:
        """The indexed stem among `terms` that most passages hold; None if none has `at_least`."""
        row = self._one(
            "SELECT v.term FROM json_each(?) given CROSS JOIN passages_terms v"
            " ON v.term = given.value WHERE v.doc >= ? ORDER BY v.doc DESC, v.term LIMIT 1",
            json.dumps(list(terms)),
            at_least,
        )
        return row and str(row[0])

    def passages_in(self, narrowing: Narrowing, at_most: int) -> list[str]:
        """Up to `at_most` ids of the searchable passages that `narrowing` lets through."""
        sql, values = self._window(narrowing, "p.id")
        return [str(row[0]) for row in self._all(f"{sql} LIMIT ?", *values, at_most)]

    def _window(self, narrowing: Narrowing, column: str = "p.number") -> tuple[str, list[Any]]:
        """The query for the searchable passages that `narrowing` lets through: those of an
        article's day and those of an entry's own, of which each has an index.
        """
        conditions, values = conditions_of(narrowing, "article")
        entries, more = conditions_of(narrowing, "entry")
        select = f"SELECT {column} FROM"
        if narrowing.date_from or narrowing.date_to or narrowing.as_of:
            conditions += (
                f" AND p.dated IS NULL UNION ALL {select} passages p INDEXED BY passages_by_entry"
                " CROSS JOIN articles a ON a.id = p.article_id"
                f" WHERE a.state = 'done' AND p.dated IS NOT NULL{entries}"
            )
            values += more
        joined = "articles a JOIN passages p ON p.article_id = a.id WHERE a.state = 'done'"
        return f"{select} {joined}{conditions}", values

    def those_in(self, narrowing: Narrowing, passage_ids: Sequence[str]) -> set[str]:
        """The searchable ones of `passage_ids` that `narrowing` lets through."""
        conditions, values = conditions_of(narrowing)
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
            f"SELECT {_STATEMENT_COLUMNS} FROM {_STATEMENTS} WHERE s.article_id IN ({marks})"  # noqa: S608
            " AND s.named >= ? ORDER BY s.article_id, s.start, s.rowid",
            *article_ids,
            not unnamed,
        )
        return [statement_of(row) for row in rows]

    # --- who speaks

    def articles_quoting(self, speakers: Sequence[str], narrowing: Narrowing) -> list[str]:
        """The searchable articles that have a statement by one of the `speakers` by name."""
        conditions, values = conditions_of(narrowing, "article")
        rows = self._all(
            "SELECT DISTINCT a.id FROM speaker_mentions m JOIN articles a ON a.id = m.article_id"  # noqa: S608
            " WHERE m.speaker IN (SELECT value FROM json_each(?))"
            f" AND a.state = 'done'{conditions}",
            json.dumps(list(speakers)),
            *values,
        )
        return [str(row[0]) for row in rows]

    def speakers(self, count: int) -> list[Speaker]:
        """The named people and bodies that most articles quote."""
        rows = self._all(
            "SELECT name, role, articles, named, variants FROM speakers WHERE named"
            " ORDER BY articles DESC, name LIMIT ?",
            count,
        )
        return [speaker_of(row) for row in rows]

    def speakers_called(self, words: Sequence[str], *, roles: bool = False) -> list[Speaker]:
        """The speakers who have all of these folded `words` in their names, most quoted first.

        With `roles` words in what they are said to be count too.
        """
        holds = (
            " AND name IN (SELECT speaker FROM speaker_words"
            " WHERE word = ? AND (? OR part != 'role'))"
        )
        rows = self._all(
            "SELECT name, role, articles, named, variants FROM speakers"  # noqa: S608
            f" WHERE true{holds * len(words)} ORDER BY articles DESC, name",
            *(value for word in words for value in (word, roles)),
        )
        return [speaker_of(row) for row in rows]

    def speaker_called_just(self, name: str) -> Speaker | None:
        """The speaker who is listed under this very name, in capitals or not."""
        row = self._one(
            "SELECT name, role, articles, named, variants FROM speakers"
            " WHERE name = ? COLLATE NOCASE ORDER BY name = ? DESC, articles DESC LIMIT 1",
            name,
            name,
        )
        return speaker_of(row) if row else None

    def sightings(self, speakers: Sequence[str]) -> list[Sighting]:
        """Where the `speakers` by name are quoted, once for each article, role and kind."""
        rows = self._all(
            f"SELECT m.speaker, s.role, s.kind, a.id, a.outlet, a.published, count(*){_MEANT}"  # noqa: S608
            " AND m.speaker IN (SELECT value FROM json_each(?))"
            " GROUP BY m.speaker, a.id, s.role, s.kind ORDER BY m.speaker, a.id, min(s.start)",
            json.dumps(list(speakers)),
        )
        return [sighting_of(row) for row in rows]

    def statements_by(self, speaker: str) -> list[Statement]:
        """All the statements of one speaker by name, in the order of their articles' text."""
        rows = self._all(
            f"SELECT {_STATEMENT_COLUMNS}{_MEANT} AND m.speaker = ?"
            " ORDER BY s.article_id, s.start, s.rowid",
            speaker,
        )
        return [statement_of(row) for row in rows]

    def last_names_starting(self, beginning: str) -> list[str]:
        """The folded last names of speakers that start so, the most quoted first."""
        rows = self._all(
            "SELECT w.word FROM speaker_words w JOIN speakers s ON s.name = w.speaker"
            " WHERE w.word >= ? AND w.word < ? AND w.part = 'last' AND s.named"
            " GROUP BY w.word ORDER BY sum(s.articles) DESC, w.word",
            beginning,
            beginning + "\U0010ffff",
        )
        return [str(row[0]) for row in rows]

    def quoted(self) -> list[Quoted]:
        """Each name that an article quotes, in each of its roles there."""
        rows = self._all(
            "SELECT DISTINCT article_id, speaker, role, named FROM statements"
            " ORDER BY article_id, speaker, role, named"
        )
        return [Quoted(row[0], row[1], row[2], bool(row[3])) for row in rows]

    def write_speakers(self, merged: Merged, rules: str) -> None:
        """Put the speakers that were `merged` by `rules` in place of those before."""
        with self._transaction():
            run = self._connection.executemany
            self._connection.execute("DELETE FROM speakers")
            run("INSERT INTO speakers VALUES (?,?,?,?,?)", map(speaker_row, merged.speakers))
            run(
                "INSERT INTO speaker_words VALUES (?,?,?)",
                [
                    (word, speaker.name, part)
                    for speaker, words in zip(merged.speakers, merged.words, strict=True)
                    for word, part in words.items()
                ],
            )
            run(
                "INSERT INTO speaker_mentions VALUES (?,?,?)",
                [(*at, name) for at, name in merged.means.items()],
            )
            self._set_meta(_MERGED, rules)

    def merged_by(self) -> str | None:
        """By which rules the speakers were merged; None where statements changed since."""
        return self.meta(_MERGED)

    def published_before(self, day: date) -> list[str]:
        """The articles that came out before a `day`; those without a date are none."""
        sql = "SELECT id FROM articles WHERE state = 'done' AND published < ?"
        return [str(row[0]) for row in self._all(sql, day.isoformat())]

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
        # Whatever writes or erases statements comes through here.
        self._connection.execute("DELETE FROM meta WHERE key = ?", (_MERGED,))

    def _add_statements(self, statements: Sequence[tuple[Statement, str]]) -> None:
        self._connection.executemany(
            "INSERT INTO statements VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [statement_row(said, surname) for said, surname in statements],
        )

    def _set_meta(self, key: str, value: str) -> str:
        self._connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
        return value

    def _until_changed(self, key: str, count: Callable[[], Any]) -> Any:
        """What `count` gives, counted again only after a change: it walks the table or the list of
        a word's passages, and each question asks.
        """
        with self._lock:
            changes = self.version()
            if self._counted[0] != changes or len(self._counted[1]) > _MOST_COUNTED:
                self._counted = (changes, {})
            counted = self._counted[1]
            if key not in counted:
                counted[key] = count()
            return counted[key]

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
                raise fault_of_record(self._path, error) from error


def damage_of(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the structure of a file, in its words."""
    rows = connection.execute("PRAGMA integrity_check(20)").fetchall()
    return [str(row[0]) for row in rows if row[0] != "ok"]
