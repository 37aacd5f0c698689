"""Reads a library completely, once, and tells what is damaged or missing and what mends it."""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from rag.errors import LibraryDamaged, LibraryError
from rag.library.database import Database
from rag.library.embeddings import Embedder
from rag.library.faults import REBUILD
from rag.library.holdings import article_of, read_vectors
from rag.library.library import EMBEDDING, RECORD
from rag.library.read_only import can_write
from rag.library.wholeness import Part, damaged_parts
from rag.reading.passages import heading
from rag.settings import Settings

# How near a stored vector has to be to one that is made anew: half precision stays above .999.
_NEAR = 0.99
# Ids that a sentence names, and the longest that it shows whole.
_NAMED, _LONGEST_ID = 5, 80
_DAMAGED: dict[Part, str] = {
    "text": "the text is not what was taken in",
    "passages": "passages do not stand in the text as recorded",
    "statements": "statements do not stand in the text as recorded",
}


@dataclass
class Inspection:
    """What was read, in numbers; one sentence for each fault, and one for what was left out."""

    articles: int = 0
    passages: int = 0
    vectors: int = 0
    faults: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def inspect_library(
    settings: Settings,
    embedder: Embedder,
    progress: Callable[[int], object] = lambda articles: None,
) -> Inspection:
    """Read all of the library at `settings.library`, also while others use it.

    `progress` is called with the number of articles that have just been read.

    Raises:
        LibraryError: the record or the vectors cannot be opened, which says nothing of damage.
        ModelError: the embedding model cannot be loaded.
    """
    found = Inspection()
    record = settings.library / RECORD
    try:
        database = Database(record, only_read=not can_write(settings.library))
    except LibraryDamaged as error:
        found.faults.append(str(error))
        return found
    with closing(database):
        try:
            damaged = _inspect_record(found, database, record, progress)
            _inspect_vectors(found, database, settings, embedder, damaged)
        except LibraryDamaged as error:
            found.faults.append(str(error))
    return found


# --- the record


def _inspect_record(
    found: Inspection, database: Database, record: Path, progress: Callable[[int], object]
) -> set[str]:
    """Read the record; the ids of articles that are damaged."""
    damage = database.damage()
    if damage:
        found.faults.append(
            f"The record {record} is damaged ({len(damage)} faults, first: {damage[0]}); restore "
            "it from a copy, or move the folder away and ingest the articles again."
        )
    try:
        database.read_words()
    except LibraryDamaged:
        found.faults.append(
            f"The index of words in {record} does not fit its passages; restore the record from a "
            "copy, or move the folder away and ingest the articles again."
        )
    except LibraryError as error:
        found.left_out.append(f"the index of words was left out: {error}")
    parts: dict[Part, list[str]] = {part: [] for part in _DAMAGED}
    for article_id in database.in_state("done"):
        for part in damaged_parts(database, article_id):
            parts[part].append(article_id)
        found.articles += 1
        progress(1)
    for part, articles in parts.items():
        if articles:
            found.faults.append(
                f"In {_counted(articles, 'article')} ({_names(articles)}) {_DAMAGED[part]}; "
                f"ingest {'it' if len(articles) == 1 else 'them'} again, or restore the record "
                f"{record} from a copy."
            )
    return {article_id for articles in parts.values() for article_id in articles}


# --- the vectors


def _inspect_vectors(
    found: Inspection,
    database: Database,
    settings: Settings,
    embedder: Embedder,
    damaged: set[str],
) -> None:
    expected, held = read_vectors(database, settings)
    found.passages, found.vectors = len(expected.passages), len(held.ids)
    rebuild = f"make them anew from the record with: {REBUILD.format(folder=settings.library)}"
    known, there = set(expected.passages), set(held.ids)
    missing = [it for it in expected.passages if it not in there]
    extra = sorted(it for it in there - known if article_of(it) not in expected.unsettled)
    wrong = [it for it in held.damaged if article_of(it) not in expected.unsettled]
    if missing:
        found.faults.append(
            f"{_counted(missing, 'passage')} of the record ({_names(missing)}) "
            f"{'has no vector' if len(missing) == 1 else 'have no vectors'}; {rebuild}"
        )
    if extra:
        found.faults.append(
            f"{_counted(extra, 'vector')} ({_names(extra)}) "
            f"{'belongs' if len(extra) == 1 else 'belong'} to no passage; {rebuild}"
        )
    if wrong:
        found.faults.append(
            f"{_counted(wrong, 'vector')} ({_names(wrong)}) "
            f"{'is' if len(wrong) == 1 else 'are'} damaged; {rebuild}"
        )
    if held.lost:
        found.faults.append(
            f"The index of vectors misses {held.lost:,} of {held.asked:,} vectors that it "
            f"was asked for; {rebuild}"
        )
    if held.dimension and held.dimension != embedder.identity().dimension:
        found.faults.append(
            f"The vectors have {held.dimension:,} dimensions and the embedding model "
            f"{embedder.name} makes {embedder.identity().dimension:,}; {rebuild}"
        )
        return
    if json.loads(database.meta(EMBEDDING) or "[]") != list(embedder.identity()):
        found.left_out.append("no passage was embedded anew, the model being another")
        return
    sound = {
        name: vector
        for name, vector in held.vectors.items()
        if name not in wrong and article_of(name) not in damaged
    }
    other = _not_as_embedded(database, embedder, sound)
    if other:
        found.faults.append(
            f"{_counted(other, 'vector')} of {len(sound)} ({_names(other)}) "
            f"{'is' if len(other) == 1 else 'are'} not what the embedding model makes of the "
            f"passage; {rebuild}"
        )


def _not_as_embedded(
    database: Database, embedder: Embedder, vectors: dict[str, list[float]]
) -> list[str]:
    """Those of the `vectors` by passage that their passage does not give."""
    held = database.retrieved(list(vectors))
    if not held:
        return []
    texts = [f"{heading(it)}\n{it.passage.text}" for it in held.values()]
    rows = embedder.embed(texts)
    stored = np.array([vectors[name] for name in held], dtype=np.float32)
    near = np.einsum("ij,ij->i", rows, stored)
    return [name for name, cosine in zip(held, near.tolist(), strict=True) if cosine < _NEAR]


# --- words


def _counted(things: Sequence[str], noun: str) -> str:
    return f"{len(things):,} {noun}{'' if len(things) == 1 else 's'}"


def _names(ids: Iterable[str]) -> str:
    """The first of the ids in a sentence; files give them, so they are shown as what they are."""
    rest = list(ids)
    shown = [ascii(it)[1:-1][:_LONGEST_ID] for it in islice(rest, _NAMED)]
    return ", ".join([*shown, "…"] if len(rest) > _NAMED else shown)
