"""The sentences and statements that may answer a question, with the figures that speak for them."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rag.reader.evidence import Evidence, text_before, title_and_day
from rag.reader.features import Compared, Figures, greatest, length_of
from rag.reading import Span
from rag.reading.terms import terms
from rag.records import Passage, RetrievedPassage, Statement
from rag.retrieve.question.term_weights import Term
from rag.retrieve.ranking.rank import WEIGHTS

# Passages whose sentences are looked at; below these the evidence was never found.
_PASSAGES = 12
# Passages with the asked person's words that are looked at.
_QUOTING_PASSAGES = 40
# Characters after which a sentence's place in its article counts half.
_HALFWAY = 1000
_FEWEST_WORDS = 4
_MOST_WORDS = 60
_MOST_SAID = 90
_ENDS = (".", "!", '"', "”", "’", "'", ")", "…")
# A reporter's address or telephone number, which is furniture.
_CONTACT = re.compile(r"\S@\w+[.-]\w|\b\d{3}-\d{3}-\d{4}\b")
_LEANS = re.compile(
    r"\W*(?:he|she|they|it|this|that|these|those|his|her|their|its|but|and|so|also|however)\b", re.I
)


class Pointed(NamedTuple):
    """The words of a sentence that answer best, and how sure it is that they do: by how much their
    score is above that of no answer, as log odds.
    """

    text: str
    sure: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article, or a statement in it.

    `own` and `beside` are the stems of the question's terms that it holds itself and that only
    stand around it; `held` are those that stand anywhere in its passage or over it; of a
    statement, without other people's words. `figures` are what speaks for it, and `score` adds them
    up by weights: the difference of two scores is the logarithm of how much likelier one is.
    `pointed` are the words that answer by themselves, where it was read for them, and `in_context`
    those that it was read for behind its title and the text before it.
    """

    found: RetrievedPassage
    span: Span
    text: str
    statement: Statement | None
    own: frozenset[str]
    beside: frozenset[str]
    held: frozenset[str]
    score: float = 0.0
    figures: Figures = field(default_factory=Figures)
    pointed: Pointed | None = None
    in_context: Pointed | None = None

    @property
    def words(self) -> int:
        """The length in words."""
        return len(self.text.split())

    def likelihood(self, best: "Candidate") -> float:
        """How likely it holds the answer beside the `best` one, in [0, 1]."""
        return math.exp(min(0.0, self.score - best.score))

    @property
    def leans(self) -> bool:
        """Whether it begins with a word that points back to the sentence before."""
        return bool(_LEANS.match(self.text))


def sentence_candidates(evidence: Evidence) -> Iterator[Candidate]:
    """Every sentence of the best passages, one that leans with that before it; a quotation over
    several is not torn apart.
    """
    best = evidence.retrieved[:_PASSAGES]
    said = evidence.statements_in(best)
    read = _Reader(evidence, evidence.understanding.terms)
    for found in best:
        taken = found.passage.start  # up to where a joined quotation has used the text
        before: Span | None = None
        for span, context in evidence.sentences_of(found):
            if span.start < taken:
                continue
            # A sentence in which two people speak is nobody's alone.
            statement = next(
                (
                    it
                    for it in said[found.passage.article_id]
                    if it.named and it.start <= span.start and span.end <= it.end
                ),
                None,
            )
            if statement and statement.start == span.start:
                span = Span(span.start, min(statement.end, found.passage.end))
            taken = span.end
            ahead, before = before, span
            if statement is None and ahead and _is_one_with(ahead, span, found):
                span = Span(ahead.start, span.end)
            candidate = read.candidate(found, span, context, statement, found.passage.text)
            if (
                _FEWEST_WORDS <= candidate.words <= _MOST_WORDS
                and candidate.text.endswith(_ENDS)
                and not _CONTACT.search(candidate.text)
            ):
                yield candidate


def _is_one_with(ahead: Span, span: Span, found: RetrievedPassage) -> bool:
    """Whether a sentence leans on the one ahead, and both are short enough to be shown as one: "The
    bill was signed on Thursday. It takes effect on May 7."
    """
    offset = found.passage.start
    both = found.passage.text[ahead.start - offset : span.end - offset]
    return (
        span.start - ahead.end <= 1
        and len(both.split()) <= _MOST_WORDS
        and _LEANS.match(both, span.start - ahead.start) is not None
    )


