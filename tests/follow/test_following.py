"""Feeds that are followed: never twice the same, politely, and what fails waits its turn."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from news_site import Site

from rag.errors import FetchError, InputError, LibraryError, SourceError
from rag.follow import (
    Feed,
    FollowedFeeds,
    Outcome,
    PoliteFetcher,
    let_go,
    read_opml,
    refresh,
    write_opml,
)
from rag.library import Embedder, Library, ingest, open_library
from rag.records import Article
from rag.settings import Settings

NOON = datetime(2025, 10, 26, 12, tzinfo=UTC)


@pytest.fixture
def library(tmp_path: Path, embedder: Embedder) -> Iterator[Library]:
    with open_library(Settings(library=tmp_path / "library"), embedder) as opened:
        yield opened


@pytest.fixture
def feeds(tmp_path: Path, site: Site) -> FollowedFeeds:
    followed = FollowedFeeds(tmp_path / "library")
    followed.add([f"{site.base}/feed"], NOON)
    return followed


class Waits:
    """A fetcher on this machine whose pauses are counted and not slept through."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.fetcher = PoliteFetcher(
            Settings(), allow_loopback=True, sleep=self.slept.append, clock=lambda: 0.0
        )


def look(
    library: Library, feeds: FollowedFeeds, at: datetime = NOON, *, every: bool = False
) -> Outcome:
    (outcome,) = refresh(library, feeds, Waits().fetcher, now=lambda: at, every=every)
    return outcome


def test_only_what_is_new_is_fetched(site: Site, library: Library, feeds: FollowedFeeds) -> None:
    assert look(library, feeds).summary.added == 2
    assert site.asked == ["/robots.txt", "/feed", "/0", "/1"]
    # Unchanged: nothing but the question whether it is.
    site.asked.clear()
    assert look(library, feeds).summary.added == 0
    assert site.asked == ["/robots.txt", "/feed"]
    # One entry more: its page alone.
    site.asked.clear()
    site.articles, site.version = 3, '"two"'
    assert look(library, feeds).summary.added == 1
    assert site.asked == ["/robots.txt", "/feed", "/2"]
    (feed,) = feeds.all()
    assert feed.title == "Quay News"
    assert (feed.succeeded, feed.error) == (NOON.isoformat(timespec="seconds"), "")
    assert feed.a_day(NOON.date()) == 3
    assert library.database.count_articles() == 3


def test_a_version_that_could_not_be_sent_back_is_not_kept(
    site: Site, library: Library, feeds: FollowedFeeds
) -> None:
    site.version = '"\xe9"'
    for added in (2, 0):
        outcome = look(library, feeds)
        assert (outcome.error, outcome.summary.added) == ("", added)


@pytest.mark.parametrize(("status", "again"), [(500, True), (503, True), (404, False)])
def test_a_page_that_may_come_later_is_asked_for_again(
    site: Site, library: Library, feeds: FollowedFeeds, status: int, again: bool
) -> None:
    site.broken = {"/1": status}
    outcome = look(library, feeds)
    assert (outcome.summary.added, len(outcome.summary.rejected)) == (1, 1)
    site.broken = {}
    assert look(library, feeds).summary.added == again
    assert site.asked.count("/0") == 1
    assert site.asked.count("/1") == 1 + again


def test_a_feed_that_fails_waits_longer_each_time(
    site: Site, library: Library, feeds: FollowedFeeds
) -> None:
    site.broken = {"/feed": 500}
    assert "answered 500" in look(library, feeds).error
    assert look(library, feeds, NOON + timedelta(minutes=14)).waits
    assert not look(library, feeds, NOON + timedelta(minutes=15)).waits
    later = NOON + timedelta(minutes=44)
    assert look(library, feeds, later).waits
    assert not look(library, feeds, later, every=True).waits
    # A clock that is set back holds nothing up, and a success clears it all.
    site.broken = {}
    assert look(library, feeds, NOON - timedelta(days=2)).summary.added == 2
    (feed,) = feeds.all()
    assert (feed.failures, feed.error) == (0, "")


@given(st.integers(0, 10**6))
def test_no_number_of_failures_makes_a_feed_wait_for_more_than_a_day(failures: int) -> None:
    feed = Feed("https://a.example/feed", tried=NOON.isoformat(), failures=failures)
    assert feed.is_due(NOON + timedelta(days=1))


def test_what_robots_txt_forbids_is_not_fetched(
    site: Site, library: Library, feeds: FollowedFeeds
) -> None:
    site.robots = "User-agent: *\nDisallow: /1\n"
    outcome = look(library, feeds)
    assert outcome.summary.added == 1
    assert "robots.txt" in outcome.summary.rejected[0].reason
    assert "/1" not in site.asked


def test_a_host_that_forbids_all_is_told(
    site: Site, library: Library, feeds: FollowedFeeds
) -> None:
    site.robots = "User-agent: *\nDisallow: /\n"
    assert "robots.txt" in look(library, feeds).error
    assert site.asked == ["/robots.txt"]


def test_a_host_that_does_not_answer_for_its_robots_txt_is_left_alone(
    site: Site, library: Library, feeds: FollowedFeeds
) -> None:
    site.broken = {"/robots.txt": 503}
    assert "later" in look(library, feeds).error
    assert site.asked == ["/robots.txt"]


