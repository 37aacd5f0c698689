"""Source cards: the article behind a citation, with the quoted words marked where they stand."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.dates import day_in_words
from rag.records import Answer, Article, Citation, RetrievedPassage
from rag.web.escape import is_web_address, link, shown

FindArticle = Callable[[str], Article | None]
_BREAK = re.compile(r"\n\s*")
# Characters of an article shown around a quotation, at most, on each side.
_AROUND = 600


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text of an article with the quotation at `start` up to `end`, offsets in this text."""

    text: str
    start: int
    end: int


def source_group(number: int, answer: Answer, find_article: FindArticle) -> str:
    """The cards of one answer as HTML; `number` is its turn's."""
    cards = "".join(
        _card(number, citation, excerpt_for(citation, answer.retrieved, find_article))
        for citation in answer.citations
    )
    if not cards:
        return ""
    return (
        f'<section class="group" data-turn="{number}" aria-label="Sources of this answer">'
        f'<p class="asked">{shown(answer.question)}</p>{cards}</section>'
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


def _card(turn: int, citation: Citation, excerpt: Excerpt) -> str:
    return (
        f'<details class="card" id="source-{turn}-{citation.number}" '
        f'data-turn="{turn}" data-number="{citation.number}">'
        f'<summary><span class="number">{citation.number}</span>'
        f'<span class="head"><span class="headline">{shown(citation.title)}</span>'
        f'<span class="meta">{_meta(citation)}</span></span></summary>'
        f'<blockquote class="passage">{marked(excerpt)}</blockquote>'
        f'<p class="foot">{_foot(turn, citation)}</p></details>'
    )


def _meta(citation: Citation) -> str:
    day = day_in_words(citation.published) if citation.published else "undated"
    parts = [citation.outlet, day, citation.speaker]
    return '<span class="dot"> · </span>'.join(shown(part) for part in parts if part)


def _foot(turn: int, citation: Citation) -> str:
    parts = []
    if is_web_address(citation.url):
        parts.append(link(citation.url, "Read the original"))
    others = citation.copies - 1
    if others > 0:
        parts.append(f"also in {others} near-identical article{'s' if others > 1 else ''}")
    parts.append(
        f'<button type="button" class="back" data-turn="{turn}" '
        f'data-number="{citation.number}">Back to the answer</button>'
    )
    return '<span class="dot"> · </span>'.join(parts)


def marked(excerpt: Excerpt) -> str:
    """The excerpt as paragraphs of HTML with the quotation in <mark>."""
    paragraphs, at = [], 0
    for stop in [*(found.span() for found in _BREAK.finditer(excerpt.text)), None]:
        end = stop[0] if stop else len(excerpt.text)
        paragraph = _marked_line(excerpt, at, end)
        if paragraph:
            paragraphs.append(f"<p>{paragraph}</p>")
        at = stop[1] if stop else end
    return "".join(paragraphs)


def _marked_line(excerpt: Excerpt, first: int, last: int) -> str:
    start, end = min(max(excerpt.start, first), last), min(max(excerpt.end, first), last)
    before, quoted, after = (
        shown(excerpt.text[first:start]),
        shown(excerpt.text[start:end]),
        shown(excerpt.text[end:last]),
    )
    return before + (f"<mark>{quoted}</mark>" if quoted else "") + after
