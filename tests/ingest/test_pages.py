"""Pages: the article's own day among many, whole paragraphs, live entries with their times."""

import json
from datetime import date
from pathlib import Path

import pytest

from rag.ingest import LIVE_ENTRY, read_sources
from rag.ingest.pages import article_from_page
from rag.records import Article
from rag.settings import Settings

PARAGRAPHS = (
    "The harbour council met on Sunday and spoke at length of the old pier, of what its repairs "
    "would cost and of who should pay for them.",
    "“We did not want this,” said Ada Moreno, who chairs the council of the harbour.",
    "Ferries will leave from the east quay until 2027, the council said in a letter.",
    "Fishermen may use the pier until Christmas, and the market moves to the customs house.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def page(head: str = "", body: str = BODY) -> str:
    return (
        f"<!doctype html><html><head><title>Pier to close</title>{head}</head><body><article>"
        f"<h1>Pier to close</h1>{body}</article></body></html>"
    )


def ld(*values: object) -> str:
    scripts = (f'<script type="application/ld+json">{json.dumps(it)}</script>' for it in values)
    return "".join(scripts)


def meta(**fields: str) -> str:
    return "".join(
        f'<meta property="{name.replace("__", ":")}" content="{value}">'
        for name, value in fields.items()
    )


def read(markup: str, url: str | None = None) -> Article:
    article = article_from_page(markup, "page", url)
    assert isinstance(article, Article), article
    return article


ARTICLE = {"@type": "NewsArticle", "headline": "Pier", "datePublished": "2025-10-26T08:00Z"}
IMAGE = {"@type": "ImageObject", "datePublished": "2024-05-09T20:31Z"}


@pytest.mark.parametrize(
    "head",
    [
        ld({"image": [IMAGE]} | ARTICLE),
        ld([IMAGE, {"@type": "VideoObject", "uploadDate": "2024-01-01"}, ARTICLE]),
        ld({"@graph": [{"@type": "WebPage", "datePublished": "2019-01-01"}, IMAGE, ARTICLE]}),
        ld({"@type": "WebPage", "datePublished": "2019-01-01", "mainEntity": ARTICLE}),
        ld({"@type": ["NewsArticle", "Thing"], "datePublished": "2025-10-26"}),
        ld({"@type": "https://schema.org/ReportageNewsArticle", "datePublished": "26 Oct 2025"}),
        ld({"@type": "BreadcrumbList"}) + ld(ARTICLE | {"@type": "BlogPosting"}),
        ld(ARTICLE | {"hasPart": {"@type": "NewsArticle", "datePublished": "2020-02-02"}}),
        # An article that the page only points to, before its own.
        ld(
            {"@type": "NewsArticle", "headline": "Old", "datePublished": "2020-02-02"},
            ARTICLE | {"headline": "Pier to close"},
        ),
        f'<script type="application/ld+json">//<![CDATA[\n{json.dumps(ARTICLE)}//]]></script>',
        f'<script type="application/ld+json"><!-- {json.dumps(ARTICLE)} --></script>',
        '<script type="application/ld+json">{broken</script>' + ld(ARTICLE),
        meta(article__published_time="2025-10-26T08:00:00Z"),
        meta(article__published_time="2025-10-26", article__modified_time="2025-10-28"),
        '<meta name="parsely-pub-date" content="2025-10-26T08:00:00Z">',
        '<meta itemprop="datePublished" content="2025-10-26">',
        '<meta name="date" content="2025-10-26">' + meta(og__updated_time="2025-10-29"),
        # One moment in two zones: the day is that of the outlet's own.
        ld(ARTICLE | {"datePublished": "2025-10-27T03:30:00Z"})
        + meta(article__published_time="2025-10-26T20:30:00-07:00"),
    ],
)
def test_the_day_is_the_articles_own(head: str) -> None:
    assert read(page(head)).published == date(2025, 10, 26)


@pytest.mark.parametrize(
    ("head", "published", "updated"),
    [
        (meta(og__updated_time="2025-10-28T08:00Z") + ld(ARTICLE), date(2025, 10, 26), 28),
        (ld(ARTICLE | {"dateModified": "2025-10-28T08:00Z"}), date(2025, 10, 26), 28),
        (meta(og__updated_time="2025-10-28T08:00Z"), None, 28),
        ('<meta http-equiv="last-modified" content="2025-10-28">', None, 28),
        (ld(ARTICLE | {"dateModified": "2025-10-26T09:00Z"}), date(2025, 10, 26), None),
        (ld({"@type": "NewsArticle", "image": [IMAGE]}), None, None),
    ],
)
def test_a_change_is_no_publication(head: str, published: date | None, updated: int | None) -> None:
    article = read(page(head))
    assert article.published == published
    assert (article.updated and article.updated.day) == updated


@pytest.mark.parametrize(
    "head",
    [
        ld(ARTICLE | {"author": {"@type": "Person", "name": "Ada Lind"}}),
        ld(ARTICLE | {"author": [{"@type": "Person", "name": "Ada Lind"}]}),
        ld(ARTICLE | {"author": "By Ada Lind"}),
        ld(ARTICLE | {"author": {"@id": "#ada"}}) + '<meta name="author" content="Ada Lind">',
    ],
)
def test_the_author_is_the_one_that_is_stated(head: str) -> None:
    assert read(page(head)).authors == ("Ada Lind",)


def test_a_marked_time_in_the_text_counts_and_another_articles_does_not() -> None:
    marked = '<time itemprop="datePublished" datetime="2025-10-26">Sunday</time>' + BODY
    assert read(page(body=marked)).published == date(2025, 10, 26)
    beside = BODY + '<aside><time datetime="2020-02-02">2 Feb</time> Old news</aside>'
    assert read(page(ld(ARTICLE), beside)).published == date(2025, 10, 26)


@pytest.mark.parametrize(
    "mark", ["<!-- -->", "<!--x-->", "<?php echo 1 ?>", "<!--[if IE]>old<![endif]-->", "<!-- > -->"]
)
def test_what_stands_behind_a_comment_is_kept(mark: str) -> None:
    broken = "".join(
        f"<p>{paragraph.replace(' ', f' {mark}', 3)}{mark}</p>" for paragraph in PARAGRAPHS
    )
    assert read(page(body=broken)).text.split("\n\n") == list(PARAGRAPHS)


def test_comments_within_links_and_emphasis_lose_nothing() -> None:
    body = (
        '<p>"We did not want this, <a href="/a">but the <!-- -->wood</a><!-- --> is <em>very<!-- '
        '--> rotten</em><!-- -->, and nobody should walk on it," said Ada Moreno.<!-- --></p>'
    )
    assert (
        '"We did not want this, but the wood is very rotten, and nobody should walk on it," said '
        "Ada Moreno." in read(page(body=body + BODY)).text
    )


OPEN = (
    "“The bridge is open to all traffic again since this morning,” said Ada Moreno of the county."
)
SHUT = "“The bridge is closed, and nobody should try to cross it on foot,” said Ada Moreno."
LIVE = {
    "@type": "LiveBlogPosting",
    "headline": "Harbour storm: live",
    "datePublished": "2025-10-24T08:00:00Z",
}
UPDATES = [
    {"headline": "Bridge opens again", "datePublished": "2025-10-26T10:00:00Z"},
    {"headline": "Bridge is closed", "datePublished": "2025-10-24T21:05:00+02:00"},
]
HEADED = f"<h2>Bridge opens again</h2><p>{OPEN}</p><h2>Bridge is closed</h2><p>{SHUT}</p>"
TIMED = (
    f'<section><time datetime="2025-10-26T10:00:00Z">10:00</time><h2>Bridge opens again</h2>'
    f"<p>{OPEN}</p></section><section><h3>Bridge is closed</h3><p><time "
    f'datetime="2025-10-24T21:05:00+02:00">24 Oct</time></p><p>{SHUT}</p></section>'
)
UNHEADED = (
    f'<div><time datetime="2025-10-26T10:00:00Z">10:00</time><p>{OPEN}</p></div>'
    f'<div><time datetime="2025-10-24 21:05">21:05</time><p>{SHUT}</p></div>'
)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (ld(LIVE | {"liveBlogUpdate": UPDATES}), HEADED),
        (ld(LIVE | {"liveBlogUpdate": UPDATES}), TIMED),
        (ld(LIVE), TIMED),
        (ld(ARTICLE), f'<div class="live-blog__posts">{TIMED}</div>'),
        (ld(LIVE), UNHEADED),
        (
            ld(
                LIVE
                | {
                    "liveBlogUpdate": [
                        UPDATES[0] | {"articleBody": OPEN},
                        UPDATES[1] | {"articleBody": SHUT.replace("&", "&amp;")},
                    ]
                }
            ),
            BODY,
        ),
    ],
)
def test_a_live_blogs_entries_keep_their_own_times(head: str, body: str) -> None:
    lines = read(page(head, body)).text.split("\n\n")
    for words, day in ((OPEN, "October 26, 2025"), (SHUT, "October 24, 2025")):
        entry = LIVE_ENTRY.match(lines[lines.index(words) - 1])
        assert entry
        assert entry["date"] == day
    assert not any(line in ("10:00", "21:05", "24 Oct") for line in lines)


