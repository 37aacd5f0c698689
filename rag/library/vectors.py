"""The vectors of passages in Chroma, embedded in the library folder or on a server."""

import ctypes
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from rag.errors import LibraryError
from rag.library.embeddings import Vectors
from rag.library.faults import fault_of_server, fault_of_vectors, no_room
from rag.library.locks import Turn
from rag.library.read_only import ReadingCopy
from rag.library.soundness import State, remember, see_that_it_is_sound, state_of
from rag.records import Passage

# Neighbours that the index examines. At the default of 100 it found 77% of the true ones among
# 10,000 random vectors.
_EF_SEARCH = 400
# Bytes kept free. Chroma rewrites its index files in place, so a disk that fills up meanwhile
# costs the whole index and not only what was being added.
_RESERVE = 32_000_000


class VectorStore:
    """One Chroma collection of passage vectors with their article, outlet and date.

    Chroma's folder is safe for one process at a time, so it is open only while this process has
    the turn. Of one that may only be read, a copy is open, since Chroma writes when it opens. Every
    method can raise LibraryError where the server fails, LibraryDamaged where the
    folder's files cannot be read, LibraryFull where they cannot be written and LibraryLocked where
    another process does not let go of them.
    """

    def __init__(
        self,
        library: Path,
        named: Callable[[], str],
        server: str | None = None,
        *,
        only_read: bool = False,
    ) -> None:
        """`named` gives the collection of the present build, kept in a folder of that name in the
        `library`, or on the Chroma server at `server`. With `only_read` nothing is written there.
        """
        self._library = library
        self._named = named
        self._server = server
        self._name = ""
        self._client: Any = None
        self._collection: Any = None
        self._seen: State = ()
        self._wrote = False
        self._copy = ReadingCopy() if only_read and not server else None
        shares = not server and not only_read
        self._turn = Turn(library, self._open, self._close) if shares else None
        self._connecting = threading.Lock()

    def close(self) -> None:
        """Let go of the files."""
        if self._turn:
            self._turn.close()
        else:
            self._close()

    @property
    def _folder(self) -> Path:
        return self._library / self._name

    def _open(self) -> None:
        self._name = self._named()
        with self._told():
            place = self._copy.of(self._folder) if self._copy else self._folder
            if not self._server and state_of(self._folder) != self._seen:
                see_that_it_is_sound(place)
            self._client = connect(self._server) if self._server else _open(place)
            self._batch = self._client.get_max_batch_size()
            self._collection = self._client.get_or_create_collection(
                self._name,
                configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                embedding_function=None,
            )
            # The count comes from a table: only a query shows that the index can be read.
            first = self._collection.get(limit=1, include=["embeddings"])
            if first["ids"]:
                self._collection.query(query_embeddings=first["embeddings"], n_results=1)

    def _close(self) -> None:
        """Close the files. Chroma would serve what it remembers of them to the next opening."""
        client, self._client, self._collection = self._client, None, None
        if client is None:
            return
        with self._told():
            client.close()
            del client
            _give_back_memory()
            if self._copy:
                self._copy.remove()
            elif not self._server:
                if self._wrote:
                    remember(self._folder)
                self._seen, self._wrote = state_of(self._folder), False

    @contextmanager
    def _using(self) -> Iterator[Any]:
        """The collection, open; not to be nested."""
        if self._turn:
            with self._turn.taken(), self._told():
                yield self._collection
            return
        with self._connecting:
            if self._client is None or self._name != self._named() or self._is_stale():
                self._close()
                self._open()
        with self._told():
            yield self._collection

    def _is_stale(self) -> bool:
        """Whether another one, who may write, has changed what was copied."""
        return self._copy is not None and self._copy.is_stale()

    def drop_others(self, before: str | None) -> None:
        """Remove what earlier builds of the vectors have left, `before` being the last of them. On
        a server only that one is known to be this library's.
        """
        with self._using():
            for old in self._library.glob("passages-*"):
                if old.name != self._name:
                    shutil.rmtree(old, ignore_errors=True)
            held = {it.name for it in self._client.list_collections()} if self._server else ()
            if before in held and before != self._name:
                self._client.delete_collection(before)

    def count(self) -> int:
        """The number of vectors."""
        with self._using() as collection:
            return int(collection.count())

    def upsert(
        self,
        passages: Sequence[Passage],
        vectors: Vectors,
        outlet: str | None,
        published: date | None,
    ) -> None:
        """Store the vectors of one article's passages."""
        metadata: dict[str, Any] = {"outlet": outlet or ""}
        if published:
            # Chroma compares numbers only.
            metadata["published"] = day_to_seconds(published)
        with self._using() as collection:
            for at in range(0, len(passages), self._batch):
                some = passages[at : at + self._batch]
                self._refuse_full_disk()
                self._wrote = True
                collection.upsert(
                    ids=[passage.id for passage in some],
                    embeddings=vectors[at : at + self._batch],
                    metadatas=[{**metadata, "article_id": passage.article_id} for passage in some],
                )

    def delete_article(self, article_id: str) -> None:
        """Forget the vectors of an article, if there are any."""
        with self._using() as collection:
            self._wrote = True
            collection.delete(where={"article_id": article_id})

    def nearest(self, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """The passage ids nearest to `vector`, with their cosine similarity, nearest first."""
        with self._using() as collection:
            total = int(collection.count())
            if total == 0:
                return []
            found = collection.query(
                query_embeddings=[vector], n_results=min(count, total), include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        return [
            (passage_id, 1.0 - float(distance))
            for passage_id, distance in zip(found["ids"][0], distances, strict=True)
        ]

    def similarities(self, vector: Vectors, passage_ids: Sequence[str]) -> dict[str, float]:
        """The exact cosine similarity of `vector` to each of the stored `passage_ids`."""
        if not passage_ids:
            return {}
        with self._using() as collection:
            stored = collection.get(ids=list(passage_ids), include=["embeddings"])
        rows = np.asarray(stored["embeddings"], dtype=np.float32)
        if rows.size == 0:
            return {}
        return dict(zip(stored["ids"], (rows @ vector).tolist(), strict=True))

    def _refuse_full_disk(self) -> None:
        if not self._server and shutil.disk_usage(self._folder).free < _RESERVE:
            raise no_room(self._library)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what Chroma, httpx and the Rust core raise into errors that say what to do."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit, LibraryError):
            raise
        except BaseException as error:  # a panic of the Rust core is no Exception
            raise self._fault(error) from error

    def _fault(self, error: BaseException) -> LibraryError:
        if self._server:
            return fault_of_server(self._server, error, answered=self._client is not None)
        return fault_of_vectors(self._folder, error)


def _open(folder: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(path=str(folder), settings=_settings())


def connect(server: str) -> Any:
    """A client of the Chroma server at an address with or without scheme and port."""
    import chromadb

    address = urlsplit(server if "//" in server else f"http://{server}")
    return chromadb.HttpClient(
        host=address.hostname or "localhost",
        port=address.port or (443 if address.scheme == "https" else 8000),
        ssl=address.scheme == "https",
        settings=_settings(),
    )


def _give_back_memory() -> None:
    """Have the allocator return what a closed index took: where indexes of 10 MB were opened and
    closed 250 times, glibc had kept 200 MB.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def day_to_seconds(day: date) -> int:
    """The first second of `day` in UTC, since the epoch."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
