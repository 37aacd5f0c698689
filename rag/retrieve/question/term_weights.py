"""The words that a question's topic is made of, each weighted by how rare it is."""

import re
from dataclasses import dataclass
from math import log
from string import ascii_lowercase, digits

from rag.library import Library
from rag.reading.terms import STOP_WORDS, fold, stem, words

# Passages from which a library's counts tell how rare a word is.
_TELLING_SIZE = 5000
# What a common word weighs that the library does not have: it may have said it otherwise.
_UNKNOWN_WORD = 0.3
# Letters from which a word may be taken for a misspelling, and passages that its right spelling
# must stand in.
_SHORTEST_SLIP = 5
_KNOWN_FROM = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of the question, its stem, and its weight by rarity in [0, 1].

    `word` is folded, for the search; `written` is how the question has it.
    """

    word: str
    written: str
    stem: str
    weight: float
    name: bool


def weighted_terms(text: str, library: Library) -> tuple[Term, ...]:
    """The content words, each weighted by how rare it is in the library's passages.

    Inverse document frequency, scaled so that a word of a single passage weighs about 1.
    """
    passages = max(1, library.database.count_passages())
    found: dict[str, Term] = {}
    written = {fold(token): token for token in re.findall(r"[\w.'’-]+", text)}
    for word in words(text):
        if word in STOP_WORDS:
            continue
        surface = written.get(word, word)
        matches = library.database.count_matches(word)
        if matches == 0 and (known := _known_spelling(word, library)):
            word = surface = known
            matches = library.database.count_matches(word)
        key = stem(word)
        if key in found:
            continue
        name = surface[:1].isupper()
        weight = _rarity(matches, passages)
        if matches == 0 and not name:
            weight = min(_UNKNOWN_WORD, _rarity(1, passages))
        found[key] = Term(word, surface, key, weight, name)
    return tuple(found.values())


def _known_spelling(word: str, library: Library) -> str | None:
    """The library's word in place of one that it does not have: "gaurd" → "guard"."""
    misspelt = stem(word)
    if len(misspelt) < _SHORTEST_SLIP:
        return None
    return library.database.most_common(_one_slip_away(misspelt), _KNOWN_FROM)


def _one_slip_away(word: str) -> set[str]:
    """What differs from `word` by one slip after the first letter.

    A slip is a letter too many, too few, wrong or in the wrong place (Damerau and Levenshtein).
    Letters are those of English and of the scripts of the word's own.
    """
    letters = {*ascii_lowercase, *digits}
    for block in {ord(letter) & ~0x3F for letter in word if not letter.isascii()}:
        letters |= {chr(at) for at in range(block, block + 0x40) if chr(at).isalnum()}
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    fewer = {head + tail[1:] for head, tail in cuts}
    turned = {head + tail[1::-1] + tail[2:] for head, tail in cuts if len(tail) > 1}
    other = {head + letter + tail[1:] for head, tail in cuts for letter in letters}
    more = {head + letter + tail for head, tail in cuts for letter in letters}
    return (fewer | turned | other | more) - {word}


def _rarity(matches: int, passages: int) -> float:
    """How rare a word is, in [0.05, 1]; in a small library, where every word is, as if at scale."""
    scale = max(1.0, _TELLING_SIZE / passages)
    whole = passages * scale
    return max(0.05, log((whole + 1) / (matches * scale + 1)) / log(whole + 1))
