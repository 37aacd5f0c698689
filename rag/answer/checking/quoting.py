"""Holds words in quotation marks against the source: word for word, and by whom they are said."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.checking.source import WORD, Source, folded
from rag.answer.checking.speaking import reports, speakers_of
from rag.reading import Span, paragraphs, sentences_of
from rag.reading.parsing.quotations import quotations
from rag.reading.people.full_names import same_person
from rag.reading.terms import content_terms
from rag.records import RetrievedPassage, Statement

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_SINGLE = re.compile(r"(?<![\w\"“])[‘'`](?=\w)([^‘`\"“”]{2,}?)['’](?!\w)")
_ELLIPSIS = re.compile(r"\s*(?:\.\s?\.\s?\.|…|\[\s*(?:…|\.{3})\s*\])\s*")
_MARKS = re.compile(r"[\"“”„«»]")
# A mark that opens the next paragraph of one speech.
_RUNNING_ON = re.compile(r"\n\s*[\"“„«]")
_DENIAL = re.compile(r"\b(?:not?|never|nor|neither|cannot|without)\b|n['’]t\b", re.IGNORECASE)
_LONGEST_GAP = 300  # characters that an ellipsis may stand for
# Sentences before and behind a quotation in which its speaker is looked for.
_BEFORE, _BEHIND = 2, 1
# The share of the content by which another's statement may come nearer than the speaker's own.
_OWN_BY = 0.25


@dataclass(frozen=True, slots=True)
class _Place:
    """Where words stand, in offsets of the text of a cited passage."""

    found: RetrievedPassage
    start: int
    end: int


def quoted_parts(text: str) -> list[Span]:
    """What stands in quotation marks, without the marks; a lone mark holds all on its side."""
    found = []
    for quotation in quotations(text, Span(0, len(text))):
        found.append(Span(quotation.start + 1, quotation.end - quotation.closed))
    marks = list(_MARKS.finditer(text))
    if marks and not any(span.start <= marks[0].end() for span in found):
        found.append(Span(0, marks[0].start()))
    held = [span for span in found if _TOKEN.search(text, span.start, span.end)]
    for single in _SINGLE.finditer(text):
        if not any(span.start <= single.start() < span.end for span in held):
            held.append(Span(*single.span(1)))
    return held


def quotation_fault(text: str, source: Source) -> str | None:
    """Why the quotations of `text` cannot stand; None where they can."""
    quoted = quoted_parts(text)
    for span in quoted:
        words = text[span.start : span.end]
        places = [place for found in source.cited for place in _places(words, found)]
        if not places:
            return "quotes words that the source does not have"
        speakers = speakers_of(text, span, quoted, source.before)
        if (
            speakers
            and not all(_is_unknown_part(speaker, source) for speaker in speakers)
            and not any(
                _said_by(speaker, place, source.speakers)
                for speaker in speakers
                for place in places
            )
        ):
            return f"gives {speakers[-1]} words that the source does not give to them"
    return None


def attribution_fault(text: str, source: Source) -> str | None:
    """Why a report of speech cannot stand: its speaker says nothing here, or another says it."""
    if not reports(text):
        return None
    named = speakers_of(text, None, quoted_parts(text), source.before)
    speaker = named[-1] if named else None
    said = [it for it in source.speakers if source.covers(it)]
    if not speaker or not said:
        return None
    asked = set(content_terms(text)) - set(content_terms(speaker))
    own, others = 0, 0
    for statement in said:
        shared = len(asked & set(content_terms(source.words_of(statement))))
        if same_person(speaker, statement.speaker, statement.role):
            own = max(own, shared + 1)
        else:
            others = max(others, shared)
    if (own == 0 and others == 0) or (own == 0 and _is_unknown_part(speaker, source)):
        return None
    if own - 1 < others - _OWN_BY * len(asked):
        return f"gives {speaker} what the source has another say"
    return None


def _is_unknown_part(speaker: str, source: Source) -> bool:
    """Whether "judge" or "director" may be anybody, since no speaker of the source is said to be
    one.
    """
    return speaker.islower() and not any(
        same_person(speaker, it.speaker, it.role) for it in source.speakers
    )


def _places(quotation: str, found: RetrievedPassage) -> Iterator[_Place]:
    """Where the words stand in a passage, its parts in order where it leaves some out."""
    text = found.passage.text
    tokens = [(match.group(), match.span()) for match in _TOKEN.finditer(text)]
    held = [_plain(word) for word, _ in tokens]
    parts = [
        [_plain(word) for word in _TOKEN.findall(part)]
        for part in _ELLIPSIS.split(quotation)
        if _TOKEN.search(part)
    ]
    for start in _runs(parts[0], held):
        at = start + len(parts[0])
        spans = [(tokens[start][1][0], tokens[at - 1][1][1])]
        for part in parts[1:]:
            following = next((run for run in _runs(part, held) if run >= at), None)
            if following is None:
                break
            gap = text[spans[-1][1] : tokens[following][1][0]]
            if len(gap) > _LONGEST_GAP or _DENIAL.search(gap):
                break
            at = following + len(part)
            spans.append((tokens[following][1][0], tokens[at - 1][1][1]))
        else:
            if not any(
                _MARKS.search(_RUNNING_ON.sub(" ", text[first:last]))
                and not _MARKS.search(quotation)
                for first, last in spans
            ):
                yield _Place(found, spans[0][0], spans[-1][1])


def _runs(part: Sequence[str], held: Sequence[str]) -> Iterator[int]:
    for at in range(len(held) - len(part) + 1):
        if held[at] == part[0] and list(held[at : at + len(part)]) == list(part):
            yield at


def _plain(word: str) -> str:
    return word.replace("’", "'").casefold()


def _said_by(speaker: str, place: _Place, statements: Sequence[Statement]) -> bool:
    passage = place.found.passage
    start, end = place.start + passage.start, place.end + passage.start
    covering = [
        statement
        for statement in statements
        if statement.article_id == passage.article_id
        and statement.start < end
        and start < statement.end
    ]
    inside = [statement for statement in covering if statement.start <= start < statement.end]
    if inside:
        return any(same_person(speaker, statement.speaker, statement.role) for statement in inside)
    if len(_TOKEN.findall(passage.text[place.start : place.end])) > 2 and not _marked(place):
        return False  # the words of the article itself, which nobody said
    spans = sentences_of(passage)
    at = [n for n, span in enumerate(spans) if span.start < place.end and place.start < span.end]
    if not at:
        return False
    near = spans[max(0, at[0] - _BEFORE) : at[-1] + 1 + _BEHIND]
    around = passage.text[near[0].start : near[-1].end]
    surname = folded(speaker.split()[-1])
    return surname in {folded(word) for word in WORD.findall(around)}


def _marked(place: _Place) -> bool:
    text = place.found.passage.text
    return any(
        quotation.start <= place.start and place.end <= quotation.end
        for paragraph in paragraphs(text)
        for quotation in quotations(text, paragraph)
    ) or any(
        single.start() <= place.start and place.end <= single.end()
        for single in _SINGLE.finditer(text)
    )
