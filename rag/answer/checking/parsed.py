"""The parse of a sentence, once for all the rules that read it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.reading import Span
from rag.reading.parsing.masking import lay_out
from rag.reading.parsing.parser import irregular_verbs, parse
from rag.reading.terms import stem

if TYPE_CHECKING:
    from spacy.tokens import Token

_PHRASE = frozenset(("compound", "amod", "poss", "nummod", "nmod", "flat", "appos", "prep", "pobj"))


@lru_cache(maxsize=2_000)
def tokens_of(sentence: str) -> "tuple[Token, ...]":
    """The words of a sentence as they are parsed.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    return tuple(
        token
        for paragraph in parse([lay_out(sentence, Span(0, len(sentence)))])
        for parsed in paragraph
        for token in parsed.tokens
    )


def common_words(sentence: str) -> frozenset[str]:
    """The words of a sentence, as written, that the parser takes for no name.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    tokens = tokens_of(sentence)
    names = {it.text for it in tokens if it.tag_ in ("NNP", "NNPS", "FW")}
    return frozenset(it.text for it in tokens) - names


def superlatives(sentence: str) -> frozenset[str]:
    """The superlatives of a sentence, as written: "strongest", "most".

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    return frozenset(it.text for it in tokens_of(sentence) if it.tag_ in ("JJS", "RBS"))


def verb_stem(token: "Token") -> str:
    """What all forms of a verb have in common: the stem of its dictionary form."""
    return stem(irregular_verbs().get(token.lower_, token.lower_))


def phrase_of(head: "Token") -> "Iterator[Token]":
    """A noun with what belongs to it."""
    yield head
    for child in head.children:
        if child.dep_ in _PHRASE:
            yield from phrase_of(child)
