"""Knows that "the strongest ever" and "none as strong before" say the same."""

import re
from collections.abc import Sequence

from rag.answer.checking.parsed import superlatives
from rag.reading.terms import words

_FOREMOST = frozenset("first last only record".split())
_NO_OTHER = re.compile(
    r"\b(?:no|not|never)\b.*\b(?:ever|before|since|other|higher|lower|as \w+ as)\b"
    r"|\b(?:no|not|never) (?:since|before)\b",
    re.IGNORECASE,
)


def tells_of_foremost(text: str, sentences: Sequence[str]) -> bool:
    """Whether `text` denies that there was another such one where one of the `sentences` tells of
    the first or the greatest, or the other way round.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    if _NO_OTHER.search(text):
        return any(map(_is_foremost, sentences))
    return any(map(_NO_OTHER.search, sentences)) and _is_foremost(text)


def _is_foremost(text: str) -> bool:
    return not _FOREMOST.isdisjoint(words(text)) or bool(superlatives(text))
