"""Dateline: ask the news a question and get an answer in which every sentence can be checked.

from rag import build_chain, load_settings, open_library

settings = load_settings()
with open_library(settings) as library:
    answer = build_chain(library, settings).invoke("what did Bessent say about tariffs?")
"""

import importlib
from typing import Any

_PUBLIC = {
    "Answer": "rag.records",
    "Question": "rag.records",
    "Settings": "rag.settings",
    "load_settings": "rag.settings",
    "open_library": "rag.library",
    "read_sources": "rag.ingest",
    "PassageRetriever": "rag.retrieve",
    "build_chain": "rag.answer",
}
__all__ = list(_PUBLIC)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: the libraries behind it take seconds to load."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    return getattr(importlib.import_module(_PUBLIC[name]), name)
