"""Finds who does what a verb says: its own subject, or that of the verb it leans on."""

from typing import TYPE_CHECKING

from rag import calendar_words
from rag.reading.parsing import reporting_verbs

if TYPE_CHECKING:
    from spacy.tokens import Token

_NO_SUBJECT = ("csubj", "csubjpass", "expl")
# What the parser may put between a name and its verb where it has lost the subject.
_BETWEEN = ("RB", "MD", ",", "-RRB-", "''")
_NOUNS = ("NN", "NNP", "NNPS", "NNS", "PRP", "WP")
_SHOWN = ("of", "with")
_STEPS = 5
_LONGEST_NAME = 8  # words of a name with its office
# What follows these is who was told: "…,” Ramos, 58, told CBS".
_NEVER_INVERTED = ("told", "tells")
DAYS = (calendar_words.NAMES - {"may"}) | {"today", "yesterday"}  # "may" is mostly the verb


def subject(verb: "Token", steps: int = 0) -> "Token | None":
    """The head word of the subject of `verb`; None where it has none, as in the passive."""
    inverted = _inverted(verb)
    if inverted is not None:
        return inverted
    for child in verb.children:
        if child.dep_ == "nsubj" and child.i < verb.i + 12 and child.lower_ not in DAYS:
            return child
        if child.dep_ == "nsubjpass":
            return child if steps or _has_said(verb) else _agent(verb)
        if child.dep_ in _NO_SUBJECT:
            return None
    if steps >= _STEPS:
        return None
    head = verb.head
    if head == verb:
        return _left_of(verb)
    if verb.dep_ == "conj" and _is_verb(head):
        outer = head.head
        if belongs_outside(verb):
            while outer.head.dep_ == "conj" or outer.dep_ in ("conj", "ccomp"):
                outer = outer.head
            return subject(outer, steps + 1)
        if (
            head.dep_ == "ccomp"
            and outer.lower_ in reporting_verbs.VERBS
            and verb.tag_ == outer.tag_
        ):
            # "He said his attacks have worked and said that …": not the attacks.
            inner = subject(head, steps + 1)
            if head.tag_ != verb.tag_ or inner is None or inner.tag_ not in ("NNP", "PRP"):
                return subject(outer, steps + 1)
        return subject(head, steps + 1)
    if verb.dep_ == "xcomp" and not any(child.dep_ == "dobj" for child in head.children):
        return subject(head, steps + 1)
    if verb.tag_ == "VBG" and verb.dep_ in ("advcl", "ccomp", "xcomp", "acl", "dep"):
        if verb.dep_ == "acl" and not _after_comma(verb):
            if head.lower_ in reporting_verbs.DOCUMENTS and head.dep_ in ("dobj", "pobj"):
                return _of_participle(verb, steps)
            return head
        return _of_participle(verb, steps)
    if verb.dep_ == "pcomp":
        return _of_participle(verb, steps)
    if verb.tag_ in ("VBD", "VBZ", "VBP"):
        return _left_of(verb)
    return None


def _has_said(verb: "Token") -> bool:
    """Whether "'s" before a participle is "has", which the parser takes for the passive's "is"."""
    aux = [child.lower_ for child in verb.children if child.dep_ == "auxpass"]
    return verb.lower_ == "said" and aux in (["'s"], ["’s"])


def belongs_outside(verb: "Token") -> bool:
    """Whether "and warned …" goes on the cue outside, not the clause that the parser gave it to:
    "China said it was opposed and warned North Korea".
    """
    head = verb.head
    while head.dep_ == "conj":
        head = head.head
    return (
        verb.dep_ == "conj"
        and head.dep_ == "ccomp"
        and head.head.lower_ in reporting_verbs.VERBS
        and verb.lower_ in reporting_verbs.VERBS
        and verb.head.lower_ not in reporting_verbs.VERBS
        and verb.tag_ == head.head.tag_
        and not any(child.dep_ in ("nsubj", "nsubjpass") for child in verb.children)
    )


