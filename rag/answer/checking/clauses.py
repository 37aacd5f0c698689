"""Parts a sentence into the things that it tells, and reads which of them came first."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.answer.checking.parsed import phrase_of, tokens_of, verb_stem
from rag.reading.terms import words

if TYPE_CHECKING:
    from spacy.tokens import Token

_EARLIER, _LATER = frozenset(("before", "until", "till")), frozenset(("after", "since", "once"))


@lru_cache(maxsize=2_000)
def orders(sentence: str) -> frozenset[tuple[str, str]]:
    """What a sentence says came before what else, as pairs of stems, earlier first: each of a verb
    or of what stands behind "after" or "before".

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    if (_EARLIER | _LATER).isdisjoint(words(sentence)):
        return frozenset()
    return frozenset(_orders(tokens_of(sentence)))


def assertions(sentence: str) -> list[str]:
    """A sentence in parts of which each tells one thing: main clauses, each with those that hang on
    it, and relative clauses with what they tell of.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    tokens = tokens_of(sentence)
    heads = [it for it in tokens if it.head == it or _tells_by_itself(it)]
    parts = []
    for head in heads:
        inner = {it for other in heads if other != head for it in _inside(other, head)}
        told = [it for it in tokens if (it == head or head.is_ancestor(it)) and it not in inner]
        if head.dep_ == "relcl":
            told = [*phrase_of(head.head), *told]
        parts.append(" ".join(it.text for it in sorted(told, key=lambda it: it.i)))
    return parts


def _tells_by_itself(token: "Token") -> bool:
    """Whether it heads a clause that stands beside another one, or tells more of a noun."""
    if not token.tag_.startswith(("VB", "MD")):
        return False
    if token.dep_ == "relcl":
        return True
    return token.dep_ == "conj" and any(it.dep_ in ("nsubj", "nsubjpass") for it in token.children)


def _inside(other: "Token", head: "Token") -> "list[Token]":
    return list(other.subtree) if head.is_ancestor(other) else []


def _orders(tokens: "Iterable[Token]") -> "Iterator[tuple[str, str]]":
    for word in tokens:
        way = word.lower_
        if way not in _EARLIER and way not in _LATER:
            continue
        if word.dep_ == "mark":  # "it fell after they had met"
            other, main = [word.head], word.head.head
        else:  # "it fell after the meeting"
            other, main = [it for it in word.children if it.dep_ in ("pobj", "pcomp")], word.head
        for event in other:
            if event == main:
                continue
            pair = verb_stem(main), verb_stem(event)
            yield pair if way in _EARLIER else pair[::-1]
