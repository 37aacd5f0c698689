"""Finds what a verb of speech reports: the clause, infinitive, object or phrase that it takes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.reading.attribution.subjects import DAYS, belongs_outside
from rag.reading.parsing import reporting_verbs
from rag.reading.parsing.parser import Parsed
from rag.reading.sentences import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_EDGES = frozenset(",;:.-–—()")
_ASIDE = frozenset("referring noting alluding pointing speaking".split())
_TIMES = frozenset("weekend week month year morning afternoon evening night".split())
_BEFORE_TIMES = frozenset("on in this last next late early earlier at".split())
_FARTHEST = 12  # words between a verb and a "that" which the parser gave to another word


def complement(verb: "Token", lemma: str, parsed: Parsed) -> tuple[Span, ...]:
    """The characters of what `verb` reports; none where it takes nothing of the kind."""
    fitting = [child for child in verb.children if _is_content(child, verb, lemma)]
    for child in sorted(fitting, key=lambda child: child.i < verb.i):
        if child.i < verb.i:
            return runs(list(child.subtree), parsed)
        start = _start_of(child)
        if lemma in reporting_verbs.NAMING or child.dep_ == "prep":
            objects = [it for it in verb.children if it.dep_ == "dobj" and it.i > verb.i]
            start = min([it.left_edge.i for it in objects] + [start])
        return _to_the_right(verb, start, parsed, clause=child.dep_ in ("ccomp", "xcomp"))
    if lemma in reporting_verbs.THAT:
        if verb.dep_ in ("parataxis", "ccomp", "advcl") and _parenthetic(verb):
            outer = verb.head
            return runs([it for it in outer.subtree if not _within(it, verb)], parsed)
        trailing = _all_before(verb, parsed)
        if trailing:
            return trailing
        found = _that(verb)
        if found is not None:
            return _to_the_right(found.head, found.i, parsed, clause=False)
    return ()


def complement_of(verb: "Token", child: "Token", parsed: Parsed) -> tuple[Span, ...]:
    """The characters of what any `verb` takes in its `child`: of "calls for peace", the peace."""
    if child.i < verb.i:
        return runs(list(child.subtree), parsed)
    start = _start_of(child)
    if child.dep_ == "prep":
        objects = [it for it in child.children if it.dep_ in ("pobj", "pcomp")]
        if not objects:
            return ()
        start = objects[0].left_edge.i
    return _to_the_right(verb, start, parsed, clause=child.dep_ in ("ccomp", "xcomp"))


def _start_of(child: "Token") -> int:
    """Where a clause or phrase begins: with its "that", where it has one."""
    marks = [it.i for it in child.children if it.dep_ == "mark" and it.lower_ == "that"]
    return marks[0] if marks else child.left_edge.i


def _is_content(child: "Token", verb: "Token", lemma: str) -> bool:
    if child.dep_ == "ccomp":
        return lemma in reporting_verbs.THAT or lemma in reporting_verbs.NAMING
    if child.dep_ == "xcomp":
        return lemma in reporting_verbs.TO
    if child.dep_ == "prep":
        return child.lower_ in reporting_verbs.WITH.get(lemma, ())
    if child.dep_ == "oprd":
        return lemma in reporting_verbs.NAMING
    return child.dep_ == "dobj" and lemma in reporting_verbs.WHAT


def quoted_as(verb: "Token", parsed: Parsed) -> tuple[Span, ...]:
    """The object of any verb with what it is said to be: "hailed the deal as a “breakthrough”"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "as" and child.i > verb.i:
            objects = [it for it in verb.children if it.dep_ == "dobj" and it.i > verb.i]
            start = min([it.left_edge.i for it in objects] + [child.i])
            content = _to_the_right(verb, start, parsed, clause=False)
            if _holds_quotation(content, parsed):
                return content
    return ()


def _holds_quotation(content: Sequence[Span], parsed: Parsed) -> bool:
    return any(_overlap(span, mark) for span in content for mark in parsed.laid.quotations)


def quoting_complement(verb: "Token", parsed: Parsed) -> tuple[Span, ...]:
    """All that follows a verb, where it holds words in quotation marks."""
    right = [child for child in verb.children if child.i > verb.i and child.dep_ not in _MINOR]
    if not right:
        return ()
    start = min(child.left_edge.i for child in right)
    content = _to_the_right(verb, start, parsed, clause=False)
    return content if _holds_quotation(content, parsed) else ()


_MINOR = frozenset(("punct", "npadvmod", "advmod", "prt", "conj", "cc", "advcl", "aux", "neg"))


def _overlap(span: Span, mark: Sequence[int]) -> bool:
    return span.start < mark[1] and mark[0] < span.end


