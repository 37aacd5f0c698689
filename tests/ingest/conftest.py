"""What the tests of this folder share."""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from small_server import Pages, Serve, start


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve bodies with their content types by path; gives the address that they begin with."""
    servers: list[ThreadingHTTPServer] = []

    def serving(pages: Pages) -> str:
        servers.append(start(pages))
        return f"http://127.0.0.1:{servers[-1].server_port}"

    yield serving
    for server in servers:
        server.shutdown()
        server.server_close()
