"""Feeds that are followed: which ones, how they fare, and what is new in them.

`followed` keeps the list, `refresh` fetches what is new politely, `opml` exchanges lists with other
readers.
"""

from rag.follow.followed import Feed, FollowedFeeds
from rag.follow.opml import read_opml, write_opml
from rag.follow.polite import PoliteFetcher
from rag.follow.refresh import Outcome, let_go, refresh

__all__ = [
    "Feed",
    "FollowedFeeds",
    "Outcome",
    "PoliteFetcher",
    "let_go",
    "read_opml",
    "refresh",
    "write_opml",
]
