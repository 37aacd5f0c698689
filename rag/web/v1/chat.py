"""The same answers for clients of OpenAI's chat: messages in, a text with its sources out."""

import re
import secrets
import time
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from rag.answer.dates import day_in_words
from rag.errors import InputError
from rag.records import Answer, AnswerSentence, Citation, Question
from rag.web.escape import is_web_address, visible
from rag.web.problems import problem
from rag.web.service import Service
from rag.web.v1.fields import AnswerFields
from rag.web.v1.growing import event, events, growing, whole
from rag.web.v1.refusing import Json, refuse, status_and_sentence

MODEL = "dateline"
# Earlier pairs of question and answer that a follow-up can lean on.
_REMEMBERED = 5
_SOURCES = "\n\nSources:\n"
# What Markdown would take for a picture, a link, HTML or emphasis; a chat's window shows Markdown,
# and nothing of an article may load from elsewhere there.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>])")
_MARKERS = re.compile(r"(?: ?\[\d+\])*$")
_IN_ADDRESS = {ord(it): f"%{ord(it):02X}" for it in "\\`*_[]()<>!"}
_REPLACED = "\n\n(What stands above was given up; this takes its place.)\n\n"


class Part(BaseModel):
    """A part of a message: text."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """A message: the last is the question, earlier ones are the conversation before it; those of
    other roles than these two are not obeyed.
    """

    model_config = ConfigDict(extra="ignore", strict=True)

    role: Literal["user", "assistant", "system", "developer", "tool"]
    content: str | Annotated[list[Part], Field(max_length=100)] | None = None

    @property
    def text(self) -> str:
        """Its words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class ChatRequest(BaseModel):
    """What clients of OpenAI's send. What bears on a language model alone is taken and changes
    nothing.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    model: str = Field(max_length=200, description=f"“{MODEL}”.")
    messages: list[Message] = Field(min_length=1, max_length=1000)
    stream: bool | None = False
    n: Literal[1] | None = None
    frequency_penalty: Any = None
    logit_bias: Any = None
    logprobs: Any = None
    max_completion_tokens: Any = None
    max_tokens: Any = None
    metadata: Any = None
    parallel_tool_calls: Any = None
    presence_penalty: Any = None
    reasoning_effort: Any = None
    response_format: Any = None
    seed: Any = None
    service_tier: Any = None
    stop: Any = None
    store: Any = None
    stream_options: Any = None
    temperature: Any = None
    tool_choice: Any = None
    tools: Any = None
    top_logprobs: Any = None
    top_p: Any = None
    user: Any = None


class ReplyFields(BaseModel):
    """The answer as text."""

    role: Literal["assistant"]
    content: str = Field(description="The answer with [1] markers, in Markdown, and its sources.")


class ChoiceFields(BaseModel):
    """The one answer."""

    index: int
    message: ReplyFields
    finish_reason: Literal["stop"]
    logprobs: None


class ChatFields(BaseModel):
    """A chat completion; `dateline` is what `ask --json` prints."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceFields]
    dateline: AnswerFields


class ModelFields(BaseModel):
    """The one model that there is."""

    id: Literal["dateline"] = "dateline"
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: Literal["dateline"] = "dateline"


