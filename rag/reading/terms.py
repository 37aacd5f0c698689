"""Turns text into comparable terms: folded, stemmed words, the same wherever it is compared."""

import re
import unicodedata
from functools import lru_cache

import Stemmer
from breame.spelling import get_american_spelling as _american
from breame.spelling import get_british_spelling as _british

# The Porter stemmer is also what SQLite's FTS5 uses, so both sides speak of the same terms.
_stemmer = Stemmer.Stemmer("porter")

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\w+")

# FTS5 follows Porter's revision of his rules (https://tartarus.org/martin/PorterStemmer/), which
# brings "possibly" to "possibl" and "ecology" to "ecolog"; PyStemmer's "porter" is the older one.
_REVISED = re.compile(r"[aeiouy][^aeiouy].*(?:bl|log)i$")

# A year, which as a term says when rather than what.
YEAR = re.compile(r"(?:19|20)\d\d")

# Words that carry no topic: function words, and the words that a question is made of.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each few for from
    further had has have having he her here hers herself him himself his how i if in into is it
    its itself just let me more most my myself no nor not now of off on once only or other our
    ours out over own same shall she should so some such than that the their theirs them
    themselves then there these they this those through to too under until up upon us very was
    we were what when where which while who whom whose why will with would you your yours
    according across ago amid among anybody anyone anything around currently either else ever
    every everybody everyone everything got get gets getting give given gave happen happened
    happening happens however know known like many may might much must neither news nothing
    often one ones per please said say saying says since somebody someone something still tell
    tells told think thinks thought though toward towards thing things want wanted way well
    whether within without yet article articles report reported reportedly reporting reports
    comment comments commented remark remarks reaction react reacted respond responded response
    statement statements mention mentioned talk talked talking speak spoke speaking
    explain explained describe described call called going go goes went make makes made""".split()
)


def words(text: str) -> list[str]:
    """The words of `text` in order, in lower case, without accents or possessive endings."""
    return [fold(match.group()) for match in _WORD.finditer(text)]


def terms(text: str) -> list[str]:
    """The stemmed words of `text` in order, function words included."""
    return [stem(word) for word in words(text)]


def located_terms(text: str) -> list[tuple[str, int]]:
    """The stemmed words of `text` in order, each with the offset at which it starts."""
    return [(stem(fold(match.group())), match.start()) for match in _WORD.finditer(text)]


def content_terms(text: str) -> list[str]:
    """The stemmed words of `text` that carry topic, each once, in order of first appearance."""
    return list(dict.fromkeys(stem(word) for word in words(text) if word not in STOP_WORDS))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The Porter stem of one folded word, in American spelling.

    Numbers stay as they are, without thousands' commas.
    """
    if word[:1].isdigit():
        return word.replace(",", "").rstrip(".")
    word = _american(word)
    if len(word) < 3:
        return word  # as FTS5 has it; "s" would lose all it has
    stemmed: str = _stemmer.stemWord(word)
    if _REVISED.search(stemmed):
        stemmed = _stemmer.stemWord(f"{stemmed[:-1]}e")
    return stemmed


def spellings(word: str) -> tuple[str, ...]:
    """A folded word as British and as American English spell it; mostly they agree."""
    return tuple(dict.fromkeys((word, _american(word), _british(word))))


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """A word in lower case, without accents or a possessive ending."""
    word = word.replace("’", "'").removesuffix("'s").lower()
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def whole_characters(text: str) -> str:
    """`text` with a mark for each half of a surrogate pair, which a command line can hold.

    Neither a tokenizer nor a database takes such a half.
    """
    return text.encode("utf-8", "replace").decode()
