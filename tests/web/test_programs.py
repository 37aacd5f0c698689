"""The HTTP interface for programs, on a page as its host serves it."""

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from model_server import Script, model_server
from served import BESSENT, Page, serving

from rag.evaluate import read_testset
from rag.settings import Settings
from rag.web.places import Busy, Left, Places
from rag.web.recent import Recent
from rag.web.service import Service
from rag.web.v1 import fields
from rag.web.v1.application import build_api

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def library(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("programs") / "library"
    shutil.copytree(sample_folder, copy)
    return copy


@pytest.fixture(scope="module")
def page(library: Path) -> Iterator[Page]:
    with serving(library, "serve", address_questions_per_minute="1000", metrics="true") as running:
        yield running


@pytest.fixture(scope="module")
def client(page: Page) -> Iterator[httpx.Client]:
    with page.client(headers=JSON) as made:
        yield made


def refused(reply: httpx.Response, status: int) -> str:
    """The sentence of a refusal, which is one and names nothing of the machine."""
    assert reply.status_code == status, reply.text
    [(name, error)] = reply.json().items()
    assert name == "error" and set(error) == {"code", "message"}
    message = str(error["message"])
    assert message.endswith(".") and "\n" not in message
    assert "Traceback" not in message and ".py" not in message and str(Path.cwd()) not in message
    return message


def events_of(reply: httpx.Response) -> list[tuple[str, Any]]:
    assert reply.headers["content-type"].startswith("text/event-stream")
    parts = [part.split("\n") for part in reply.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data[6:])) for name, data in parts]


def test_an_answer_has_the_documented_fields_and_its_quotations_stand_where_it_says(
    client: httpx.Client,
) -> None:
    answer = client.post("/v1/ask", json={"question": BESSENT}).json()
    assert set(answer) == set(fields.AnswerFields.model_fields)
    fields.AnswerFields.model_validate(answer)
    assert answer["citations"][0]["speaker"] == "Scott Bessent" and "[1]" in answer["answer"]
    for citation in answer["citations"]:
        article = client.get(f"/v1/articles/{citation['article_id']}").json()
        assert set(article) == set(fields.ArticleFields.model_fields)
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_an_answer_comes_as_it_grows_and_the_last_one_is_whole(client: httpx.Client) -> None:
    whole = client.post("/v1/ask", json={"question": BESSENT}).json()
    *growing, (name, last) = events_of(
        client.post("/v1/ask", json={"question": BESSENT, "stream": True})
    )
    assert growing and {it for it, _ in growing} == {"growing"} and name == "answer"
    assert last["answer"] == whole["answer"] and last["sentences"] == whole["sentences"]
    first = growing[0][1]["sentences"]
    assert first == last["sentences"][: len(first)] and len(first) < len(last["sentences"])


def test_a_follow_up_is_narrowed_down(client: httpx.Client) -> None:
    given = {
        "question": "and about soybeans?", "history": [[BESSENT, "He said something."]],
        "date_from": "2025-10-01", "date_to": "2025-10-31", "words": 20,
    }  # fmt: skip
    answer = client.post("/v1/ask", json=given).json()
    assert "Bessent" in answer["standalone_question"]
    assert all(it["published"].startswith("2025-10") for it in answer["citations"])


def test_passages_are_found_best_first_within_days_and_outlets(client: httpx.Client) -> None:
    asked = {"q": "tariffs on coffee", "from": "2025-10-01", "to": "2025-11-30", "limit": 5}
    found = client.get("/v1/search", params=asked).json()["passages"]
    fields.SearchFields.model_validate({"passages": found})
    assert len(found) == 5 and all("2025-10" <= it["published"] < "2025-12" for it in found)
    assert [it["score"] for it in found] == sorted((it["score"] for it in found), reverse=True)
    article = client.get(f"/v1/articles/{found[0]['article_id']}").json()
    assert article["text"][found[0]["start"] : found[0]["end"]] == found[0]["text"]
    nowhere = client.get("/v1/search", params={**asked, "outlet": ["No such", "Other"]})
    assert nowhere.json() == {"passages": []}
    both = client.get("/v1/search", params={**asked, "outlet": ["No such", "Dateline sample"]})
    assert both.json()["passages"] == found


