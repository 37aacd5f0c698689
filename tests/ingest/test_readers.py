"""Files and folders of every kind are read; bad ones are told and end nothing."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from rag.errors import SourceError
from rag.ingest import count_records, read_sources
from rag.records import Article, Rejection
from rag.settings import Settings

TEXT = "The harbour council voted on Tuesday to close the old ferry pier for two years of repairs."
NEXT = "“We did not want this,” said Ada Moreno, who chairs the council of the harbour."


def read(*paths: Path) -> list[Article | Rejection]:
    return list(read_sources([str(path) for path in paths], Settings()))


def only(path: Path) -> Article:
    (article,) = read(path)
    assert isinstance(article, Article), article
    return article


def reason(path: Path) -> str:
    (rejection,) = read(path)
    assert isinstance(rejection, Rejection)
    assert rejection.source.startswith(str(path))
    return rejection.reason


def test_broken_json_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    good = json.dumps({"id": "1", "title": "Pier", "text": TEXT})
    deep = "[" * 100_000
    path.write_bytes(b"\xef\xbb\xbf" + "\n".join([good, "{broken", "", "[1]", deep, good]).encode())
    found = read(path)
    assert [type(each) for each in found] == [Article, Rejection, Rejection, Rejection, Article]
    assert [each.line for each in found if isinstance(each, Rejection)] == [2, 4, 5]
    assert count_records([str(path)]) == 5


def test_json_may_be_a_list_a_wrapped_list_one_record_or_lines(tmp_path: Path) -> None:
    record = {"title": "Pier", "text": TEXT}
    for value in ([record, record], {"articles": [record, record]}):
        (tmp_path / "a.json").write_text(json.dumps(value))
        assert len(read(tmp_path / "a.json")) == 2
    (tmp_path / "a.json").write_text(json.dumps(record))
    assert only(tmp_path / "a.json").title == "Pier"
    (tmp_path / "a.json").write_text(f"{json.dumps(record)}\n{json.dumps(record)}")
    assert len(read(tmp_path / "a.json")) == 2
    (tmp_path / "a.json").write_text("{")
    assert "broken JSON" in reason(tmp_path / "a.json")


def test_csv_rows_may_hold_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text(f'Headline;Body;Date\nPier;"{TEXT}\n{NEXT}";2025-10-26\nEmpty;;\n')
    article, rejection = read(path)
    assert isinstance(article, Article)
    assert (article.text, article.published) == (f"{TEXT}\n\n{NEXT}", date(2025, 10, 26))
    assert isinstance(rejection, Rejection)
    assert rejection.line == 4
    path.write_text("a,b\n1,2\n")
    assert "no column of text" in reason(path)


def test_markdown_has_front_matter_and_loses_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "brief.md"
    path.write_text(
        "---\ntitle: Pier closes\noutlet: Sample\npublished: 2025-10-26\n"
        "source_url: https://a.example/b\n---\n"
        f"{TEXT[:50]}\n{TEXT[50:]}\n\n![x](http://t.example/p.png) **{NEXT[:20]}**{NEXT[20:]}"
        "\n\n<script>alert(1)</script>\n"
    )
    article = only(path)
    assert (article.title, article.outlet, article.published) == (
        "Pier closes",
        "Sample",
        date(2025, 10, 26),
    )
    assert article.text.split("\n\n") == [" ".join((TEXT[:50] + " " + TEXT[50:]).split()), NEXT]
    assert article.url == "https://a.example/b"
    path.write_text("---\ntitle: [\n---\ntext")
    assert "front matter" in reason(path)


def test_a_page_gives_title_outlet_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><title>Pier closes | Harbour Post</title><meta property='og:site_name' "
        "content='Harbour Post'><meta property='article:published_time' content='2025-10-26'>"
        f"</head><body><nav>Home</nav><article><h1>Pier closes</h1><p>{TEXT}</p><p>{NEXT}</p>"
        "<script>steal()</script></article></body></html>"
    )
    article = only(path)
    assert (article.title, article.outlet) == ("Pier closes", "Harbour Post")
    assert article.published == date(2025, 10, 26)
    assert TEXT in article.text
    assert NEXT in article.text
    assert "steal" not in article.text
    path.write_text("<html><body></body></html>")
    assert "no article text" in reason(path)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x00\x00", "ZIP"),
        (b"some\x00thing", "binary"),
        (b"", "empty"),
    ],
)
def test_what_is_no_text_is_told_with_what_to_do(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(data)
    assert told in reason(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "article.txt"
    path.write_bytes(f"Café à la pier\n{TEXT}\n{NEXT}".encode(encoding))
    article = only(path)
    assert (article.title, article.text) == ("Café à la pier", f"{TEXT}\n\n{NEXT}")


def test_a_folder_is_read_in_order_without_what_is_no_article(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", ".hidden.txt", "_draft.txt", "README.md", "LICENSE"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{name}\n{TEXT}")
    (tmp_path / "x.bin").write_bytes(b"\x00\x01")
    (tmp_path / "passwords.txt").symlink_to("/etc/passwd")
    found = read(tmp_path)
    assert [each.title for each in found if isinstance(each, Article)] == ["a/c.txt", "b.txt"]
    assert [each.source for each in found if isinstance(each, Rejection)] == [
        str(tmp_path / "x.bin")
    ]
    assert count_records([str(tmp_path)]) == 3


def test_json_lines_under_another_ending_are_known_by_their_content(tmp_path: Path) -> None:
    path = tmp_path / "export.data"
    path.write_text(json.dumps({"text": TEXT}))
    assert only(path).text == TEXT


@pytest.mark.parametrize(
    "source", ["missing.txt", "", "file:///etc/passwd", "ftp://a.example/b", "\0"]
)
def test_a_source_that_cannot_be_read_stops_before_anything_is_read(
    tmp_path: Path, source: str
) -> None:
    with pytest.raises(SourceError):
        read_sources([str(tmp_path), source], Settings())
    (tmp_path / "a.txt").write_text(TEXT)
    with pytest.raises(SourceError):
        read_sources([str(tmp_path / "a.txt"), source], Settings())


def test_json_lines_are_streamed(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps({"text": TEXT}) + "\n")
    found = read_sources([str(path)], Settings())
    assert isinstance(next(found), Article)


def test_a_pasted_article_becomes_one_clean_dated_article(shared_news: Path) -> None:
    path = shared_news / "npr-2025-10-26-us-china-trade.txt"
    article = only(path)
    assert article.title == "US, China say trade deal moves closer as Trump, Xi prepare to meet"
    assert (article.outlet, article.published) == ("NPR", date(2025, 10, 26))
    assert not re.search(r"(?i)(hide|toggle) caption|/AP\b", article.text)
    lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    speaking = [line for line in lines if "“" in line]
    assert len(speaking) >= 8
    assert all(line in article.text.split("\n\n") for line in speaking)
    # The title, then three captions: caption, credit, two switches and the credit again.
    assert len(article.text.split("\n\n")) == len(lines) - 1 - 3 * 5
