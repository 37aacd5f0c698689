"""What speaks for a passage as the answer to a question: a few transparent figures.

Each is computed from the question's weighted terms and the passage, its article's header and the
statements in it. `rag.retrieve.rank` adds them up with weights that were set by cross-validation.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from math import log

from rag.reading.names import NAME, surname
from rag.reading.terms import fold, located_terms, terms
from rag.records import RetrievedPassage, Statement
from rag.retrieve.understand import Understanding

# Words of a window: about a sentence and a half of news.
_WINDOW = 40
# Characters after which a passage's place in its article counts half.
_HALFWAY = 1000
# Days from which a passage is as far from the time asked for as any.
_FAR = 30

_KINDS = {
    "number": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
        r"|thousands?|millions?|billions?|half|third|quarter|twice)\b",
        re.I,
    ),
    "date": re.compile(
        r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d"
        r"|\b(?:19|20)\d\d\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    ),
    "place": re.compile(r"\b(?:in|at|near|from|to|outside|off)\s+(?:the\s+)?(?=[A-Z])"),
}


@dataclass(frozen=True, slots=True)
class Features:
    """The figures of one passage; all but `dated` (at most 0) are at least 0.

    meaning: cosine similarity to the question
    window: share of the question's terms, by rarity, within any `_WINDOW` words of the passage
    distinct: such a share, of the terms that tell this passage from the others of its article
    story: the best fused score of any passage of the article
    opening: 1 for the first passage of an article
    early: 1 at the start of the article, less further down
    speaker: the asked person speaks here (.5), on the asked topic (up to 1)
    speech: where words are asked for and nobody is named: the topic's coverage by a statement
    quoted: in that case, the share of the passage that is somebody's statement
    fitting: coverage of a window that holds the kind of thing that the question word asks for
    dated: days between publication and the time asked for, as a share of `_FAR`, negative
    """

    meaning: float
    window: float
    distinct: float
    story: float
    opening: float
    early: float
    speaker: float
    speech: float
    quoted: float
    fitting: float
    dated: float


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Features))


def features(
    understanding: Understanding,
    passages: Sequence[RetrievedPassage],
    fused: Mapping[str, float],
    dense: Mapping[str, float],
    statements: Mapping[str, Sequence[Statement]],
) -> list[Features]:
    """The figures of `passages`, which should be all candidates that are to be compared.

    `fused` and `dense` are scores by passage id, `statements` are those of each article.
    """
    weights = {term.stem: term.weight for term in understanding.terms}
    read = [located_terms(found.passage.text) for found in passages]
    held_by: dict[str, Counter[str]] = {}
    size: Counter[str] = Counter()
    story: dict[str, float] = {}
    for found, located in zip(passages, read, strict=True):
        article = found.passage.article_id
        held_by.setdefault(article, Counter()).update({stem for stem, _ in located} & set(weights))
        size[article] += 1
        story[article] = max(story.get(article, 0.0), fused[found.passage.id])
    reader = _Reader(understanding, weights)
    figures = []
    for found, located in zip(passages, read, strict=True):
        article = found.passage.article_id
        said = [it for it in statements.get(article, ()) if _overlaps(it, found)]
        window, fitting = reader.windows(found.passage.text, located)
        figures.append(
            Features(
                meaning=max(0.0, dense[found.passage.id]),
                window=window,
                distinct=reader.distinct(located, held_by[article], size[article]),
                story=story[article],
                opening=float(found.passage.start == 0),
                early=1 / (1 + found.passage.start / _HALFWAY),
                speaker=reader.speaker(found, said),
                speech=reader.speech(found, said),
                quoted=reader.quoted(found, said),
                fitting=fitting,
                dated=reader.dated(found),
            )
        )
    return figures


class _Reader:
    """Compares passages with one question."""

    def __init__(self, understanding: Understanding, weights: Mapping[str, float]) -> None:
        self._asked = understanding
        self._weights = weights
        self._whole = sum(weights.values()) or 1.0
        self._topic = {term.stem: term.weight for term in understanding.topic}
        self._family = fold(surname(understanding.speaker)) if understanding.speaker else None
        self._words_asked = understanding.expects == "statement" and not self._family

    def share(self, held: set[str]) -> float:
        return sum(weight for stem, weight in self._weights.items() if stem in held) / self._whole

    def distinct(
        self, located: Sequence[tuple[str, int]], held_by: Counter[str], size: int
    ) -> float:
        """Coverage, each term weighted again by how few passages of the article hold it."""
        held = {stem for stem, _ in located if stem in self._weights}
        if size == 1:
            return self.share(held) / 2
        return (
            sum(
                self._weights[stem] * log((size + 1) / held_by[stem]) / log(size + 1)
                for stem in held
            )
            / self._whole
        )

    def windows(self, text: str, located: Sequence[tuple[str, int]]) -> tuple[float, float]:
        """The best coverage of a window, and of a window with the expected kind of thing."""
        hits = [(at, stem) for at, (stem, _) in enumerate(located) if stem in self._weights]
        kinds = self._kinds(text)
        best = fitting = 0.0
        for first, (start, _) in enumerate(hits):
            held = set()
            for at, stem in hits[first:]:
                if at - start >= _WINDOW:
                    break
                held.add(stem)
            share = self.share(held)
            best = max(best, share)
            if kinds and share > fitting:
                begins = located[max(0, start - _WINDOW // 4)][1]
                ends = located[min(len(located) - 1, start + _WINDOW)][1]
                after = bisect_left(kinds, begins)
                if after < len(kinds) and kinds[after] <= ends:
                    fitting = share
        return best, fitting

    def _kinds(self, text: str) -> list[int]:
        """Where the kind of thing stands that the question word asks for."""
        expects = self._asked.expects
        if expects == "person":
            return [
                match.start()
                for match in re.finditer(NAME, text)
                if not set(terms(match.group())) & set(self._weights)
            ]
        pattern = _KINDS.get(expects)
        return [match.start() for match in pattern.finditer(text)] if pattern else []

    def speaker(self, found: RetrievedPassage, said: Sequence[Statement]) -> float:
        mine = [it for it in said if fold(surname(it.speaker)) == self._family]
        if not mine:
            return 0.0
        held = set().union(*(terms(_words(found, it)) for it in mine))
        return 0.5 + 0.5 * self._topic_share(held)

    def speech(self, found: RetrievedPassage, said: Sequence[Statement]) -> float:
        if not self._words_asked:
            return 0.0
        return max((self._topic_share(set(terms(_words(found, it)))) for it in said), default=0.0)

    def quoted(self, found: RetrievedPassage, said: Sequence[Statement]) -> float:
        if not self._words_asked:
            return 0.0
        inside = sum(len(_words(found, it)) for it in said)
        return min(1.0, inside / max(1, len(found.passage.text)))

    def dated(self, found: RetrievedPassage) -> float:
        around, published = self._asked.around, found.published
        if around is None or published is None:
            return 0.0
        start, end = around
        return -min(_FAR, max(0, (start - published).days, (published - end).days)) / _FAR

    def _topic_share(self, held: set[str]) -> float:
        whole = sum(self._topic.values())
        return sum(w for stem, w in self._topic.items() if stem in held) / whole if whole else 0.0


def _overlaps(said: Statement, found: RetrievedPassage) -> bool:
    return said.start < found.passage.end and said.end > found.passage.start


def _words(found: RetrievedPassage, said: Statement) -> str:
    """The part of a statement that stands in the passage."""
    offset = found.passage.start
    return found.passage.text[max(0, said.start - offset) : max(0, said.end - offset)]
