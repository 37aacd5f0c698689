"""Finds reports in a parsed sentence: the cue, who is named as speaking, what is said.

A report is a verb of speech with its subject and complement, or "according to" with its object.
The frames follow the usual account of reported speech in news (Pareti 2015, "Attribution: a
computational approach"): a clause, an infinitive, an object or a preposition, as the verb takes it.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rag.reading.attribution.content import complement, quoted_as, quoting_complement, runs
from rag.reading.attribution.learned_cues import (
    Complement,
    complements,
    holds_marks,
    likelihood,
)
from rag.reading.attribution.quotation_context import NOT_THIRD, stand_ins
from rag.reading.attribution.subjects import subject
from rag.reading.parsing import reporting_verbs
from rag.reading.parsing.parser import Parsed
from rag.reading.sentences import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

_APART = frozenset((",", "—", "–", ";"))
_NAMED = frozenset(("NN", "NNS", "NNP", "NNPS", "PRP"))
_CLAUSES = ("acl", "ccomp", "relcl")
_DONE = frozenset("to do does did".split())
# What somebody is to do has not been done, and what nobody believes is not so.
_TO_COME = frozenset(
    """be is are was were likely unlikely going about plans plan planned hopes hope hoped wants want
    wanted intends intend intended expects expect expected refuses refused declines declined fails
    failed prepares preparing ready due set""".split()
)
_CONDITIONS = frozenset("if unless whether".split())
_TURNED = frozenset("had were should".split())
_NOBODY = frozenset("nobody none neither few".split())
# How likely a complement must be to count as a report by itself, and below what one that is listed
# does not count. On the development part they keep the precision of the lists alone.
_LIKELY = 0.42
_UNLIKELY = 0.15
# Two contents that share so much of their characters are told twice, or are one and the same.
_SAME = 0.5
_SAME_CONTENT = 0.8
_FEWEST = 4  # words of a clause that may be all that somebody is cited for


class Report(NamedTuple):
    """What a clause reports. `source` is the head word of the speaker's mention."""

    cue: "Token"
    source: "Token"
    content: tuple[Span, ...]
    quoted: bool  # whether whole quotations are part of the content


def reports(parsed: Parsed) -> list[Report]:
    """Find the reports of a sentence, in the order of their cues."""
    found = [*_with_verbs(parsed), *_with_nouns(parsed), *_according(parsed)]
    found = _with_learned(found, parsed)
    found = [
        it if it.quoted else it._replace(content=_without_tail(it.content, parsed)) for it in found
    ]
    found.sort(key=lambda report: report.cue.i)
    return _with_loose_quotations(found, parsed)


def _with_learned(found: list[Report], parsed: Parsed) -> list[Report]:
    """Reports without those that are hardly any, and with what other verbs probably report.

    What somebody is reported to want or do within another's words is the other's claim, so nothing
    is looked for there.
    """
    likely = [(likelihood(it, parsed), it) for it in complements(parsed)]
    kept = [it for it in found if it.quoted or not _is_hardly(it, likely, parsed)]
    taken = [span for it in kept for span in it.content]
    cues = {it.cue.i for it in kept}
    for probable, (verb, source, child, content) in sorted(
        likely, key=lambda it: (-it[0], it[1].verb.i)
    ):
        if probable < _LIKELY:
            continue
        place = parsed.places[verb.i]
        if verb.i in cues or any(it.start <= place.start < it.end for it in taken):
            continue
        if _in_doubt(verb) or _is_quoted(verb, parsed) or _to_be_said(child):
            continue
        if any(_shared(content, it.content) > _SAME for it in kept):
            continue
        kept.append(Report(verb, source, content, False))
        taken += content
        cues.add(verb.i)
    return kept


def _to_be_said(child: "Token") -> bool:
    """Whether what is wanted or planned is to say something: "plans to announce that …"."""
    return child.dep_ == "xcomp" and child.lower_ in reporting_verbs.VERBS


def _in_doubt(verb: "Token") -> bool:
    """Whether a verb, or one that it depends on as "share" does in "would agree to share", is
    denied or only supposed.
    """
    chain = [verb]
    while chain[-1].dep_ in ("xcomp", "conj") and chain[-1].head != chain[-1]:
        chain.append(chain[-1].head)
    return any(_negated(it) or _supposed(it) for it in chain)