def test_an_endless_robots_txt_is_read_in_part(
    site: Site, library: Library, feeds: FollowedFeeds
) -> None:
    site.robots = "User-agent: *\nDisallow: /1\n" + "# and so on\n" * 90_000
    assert look(library, feeds).summary.added == 1


def test_pages_of_one_host_are_apart_in_time(site: Site) -> None:
    site.robots = "User-agent: *\nCrawl-delay: 7\n"
    waits = Waits()
    for path in ("/0", "/1", "/2"):
        waits.fetcher.get(f"{site.base}{path}")
    assert waits.slept == [7.0, 7.0, 7.0]
    with pytest.raises(FetchError):
        waits.fetcher.get("http://[broken")


def test_what_is_no_feed_is_told(site: Site, library: Library, tmp_path: Path) -> None:
    followed = FollowedFeeds(tmp_path / "library")
    followed.add([f"{site.base}/0"])
    (outcome,) = refresh(library, followed, Waits().fetcher)
    assert "is no feed" in outcome.error


def test_the_list_takes_each_feed_once(tmp_path: Path) -> None:
    feeds = FollowedFeeds(tmp_path)
    addresses = ["https://a.example/feed", "https://b.example/feed"]
    assert feeds.add([*addresses, addresses[0]]) == addresses
    assert feeds.add(["https://a.example/feed/"]) == []
    assert feeds.remove(["https://a.example/feed", "https://c.example"]) == addresses[:1]
    assert [it.address for it in feeds.all()] == addresses[1:]
    for wrong in ("file:///etc/passwd", "feed.xml", "", "javascript:alert(1)"):
        with pytest.raises(InputError):
            feeds.add(["https://d.example/feed", wrong])
    assert len(feeds.all()) == 1


@pytest.mark.parametrize("kept", ["{", "[]", '{"feeds": [{"nosuch": 1}]}', '{"feeds": 5}', ""])
def test_a_damaged_list_is_one_sentence_and_is_not_written_over(tmp_path: Path, kept: str) -> None:
    (tmp_path / "feeds.json").write_text(kept)
    feeds = FollowedFeeds(tmp_path)
    for use in (feeds.all, lambda: feeds.add(["https://a.example/feed"])):
        with pytest.raises(LibraryError, match="damaged"):
            use()
    assert (tmp_path / "feeds.json").read_text() == kept


def test_a_feed_that_is_removed_meanwhile_stays_so(tmp_path: Path) -> None:
    feeds = FollowedFeeds(tmp_path)
    feeds.add(["https://a.example/feed"])
    (feed,) = feeds.all()
    feeds.remove([feed.address])
    feeds.keep(feed)
    assert feeds.all() == []


@given(st.lists(st.text(max_size=30), max_size=5))
def test_a_list_goes_out_as_opml_and_comes_back(
    tmp_path_factory: pytest.TempPathFactory, titles: list[str]
) -> None:
    path = tmp_path_factory.mktemp("opml") / "feeds.opml"
    feeds = [Feed(f"https://a.example/{at}?x=1&y=<2>", it) for at, it in enumerate(titles)]
    write_opml(feeds, path)
    if feeds:
        assert read_opml(path) == [it.address for it in feeds]
    else:
        with pytest.raises(SourceError, match="no feeds"):
            read_opml(path)


@pytest.mark.parametrize(
    "opml",
    [
        '<opml><body><outline text="News"><outline text="A" xmlUrl="https://a.example/f"/>'
        '</outline><outline xmlURL="https://b.example/f"/><outline text="no feed"/></body></opml>',
        '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body><outline text="&x;" '
        'xmlUrl="https://a.example/f"/><outline xmlUrl=" https://b.example/f "></body>',
    ],
)
def test_lists_of_other_readers_are_read(tmp_path: Path, opml: str) -> None:
    path = tmp_path / "feeds.opml"
    path.write_text(opml)
    assert read_opml(path) == ["https://a.example/f", "https://b.example/f"]


@pytest.mark.parametrize("data", [b"", b"not xml", b"<opml/>", b"\x00\xff", b"<html></html>"])
def test_what_is_no_list_of_feeds_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "feeds.opml"
    path.write_bytes(data)
    with pytest.raises(SourceError):
        read_opml(path)


def test_old_articles_are_let_go_and_undated_ones_are_not(library: Library) -> None:
    days = {"old": date(2024, 10, 25), "new": date(2025, 10, 26), "undated": None}
    texts = {name: f"The {name} pier of the harbour was closed for repairs." for name in days}
    ingest(
        library,
        [Article(it, it, texts[it], published=day) for it, day in days.items()],
    )
    assert let_go(library, 365, NOON) == 1
    assert library.database.article("old") is None
    assert library.database.count_articles() == 2
    assert let_go(library, 365, NOON) == 0


def test_the_list_is_plain_json_that_a_person_can_read(tmp_path: Path) -> None:
    FollowedFeeds(tmp_path).add(["https://a.example/feed"], NOON)
    (kept,) = json.loads((tmp_path / "feeds.json").read_text())["feeds"]
    assert (kept["address"], kept["since"]) == ("https://a.example/feed", NOON.isoformat())
