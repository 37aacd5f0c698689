"""The interface for programs: the endpoints `ask` and `sources`, for gradio_client and plain HTTP.

from gradio_client import Client
client = Client("http://127.0.0.1:7860")
for answer in client.submit("what did Bessent say about tariffs?", api_name="/ask"):
    print(answer["answer"])
print(client.predict(api_name="/sources"))
"""

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.events import api

from rag.errors import DatelineError
from rag.web.asking import fault_of_its_own
from rag.web.lookups import question_of
from rag.web.service import Service

# Seconds that a question waits for the models of a page that has just been started.
_PATIENCE = 60
_STARTING = "The library is still being opened; ask again in a moment."


def add_endpoints(service: Service, concurrency_id: str) -> None:
    """Add them to the open gr.Blocks; questions wait in the queue `concurrency_id`."""

    def ask(
        question: str,
        history: list[list[str]] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        outlets: list[str] | None = None,
        words: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Answer a question, with the fields of `python app.py ask --json`, as it grows.

        history: earlier [question, answer] pairs. date_from, date_to: days such as 2025-04-01.
        outlets: their names, as `sources` gives them. words: the most that the answer may have.
        Yields the answer so far; the last is whole.
        """
        given = {
            "question": question, "history": history, "date_from": date_from,
            "date_to": date_to, "outlets": outlets, "words": words,
        }  # fmt: skip
        try:
            asked = question_of(given)
            service.wait_until_settled(_PATIENCE)
            for answer in service.stream(asked):
                yield answer.as_dict()
        except DatelineError as error:
            raise gr.Error(str(error), print_exception=False) from None
        except Exception as error:
            raise gr.Error(fault_of_its_own(error), print_exception=False) from None

    def sources() -> dict[str, Any]:
        """Say what the library holds, with the fields of `python app.py sources --json`."""
        if service.summary is None:
            raise gr.Error(_STARTING, print_exception=False)
        return service.summary.as_dict()

    # Gradio describes an endpoint by its annotations, and knows no iterators.
    ask.__annotations__["return"] = dict[str, Any]
    api(ask, api_name="ask", concurrency_id=concurrency_id)
    api(sources, api_name="sources")
