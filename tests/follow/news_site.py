"""A site with a feed and its pages, on this machine, that tells what it was asked for."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TEXT = (
    "The harbour council voted on Sunday to close pier {0} for two years of repairs. Ferries will "
    "leave from the east quay until 2027. “We did not want this for pier {0},” said Ada Moreno, "
    "who chairs the council of quarter {0}, in a letter to the {0} residents."
)


@dataclass
class Site:
    """What the site has: bodies by path with their status; `asked` are the paths asked for."""

    robots: str | None = None
    articles: int = 2
    broken: Mapping[str, int] = field(default_factory=dict)
    version: str = '"one"'
    asked: list[str] = field(default_factory=list)
    base: str = ""

    def feed(self) -> str:
        """The feed, with an entry for every article."""
        items = "".join(
            f"<item><title>Pier {at}</title><link>{self.base}/{at}</link><guid>{at}</guid>"
            "<description>Teaser.</description></item>"
            for at in range(self.articles)
        )
        return f'<rss version="2.0"><channel><title>Quay News</title>{items}</channel></rss>'

    def answer(self, path: str, version: str | None) -> tuple[int, str, str]:
        """Status, content type and body for a path."""
        self.asked.append(path)
        if path in self.broken:
            return self.broken[path], "text/plain", "broken"
        if path == "/robots.txt":
            return (404, "", "") if self.robots is None else (200, "text/plain", self.robots)
        if path == "/feed":
            if version == self.version:
                return 304, "", ""
            return 200, "application/rss+xml", self.feed()
        page = f"<html><body><article><p>{TEXT.format(path[1:])}</p></article></body></html>"
        return 200, "text/html; charset=utf-8", page


def start(site: Site) -> ThreadingHTTPServer:
    """Serve a site on the loopback address until the server is shut down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = site.answer(self.path, self.headers.get("If-None-Match"))
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            if self.path == "/feed":
                self.send_header("ETag", site.version)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
