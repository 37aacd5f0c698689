"""Reads who does what to whom in a sentence, whether it is denied, and whether it is only possible.

A frame stands for a verb, or for what a form of "be" says of its subject, with its arguments as
stems: the predicate and argument structure by which summaries are checked against their sources
(Goodrich et al. 2019, "Assessing the factual accuracy of generated text").
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.answer.checking.parsed import phrase_of, tokens_of, verb_stem
from rag.reading.terms import STOP_WORDS, stem

if TYPE_CHECKING:
    from spacy.tokens import Token

_DENYING = frozenset(
    stem(word)
    for word in """deny refuse reject fail decline avoid prevent stop rule forbid ban block bar
    oppose dismiss cancel drop doubt dispute""".split()
)
_HEDGING = frozenset(
    stem(word)
    for word in """plan expect hope want seek aim threaten propose consider try attempt intend mean
    offer ask urge demand promise pledge vow agree prepare schedule set due hint think believe
    suggest fear predict forecast suspect allege speculate wonder allow let order recommend call
    appear seem likely able ready""".split()
)
# What is done to do something is done: "came to rest", "managed to flee".
_DOING = frozenset(
    stem(word) for word in "come get manage happen help begin start continue force make".split()
)
_UNSURE = frozenset(
    """may might could would should can will shall 'll 'd possibly perhaps probably likely
    reportedly allegedly potentially maybe""".split()
)
_CONDITIONS, _THEN = frozenset("if unless whether".split()), frozenset(("until", "once"))
_BE = frozenset("be is are was were am been being 's ’s 're ’re become becomes became".split())
_NO = frozenset(
    "no not n't n’t never nobody none nothing neither nor without hardly barely".split()
)
_RELATIVE = frozenset(("who", "which", "that", "whom"))
_PRONOUNS = ("PRP", "PRP$", "WP", "WDT", "EX", "DT")
_STEPS = 6


@dataclass(frozen=True, slots=True)
class Frame:
    """What a sentence says that one does.

    `deed` is the stem of the verb's dictionary form, or of what one is said to be; `doer` and
    `done_to` are the stems of their phrases, and none where a pronoun stands there, `doing` and
    `undergoing` those of their nouns alone; `names` are the doer's, where it is named. `around` are
    the stems of the clause besides.
    """

    deed: str
    doer: frozenset[str]
    done_to: frozenset[str]
    doing: frozenset[str]
    undergoing: frozenset[str]
    names: frozenset[str]
    around: frozenset[str]
    denied: bool
    unsure: bool


@lru_cache(maxsize=2_000)
def frames(sentence: str) -> tuple[Frame, ...]:
    """The frames of a sentence, in the order of its words.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    return tuple(_frames(tokens_of(sentence)))


def _frames(tokens: "Iterable[Token]") -> Iterator[Frame]:
    for verb in tokens:
        if not verb.tag_.startswith("VB") or verb.dep_ in ("aux", "auxpass"):
            continue
        deed, extra = _deed(verb)
        if deed is None:
            continue
        doers, done_to = _roles(verb)
        own = {it for it in verb.subtree if not _in_other_clause(it, verb)}
        yield Frame(
            deed,
            _stems(doers),
            _stems(done_to),
            _nouns(doers),
            _nouns(done_to),
            _names(doers),
            frozenset(stem(it.lower_) for it in own if _tells(it) and it not in (verb, extra)),
            _is_denied(verb, [*doers, *done_to, *([extra] if extra is not None else [])]),
            _is_unsure(verb),
        )


def _deed(verb: "Token") -> "tuple[str | None, Token | None]":
    """The stem of what a verb says; of a form of "be", that of what its subject is said to be."""
    if verb.lower_ not in _BE:
        return verb_stem(verb), None
    for child in verb.children:
        if child.dep_ in ("attr", "acomp", "oprd"):
            return stem(child.lower_), child
    return None, None


