"""The page: its layout, and what each of its parts sets going."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from rag.errors import DatelineError, InputError
from rag.questions import question_from
from rag.settings import Settings
from rag.web.asking import LOADING, fault_of_its_own, question_of_reader, turns_of
from rag.web.conversation import Conversation, Turn, with_turn
from rag.web.render import render_intro, render_sources, render_status, render_turns
from rag.web.service import Service

TITLE = "Dateline"
_FOLDER = Path(__file__).parent
_EXAMPLES = 4
# Seconds between two looks of an open page at whether the models are loaded.
_TICK = 0.5
_MASTHEAD = (
    f'<h1 class="masthead">{TITLE}</h1>'
    '<p class="strapline">Ask the news. Every sentence opens at the words it rests on.</p>'
)
_Update = dict[Any, Any]


def head() -> str:
    """What the page needs in its <head>: its script, and a description."""
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    return (
        '<meta name="description" content="Ask the news a question; every sentence of the answer '
        f'opens at the words it rests on."><script>{script}</script>'
    )


def style() -> str:
    """The page's style sheet."""
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


def build_page(service: Service, settings: Settings) -> gr.Blocks:
    """The page over `service`; launch it with the theme, `style()` and `head()`."""
    page: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        _Page(service, page)
        api(_for_programs(service), api_name="ask", concurrency_id="asking")
    page.queue(
        default_concurrency_limit=settings.concurrency, max_size=settings.queue, api_open=False
    )
    return page


