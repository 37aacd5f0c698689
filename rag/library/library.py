"""The library folder: opened by one process, checked, and made whole after an interruption."""

import heapq
import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from rag.errors import EmbeddingMismatch, LibraryDamaged, LibraryError, LibraryLocked
from rag.library.database import Database, Narrowing
from rag.library.embeddings import Embedder, EmbeddingIdentity, Vectors, embedder_named
from rag.library.vectors import REBUILD, VectorStore
from rag.reading.passages import heading
from rag.reading.people.merging import RULES, merge_speakers
from rag.settings import Settings

_RECORD = "dateline.sqlite"
_LOCK = "lock"
_EMBEDDING = "embedding"
_VECTORS = "vectors"
# Passages up to which a window is searched exactly: their vectors are read in about 40 ms.
_EXACT = 2_000
# How many more neighbours a wider window asks the index for each time, and the most.
_WIDER = 4
_MOST_NEIGHBOURS = 6_400
# Passages that are embedded together when an interrupted run is finished.
_PASSAGES_AT_ONCE = 256


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
    """An open library: `database` is the record, `vectors` finds by meaning, `embedder` embeds."""

    def __init__(
        self, folder: Path, database: Database, vectors: VectorStore, embedder: Embedder
    ) -> None:
        self.folder = folder
        self.database = database
        self.vectors = vectors
        self.embedder = embedder

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
        self.withdraw(article_ids)
        self.merge_speakers()

    def withdraw(self, article_ids: list[str]) -> None:
        """Remove articles in the middle of a run, at whose end the speakers are merged."""
        self.database.set_state(article_ids, "withdrawn")
        for article_id in article_ids:
            self.vectors.delete_article(article_id)
        self.database.erase(article_ids)

    def recover(self) -> None:
        """Finish what an interrupted run left half done."""
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
        LibraryLocked: another process owns the folder.
        EmbeddingMismatch: it was built with another embedding model.
        LibraryDamaged: its files cannot be read or do not fit each other.
        LibraryFull: there is no room to finish what an interrupted run left half done.
        LibraryError: the folder cannot be made, or the Chroma server does not answer.
    """
    folder = settings.library
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Not thread-local: a page may be closed by another thread than the one that opened it.
        lock = FileLock(folder / _LOCK, timeout=0, thread_local=False)
        lock.acquire()
    except Timeout:
        raise LibraryLocked(
            f"The library in {folder} is in use by another Dateline; stop that one, or name "
            "another folder with --library."
        ) from None
    except OSError as error:
        raise LibraryError(
            f"The folder {folder} cannot be used as a library ({error.strerror}); name a folder "
            "that you may write to with --library."
        ) from None
    try:
        with ExitStack() as open_files:
            database = Database(folder / _RECORD)
            open_files.callback(database.close)
            embedder = embedder or embedder_named(settings.embeddings)
            vectors = _vectors(folder, database, embedder, settings.chroma_url, rebuild)
            open_files.callback(vectors.close)
            library = Library(folder, database, vectors, embedder)
            library.recover()
            if rebuild:
                vectors.drop_others()
            library.check()
            yield library
    finally:
        lock.release()


def _vectors(
    folder: Path, database: Database, embedder: Embedder, server: str | None, rebuild: bool
) -> VectorStore:
    """The vectors that fit the record and the model; an empty store for a new build of them."""
    name = database.meta(_VECTORS)
    if rebuild or name is None:
        # A new name for each build: whatever is wrong with the old vectors cannot stay in the way.
        name = f"passages-{secrets.token_hex(4)}"
        database.start_anew({_EMBEDDING: json.dumps(embedder.identity()), _VECTORS: name})
    else:
        _refuse_other_embeddings(folder, database, embedder)
    return VectorStore(folder / name, name, server)


def _refuse_other_embeddings(folder: Path, database: Database, embedder: Embedder) -> None:
    built = EmbeddingIdentity(*json.loads(database.meta(_EMBEDDING) or '["", 0, ""]'))
    if built.name == embedder.name and built == embedder.identity():
        return
    raise EmbeddingMismatch(
        f"The library in {folder} was built with the embedding model {built.name!r} and the "
        f"setting is {embedder.name!r}; set DATELINE_EMBEDDINGS back, or rebuild with: "
        f"{REBUILD.format(folder=folder)}"
    )
