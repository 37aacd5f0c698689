"""A hosted page, started as its host starts it: what readers, programs and strangers get."""

import concurrent.futures
import json
import os
import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from served import BESSENT, Page, answer_to, ask, serving

from rag.cli import main
from rag.web import hashed

POWELL = "What did Jerome Powell say about the moon landing?"


@pytest.fixture(scope="module")
def library(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("hosted") / "library"
    shutil.copytree(sample_folder, copy)
    return copy


class NeverAnswers(BaseHTTPRequestHandler):
    """A provider of language models that is down."""

    def do_POST(self) -> None:
        self.send_error(503)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def provider_down() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), NeverAnswers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()


@pytest.fixture(scope="module")
def page(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open to everybody, with the usual limits a little wider for the tests' own questions."""
    with serving(library, "serve", address_questions_per_minute="60", metrics="true") as running:
        yield running


def test_health_is_one_word(page: Page) -> None:
    reply = page.client().get("/health")
    assert (reply.status_code, reply.json()) == (200, {"status": "ready"})


def test_a_program_gets_the_documented_answer_as_it_grows(page: Page) -> None:
    from gradio_client import Client

    client = Client(page.address, verbose=False)
    grown = list(client.submit(BESSENT, api_name="/ask"))
    assert len(grown) > 1
    last = grown[-1]
    assert {"id", "question", "standalone_question", "answer", "sentences", "citations",
            "refusal", "retrieved", "answered_by", "timings_ms"} <= set(last)  # fmt: skip
    assert last["citations"][0]["speaker"] == "Scott Bessent"
    assert grown[0]["sentences"] == last["sentences"][: len(grown[0]["sentences"])]
    assert client.predict(BESSENT, api_name="/ask")["answer"] == last["answer"]
    holds = client.predict(api_name="/sources")
    assert holds["articles"] == 33 and holds["outlets"][0]["outlet"] == "Dateline sample"


def test_a_program_can_follow_up_and_narrow(page: Page) -> None:
    from gradio_client import Client

    client = Client(page.address, verbose=False)
    answer = client.predict(
        "and about soybeans?", [[BESSENT, "He said something."]], "2025-10-01", "2025-10-31",
        api_name="/ask",
    )  # fmt: skip
    assert "Bessent" in answer["standalone_question"]
    assert all(it["published"].startswith("2025-10") for it in answer["citations"])


@pytest.mark.parametrize(
    ("given", "part"),
    [
        ({"question": ""}, "empty"),
        ({"question": "x" * 10_000}, "at most 2,000 are taken"),
        ({"question": 7}, "in words"),
        ({"question": BESSENT, "date_from": "yesterday"}, "is no date"),
        ({"question": BESSENT, "words": 5}, "from 20 to 1,000"),
        ({"question": BESSENT, "history": [["one"]]}, "pairs"),
    ],
)
def test_a_bad_request_is_one_plain_sentence(
    page: Page, given: dict[str, object], part: str
) -> None:
    with page.client() as client:
        event = client.post("/gradio_api/call/v2/ask", json=given).json()["event_id"]
        said = client.get(f"/gradio_api/call/ask/{event}").text
    assert "event: error" in said and part in said
    assert "Traceback" not in said and ".py" not in said


def test_a_question_leaves_one_line_and_a_figure_but_no_words(page: Page) -> None:
    before = len(page.lines_of_the_log())
    with page.client() as client:
        answer_to(client, POWELL)
        line = page.next_line(before, refusal="speaker_silent")
        assert line["outcome"] == "refused"
        assert line["ms"] > 0 and line["id"]
        figures = client.get("/metrics").text
    assert 'refusal="speaker_silent"' in figures
    assert not any("Powell" in written or "Bessent" in written for written in page.written)


def test_what_readers_see_of_the_set_up_holds_no_path_of_the_machine(
    page: Page, library: Path
) -> None:
    with page.client() as client:
        for path in ("/", "/config", "/gradio_api/info", "/health", "/metrics"):
            assert str(library) not in client.get(path).text
            assert str(Path.cwd()) not in client.get(path).text


def test_a_reader_cannot_reach_ingest_or_files(page: Page, library: Path) -> None:
    with page.client() as client:
        sent = client.post("/gradio_api/upload", files={"files": ("a.txt", b"some words")})
        assert sent.status_code == 404
        for path in (library / "dateline.sqlite", Path("/etc/passwd"), Path("app.py").resolve()):
            assert client.get(f"/gradio_api/file={path}").status_code == 404
        described = client.get("/gradio_api/info").json()
        assert list(described["named_endpoints"]) == ["/ask", "/sources"]
        for name in ("ingest", "remove", "evaluate", "add", "lambda"):
            tried = client.post(f"/gradio_api/call/{name}", json={"data": []})
            assert tried.status_code >= 400, name


@pytest.mark.parametrize(
    "target",
    ["/static/../../../../etc/passwd", "/assets/..%2f..%2f..%2fapp.py", "//etc/passwd",
     "/static/%2e%2e/config", "*"],
)  # fmt: skip
def test_tricks_with_the_address_lead_nowhere(page: Page, target: str) -> None:
    """Sent as they are, over a bare socket, since clients put such addresses right."""
    host, port = page.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        sent = f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        connection.sendall(sent.encode())
        reply = b""
        while part := connection.recv(65536):
            reply += part
    status = int(reply.split(b" ", 2)[1])
    assert status >= 400
    assert b"root:" not in reply and b"import" not in reply


def test_another_browser_cannot_read_a_conversation_even_by_its_name(page: Page) -> None:
    with page.client() as anna, page.client() as berta:
        for reader in (anna, berta):
            assert reader.get("/").cookies.get("dateline_reader")
        config = anna.get("/config").json()
        asking = next(it["id"] for it in config["dependencies"] if it.get("api_name") == "ask")
        body = {"data": [BESSENT, None, None, None, None, None], "fn_index": asking,
                "session_hash": "annas0session"}  # fmt: skip
        assert anna.post("/gradio_api/queue/join", json=body).status_code == 200
        where = "/gradio_api/queue/data?session_hash=annas0session"
        assert berta.get(where).status_code == 404
        assert page.client().get(where).status_code == 404
        assert berta.post("/gradio_api/queue/join", json=body).status_code == 404
        assert "Bessent" in anna.get(where).text


def test_a_reader_who_leaves_in_mid_answer_holds_nobody_up(page: Page) -> None:
    with page.client() as client:
        for _ in range(8):
            event = ask(client, BESSENT).json()["event_id"]
            with client.stream("GET", f"/gradio_api/call/ask/{event}") as stream:
                next(stream.iter_raw())
        how, answer = answer_to(client, BESSENT)
    assert how == "complete" and "Bessent" in answer["answer"]


def test_behind_a_proxy_readers_are_told_apart_and_the_page_knows_its_path(
    library: Path, tmp_path: Path
) -> None:
    """One reader asks forty questions at once and is refused plainly; another, at another
    address, is answered.
    """
    shutil.copytree(library, tmp_path / "library")
    options = ("serve", "--root-path", "/dateline")
    with serving(
        tmp_path / "library",
        *options,
        trusted_proxies="127.0.0.1",
        address_questions_per_minute="4",
    ) as running:
        flood = running.client(headers={"X-Forwarded-For": "203.0.113.7"})
        other = running.client(headers={"X-Forwarded-For": "198.51.100.1"})
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            sent = [pool.submit(ask, flood, f"{BESSENT} {at}") for at in range(40)]
            how, answer = answer_to(other, BESSENT)
            replies = [one.result() for one in sent]
        statuses = [reply.status_code for reply in replies]
        assert statuses.count(200) == 4 and statuses.count(429) == 36
        refused = next(reply for reply in replies if reply.status_code == 429)
        sentence = refused.json()["detail"]
        assert sentence.startswith(
            "This page takes 4 questions a minute from your network address; please ask again in "
        )
        assert f" {refused.headers['retry-after']} second" in sentence
        assert how == "complete" and "Bessent" in answer["answer"]
        assert running.client().get("/health").json() == {"status": "ready"}
        config = running.client().get("/dateline/config").json()
        assert config["root"].endswith("/dateline")
        assert running.client().get("/metrics").status_code == 404, "not there unless set"
        assert not any("Traceback" in line for line in running.written)


def test_with_the_provider_down_the_answer_is_the_default_one_and_says_so(
    library: Path, tmp_path: Path, provider_down: str
) -> None:
    shutil.copytree(library, tmp_path / "library")
    with serving(
        tmp_path / "library", "serve", model="openai:some", model_base_url=provider_down,
        model_api_key="sk-secret", log_questions="true",
    ) as running, running.client() as client:  # fmt: skip
        how, answer = answer_to(client, BESSENT)
        assert how == "complete"
        assert answer["answered_by"] == "extractive" and "Bessent" in answer["answer"]
        assert "own sentences" in answer["notices"][0]
        line = running.next_line(0)
        assert line["notices"] == 1 and line["question"] == BESSENT
        assert not any("sk-secret" in written for written in running.written)


def test_with_a_password_nothing_is_told_without_it(library: Path, tmp_path: Path) -> None:
    shutil.copytree(library, tmp_path / "library")
    file = tmp_path / "passwords.txt"
    file.write_text(f"anna:{hashed('open sesame')}\n")
    file.chmod(0o600)
    options = ("serve", "--auth-file", str(file), "--auth", "berta:barley")
    with serving(tmp_path / "library", *options) as running:
        stranger = running.client()
        for path in ("/config", "/gradio_api/info", "/gradio_api/queue/data?session_hash=x"):
            assert stranger.get(path).status_code == 401, path
        assert ask(stranger, BESSENT).status_code == 401
        assert "Dateline sample" not in stranger.get("/").text
        # What stands in a link is no credential, whatever it is called there.
        link = {"token": "berta:barley", "access-token": "berta:barley", "auth": "berta:barley",
                "username": "berta", "password": "barley"}  # fmt: skip
        for path in ("/config", "/v1/sources", "/who/"):
            assert stranger.get(path, params=link).status_code == 401, path
        assert stranger.post("/login", params=link).status_code == 422
        assert stranger.get("/health").json() == {"status": "ready"}
        for name, password in (("anna", "open sesame"), ("berta", "barley")):
            reader = running.client()
            login = reader.post("/login", data={"username": name, "password": password})
            assert login.status_code == 200
            how, answer = answer_to(reader, BESSENT)
            assert how == "complete" and "Bessent" in answer["answer"]
            assert reader.post("/gradio_api/upload", files={"f": b"x"}).status_code == 404
        tries = [
            stranger.post("/login", data={"username": "anna", "password": str(at)}).status_code
            for at in range(12)
        ]
        assert set(tries) == {400, 429}
        assert not any("sesame" in line or "barley" in line for line in running.written)


def test_a_taken_port_and_a_wrong_option_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        library = str(tmp_path / "library")
        assert main(["serve", "--port", port, "--library", library]) == 2
        assert "choose another with --port" in capsys.readouterr().err
    assert main(["serve", "--auth", "anna", "--library", library]) == 2
    assert "--auth anna:secret" in capsys.readouterr().err


def test_the_tools_for_a_model_answer_over_standard_input_and_output(library: Path) -> None:
    copy = library.parent / "for tools"
    shutil.copytree(library, copy)
    root = Path(__file__).resolve().parents[2]
    server = StdioServerParameters(
        command=sys.executable,
        args=["app.py", "mcp", "--library", str(copy)],
        cwd=root,
        env=dict(os.environ),
    )

    bad: list[tuple[str, dict[str, object], str]] = [
        ("ask", {"question": BESSENT, "date_from": "soon"}, "is no date"),
        ("ask", {"question": "x" * 10_000}, "at most 2,000"),
        ("ask", {"question": BESSENT, "words": 10**40}, "from 20 to 1,000"),
        ("search", {"query": "tariffs", "limit": -1}, "from 1 to 100"),
        ("search", {"query": "tariffs", "date_from": "2025-02-30"}, "is no date"),
        ("search", {"query": " "}, "is empty"),
        ("who_said", {}, "by speaker"),
        ("who_said", {"speaker": "Nobody Much"}, "nobody called “Nobody Much”"),
        ("who_said", {"about": "tariffs", "limit": 10**9}, "from 1 to 200"),
        ("who_said", {"about": "tariffs", "offset": -1}, "from 0 to"),
        ("article", {"article_id": "no/such\0"}, "no article with this id"),
    ]

    async def converse() -> tuple[list[str], dict[str, Any], list[dict[str, Any]], list[str]]:
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            await session.initialize()
            names = [tool.name for tool in (await session.list_tools()).tools]

            async def call(name: str, given: dict[str, object]) -> dict[str, Any]:
                result: Any = await session.call_tool(name, given)
                told: dict[str, Any] = json.loads(result.content[0].text)
                return told

            answer = await call("ask", {"question": BESSENT})
            looked = [
                await call("sources", {}),
                await call("search", {"query": "tariffs", "date_to": "2025-10-31"}),
                await call("who_said", {"about": "everything on the table"}),
                await call("article", {"article_id": answer["citations"][0]["article_id"]}),
            ]
            untyped: Any = await session.call_tool("search", {"query": ["no", "text"]})
            assert untyped.is_error
            unknown: Any = await session.call_tool("search", {"query": "x", "from": "2025-01-01"})
            assert unknown.is_error and "no field 'from'" in unknown.content[0].text
            errors = [(await call(name, given))["error"] for name, given, _ in bad]
            return names, answer, looked, errors

    names, answer, (holds, found, said, article), errors = anyio.run(converse)
    assert names == ["ask", "search", "who_said", "article", "sources"]
    citation = answer["citations"][0]
    assert citation["speaker"] == "Scott Bessent" and "retrieved" not in answer
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert holds["articles"] == 33
    assert len(found["passages"]) == 5
    assert all(it["published"] <= "2025-10-31" for it in found["passages"])
    assert "Scott Bessent" in {it["speaker"] for it in said["statements"]}
    for error, (name, given, part) in zip(errors, bad, strict=True):
        assert part in error and "\n" not in error, (name, given)


def test_without_their_package_the_tools_say_how_to_install_it(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    assert main(["mcp", "--library", str(library)]) == 2
    assert "pip install -r requirements-mcp.txt" in capsys.readouterr().err
