"""What goes wrong becomes a status and one plain sentence, which names nothing of the machine."""

import json
import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import DatelineError, InputError
from rag.web.asking import fault_of_its_own
from rag.web.deadline import TooSlow
from rag.web.escape import visible
from rag.web.lookups import NotFound
from rag.web.places import Busy, Left
from rag.web.problems import problem

_log = logging.getLogger(__name__)
# Seconds after which a library that is being opened may be tried again.
_AGAIN = 2
# Characters of a field's name that are repeated.
_SHOWN = 60
_SAID = {
    404: "There is nothing at this address.",
    405: "This address does not take this method; see /v1/openapi.json.",
    400: "The body is not JSON that can be read.",
}
_IN_THE_LOG = "The library cannot be used just now; its host can see why in the log."


class Json(JSONResponse):
    """JSON in ASCII, which holds any text at all."""

    def render(self, content: Any) -> bytes:
        """The bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def refuse(status: int, sentence: str) -> HTTPException:
    """A refusal, to be raised."""
    return HTTPException(status, sentence)


def status_and_sentence(error: Exception) -> tuple[int, str]:
    """What a program is told of an error."""
    match error:
        case RequestValidationError():
            return 400, _sentence_of(error)
        case HTTPException():
            from_routing = error.detail in ("Not Found", "Method Not Allowed") or (
                error.status_code == 400
            )
            said = _SAID.get(error.status_code) if from_routing else None
            return error.status_code, said or str(error.detail)
        case NotFound():
            return 404, str(error)
        case InputError():
            return 400, str(error)
        case TooSlow():
            return 504, str(error)
        case Busy():
            return 429, str(error)
        case Left():
            return 503, str(error)
        case DatelineError():
            _log.error("a request could not be served: %s", error)
            return 503, _IN_THE_LOG
        case _:
            return 500, fault_of_its_own(error)


def add_refusals(api: FastAPI) -> None:
    """Let every error of `api` be told so."""

    async def told(request: Request, error: Exception) -> Json:
        status, sentence = status_and_sentence(error)
        headers = {"cache-control": "no-store"}
        if status in (429, 503):
            headers["retry-after"] = str(error.seconds if isinstance(error, Busy) else _AGAIN)
        return Json(problem(status, sentence), status, headers)

    kinds: tuple[type[Exception], ...] = (RequestValidationError, HTTPException, DatelineError)
    for kind in (*kinds, Exception):
        api.add_exception_handler(kind, told)


_Wording = Callable[[dict[str, Any], str], str]
_WORDED: dict[str, _Wording] = {
    "json_invalid": lambda found, name: _SAID[400],
    "missing": lambda found, name: f"“{name}” is missing.",
    "extra_forbidden": lambda found, name: (
        f"There is no field “{name}”; /v1/openapi.json names those that there are."
    ),
}


def _sentence_of(error: RequestValidationError) -> str:
    found = error.errors()[0]
    place = [str(part) for part in found["loc"][1:]]
    if not place or found["type"] == "json_invalid":
        return _SAID[400] if found["type"] == "json_invalid" else "The body must be a JSON object."
    name = visible(".".join(place))
    name = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
    worded = _WORDED.get(found["type"])
    if worded:
        return worded(found, name)
    return f"“{name}” cannot be taken: {found['msg'][:1].lower()}{found['msg'][1:]}."
