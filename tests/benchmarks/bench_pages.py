"""How pages are read: pages made of the sample briefs, each with one trait of pages on the web.

    python -m tests.benchmarks pages [--show]

For each trait: the share of the article's sentences that are kept, the share of its furniture that
is let in, and how many pages have the right day, title and author. Saved pages in ../shared/pages,
each NAME.html beside a NAME.json with text, published, title and authors, are measured as well
where there are any. `--show` prints what was lost and let in.
"""

import argparse
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

import frontmatter

from rag.ingest.pages import article_from_page
from rag.reading.sentences import sentences as split
from rag.records import Article
from tests.benchmarks.common import ROOT

BRIEFS = ROOT / "corpus" / "briefs"
SAVED = ROOT.parent / "shared" / "pages"
OUTLET, AUTHOR = "Harbour Post", "Ada Lind"
OLD = "2019-03-04"
FURNITURE = (
    "Subscribe to continue reading",
    "Already a subscriber? Log in",
    "Comments are moderated before they are published. Please read our comment policy.",
    "We use cookies to improve your experience. Accept all",
    "Sign up for our morning newsletter and get it in your inbox.",
    "View this post on Instagram",
    "Allow X content?",
    "Share this article",
    "5 min read",
    "© 2025 Harbour Post. All rights reserved.",
)


class Page(NamedTuple):
    """A page, and what is right about it."""

    trait: str
    markup: str
    text: str
    published: date | None
    title: str
    author: str
    furniture: tuple[str, ...] = ()


class Brief(NamedTuple):
    """What a page is made of: a title, its paragraphs and their day."""

    title: str
    paragraphs: list[str]
    day: date

    @property
    def text(self) -> str:
        """The text as it should be read."""
        return "\n\n".join(self.paragraphs)

    def html(self, each: str = "<p>{}</p>") -> str:
        """The paragraphs as markup."""
        return "\n".join(each.format(escape(it, quote=False)) for it in self.paragraphs)


def _linked(brief: Brief, **more: object) -> str:
    article = {
        "@type": "NewsArticle",
        "headline": brief.title,
        "datePublished": f"{brief.day}T08:00:00Z",
        "author": {"@type": "Person", "name": AUTHOR},
    }
    return f'<script type="application/ld+json">{json.dumps(article | more)}</script>'


def _page(brief: Brief, body: str, head: str) -> str:
    title = escape(brief.title)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} | {OUTLET}</title>'
        f'<meta property="og:site_name" content="{OUTLET}">{head}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/news">News</a></nav><main><article><h1>{title}</h1>'
        f"{body}</article></main><footer><p>Harbour Post, Quay Street 1</p></footer></body></html>"
    )


def _commented(brief: Brief, draw: random.Random) -> str:
    paragraphs = []
    for paragraph in brief.paragraphs:
        words = escape(paragraph, quote=False).split(" ")
        for _ in range(3):
            words.insert(draw.randrange(1, len(words)), "<!-- -->")
        paragraphs.append(f"<p>{' '.join(words).replace('<!-- --> ', '<!-- -->')}</p>")
    return "".join(paragraphs)


