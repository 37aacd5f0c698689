"""Feeds: days as written, entries that share a link, relative links, encodings of the header."""

from datetime import date
from html import escape
from pathlib import Path

import pytest
from small_server import Serve

from rag.ingest import read_sources
from rag.records import Article, Record, Rejection
from rag.settings import Settings

TEXT = (
    "The harbour council voted on Sunday to close the old pier for two years of repairs. Ferries "
    "will leave from the east quay until 2027, the council said in a letter. “We did not want "
    "this,” said Ada Moreno, who chairs the council."
)
PAGE = f"<html><head><title>Pier</title></head><body><article><p>{TEXT}</p></article></body></html>"


def rss(*items: str, channel: str = "") -> str:
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {dc}><channel><title>Quay</title>{channel}{inner}</channel></rss>'


def item(number: int = 0, **fields: str) -> str:
    tags = {"title": f"Pier {number}", "description": escape(f"{TEXT} {number}.")} | fields
    return "".join(f"<{name}>{value}</{name}>" for name, value in tags.items())


def read(tmp_path: Path, feed: str) -> list[Record]:
    path = tmp_path / "feed.xml"
    path.write_text(feed, encoding="utf-8")
    return list(read_sources([str(path)], Settings()))


def only(tmp_path: Path, feed: str) -> Article:
    (article,) = read(tmp_path, feed)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Sun, 26 Oct 2025 20:30:00 -0700", date(2025, 10, 26)),
        ("Sun, 26 Oct 2025 06:00:00 +0900", date(2025, 10, 26)),
        ("Sun, 26 Oct 2025 23:59:00 EST", date(2025, 10, 26)),
        ("2025-10-26T23:30:00-04:00", date(2025, 10, 26)),
        ("October 26, 2025", date(2025, 10, 26)),
        ("Sunday, October 26, 2025", date(2025, 10, 26)),
        ("26.10.2025 12:00", date(2025, 10, 26)),
        ("1761480000", date(2025, 10, 26)),
        ("Sun, 26 Oct 2025 17:00:00 GMT+7", date(2025, 10, 26)),
        ("Sun, 26 Oct 2025 17:00 UTC-03:30", date(2025, 10, 26)),
        ("Mo, 27 Okt 2025 09:00:00 +0200", date(2025, 10, 27)),
        ("dim., 26 octobre 2025 09:00", date(2025, 10, 26)),
        ("domingo, 26 de octubre de 2025", date(2025, 10, 26)),
        ("Last updated: Oct. 26, 2025", date(2025, 10, 26)),
        ("Sun, 26 Oct 2025 23:59:60 GMT", date(2025, 10, 26)),
        # What cannot be told is not guessed.
        ("02/03/2025", None),
        ("yesterday", None),
        ("October 2025", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("soon", None),
    ],
)
def test_an_entry_is_of_the_day_that_is_written_there(
    tmp_path: Path, written: str, day: date | None
) -> None:
    assert only(tmp_path, rss(item(pubDate=written))).published == day


@pytest.mark.parametrize(
    ("tags", "published", "updated"),
    [
        ({"dc:date": "2025-10-25T09:00:00Z"}, date(2025, 10, 25), None),
        ({"dcterms:issued": "2025-10-25"}, date(2025, 10, 25), None),
        (
            {"pubDate": "Sat, 25 Oct 2025 09:00:00 GMT", "dcterms:modified": "2025-10-27"},
            date(2025, 10, 25),
            date(2025, 10, 27),
        ),
        ({}, None, None),
    ],
)
def test_other_names_of_the_day_count_too(
    tmp_path: Path, tags: dict[str, str], published: date | None, updated: date | None
) -> None:
    article = only(tmp_path, rss(item(0, **tags)))
    assert (article.published, article.updated) == (published, updated)


@pytest.mark.parametrize(
    ("tags", "published", "updated"),
    [
        ("<updated>2025-10-25T23:00:00-05:00</updated>", date(2025, 10, 25), None),
        (
            "<published>2025-10-25T09:00:00Z</published><updated>2025-10-28T09:00:00Z</updated>",
            date(2025, 10, 25),
            date(2025, 10, 28),
        ),
    ],
)
def test_an_atom_entry_with_a_change_alone_came_out_then(
    tmp_path: Path, tags: str, published: date, updated: date | None
) -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><entry><title>Seal</title>'
        f'<id>urn:1</id>{tags}<content type="html">{escape(f"<p>{TEXT}</p>")}</content></entry>'
        "</feed>"
    )
    article = only(tmp_path, feed)
    assert (article.published, article.updated) == (published, updated)


