"""While the page is served, what is new in followed feeds comes in, and questions find it."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from news_site import Site

from rag.follow import FollowedFeeds, PoliteFetcher
from rag.records import Question
from rag.settings import Settings
from rag.web.refreshing import Refresher
from rag.web.service import Service

SOON = timedelta(seconds=0.05)
# Far above what any machine needs; only a fault makes a test wait so long.
LONGEST = 300.0


def wait_until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(int(LONGEST / 0.05)):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError("it never came to hold")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    made = Service(Settings(library=tmp_path / "library"))
    made.start()
    made.load_models()
    assert made.wait_until_settled(LONGEST)
    yield made
    made.stop()


def refresher(service: Service, site: Site, keep: timedelta | None = None) -> Refresher:
    FollowedFeeds(service.settings.library).add([f"{site.base}/feed"])
    fetcher = PoliteFetcher(service.settings, allow_loopback=True, sleep=lambda _: None)
    return Refresher(service, SOON, keep, fetcher)


def articles(service: Service) -> int:
    return service.summary.articles if service.summary else 0


def test_what_is_new_is_found_without_a_restart(site: Site, service: Service) -> None:
    looking = refresher(service, site)
    looking.start()
    wait_until(lambda: articles(service) == 2)
    site.articles, site.version = 3, '"two"'
    wait_until(lambda: articles(service) == 3)
    *_, answer = service.stream(Question("What did Ada Moreno say about pier 2?"))
    assert "We did not want this for pier 2" in answer.text
    looking.stop()
    # Each page once, however often the feed was looked into.
    assert [site.asked.count(f"/{at}") for at in range(3)] == [1, 1, 1]


def test_a_fault_in_a_feed_leaves_the_page_as_it_is(site: Site, service: Service) -> None:
    (service.settings.library / "feeds.json").write_text("{broken", encoding="utf-8")
    looking = Refresher(service, SOON, fetcher=PoliteFetcher(service.settings))
    looking.start()
    *_, answer = service.stream(Question("What did Ada Moreno say?"))
    assert answer.refusal
    looking.stop()
    assert service.error is None


def test_it_waits_for_what_a_reader_adds(site: Site, service: Service) -> None:
    looking = refresher(service, site)
    assert service.library
    with service.library.writing():
        looking.start()
        *_, answer = service.stream(Question("What did Ada Moreno say?"))
        assert answer.refusal
        assert "/0" not in site.asked
    wait_until(lambda: articles(service) == 2)
    looking.stop()


def test_no_page_is_fetched_once_it_is_stopped(site: Site, service: Service) -> None:
    looking = refresher(service, site)
    assert service.library
    with service.library.writing():
        looking.start()
        wait_until(lambda: "/feed" in site.asked)
        stopping = threading.Thread(target=looking.stop)
        stopping.start()
        wait_until(lambda: looking.is_ending)
    stopping.join(LONGEST)
    assert not {"/0", "/1"} & set(site.asked)
    (feed,) = FollowedFeeds(service.settings.library).all()
    assert (feed.failures, feed.seen) == (0, [])
