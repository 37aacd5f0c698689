"""The library folder: read by any number of processes, written by one at a time, checked, and made
whole after an interruption.
"""

import heapq
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from rag.errors import EmbeddingMismatch, LibraryDamaged, LibraryLocked
from rag.library.database import Database
from rag.library.embeddings import Embedder, EmbeddingIdentity, Vectors, embedder_named
from rag.library.faults import REBUILD
from rag.library.locks import WriterLock
from rag.library.narrowing import Narrowing
from rag.library.read_only import can_write, make_folder, only_read
from rag.library.statements import find_missing
from rag.library.vectors import VectorStore
from rag.reading.passages import heading
from rag.reading.people.merging import RULES, merge_speakers
from rag.settings import Settings

RECORD = "dateline.sqlite"
EMBEDDING = "embedding"
VECTORS = "vectors"
# Passages up to which a window is searched exactly: their vectors are read in about 40 ms.
_EXACT = 2_000
# How many more neighbours a wider window asks the index for each time, and the most.
_WIDER = 4
_MOST_NEIGHBOURS = 6_400
# Passages that are embedded together when an interrupted run is finished.
_PASSAGES_AT_ONCE = 256
# Seconds that a second writer waits for the first: longer than any opening takes to finish what an
# interrupted run left, shorter than most runs.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class LibrarySummary:
    """What a library holds. `outlets` has name, articles, first and last day, largest first;
    `days` has each day on which articles were published with their number.
    """

    articles: int
    passages: int
    undated: int
    outlets: tuple[tuple[str | None, int, date | None, date | None], ...]
    first: date | None
    last: date | None
    days: tuple[tuple[date, int], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The form of `sources --json`: plain values, dates as ISO 8601 text."""
        return {
            "articles": self.articles,
            "passages": self.passages,
            "undated": self.undated,
            "first": self.first.isoformat() if self.first else None,
            "last": self.last.isoformat() if self.last else None,
            "outlets": [
                {
                    "outlet": name,
                    "articles": count,
                    "first": first.isoformat() if first else None,
                    "last": last.isoformat() if last else None,
                }
                for name, count, first, last in self.outlets
            ],
        }


class Library:
    """An open library: `database` is the record, `vectors` finds by meaning, `embedder` embeds.

    Other threads and processes may read it at the same time; what one of them writes, the others
    find with their next question.
    """

    def __init__(
        self,
        folder: Path,
        database: Database,
        vectors: VectorStore,
        embedder: Embedder,
        writer: WriterLock | None,
    ) -> None:
        """Without a `writer` it may only be read."""
        self.folder = folder
        self.database = database
        self.vectors = vectors
        self.embedder = embedder
        self._writer = writer

    @contextmanager
    def writing(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Be the one that writes; what an interrupted run left half done is finished first.

        Raises:
            LibraryLocked: another one still writes after `patience` seconds.
            LibraryError: it may only be read.
        """
        if self._writer is None:
            raise only_read(self.folder)
        with self._writer.held(patience) as outermost:
            if outermost:
                self.recover()
            yield

    def summary(self) -> LibrarySummary:
        """Count what can be searched."""
        outlets = tuple(self.database.outlets())
        return LibrarySummary(
            articles=self.database.count_articles(),
            passages=self.database.count_passages(),
            undated=self.database.count_undated(),
            outlets=outlets,
            first=min((first for _, _, first, _ in outlets if first), default=None),
            last=max((last for *_, last in outlets if last), default=None),
            days=tuple(self.database.days()),
        )

    def nearest(self, vector: Vectors, count: int, narrowing: Narrowing) -> dict[str, float]:
        """The passages nearest to `vector` within `narrowing`, with their cosine similarities.

        A window that keeps few passages is searched exactly; for a wider one the index is asked
        for more neighbours until enough of them lie inside. The index's own filter did worse: it
        loses neighbours, and takes half a second where it keeps one passage in a hundred.
        """
        if narrowing.is_open:
            return dict(self.vectors.nearest(vector, count))
        few = self.database.passages_in(narrowing, _EXACT + 1)
        if len(few) <= _EXACT:
            exact = self.vectors.similarities(vector, few)
            return dict(heapq.nlargest(count, exact.items(), key=itemgetter(1)))
        asked = count
        while True:
            asked *= _WIDER
            found = self.vectors.nearest(vector, asked)
            inside = self.database.those_in(narrowing, [passage_id for passage_id, _ in found])
            kept = [it for it in found if it[0] in inside][:count]
            if len(kept) == count or len(found) < asked or asked >= _MOST_NEIGHBOURS:
                return dict(kept)

    def store_vectors(self, article_ids: list[str], *, replacing: bool) -> None:
        """Embed the passages of pending articles, store their vectors and mark them done.

        With `replacing`, vectors that the articles may have had are removed first.
        """
        batches = []
        texts: list[str] = []
        for article_id in article_ids:
            article = self.database.article(article_id)
            if article is None:
                continue
            passages = self.database.passages_of(article_id)
            header = heading(article)
            batches.append((article, passages, len(texts)))
            texts += [f"{header}\n{passage.text}" for passage in passages]
        if not batches:
            return
        vectors = self.embedder.embed_passages(texts)
        for article, passages, first in batches:
            if replacing:
                self.vectors.delete_article(article.id)
            rows = vectors[first : first + len(passages)]
            self.vectors.upsert(passages, rows, article.outlet, article.published)
        self.database.set_state([article.id for article, _, _ in batches], "done")

    def remove(self, article_ids: list[str]) -> None:
        """Remove articles with their passages, statements and vectors."""
        with self.writing():
            self.withdraw(article_ids)
            self.merge_speakers()

    def withdraw(self, article_ids: list[str]) -> None:
        """Remove articles in the middle of a run, at whose end the speakers are merged."""
        self.database.set_state(article_ids, "withdrawn")
        for article_id in article_ids:
            self.vectors.delete_article(article_id)
        self.database.erase(article_ids)

    def recover(self) -> None:
        """Finish what an interrupted run left half done; only for who writes."""
        withdrawn = self.database.in_state("withdrawn")
        if withdrawn:
            self.withdraw(withdrawn)
        waiting: list[str] = []
        passages = 0
        for article_id in self.database.in_state("pending"):
            waiting.append(article_id)
            passages += len(self.database.passages_of(article_id))
            if passages >= _PASSAGES_AT_ONCE:
                self.store_vectors(waiting, replacing=True)
                waiting, passages = [], 0
        self.store_vectors(waiting, replacing=True)
        find_missing(self.database)
        self.merge_speakers()

    def merge_speakers(self) -> None:
        """Bring the names under which articles quote somebody together, if they have changed."""
        if self.database.merged_by() == RULES:
            return
        self.database.write_speakers(merge_speakers(self.database.quoted()), RULES)

    def check(self) -> None:
        """Compare the record with the vectors.

        Raises:
            LibraryDamaged: their numbers differ.
        """
        passages, vectors = self.database.count_passages(), self.vectors.count()
        if passages != vectors:
            raise LibraryDamaged(
                f"The library in {self.folder} has {passages} passages but {vectors} vectors; "
                f"rebuild the vectors with: {REBUILD.format(folder=self.folder)}"
            )


@contextmanager
def open_library(
    settings: Settings, embedder: Embedder | None = None, *, rebuild: bool = False
) -> Iterator[Library]:
    """Open the library at `settings.library`, made if it is not there, and close it afterwards.

    With `rebuild` every vector is made anew from the record, as after a change of the embedding
    model.

    Raises:
        LibraryLocked: it is being made, or is to be rebuilt while another process writes.
        EmbeddingMismatch: it was built with another embedding model.
        LibraryDamaged: its files cannot be read or do not fit each other.
        LibraryFull: there is no room to finish what an interrupted run left half done.
        LibraryError: the folder cannot be made, or the Chroma server does not answer.
    """
    folder = settings.library
    is_there = os.path.exists(folder / RECORD)  # noqa: PTH110  where it may not be looked for too
    writer = WriterLock(folder) if not is_there or can_write(folder) else None
    if writer is None and rebuild:
        raise only_read(folder)
    with ExitStack() as open_files:
        if writer and not is_there:
            make_folder(folder)
            with writer.held(_PATIENCE):
                _make_record(folder)
        database = Database(folder / RECORD, only_read=writer is None)
        open_files.callback(database.close)
        embedder = embedder or embedder_named(settings.embeddings)
        named = partial(_present_vectors, folder, database, embedder)
        vectors = VectorStore(folder, named, settings.chroma_url, only_read=writer is None)
        open_files.callback(vectors.close)
        library = Library(folder, database, vectors, embedder, writer)
        if writer:
            _settle(library, writer, rebuild)
        else:
            _see_that_all_is_there(library)
        yield library


def _make_record(folder: Path) -> None:
    """Make the record, unless another process just did; it is there only once it is whole, since
    SQLite does not wait for one that is being made.
    """
    if (folder / RECORD).exists():
        return
    for left in folder.glob(f"{RECORD}.new*"):
        left.unlink()
    begun = folder / f"{RECORD}.new"
    Database(begun).close()
    begun.replace(folder / RECORD)


def _settle(library: Library, writer: WriterLock, rebuild: bool) -> None:
    """Finish what was interrupted and see that all is there, unless another process writes: then
    what is half done is its own.
    """
    database, embedder = library.database, library.embedder
    before = database.meta(VECTORS)
    if before and not rebuild:
        _refuse_other_embeddings(library.folder, database, embedder)
    try:
        with writer.held(_PATIENCE if rebuild or not before else 0.0):
            if rebuild or database.meta(VECTORS) is None:
                # A new name for each build: whatever is wrong with the old vectors cannot stay in
                # the way.
                name = f"passages-{secrets.token_hex(4)}"
                database.start_anew({EMBEDDING: json.dumps(embedder.identity()), VECTORS: name})
            library.recover()
            if rebuild:
                library.vectors.drop_others(before)
            library.check()
    except LibraryLocked:
        if rebuild or not before:
            raise


def _see_that_all_is_there(library: Library) -> None:
    """As `_settle` does, where nothing may be finished: what is half done is nobody's to count."""
    _refuse_other_embeddings(library.folder, library.database, library.embedder)
    if not library.database.in_state("pending") and not library.database.in_state("withdrawn"):
        library.check()


def _present_vectors(folder: Path, database: Database, embedder: Embedder) -> str:
    """The name of the vectors that are made of the record now.

    Raises:
        EmbeddingMismatch: another process has made them anew by another model.
    """
    _refuse_other_embeddings(folder, database, embedder)
    return str(database.meta(VECTORS))


def _refuse_other_embeddings(folder: Path, database: Database, embedder: Embedder) -> None:
    built = EmbeddingIdentity(*json.loads(database.meta(EMBEDDING) or '["", 0, ""]'))
    if built.name == embedder.name and built == embedder.identity():
        return
    raise EmbeddingMismatch(
        f"The library in {folder} was built with the embedding model {built.name!r} and the "
        f"setting is {embedder.name!r}; set DATELINE_EMBEDDINGS back, or rebuild with: "
        f"{REBUILD.format(folder=folder)}"
    )