def test_entries_that_share_a_link_are_articles_of_their_own(tmp_path: Path) -> None:
    link = "https://quay.example/notices"
    feed = rss(
        *(item(at, link=link, guid=f"n{at}") for at in range(3)), item(0, link=link, guid="n0")
    )
    articles = read(tmp_path, feed)
    assert [it.title for it in articles if isinstance(it, Article)] == [
        "Pier 0",
        "Pier 1",
        "Pier 2",
    ]
    assert len({it.id for it in articles if isinstance(it, Article)}) == len(articles) == 3
    assert articles == read(tmp_path, feed)


def test_an_entry_that_is_given_twice_is_one(tmp_path: Path) -> None:
    entry = item(link="https://quay.example/a")
    assert isinstance(only(tmp_path, rss(entry, entry)), Article)


def test_relative_links_are_beside_the_feed(serve: Serve) -> None:
    site = serve(
        {
            "/feeds/all.xml": (
                rss(
                    item(1, link="/news/a.html", description="Teaser."),
                    item(2, link="../news/b.html", description="Teaser."),
                ).encode(),
                "text/xml",
            ),
            "/news/a.html": (PAGE.encode(), "text/html"),
            "/news/b.html": (PAGE.replace("Sunday", "Monday").encode(), "text/html"),
        }
    )
    found = list(read_sources([f"{site}/feeds/all.xml"], Settings(), allow_loopback=True))
    assert [it.url for it in found if isinstance(it, Article)] == [
        f"{site}/news/a.html",
        f"{site}/news/b.html",
    ]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://[broken", "mailto:a@b.example", ""]
)
def test_a_link_that_is_none_is_not_followed(tmp_path: Path, link: str) -> None:
    (found,) = read(tmp_path, rss(item(link=link, description="Teaser.")))
    assert isinstance(found, Rejection)
    assert "no link" in found.reason


def test_the_servers_word_on_the_encoding_counts(serve: Serve) -> None:
    polish = "Rada portu zagłosowała w niedzielę za zamknięciem starego molo na dwa lata. " * 4
    feed = '<?xml version="1.0"?>' + rss(item(title="Wiatr", description=polish))
    site = serve({"/": (feed.encode("iso-8859-2"), "application/xml; charset=iso-8859-2")})
    (article,) = read_sources([f"{site}/"], Settings(), allow_loopback=True)
    assert isinstance(article, Article)
    assert article.text == polish.strip()


def test_a_feed_behind_a_warning_is_read_however_it_is_served(serve: Serve) -> None:
    feed = "<br />\n<b>Warning</b>: in header.php<br />\n" + rss(item(1), item(2))
    for kind in ("text/xml", "text/html; charset=utf-8", "application/octet-stream"):
        site = serve({"/feed": (feed.encode(), kind)})
        found = list(read_sources([f"{site}/feed"], Settings(), allow_loopback=True))
        assert [it.title for it in found if isinstance(it, Article)] == ["Pier 1", "Pier 2"]


def test_the_pages_own_day_counts_before_the_feeds(serve: Serve) -> None:
    dated = PAGE.replace(
        "</head>", '<meta property="article:published_time" content="2025-10-20"></head>'
    )
    pages = {"/a": (dated.encode(), "text/html"), "/b": (PAGE.encode(), "text/html")}
    links = ("/a", "/b")
    feed = rss(*(item(link=it, pubDate="Sun, 26 Oct 2025 09:00:00 GMT") for it in links))
    site = serve(pages | {"/feed": (feed.encode(), "text/xml")})
    found = list(read_sources([f"{site}/feed"], Settings(), allow_loopback=True))
    days = [it.published for it in found if isinstance(it, Article)]
    assert days == [date(2025, 10, 20), date(2025, 10, 26)]


@pytest.mark.parametrize("body", [b'{"articles": "\x00"}', b"[\x00\xff", b"{", b'[{"text": 5}]'])
def test_json_by_its_address_that_is_none_is_told(serve: Serve, body: bytes) -> None:
    site = serve({"/a": (body, "application/json")})
    (found,) = read_sources([f"{site}/a"], Settings(), allow_loopback=True)
    assert isinstance(found, Rejection)
