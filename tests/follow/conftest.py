"""What the tests of this folder share."""

from collections.abc import Iterator

import pytest
from news_site import Site, start


@pytest.fixture
def site() -> Iterator[Site]:
    """A site with a feed, served on this machine."""
    made = Site()
    server = start(made)
    yield made
    server.shutdown()
    server.server_close()
