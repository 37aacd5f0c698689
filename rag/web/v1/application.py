"""The interface itself: its addresses, over the service that answers the page too."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import Response

from rag.library import Library
from rag.settings import Settings
from rag.web import lookups
from rag.web.addresses import root_of
from rag.web.feedback import feedback_file, keep_feedback
from rag.web.problems import problem
from rag.web.recent import Recent
from rag.web.service import Service
from rag.web.v1 import chat, fields
from rag.web.v1.growing import event, events, growing, whole
from rag.web.v1.refusing import Json, add_refusals, refuse, status_and_sentence

_ABOUT = (
    "Answers questions about the news with citations: every sentence opens at the words in the "
    "article that it rests on. Where the page has a password, give name and password as HTTP Basic "
    "authentication, or as the bearer token `name:password`. Every error is "
    '`{"error": {"code": "...", "message": "one plain sentence"}}`; a 429 or 503 says in '
    "Retry-After after how many seconds to try again."
)
_OTHERWISE: dict[int | str, dict[str, Any]] = {
    "default": {"model": fields.Problem, "description": "Refused, with the reason."}
}
_STARTING = "The library is still being opened; try again in a few seconds."
_NOT_OPEN = "The library cannot be opened; its host can see why in the log."


def build_api(service: Service, settings: Settings, recent: Recent) -> FastAPI:
    """The interface as an application to be put at /v1; `recent` remembers what was answered."""
    api = FastAPI(
        title="Dateline",
        version="1",
        description=_ABOUT,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        servers=[{"url": f"{root_of(settings)}/v1"}],
        root_path_in_servers=False,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        default_response_class=Json,
    )
    add_refusals(api)
    api.include_router(_Routes(service, settings, recent).router())
    return api


class _Routes:
    """What answers at each address."""

    def __init__(self, service: Service, settings: Settings, recent: Recent) -> None:
        self._service = service
        self._settings = settings
        self._recent = recent
        # One look into the library at a time, so that answers go before.
        self._looking = ThreadPoolExecutor(1, "lookups")
        self._searching = ThreadPoolExecutor(settings.concurrency, "searches")

    def router(self) -> APIRouter:
        """Every address with its method, its summary and its fields."""
        router = APIRouter()

        def at(path: str, endpoint: Any, given: type, *, post: bool = False) -> None:
            router.add_api_route(
                path, endpoint, methods=["POST" if post else "GET"], response_model=None,
                responses={200: {"model": given}, **_OTHERWISE},
            )  # fmt: skip

        at("/ask", self.ask, fields.AnswerFields, post=True)
        at("/search", self.search, fields.SearchFields)
        at("/articles/{id:path}", self.article, fields.ArticleFields)
        at("/people", self.people, fields.PeopleFields)
        at("/people/{name:path}", self.person, fields.PeopleFields)
        at("/statements", self.statements, fields.StatementsFields)
        at("/sources", self.sources, fields.SourcesFields)
        at("/feedback", self.feedback, fields.KeptFields, post=True)
        at("/chat/completions", self.chat, chat.ChatFields, post=True)
        at("/models", self.models, chat.ModelsFields)
        at("/models/{model}", self.model, chat.ModelFields)
        return router

    async def ask(self, given: fields.AskRequest, request: Request) -> Response:
        """Answer a question with citations, whole or as it grows."""
        self._settled()
        question = lookups.question_of(given.model_dump(exclude={"stream"}))
        if not given.stream:
            return Json((await whole(self._service, question, request)).as_dict())
        return await events(
            growing(self._service, question, request),
            lambda answer: event(answer.as_dict(), "answer" if answer.finished else "growing"),
            lambda error: event(problem(*status_and_sentence(error)), "error"),
        )

    async def chat(self, given: chat.ChatRequest, request: Request) -> Response:
        """Answer the last message of a chat as OpenAI's interface does, with citations."""
        self._settled()
        return await chat.complete(self._service, given, request)

    async def models(self, given: Annotated[fields.Nothing, Query()]) -> Response:
        """List the models, of which there is one."""
        return Json(chat.ModelsFields().model_dump())

    async def model(self, model: str, given: Annotated[fields.Nothing, Query()]) -> Response:
        """Describe the model."""
        if model != chat.MODEL:
            raise refuse(404, f"There is one model here; it is called {chat.MODEL}.")
        return Json(chat.ModelFields().model_dump())

    async def search(self, given: Annotated[fields.SearchRequest, Query()]) -> Response:
        """Find the passages that fit a question or search words, best first, with offsets."""
        library = self._settled()

        def found() -> dict[str, Any]:
            with self._service.places.taken(lambda: False):
                passages = lookups.passages(
                    library, self._settings, given.q, date_from=given.date_from,
                    date_to=given.date_to, outlets=given.outlet, limit=given.limit,
                )  # fmt: skip
            return {"passages": passages}

        return await _made(self._searching, found)

    async def article(self, id: str, given: Annotated[fields.Nothing, Query()]) -> Response:
        """Give an article whole."""
        library = self._opened()
        return await _made(self._looking, lambda: lookups.article(library, id))

    async def people(self, given: Annotated[fields.PeopleRequest, Query()]) -> Response:
        """List whom the library quotes most."""
        library = self._opened()
        return await _made(
            self._looking, lambda: {"people": lookups.quoted_most(library, given.limit)}
        )

    async def person(self, name: str, given: Annotated[fields.PersonRequest, Query()]) -> Response:
        """Give a person or body in full, or in outline all who bear the name."""
        library = self._opened()
        return await _made(
            self._looking, lambda: {"people": lookups.people(library, name, exact=given.exact)}
        )

    async def statements(self, given: Annotated[fields.StatementsRequest, Query()]) -> Response:
        """Give what a speaker said, what anybody said about a topic, or both, newest first."""
        library = self._opened()
        return await _made(self._looking, lambda: lookups.statements(library, **given.model_dump()))

    async def sources(self, given: Annotated[fields.Nothing, Query()]) -> Response:
        """Say what the library holds."""
        self._opened()

        def held() -> dict[str, Any]:
            summary = self._service.summary
            if summary is None:
                raise refuse(503, _STARTING)
            return summary.as_dict()

        return await _made(self._looking, held)

    async def feedback(self, given: fields.FeedbackRequest) -> Response:
        """Say whether an answer was of use; the host can judge the answers by it."""
        file = feedback_file(self._settings)
        if file is None:
            raise refuse(404, "This page keeps no feedback.")
        asked = self._recent.find(given.id)
        if asked is None or asked.answer is None:
            raise refuse(404, "No answer of this id is remembered; only the latest are.")
        question, answer = asked.question, asked.answer

        def kept() -> dict[str, Any]:
            if not keep_feedback(file, given.id, question, answer, given.feedback, given.word):
                raise refuse(503, "The feedback could not be kept; its host can see why.")
            return {"kept": True}

        return await _made(self._looking, kept)

    def _opened(self) -> Library:
        library = self._service.library
        if self._service.error:
            raise refuse(503, _NOT_OPEN)
        if library is None:
            raise refuse(503, _STARTING)
        return library

    def _settled(self) -> Library:
        library = self._opened()
        if not self._service.is_settled:
            raise refuse(503, _STARTING)
        return library


async def _made(executor: Executor, work: Callable[[], dict[str, Any]]) -> Json:
    return Json(await asyncio.get_running_loop().run_in_executor(executor, work))
