"""The page of a person: all that they said, by day and by topic, each opening in its article."""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from served import serving

from rag.library import Embedder, ingest, open_library
from rag.records import Article
from rag.settings import Settings
from rag.web.addresses import person_address
from rag.web.article_page import render_article
from rag.web.cards import LONGEST_ARTICLE
from rag.web.plain_pages import PlainPage, PlainPages
from rag.web.service import Service
from rag.web.templating import PLAIN_STYLE

WIRING = "A fire broke out in {place}. “It was the wiring,” Prime Minister Olaf Brandt said."
HOSTILE = "<script>alert('1')</script>"
NEWS = [
    ("2025-01-10", "Gazette", "Fire", WIRING.format(place="Ostmark")),
    ("2025-01-12", "Courier", "Fire", WIRING.format(place="the harbour of Ostmark")),
    (
        "2025-02-03",
        "Courier",
        "Budget passes",
        "The vote was late.\nPrime Minister Olaf Brandt said the schools would be paid for.\n"
        "The harbour toll came last. Olaf Brandt said it “goes too far” for the ferries.",
    ),
    ("2025-02-01", "Gazette", "Ice", "It was cold. Nora Falk, a captain, said the ice was thick."),
    ("2025-02-02", "Courier", "Thaw", "It was warm. Ivan Falk said the ice was thin."),
    (
        "2025-03-01",
        f"<b>{HOSTILE}</b>",
        f"Dam {HOSTILE}",
        f"Rain fell. “The dam {HOSTILE} is safe,” Ada Lindqvist said.",
    ),
    (None, "Gazette", "Lake", "It was late. Emil Stern said the lake was deep."),
    (
        "2025-04-01",
        "Gazette",
        "The long day",
        "\n".join(f"Rosa Keller said that pier {at} was open." for at in range(1, 61)),
    ),
]
ARTICLES = [
    Article(
        f"a{at}", title, text, outlet, date.fromisoformat(day) if day else None,
        url="javascript:alert(1)" if outlet == "Courier" else f"https://news.example/{at}",
    )
    for at, (day, outlet, title, text) in enumerate(NEWS)
]  # fmt: skip
Open = Callable[[str], PlainPage]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    path = tmp_path_factory.mktemp("who") / "library"
    with open_library(Settings(library=path), embedder) as library:
        ingest(library, ARTICLES)
    return path


def opened(service: Service) -> Open:
    """Opens an address, as a browser sends it, in the pages of `service`."""
    pages = PlainPages(service)

    def at(address: str) -> PlainPage:
        path, _, query = address.partition("?")
        return asyncio.run(pages.page(unquote(path), query.partition("#")[0].encode()))

    return at


