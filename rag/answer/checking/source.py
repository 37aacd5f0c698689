"""What a sentence may rest on: the cited passages, read once for all the rules of the check."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.reading import sentences
from rag.reading.terms import fold, stem, words
from rag.records import Passage, RetrievedPassage, Statement

# A word as names are written: "U.S.", "O'Neill", "COVID19". Hyphens part words.
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W\d_]+)*")
# Signs of a text that a tokenizer has spaced out, as many collections of news are.
_SPACED_OUT = re.compile(r"\( \w|``|\w - \w| 's\b")
_SPACED_THOUSANDS = re.compile(r"(?<=\d), (?=\d{3}\b)")
_SPACED_DECIMALS = re.compile(r"(?<=\d)\. (?=\d)")


@dataclass(frozen=True)
class Source:
    """The cited passages with their headers and, where known, who says what in their articles.

    `before` is what the writer of the sentence said earlier, to which its "he" may lead back.
    """

    cited: tuple[RetrievedPassage, ...]
    speakers: tuple[Statement, ...] = ()
    before: str = ""

    @cached_property
    def passages(self) -> tuple[str, ...]:
        """The text of each passage in ordinary characters and spacing."""
        return tuple(readable(found.passage.text) for found in self.cited)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """The titles and outlets, which name people and figures too."""
        return tuple(
            readable(part) for found in self.cited for part in (found.title, found.outlet) if part
        )

    @cached_property
    def text(self) -> str:
        """All of it, a line each."""
        return "\n".join([*self.headers, *self.passages])

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the passages in order, and the titles."""
        return tuple(
            text[span.start : span.end]
            for text in [*self.passages, *self.headers]
            for span in sentences(text)
        )

    @cached_property
    def stems(self) -> tuple[tuple[str, ...], ...]:
        """The stemmed words of each sentence."""
        return tuple(tuple(stem(word) for word in words(text)) for text in self.sentences)

    @cached_property
    def topic(self) -> frozenset[str]:
        """The stemmed words of the titles and outlets."""
        return frozenset(stem(word) for part in self.headers for word in words(part))

    @cached_property
    def articles(self) -> "tuple[Source, ...]":
        """What each of the cited articles holds by itself."""
        by_article: dict[str, list[RetrievedPassage]] = {}
        for found in self.cited:
            by_article.setdefault(found.passage.article_id, []).append(found)
        return tuple(
            Source(
                tuple(cited), tuple(it for it in self.speakers if it.article_id == one), self.before
            )
            for one, cited in by_article.items()
        )

    def covers(self, statement: Statement) -> bool:
        """Whether a statement begins in one of the cited passages."""
        return self._passage_of(statement) is not None

    def words_of(self, statement: Statement) -> str:
        """What of a statement stands in the cited passages; "" where nothing does."""
        passage = self._passage_of(statement)
        if passage is None:
            return ""
        return passage.text[statement.start - passage.start : statement.end - passage.start]

    def _passage_of(self, statement: Statement) -> Passage | None:
        for found in self.cited:
            passage = found.passage
            if (
                statement.article_id == passage.article_id
                and passage.start <= statement.start < passage.end
            ):
                return passage
        return None


def readable(text: str) -> str:
    """`text` in compatible characters, without a tokenizer's spaces inside numbers."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(str(unicodedata.decimal(mark, mark)) for mark in text)
    if _SPACED_OUT.search(text):
        text = _SPACED_DECIMALS.sub(".", _SPACED_THOUSANDS.sub(",", text))
    return text


def folded(word: str) -> str:
    """A word as names are compared: in lower case, without accents, dots or possessive ending."""
    return fold(word).replace(".", "")


def nearest(wanted: Sequence[str], source: Source) -> list[tuple[str, ...]]:
    """The sentences, as stems, that share most with the stems `wanted`, and those close behind."""
    asked = set(wanted)
    shared = [len(asked & set(held)) for held in source.stems]
    most = max(shared, default=0)
    if most == 0:
        return []
    return [held for held, count in zip(source.stems, shared, strict=True) if count >= 0.75 * most]