def _to_the_right(verb: "Token", start: int, parsed: Parsed, *, clause: bool) -> tuple[Span, ...]:
    """From token `start` to the end of the clause of `verb`, or to the speaker's next clause."""
    end = _clause_end(verb, start) if clause else _phrase_end(verb, start)
    for at in range(start + 1, end + 1):
        token = verb.doc[at]
        if belongs_outside(token) and verb.is_ancestor(token):
            end = at - 1 - (verb.doc[at - 1].dep_ == "cc")
            break
        if token.tag_ == "VBG" and verb.doc[at - 1].text in (",", "—", "–"):
            goes_on = token.lower_ in _ASIDE or token.lower_ in reporting_verbs.VERBS
            if goes_on and not parsed.quoted_at(at - 1):
                end = at - 2
                break
    for at in range(start, min(start + 3, end)):
        # "… told reporters this week he would": the parser gives the day to what was said.
        time = verb.doc[at].lower_ in DAYS or verb.doc[at].lower_ in _TIMES
        if time and (at == start or verb.doc[start].lower_ in _BEFORE_TIMES):
            start = at + 1
            break
    return runs([verb.doc[at] for at in range(start, end + 1)], parsed)


def _clause_end(verb: "Token", start: int) -> int:
    for child in verb.children:
        if child.left_edge.i <= start <= child.right_edge.i:
            return child.right_edge.i
    return verb.right_edge.i


def _phrase_end(verb: "Token", start: int) -> int:
    """Where the objects of a verb end, before the next verb that shares its subject."""
    for child in verb.children:
        if child.i > start and (_joins_verb(child) or (child.dep_ == "advcl" and _clausal(child))):
            return child.left_edge.i - 1
    return verb.right_edge.i


def _joins_verb(child: "Token") -> bool:
    joined = [it for it in child.head.children if it.dep_ == "conj" and it.i > child.i]
    return child.dep_ == "cc" and any(it.tag_.startswith("VB") for it in joined)


def _clausal(child: "Token") -> bool:
    return any(it.dep_ == "mark" for it in child.children)


def _parenthetic(verb: "Token") -> bool:
    """Whether a verb with its subject stands as an aside: "The plan, Trump said, would fail"."""
    left, head = verb.left_edge.i, verb.head
    edge = {verb.doc[left].text, verb.doc[max(left - 1, verb.sent.start)].text}
    return (
        bool(edge & {",", "—", "–"})
        and head.tag_.startswith("VB")
        and not any(child.dep_ in ("mark", "dobj") for child in verb.children)
    )


def _all_before(verb: "Token", parsed: Parsed) -> tuple[Span, ...]:
    """What stands before a cue at the end of its sentence: "…, said a source"."""
    start, end = verb.sent.start, verb.i
    for child in verb.children:
        if child.dep_ == "nsubj" and child.i < verb.i:
            end = min(end, child.left_edge.i)
    before = verb.doc[end - 1] if end - 1 > start else None
    if before is None or before.text not in (",", "”", '"') or end - start < 4:
        return ()
    if any(
        child.dep_ in ("ccomp", "dobj", "xcomp", "prep", "mark")
        and child.i > verb.i
        and child.tag_ != "NNP"
        for child in verb.children
        if child.dep_ != "prep"
    ):
        return ()
    if not any(it.tag_ in ("VBD", "VBZ", "VBP", "MD") for it in verb.doc[start:end]):
        return ()
    return runs(list(verb.doc[start:end]), parsed)


def _that(verb: "Token") -> "Token | None":
    """The "that" after a verb which the parser has given to a noun in between."""
    last = min(verb.i + _FARTHEST, verb.sent.end)
    for at in range(verb.i + 1, last):
        token = verb.doc[at]
        if token.lower_ == "that" and token.dep_ == "mark":
            return token
        if token.tag_ in ("VBD", "VBZ", "VBP", "MD"):
            return None
    return None


def _within(token: "Token", verb: "Token") -> bool:
    return token == verb or verb.is_ancestor(token)


def runs(tokens: Sequence["Token"], parsed: Parsed) -> tuple[Span, ...]:
    """Neighbouring tokens together as spans, without the marks at their edges.

    A quotation that begins or ends at an edge is taken whole, with its marks.
    """
    groups: list[list[Token]] = []
    for token in tokens:
        if groups and token.i == groups[-1][-1].i + 1:
            groups[-1].append(token)
        else:
            groups.append([token])
    found = []
    for group in groups:
        while group and group[0].text in _EDGES:
            group.pop(0)
        while group and group[-1].text in _EDGES:
            group.pop()
        if group:
            start, end = parsed.places[group[0].i].start, parsed.places[group[-1].i].end
            for mark in parsed.laid.quotations:
                if mark.start < end <= mark.end:
                    end = mark.end
                if mark.start <= start < mark.end:
                    start = mark.start
            found.append(Span(start, end))
    return tuple(found)
