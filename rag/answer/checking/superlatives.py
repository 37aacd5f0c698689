"""Knows that "the strongest ever" and "none as strong before" say the same."""

import re
from collections.abc import Sequence

from rag.reading.terms import words

_FOREMOST = frozenset("first last only most least best worst since record".split())
_SUPERLATIVE = re.compile(r"\w{3,}est")
_NO_OTHER = re.compile(
    r"\b(?:no|not|never)\b.*\b(?:ever|before|since|other|higher|lower|as \w+ as)\b"
    r"|\b(?:no|not|never) (?:since|before)\b",
    re.IGNORECASE,
)


def tells_of_foremost(text: str, sentences: Sequence[str]) -> bool:
    """Whether `text` denies that there was another such one where one of the `sentences` tells of
    the first or the greatest, or the other way round.
    """
    if _NO_OTHER.search(text):
        return any(map(_is_foremost, sentences))
    return _is_foremost(text) and any(map(_NO_OTHER.search, sentences))


def _is_foremost(text: str) -> bool:
    return any(it in _FOREMOST or _SUPERLATIVE.fullmatch(it) for it in words(text))
