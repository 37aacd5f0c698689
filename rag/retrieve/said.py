"""What speakers of a library are reported to have said: each statement once, newest first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.reading.terms import STOP_WORDS, content_terms, terms, words
from rag.records import Article, Statement

# Characters of a statement's paragraph, on each side of it, in which its topic may be named.
_AROUND = 400
# Passages, the best for a topic, in which anybody's words on it are looked for.
_PASSAGES = 400


@dataclass(frozen=True, slots=True)
class Said:
    """A statement where it was first reported: `text` is the article's, from `start` to `end`.

    `day` is None where the article has none; `copies` articles carry the same words, this one
    included.
    """

    text: str
    kind: str
    day: date | None
    outlet: str | None
    title: str
    url: str | None
    article_id: str
    start: int
    end: int
    copies: int


def everything_said(name: str, library: Library) -> Iterator[Said]:
    """All that the speaker `name` said, newest first and what has no day last; the copies of one
    statement, as of a wire story, are one, as first reported.
    """
    yield from _as_first_reported(library.database.statements_by(name), library)


def said_by_anybody(topic: str, narrowing: Narrowing, library: Library) -> list[tuple[str, Said]]:
    """What the passages that fit a `topic` best report of it, each with the name of its speaker,
    newest first and what has no day last.
    """
    sought = [*dict.fromkeys(word for word in words(topic) if word not in STOP_WORDS)]
    passages = library.database.match(sought, _PASSAGES, narrowing)
    found = library.database.retrieved([passage_id for passage_id, _ in passages])
    within = [*dict.fromkeys(it.passage.article_id for it in found.values())]
    by_speaker: dict[str, list[Statement]] = defaultdict(list)
    for said in library.database.statements_of(within):
        by_speaker[said.person or said.speaker].append(said)
    told = [
        (name, said)
        for name, statements in by_speaker.items()
        for said in said_about([*_as_first_reported(statements, library)], topic, library)
    ]
    return sorted(told, key=lambda it: it[1].day or date.min, reverse=True)


def _as_first_reported(statements: Iterable[Statement], library: Library) -> Iterator[Said]:
    articles: dict[str, Article] = {}
    reports: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
    for said in statements:
        if said.article_id not in articles:
            article = library.database.article(said.article_id)
            if article is None:
                continue
            articles[article.id] = article
        text = articles[said.article_id].text
        content = " ".join(text[start:end] for start, end in said.content)
        reports[tuple(words(content or text[said.start : said.end]))].append(said)

    def day_of(said: Statement) -> date | None:
        return said.day or articles[said.article_id].published

    first_reports = [
        (min(copies, key=lambda it: day_of(it) or date.max), len({it.article_id for it in copies}))
        for copies in reports.values()
    ]
    # What one article reports stays together, in its order.
    first_reports.sort(key=lambda it: (it[0].article_id, it[0].start))
    first_reports.sort(key=lambda it: day_of(it[0]) or date.min, reverse=True)
    told: dict[str, list[Statement]] = defaultdict(list)
    for said, copies in first_reports:
        # One sentence may hold several statements.
        if not any(_overlap(said, other) for other in told[said.article_id]):
            told[said.article_id].append(said)
            yield _said(said, day_of(said), articles[said.article_id], copies)


def said_about(statements: Sequence[Said], topic: str, library: Library) -> list[Said]:
    """Those of the `statements` near which each word of `topic` that carries one stands, in any
    inflection: in the statement, in its paragraph or in the headline.
    """
    wanted = set(content_terms(topic))
    texts: dict[str, str] = {}
    found = []
    for said in statements:
        if said.article_id not in texts:
            article = library.database.article(said.article_id)
            texts[said.article_id] = article.text if article else ""
        paragraph = _paragraph(texts[said.article_id], said.start, said.end)
        if wanted <= {*terms(said.title), *terms(said.text), *terms(paragraph)}:
            found.append(said)
    return found


def _paragraph(text: str, start: int, end: int) -> str:
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    last = text.find("\n", end)
    return text[first : min(last if last >= 0 else len(text), end + _AROUND)]


def _overlap(said: Statement, other: Statement) -> bool:
    return said.start < other.end and other.start < said.end


def _said(said: Statement, day: date | None, article: Article, copies: int) -> Said:
    return Said(
        article.text[said.start : said.end], said.kind, day, article.outlet, article.title,
        article.url, article.id, said.start, said.end, copies,
    )  # fmt: skip