def _made(brief: Brief, draw: random.Random) -> Iterator[Page]:
    """One page of each trait."""
    image = {"@type": "ImageObject", "datePublished": OLD}
    later = brief.day + timedelta(days=3)
    plain, said = brief.html(), _linked(brief)

    def page(
        trait: str, body: str = plain, head: str = said, furniture: tuple[str, ...] = ()
    ) -> Page:
        markup = _page(brief, body, head)
        return Page(trait, markup, brief.text, brief.day, brief.title, AUTHOR, furniture)

    yield page("plain")
    yield page("comments within paragraphs", _commented(brief, draw))
    yield page("a picture's date", head=_linked(brief, image=[image]))
    graph = {"@graph": [{"@type": "WebPage", "datePublished": OLD}, image]}
    yield page(
        "a graph", head=f'<script type="application/ld+json">{json.dumps(graph)}</script>{said}'
    )
    yield page(
        "a date of change", head=f'<meta property="og:updated_time" content="{later}">{said}'
    )
    yield page(
        "meta fields",
        head=f'<meta property="article:published_time" content="{brief.day}"><meta name="author" '
        f'content="{AUTHOR}"><meta property="article:modified_time" content="{later}">',
    )
    yield page(
        "microdata",
        f'<time itemprop="datePublished" datetime="{brief.day}T08:00">Today</time>{plain}',
        f'<meta name="author" content="{AUTHOR}">',
    )
    yield page("divisions for paragraphs", brief.html("<div><p><span>{}</span></p></div>"))
    walls = [f"<p>{it}</p>" for it in FURNITURE]
    cut = len(brief.paragraphs) // 2 or 1
    parts = [*plain.split("\n")[:cut], *walls[:5], *plain.split("\n")[cut:], *walls[5:]]
    yield page("walls, consent, comments", "".join(parts), furniture=FURNITURE)
    related = "".join(
        f'<li><a href="/a{at}">Old story {at}</a> <time datetime="{OLD}">4 March</time></li>'
        for at in range(3)
    )
    aside = tuple(f"Old story {at}" for at in range(3))
    yield page(
        "other stories", f"{plain}<aside><h2>Related</h2><ul>{related}</ul></aside>", said, aside
    )
    updates = [
        {"headline": f"Update {at}", "datePublished": f"{brief.day}T1{at}:00:00Z"}
        for at in range(len(brief.paragraphs))
    ]
    live = "".join(
        f'<section><time datetime="{it["datePublished"]}">1{at}:00</time><h2>Update {at}</h2>'
        f"<p>{escape(paragraph, quote=False)}</p></section>"
        for at, (it, paragraph) in enumerate(zip(updates, brief.paragraphs, strict=True))
    )
    yield page(
        "a live blog", live, _linked(brief, **{"@type": "LiveBlogPosting"}, liveBlogUpdate=updates)
    )


def _saved() -> Iterator[Page]:
    for path in sorted(SAVED.glob("*.html")) if SAVED.is_dir() else []:
        right = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield Page(
            "saved pages",
            path.read_bytes().decode("utf-8", "replace"),
            right["text"],
            date.fromisoformat(right["published"][:10]) if right.get("published") else None,
            right.get("title", ""),
            " ".join(right.get("authors", ())),
        )


def _pages() -> Iterator[Page]:
    draw = random.Random(7)
    for path in sorted(BRIEFS.glob("*.md")):
        fields, text = frontmatter.parse(path.read_text(encoding="utf-8"))
        day = date.fromisoformat(str(fields["published"]))
        yield from _made(Brief(str(fields["title"]), text.split("\n\n"), day), draw)
    yield from _saved()


class Read(NamedTuple):
    """What was read of a page: shares, and whether day, title and author are right."""

    kept: float
    let_in: float
    day: bool
    title: bool
    author: bool


def _read(page: Page, show: bool) -> Read:
    found = article_from_page(page.markup, page.title)
    if not isinstance(found, Article):
        return Read(0, 0, False, False, False)
    text = " ".join(found.text.split())
    sentences = [" ".join(page.text[it.start : it.end].split()) for it in split(page.text)]
    lost = [it for it in sentences if it not in text]
    let_in = [it for it in page.furniture if it in text]
    for kind, lines in (("lost", lost), ("let in", let_in)):
        for line in lines if show else ():
            print(f"{page.trait}, {kind}: {line}")
    return Read(
        1 - len(lost) / len(sentences),
        len(let_in) / len(page.furniture) if page.furniture else 0.0,
        found.published == page.published,
        found.title == page.title,
        page.author in " ".join(found.authors),
    )


def main() -> None:
    """Print a table of all traits."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what was lost and let in")
    show = parser.parse_args().show
    traits: dict[str, list[Read]] = {}
    for page in _pages():
        traits.setdefault(page.trait, []).append(_read(page, show))
    print("| trait | pages | kept | furniture let in | day | title | author |")
    print("|---|---|---|---|---|---|---|")
    for trait, read in traits.items():
        shares = " | ".join(f"{sum(each) / len(read):.3f}" for each in zip(*read, strict=True))
        print(f"| {trait} | {len(read)} | {shares} |")


if __name__ == "__main__":
    main()
