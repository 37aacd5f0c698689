"""What speaks for a passage as the answer to a question: a few transparent figures.

Each is computed from the question's weighted terms and the passage, its article's header and the
statements in it. `rank` adds them up with weights that were set by cross-validation.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from heapq import nlargest
from math import log

from rag import calendar_words
from rag.reading import number_words
from rag.reading.people.names import NAME
from rag.reading.terms import located_terms, terms
from rag.records import RetrievedPassage, Statement
from rag.retrieve.question.understand import Understanding

# Words of a window: about a sentence and a half of news.
_WINDOW = 40
# Characters after which a passage's place in its article counts half.
_HALFWAY = 1000
# Days that make a week's difference, and from which a passage is as far from the time asked for as
# any: what is a day old is to a week as a month is to a year.
_WEEK = 7
_FAR = 3650
# Passages of an article that speak for it together.
_TOGETHER = 3

_KINDS = {
    "number": re.compile(
        rf"\d|\b(?:{number_words.WORD}|dozens?|hundreds?|thousands?|millions?|billions?|half|third"
        r"|quarter|twice)\b",
        re.I,
    ),
    "date": re.compile(
        rf"\b{calendar_words.MONTH}\s+\d|\b(?:19|20)\d\d\b|\b{calendar_words.WEEKDAY}\b"
    ),
    "place": re.compile(r"\b(?:in|at|near|from|to|outside|off)\s+(?:the\s+)?(?=[A-Z])"),
}


@dataclass(frozen=True, slots=True)
class Features:
    """The figures of one passage, each in [0, 1].

    meaning: cosine similarity to the question
    distinct: share of the question's terms, by rarity in the library and in the article
    article: the fused scores of the article's best `_TOGETHER` passages, a missing one as 0
    opening: 1 for the first passage of an article
    early: 1 at the start of the article, less further down
    speaker: whose words are asked for speaks here (.5), on the asked topic (up to 1)
    fitting: share of the question's terms, by rarity, within any `_WINDOW` words that hold the kind
        of thing that the question word asks for
    dated: 1 for publication in the days asked about, else on the day of asking; less the farther
        from them, by the logarithm of the distance
    """

    meaning: float
    distinct: float
    article: float
    opening: float
    early: float
    speaker: float
    fitting: float
    dated: float


NAMES: tuple[str, ...] = tuple(field.name for field in fields(Features))


def features(
    understanding: Understanding,
    passages: Sequence[RetrievedPassage],
    fused: Mapping[str, float],
    dense: Mapping[str, float],
    said: Mapping[str, Sequence[Statement]],
) -> list[Features]:
    """The figures of `passages`, which should be all candidates that are to be compared.

    `fused` and `dense` are scores by passage id; `said` are, by article, the statements by those
    whose words are asked for.
    """
    weights = {term.stem: term.weight for term in understanding.terms}
    read = [located_terms(found.passage.text) for found in passages]
    held_by: dict[str, Counter[str]] = {}
    size: Counter[str] = Counter()
    scores: dict[str, list[float]] = {}
    for found, located in zip(passages, read, strict=True):
        article = found.passage.article_id
        held_by.setdefault(article, Counter()).update({stem for stem, _ in located} & set(weights))
        size[article] += 1
        scores.setdefault(article, []).append(fused[found.passage.id])
    together = {
        article: sum(nlargest(_TOGETHER, each)) / _TOGETHER for article, each in scores.items()
    }
    reader = _Reader(understanding, weights)
    figures = []
    for found, located in zip(passages, read, strict=True):
        article = found.passage.article_id
        figures.append(
            Features(
                meaning=max(0.0, dense[found.passage.id]),
                distinct=reader.distinct(located, held_by[article], size[article]),
                article=together[article],
                opening=float(found.passage.start == 0),
                early=1 / (1 + found.passage.start / _HALFWAY),
                speaker=reader.speaker(found, said.get(article, ())),
                fitting=reader.fitting(found.passage.text, located),
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
        described = set(terms(understanding.asked.described or ""))
        self._topic = {
            term.stem: term.weight for term in understanding.topic if term.stem not in described
        }

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

    def fitting(self, text: str, located: Sequence[tuple[str, int]]) -> float:
        """The best coverage of a window with the expected kind of thing."""
        kinds = self._kinds(text)
        if not kinds:
            return 0.0
        hits = [(at, stem) for at, (stem, _) in enumerate(located) if stem in self._weights]
        best = 0.0
        for first, (start, _) in enumerate(hits):
            begins = located[max(0, start - _WINDOW // 4)][1]
            ends = located[min(len(located) - 1, start + _WINDOW)][1]
            after = bisect_left(kinds, begins)
            if after < len(kinds) and kinds[after] <= ends:
                held = {stem for at, stem in hits[first:] if at - start < _WINDOW}
                best = max(best, self.share(held))
        return best

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
        here = [it for it in said if _overlaps(it, found)]
        if not here:
            return 0.0
        held = set().union(*(terms(_words(found, it)) for it in here))
        return 0.5 + 0.5 * self._topic_share(held)

    def dated(self, found: RetrievedPassage) -> float:
        if found.published is None:
            return 0.0
        start, end = self._asked.around or (self._asked.today, self._asked.today)
        days = max(0, (start - found.published).days, (found.published - end).days)
        return max(0.0, 1 - log(1 + days / _WEEK) / log(1 + _FAR / _WEEK))

    def _topic_share(self, held: set[str]) -> float:
        whole = sum(self._topic.values())
        return sum(w for stem, w in self._topic.items() if stem in held) / whole if whole else 0.0


def _overlaps(said: Statement, found: RetrievedPassage) -> bool:
    return said.start < found.passage.end and said.end > found.passage.start


def _words(found: RetrievedPassage, said: Statement) -> str:
    """The part of a statement that stands in the passage."""
    offset = found.passage.start
    return found.passage.text[max(0, said.start - offset) : max(0, said.end - offset)]
