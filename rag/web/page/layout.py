"""Where everything stands on the page."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, get_args

import gradio as gr

from rag.settings import Settings
from rag.web.chart import render_window
from rag.web.feedback import Thumb, feedback_file
from rag.web.followups import OFFERED
from rag.web.permissions import Permissions
from rag.web.render import render_intro, render_sources
from rag.web.service import Service
from rag.web.templating import macro

TITLE = "Dateline"
EXAMPLES = 4
# Seconds between two looks of an open page at whether the models are loaded.
TICK = 0.5
_masthead = macro("page.html.jinja", "masthead")
_hello = macro("page.html.jinja", "hello")
_conversations = macro("page.html.jinja", "conversations")
_narrowed = macro("page.html.jinja", "narrowed")
_line = macro("parts.html.jinja", "line")


@dataclass(frozen=True)
class Parts:
    """The parts of the page that something happens to."""

    conversation: gr.State
    thumb: gr.State
    clock: gr.Timer
    seen: gr.State
    intro: gr.HTML
    status: gr.HTML
    new: gr.Button
    past: gr.HTML
    current: gr.HTML
    sources: gr.HTML
    article: gr.HTML
    examples: gr.Column
    example: tuple[gr.Button, ...]
    actions: gr.Row
    action: dict[str, gr.Button]
    word_row: gr.Row
    word: gr.Textbox
    send_word: gr.Button
    thanks: gr.HTML
    followups: gr.Column
    followup: tuple[gr.Button, ...]
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button
    window: gr.HTML
    date_from: gr.Textbox
    date_to: gr.Textbox
    outlets: gr.Dropdown
    # What the page's script and the server tell each other; see keep.js and page.js.
    given: gr.JSON
    copies: gr.JSON
    signal: dict[str, gr.Button]
    library_tab: gr.Tab | None
    evaluate_tab: gr.Tab | None


def lay_out(service: Service, settings: Settings, permissions: Permissions) -> Parts:
    """Make the parts, within an open gr.Blocks."""
    made: dict[str, Any] = {
        "conversation": gr.State(()),
        "thumb": gr.State(None),
        "clock": gr.Timer(TICK, active=False),
        "seen": gr.State(None),
        "given": gr.JSON(visible=False),
        "copies": gr.JSON(visible=False),
        "library_tab": None,
        "evaluate_tab": None,
        "signal": {
            name: gr.Button(name, visible="hidden", elem_id=f"signal-{name}")
            for name in ("open", "read", "close", "window")
        },
    }
    with gr.Row(elem_id="top", equal_height=False):
        html("name", _masthead(TITLE))
        made["intro"] = html("intro", render_intro(service.summary))
        html("conversations", _conversations())
        made["new"] = gr.Button("New", elem_id="new", size="sm", visible=False)
    with gr.Tabs(elem_id="tabs") if permissions.library or permissions.evaluate else nullcontext():
        with gr.Tab("Ask") if permissions.library or permissions.evaluate else nullcontext():
            made |= _reading(service, settings)
        if permissions.library:
            made["library_tab"] = gr.Tab("Library", elem_id="library-tab")
        if permissions.evaluate:
            made["evaluate_tab"] = gr.Tab("Evaluate", elem_id="evaluate-tab")
    return Parts(**made)


def _reading(service: Service, settings: Settings) -> dict[str, Any]:
    made: dict[str, Any] = {}
    with gr.Row(elem_id="columns", equal_height=False):
        with gr.Column(elem_id="talk", scale=3, min_width=280):
            made["status"] = html("status", "")
            html("hello", _hello())
            made["past"] = html("past", "")
            made["current"] = html("current", "")
            made |= _after_an_answer(settings)
            made |= _followups()
            made |= _composer(service)
            with gr.Column(elem_id="examples", visible=False) as made["examples"]:
                html("", _line("label", "For example"))
                made["example"] = tuple(
                    gr.Button("", visible=False, elem_classes="example") for _ in range(EXAMPLES)
                )
        with gr.Column(elem_id="sources-column", scale=2, min_width=280):
            made["article"] = html("article", "")
            made["sources"] = html("sources", render_sources(()))
    return made


def _after_an_answer(settings: Settings) -> dict[str, Any]:
    """What can be done with the latest answer."""
    labels = {
        "more": "More", "copy": "Copy", "markdown": "Copy as Markdown", "link": "Copy link",
        "retry": "Ask again", "edit": "Edit", "undo": "Undo", "up": "Helpful",
        "down": "Not helpful",
    }  # fmt: skip
    rated = feedback_file(settings) is not None
    with gr.Row(elem_id="actions", visible=False) as actions:
        action = {
            name: gr.Button(
                label, size="sm", elem_id=f"action-{name}", min_width=40, scale=0,
                visible=rated or name not in ("up", "down"),
            )
            for name, label in labels.items()
        }  # fmt: skip
    with gr.Row(elem_id="word-row", visible=False) as word_row:
        word = gr.Textbox(
            label="A word on why, if you like", max_length=500, elem_id="word", container=False,
            show_label=False, placeholder="A word on why, if you like", scale=1,
        )  # fmt: skip
        send_word = gr.Button("Send", size="sm", elem_id="send-word", scale=0, min_width=60)
    return {
        "actions": actions, "action": action, "word_row": word_row, "word": word,
        "send_word": send_word, "thanks": html("thanks", ""),
    }  # fmt: skip


def _followups() -> dict[str, Any]:
    with gr.Column(elem_id="followups", visible=False) as column:
        html("", _line("label", "Ask next"))
        buttons = tuple(
            gr.Button("", visible=False, elem_classes="followup") for _ in range(OFFERED)
        )
    return {"followups": column, "followup": buttons}


def _composer(service: Service) -> dict[str, Any]:
    made: dict[str, Any] = {}
    with gr.Column(elem_id="composer"):
        with gr.Row(elem_id="composer-row", equal_height=False):
            made["box"] = gr.Textbox(
                label="Your question", show_label=False, container=False, lines=1, max_lines=6,
                placeholder="Ask the news a question", elem_id="box", scale=1, autofocus=True,
            )  # fmt: skip
            made["send"] = gr.Button(
                "Ask", variant="primary", elem_id="send", scale=0, min_width=72
            )
            made["stop"] = gr.Button("Stop", elem_id="stop", scale=0, min_width=72, visible=False)
        html("narrowed", _narrowed())
        with gr.Accordion("Narrow down", open=False, elem_id="narrow"):
            made["window"] = html("window", render_window(service.summary))
            with gr.Row():
                made["date_from"] = gr.Textbox(
                    label="From", placeholder="April 2025", elem_id="date-from", min_width=120
                )
                made["date_to"] = gr.Textbox(
                    label="To", placeholder="31 December 2025", elem_id="date-to", min_width=120
                )
                made["outlets"] = gr.Dropdown(
                    [], label="Outlets", multiselect=True, elem_id="outlets", min_width=200
                )
    return made


def given_thumb(parts: Parts, thumb: Thumb | None) -> dict[Any, Any]:
    """Show which thumb the reader has given to the latest answer, if any."""
    return {
        parts.action[name]: gr.update(elem_classes=["is-given"] if name == thumb else [])
        for name in get_args(Thumb)
    }


def html(name: str, value: str) -> gr.HTML:
    """A part that shows HTML of this project's making."""
    return gr.HTML(str(value), elem_id=name or None, apply_default_css=False, js_on_load=None)
