"""Examines the set-up: what is there, what is missing, and how to mend it."""

import importlib.util
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import DatelineError
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.library import Embedder

# Bytes of free disk below which an ingest is likely to stop half way.
_LITTLE_ROOM = 500_000_000
_PACKAGES = (
    "langchain",
    "chromadb",
    "sentence_transformers",
    "gradio",
    "trafilatura",
    "syntok",
    "spacy",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined: whether it is well, and what it is or how to mend it."""

    about: str
    ok: bool
    says: str


def examine(
    settings: Settings, progress: Callable[[int], object] = lambda articles: None
) -> Iterator[Finding]:
    """Examine Python, the packages, SQLite, the parser, the embedding model, the library, which is
    read completely, and the models that are named.

    `progress` is called with the number of articles that have just been read.
    """
    version = ".".join(map(str, sys.version_info[:3]))
    new_enough = sys.version_info >= (3, 11)
    yield Finding(
        "Python", new_enough, version if new_enough else f"{version}; install 3.11 or newer"
    )
    yield _packages()
    yield _lexical_index()
    yield _parser()
    yield _span_reader()
    yield _disk(settings)
    yield from _library(settings, progress)
    yield _reranker(settings)
    yield _entailment(settings)
    if settings.model:
        yield _language_model(settings)
    else:
        yield Finding(
            "language model", True, "none set; answers are made of the articles' sentences"
        )


def _packages() -> Finding:
    missing = [name for name in _PACKAGES if importlib.util.find_spec(name) is None]
    if missing:
        return Finding(
            "packages", False, f"{', '.join(missing)} missing; run: pip install -r requirements.txt"
        )
    return Finding("packages", True, "installed")


def _lexical_index() -> Finding:
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
    except sqlite3.OperationalError:
        return Finding(
            "SQLite", False, "this Python's SQLite has no FTS5; use a Python that has it"
        )
    return Finding("SQLite", True, f"{sqlite3.sqlite_version} with FTS5")


def _parser() -> Finding:
    from rag.reading.parsing.parser import load

    try:
        load()
    except DatelineError as error:
        return Finding("parser", False, str(error))
    return Finding("parser", True, "spaCy's small English model, as packaged")


def _span_reader() -> Finding:
    from rag.reader.spans import the_reader

    try:
        the_reader()
    except DatelineError as error:
        return Finding("span reader", False, str(error))
    return Finding("span reader", True, "points at short answers")


def _disk(settings: Settings) -> Finding:
    folder = settings.library.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    says = f"{free / 1e9:.1f} GB free"
    if free < _LITTLE_ROOM:
        return Finding("disk", False, f"{says}; make room before the next ingest")
    return Finding("disk", True, says)


def _library(settings: Settings, progress: Callable[[int], object]) -> Iterator[Finding]:
    from rag.library import Embedder

    embedder = Embedder(settings.embeddings)
    opened = _opening(settings, embedder)
    yield opened
    if settings.library.is_dir():
        # What the opening told need not be told again.
        read = _reading(settings, embedder, progress)
        yield from (it for it in read if it.ok or it.says != opened.says)


def _opening(settings: Settings, embedder: "Embedder") -> Finding:
    from rag.library import open_library

    try:
        embedder.load()
        if not settings.library.is_dir():
            return Finding(
                "library", False,
                f"none at {settings.library}; run: python app.py ingest corpus/briefs",
            )  # fmt: skip
        with open_library(settings, embedder) as library:
            holds = library.summary()
    except DatelineError as error:
        return Finding("library", False, str(error))
    if not holds.articles:
        return Finding("library", False, "is empty; run: python app.py ingest corpus/briefs")
    return Finding(
        "library", True,
        f"{holds.articles:,} articles, {holds.passages:,} passages, embedded by {embedder.name}",
    )  # fmt: skip


def _reading(
    settings: Settings, embedder: "Embedder", progress: Callable[[int], object]
) -> Iterator[Finding]:
    """Read all of a library, also of one that cannot be opened: more may be wrong with it."""
    from rag.library import inspect_library

    about = "library, all of it"
    try:
        found = inspect_library(settings, embedder, progress)
    except DatelineError as error:
        yield Finding(about, False, str(error))
        return
    for fault in found.faults:
        yield Finding(about, False, fault)
    if not found.faults:
        says = (
            f"{found.articles:,} articles, {found.passages:,} passages and {found.vectors:,} "
            "vectors are as they should be"
        )
        yield Finding(about, True, "; ".join([says, *found.left_out]))


def _reranker(settings: Settings) -> Finding:
    from rag.retrieve import Reranker

    if not settings.reranker:
        return Finding("reranker", True, "none set; passages stand as the ranking puts them")
    try:
        Reranker(settings.reranker).load()
    except DatelineError as error:
        return Finding("reranker", False, str(error))
    return Finding("reranker", True, f"{settings.reranker} is loaded")


def _entailment(settings: Settings) -> Finding:
    from rag.answer.checking import Entailment

    if not settings.nli:
        return Finding("entailment", True, "none set; a model's sentences are checked by rules")
    try:
        Entailment(settings.nli).load()
    except DatelineError as error:
        return Finding("entailment", False, str(error))
    return Finding("entailment", True, f"{settings.nli} is loaded")


def _language_model(settings: Settings) -> Finding:
    from rag.answer.models import chat_model, reason

    try:
        reply = chat_model(settings).invoke("Reply with the word: ready")
    except DatelineError as error:
        return Finding("language model", False, str(error))
    except Exception as error:  # each provider's client raises its own errors
        return Finding("language model", False, f"{settings.model}: {reason(error)}")
    return Finding(
        "language model", True, f"{settings.model} answers ({len(str(reply.text))} characters)"
    )