def _agent(verb: "Token") -> "Token | None":
    """By whom, in the passive: "was described by Obama as …"."""
    for child in verb.children:
        if child.dep_ == "agent":
            return next((it for it in child.children if it.dep_ == "pobj"), None)
    return None


def _of_participle(verb: "Token", steps: int) -> "Token | None":
    """The subject of "…, adding that …": of the outermost clause, not of what is reported in it.

    The parser attaches such a participle to the nearest verb, which is often inside the content.
    """
    before = verb.doc[verb.i - 1] if verb.i > verb.sent.start else None
    if before is not None and before.tag_ in ("NNP", "PRP") and before.head.lower_ in _SHOWN:
        return before  # "footage of Trump saying …"
    comma = verb.i - 1
    if _after_comma(verb) and comma > verb.sent.start:
        cue = verb.doc[comma - 1]
        if cue.lower_ in reporting_verbs.QUOTING_FORMS and cue.tag_ in ("VBD", "VBZ"):
            return subject(cue, steps + 1)  # "…, Smith added, saying that …"
    best = verb.head
    for at in verb.ancestors:
        if at.i < verb.i and at.lower_ in reporting_verbs.VERBS and _is_verb(at):
            best = at
        elif best.dep_ == "relcl" and _is_verb(at) and at.i < best.i:
            best = at  # "to defend not paying an architect who said …, saying …"
    while not _is_verb(best) and best.head != best:
        best = best.head
    return subject(best, steps + 1)


def _inverted(verb: "Token") -> "Token | None":
    """The name after its verb: "…,” said a source close to the campaign"."""
    if verb.i == verb.sent.start or verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    before = verb.doc[verb.i - 1]
    if before.text not in (",", "”", '"', "''") or verb.lower_ not in reporting_verbs.QUOTING_FORMS:
        return None
    if verb.lower_ in _NEVER_INVERTED:
        return None
    known = any(child.dep_ == "nsubj" and child.i < verb.i for child in verb.children)
    if known and verb.lower_ not in ("said", "says"):
        return None
    for child in verb.children:
        follows = child.i > verb.i and child.left_edge.i == verb.i + 1
        if (
            follows
            and child.dep_ in ("nsubj", "dobj", "attr", "appos")
            and child.tag_ in _NOUNS
            and child.lower_ not in DAYS
        ):
            return child
    if known:
        return None
    # "…, said Chief Justice John Roberts, “and …”": the parser gives him to what follows.
    for token in verb.doc[verb.i + 1 : min(verb.i + _LONGEST_NAME, verb.sent.end)]:
        if token.tag_ == "NNP" and token.dep_ == "nsubj" and token.left_edge.i == verb.i + 1:
            return token
    return None


def _left_of(verb: "Token") -> "Token | None":
    """The noun just before a finite verb that the parser has left without a subject."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP"):
        return None
    at = verb.i - 1
    while at >= verb.sent.start and verb.doc[at].tag_ in _BETWEEN:
        at -= 1
    found = verb.doc[at] if at >= verb.sent.start else None
    if found is None or found.tag_ not in _NOUNS:
        return None
    if found.dep_ == "npadvmod":
        # "Bessent, on ABC the same day, said …", with the name taken for an adverb.
        named = (it for it in found.ancestors if it.i < found.i and it.text[:1].isupper())
        return next(named, None)
    for outer in found.ancestors if found.dep_ != "appos" else ():
        if outer.i >= verb.i or outer.tag_ in ("VBD", "VBZ", "VBP"):
            break
        if outer.tag_ in _NOUNS:
            found = outer
        if outer.dep_ == "appos":
            break
    return found if found.lower_ not in DAYS else None


def _after_comma(verb: "Token") -> bool:
    return verb.i > verb.sent.start and verb.doc[verb.i - 1].text in (",", "—", "–")


def _is_verb(token: "Token") -> bool:
    return token.tag_.startswith("VB")