@pytest.fixture(scope="module")
def visit(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """The pages over a copy of the library, whose models are not loaded."""
    copy = tmp_path_factory.mktemp("copy") / "library"
    shutil.copytree(folder, copy)
    service = Service(Settings(library=copy))
    service.start()
    service.wait_until_open(60)
    assert service.library
    yield opened(service)
    service.stop()


class Seen(HTMLParser):
    """What a reader sees: the text within each kind of tag, the links, and all tags."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "input"):
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, "what is opened last is closed first"

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts[tag][-1] += data

    def links(self) -> list[str]:
        return [str(attributes["href"]) for tag, attributes in self.tags if tag == "a"]


def test_everything_that_somebody_said_stands_by_day_the_newest_first(visit: Open) -> None:
    # when a name is opened that articles also write in full
    page = visit("/who/Brandt")
    seen = Seen(page.html)
    # then there is who it is, and each statement once, word for word, under its day
    assert page.status == 200
    assert seen.texts["title"] == ["Olaf Brandt · Dateline"]
    assert seen.texts["h1"] == ["Olaf Brandt"]
    assert (
        "3 statements in 3 articles of 2 outlets, 10 January 2025 to 3 February 2025" in page.html
    )
    assert seen.texts["h2"] == ["3 February 2025", "10 January 2025"]
    assert seen.texts["blockquote"] == [
        "Prime Minister Olaf Brandt said the schools would be paid for.",
        "Olaf Brandt said it “goes too far” for the ferries.",
        "“It was the wiring,” Prime Minister Olaf Brandt said.",
    ]
    kinds = [it.split(" · ")[0].strip() for it in seen.texts["p"] if " · " in it]
    assert kinds == ["in indirect speech", "partly word for word", "word for word"]
    # and what two articles report is told of the first, which can be read where it came from
    assert "also in 1 other article" in seen.texts["p"][-1]
    assert "https://news.example/0" in seen.links()
    assert not any("javascript" in it for it in seen.links())
    assert "Prime Minister" in seen.texts["dl"][0]


def test_each_statement_opens_at_its_words(visit: Open) -> None:
    seen = Seen(visit("/who/Olaf%20Brandt").html)
    addresses = [it for it in seen.links() if it.startswith("/article/")]
    for address, words in zip(addresses, seen.texts["blockquote"], strict=True):
        article = Seen(visit(address).html)
        assert article.texts["mark"] == [words]
        assert address.endswith("#words")
        assert ("mark", {"id": "words"}) in article.tags
        assert "/who/Olaf%20Brandt" in article.links()


@pytest.mark.parametrize(
    ("topic", "found"),
    [
        ("schools", ["the schools would be"]),
        ("a school’s budget", ["the schools would be"]),
        ("the harbour toll", ["“goes too far”"]),
        ("fires", ["the wiring"]),
        ("budget", ["the schools would be", "“goes too far”"]),
        ("budget fires", []),
    ],
)
def test_a_topic_is_looked_for_in_words_paragraph_and_headline(
    topic: str, found: list[str], visit: Open
) -> None:
    page = visit(person_address("", "Olaf Brandt", about=topic))
    said = Seen(page.html).texts.get("blockquote", [])
    assert len(said) == len(found)
    assert all(part in words for part, words in zip(found, said, strict=True))
    assert f'value="{topic}"' in page.html
    assert "What+did+Olaf+Brandt+say+about" in page.html


def test_long_lists_go_on_with_what_is_older(visit: Open) -> None:
    first = Seen(visit("/who/Rosa%20Keller?about=pier").html)
    (older,) = {it for it in first.links() if "page=" in it}
    second = Seen(visit(older).html)
    said = first.texts["blockquote"] + second.texts["blockquote"]
    assert [len(it.texts["blockquote"]) for it in (first, second)] == [50, 10]
    assert said == ARTICLES[-1].text.splitlines()
    assert visit("/who/Rosa%20Keller?about=pier&page=99").html == visit(older).html


def test_a_surname_of_several_leads_to_each(visit: Open) -> None:
    page = visit("/who/Falk?about=ice")
    assert page.status == 200
    listed = [it for it in Seen(page.html).links() if "Falk" in it]
    assert sorted(listed) == ["/who/Ivan%20Falk?about=ice", "/who/Nora%20Falk?about=ice"]
    for address in listed:
        assert len(Seen(visit(address).html).texts["blockquote"]) == 1


def test_what_has_no_day_is_said_to_have_none(visit: Open) -> None:
    assert Seen(visit("/who/Emil%20Stern").html).texts["h2"] == ["undated"]


def test_nobody_by_a_name_is_told_with_the_names_like_it(visit: Open) -> None:
    page = visit("/who/Olav%20Brantt%20jr")
    assert page.status == 404
    assert "The library quotes nobody called “Olav Brantt jr”." in page.html
    assert "/who/Olaf%20Brandt" in Seen(page.html).links()


def test_without_a_name_those_quoted_most_are_listed(visit: Open) -> None:
    page = visit("/who")
    assert page.html == visit("/who/").html
    listed = [it for it in Seen(page.html).links() if it.startswith("/who/") and it != "/who/"]
    assert len(listed) == 6
    assert listed[0] == "/who/Olaf%20Brandt", "in the most articles"
    found = visit("/who/?name=Olaf+Brandt")
    assert (found.status, found.location) == (303, "/who/Olaf%20Brandt")
    split = visit("/who/?name=x%0d%0aSet-Cookie:%20y")
    assert re.fullmatch(r"/who/[\w%-]+", split.location)


def assert_plain(page: PlainPage) -> None:
    """It is a whole page, which runs nothing, loads nothing and leads nowhere else."""
    seen = Seen(page.html)
    assert {tag for tag, _ in seen.tags} <= {
        *("html", "head", "meta", "title", "link", "style", "body", "a", "header", "nav", "main"),
        *("h1", "h2", "p", "bdi", "q", "details", "summary", "dl", "dt", "dd", "form", "label"),
        *("span", "input", "button", "section", "ul", "li", "blockquote", "article", "mark"),
    }
    assert seen.texts["style"] == [PLAIN_STYLE]
    assert not any(name.startswith("on") for _, given in seen.tags for name in given)
    assert all(it.startswith(("/", "#", "https://news.example/")) for it in seen.links())
    assert "Traceback" not in page.html


def test_the_words_of_an_article_are_never_markup(visit: Open) -> None:
    page = visit("/who/Ada%20Lindqvist")
    assert_plain(page)
    assert page.status == 200
    assert HOSTILE in Seen(page.html).texts["blockquote"][0]
    assert HOSTILE in unescape(visit("/article/a5?from=0&to=4").html)
    assert_plain(visit("/article/a5?from=0&to=4"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/who/" + "x" * 300, 404),
        ("/who/" + "x" * 3000, 404),
        (f"/who/{HOSTILE}?about={HOSTILE}", 404),
        (f"/who/Brandt?about={quote(HOSTILE)}&page=-1&just={HOSTILE}", 200),
        ("/who/Brandt?about=" + "y" * 2000, 400),
        ("/who/Brandt?about=said", 200),
        ("/who/\x00", 200),
        ("/who/\ud800\u202e", 404),
        ("/who/../../etc/passwd", 404),
        ("/article/", 404),
        ("/article/\x00", 404),
        ("/article/nothing-like-it?from=1&to=2", 404),
        ("/article/a0?from=5&to=2", 200),
        ("/article/a0?from=-5&to=99999999999999999999", 200),
        ("/article/a0?from=²&to=x", 200),
    ],
)
def test_whatever_is_asked_for_is_a_plain_page(address: str, status: int, visit: Open) -> None:
    page = visit(address)
    assert page.status == status
    assert_plain(page)


@settings(max_examples=50)
@given(name=st.text(max_size=80), about=st.text(max_size=80))
def test_no_name_and_no_topic_is_a_fault(name: str, about: str, visit: Open) -> None:
    for called in (name, "Brandt"):
        page = visit(f"/who/{called}?about={quote(about, errors='replace')}")
        assert page.status in (200, 404)
        assert_plain(page)


def test_words_far_down_a_very_long_article_are_shown() -> None:
    text = "A line of it.\n" * (2 * LONGEST_ARTICLE // 14) + "He said no.\nThe end."
    start = text.index("He said no.")
    html = render_article(Article("a", "Long", text), start, start + 11, "")
    assert Seen(html).texts["mark"] == ["He said no."]
    assert len(html) < 2 * LONGEST_ARTICLE
    assert "What comes before is left out here." in html


def test_a_library_that_is_not_open_or_is_empty_says_so(tmp_path: Path, embedder: Embedder) -> None:
    with open_library(Settings(library=tmp_path / "empty"), embedder):
        pass
    service = Service(Settings(library=tmp_path / "empty"))
    visit = opened(service)
    page = visit("/who/Brandt")
    assert (page.status, "being opened" in page.html) == (503, True)
    service.start()
    service.wait_until_open(60)
    page = visit("/who/Brandt")
    assert (page.status, "It holds no articles yet." in page.html) == (200, True)
    service.stop()


def test_a_hosted_page_shows_people_to_those_who_have_the_password(folder: Path) -> None:
    """Under a path of its own, as a proxy that hands that path on shows it."""
    options = ("serve", "--root-path", "/dateline", "--auth", "berta:barley")
    with serving(folder, *options) as running, running.client() as reader:
        for path in ("/who/Brandt", "/who/", "/article/a0", "/dateline/who/Brandt"):
            refused = reader.get(path)
            assert refused.status_code == 401
            assert "Log in first" in refused.text
            assert "wiring" not in refused.text
            assert "Olaf" not in refused.text
        reader.post("/login", data={"username": "berta", "password": "barley"})
        for path in ("/who/Brandt", "/dateline/who/Brandt"):
            page = reader.get(path)
            assert page.status_code == 200
            links = [it for it in Seen(page.text).links() if it.startswith("/")]
            assert links
            assert all(it.startswith("/dateline/") for it in links)
            opens = next(it for it in links if "/article/" in it)
            assert "<mark" in reader.get(opens.partition("#")[0]).text
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert reader.post("/who/Brandt").status_code == 404
        head = reader.head("/who/Brandt")
        assert (head.status_code, head.text) == (200, "")
        assert not any("Traceback" in line for line in running.written)