def _roles(verb: "Token", steps: int = 0) -> "tuple[list[Token], list[Token]]":
    """The head words of who does it and of whom it is done to."""
    doers: list[Token] = []
    done_to: list[Token] = []
    for child in verb.children:
        if child.dep_ == "nsubj":
            doers += _referents(child, verb)
        elif child.dep_ == "nsubjpass":
            done_to += _referents(child, verb)
        elif child.dep_ == "agent":
            doers += [one for it in child.children if it.dep_ == "pobj" for one in _all(it)]
        elif child.dep_ in ("dobj", "dative"):
            done_to += _referents(child, verb)
    if doers or steps > _STEPS or any(it.dep_ == "nsubjpass" for it in verb.children):
        return doers, done_to
    head = verb.head
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return doers, [*done_to, head]
    if verb.dep_ == "acl":
        return [head], done_to
    if verb.dep_ in ("conj", "xcomp", "advcl") and head != verb and head.tag_.startswith("VB"):
        outer, object_of_outer = _roles(head, steps + 1)
        told = verb.dep_ == "xcomp" and any(it.dep_ == "dobj" for it in head.children)
        passive = any(it.dep_ == "nsubjpass" for it in head.children)
        if told or (passive and verb.dep_ != "conj"):
            return object_of_outer, done_to
        if passive and verb.tag_ == "VBN":
            return outer, [*done_to, *object_of_outer]
        return (object_of_outer if passive else outer), done_to
    return doers, done_to


def _referents(token: "Token", verb: "Token") -> "list[Token]":
    """A noun with those joined to it; for a relative pronoun what it stands for."""
    if token.lower_ in _RELATIVE and verb.dep_ == "relcl":
        return _all(verb.head)
    return _all(token)


def _all(noun: "Token") -> "list[Token]":
    return [noun, *(it for it in noun.children if it.dep_ == "conj")]


def _stems(heads: "Iterable[Token]") -> frozenset[str]:
    return frozenset(
        stem(it.lower_)
        for head in heads
        if head.tag_ not in _PRONOUNS
        for it in phrase_of(head)
        if _tells(it)
    )


def _nouns(heads: "Iterable[Token]") -> frozenset[str]:
    return frozenset(
        stem(it.lower_) for it in heads if it.tag_ not in _PRONOUNS and it.text[0].isalpha()
    )


def _names(heads: "Iterable[Token]") -> frozenset[str]:
    """The stems of the heads where all are names."""
    found = [it for it in heads if it.tag_ not in _PRONOUNS]
    if not found or any(it.tag_ not in ("NNP", "NNPS") for it in found):
        return frozenset()
    return frozenset(
        stem(it.lower_)
        for head in found
        for it in (head, *(c for c in head.children if c.dep_ == "compound"))
        if it.tag_ in ("NNP", "NNPS")
    )


def _tells(token: "Token") -> bool:
    return token.text[0].isalnum() and token.lower_ not in STOP_WORDS


def _in_other_clause(token: "Token", verb: "Token") -> bool:
    while token != verb:
        if token.tag_.startswith("VB") and token.dep_ not in ("aux", "auxpass", "amod"):
            return True
        token = token.head
    return False


def _is_denied(verb: "Token", arguments: "Iterable[Token]") -> bool:
    """Whether an odd number of words deny it."""
    count = sum(it.dep_ == "neg" or it.lower_ in _NO for it in verb.children)
    if verb_stem(verb) not in _HEDGING:  # "promised no tax": the promise is made
        count += sum(
            it.lower_ in _NO or any(child.lower_ in ("no", "not") for child in it.children)
            for it in arguments
        )
    head, steps = verb, 0
    while head.dep_ in ("xcomp", "ccomp", "pcomp", "prep", "acl") and steps < _STEPS:
        head, steps = head.head, steps + 1
        if verb_stem(head) in _DENYING:
            count += 1
        elif head.tag_.startswith("VB"):
            count += sum(it.dep_ == "neg" for it in head.children)
    return count % 2 == 1


def _is_unsure(verb: "Token", steps: int = 0) -> bool:
    """Whether it is said to be possible, wanted or to come, and not to have happened."""
    beside = {it.lower_ for it in verb.children}
    has_been = verb.tag_ == "VBD" or "had" in beside  # "once he had left"
    if beside & _UNSURE or beside & _CONDITIONS or (beside & _THEN and not has_been):
        return True
    head = verb.head
    if head == verb or steps > _STEPS:
        return False
    to_come = verb.tag_ == "VB" or (verb.dep_ in ("ccomp", "pcomp") and verb.tag_ != "VBN")
    if to_come and verb.dep_ in ("xcomp", "ccomp", "acl", "advcl", "pcomp", "prep"):
        outer = head if head.dep_ != "prep" else head.head
        if verb_stem(outer) in _HEDGING or (verb.tag_ == "VB" and verb_stem(outer) not in _DOING):
            return True
    if verb.dep_ == "conj" and not any(it.dep_ == "nsubj" for it in verb.children):
        return verb.tag_ == head.tag_ and _is_unsure(head, steps + 1)
    return verb.dep_ in ("xcomp", "ccomp", "relcl") and _is_unsure(head, steps + 1)
