"""The commands about feeds, as they are typed."""

import argparse
import json
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from news_site import Site

import rag.follow
from rag.cli import main
from rag.feed_commands import length_of_time

FEEDS = ["https://a.example/feed", "https://b.example/feed"]


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


def test_feeds_are_followed_listed_and_let_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library, opml = ["--library", tmp_path / "library"], tmp_path / "feeds.opml"
    assert run("follow", *FEEDS, *library) == 0
    assert run("follow", FEEDS[0], *library) == 0
    assert "0 added to the feeds that are followed, 1 there already" in capsys.readouterr().out
    assert run("feeds", "--json", *library) == 0
    told = json.loads(capsys.readouterr().out)
    assert [it["address"] for it in told] == FEEDS
    assert "seen" not in told[0]
    assert run("feeds", "--opml", opml, *library) == 0
    assert run("follow", "--stop", opml, *library) == 0
    assert run("feeds", *library) == 0
    assert "No feed is followed" in capsys.readouterr().out
    assert run("follow", opml, *library) == 0
    assert run("feeds", *library) == 0
    assert "last read never" in capsys.readouterr().out


def test_what_is_new_is_taken_in(
    site: Site,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library = ["--library", tmp_path / "library"]
    here = partial(rag.follow.PoliteFetcher, allow_loopback=True, sleep=lambda _: None)
    monkeypatch.setattr(rag.follow, "PoliteFetcher", here)
    assert run("follow", f"{site.base}/feed", *library) == 0
    assert run("refresh", *library) == 0
    assert "2 added, 0 changed, 0 let go; failed: 0 of the feeds." in capsys.readouterr().out
    site.broken = {"/feed": 500}
    assert run("refresh", *library) == 1
    told = capsys.readouterr()
    assert "failed: 1 of the feeds." in told.out
    assert "answered 500" in told.err
    assert run("refresh", *library) == 0
    assert "waits" in capsys.readouterr().err
    assert run("feeds", *library) == 0
    assert "Quay News: 2.0 articles a day" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["follow"],
        ["follow", "nosuch.opml"],
        ["follow", "ftp://a.example/feed"],
        ["follow", FEEDS[0], "file:///etc/passwd"],
        ["refresh"],
        ["refresh", "--keep", "soon"],
        ["refresh", "--keep", "0d"],
        ["feeds", "--opml", "/nosuch/folder/feeds.opml"],
    ],
)
def test_a_mistake_is_one_sentence_that_says_what_to_do(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, "--library", tmp_path / "library") == 2
    told = capsys.readouterr().err.strip()
    assert told.startswith("dateline: ")
    assert "\n" not in told and "Traceback" not in told
    assert not (tmp_path / "library" / "feeds.json").exists()


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("15m", timedelta(minutes=15)),
        ("2 h", timedelta(hours=2)),
        ("365D", timedelta(days=365)),
        ("1y", timedelta(days=365)),
    ],
)
def test_a_length_of_time_is_read(typed: str, length: timedelta) -> None:
    assert length_of_time(typed) == length


@pytest.mark.parametrize("typed", ["", "15", "m", "-1d", "0h", "1.5h", "999999d", "d1"])
def test_what_is_no_length_of_time_is_refused(typed: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        length_of_time(typed)
