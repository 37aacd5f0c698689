"""Records of any spelling become Articles, and dates are told, never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest import article_from_record, article_id, canonical_url
from rag.ingest.dates import dates_in_text, read_date
from rag.records import Article, Rejection

TEXT = "The harbour council voted on Tuesday to close the old ferry pier for two years of repairs."


@pytest.mark.parametrize("text_name", ["text", "body", "content", "maintext", "Body"])
@pytest.mark.parametrize("date_name", ["published", "publish_date", "date_publish", "publishedAt"])
def test_any_field_name_in_use_is_understood(text_name: str, date_name: str) -> None:
    record = {text_name: TEXT, date_name: "2025-10-26T09:00:00Z", "headline": "Pier closes"}
    record |= {
        "link": "https://www.post.example/a/?utm_source=x#top",
        "byline": "By A. Lind and B. Ek",
    }
    article = article_from_record(record | {"source_domain": "post.example"}, "file")
    assert isinstance(article, Article)
    assert (article.text, article.title, article.published) == (
        TEXT,
        "Pier closes",
        date(2025, 10, 26),
    )
    assert (article.url, article.outlet) == ("https://www.post.example/a", "post.example")
    assert article.authors == ("A. Lind", "B. Ek")


def test_a_brief_names_its_source_where_it_has_no_address_of_its_own() -> None:
    record = {
        "title": "Brief",
        "text": TEXT,
        "source_url": "https://a.example/b",
        "source_title": "B",
    }
    article = article_from_record(record, "file")
    assert isinstance(article, Article)
    assert (article.title, article.url) == ("Brief", "https://a.example/b")


@pytest.mark.parametrize("text", [None, "", "   ", ["a"], 5, {}, "Too short.", "<p> </p>"])
def test_a_record_without_text_is_rejected_with_its_line(text: object) -> None:
    found = article_from_record({"title": 5, "text": text}, "news.jsonl", 7)
    assert isinstance(found, Rejection)
    assert str(found).startswith("news.jsonl, line 7: ")


def test_a_long_article_is_taken_and_an_endless_one_is_not() -> None:
    long = article_from_record({"text": f"{TEXT}\n\n" * 1100}, "file")
    assert isinstance(long, Article)
    assert len(long.text) > 90_000
    assert isinstance(article_from_record({"text": "a" * 1_000_001}, "file"), Rejection)


@given(
    st.dictionaries(
        st.sampled_from(["id", "title", "url", "published", "authors", "source", "updated"]),
        st.none() | st.integers() | st.floats() | st.text() | st.lists(st.text() | st.integers()),
    )
)
def test_no_field_of_a_wrong_type_loses_an_article(fields: dict[str, object]) -> None:
    assert isinstance(article_from_record(fields | {"text": TEXT}, "file"), Article)


@pytest.mark.parametrize(
    "written",
    [
        "2025-10-26",
        "2025-10-26T23:30:00-07:00",
        "20251026",
        "October 26, 2025",
        "Oct. 26, 2025, 2:10 p.m. ET",
        "26 Oct 2025",
        "Sun, 26 Oct 2025 09:00:00 GMT",
        1761469200,
        1761469200000,
        "1761469200",
        date(2025, 10, 26),
    ],
)
def test_dates_are_read_in_every_usual_form(written: object) -> None:
    assert read_date(written) == date(2025, 10, 26)


@pytest.mark.parametrize(
    "written",
    [
        "October 26",
        "Sunday",
        "2025",
        "10:30",
        "02/03/2025",
        "yesterday",
        "now",
        "x" * 99,
        True,
        [],
        0,
    ],
)
def test_what_is_no_full_date_is_no_date(written: object) -> None:
    assert read_date(written) is None


@given(st.text() | st.integers() | st.floats())
def test_reading_a_date_never_raises(written: object) -> None:
    found = read_date(written)
    assert found is None or 1800 <= found.year <= 2100


def test_the_first_line_tells_publication_and_change() -> None:
    told = dates_in_text(f"Jan. 2, 2026 Updated Jan. 7, 2026, 11:06 a.m. ET\n{TEXT}")
    assert (told.published, told.updated) == (date(2026, 1, 2), date(2026, 1, 7))
    told = dates_in_text(f"Updated Aug. 11, 2025, 6:35 p.m. ET\n{TEXT}")
    assert (told.published, told.updated) == (None, date(2025, 8, 11))


def test_captions_date_an_article_unless_it_speaks_of_a_later_year() -> None:
    text = f"Moreno on the pier, Monday, October 6, 2025.\nNora Lind/AP\nhide caption\n{TEXT}"
    assert dates_in_text(text).published == date(2025, 10, 6)
    assert dates_in_text(f"{text} It ends in 2027.").published is None


def test_an_article_without_any_date_is_kept_undated() -> None:
    article = article_from_record({"text": TEXT, "date": "soon"}, "file")
    assert isinstance(article, Article)
    assert article.published is None


def test_an_id_is_the_given_one_or_made_from_address_or_text() -> None:
    assert article_id("rt-1", "https://a.example/b", TEXT) == "rt-1"
    by_url = article_id(None, canonical_url("https://www.a.example/b/#c"), TEXT)
    assert by_url == article_id(None, canonical_url("http://a.example/b"), "other")
    assert article_id("", None, TEXT) == article_id(None, None, f" {TEXT}\n") != by_url
    assert len(by_url) == 18


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "http://", "a b", 5, None]
)
def test_what_is_no_web_address_is_none(url: object) -> None:
    assert canonical_url(url) is None