def test_people_are_listed_and_each_is_told_in_full(client: httpx.Client) -> None:
    listed = client.get("/v1/people", params={"limit": 3}).json()["people"]
    assert [it["name"] for it in listed][:2] == ["Donald Trump", "Scott Bessent"]
    assert len(listed) == 3
    [bessent] = client.get("/v1/people/the treasury secretary").json()["people"]
    fields.PeopleFields.model_validate({"people": [bessent, *listed]})
    assert bessent["name"] == "Scott Bessent" and bessent["latest"][0]["day"] == "2025-11-17"
    sentence = refused(client.get("/v1/people/Bosset Scot"), 404)
    assert "perhaps Scott Bessent" in sentence


def test_statements_are_those_of_a_speaker_about_a_topic_in_a_time(client: httpx.Client) -> None:
    def told(**asked: object) -> dict[str, Any]:
        got: dict[str, Any] = client.get("/v1/statements", params=asked).json()
        fields.StatementsFields.model_validate(got)
        return got

    everything = told(speaker="Bessent")
    assert {it["speaker"] for it in everything["statements"]} == {"Scott Bessent"}
    days = [it["day"] for it in everything["statements"]]
    assert days == sorted(days, reverse=True) and everything["total"] == len(days)
    assert (
        told(speaker="Bessent", limit=2, offset=3)["statements"] == (everything["statements"][3:5])
    )
    autumn = told(speaker="Bessent", about="tariffs", **{"from": "2025-10-01"})
    assert 0 < autumn["total"] < told(speaker="Bessent", about="tariffs")["total"]
    assert 0 < told(speaker="Bessent", about="soybeans")["total"] < len(days)
    assert all(it["day"] >= "2025-10-01" for it in autumn["statements"])
    # and without a speaker, whoever said it
    anybody = told(about="everything on the table")
    assert ("Scott Bessent", "sample-bessent-tariff-cheques") in {
        (it["speaker"], it["article_id"]) for it in anybody["statements"]
    }
    several = {it["speaker"] for it in told(about="tariffs")["statements"]}
    assert len(several) > 3 and "Scott Bessent" in several
    assert told(about="tariffs", to="2025-01-01") == {"statements": [], "total": 0}


def test_the_description_names_every_address_and_what_a_refusal_looks_like(
    client: httpx.Client,
) -> None:
    described = client.get("/v1/openapi.json").json()
    assert described["info"]["version"] == "1" and described["servers"] == [{"url": "/v1"}]
    operations = {
        f"{method} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }
    assert {
        "post /ask", "get /search", "get /articles/{id}", "get /people", "get /people/{name}",
        "get /statements", "get /sources", "post /feedback",
    } <= set(operations)  # fmt: skip
    for operation in operations.values():
        assert set(operation["responses"]) == {"200", "default"} and operation["description"]
    assert operations["get /search"]["operationId"] == "search"
    fields.SourcesFields.model_validate(client.get("/v1/sources").json())
    # and no page of it that loads scripts from elsewhere
    for path in ("/v1/docs", "/v1/redoc", "/openapi.json", "/docs"):
        assert client.get(path).status_code == 404


ASKED = {"question": BESSENT}
DEEP = b'{"question":' + b"[" * 10_000 + b"]" * 10_000 + b"}"


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({}, "“question” is missing"),
        ({"question": 7}, "“question” cannot be taken: input should be a valid string"),
        ({"question": " "}, "is empty"),
        ({"question": "x" * 10_000}, "at most 2,000 are taken"),
        ({**ASKED, "evil<b>\0": 1}, "no field “evil<b>”"),
        ({**ASKED, "words": -1}, "greater than or equal to 20"),
        ({**ASKED, "words": 10**40}, "less than or equal to 1000"),
        ({**ASKED, "words": "60"}, "“words”"),
        ({**ASKED, "stream": "yes"}, "“stream”"),
        ({**ASKED, "date_from": "2025-02-30"}, "is no date"),
        ({**ASKED, "date_from": "2025-05-01", "date_to": "2025-04-01"}, "turned round"),
        ({**ASKED, "history": [["one"]]}, "“history.0”"),
        ({**ASKED, "history": [["a", "b"]] * 41}, "at most 40"),
        ({**ASKED, "outlets": [b"\xed".decode("latin-1") * 501]}, "at most 500"),
        (DEEP, "not JSON"),
        (b"[" * 10_000, "not JSON"),
        (b"nonsense", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"", "must be a JSON object"),
        (b"[]", "must be a JSON object"),
    ],
    ids=lambda it: str(it)[:40],
)
def test_a_bad_question_is_one_plain_sentence(client: httpx.Client, body: Any, part: str) -> None:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert part in refused(client.post("/v1/ask", content=sent), 400)