def _is_hardly(report: Report, likely: list[tuple[float, Complement]], parsed: Parsed) -> bool:
    """Whether a report in nobody's own words is one that annotators would not have marked."""
    mine = [
        probable
        for probable, it in likely
        if it.verb == report.cue and _shared(it.content, report.content) > _SAME_CONTENT
    ]
    return bool(mine) and max(mine) < _UNLIKELY and not holds_marks(report.content, parsed)


def _shared(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Of the characters of both the share that both have, in [0, 1]."""
    both = sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)
    return both / max(1, sum(it.end - it.start for it in (*one, *other)) - both)


def _without_tail(content: tuple[Span, ...], parsed: Parsed) -> tuple[Span, ...]:
    """Content that ends with its quotation where a comma or dash sets the rest apart."""
    *others, last = content
    marks = [it for it in parsed.laid.quotations if last.start <= it.start and it.end <= last.end]
    if not marks or marks[-1].end >= last.end:
        return content
    end = marks[-1].end
    after = next((it for it in parsed.tokens if parsed.places[it.i].start >= end), None)
    if after is None or after.i < parsed.tokens.start + 3:
        return content
    if _sets_apart(after) or any(_sets_apart(it) for it in after.doc[after.i - 2 : after.i]):
        return (*others, Span(last.start, end))
    for token in after.doc[after.i : parsed.tokens.end]:
        if parsed.places[token.i].end > last.end:
            break
        following = token.doc[token.i + 1 : token.i + 3]
        aside = token.text == "," and any(it.tag_ == "VBG" for it in following)
        if aside or (_sets_apart(token) and token.text != ","):
            return (*others, Span(last.start, parsed.places[token.i - 1].end))
    return content


def _sets_apart(token: "Token") -> bool:
    spaced = token.i > 0 and bool(token.doc[token.i - 1].whitespace_)
    return token.text in _APART or (token.text == "-" and spaced and bool(token.whitespace_))


def _with_loose_quotations(found: list[Report], parsed: Parsed) -> list[Report]:
    """Reports with the words in marks that follow them: "… a “long road”, but he will “win”"."""
    whole = {mark.start for mark in parsed.laid.whole}
    first, last = parsed.tokens.start, parsed.tokens.end - 1
    cues = [parsed.places[it.cue.i] for it in found]
    for mark in parsed.laid.quotations:
        if mark.start < parsed.places[first].start or mark.end > parsed.places[last].end:
            continue
        taken = any(
            span.start < mark.end and mark.start < span.end for it in found for span in it.content
        )
        before = [
            at
            for at, it in enumerate(found)
            if not it.quoted and max(it.content[-1].end, cues[at].end) <= mark.start
        ]
        if taken or not before or mark.start in whole:
            continue
        *others, content = found[before[-1]].content
        if not any(content.end < cue.start < mark.start for cue in cues):
            longer = (*others, Span(content.start, mark.end))
            found[before[-1]] = found[before[-1]]._replace(content=longer)
    return found


def _with_verbs(parsed: Parsed) -> Iterator[Report]:
    quoted = _quotation_cues(parsed)
    for token in parsed.tokens:
        verb = reporting_verbs.VERBS.get(token.lower_)
        if not token.tag_.startswith("VB"):
            continue
        if _negated(token) or _is_quoted(token, parsed):
            continue
        source = subject(token)
        quotations = quoted.get(token.i, [])
        if source is None:
            continue
        if quotations:
            if not _on_condition(token):
                yield Report(token, source, tuple(quotations), True)
            continue
        content = complement(token, verb, parsed) if verb else ()
        if not content and verb is not None and verb not in reporting_verbs.ONLY_QUOTING:
            content = quoting_complement(token, parsed)
        if not content:
            content = quoted_as(token, parsed)
        if content and source.lower_ not in NOT_THIRD and not _supposed(token):
            yield Report(token, source, content, False)


def _supposed(token: "Token") -> bool:
    """Whether a verb tells what somebody may say, will say, or is not believed to have said:
    "Denmark would agree to share it", "if Barker says", "is expected to say", "nobody believes he
    said".
    """
    to = any(it.lower_ == "to" and it.dep_ == "aux" for it in token.children)
    if token.tag_ == "VB" and not any(it.lower_ in _DONE for it in token.children):
        return True
    head = token.head
    if to and (head.tag_ == "VBN" or head.lower_ in _TO_COME):
        return True
    if head != token and token.dep_ in ("xcomp", "conj") and to and _on_condition(head):
        return True
    doubted = token.dep_ == "ccomp" and any(
        it.dep_ == "neg" or (it.dep_ == "nsubj" and it.lower_ in _NOBODY) for it in head.children
    )
    return doubted or _on_condition(token)


def _on_condition(verb: "Token") -> bool:
    """Whether a verb stands under an "if", or "had" stands before its subject."""
    for child in verb.children:
        if child.lower_ in _CONDITIONS and child.dep_ in ("mark", "advmod"):
            return True
        if child.dep_ == "aux" and child.lower_ in _TURNED and child.tag_ != "MD":
            subjects = [it.i for it in verb.children if it.dep_ == "nsubj"]
            opens = child.i == child.sent.start or child.doc[child.i - 1].text == ","
            if subjects and child.i < subjects[0] and opens and verb.sent[-1].text != "?":
                return True
    return False


def _with_nouns(parsed: Parsed) -> Iterator[Report]:
    """What somebody's claim, promise or warning says."""
    for token in parsed.tokens:
        if not token.tag_.startswith("NN") or token.lower_.rstrip("s") not in reporting_verbs.NOUNS:
            continue
        source = next((child for child in token.children if child.dep_ == "poss"), None)
        clause = next(
            (child for child in token.children if child.dep_ in ("acl", "ccomp", "relcl")), None
        )
        if source is None or clause is None or source.lower_ in NOT_THIRD:
            continue
        if clause.left_edge.lower_ not in ("that", "to") or clause.left_edge.tag_ == "WDT":
            continue
        yield Report(token, source, runs(list(clause.subtree), parsed), False)


def _is_quoted(token: "Token", parsed: Parsed) -> bool:
    """Whether a verb stands among a few words in marks: a ban on "ripping up" is not a report."""
    place = parsed.places[token.i]
    return any(
        it.closed and it.start < place.start and place.end < it.end
        for it in parsed.laid.quotations
        if it not in parsed.laid.whole
    )


def _negated(token: "Token") -> bool:
    return any(child.dep_ == "neg" for child in token.children)


def _quotation_cues(parsed: Parsed) -> dict[int, list[Span]]:
    """The whole quotations of the sentence by the index of the verb that they belong to."""
    cues: dict[int, list[Span]] = {}
    for works in stand_ins(parsed):
        cue = _cue_of(works, parsed)
        if cue is not None:
            cues.setdefault(cue.i, []).append(parsed.places[works.i])
    return cues


def _cue_of(works: "Token", parsed: Parsed) -> "Token | None":
    for token in (works.head, *works.children, works.head.head):
        if token != works and _may_quote(token):
            return token
    near = [token for token in parsed.tokens if _may_quote(token) and token.dep_ != "relcl"]
    if not near and works.dep_ == "ccomp" and works.head.tag_ in ("VBD", "VBZ", "VBP"):
        return works.head if subject(works.head) is not None else None
    return min(near, key=lambda token: abs(token.i - works.i), default=None)


def _may_quote(token: "Token") -> bool:
    return (
        token.tag_.startswith("VB")
        and reporting_verbs.VERBS.get(token.lower_) in reporting_verbs.QUOTING
        and subject(token) is not None
    )


def _according(parsed: Parsed) -> Iterator[Report]:
    for token in parsed.tokens:
        if token.lower_ != "according" or token.i + 2 >= parsed.tokens.end:
            continue
        source = _whom(token)
        if source is None:
            continue
        first, doc = parsed.tokens.start, token.doc
        if token.i - first <= 1:
            comma = next(
                (at for at in range(source.i, parsed.tokens.end) if doc[at].text == ","), None
            )
            kept = list(doc[comma + 1 : parsed.tokens.end]) if comma is not None else []
        else:
            aside = {part.i for part in token.subtree}
            clause = token.head
            while clause.head != clause and not clause.tag_.startswith("VB"):
                clause = clause.head
            kept = [part for part in clause.subtree if part.i not in aside]
            if len(kept) < _FEWEST:
                kept = list(doc[first : token.i])
        content = runs(kept, parsed)
        if content:
            yield Report(token, source, content, False)


def _whom(according: "Token") -> "Token | None":
    """The noun after "according to", also where the parser has taken it for a verb's object."""
    for part in according.subtree:
        if part.dep_ in ("pobj", "dobj") and part.i > according.i + 1 and part.tag_ in _NAMED:
            return part
    return None