def test_a_page_that_lists_other_articles_is_no_live_blog() -> None:
    listed = "".join(
        f'<section><time datetime="2025-10-0{day}T10:00:00Z">{day} Oct</time><h3>Another {day}</h3>'
        f"<p>{PARAGRAPHS[1]}</p></section>"
        for day in (1, 2, 3)
    )
    assert not LIVE_ENTRY.search(read(page(ld(ARTICLE), BODY + listed)).text)


def test_a_page_with_one_time_is_no_live_blog_whatever_it_is_called() -> None:
    signed = (
        f'<div class="byline">By Ada <time datetime="2025-10-26T08:00Z">Sunday</time></div>{BODY}'
    )
    article = read(page(ld(ARTICLE), f'<div class="live-updates-promo">{signed}</div>'))
    assert article.title == "Pier to close"
    assert not LIVE_ENTRY.search(article.text)


@pytest.mark.parametrize("name", ["windows-1252", "utf-8", "utf-16"])
def test_a_page_says_its_encoding_itself(tmp_path: Path, name: str) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page(f'<meta charset="{name}">').encode(name))
    (article,) = read_sources([str(path)], Settings())
    assert isinstance(article, Article)
    assert article.text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">' + "[" * 5000 + "</script>",
        ld({"@type": None, "@graph": {"@graph": {"@type": ["NewsArticle", 5]}}}),
        ld({"@type": "NewsArticle", "datePublished": {"@value": "2025"}, "headline": ["a"]}),
        ld({"@type": "LiveBlogPosting", "liveBlogUpdate": [None, 5, {"headline": None}]}),
        ld({"@type": "LiveBlogPosting", "liveBlogUpdate": {"datePublished": "T"}}),
        '<time datetime="never"><time datetime="99999-99-99T99:99">',
        ld({"@type": "NewsArticle", "url": ["a"], "@id": {}, "mainEntityOfPage": {"@id": [1]}}),
        ld({"@type": "NewsArticle", "mainEntityOfPage": [{"@type": 1}], "author": [{"name": {}}]}),
    ],
)
def test_hostile_statements_do_no_harm(head: str) -> None:
    article = read(page(head))
    assert article.published is None
    assert article.text.split("\n\n") == list(PARAGRAPHS)