class _Page:
    """The parts of the page, made within an open gr.Blocks, and their events."""

    def __init__(self, service: Service, page: gr.Blocks) -> None:
        self._service = service
        self._stops: dict[str, threading.Event] = {}
        self._lay_out()
        self._connect(page)

    def _lay_out(self) -> None:
        self.conversation = gr.State(())
        self.clock = gr.Timer(_TICK, active=False)
        with gr.Row(elem_id="top", equal_height=False):
            gr.HTML(_MASTHEAD, elem_id="name", apply_default_css=False, js_on_load=None)
            self.intro = _html("intro", render_intro(self._service.summary))
            self.new = gr.Button("New conversation", elem_id="new", size="sm", visible=False)
        with gr.Row(elem_id="columns", equal_height=False):
            with gr.Column(elem_id="talk", scale=3, min_width=280):
                self.status = _html("status", "")
                self.past = _html("past", "")
                self.current = _html("current", "")
                with gr.Column(elem_id="examples", visible=False) as self.examples:
                    gr.HTML('<p class="label">For example</p>', js_on_load=None)
                    self.example = [
                        gr.Button("", visible=False, elem_classes="example")
                        for _ in range(_EXAMPLES)
                    ]
                self._lay_out_composer()
            with gr.Column(elem_id="sources-column", scale=2, min_width=280):
                self.sources = _html("sources", render_sources(()))

    def _lay_out_composer(self) -> None:
        with gr.Column(elem_id="composer"):
            with gr.Row(elem_id="composer-row", equal_height=False):
                self.box = gr.Textbox(
                    label="Your question", show_label=False, container=False, lines=1, max_lines=6,
                    placeholder="Ask the news a question", elem_id="box", scale=1, autofocus=True,
                )  # fmt: skip
                self.send = gr.Button(
                    "Ask", variant="primary", elem_id="send", scale=0, min_width=72
                )
                self.stop = gr.Button("Stop", elem_id="stop", scale=0, min_width=72, visible=False)
            with gr.Accordion("Narrow down", open=False, elem_id="narrow"), gr.Row():
                self.date_from = gr.Textbox(
                    label="From", placeholder="2025-04-01", elem_id="date-from", min_width=120
                )
                self.date_to = gr.Textbox(
                    label="To", placeholder="2025-12-31", elem_id="date-to", min_width=120
                )
                self.outlets = gr.Dropdown(
                    [], label="Outlets", multiselect=True, elem_id="outlets", min_width=200
                )

    def _connect(self, page: gr.Blocks) -> None:
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        news = [self.status, self.intro, self.examples, *self.example, self.outlets, self.clock]
        page.load(self._news, [self.conversation], news, queue=False, **quiet)
        self.clock.tick(self._news, [self.conversation], news, queue=False, **quiet)

        given = [self.conversation, self.date_from, self.date_to, self.outlets]
        shown = [
            self.box, self.past, self.current, self.sources, self.send, self.stop, self.new,
            self.examples, self.conversation,
        ]  # fmt: skip
        gr.on(
            [self.box.submit, self.send.click], self._ask, [self.box, *given], shown,
            concurrency_id="asking", **quiet,
        )  # fmt: skip
        for button in self.example:
            button.click(self._ask, [button, *given], shown, concurrency_id="asking", **quiet)
        # Not by Gradio's `cancels`: what is under way when it cancels arrives after the end, and
        # the browser then takes the question for unfinished and sends no other.
        self.stop.click(self._stop, None, None, queue=False, **quiet)
        self.new.click(self._begun_anew, None, shown, queue=False, **quiet)

    # --- events

    def _news(self, conversation: Conversation) -> _Update:
        """What became known since the page was opened: an error, the library, the examples."""
        service = self._service
        examples = service.examples[:_EXAMPLES]
        waits = not service.is_settled
        if service.error:
            status = render_status(str(service.error), is_error=True)
        else:
            status = render_status(LOADING if waits else None)
        outlets = [name for name, *_ in service.summary.outlets if name] if service.summary else []
        updates: _Update = {
            self.status: status,
            self.intro: render_intro(service.summary),
            self.examples: gr.update(visible=bool(examples) and not conversation),
            self.outlets: gr.update(choices=outlets),
            self.clock: gr.update(active=waits or not service.has_examples),
        }
        for place, button in enumerate(self.example):
            known = place < len(examples)
            updates[button] = gr.update(value=examples[place] if known else "", visible=known)
        return updates

    def _ask(
        self,
        text: str,
        conversation: Conversation,
        date_from: str,
        date_to: str,
        outlets: list[str] | None,
        request: gr.Request,
    ) -> Iterator[_Update]:
        number = conversation[-1].number + 1 if conversation else 0
        earlier = tuple(turn for turn in conversation if not turn.is_running)
        try:
            question = question_of_reader(text, date_from, date_to, outlets, earlier)
        except InputError as error:
            # What was typed stays in the box, to be mended.
            yield {self.current: _current(Turn(number, text, "failed", message=str(error))),
                   self.past: render_turns(earlier)}  # fmt: skip
            return
        yield {
            self.box: "",
            self.past: render_turns(earlier),
            self.send: gr.update(visible=False),
            self.stop: gr.update(visible=True),
            self.new: gr.update(visible=False),
            self.examples: gr.update(visible=False),
        }
        session, stop = str(request.session_hash), threading.Event()
        self._stops[session] = stop
        try:
            for turn in turns_of(self._service, number, question, stop):
                yield self._with(earlier, turn)
        finally:
            # Also when the reader has left in the middle of the answer.
            stop.set()
            if self._stops.get(session) is stop:
                del self._stops[session]

    def _with(self, earlier: Conversation, turn: Turn) -> _Update:
        now = with_turn(earlier, turn)
        update: _Update = {self.current: _current(turn), self.conversation: now}
        if turn.cards or turn.progress == "finished":
            update[self.sources] = render_sources(now)
        if not turn.is_running:
            update[self.send] = update[self.new] = gr.update(visible=True)
            update[self.stop] = gr.update(visible=False)
        return update

    def _stop(self, request: gr.Request) -> None:
        stop = self._stops.get(str(request.session_hash))
        if stop:
            stop.set()

    def _begun_anew(self) -> _Update:
        return {
            self.box: "",
            self.past: "",
            self.current: "",
            self.sources: render_sources(()),
            self.send: gr.update(visible=True),
            self.stop: gr.update(visible=False),
            self.new: gr.update(visible=False),
            self.examples: gr.update(visible=bool(self._service.examples)),
            self.conversation: (),
        }


def _html(name: str, value: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=None)


def _current(turn: Turn) -> str:
    return render_turns((turn,))


def _for_programs(service: Service) -> Any:
    """The function behind the `ask` endpoint."""

    def ask(
        question: str,
        history: list[list[str]] | None = None,
        date_from: str | None = None,
        date_to: str | None = None,
        outlets: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer a question, with the fields of `python app.py ask --json`."""
        try:
            service.wait_until_settled(60)
            given = {
                "question": question, "history": history, "date_from": date_from,
                "date_to": date_to, "outlets": outlets,
            }  # fmt: skip
            *_, answer = service.stream(question_from(given, "The request"))
        except DatelineError as error:
            raise gr.Error(str(error), print_exception=False) from None
        except Exception as error:
            raise gr.Error(fault_of_its_own(error), print_exception=False) from None
        return answer.as_dict()

    return ask
