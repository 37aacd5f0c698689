"""Source cards: the articles behind an answer, with the quoted words marked where they stand."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer.dates import day_in_words
from rag.records import Answer, Article, Citation, RetrievedPassage
from rag.web.age import age_in_words
from rag.web.escape import is_web_address, link, shown

FindArticle = Callable[[str], Article | None]
_BREAK = re.compile(r"\n\s*")
# Characters of an article shown around a quotation, at most, on each side.
_AROUND = 600
# Characters of an article that the page shows; a day's live blog has about this many.
_LONGEST_ARTICLE = 200_000
_DOT = '<span class="dot"> · </span>'


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


def source_group(
    number: int, answer: Answer, find_article: FindArticle, today: date | None = None
) -> str:
    """The cards of one answer as HTML, one for each article; `number` is its turn's."""
    articles: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        articles.setdefault(citation.article_id, []).append(citation)
    cards = "".join(
        _card(number, citations, _passages(citations, answer.retrieved, find_article), today)
        for citations in articles.values()
    )
    if not cards:
        return ""
    return (
        f'<section class="group" data-turn="{number}" aria-label="Sources of this answer">'
        f'<p class="asked">{shown(answer.question)}</p>{cards}</section>'
    )


def whole_article(article: Article, citation: Citation | None, today: date | None = None) -> str:
    """The article from its headline to its end, with the citation's words marked."""
    text = article.text[:_LONGEST_ARTICLE]
    quoted = citation and article.text[citation.start : citation.end] == citation.quote
    marks = [Mark(citation.start, citation.end, citation.number)] if citation and quoted else []
    ends = len(text) < len(article.text)
    return (
        '<section class="whole" aria-label="The whole article" tabindex="-1">'
        '<p><button type="button" class="close back">Back to the sources</button></p>'
        f'<h2 class="headline">{shown(article.title)}</h2>'
        f'<p class="meta">{_meta(article.outlet, article.published, (), today)}</p>'
        f"{marked(text, marks)}"
        + ('<p class="quiet">The rest is left out here.</p>' if ends else "")
        + (f"<p>{link(article.url, 'Read the original')}</p>" if article.url else "")
        + "</section>"
    )


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
    wanted: list[Mark] = []
    for mark in sorted(marks, key=lambda it: it.start):
        start = max(mark.start, wanted[-1].end if wanted else 0)
        if start < mark.end:
            wanted.append(Mark(start, mark.end, mark.number))
    paragraphs, at = [], 0
    for stop in [*(found.span() for found in _BREAK.finditer(text)), None]:
        end = stop[0] if stop else len(text)
        paragraph = _marked_line(text, wanted, at, end)
        if paragraph:
            paragraphs.append(f"<p>{paragraph}</p>")
        at = stop[1] if stop else end
    return "".join(paragraphs)


def _marked_line(text: str, marks: Sequence[Mark], first: int, last: int) -> str:
    parts, at = [], first
    for mark in marks:
        start, end = max(mark.start, first), min(mark.end, last)
        if start < end:
            parts.append(shown(text[at:start]))
            quoted = shown(text[start:end])
            if quoted:
                parts.append(f'<mark data-number="{mark.number}">{quoted}</mark>')
            at = end
    return "".join(parts) + shown(text[at:last])


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
) -> str:
    """Each passage once, with all that is quoted of it marked."""
    passages: dict[str, list[Mark]] = {}
    for citation in citations:
        excerpt = excerpt_for(citation, retrieved, find_article)
        mark = Mark(excerpt.start, excerpt.end, citation.number)
        passages.setdefault(excerpt.text, []).append(mark)
    return "".join(
        f'<blockquote class="passage">{marked(text, marks)}</blockquote>'
        for text, marks in passages.items()
    )


def _card(turn: int, citations: Sequence[Citation], passages: str, today: date | None) -> str:
    first = citations[0]
    numbers = " ".join(str(citation.number) for citation in citations)
    badges = "".join(f'<span class="number">{citation.number}</span>' for citation in citations)
    speakers = tuple(dict.fromkeys(it.speaker for it in citations if it.speaker))
    return (
        f'<details class="card" data-turn="{turn}" data-numbers="{numbers}">'
        f'<summary><span class="numbers">{badges}</span>'
        f'<span class="head"><span class="headline">{shown(first.title)}</span>'
        f'<span class="meta">{_meta(first.outlet, first.published, speakers, today)}</span>'
        f"{_copies(first.copies)}</span></summary>"
        f"{passages}"
        f'<p class="foot">{_foot(turn, first)}</p></details>'
    )


def _meta(
    outlet: str | None, published: date | None, speakers: Sequence[str], today: date | None
) -> str:
    day, age = "undated", ""
    if published:
        day = day_in_words(published)
        age = age_in_words(published, today or date.today())
    return _DOT.join(shown(part) for part in (outlet, day, age, *speakers) if part)


def _copies(copies: int) -> str:
    """A wire story that many have printed counts as one source."""
    if copies < 2:
        return ""
    return f'<span class="copies">one story in {copies:,} near-identical articles</span>'


def _foot(turn: int, citation: Citation) -> str:
    place = f'data-turn="{turn}" data-number="{citation.number}"'
    parts = []
    if is_web_address(citation.url):
        parts.append(link(citation.url, "Read the original"))
    parts += [
        f'<button type="button" class="read" {place}>Read the whole article</button>',
        f'<button type="button" class="back" {place}>Back to the answer</button>',
    ]
    return "".join(parts)
