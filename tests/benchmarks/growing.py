"""Fills a library with made-up articles, quickly, that search finds as hard as real ones.

Texts are sentences of the sample corpus. Words that fewer than three briefs have make room for
others from a Zipf tail of 500,000, which goes on where the frequent words end and begins with the
sample's own rare words; an article keeps what it has drawn. So frequent words are as frequent as in
the sample at every size, and new words go on coming up.

Vectors are sums of a story's, an article's and a passage's part, each with the covariance of the
sample's sentences under the packaged model; stories come in all sizes (Simon 1955). The shares of
the parts are such that neighbours are as near as in a collection of real news: of 43,655 passages
two of an article had a cosine of .69, and the 1st, 10th, 100th and 1,000th neighbour .77, .64, .48
and .34; as many made-up ones have .70, and .75, .56, .46 and .35.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np

from rag.ingest import read_sources
from rag.library import Embedder, Library
from rag.library.embeddings import Vectors
from rag.reading.duplicates import signature
from rag.reading.passages import TARGET_LENGTH
from rag.reading.people.names import family_name
from rag.reading.sentences import sentences
from rag.reading.terms import fold
from rag.records import Article, Passage, Statement
from rag.settings import Settings
from tests.benchmarks.common import ROOT

FIRST, DAYS = date(2025, 1, 1), 365
OUTLETS = tuple(f"Outlet {number}" for number in range(1, 21))
PASSAGES_EACH = 8
_STATEMENTS_EACH = 4
_TAIL = 500_000
_COMMON_FROM = 3  # briefs
_OWN_BRIEF = 0.7
_STORY_GOES_ON = 0.8
_SHARES = (0.4, 0.27, 0.33)  # of the covariance: story, article, passage
_ISOTROPIC = 0.1  # share of the covariance: the sample has fewer sentences than dimensions
_AT_ONCE = 600  # articles
_SYLLABLES = "ba do ki lu me no pa ri su ta ve zo gra sha tle bro mon der lin har".split()
# Chroma writes the whole list of ids after so many vectors; its default of 1,000 suits a few.
_SYNC = {"hnsw": {"sync_threshold": 50_000, "batch_size": 2_000}}
_SYNC_BEFORE = {"hnsw": {"sync_threshold": 1_000, "batch_size": 100}}


@dataclass(frozen=True, slots=True)
class Mould:
    """A text in pieces; each second one is a rare word, as its number among the rare words."""

    fixed: tuple[str, ...]
    rare: tuple[tuple[int, bool], ...]  # the word, and whether it has a capital


class Maker:
    """Makes articles and vectors, the same for the same seed."""

    def __init__(self, embedder: Embedder, seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self._briefs = briefs()
        self._embedder = embedder
        self._stories: list[Vectors] = []
        self._made = 0
        held = Counter(word for it in self._briefs for word in {*_words(f"{it.title} {it.text}")})
        self._rare = {
            word: at for at, word in enumerate(word for word, n in held.items() if n < _COMMON_FROM)
        }
        self._tail = [*self._rare, *_made_up(_TAIL - len(self._rare))]
        shares = 1 / (len(held) - len(self._rare) + 1 + np.arange(_TAIL))
        self._shares = np.cumsum(shares) / shares.sum()
        self._moulds = [
            [self._mould(it.text[span.start : span.end]) for span in sentences(it.text)]
            for it in self._briefs
        ]
        self._titles = [self._mould(it.title) for it in self._briefs]

    def follow(self, articles: int) -> None:
        """Go on where a library has so many articles already."""
        self._made = max(self._made, articles)

    def articles(self, passages: int) -> Iterator[tuple[Article, list[Passage]]]:
        """Articles with `passages` passages together."""
        while passages > 0:
            article, made = self._article(min(PASSAGES_EACH, passages))
            passages -= len(made)
            yield article, made

    def vectors(self, articles: Sequence[Sequence[Passage]]) -> Vectors:
        """A row of unit length for each passage, article by article."""
        story, article, passage = (share**0.5 for share in _SHARES)
        rows = []
        for made in articles:
            # Who has more articles gets more: stories come in all sizes, as a power law has it.
            if self._stories and self._random.random() < _STORY_GOES_ON:
                about = self._stories[self._random.integers(len(self._stories))]
            else:
                about = self._normal(1)[0] * story
            self._stories.append(about)
            about = about + self._normal(1)[0] * article
            rows.append(about + self._normal(len(made)) * passage)
        drawn = np.concatenate(rows) @ self._spread + self._mean
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)

    def _normal(self, count: int) -> Vectors:
        return self._random.standard_normal((count, len(self._mean)), dtype=np.float32)

    @cached_property
    def _sample(self) -> Vectors:
        """The vectors of the sample's sentences."""
        return self._embedder.embed(
            [it.text[at.start : at.end] for it in self._briefs for at in sentences(it.text)]
        )

    @cached_property
    def _mean(self) -> Vectors:
        return np.asarray(self._sample.mean(axis=0), dtype=np.float32)

    @cached_property
    def _spread(self) -> Vectors:
        """The square root of the covariance."""
        covariance = np.cov(self._sample.T)
        every = np.trace(covariance) / len(covariance) * np.eye(len(covariance))
        whole = (1 - _ISOTROPIC) * covariance + _ISOTROPIC * every
        return np.asarray(np.linalg.cholesky(whole).T, dtype=np.float32)

    def _mould(self, text: str) -> Mould:
        pieces = re.split(r"(\w+)", text)
        fixed, rare = [""], []
        for at, piece in enumerate(pieces):
            if at % 2 and fold(piece) in self._rare:
                rare.append((self._rare[fold(piece)], piece[:1].isupper()))
                fixed.append("")
            else:
                fixed[-1] += piece
        return Mould(tuple(fixed), tuple(rare))

    def _article(self, count: int) -> tuple[Article, list[Passage]]:
        random = self._random
        name = f"made-{self._made:07}"
        self._made += 1
        own = int(random.integers(len(self._moulds)))
        words: dict[int, str] = {}
        ranks = iter(np.searchsorted(self._shares, random.random(1_000)).tolist())

        def filled(mould: Mould) -> str:
            text = mould.fixed[0]
            for (word, capital), after in zip(mould.rare, mould.fixed[1:], strict=True):
                if word not in words:
                    words[word] = self._tail[next(ranks)]
                put = words[word]
                text += (put.capitalize() if capital else put) + after
            return text

        passages: list[Passage] = []
        at = 0
        for number in range(count):
            text, spans = "", []
            while len(text) < TARGET_LENGTH - 100:
                stays = random.random() < _OWN_BRIEF
                brief = self._moulds[own if stays else int(random.integers(len(self._moulds)))]
                text += " " if text else ""
                before = len(text)
                text += filled(brief[int(random.integers(len(brief)))])
                spans.append((before, len(text)))
            end = at + len(text)
            passages.append(Passage(f"{name}#{number}", name, at, end, text, None, tuple(spans)))
            at = end + 2
        outlet = OUTLETS[min(int(random.pareto(1.0)), len(OUTLETS) - 1)]
        day = FIRST + timedelta(days=int(random.integers(DAYS)))
        text = "\n\n".join(it.text for it in passages)
        return Article(name, filled(self._titles[own]), text, outlet, day), passages

    def statements(self, article: Article, passages: Sequence[Passage]) -> list[Statement]:
        """Statements by made-up people, each a sentence of the article."""
        drawn = np.searchsorted(self._shares, self._random.random(_STATEMENTS_EACH)).tolist()
        return [
            Statement(
                article.id,
                it.start + it.sentences[0][0],
                it.start + it.sentences[0][1],
                f"{self._tail[rank * 7 % 5_000].capitalize()} {self._tail[rank].capitalize()}",
                content=((it.start + it.sentences[0][0], it.start + it.sentences[0][1]),),
                day=article.published,
            )
            for it, rank in zip(passages, drawn, strict=False)
        ]


