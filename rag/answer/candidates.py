"""The sentences that may answer a question, each with how well it covers what was asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.library import Library
from rag.reading import Span, sentences
from rag.reading.names import NAME, surname
from rag.reading.terms import fold, terms
from rag.records import RetrievedPassage, Statement
from rag.retrieve import Understanding
from rag.retrieve.understand import Expected, Term

# Passages whose sentences are looked at; below these the evidence was never found.
_PASSAGES = 10
_NEAR = 3
# Passages with the asked person's words that are looked at.
_QUOTING_PASSAGES = 40
# What a term counts that stands beside the sentence (its neighbours, the title), not in it.
_BESIDE = 0.5
# What is added to a sentence's coverage: for the rank of its passage, for holding the kind of thing
# that the question word asks for, for what is quoted; and taken away for each sentence before it.
_RANK = 0.25
_STATEMENT_RANK = 0.1
_FITTING = 0.15
_QUOTED = 0.1
_LATER = 0.01
_FEWEST_WORDS = 4
_MOST_WORDS = 60
_ENDS = (".", "!", '"', "”", "’", "'", ")", "…")

_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|half|third|quarter|twice)\b",
    re.I,
)
_DATE = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d|\b(?:19|20)\d\d\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:January|February|March|April|August|September|October|November|December)\b"
)
_PLACE = re.compile(r"\b(?:in|at|near|from|to|outside|off)\s+(?:the\s+)?[A-Z]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article. `own` and `beside` are the stems of the question's terms that it
    holds itself and that only stand around it; `coverage` is their share by weight, in [0, 1].
    """

    found: RetrievedPassage
    span: Span
    text: str
    statement: Statement | None
    own: frozenset[str]
    beside: frozenset[str]
    coverage: float
    score: float

    @property
    def words(self) -> int:
        """The length in words."""
        return len(self.text.split())


def sentence_candidates(
    library: Library, understanding: Understanding, retrieved: Sequence[RetrievedPassage]
) -> list[Candidate]:
    """Every sentence of the best passages, scored for a question about what happened."""
    best = retrieved[:_PASSAGES]
    statements = _statements(library, {found.passage.article_id for found in best})
    top = max((found.score for found in best), default=1.0) or 1.0
    candidates = []
    for found in best:
        said = statements.get(found.passage.article_id, ())
        taken = found.passage.start  # up to where a joined quotation has used the text
        for at, (span, context) in enumerate(_sentences(found)):
            if span.start < taken:
                continue
            # A sentence in which two people speak is nobody's alone.
            statement = next(
                (it for it in said if it.start <= span.start and span.end <= it.end), None
            )
            if statement and statement.start == span.start:
                # A quotation over several sentences is not torn apart.
                span = Span(span.start, min(statement.end, found.passage.end))
            taken = span.end
            text = _text(found, span)
            if not _readable(text):
                continue
            own, beside, coverage = _coverage(understanding.terms, text, context)
            score = coverage + _RANK * found.score / top - _LATER * min(at, 5)
            score += _FITTING * _fits(understanding.expects, text, understanding)
            candidates.append(Candidate(found, span, text, statement, own, beside, coverage, score))
    return sorted(candidates, key=lambda candidate: -candidate.score)


