"""What programs are told when a model fails midway, takes too long, or there is no room."""

import concurrent.futures
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from model_server import ModelServer, Script, model_server
from served import BESSENT, Page, serving

ASKED = {"question": BESSENT}
CHAT: dict[str, Any] = {"model": "dateline", "messages": [{"role": "user", "content": BESSENT}]}
# A sentence of the sample that the check lets through, and the beginning of the next.
SUPPORTED = '"Everything is on the table," Bessent said of the tariff payments [1]. '
BEGUN = "He then "


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture(scope="module")
def page(
    model: ModelServer, sample_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    copy = tmp_path_factory.mktemp("faults") / "library"
    shutil.copytree(sample_folder, copy)
    with serving(
        copy, "serve", concurrency="1", queue="1", answer_seconds="20", model_timeout="300",
        address_questions_per_minute="1000", followups="false", **model.settings,
    ) as running:  # fmt: skip
        yield running


@pytest.fixture(scope="module")
def client(page: Page) -> Iterator[httpx.Client]:
    with page.client() as made:
        yield made


def test_a_chat_whose_model_breaks_off_goes_on_with_the_articles_own_words(
    page: Page, model: ModelServer
) -> None:
    model.will(Script(SUPPORTED, BEGUN, breaks=True))
    with httpx.Client(trust_env=False) as http:
        asked = openai.OpenAI(
            base_url=f"{page.address}/v1", api_key="none", max_retries=0, http_client=http
        )
        chunks = list(asked.chat.completions.create(**CHAT, stream=True))
    text = "".join(it.choices[0].delta.content or "" for it in chunks)
    first, _, rest = text.partition("(What stands above was given up; this takes its place.)")
    answer = chunks[-1].model_extra["dateline"]  # type: ignore[index]
    assert "Everything is on the table" in first and "He then" not in text
    assert "Everything is on the table" in rest and "own sentences" in rest
    assert answer["answered_by"] == "extractive" and chunks[-1].choices[0].finish_reason == "stop"


def test_a_stream_whose_model_breaks_off_ends_with_a_whole_answer_that_says_so(
    client: httpx.Client, model: ModelServer
) -> None:
    model.will(Script(SUPPORTED, BEGUN, breaks=True))
    reply = client.post("/v1/ask", json={**ASKED, "stream": True})
    parts = [part.split("\ndata: ") for part in reply.text.strip().split("\n\n")]
    names = [name.removeprefix("event: ") for name, _ in parts]
    answers = [json.loads(data) for _, data in parts]
    assert names[-1] == "answer" and set(names[:-1]) == {"growing"}
    assert answers[0]["answered_by"] == "openai:some"
    assert answers[-1]["answered_by"] == "extractive" and "failed" in answers[-1]["notices"][0]
    assert answers[-1]["citations"]


@pytest.mark.parametrize(
    ("path", "body"), [("/v1/ask", ASKED), ("/v1/chat/completions", CHAT)], ids=["ask", "chat"]
)
def test_a_stream_that_its_reader_leaves_ends_with_the_models_work_and_frees_its_place(
    page: Page, client: httpx.Client, model: ModelServer, path: str, body: dict[str, Any]
) -> None:
    # given the only place, taken by a stream whose model has begun and hangs
    hung = model.will(Script(SUPPORTED, BEGUN, hangs=True))
    before = len(page.lines_of_the_log())
    with client.stream("POST", path, json={**body, "stream": True}) as stream:
        assert "Everything is on the table" in next(
            line for line in stream.iter_lines() if "table" in line
        )
    # when its reader leaves, then that is seen at once, and the next question is answered
    assert page.next_line(before, outcome="left")["fault"] == "left"
    assert client.post("/v1/ask", json=ASKED).status_code == 200
    assert not hung.let_go.is_set()


def test_while_the_place_is_taken_one_waits_and_one_is_told_when_to_come_back(
    client: httpx.Client, model: ModelServer
) -> None:
    hung = model.will(Script(SUPPORTED, BEGUN, hangs=True))
    with (
        client.stream("POST", "/v1/ask", json={**ASKED, "stream": True}) as stream,
        concurrent.futures.ThreadPoolExecutor(2) as pool,
    ):
        assert any("table" in line for line in stream.iter_lines())
        both = [pool.submit(client.post, "/v1/ask", json=ASKED) for _ in range(2)]
        refused = next(concurrent.futures.as_completed(both)).result()
        error = refused.json()["error"]
        assert refused.status_code == 429 and error["code"] == "too_many_requests"
        assert f"ask again in {refused.headers['retry-after']} second" in error["message"]
        hung.let_go.set()
        answered = [it for it in (one.result() for one in both) if it is not refused]
    assert [it.status_code for it in answered] == [200]


def test_what_takes_too_long_is_given_up_and_holds_nobody_up(
    page: Page, client: httpx.Client, model: ModelServer
) -> None:
    hung = model.will(Script(hangs=True))
    before = len(page.lines_of_the_log())
    reply = client.post("/v1/ask", json=ASKED)
    assert reply.status_code == 504 and "retry-after" not in reply.headers
    assert reply.json()["error"] == {
        "code": "too_slow",
        "message": "The answer took longer than 20 seconds and was given up; please ask again, "
        "or in other words.",
    }
    assert page.next_line(before, fault="TooSlow")
    assert client.post("/v1/ask", json=ASKED).status_code == 200
    assert not hung.let_go.is_set()


def test_a_stream_that_takes_too_long_ends_with_an_event_that_says_so(
    client: httpx.Client, model: ModelServer
) -> None:
    model.will(Script(SUPPORTED, BEGUN, hangs=True))
    for line in client.post("/v1/chat/completions", json={**CHAT, "stream": True}).text.split("\n"):
        if "error" in line:
            assert json.loads(line.removeprefix("data: "))["error"]["code"] == "too_slow"
            break
    else:
        raise AssertionError("no event says so")


def test_a_full_queue_of_the_page_says_when_to_come_back(
    page: Page, client: httpx.Client, model: ModelServer
) -> None:
    """Gradio's own queue, for the page and gradio_client, which would say 503 and no time."""
    hung = model.will(Script(hangs=True))
    body = {"question": BESSENT}
    replies: list[httpx.Response] = []
    while not any(it.status_code != 200 for it in replies):
        assert len(replies) < 10, "the queue is never full"
        replies.append(client.post("/gradio_api/call/v2/ask", json=body))
    refused = replies[-1]
    assert refused.status_code == 429, refused.text
    assert f"ask again in {refused.headers['retry-after']} second" in refused.json()["detail"]
    hung.let_go.set()
