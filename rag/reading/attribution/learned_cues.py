"""Tells by learned weights how likely what a verb takes is what somebody says, thinks or wants.

Lists of verbs of speech end where the news goes on: "is questioning", "wants to", "is defending".
A logistic regression over what the parse tells of a verb, its subject and its complement, and over
the parser's own vectors of these words, was taught by annotated news (see `teaching`); the weights
stand in cues.json.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rag.reading.attribution.content import complement_of
from rag.reading.attribution.quotation_context import NOT_THIRD
from rag.reading.attribution.subjects import subject
from rag.reading.parsing import reporting_verbs
from rag.reading.parsing.parser import Parsed, irregular_verbs
from rag.reading.sentences import Span
from rag.reading.terms import stem

if TYPE_CHECKING:
    from spacy.tokens import Token

WEIGHTS = Path(__file__).parent / "cues.json"
# What a verb may take as its content, by the parser's names.
_TAKES = frozenset(("ccomp", "xcomp", "dobj", "prep", "oprd"))
# The same of an adjective ("was confident that …") and of a noun ("his decision to …").
_ADJECTIVE_TAKES = frozenset(("ccomp", "xcomp", "prep"))
_NOUN_TAKES = frozenset(("acl", "ccomp", "prep", "relcl"))
_OPENS = frozenset("IN TO WRB WDT WP DT PRP PRP$ EX".split())
_FINITE = frozenset("VBD VBZ VBP MD".split())
_NAMES = frozenset(("NNP", "NNPS", "CD"))
_HEADED = frozenset("xcomp conj ccomp advcl".split())
# Characters of content to a step, and the most steps that are told apart.
_STEP, _STEPS = 15, 8


class Complement(NamedTuple):
    """What a verb takes, with the head word of its subject: perhaps a report. `child` is the head
    word of what it takes.
    """

    verb: "Token"
    source: "Token"
    child: "Token"
    content: tuple[Span, ...]


def complements(parsed: Parsed) -> Iterator[Complement]:
    """All that the verbs of a sentence take, where somebody other than you and I does what they
    say; also what adjectives and nouns do: "was sure that …", "his plan to …".
    """
    for cue in parsed.tokens:
        taken = _taken(cue)
        source = _source(cue) if taken else None
        if source is None or source.lower_ in NOT_THIRD:
            continue
        for child in taken:
            if child.i > cue.i or child.dep_ in ("ccomp", "nsubjpass"):
                content = complement_of(cue, child, parsed)
                if content:
                    yield Complement(cue, source, child, content)


def _taken(cue: "Token") -> list["Token"]:
    """The head words of what may be told by a verb, an adjective or a noun."""
    if cue.tag_[:2] == "VB":
        passive = any(it.dep_ == "agent" for it in cue.children)
        return [
            it for it in cue.children if it.dep_ in _TAKES or (passive and it.dep_ == "nsubjpass")
        ]
    if cue.dep_ == "acomp":
        return [it for it in cue.children if it.dep_ in _ADJECTIVE_TAKES]
    if cue.tag_[:2] == "NN" and any(it.dep_ == "poss" for it in cue.children):
        return [it for it in cue.children if it.dep_ in _NOUN_TAKES]
    return []


def _source(cue: "Token") -> "Token | None":
    """The head word of whose words they may be."""
    if cue.dep_ == "acomp":
        return subject(cue.head)
    owner = next((it for it in cue.children if it.dep_ == "poss"), None)
    return subject(cue) if cue.tag_[:2] == "VB" else owner


class Weights(NamedTuple):
    """What was learned: a weight of each feature by its name, and those of `vectors` in order."""

    told: Mapping[str, float]
    vectors: Any


def likelihood(it: Complement, parsed: Parsed) -> float:
    """How likely a complement is what somebody says, thinks or wants, in [0, 1]."""
    weights = _weights()
    summed = sum(weights.told.get(name, 0.0) for name in features(it, parsed))
    summed += float(weights.vectors @ vectors(it))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, summed))))


def vectors(it: Complement) -> Any:
    """The parser's vectors of the words that tell most, one after another, as it has made them of
    each word and its neighbours: float32, of the cue, its source, the head and the first word of
    what it takes, and of the words beside the cue.
    """
    made = it.verb.doc.tensor
    beside = max(0, it.verb.i - 1), min(len(made) - 1, it.verb.i + 1)
    return np.concatenate(
        [made[at] for at in (it.verb.i, it.source.i, it.child.i, it.child.left_edge.i, *beside)]
    )


def features(it: Complement, parsed: Parsed) -> list[str]:
    """What the parse tells of a complement, by name; each is there or it is not."""
    verb, source, child, content = it
    lemma, dep = _lemma(verb), child.dep_
    frame = f"{dep}:{child.lower_}" if dep == "prep" else dep
    inner = next((it for it in child.children if it.dep_ in ("pobj", "pcomp")), child)
    thing, opens, within = (inner if dep == "prep" else child), child.left_edge, [*child.subtree]
    size = min(_STEPS, sum(span.end - span.start for span in content) // _STEP)
    told = [
        "bias",
        f"frame {frame}",
        f"verb {lemma}",
        f"verb {lemma} {frame}",
        f"tag {verb.tag_}",
        f"dep {verb.dep_}",
        f"source {source.tag_}",
        f"source {source.dep_}",
        f"source {_lemma(source)}",
        f"opens {opens.tag_} {dep}",
        f"thing {_lemma(thing)} {dep}",
        f"thing {thing.tag_} {dep}",
        f"size {size} {dep}",
        *(f"aux {it.lower_}" for it in verb.children if it.dep_ in ("aux", "auxpass")),
    ]
    if opens.tag_ in _OPENS:
        told.append(f"opens {opens.lower_} {dep}")
    if verb.dep_ in _HEADED:
        told.append(f"head {_lemma(verb.head)} {verb.dep_}")
    if any(it.tag_ == "NNP" for it in source.subtree):
        told.append("source named")
    if any(it.tag_ in _FINITE for it in within):
        told.append(f"finite {dep}")
    if any(it.tag_ == "NNP" for it in within):
        told.append(f"named {dep}")
    if any(it.dep_ == "neg" for it in verb.children):
        told.append("denied")
    if verb.lower_ in reporting_verbs.VERBS:
        told.append(f"listed {dep}")
    if holds_marks(content, parsed):
        told.append("quoted")
    return told


def holds_marks(content: Sequence[Span], parsed: Parsed) -> bool:
    """Whether some of the content stands in quotation marks."""
    return any(
        span.start < mark.end and mark.start < span.end
        for span in content
        for mark in parsed.laid.quotations
    )


def _lemma(token: "Token") -> str:
    """A word as it stands in a dictionary, for verbs and nouns its stem; of a name, that it is one:
    who was in the news when people marked it tells nothing of what verbs mean.
    """
    word = token.lower_
    if token.tag_ in _NAMES or (token.text[:1].isupper() and token.i > token.sent.start):
        return "name" if token.tag_ != "CD" else "number"
    return stem(irregular_verbs().get(word, word)) if token.tag_[:2] in ("VB", "NN") else word


@cache
def _weights() -> Weights:
    found = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(found["told"], np.array(found["vectors"], dtype=np.float32))
