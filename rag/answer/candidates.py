"""The sentences and statements that may answer a question, with the figures that speak for them."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.answer.kinds import spans_of_kind
from rag.library import Library
from rag.reading import Span, sentences
from rag.reading.terms import terms
from rag.records import Passage, RetrievedPassage, Statement
from rag.retrieve import Understanding
from rag.retrieve.question.term_weights import Term

# Passages whose sentences are looked at; below these the evidence was never found.
_PASSAGES = 12
# Passages with the asked person's words that are looked at.
_QUOTING_PASSAGES = 40
# What a term counts that stands beside the sentence (its neighbours, the title), not in it.
_BESIDE = 0.7
_FEWEST_WORDS = 4
_MOST_WORDS = 60
_MOST_SAID = 90
_LONG = 50
_ENDS = (".", "!", '"', "”", "’", "'", ")", "…")
_LEANS = re.compile(
    r"\W*(?:he|she|they|it|this|that|these|those|his|her|their|its|but|and|so|also|however)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article, or a statement in it.

    `own` and `beside` are the stems of the question's terms that it holds itself and that only
    stand around it; `coverage` is their share by weight. `rank` is its passage's score as a share
    of the best one's, `fits` whether it holds the kind of thing that the question word asks for,
    `closeness` its cosine similarity to the question; `score` adds them up, by weights. All but
    `score` lie in [0, 1]. `held` are the stems that stand anywhere in its passage or over it; of a
    statement, without other people's words.
    """

    found: RetrievedPassage
    span: Span
    text: str
    statement: Statement | None
    own: frozenset[str]
    beside: frozenset[str]
    held: frozenset[str]
    coverage: float
    rank: float
    fits: bool = False
    closeness: float = 0.0
    score: float = 0.0

    @property
    def words(self) -> int:
        """The length in words."""
        return len(self.text.split())

    @property
    def length(self) -> float:
        """The length as a share of that of a long sentence."""
        return min(self.words, _LONG) / _LONG

    @property
    def quoted(self) -> bool:
        """Whether it holds somebody's own words."""
        return self.statement is not None and self.statement.kind != "indirect"

    @property
    def leans(self) -> bool:
        """Whether it begins with a word that points back to the sentence before."""
        return bool(_LEANS.match(self.text))


def sentence_candidates(
    library: Library, understanding: Understanding, retrieved: Sequence[RetrievedPassage]
) -> Iterator[Candidate]:
    """Every sentence of the best passages; a quotation over several is not torn apart."""
    best = retrieved[:_PASSAGES]
    said = statements_in(library, {found.passage.article_id for found in best})
    read = _Reader(understanding, understanding.terms, best)
    for found in best:
        taken = found.passage.start  # up to where a joined quotation has used the text
        for span, context in _sentences(found):
            if span.start < taken:
                continue
            # A sentence in which two people speak is nobody's alone.
            statement = next(
                (
                    it
                    for it in said.get(found.passage.article_id, ())
                    if it.named and it.start <= span.start and span.end <= it.end
                ),
                None,
            )
            if statement and statement.start == span.start:
                span = Span(span.start, min(statement.end, found.passage.end))
            taken = span.end
            candidate = read.candidate(found, span, context, statement, found.passage.text)
            if _FEWEST_WORDS <= candidate.words <= _MOST_WORDS and candidate.text.endswith(_ENDS):
                yield candidate


