"""Source cards: the articles behind an answer, with the quoted words marked where they stand."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from rag.answer.dates import day_in_words
from rag.records import Answer, Article, Citation, RetrievedPassage
from rag.web.addresses import is_name, person_address
from rag.web.age import age_in_words
from rag.web.escape import visible
from rag.web.templating import macro

FindArticle = Callable[[str], Article | None]
_BREAK = re.compile(r"\n\s*")
# Characters of an article shown around a quotation, at most, on each side.
_AROUND = 600
# Characters of an article that the page shows; a day's live blog has about this many.
LONGEST_ARTICLE = 200_000
_cards = macro("sources.html.jinja", "cards")
_paragraphs = macro("sources.html.jinja", "paragraphs")
_whole_article = macro("sources.html.jinja", "whole_article")
# Words of an article, and the number of the citation that quotes them, if one does.
Piece = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """A quotation from `start` up to `end` of an excerpt, with its citation's number."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text of an article with the quotation at `start` up to `end`, offsets in this text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Card:
    """An article as its card shows it; `meta` stands beneath its headline, and `people` are those
    quoted, each with the address of their page.
    """

    first: Citation
    numbers: Sequence[int]
    meta: Sequence[str]
    passages: Sequence[Sequence[Sequence[Piece]]]
    people: Sequence[tuple[str, str]]


def source_group(
    number: int,
    answer: Answer,
    find_article: FindArticle,
    today: date | None = None,
    root: str = "",
) -> Markup:
    """The cards of one answer as HTML, one for each article that it gives words of; `number` is its
    turn's, and `root` stands before the addresses of this server's pages.
    """
    articles: dict[str, list[Citation]] = {}
    for citation in answer.sources:
        articles.setdefault(citation.article_id, []).append(citation)
    cards = [
        _card(citations, _passages(citations, answer.retrieved, find_article), today, root)
        for citations in articles.values()
    ]
    return _cards(number, answer.question, cards) if cards else Markup()


def whole_article(
    article: Article, citations: Sequence[Citation] = (), today: date | None = None
) -> str:
    """The article from its headline to its end, with the words of its `citations` marked."""
    text = article.text[:LONGEST_ARTICLE]
    marks = [
        Mark(it.start, it.end, it.number)
        for it in citations
        if article.text[it.start : it.end] == it.quote
    ]
    meta = meta_line(article.outlet, article.published, (), today)
    is_cut = len(text) < len(article.text)
    return str(_whole_article(article, meta, marked_paragraphs(text, marks), is_cut))


def excerpt_for(
    citation: Citation, retrieved: Sequence[RetrievedPassage], find_article: FindArticle
) -> Excerpt:
    """The passage around a quotation: the one that was found, else the article's own paragraphs.

    Where neither holds the quotation at its offsets, as when the article has changed since, it is
    the quotation alone.
    """
    for found in retrieved:
        passage = found.passage
        if passage.article_id == citation.article_id:
            excerpt = Excerpt(
                passage.text, citation.start - passage.start, citation.end - passage.start
            )
            if _holds(excerpt, citation.quote):
                return excerpt
    article = find_article(citation.article_id)
    if article and _holds(Excerpt(article.text, citation.start, citation.end), citation.quote):
        return _paragraphs_around(article.text, citation.start, citation.end)
    return Excerpt(citation.quote, 0, len(citation.quote))


def marked(text: str, marks: Iterable[Mark]) -> str:
    """The text as paragraphs of HTML with each quotation in <mark>; of two that overlap, the
    later gives way.
    """
    return str(_paragraphs(marked_paragraphs(text, marks)))


def marked_paragraphs(text: str, marks: Iterable[Mark]) -> list[list[Piece]]:
    """The paragraphs that hold anything to be seen, parted where a quotation begins and ends."""
    wanted: list[Mark] = []
    for mark in sorted(marks, key=lambda it: it.start):
        start = max(mark.start, wanted[-1].end if wanted else 0)
        if start < mark.end:
            wanted.append(Mark(start, mark.end, mark.number))
    paragraphs, at = [], 0
    for stop in [*(found.span() for found in _BREAK.finditer(text)), None]:
        end = stop[0] if stop else len(text)
        paragraphs.append(_pieces_of_line(text, wanted, at, end))
        at = stop[1] if stop else end
    return [paragraph for paragraph in paragraphs if paragraph]


def _pieces_of_line(text: str, marks: Sequence[Mark], first: int, last: int) -> list[Piece]:
    pieces: list[Piece] = []
    at = first
    for mark in marks:
        start, end = max(mark.start, first), min(mark.end, last)
        if start < end:
            pieces += [(text[at:start], None), (text[start:end], mark.number)]
            at = end
    pieces.append((text[at:last], None))
    return [piece for piece in pieces if visible(piece[0])]


def _holds(excerpt: Excerpt, quote: str) -> bool:
    return excerpt.start >= 0 and excerpt.text[excerpt.start : excerpt.end] == quote


def _paragraphs_around(text: str, start: int, end: int) -> Excerpt:
    """Whole paragraphs, cut at a word where one is very long."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    if start - first > _AROUND:
        first = text.find(" ", start - _AROUND, start) + 1 or start
    if last - end > _AROUND:
        last = max(text.rfind(" ", end, end + _AROUND), end)
    return Excerpt(text[first:last], start - first, end - first)


def _passages(
    citations: Sequence[Citation], retrieved: Sequence[RetrievedPassage], find_article: FindArticle
) -> list[list[list[Piece]]]:
    """Each passage once, with all that is quoted of it marked."""
    passages: dict[str, list[Mark]] = {}
    for citation in citations:
        excerpt = excerpt_for(citation, retrieved, find_article)
        mark = Mark(excerpt.start, excerpt.end, citation.number)
        passages.setdefault(excerpt.text, []).append(mark)
    return [marked_paragraphs(text, marks) for text, marks in passages.items()]


def _card(
    citations: Sequence[Citation],
    passages: Sequence[Sequence[Sequence[Piece]]],
    today: date | None,
    root: str,
) -> _Card:
    first = citations[0]
    speakers = tuple(dict.fromkeys(it.speaker for it in citations if it.speaker))
    return _Card(
        first=first,
        numbers=[citation.number for citation in citations],
        meta=meta_line(first.outlet, first.published, speakers, today),
        passages=passages,
        people=[(name, person_address(root, name)) for name in speakers if is_name(name)],
    )


def meta_line(
    outlet: str | None, published: date | None, speakers: Sequence[str], today: date | None
) -> list[str]:
    """What stands beneath a headline: outlet, day, age and who speaks."""
    day, age = "undated", ""
    if published:
        day = day_in_words(published)
        age = age_in_words(published, today or date.today())
    return [part for part in (outlet, day, age, *speakers) if part]
