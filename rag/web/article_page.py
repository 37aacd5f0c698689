"""An article as a page of its own, with the words that somebody came for marked."""

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup

from rag.records import Article, Statement
from rag.web.addresses import person_address
from rag.web.cards import LONGEST_ARTICLE, Mark, marked_paragraphs, meta_line
from rag.web.templating import macro

_article = macro("plain.html.jinja", "article")


def render_article(
    article: Article,
    start: int,
    end: int,
    root: str,
    statements: Iterable[Statement] = (),
    today: date | None = None,
) -> Markup:
    """The article with its words from `start` up to `end` marked, where it has such words, and
    with whose they are by its `statements`.
    """
    held = 0 <= start < end <= len(article.text)
    # A very long article is shown from a paragraph before the words on.
    first = article.text.rfind("\n", 0, start - LONGEST_ARTICLE // 2) + 1 if held else 0
    first = first if end > LONGEST_ARTICLE else 0
    text = article.text[first : first + LONGEST_ARTICLE]
    marks = [Mark(start - first, min(end - first, len(text)), 1)] if held else []
    speakers = {it.person: None for it in statements if it.start < end and start < it.end}
    return _article(
        article,
        meta_line(article.outlet, article.published, (), today),
        marked_paragraphs(text, marks),
        [(name, person_address(root, name)) for name in speakers if name] if held else [],
        bool(first),
        first + len(text) < len(article.text),
        root,
    )
