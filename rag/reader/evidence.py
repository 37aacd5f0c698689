"""What was found for a question and what stands in it, each article read once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.reading import Span, sentences_of
from rag.reading.terms import terms
from rag.records import Passage, Question, RetrievedPassage, Statement
from rag.retrieve import Understanding, search, sides, understand

# Passages that are searched for: each side of a comparison, or outside the reader's dates.
_SEARCHED = 20
# Characters of a sentence of news.
_SENTENCE = 200


class Evidence:
    """The passages found for a question, best first, with their sentences, statements and stems.

    Each is read when it is first asked for, and kept for whoever asks next; evidence for another
    question made from this one shares it.
    """

    def __init__(
        self,
        library: Library,
        understanding: Understanding,
        retrieved: Sequence[RetrievedPassage],
        read: "_Read | None" = None,
    ) -> None:
        self.library = library
        self.understanding = understanding
        self.retrieved = retrieved
        self._read = read or _Read(library)

    def beside(
        self, understanding: Understanding, retrieved: Sequence[RetrievedPassage]
    ) -> "Evidence":
        """What was found for another question, sharing what this one has read."""
        return Evidence(self.library, understanding, retrieved, self._read)

    def searched_again(self, understanding: Understanding) -> "Evidence":
        """What a search for another question brings."""
        found = search(self.library, understanding, max(len(self.retrieved), _SEARCHED))
        return self.beside(understanding, found)

    def of_sides(self) -> tuple["Evidence", ...]:
        """What is found for each side of a comparison; nothing where none is asked for."""
        asks = self.understanding
        each = [understand(Question(text), self.library) for text in sides(asks.question) or ()]
        narrowed = [replace(it, narrowing=asks.narrowing, around=asks.around) for it in each]
        return tuple(map(self.searched_again, narrowed))

    def anywhere(self) -> "Evidence":
        """What is found outside the dates and outlets that the reader asked for."""
        return self.searched_again(replace(self.understanding, narrowing=Narrowing()))

    def statements_of(self, found: RetrievedPassage) -> Sequence[Statement]:
        """The statements in a passage's article, in order, sources without a name too."""
        article_id = found.passage.article_id
        return self._read.statements_of([article_id])[article_id]

    def statements_in(self, found: Iterable[RetrievedPassage]) -> Mapping[str, list[Statement]]:
        """The statements of each of their articles."""
        return self._read.statements_of({it.passage.article_id for it in found})

    def whole_articles(self, found: Sequence[RetrievedPassage]) -> list[RetrievedPassage]:
        """Every passage of the articles of those `found`, scored 0, but for a live blog's entries
        of other days than are asked for.
        """
        first = {it.passage.article_id: it for it in reversed(found)}
        return [
            replace(of, passage=passage, score=0.0, parts=())
            for article_id, of in first.items()
            for passage in self._read.passages_of(article_id)
            if not _is_of_another_day(passage, self.understanding.narrowing)
        ]

    def quoting_asked(self, count: int) -> list[RetrievedPassage]:
        """The passages with words of those who are asked for that fit the topic best."""
        asks = self.understanding
        names = [it.name for it in asks.asked.speakers]
        if not names:
            return []
        database = self.library.database
        words = [term.word for term in asks.topic]
        ids = database.match_quoting(words, names, count, asks.narrowing)
        found = database.retrieved(ids)
        return [found[passage_id] for passage_id in ids if passage_id in found]

    def sentences_of(self, found: RetrievedPassage) -> Sequence[tuple[Span, str]]:
        """A passage's sentences at their place in the article, with what stands beside each."""
        return self._read.sentences_of(found.passage)

    def stems_of(self, text: str) -> frozenset[str]:
        """The stems of a text that many candidates share."""
        return self._read.stems_of(text)


class _Read:
    """What has been read of a library for one question."""

    def __init__(self, library: Library) -> None:
        self._database = library.database
        self._statements: dict[str, list[Statement]] = {}
        self._passages: dict[str, list[Passage]] = {}
        self._sentences: dict[str, list[tuple[Span, str]]] = {}
        self._stems: dict[str, frozenset[str]] = {}

    def statements_of(self, article_ids: Iterable[str]) -> dict[str, list[Statement]]:
        wanted = sorted(article_ids)
        missing = [it for it in wanted if it not in self._statements]
        if missing:
            self._statements |= {article_id: [] for article_id in missing}
            for statement in self._database.statements_of(missing, unnamed=True):
                self._statements[statement.article_id].append(statement)
        return {article_id: self._statements[article_id] for article_id in wanted}

    def passages_of(self, article_id: str) -> list[Passage]:
        if article_id not in self._passages:
            self._passages[article_id] = self._database.passages_of(article_id)
        return self._passages[article_id]

    def sentences_of(self, passage: Passage) -> list[tuple[Span, str]]:
        if passage.id not in self._sentences:
            self._sentences[passage.id] = _sentences(passage)
        return self._sentences[passage.id]

    def stems_of(self, text: str) -> frozenset[str]:
        if text not in self._stems:
            self._stems[text] = frozenset(terms(text))
        return self._stems[text]


def title_and_day(found: RetrievedPassage) -> str:
    """What tells what a passage is about beside its text: its article's title and its date in the
    words that a question would have.
    """
    day = f"{found.published:%d %B %Y}" if found.published else ""
    return f"{found.title} {day}"


def text_before(found: RetrievedPassage, span: Span) -> str:
    """The text just before a sentence, about as much as a sentence has."""
    at = span.start - found.passage.start
    return found.passage.text[max(0, at - _SENTENCE) : at]


def _is_of_another_day(passage: Passage, narrowing: Narrowing) -> bool:
    if passage.dated is None:
        return False
    day = passage.dated.date()
    last = min((it for it in (narrowing.date_to, narrowing.as_of) if it), default=day)
    return day > last or day < (narrowing.date_from or day)


def _sentences(passage: Passage) -> list[tuple[Span, str]]:
    text, spans = passage.text, sentences_of(passage)
    cut = []
    for at, span in enumerate(spans):
        before = text[spans[at - 1].start : spans[at - 1].end] if at else ""
        after = text[spans[at + 1].start : spans[at + 1].end] if at + 1 < len(spans) else ""
        placed = Span(span.start + passage.start, span.end + passage.start)
        cut.append((placed, f"{before} {after}"))
    return cut
