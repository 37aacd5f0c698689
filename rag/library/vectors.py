"""The vectors of passages in Chroma, embedded in the library folder or on a server."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from rag.errors import LibraryDamaged, LibraryError, LibraryFull
from rag.library.embeddings import Vectors
from rag.records import Passage

REBUILD = "python app.py ingest --rebuild --library {folder}"

# Neighbours that the index examines. At the default of 100 it found 77% of the true ones among
# 10,000 random vectors.
_EF_SEARCH = 400
# Bytes kept free. Chroma rewrites its index files in place, so a disk that fills up meanwhile
# costs the whole index and not only what was being added.
_RESERVE = 32_000_000
# SQLite's codes for a full disk, and for a write that the system refused, as at a quota.
_FULL = ("(code: 13)", "(code: 778)")


class VectorStore:
    """One Chroma collection of passage vectors with their article, outlet and date.

    Every method can raise LibraryError where the server fails, LibraryDamaged where the folder's
    files cannot be read and LibraryFull where they cannot be written.
    """

    def __init__(self, folder: Path, collection: str, server: str | None = None) -> None:
        """Open or make `collection` in `folder`, or on the Chroma server at `server`."""
        self._folder = folder
        self._server = server
        self._client: Any = None
        with self._guarded():
            self._client = _connect(server) if server else _open(folder)
            self._batch = self._client.get_max_batch_size()
            self._collection = self._client.get_or_create_collection(
                collection,
                configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                embedding_function=None,
            )
            # The count comes from a table: only a query shows that the index can be read.
            first = self._collection.get(limit=1, include=["embeddings"])
            if first["ids"]:
                self._collection.query(query_embeddings=first["embeddings"], n_results=1)

    def close(self) -> None:
        """Let go of the files. Chroma would serve what it remembers of them to the next opening."""
        with self._guarded():
            self._client.close()

    def drop_others(self) -> None:
        """Remove what earlier builds of the vectors have left in the library folder."""
        for old in self._folder.parent.glob("passages-*"):
            if old.name != self._folder.name:
                shutil.rmtree(old, ignore_errors=True)

    def count(self) -> int:
        """The number of vectors."""
        with self._guarded():
            return int(self._collection.count())

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
        for at in range(0, len(passages), self._batch):
            some = passages[at : at + self._batch]
            with self._guarded():
                self._refuse_full_disk()
                self._collection.upsert(
                    ids=[passage.id for passage in some],
                    embeddings=vectors[at : at + self._batch],
                    metadatas=[{**metadata, "article_id": passage.article_id} for passage in some],
                )

    def delete_article(self, article_id: str) -> None:
        """Forget the vectors of an article, if there are any."""
        with self._guarded():
            self._collection.delete(where={"article_id": article_id})

    def nearest(self, vector: Vectors, count: int) -> list[tuple[str, float]]:
        """The passage ids nearest to `vector`, with their cosine similarity, nearest first."""
        total = self.count()
        if total == 0:
            return []
        with self._guarded():
            found = self._collection.query(
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
        with self._guarded():
            stored = self._collection.get(ids=list(passage_ids), include=["embeddings"])
        rows = np.asarray(stored["embeddings"], dtype=np.float32)
        if rows.size == 0:
            return {}
        return dict(zip(stored["ids"], (rows @ vector).tolist(), strict=True))

    def _refuse_full_disk(self) -> None:
        if not self._server and shutil.disk_usage(self._folder).free < _RESERVE:
            raise self._full()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn what Chroma, httpx and the Rust core raise into errors that say what to do."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit, LibraryError):
            raise
        except BaseException as error:  # a panic of the Rust core is no Exception
            raise self._translated(error) from error

    def _translated(self, error: BaseException) -> LibraryError:
        if self._server and self._client is None:
            return LibraryError(
                f"The Chroma server at {self._server} does not answer; start it with "
                "`chroma run`, or unset DATELINE_CHROMA_URL."
            )
        if self._server:
            return LibraryError(
                f"The Chroma server at {self._server} failed ({type(error).__name__}); see that "
                "it runs and has room on its disk, then try again."
            )
        if any(code in str(error) for code in _FULL):
            return self._full()
        return LibraryDamaged(
            f"The vectors in {self._folder} cannot be read; make them anew from the record with: "
            f"{REBUILD.format(folder=self._folder.parent)}"
        )

    def _full(self) -> LibraryFull:
        return LibraryFull(
            f"The disk that holds {self._folder.parent} is full; make room and run the same "
            "command again, which goes on where it stopped."
        )


def _open(folder: Path) -> Any:
    import chromadb

    return chromadb.PersistentClient(path=str(folder), settings=_settings())


def _connect(server: str) -> Any:
    import chromadb

    address = urlsplit(server if "//" in server else f"http://{server}")
    return chromadb.HttpClient(
        host=address.hostname or "localhost",
        port=address.port or (443 if address.scheme == "https" else 8000),
        ssl=address.scheme == "https",
        settings=_settings(),
    )


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def day_to_seconds(day: date) -> int:
    """The first second of `day` in UTC, since the epoch."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
