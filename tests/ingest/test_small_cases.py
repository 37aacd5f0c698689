"""The small files that once were read wrong, each with what is right; they lie beside us."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from small_server import Serve

from rag.ingest import read_sources
from rag.records import Article
from rag.settings import Settings

ON_26 = date(2025, 10, 26)


@pytest.fixture(scope="module")
def cases(shared_news: Path) -> Path:
    folder = shared_news.parent / "cases"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/cases is not here")
    return folder


def only(path: Path) -> Article:
    (article,) = [it for it in read_sources([str(path)], Settings()) if isinstance(it, Article)]
    return article


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("atom-updated-only.xml", lambda it: it.published == date(2025, 10, 25)),
        ("csv-sep-line.csv", lambda it: (it.title, it.published) == ("Pier", ON_26)),
        ("feed-one-bad-byte.xml", lambda it: it.title == "Café opens" and "“We did" in it.text),
        ("page-comments.html", lambda it: "pier for two years of repairs." in it.text),
        (
            "page-comments.html",
            lambda it: 'rotten, and nobody should walk on it," said Ada Moreno' in it.text,
        ),
        ("page-comments.html", lambda it: "pays half. Work begins in January" in it.text),
        ("page-jsonld-image.html", lambda it: it.published == ON_26),
        (
            "page-updated-meta.html",
            lambda it: (it.published, it.updated) == (ON_26, date(2025, 10, 28)),
        ),
        ("page-live-blog.html", lambda it: it.text.count("October 26, 2025] Bridge opens") == 1),
        ("page-live-blog.html", lambda it: it.text.count("October 24, 2025] Bridge is") == 1),
        ("page-one-bad-byte.html", lambda it: it.text.count("“We did not want this — it’s") == 5),
        ("text-entities.jsonl", lambda it: "“We did not want this,”" in it.text),
    ],
)
def test_a_file_is_read_right(cases: Path, name: str, right: Callable[[Article], bool]) -> None:
    assert right(only(cases / name))


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("feed-zones.xml", [ON_26] * 2),
        ("feed-odd-dates.xml", [*[ON_26] * 5, date(2025, 10, 27)]),
        ("feed-same-link.xml", [ON_26] * 3),
    ],
)
def test_a_feed_is_read_right(cases: Path, name: str, days: list[date]) -> None:
    found = list(read_sources([str(cases / name)], Settings()))
    assert [it.published for it in found if isinstance(it, Article)] == days
    assert len({it.id for it in found if isinstance(it, Article)}) == len(days)


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("feed-charset-in-header.xml", "application/xml; charset=iso-8859-2", "zagłosowała"),
        ("feed-behind-warning.xml", "text/xml", "“We did not want this,”"),
    ],
)
def test_a_feed_by_its_address_is_read_right(
    cases: Path, serve: Serve, name: str, kind: str, words: str
) -> None:
    site = serve({"/feed": ((cases / name).read_bytes(), kind)})
    (article,) = read_sources([f"{site}/feed"], Settings(), allow_loopback=True)
    assert isinstance(article, Article)
    assert words in article.text
