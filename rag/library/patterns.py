"""Words as SQLite looks for them, so that nothing in a word is an operator or a wildcard."""

from collections.abc import Sequence

from rag.reading.terms import spellings, whole_characters


def _fts_string(word: str) -> str:
    """A word as an FTS5 string, in which nothing is an operator."""
    whole = whole_characters(word)
    return '"' + whole.replace('"', '""').replace("\0", " ") + '"'


def like(text: str) -> str:
    """`text` for LIKE with "!" as its escape, so that nothing in it is a wildcard."""
    whole = whole_characters(text)
    return whole.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def any_of(words: Sequence[str]) -> str:
    """The FTS5 expression for texts with any of `words`, in British or American spelling."""
    return " OR ".join(_fts_string(it) for word in words for it in spellings(word))
