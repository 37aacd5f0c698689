"""Exports of the common data sets and services, texts that are cut off, tables."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.ingest import article_from_record, read_sources
from rag.records import Article, Notice, Record, Rejection
from rag.settings import Settings

TEXT = (
    "The harbour council voted on Sunday to close the old pier for two years of repairs. “We did "
    "not want this,” said Ada Moreno, who chairs the council."
)
DAY = date(2025, 10, 26)
RECORDS: Mapping[str, dict[str, Any]] = {
    "All-the-news": {
        **{"id": 17283, "title": "Pier", "publication": "Quay News", "author": "A. Lind"},
        **{"date": "2025-10-26", "year": 2025.0, "month": 10.0, "url": "https://a.example/b"},
        "content": TEXT,
    },
    "All-the-news 2": {
        **{"date": "2025-10-26 18:31:00", "year": 2025, "month": 10.0, "day": 26},
        **{"author": "A. Lind", "title": "Pier", "article": TEXT, "url": "https://a.example/b"},
        **{"section": "Local", "publication": "Quay News"},
    },
    "NewsAPI": {
        "source": {"id": None, "name": "Quay News"},
        **{"author": "A. Lind", "title": "Pier", "description": "A teaser."},
        **{"url": "https://a.example/b", "urlToImage": "https://a.example/c.jpg"},
        **{"publishedAt": "2025-10-26T09:00:00Z", "content": TEXT},
    },
    "GDELT": {
        **{"url": "https://a.example/b", "url_mobile": "", "title": "Pier", "text": TEXT},
        **{"seendate": "20251026T090000Z", "domain": "Quay News", "authors": "A. Lind"},
        **{"language": "English", "sourcecountry": "Norway"},
    },
    "fundus": {
        **{"title": "Pier", "authors": ["A. Lind"], "publishing_date": "2025-10-26 09:00:00+01:00"},
        "body": {
            "summary": [TEXT.split(". ", 1)[0] + "."],
            "sections": [{"headline": [], "paragraphs": [TEXT.split(". ", 1)[1]]}],
        },
        "html": {
            "requested_url": "https://a.example/b",
            "content": "<html><body>Menu</body></html>",
            "source_info": {"publisher": "Quay News"},
        },
        "publisher": "Quay News",
    },
    "newspaper4k": {
        **{"url": "https://a.example/b", "source_url": "https://a.example", "title": "Pier"},
        **{"authors": ["A. Lind"], "publish_date": "2025-10-26 00:00:00", "text": TEXT},
        **{"keywords": ["pier"], "movies": [], "top_image": "", "publisher": "Quay News"},
    },
    "news-please": {
        **{"authors": ["A. Lind"], "date_download": "2025-11-02 10:00:00"},
        **{"date_modify": None, "date_publish": "2025-10-26 09:00:00", "title": "Pier"},
        **{"maintext": TEXT, "source_domain": "Quay News", "url": "https://a.example/b"},
        **{"title_page": "Pier - Quay", "title_rss": "NULL", "language": "en"},
    },
    "CC-News": {
        **{"title": "Pier", "text": TEXT, "domain": "Quay News", "date": "2025-10-26 09:00:00"},
        **{"description": "", "url": "https://a.example/b", "image_url": "", "author": "A. Lind"},
    },
    "The Guardian": {
        **{"webTitle": "Pier", "webPublicationDate": "2025-10-26T09:00:00Z"},
        **{"webUrl": "https://a.example/b", "publication": "Quay News"},
        "fields": {"bodyText": TEXT, "byline": "A. Lind", "wordcount": "30"},
    },
    "JSON Feed": {
        **{"url": "https://a.example/b", "title": "Pier", "content_html": f"<p>{TEXT}</p>"},
        **{"date_published": "2025-10-26T09:00:00Z", "authors": [{"name": "A. Lind"}]},
        "source": "Quay News",
    },
    "a list as Python prints it": {
        **{"title": "Pier", "text": TEXT, "date": "2025-10-26", "source": "Quay News"},
        **{"url": "https://a.example/b", "authors": "['A. Lind']"},
    },
}


@pytest.mark.parametrize("name", RECORDS)
def test_the_common_data_sets_are_read(name: str) -> None:
    article = article_from_record(RECORDS[name], "file")
    assert isinstance(article, Article), article
    assert article.text.replace("\n\n", " ") == TEXT
    assert (article.title, article.outlet, article.published) == ("Pier", "Quay News", DAY)
    assert (article.url, article.authors) == ("https://a.example/b", ("A. Lind",))


def read(path: Path) -> list[Record]:
    return list(read_sources([str(path)], Settings()))


@pytest.mark.parametrize(
    "wrapped",
    [
        {"status": "ok", "articles": [RECORDS["NewsAPI"]]},
        {"response": {"status": "ok", "results": [RECORDS["The Guardian"]]}},
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Quay News",
            "items": [{k: v for k, v in RECORDS["JSON Feed"].items() if k != "source"}],
        },
    ],
)
def test_what_services_answer_is_read_as_it_came(tmp_path: Path, wrapped: Any) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(wrapped))
    (article,) = read(path)
    assert isinstance(article, Article)
    assert (article.title, article.outlet, article.published) == ("Pier", "Quay News", DAY)


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("quoted", ["", '"'])
def test_a_first_line_for_spreadsheets_is_none_of_the_table(
    tmp_path: Path, separator: str, quoted: str
) -> None:
    path = tmp_path / "news.csv"
    header = separator.join(("title", "text", "date"))
    row = separator.join(("Pier", f'"{TEXT}"', "2025-10-26"))
    path.write_text(f"{quoted}sep={separator}{quoted}\r\n{header}\r\n{row}\r\nB{separator}\r\n")
    article, rejection = read(path)
    assert isinstance(article, Article)
    assert (article.title, article.published) == ("Pier", DAY)
    assert isinstance(rejection, Rejection)
    assert rejection.line == 4


@pytest.mark.parametrize(
    "mark", ["… [+2345 chars]", "[+12 chars]", "... [+1,200 characters]", "[&hellip;]", " […]"]
)
def test_a_text_that_is_cut_off_keeps_its_whole_sentences_and_is_told(
    tmp_path: Path, mark: str
) -> None:
    path = tmp_path / "news.jsonl"
    record = {"title": "Pier", "url": "https://a.example/b", "content": f"{TEXT} “We will n{mark}"}
    path.write_text(json.dumps(record))
    article, notice = read(path)
    assert isinstance(article, Article)
    assert article.text == TEXT
    assert isinstance(notice, Notice)
    assert "cut off" in notice.reason and "https://a.example/b" in notice.reason
    assert notice.line == 1


def test_of_a_text_that_is_cut_off_in_its_first_sentence_nothing_is_taken() -> None:
    found = article_from_record({"content": f"{TEXT[:60]}… [+99 chars]"}, "file")
    assert isinstance(found, Rejection)
