"""What lasts: the record of articles in SQLite, their vectors in Chroma, the embedding model."""

from rag.library.embeddings import Embedder, packaged_embedder
from rag.library.indexing import IngestSummary, ingest
from rag.library.inspection import Inspection, inspect_library
from rag.library.library import Library, LibrarySummary, open_library

__all__ = [
    "Embedder",
    "IngestSummary",
    "Inspection",
    "Library",
    "LibrarySummary",
    "ingest",
    "inspect_library",
    "open_library",
    "packaged_embedder",
]
