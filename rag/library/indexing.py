"""Takes articles into a library: compares with what is there, records, embeds, marks done."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rag.library.library import Library
from rag.library.rows import Stored
from rag.library.statements import read_statements
from rag.library.wholeness import damaged_parts, digest_of
from rag.reading import split_passages
from rag.reading.duplicates import NearDuplicates, alike, signature
from rag.records import Article, Notice, Record, Rejection

# Passages that are embedded together: about two seconds of work, which an interruption waits for,
# and which the next opening makes up for after a kill.
_PASSAGES_AT_ONCE = 64


@dataclass
class IngestSummary:
    """What became of the records of one run. `near_duplicates` are among the added and changed."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    near_duplicates: int = 0
    undated: int = 0
    passages: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The form of `ingest --json`."""
        return asdict(self)


def ingest(
    library: Library,
    records: Iterable[Record],
    progress: Callable[[int], None] = lambda records: None,
) -> IngestSummary:
    """Add `records` to `library`; one that is there unchanged costs next to nothing.

    `progress` is called with the number of records that have just been dealt with.

    Raises:
        LibraryFull: the disk is full; what was stored stays.
        LibraryLocked: somebody else adds articles, and is not done within a minute.
    """
    with library.writing():
        with ThreadPoolExecutor(1, "embedding") as beside:
            run = _Run(library, progress, beside)
            for record in records:
                if isinstance(record, Rejection):
                    run.summary.rejected.append(record)
                    progress(1)
                elif isinstance(record, Notice):
                    run.summary.notices.append(record)
                else:
                    run.take(record)
            run.flush()
            run.wait()
        library.merge_speakers()
    return run.summary


class _Run:
    """One run: the articles written as pending wait in a queue until there are enough to embed.

    While these are embedded in a thread beside, the next articles are read: the one takes all
    processors, the other a single one.
    """

    def __init__(
        self, library: Library, progress: Callable[[int], None], beside: ThreadPoolExecutor
    ) -> None:
        self.summary = IngestSummary()
        self._library = library
        self._database = library.database
        self._progress = progress
        self._near: NearDuplicates | None = None
        self._queue: list[str] = []
        self._replaced: list[str] = []
        self._waiting_passages = 0
        self._beside = beside
        self._stored: Future[int] | None = None

    def take(self, article: Article) -> None:
        """Record one article as pending, unless it is there already."""
        digest = digest_of(asdict(article))
        text_digest = digest_of(article.text)
        stored = self._database.stored(article.id)
        if stored and stored.digest != digest:
            given, article = article.id, self._under_own_id(article)
            if article.id != given:
                digest, stored = digest_of(asdict(article)), self._database.stored(article.id)
                if not stored or stored.digest != digest:
                    why = f"its id {given} is that of another article; it is kept as {article.id}."
                    self.summary.notices.append(Notice(f"“{article.title}”", why))
        is_there = bool(stored and stored.digest == digest)
        # What is damaged is written anew, as if it had changed.
        if is_there and not damaged_parts(self._database, article.id):
            self.summary.unchanged += 1
            self._progress(1)
            return
        if stored:  # it may be what is being embedded
            self.wait()
        twin = self._database.same_text(text_digest)
        if twin is not None and twin != article.id:
            if stored:  # it has become the text of another article
                self._library.withdraw([article.id])
            self.summary.duplicates += 1
            self._progress(1)
            return
        self._write(article, stored, digest, text_digest)
        if self._waiting_passages >= _PASSAGES_AT_ONCE:
            self.flush()

    def _under_own_id(self, article: Article) -> Article:
        """The article, under another id where the library has another one under its own.

        Ids that a file gives are unique in that file at best.
        """
        before = self._database.article(article.id)
        if before is None or _is_same(before, article):
            return article
        name = article.url or article.title.casefold()
        return replace(article, id=f"{article.id}-{digest_of(name)[:8]}")

    def flush(self) -> None:
        """Begin to embed what waits, once what was begun before is done."""
        self.wait()
        if self._queue or self._replaced:
            self._stored = self._beside.submit(self._store, self._queue, self._replaced)
        self._queue, self._replaced, self._waiting_passages = [], [], 0

    def wait(self) -> None:
        """Wait for what is being embedded, and fail where that has failed."""
        stored, self._stored = self._stored, None
        if stored:
            self._progress(stored.result())

    def _store(self, added: list[str], replaced: list[str]) -> int:
        """Store the vectors of articles, which makes them done; their number."""
        if added:
            self._library.store_vectors(added, replacing=False)
        for article_id in replaced:
            self._library.store_vectors([article_id], replacing=True)
        return len(added) + len(replaced)

    def _write(
        self, article: Article, stored: Stored | None, digest: str, text_digest: str
    ) -> None:
        if self._near is None:
            self._near = NearDuplicates(self._database.signatures())
        article_signature = signature(article.text)
        # Named after the text too: when an article becomes another text, its old copies must not
        # go on sharing a name with it.
        own_story = f"{article.id}:{text_digest[:8]}"
        story = self._near.group_of(article.id, article_signature, own_story)
        passages = split_passages(article)
        statements = read_statements(article)
        self._database.write_pending(
            article,
            passages,
            statements,
            {
                "digest": digest,
                "text_digest": text_digest,
                "signature": article_signature,
                "story": story,
            },
        )
        (self._replaced if stored else self._queue).append(article.id)
        self._waiting_passages += len(passages)
        self.summary.passages += len(passages)
        self.summary.added += stored is None
        self.summary.changed += stored is not None
        self.summary.near_duplicates += story != own_story
        self.summary.undated += article.published is None


def _is_same(before: Article, now: Article) -> bool:
    """Whether two articles of one id are two versions of one: by address, title or text."""
    if before.url and before.url == now.url:
        return True
    return before.title.casefold() == now.title.casefold() or alike(before.text, now.text)