@pytest.mark.parametrize("question", ["Bessent\0 said", "\ud800 Bessent", "\U0010ffff", "﷽" * 100])
def test_characters_of_any_kind_are_no_fault(client: httpx.Client, question: str) -> None:
    reply = client.post("/v1/ask", content=json.dumps({"question": question}).encode())
    assert reply.status_code == 200 and reply.json()["question"]


@pytest.mark.parametrize(
    ("address", "status", "part"),
    [
        ("/search", 400, "“q” is missing"),
        ("/search?q=", 400, "is empty"),
        ("/search?q=tariffs&limit=-1", 400, "greater than or equal to 1"),
        ("/search?q=tariffs&limit=99999999999999999999", 400, "less than or equal to 100"),
        ("/search?q=tariffs&limit=many", 400, "valid integer"),
        ("/search?q=tariffs&evil=1", 400, "no field “evil”"),
        ("/search?q=tariffs&from=2025-02-30", 400, "is no date"),
        ("/search?q=tariffs&from=2025-05-01&to=2025-04-01", 400, "turned round"),
        ("/search?q=" + "x" * 10_000, 400, "at most 2,000"),
        ("/articles/no%2Fsuch", 404, "no article with this id"),
        ("/articles/%00", 404, "no article with this id"),
        ("/articles/x?evil=1", 400, "no field “evil”"),
        ("/people/AC%2FDC", 404, "nobody called “AC/DC”"),
        ("/people/%00", 404, "nobody called"),
        ("/people/%ed%a0%80", 404, "nobody called"),
        ("/people/" + "x" * 10_000, 404, "…”"),
        ("/people?limit=0", 400, "greater than or equal to 1"),
        ("/statements", 400, "by speaker"),
        ("/statements?about=" + "x" * 10_000, 400, "at most 200"),
        ("/statements?speaker=Nobody+Much", 404, "nobody called “Nobody Much”"),
        ("/statements?about=tariffs&offset=-1", 400, "“offset”"),
        ("/sources?evil=1", 400, "no field “evil”"),
        ("/nothing", 404, "nothing at this address"),
        ("/ask", 405, "does not take this method"),
    ],
    ids=lambda it: str(it)[:40],
)
def test_a_bad_address_is_one_plain_sentence(
    client: httpx.Client, address: str, status: int, part: str
) -> None:
    assert part in refused(client.get(f"/v1{address}"), status)


def test_a_body_that_is_too_large_or_no_json_is_refused_at_the_door(client: httpx.Client) -> None:
    assert "1 MB" in refused(client.post("/v1/ask", content=b"x" * 1_100_000), 413)
    form = client.post("/v1/ask", content=b"{}", headers={"content-type": "text/plain"})
    assert "JSON alone" in refused(form, 415)


def test_a_question_leaves_the_same_line_and_figure_as_one_on_the_page(page: Page) -> None:
    before = len(page.lines_of_the_log())
    with page.client() as client:
        answer = client.post(
            "/v1/ask", json={"question": "What did Jerome Powell say about the moon landing?"}
        ).json()
        line = page.next_line(before, id=answer["id"])
        assert line["refusal"] == answer["refusal"]["reason"] == "speaker_silent"
        figures = client.get("/metrics").text
    assert 'refusal="speaker_silent"' in figures
    assert not any("Powell" in written for written in page.written)


def test_feedback_is_kept_as_the_pages_thumbs_are(client: httpx.Client, library: Path) -> None:
    given = {"question": BESSENT, "history": [["What of the Fed?", "It waits."]]}
    answer = client.post("/v1/ask", json=given).json()
    thumb = {"id": answer["id"], "feedback": "up", "word": "just\nwhat I asked"}
    assert client.post("/v1/feedback", json=thumb).json() == {"kept": True}
    [item] = read_testset(library / "feedback.jsonl").items
    assert (item.question, item.history) == (BESSENT, (("What of the Fed?", "It waits."),))
    assert item.evidence[0].quote == answer["citations"][0]["quote"]
    unknown = client.post("/v1/feedback", json={"id": "no such", "feedback": "up"})
    assert "only the latest" in refused(unknown, 404)
    other = client.post("/v1/feedback", json={**thumb, "feedback": "great"})
    assert "'up' or 'down'" in refused(other, 400)


