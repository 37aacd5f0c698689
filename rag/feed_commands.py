"""The commands about feeds: follow them, see how they fare, take in what is new."""

import argparse
import json
import re
import sys
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.errors import InputError
from rag.settings import Settings

_LENGTH = re.compile(r"\s*(\d{1,5})\s*(m|min|h|d|w|y)\s*", re.IGNORECASE)
_UNITS = {
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}


def length_of_time(text: str) -> timedelta:
    """A length of time as it is typed: "15m", "2h", "365d".

    Raises:
        argparse.ArgumentTypeError: it is none, or nothing at all.
    """
    match = _LENGTH.fullmatch(text)
    if match is None or not int(match[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is no length of time; write 15m, 2h or 365d")
    return int(match[1]) * _UNITS[match[2].lower()]


def follow(options: argparse.Namespace, settings: Settings) -> int:
    """Follow feeds, or those that a file of another reader lists."""
    from rag.follow import FollowedFeeds, read_opml

    if not options.addresses:
        raise InputError("Name at least one address of a feed, or an OPML file.")
    addresses: list[str] = []
    for given in options.addresses:
        listed = "://" not in given and Path(given).is_file()
        addresses += read_opml(Path(given)) if listed else [given]
    feeds = FollowedFeeds(settings.library)
    if options.stop:
        gone = feeds.remove(addresses)
        print(f"{len(gone)} of {len(addresses)} are followed no longer.")
        return 0
    fresh = feeds.add(addresses)
    known = len(set(addresses)) - len(fresh)
    print(
        f"{len(fresh)} added to the feeds that are followed, {known} there already; take in what "
        "is new with: python app.py refresh"
    )
    return 0


def feeds(options: argparse.Namespace, settings: Settings) -> int:
    """Say which feeds are followed and how they fare."""
    from rag.follow import FollowedFeeds, write_opml

    followed = FollowedFeeds(settings.library).all()
    if options.opml:
        write_opml(followed, options.opml)
        print(f"{options.opml} lists what is followed: {len(followed)}.", file=sys.stderr)
        return 0
    today = datetime.now(UTC).date()
    if options.json:
        told = [
            {name: value for name, value in asdict(it).items() if name not in ("seen", "version")}
            | {"a_day": round(it.a_day(today), 2)}
            for it in followed
        ]
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    if not followed:
        print("No feed is followed; begin with: python app.py follow ADDRESS")
    for feed in followed:
        print(f"{feed.title or feed.address}: {feed.a_day(today):.1f} articles a day")
        print(f"  {feed.address}")
        print(f"  last read {feed.succeeded or 'never'}")
        if feed.error:
            print(f"  failed {feed.tried}: {feed.error}")
    return 0


def refresh(options: argparse.Namespace, settings: Settings) -> int:
    """Take in what is new in the feeds that are followed."""
    from rag.follow import FollowedFeeds, PoliteFetcher, let_go
    from rag.follow import refresh as look
    from rag.library import open_library

    followed = FollowedFeeds(settings.library)
    if not followed.all() and not options.keep:
        raise InputError("No feed is followed; begin with: python app.py follow ADDRESS")
    added = changed = failed = gone = 0
    with open_library(settings) as library:
        for outcome in look(library, followed, PoliteFetcher(settings), every=options.every):
            summary = outcome.summary
            added, changed = added + summary.added, changed + summary.changed
            failed += bool(outcome.error) and not outcome.waits
            for remark in (*summary.rejected, *summary.notices):
                print(f"note: {remark}", file=sys.stderr)
            if outcome.error:
                why = "waits, since it failed" if outcome.waits else "failed"
                print(f"{why}: {outcome.error}", file=sys.stderr)
        if options.keep:
            gone = let_go(library, options.keep.days)
    print(f"{added} added, {changed} changed, {gone} let go; failed: {failed} of the feeds.")
    return 1 if failed else 0
