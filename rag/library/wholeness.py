"""Whether what the record holds of an article is what was once written there."""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, TypeVar

from rag.errors import LibraryError
from rag.library.database import Database
from rag.records import Article, Passage, Statement

Part = Literal["text", "passages", "statements"]
_Read = TypeVar("_Read")


def digest_of(value: Any) -> str:
    """The SHA-256 of a value as JSON, by which an article and its text are known again."""
    return hashlib.sha256(json.dumps(value, default=str).encode()).hexdigest()


def damaged_parts(database: Database, article_id: str) -> list[Part]:
    """The parts of a stored article that are damaged, none where it is whole or not there.

    The text is held against its digest; passages, and the places of statements, against the text.

    Raises:
        LibraryDamaged: the record cannot be read at that place.
    """
    stored = database.stored(article_id)
    article = _read(lambda: database.article(article_id))
    if stored is None or article is None:
        # Another process may have removed it meanwhile, or written it anew.
        return ["text"] if stored and database.stored(article_id) == stored else []
    passages = _read(lambda: database.passages_of(article_id))
    statements = _read(lambda: database.statements_of([article_id], unnamed=True))
    found: dict[Part, bool] = {
        "text": digest_of(article.text) == stored.text_digest,
        "passages": passages is not None and _hold(article, passages),
        "statements": statements is not None and all(_lies(article, it) for it in statements),
    }
    damaged = [part for part, is_whole in found.items() if not is_whole]
    return damaged if damaged and database.stored(article_id) == stored else []


def _read(read: Callable[[], _Read]) -> _Read | None:
    """What `read` gives; None where a value makes no sense: no UTF-8, no JSON, no day."""
    try:
        return read()
    except (ValueError, TypeError):
        return None
    except LibraryError as error:
        cause = error.__cause__
        if isinstance(cause, sqlite3.OperationalError) and "decode to UTF-8" in str(cause):
            return None
        raise


def _hold(article: Article, passages: Sequence[Passage]) -> bool:
    return bool(passages) and all(
        it.start >= 0 and article.text[it.start : it.end] == it.text for it in passages
    )


def _lies(article: Article, said: Statement) -> bool:
    """Whether all places of a statement lie in the text, and its own begins and ends with words."""
    text = article.text
    inside = all(0 <= start < end <= len(text) for start, end in _places(said))
    return inside and not _cuts(text, said.start) and not _cuts(text, said.end)


def _places(said: Statement) -> Iterator[tuple[int, int]]:
    yield said.start, said.end
    yield from said.content
    yield from (it for it in (said.cue, said.mention) if it)


def _cuts(text: str, at: int) -> bool:
    """Whether a place lies inside a word. Scripts without spaces do not tell, and the parser takes
    "don't" and "cannot" for two words.
    """
    around = text[at - 1 : at + 1] if at else ""
    inside = len(around) == 2 and around.isascii() and around.isalpha()
    return inside and not text.startswith(("n't", "n’t", "not"), at)