def test_behind_a_password_and_a_path_the_limits_are_those_of_the_page(
    library: Path, tmp_path: Path
) -> None:
    shutil.copytree(library, tmp_path / "library")
    options = ("serve", "--root-path", "/dateline", "--auth", "anna:barley: and rye")
    with serving(
        tmp_path / "library", *options, address_questions_per_minute="3", feedback="off"
    ) as running, running.client() as stranger:  # fmt: skip
        for path in ("/v1/sources", "/v1/openapi.json", "/dateline/v1/people", "/v1/nothing"):
            reply = stranger.get(path)
            assert "password" in refused(reply, 401)
            assert reply.headers["www-authenticate"].startswith("Basic ")
        with_basic = {"auth": ("anna", "barley: and rye")}
        with_token = {"headers": {"authorization": "Bearer anna:barley: and rye"}}
        cookie = running.client()
        cookie.post("/login", data={"username": "anna", "password": "barley: and rye"})
        assert cookie.get("/v1/sources").json()["articles"] == 33
        described = stranger.get("/dateline/v1/openapi.json", **with_basic).json()
        assert described["servers"] == [{"url": "/dateline/v1"}]
        # given three questions of one address, then the next is refused with the time to wait
        for client, how in ((stranger, with_basic), (stranger, with_token), (cookie, {})):
            assert client.post("/dateline/v1/ask", json=ASKED, **how).status_code == 200
        for reply in (
            stranger.post("/v1/ask", json=ASKED, **with_basic),
            cookie.get("/v1/search?q=tariffs"),
        ):
            assert f"in {reply.headers['retry-after']} second" in refused(reply, 429)
        assert stranger.get("/v1/sources", **with_token).status_code == 200
        thumb = {"id": "x", "feedback": "up"}
        off = stranger.post("/v1/feedback", json=thumb, **with_basic)
        assert "keeps no feedback" in refused(off, 404)
        # and nobody can try passwords for long, while who has one goes on
        tries = [
            stranger.get("/v1/sources", auth=("anna", str(at))).status_code for at in range(12)
        ]
        assert set(tries) == {401, 429}
        assert stranger.get("/v1/sources", **with_basic).status_code == 200
        assert not any("barley" in line for line in running.written)


def test_a_question_that_its_caller_abandons_ends_and_makes_room(
    library: Path, tmp_path: Path
) -> None:
    shutil.copytree(library, tmp_path / "library")
    with model_server() as model, serving(
        tmp_path / "library", "serve", concurrency="1", model_timeout="2", **model.settings
    ) as running:  # fmt: skip
        # given a question whose caller leaves while the provider is at it
        client = running.client()
        hung = model.will(Script(hangs=True))

        async def ask_and_leave() -> None:
            async with httpx.AsyncClient(timeout=None, trust_env=False) as caller:
                asking = asyncio.create_task(caller.post(f"{running.address}/v1/ask", json=ASKED))
                assert await asyncio.to_thread(hung.begun.wait, 300)
                asking.cancel()

        asyncio.run(ask_and_leave())
        # then it has ended before the provider has, and the only place is another's
        assert running.next_line(0, outcome="left")["fault"] == "left"
        assert client.post("/v1/ask", json=ASKED).json()["answered_by"] == "extractive"
        assert not hung.let_go.is_set()


def test_while_the_library_is_opened_programs_are_told_when_to_come_back(tmp_path: Path) -> None:
    settings = Settings(library=tmp_path / "library")
    api = build_api(Service(settings), settings, Recent())

    async def replies() -> list[httpx.Response]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(api), base_url="http://news.example"
        ) as client:
            gets = [await client.get(path) for path in ("/sources", "/search?q=x", "/people/x")]
            return [*gets, await client.post("/ask", json=ASKED)]

    for reply in asyncio.run(replies()):
        assert "still being opened" in refused(reply, 503)
        assert int(reply.headers["retry-after"]) > 0


def test_so_many_have_a_place_and_so_many_may_wait_for_one() -> None:
    places = Places(1, 1)
    waits, let_go = threading.Event(), threading.Event()
    waited: list[str] = []

    def wait() -> None:
        def has_left() -> bool:
            waits.set()
            return let_go.is_set()

        try:
            with places.taken(has_left):
                waited.append("had a place")
        except Left:
            waited.append("left")

    with places.taken(lambda: False):
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert waits.wait(60)
        with pytest.raises(Busy, match="ask again"), places.taken(lambda: False):
            pass
        let_go.set()
        waiting.join(60)
    assert waited == ["left"]
    with places.taken(lambda: False):
        pass
