"""Gives every quotation its cue: also one that runs on over sentences and paragraphs without any.

The rules are those of newspaper style: a quotation without its own cue goes on from the one before
it, or waits for the cue that follows; a sentence that ends in a colon introduces what comes next.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.reading.attribution import quotation_context, reporting_clauses
from rag.reading.parsing.parser import Parsed
from rag.reading.sentences import Span

if TYPE_CHECKING:
    from spacy.tokens import Token


@dataclass(slots=True)
class Speech:
    """What one source says in one go. `where` is the sentence that names the source."""

    where: Parsed
    source: "Token"
    cue: Span | None
    content: list[Span]
    sentences: list[Parsed]
    quoted: bool
    paragraph: int = 0


@dataclass(slots=True)
class _State:
    spoken: Speech | None = None  # the last that was said in this paragraph, or the one before it
    before: Parsed | None = None  # the sentence before this one
    introduced: tuple[Parsed, "Token"] | None = None  # who is about to speak
    waiting: list[tuple[Parsed, list[Span]]] = field(default_factory=list)


def speeches(paragraphs: Iterable[list[Parsed]]) -> list[Speech]:
    """Find what is said in an article, in order."""
    found: list[Speech] = []
    state = _State()
    for at, sentences in enumerate(paragraphs):
        if not sentences:
            continue
        state.waiting = []
        for parsed in sentences:
            _read(parsed, at, state, found)
            state.before = parsed
        if state.spoken is not None and not _open_end(sentences[-1], state.spoken):
            state.spoken = None
    return found


def _open_end(last: Parsed, spoken: Speech) -> bool:
    """Whether a paragraph ends with what was said, so that the next one may go on with it."""
    return spoken.sentences[-1] is last


def _read(parsed: Parsed, at: int, state: _State, found: list[Speech]) -> None:
    reports = reporting_clauses.reports(parsed)
    heading = quotation_context.is_heading(parsed)
    own = [
        Speech(
            parsed, it.source, parsed.places[it.cue.i], list(it.content), [parsed], it.quoted, at
        )
        for it in reports
        if it.quoted or not heading
    ]
    used = {span for it in reports if it.quoted for span in it.content}
    loose = [
        place
        for place in (parsed.places[it.i] for it in quotation_context.stand_ins(parsed))
        if place not in used
    ]
    quoting = [it for it in own if it.quoted]
    if loose and quotation_context.only_quotations(parsed):
        _run_on(parsed, loose, at, state, found)
        return
    signed = (
        (quotation_context.signature(parsed) or quotation_context.announced(parsed))
        if loose
        else None
    )
    if signed is not None:
        own = quoting = [Speech(parsed, signed, None, loose, [parsed], True, at)]
    elif loose and quoting:
        quoting[-1].content += loose
    elif loose and not own and state.spoken and state.spoken.paragraph == at:
        _go_on(state.spoken, parsed, loose, state, found)
        return
    elif loose:
        named = quotation_context.introducer(parsed)
        if named is not None:
            own.append(Speech(parsed, named, None, loose, [parsed], True, at))
            quoting = own[-1:]
    if state.waiting and quoting:
        first = quoting[0]
        first.content = [span for _, spans in state.waiting for span in spans] + first.content
        first.sentences = [it for it, _ in state.waiting] + first.sentences
        state.waiting = []
    found += own
    if own:
        state.spoken = (quoting or own)[-1]
        state.introduced = None
    else:
        named = quotation_context.introducer(parsed)
        state.introduced = (parsed, named) if named is not None else None


def _go_on(
    spoken: Speech, parsed: Parsed, spans: list[Span], state: _State, found: list[Speech]
) -> None:
    """More of what was said in this paragraph; after a sentence of narrative it is a new speech."""
    if spoken.sentences[-1] is state.before:
        spoken.content += spans
        spoken.sentences.append(parsed)
        return
    if not spoken.quoted:
        return  # too far from words that were only reported
    state.spoken = Speech(
        spoken.where, spoken.source, None, list(spans), [parsed], True, spoken.paragraph
    )
    found.append(state.spoken)


def _run_on(parsed: Parsed, spans: list[Span], at: int, state: _State, found: list[Speech]) -> None:
    """A sentence of nothing but quotation."""
    spoken = state.spoken
    if spoken is not None and spoken.paragraph == at:
        _go_on(spoken, parsed, spans, state, found)
        return
    if state.waiting or (
        quotation_context.more_follows(parsed) and quotation_context.opens(parsed)
    ):
        state.waiting.append((parsed, spans))
        return
    if spoken is not None:
        where, source = spoken.where, spoken.source
    elif state.introduced is not None:
        where, source = state.introduced
    else:
        return
    speech = Speech(where, source, None, list(spans), [parsed], True, at)
    found.append(speech)
    state.spoken = speech
