"""Recognises the outlet whose reporting a question asks for: "according to the New York Times"."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from rag.reading.terms import fold

# What people write for an outlet, and the words that its full name holds.
_SHORT = {
    "abc": "abc news",
    "afp": "agence france presse",
    "ap": "associated press",
    "bbc": "bbc news",
    "cbs": "cbs news",
    "fox": "fox news",
    "ft": "financial times",
    "globe": "boston globe",
    "lat": "los angeles times",
    "la times": "los angeles times",
    "ny post": "new york post",
    "ny times": "new york times",
    "nyt": "new york times",
    "nbc": "nbc news",
    "sky": "sky news",
    "wapo": "washington post",
    "wp": "washington post",
    "wsj": "wall street journal",
}
# Outlets whose name is a word: in lower case the word is meant, if "the" or nothing stands before.
_WORDS = frozenset(
    """abc ap express fortune fox ft globe hill independent lat local mail metro mirror nation
    people post record sky standard star sun time times us verge week wired world wp""".split()
)
_REPORTS = (
    r"(?:report|cover|describe|portray|frame|present|write|say|explain|put|headline|call|claim"
    r"|publish|characteri[sz]e|think|review|tell|quote|written)(?:s|ed|ing|d)?"
)
_TOLD = r"(?:reported|written|published|covered|described|carried|said|told|put|quoted)"
_PRODUCT = (
    r"(?:coverage|report(?:s|ing)?|articles?|stor(?:y|ies)|piece|headlines?|account|editorial"
    r"|version|reporters?|journalists?|interview|analysis|review|take|view|opinion)"
)
_NAME = r"(?P<name>(?:the\s+)?[\w.&’'-]+(?:\s+[\w.&’'-]+){0,4}?)"
# Frames in which a name is an outlet's, and all of what stands between is the name.
_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\baccording\s+to\s+{_NAME}(?=\s*(?:[,?.;:]|$)|\s+(?:how|what|who|when|where|why|which|is"
        r"|are|was|were|did|does|do|has|have)\b)",
        rf"\b(?:does|did|do|has|have|had|is|was)\s+{_NAME}\s+(?:\w+ly\s+)?{_REPORTS}\b",
        rf"\b{_NAME}['’]s?\s+(?:\w+\s+)?{_PRODUCT}\b",
        rf"\b(?:in|from|by|of)\s+{_NAME}\s+{_PRODUCT}\b",
        rf"\b{_TOLD}\s+(?:about\s+.{{1,60}}\s+)?(?:by|in|on)\s+{_NAME}(?=\s*(?:[,?.;:]|$)|\s+(?:about"
        r"|on|in|as|that|of|say|said)\b)",
        rf"\bas\s+{_NAME}\s+(?:reports|reported|puts|put|writes|wrote|has)\b",
        rf"\bread\s+in\s+{_NAME}(?=\s*(?:[,?.;:]|$)|\s+(?:about|on|that)\b)",
    )
)
_ALIKE = 88.0  # of 100, by edit distance, for a misspelt name of at least this many letters:
_LONG = 6
_PARTS = re.compile(r"\s*\([^)]*\)|\.(?:com|co\.uk|org|net)$", re.IGNORECASE)


def find_outlet(text: str, held: Sequence[str]) -> str | None:
    """The one of `held` whose reporting `text` asks for, as the library writes it.

    A word such as "sun", "time" or "Independent" is an outlet only where its name stands alone in
    a phrase of reporting, with a capital letter.
    """
    if not held:
        return None
    by_name: dict[str, str] = {}
    for outlet in held:
        for plain in _plain_names(outlet):
            by_name.setdefault(plain, outlet)
    return next((found for it in _phrases(text) if (found := _called(it, by_name))), None)


def _phrases(text: str) -> Iterator[str]:
    for frame in _FRAMES:
        for match in frame.finditer(text):
            # The frame may open too early, "how in the BBC's coverage": shorter ends are tried too.
            tokens = match["name"].split()
            for first in range(len(tokens)):
                yield " ".join(tokens[first:])


def _called(phrase: str, by_name: dict[str, str]) -> str | None:
    phrase = re.sub(r"['’]s?$", "", phrase)
    bare = re.sub(r"^the\s+", "", phrase, flags=re.IGNORECASE)
    plain = _plain(bare)
    if not plain or (plain in _WORDS and not bare[:1].isupper()):
        return None
    for name in (plain, _SHORT.get(plain, plain)):
        if name in by_name:
            return by_name[name]
    if len(plain) < _LONG:
        return None
    nearest = process.extractOne(plain, list(by_name), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    # "The Time" is not "The Times", nor is "New York Post" the "New York Posts".
    return by_name[nearest[0]] if nearest and nearest[0] not in _WORDS else None


def _plain_names(outlet: str) -> Iterator[str]:
    """The ways in which `outlet` is compared: whole, without "News", and from its short name."""
    plain = _plain(re.sub(r"^the\s+", "", _PARTS.sub("", outlet.strip()), flags=re.IGNORECASE))
    if not plain:
        return
    yield plain
    for short, whole in _SHORT.items():
        if plain in (short, whole):
            yield whole
    if plain.endswith(" news") and len(plain) > len("xx news"):
        yield plain.removesuffix(" news")


def _plain(name: str) -> str:
    return " ".join(fold(token) for token in re.findall(r"[\w&’'-]+", name.replace(".", "")))