def statement_candidates(
    evidence: Evidence, wanted: Callable[[Statement], bool], *, whole_articles: bool = True
) -> list[Candidate]:
    """The `wanted` statements in the passages that fit the topic best, those of the asked speakers
    anywhere in the library, and with `whole_articles` all in the articles that the search found.
    """
    found = [*evidence.quoting_asked(_QUOTING_PASSAGES), *evidence.retrieved]
    if whole_articles:
        found = [*evidence.whole_articles(evidence.retrieved[:_PASSAGES]), *found]
    # What the search found stands last, and so with its score.
    passages = {it.passage.id: it for it in found}.values()
    said = evidence.statements_in(passages)
    read = _Reader(evidence, evidence.understanding.topic)
    made: dict[tuple[str, int, int], Candidate] = {}
    for passage in passages:
        everybodys = said[passage.passage.article_id]
        mine = [
            it
            for it in everybodys
            if passage.passage.start <= it.start and it.end <= passage.passage.end and wanted(it)
        ]
        if not mine:
            continue
        contexts = {span.start: context for span, context in evidence.sentences_of(passage)}
        for statement in mine:
            span = Span(statement.start, statement.end)
            context = contexts.get(span.start, title_and_day(passage))
            held = _without_others(passage.passage, statement, everybodys)
            candidate = read.candidate(passage, span, context, statement, held)
            # Where two people speak in a sentence, a statement may end in the midst of it.
            if _FEWEST_WORDS <= candidate.words <= _MOST_SAID:
                made[statement.article_id, span.start, span.end] = candidate
    return list(made.values())


class _Reader:
    """Reads candidates for one question."""

    def __init__(self, evidence: Evidence, asked: Sequence[Term]) -> None:
        self._compared = Compared(evidence.understanding, asked, evidence.library.embedder)
        self._asks = evidence.understanding
        self._stems_of = evidence.stems_of
        best = max((found.score for found in evidence.retrieved), default=0.0) or 1.0
        self._ranks: dict[str, float] = {}
        for found in evidence.retrieved:
            self._ranks.setdefault(found.passage.id, found.score / best)

    def candidate(
        self,
        found: RetrievedPassage,
        span: Span,
        context: str,
        statement: Statement | None,
        whole: str,
    ) -> Candidate:
        compared = self._compared
        text = found.passage.text[span.start - found.passage.start : span.end - found.passage.start]
        over = self._stems_of(title_and_day(found))
        inside, around = frozenset(terms(text)), over.union(terms(context))
        anywhere = over | self._stems_of(whole)
        asked = compared.weights.keys()
        own = frozenset(asked & inside)
        beside = frozenset(asked & around) - own
        held = frozenset(asked & anywhere)
        rank = self._ranks.get(found.passage.id, 0.0)
        of_kind = compared.of_kind(text)
        pairs, tight, near = compared.closely(text, of_kind)
        length, short = length_of(len(text.split()))
        likeness = compared.likeness(text)
        alike, around_it = compared.meanings(
            greatest(likeness),
            greatest(compared.likeness(f"{text_before(found, span)} {found.title}")),
        )
        a_name = self._asks.expects == "name"
        told = [word for word in text.split()[1:] if word[:1].isupper() or word[:1].isdigit()]
        new = [word for word in told if not set(terms(word)) & compared.every]
        figures = Figures(
            own=compared.share(own),
            beside=compared.share(beside),
            titled=compared.share(self._stems_of(found.title)),
            held=compared.share(held),
            names=compared.of_names(own | beside),
            rarest=float(compared.rarest in own),
            pairs=pairs,
            tight=tight,
            fits=0.0 if a_name else float(bool(of_kind)),
            near=0.0 if a_name else near,
            by=0.0 if a_name else compared.by(text, likeness, of_kind),
            named=near if a_name else 0.0,
            several=compared.several(text),
            rank=rank,
            first=float(rank == 1.0),
            lead=float(span.start == 0),
            early=1 / (1 + span.start / _HALFWAY),
            length=length,
            short=short,
            leans=float(bool(_LEANS.match(text))),
            asks=float(text.rstrip("\"”’'").endswith("?")),
            spoken=float(statement is not None),
            quoted=float(statement is not None and statement.kind != "indirect"),
            direct=float(statement is not None and statement.kind == "direct"),
            asked=float(statement is not None and self._asks.asked.means(statement)),
            told=len(new) / max(1, len(text.split())),
            alike=alike,
            around=around_it,
            dated=dict(found.parts).get("dated", 0.0) / WEIGHTS["dated"],
        )
        return Candidate(
            found,
            span,
            text,
            statement,
            own,
            beside,
            held=held,
            figures=figures,
        )


def _without_others(passage: Passage, mine: Statement, said: Sequence[Statement]) -> str:
    """The text of a passage without what others say in it: their words tell of no topic of mine."""
    text = passage.text
    for theirs in said:
        if theirs.person == mine.person:
            continue
        spoken = theirs.content if theirs.kind == "indirect" else ((theirs.start, theirs.end),)
        for start, end in spoken:
            start, end = max(0, start - passage.start), min(len(text), end - passage.start)
            if start < end:
                text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    own = slice(max(0, mine.start - passage.start), max(0, mine.end - passage.start))
    return f"{text} {passage.text[own]}"
