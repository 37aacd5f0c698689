"""Looks at a sentence through the stand-ins of its quotations: what else is there, and who."""

from typing import TYPE_CHECKING

from rag.reading.parsing.masking import STAND_IN
from rag.reading.parsing.parser import Parsed

if TYPE_CHECKING:
    from spacy.tokens import Token

_DASHES = frozenset(("—", "–", "-", "--"))
_MARKS = frozenset(",;:.-–—")
# Who may be about to speak is somebody else than these.
NOT_THIRD = frozenset(("i", "you", "we", "me", "us", "my", "your", "our"))
_LONGEST_SIGNATURE = 8  # words
_LONGEST_NAME = 6


def stand_ins(parsed: Parsed) -> list["Token"]:
    """The verbs of the clauses that stand for whole quotations."""
    whole = {quotation.start for quotation in parsed.laid.whole}
    return [
        token
        for token in parsed.tokens
        if token.text == STAND_IN and parsed.places[token.i].start in whole
    ]


def only_quotations(parsed: Parsed) -> bool:
    """Whether a sentence is quotations from its first word to its last."""
    places = {parsed.places[token.i] for token in stand_ins(parsed)}
    return bool(places) and all(
        parsed.places[token.i] in places or token.text in _MARKS or not token.text.strip()
        for token in parsed.tokens
    )


def more_follows(parsed: Parsed) -> bool:
    """Whether the sentence's paragraph goes on after it."""
    last = parsed.tokens[-1]
    return parsed.places[last.i].end < parsed.laid.paragraph.end


def signature(parsed: Parsed) -> "Token | None":
    """Who signs a quotation that is a paragraph of its own: "“…” — Karen Bobadilla".

    Behind other sentences a name is the reporter's: "“…,” Navarro said. “…” - Bart Reporter".
    """
    quoted = stand_ins(parsed)
    if not quoted or parsed.places[quoted[0].i].start > parsed.laid.paragraph.start:
        return None
    last = max(it.i for it in quoted)
    after = [token for token in parsed.tokens if token.i > last and token.text not in "”.,?!"]
    names = [token for token in after[1:] if token.tag_ in ("NNP", "NNPS")]
    if not names or after[0].text not in _DASHES or len(after) > _LONGEST_SIGNATURE:
        return None
    head = names[0]  # of the first run of names: "— Jo Barker, harbour master"
    for token in names[1:]:
        if token.i == head.i + 1:
            head = token
    return head


def announced(parsed: Parsed) -> "Token | None":
    """Whose name alone stands before a colon and a quotation: "Kasich: “We go on”"."""
    first = min((it.i for it in stand_ins(parsed)), default=None)
    if first is None:
        return None
    before = [it for it in parsed.tokens if it.i < first]
    colon = next((at for at, it in enumerate(before) if it.text == ":"), None)
    if colon is None or not 0 < colon < _LONGEST_NAME or first - before[colon].i > 4:
        return None
    names = before[:colon]
    if len(names) > 1 and names[0].lower_ in ("from", "by"):
        names = names[1:]  # "From Chairwoman Ada Lind: “…”"
    return names[-1] if all(it.tag_ == "NNP" for it in names) else None


def opens(parsed: Parsed) -> bool:
    """Whether the sentence is the first of its paragraph."""
    return parsed.places[parsed.tokens[0].i].start == parsed.laid.paragraph.start


def is_heading(parsed: Parsed) -> bool:
    """Whether the sentence is a line of its own that does not end as a sentence does."""
    last = parsed.tokens[-1].text
    return opens(parsed) and not more_follows(parsed) and last[-1:].isalnum()


def introducer(parsed: Parsed) -> "Token | None":
    """Who a sentence without a cue presents as about to speak: "Trump was not convinced:"."""
    quoted = {parsed.places[it.i] for it in stand_ins(parsed)}
    for token in parsed.tokens:
        if token.dep_ != "nsubj" or parsed.places[token.i] in quoted:
            continue
        if token.head.dep_ in ("ROOT", "ccomp") and token.lower_ not in NOT_THIRD:
            return token if token.lower_ in ("he", "she") or token.tag_ == "NNP" else None
    return None