def statement_candidates(
    library: Library,
    understanding: Understanding,
    retrieved: Sequence[RetrievedPassage],
    wanted: Callable[[Statement], bool],
    *,
    whole_articles: bool = True,
) -> list[Candidate]:
    """The `wanted` statements in the passages that fit the topic best, those of the asked speakers
    anywhere in the library, and with `whole_articles` all in the articles that the search found.
    """
    database = library.database
    names = [it.name for it in understanding.asked.speakers]
    words = [term.word for term in understanding.topic]
    passage_ids = [found.passage.id for found in retrieved]
    if names:
        passage_ids += database.match_quoting(
            words, names, _QUOTING_PASSAGES, understanding.narrowing
        )
    if whole_articles:
        articles = dict.fromkeys(found.passage.article_id for found in retrieved[:_PASSAGES])
        for article_id in articles:
            passage_ids += [passage.id for passage in database.passages_of(article_id)]
    scored = {found.passage.id: found for found in retrieved}
    found = database.retrieved(list(dict.fromkeys(passage_ids))) | scored
    said = statements_in(library, {it.passage.article_id for it in found.values()})
    read = _Reader(understanding, understanding.topic, retrieved)
    made: dict[tuple[str, int, int], Candidate] = {}
    for passage in found.values():
        everybodys = said.get(passage.passage.article_id, ())
        mine = [
            it
            for it in everybodys
            if passage.passage.start <= it.start and it.end <= passage.passage.end and wanted(it)
        ]
        if not mine:
            continue
        contexts = {span.start: context for span, context in _sentences(passage)}
        for statement in mine:
            span = Span(statement.start, statement.end)
            context = contexts.get(span.start, header(passage))
            held = _without_others(passage.passage, statement, everybodys)
            candidate = read.candidate(passage, span, context, statement, held)
            # Where two people speak in a sentence, a statement may end in the midst of it.
            if _FEWEST_WORDS <= candidate.words <= _MOST_SAID:
                made[statement.article_id, span.start, span.end] = candidate
    return list(made.values())


def statements_in(library: Library, articles: Iterable[str]) -> dict[str, list[Statement]]:
    """The statements of each of the `articles`, those of sources without a name included."""
    by_article: dict[str, list[Statement]] = {}
    for statement in library.database.statements_of(sorted(articles), unnamed=True):
        by_article.setdefault(statement.article_id, []).append(statement)
    return by_article


def header(found: RetrievedPassage) -> str:
    """What stands over a passage and tells what it is about: its article's title and date."""
    day = f"{found.published:%d %B %Y}" if found.published else ""
    return f"{found.title} {day}"


class _Reader:
    """Reads candidates for one question."""

    def __init__(
        self,
        understanding: Understanding,
        asked: Sequence[Term],
        retrieved: Sequence[RetrievedPassage],
    ) -> None:
        self._asked = asked
        self._whole = sum(term.weight for term in asked)
        self._question, self._expects = understanding.question, understanding.expects
        self._terms = {term.stem for term in understanding.terms}
        best = max((found.score for found in retrieved), default=0.0) or 1.0
        self._stems: dict[str, frozenset[str]] = {}
        self._ranks: dict[str, float] = {}
        for found in retrieved:
            self._ranks.setdefault(found.passage.id, found.score / best)

    def candidate(
        self,
        found: RetrievedPassage,
        span: Span,
        context: str,
        statement: Statement | None,
        whole: str,
    ) -> Candidate:
        text = found.passage.text[span.start - found.passage.start : span.end - found.passage.start]
        over = set(terms(header(found)))
        inside, around = set(terms(text)), over.union(terms(context))
        anywhere = over.union(self._read(whole))
        own = frozenset(term.stem for term in self._asked if term.stem in inside)
        beside = frozenset(
            term.stem for term in self._asked if term.stem in around and term.stem not in own
        )
        held = sum(
            term.weight * (1.0 if term.stem in own else _BESIDE)
            for term in self._asked
            if term.stem in own or term.stem in beside
        )
        return Candidate(
            found,
            span,
            text,
            statement,
            own,
            beside,
            held=frozenset(term.stem for term in self._asked if term.stem in anywhere),
            coverage=held / self._whole if self._whole else 0.0,
            rank=self._ranks.get(found.passage.id, 0.0),
            fits=any(spans_of_kind(self._expects, text, self._question, self._terms)),
        )

    def _read(self, text: str) -> frozenset[str]:
        """The stems of a passage, which many candidates share."""
        if text not in self._stems:
            self._stems[text] = frozenset(terms(text))
        return self._stems[text]


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


def _sentences(found: RetrievedPassage) -> list[tuple[Span, str]]:
    """The sentences of a passage at their place in the article, with what stands beside each."""
    text = found.passage.text
    spans = sentences(text)
    offset = found.passage.start
    cut = []
    for at, span in enumerate(spans):
        before = text[spans[at - 1].start : spans[at - 1].end] if at else ""
        after = text[spans[at + 1].start : spans[at + 1].end] if at + 1 < len(spans) else ""
        cut.append((Span(span.start + offset, span.end + offset), f"{before} {after}"))
    return cut