def statement_candidates(
    library: Library,
    understanding: Understanding,
    speaker: str,
    retrieved: Sequence[RetrievedPassage],
) -> list[Candidate]:
    """What `speaker` is reported to have said in the passages that fit the topic best, and
    anywhere in the articles that the search ranks highest.
    """
    topic = understanding.topic
    database = library.database
    passage_ids = database.match_quoting(
        [term.word for term in topic],
        fold(surname(speaker)),
        _QUOTING_PASSAGES,
        understanding.narrowing,
    )
    for article_id in dict.fromkeys(found.passage.article_id for found in retrieved[:_NEAR]):
        passage_ids += [passage.id for passage in database.passages_of(article_id)]
    passage_ids = list(dict.fromkeys(passage_ids))
    found = database.retrieved(passage_ids)
    ordered = [found[passage_id] for passage_id in passage_ids if passage_id in found]
    said = _statements(library, {passage.passage.article_id for passage in ordered})
    candidates: dict[tuple[str, int], Candidate] = {}
    for at, passage in enumerate(ordered):
        contexts = {span.start: context for span, context in _sentences(passage)}
        for statement in said.get(passage.passage.article_id, ()):
            span = Span(statement.start, statement.end)
            inside = passage.passage.start <= span.start and span.end <= passage.passage.end
            if not inside or not is_speaker(statement, speaker):
                continue
            text = _text(passage, span)
            if not _readable(text):
                continue
            context = contexts.get(span.start, passage.title)
            own, beside, coverage = _coverage(topic, text, f"{context} {header(passage)}")
            score = coverage + _STATEMENT_RANK * (1 - at / len(ordered))
            score += _QUOTED * (statement.kind != "indirect")
            score += _FITTING * _fits(understanding.expects, text, understanding)
            candidates[statement.article_id, span.start] = Candidate(
                passage, span, text, statement, own, beside, coverage, score
            )
    return sorted(candidates.values(), key=lambda candidate: -candidate.score)


def is_speaker(statement: Statement, asked: str) -> bool:
    """Whether the statement's speaker may be the person asked for: no name speaks against it."""
    has = [fold(token) for token in statement.speaker.split()]
    wants = [fold(token) for token in asked.split()]
    if has[-1] != fold(surname(asked)) and wants[-1] != fold(surname(statement.speaker)):
        return False
    return set(wants) <= set(has) or set(has) <= set(wants)


def _statements(library: Library, articles: Iterable[str]) -> dict[str, list[Statement]]:
    by_article: dict[str, list[Statement]] = {}
    for statement in library.database.statements_of(sorted(articles)):
        by_article.setdefault(statement.article_id, []).append(statement)
    return by_article


def _sentences(found: RetrievedPassage) -> list[tuple[Span, str]]:
    """The sentences of a passage at their place in the article, with what stands beside each."""
    text = found.passage.text
    spans = sentences(text)
    offset = found.passage.start
    cut = []
    for at, span in enumerate(spans):
        before = text[spans[at - 1].start : spans[at - 1].end] if at else ""
        after = text[spans[at + 1].start : spans[at + 1].end] if at + 1 < len(spans) else ""
        beside = f"{header(found)} {before} {after}"
        cut.append((Span(span.start + offset, span.end + offset), beside))
    return cut


def header(found: RetrievedPassage) -> str:
    """What stands over a passage and tells what it is about: its article's title and date."""
    day = f"{found.published:%d %B %Y}" if found.published else ""
    return f"{found.title} {day}"


def _text(found: RetrievedPassage, span: Span) -> str:
    return found.passage.text[span.start - found.passage.start : span.end - found.passage.start]


def _coverage(
    asked: Sequence[Term], text: str, context: str
) -> tuple[frozenset[str], frozenset[str], float]:
    inside, around = set(terms(text)), set(terms(context))
    own = frozenset(term.stem for term in asked if term.stem in inside)
    beside = frozenset(term.stem for term in asked if term.stem in around and term.stem not in own)
    whole = sum(term.weight for term in asked)
    held = sum(
        term.weight * (1.0 if term.stem in own else _BESIDE)
        for term in asked
        if term.stem in own or term.stem in beside
    )
    return own, beside, held / whole if whole else 0.0


def _readable(text: str) -> bool:
    return text.endswith(_ENDS) and _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS


def _fits(expects: Expected, text: str, understanding: Understanding) -> bool:
    """Whether the sentence holds the kind of thing that the question word asks for."""
    if expects == "number":
        return bool(_NUMBER.search(text))
    if expects == "date":
        return bool(_DATE.search(text))
    if expects == "place":
        return bool(_PLACE.search(text))
    if expects == "person":
        asked = {term.stem for term in understanding.terms}
        names = re.finditer(NAME, text)
        return any(not set(terms(name.group())) & asked for name in names if name.start() > 0)
    return False
