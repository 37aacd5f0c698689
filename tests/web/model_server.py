"""A provider of language models on loopback that does what a test says, its faults included."""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Script:
    """What is done with one question: `texts` are written, then `let_go` is waited for, then the
    answer ends, or the connection does where it `breaks`. `begun` tells that the texts are out.
    """

    def __init__(self, *texts: str, breaks: bool = False, hangs: bool = False) -> None:
        self.texts = texts
        self.breaks = breaks
        self.begun, self.let_go = threading.Event(), threading.Event()
        if not hangs:
            self.let_go.set()


class ModelServer(ThreadingHTTPServer):
    """Follows one script a question; without any left, it has no time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scripts: deque[Script] = deque()
        self.followed: list[Script] = []

    def will(self, script: Script) -> Script:
        """Follow `script` for the next question."""
        self.scripts.append(script)
        return script

    def handle_error(self, request: object, address: object) -> None:
        """Say nothing of a page that has left, or been stopped."""

    @property
    def settings(self) -> dict[str, str]:
        """What makes a page ask it."""
        address = f"http://127.0.0.1:{self.server_port}/v1"
        return {"model": "openai:some", "model_api_key": "sk-none", "model_base_url": address}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.scripts:
            return self.send_error(503)
        script = self.server.scripts.popleft()
        self.server.followed.append(script)
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for text in script.texts:
            self._write(f"data: {json.dumps(_chunk(text))}\n\n")
        script.begun.set()
        script.let_go.wait(300)
        if not script.breaks:
            self._write("data: [DONE]\n\n")
            self._write("")
        return None

    def _write(self, text: str) -> None:
        self.wfile.write(f"{len(text):x}\r\n{text}\r\n".encode("ascii"))
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


def _chunk(text: str) -> dict[str, object]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    return {
        "id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m",
        "choices": [choice],
    }  # fmt: skip


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """It runs, until the end of the block, at which nothing hangs any more."""
    server = ModelServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        for script in server.followed:
            script.let_go.set()
        server.shutdown()