def briefs() -> list[Article]:
    """The sample corpus."""
    records = read_sources([str(ROOT / "corpus" / "briefs")], Settings(library=Path(".library")))
    return [it for it in records if isinstance(it, Article)]


def grow(library: Library, maker: Maker, passages: int) -> None:
    """Add what `library` lacks to have `passages`, by its own tables and its own collection.

    Only the waits for the disk and the index's writes between are fewer than at ingest.
    """
    database, vectors = library.database, library.vectors
    missing = passages - database.count_passages()
    maker.follow(database.count_articles())
    made_of = signature("")
    database._connection.execute("PRAGMA synchronous = OFF")
    with library.writing():
        with vectors._using() as collection:
            collection.modify(configuration=_SYNC)
        batch: list[tuple[Article, list[Passage]]] = []
        for article, made in maker.articles(missing):
            said = [(it, family_name(it.speaker)) for it in maker.statements(article, made)]
            facts = {"digest": article.id, "text_digest": article.id, "signature": made_of}
            story = f"story {maker._random.integers(maker._made)}"
            database.write_pending(article, made, said, {**facts, "story": story})
            batch.append((article, made))
            if len(batch) == _AT_ONCE:
                _store(library, maker, batch)
                batch = []
        if batch:
            _store(library, maker, batch)
        with vectors._using() as collection:
            collection.modify(configuration=_SYNC_BEFORE)
        library.merge_speakers()
    database._connection.execute("PRAGMA synchronous = FULL")


def _store(
    library: Library, maker: Maker, batch: Sequence[tuple[Article, Sequence[Passage]]]
) -> None:
    from rag.library.vectors import day_to_seconds

    rows = maker.vectors([made for _, made in batch])
    with library.vectors._using() as collection:
        library.vectors._wrote = True
        collection.upsert(
            ids=[it.id for _, made in batch for it in made],
            embeddings=rows,
            metadatas=[
                {
                    "outlet": article.outlet or "",
                    "published": day_to_seconds(article.published or FIRST),
                    "article_id": article.id,
                }
                for article, made in batch
                for _ in made
            ],
        )
    library.database.set_state([article.id for article, _ in batch], "done")


def _words(text: str) -> list[str]:
    return [fold(word) for word in re.findall(r"\w+", text)]


def _made_up(count: int) -> Iterator[str]:
    """Words that nobody has written, in four syllables, each another one."""
    many = len(_SYLLABLES)
    for number in range(count):
        at = (number * 7_919) % many**5
        yield "".join(_SYLLABLES[at // many**place % many] for place in range(5))