class ModelsFields(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[ModelFields] = [ModelFields()]


def question_in(given: ChatRequest) -> Question:
    """The last message as a question, with the turns before it.

    Raises:
        InputError: the last message is not the reader's.
    """
    spoken = [it for it in given.messages if it.role in ("user", "assistant")]
    if not spoken or spoken[-1].role != "user" or given.messages[-1] is not spoken[-1]:
        raise InputError("The last message must be the question, with the role “user”.")
    pairs: list[tuple[str, str]] = []
    asked = ""
    for message in spoken[:-1]:
        if message.role == "user":
            asked = message.text
        elif asked:
            # Its sources are no part of what was answered.
            pairs.append((asked, message.text.partition(_SOURCES)[0]))
            asked = ""
    return Question(spoken[-1].text, history=tuple(pairs[-_REMEMBERED:]))


async def complete(service: Service, given: ChatRequest, request: Request) -> Response:
    """The completion, whole or as it grows.

    Raises:
        HTTPException: there is no such model.
        DatelineError: as `Service.stream` does.
    """
    if given.model != MODEL:
        raise refuse(404, f"There is one model here; it is called {MODEL}.")
    question = question_in(given)
    if given.stream:
        return await _as_it_grows(service, question, request)
    answer = await whole(service, question, request)
    reply = {"role": "assistant", "content": text_of(answer)}
    choice = {"index": 0, "message": reply, "finish_reason": "stop", "logprobs": None}
    return Json(
        {
            "id": f"chatcmpl-{answer.id}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": MODEL,
            "choices": [choice],
            "dateline": answer.as_dict(),
        }
    )


async def _as_it_grows(service: Service, question: Question, request: Request) -> Response:
    key, created = f"chatcmpl-{secrets.token_hex(6)}", int(time.time())
    sent: str | None = None

    def chunk(delta: dict[str, str], **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": more.pop("ended", None)}
        return event(
            {
                "id": key,
                "object": "chat.completion.chunk",
                "created": created,
                "model": MODEL,
                "choices": [{**choice, "logprobs": None}],
                **more,
            }
        )

    def written(answer: Answer) -> str:
        nonlocal sent
        text = text_of(answer) if answer.finished else _sentences(answer.sentences)
        begun = chunk({"role": "assistant", "content": ""}) if sent is None else ""
        sent = sent or ""
        more = text[len(sent) :] if text.startswith(sent) else ""
        if answer.finished and not text.startswith(sent):
            # A model has failed in the middle: what was sent cannot be taken back.
            more = _REPLACED + text
        sent += more
        parts = begun + (chunk({"content": more}) if more else "")
        if not answer.finished:
            return parts
        return parts + chunk({}, ended="stop", dateline=answer.as_dict()) + "data: [DONE]\n\n"

    def failed(error: Exception) -> str:
        return event(problem(*status_and_sentence(error)))

    return await events(growing(service, question, request), written, failed)


def text_of(answer: Answer) -> str:
    """The answer as Markdown with [1] markers, its notices, and its sources below."""
    if answer.refusal:
        text = _plain(answer.refusal.message)
        lines = [
            f"- {_where(it.title, None, _day(it.published), it.url)}"
            for it in answer.refusal.nearest
        ]
        nearest = "\n\nNearest coverage:\n\n" + "\n".join(lines) if lines else ""
        return text + nearest + _listed(answer.sources)
    text = _sentences(answer.sentences)
    notices = "".join(f"\n\n({_plain(notice)})" for notice in answer.notices)
    return text + notices + _listed(answer.sources)


def _sentences(sentences: Sequence[AnswerSentence]) -> str:
    """The sentences; however many more come, what is written of the first stays the same."""
    text = ""
    for sentence in sentences:
        between = "" if not text else "\n\n" if sentence.lead else " "
        fault = f" (Not supported: {_plain(sentence.fault or '')})" if sentence.fault else ""
        text += between + sentence.written(_bold, _but_markers) + fault
    return text


def _listed(sources: Sequence[Citation]) -> str:
    if not sources:
        return ""
    lines = [
        f"- [{it.number}] {_where(it.title, it.outlet, _day(it.published), it.url)}"
        for it in sources
    ]
    return _SOURCES + "\n" + "\n".join(lines)


def _day(published: date | None) -> str:
    return day_in_words(published) if published else "undated"


def _where(title: str, outlet: str | None, day: str, url: str | None) -> str:
    words = _plain(", ".join(it for it in (title, outlet, day) if it))
    return f"{words}: {url.translate(_IN_ADDRESS)}" if url and is_web_address(url) else words


def _but_markers(text: str) -> str:
    """`text` with nothing in it that is Markdown, but for the markers at its end."""
    at = _MARKERS.search(text)
    end = at.start() if at else len(text)
    return _plain(text[:end]) + text[end:]


def _bold(text: str) -> str:
    return f"**{_plain(text)}**"


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(visible(text).split()))
