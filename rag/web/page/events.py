"""What happens when a reader asks: from the event to what changes on the page."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

import gradio as gr

from rag.errors import DatelineError, InputError
from rag.web.addresses import root_of
from rag.web.asking import LOADING, question_of_reader, turns_of
from rag.web.chart import render_window
from rag.web.conversation import Conversation, Turn, with_turn
from rag.web.export import as_markdown, as_text
from rag.web.keeping import link_from, link_of, record_of, turns_from
from rag.web.page.following import Following
from rag.web.page.layout import EXAMPLES, TICK, Parts, given_thumb
from rag.web.render import (
    render_intro,
    render_sources,
    render_status,
    render_to_keep,
    render_turns,
)
from rag.web.service import Service
from rag.web.typed_days import typed_day

_Update = dict[Any, Any]
# Seconds that a reloaded page waits for a library that is being opened.
_PATIENCE = 10.0
# Seconds between two looks of an open page at whether the library has grown.
_SELDOM = 8.0
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


class Events:
    """The events of asking `service`, for the parts that `lay_out` has made."""

    def __init__(self, service: Service, parts: Parts) -> None:
        self._service = service
        self._parts = parts
        self._stops: dict[str, threading.Event] = {}
        self._following = Following(service, parts)
        self._root = root_of(service.settings)
        self._turns = partial(render_turns, root=self._root)

    def connect(self, page: gr.Blocks) -> None:
        """Set every event of the page going."""
        p = self._parts
        news = [p.status, p.intro, p.examples, *p.example, p.outlets, p.window, p.clock]
        for event in (page.load, p.clock.tick):
            event(self._news, [p.conversation, p.seen], [*news, p.seen], queue=False, **_QUIET)
        self._connect_asking(page)
        self._following.connect(page)

    def _connect_asking(self, page: gr.Blocks) -> None:
        p = self._parts
        filters = [p.date_from, p.date_to, p.outlets]
        given = [p.conversation, *filters]
        shown = [
            p.box, p.past, p.current, p.sources, p.article, p.send, p.stop, p.new, p.examples,
            p.conversation, p.actions, p.action["more"], p.action["up"], p.action["down"],
            p.copies, p.word_row, p.thanks, p.followups,
        ]  # fmt: skip

        def asks(event: Any, inputs: list[Any], fn: Any = self._ask) -> None:
            asked = event(fn, inputs, shown, concurrency_id="asking", **_QUIET)
            self._following.then(asked)

        # A question that is sent before the last answer has quite ended waits for it; by default
        # it would be dropped without a word.
        sent = partial(gr.on, [p.box.submit, p.send.click], trigger_mode="always_last")
        asks(sent, [p.box, *given])
        for button in (*p.example, *p.followup):
            asks(button.click, [button, *given])
        asks(p.action["retry"].click, [p.conversation], self._retry)
        asks(p.action["more"].click, [p.conversation], self._more)
        # Not by Gradio's `cancels`: what is under way when it cancels arrives after the end, and
        # the browser then takes the question for unfinished and sends no other.
        p.stop.click(self._stop, None, None, queue=False, **_QUIET)
        for field, is_last in ((p.date_from, False), (p.date_to, True)):
            read = partial(typed_day, is_last=is_last)
            gr.on([field.blur, field.submit], read, [field], [field], queue=False, **_QUIET)

        back = {"queue": False} | _QUIET
        undone = p.action["undo"].click(self._undo, [p.conversation], shown, **back)
        self._following.then(undone)
        p.action["edit"].click(self._edit, [p.conversation], [*shown, *filters], **back).then(
            None, None, None, js="() => dateline.focusBox()", **_QUIET
        )
        p.new.click(self._opened, [p.given], shown, js="() => [dateline.begin()]", **back)
        opened = p.signal["open"].click(
            self._opened, [p.given], shown, js="() => [dateline.chosen()]", **back
        )
        self._following.then(opened)
        arrived = page.load(
            self._arrived, [p.given], [*shown, *filters], js="() => [dateline.arrive()]", **back
        )
        self._following.then(arrived)
        arrived.then(None, None, None, js="() => dateline.arrived()", **_QUIET)

    # --- what is known of the library

    def _news(self, conversation: Conversation, seen: Any) -> _Update:
        """What became known since the page was opened: an error, the library as it is now, the
        examples. Nothing where it is what has been `seen`.
        """
        service, p = self._service, self._parts
        examples = service.examples[:EXAMPLES]
        waits, summary = not service.is_settled, service.summary
        is_starting = waits or not service.has_examples
        error = str(service.error or "")
        now = (waits, is_starting, error, summary, len(examples), bool(conversation))
        if now == seen:
            return {p.seen: seen}
        if error:
            status = render_status(error, is_error=True)
        else:
            status = render_status(LOADING if waits else None)
        outlets = [name for name, *_ in summary.outlets if name] if summary else []
        updates: _Update = {
            p.status: status,
            p.intro: render_intro(summary),
            p.examples: gr.update(visible=bool(examples) and not conversation),
            p.outlets: gr.update(choices=outlets),
            p.window: render_window(summary),
            p.clock: gr.Timer(TICK if is_starting else _SELDOM, active=True),
            p.seen: now,
        }
        for place, button in enumerate(p.example):
            known = place < len(examples)
            updates[button] = gr.update(value=examples[place] if known else "", visible=known)
        return updates

    # --- asking

    def _ask(
        self,
        text: str,
        conversation: Conversation,
        date_from: str,
        date_to: str,
        outlets: list[str] | None,
        request: gr.Request,
        words: int | None = None,
    ) -> Iterator[_Update]:
        p = self._parts
        if not text.strip():
            yield {p.box: gr.skip()}  # Enter in an empty box, or pressed twice
            return
        number = conversation[-1].number + 1 if conversation else 0
        earlier = tuple(turn for turn in conversation if not turn.is_running)
        try:
            first, last = typed_day(date_from, is_last=False), typed_day(date_to, is_last=True)
            question = question_of_reader(text, first, last, outlets, earlier, words)
        except InputError as error:
            # What was typed stays in the box, to be mended.
            failed = Turn(number, text, "failed", message=str(error))
            yield {p.current: self._turns((failed,)), p.past: self._turns(earlier)}
            return
        self._following.give_up(request)
        yield {
            p.box: "",
            p.past: self._turns(earlier),
            p.article: "",
            p.send: gr.update(visible=False),
            p.stop: gr.update(visible=True),
            p.new: gr.update(visible=False),
            p.examples: gr.update(visible=False),
            p.actions: gr.update(visible=False),
            p.word_row: gr.update(visible=False),
            p.thanks: "",
            p.followups: gr.update(visible=False),
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
        p = self._parts
        now = with_turn(earlier, turn)
        update: _Update = {p.current: self._turns((turn,)), p.conversation: now}
        if turn.cards or turn.progress == "finished":
            update[p.sources] = render_sources(now)
        if turn.progress == "failed":
            update[p.box] = turn.question  # to be mended, or to be asked again
        if not turn.is_running:
            update |= self._ended(now) | {p.current: self._kept(now)}
        return update

    def _kept(self, conversation: Conversation) -> str:
        """The latest turn, with what the browser is to keep from now on."""
        last = conversation[-1:]
        numbers = [turn.number for turn in conversation]
        return self._turns(last) + render_to_keep(record_of(last[0]) if last else None, numbers)

    def _ended(self, conversation: Conversation) -> _Update:
        """What stands beside a conversation in which nothing is under way."""
        p = self._parts
        last = conversation[-1] if conversation else None
        return {
            p.send: gr.update(visible=True),
            p.stop: gr.update(visible=False),
            p.new: gr.update(visible=bool(conversation)),
            p.examples: gr.update(visible=not conversation and bool(self._service.examples)),
            p.action["more"]: gr.update(visible=last is not None and self._has_more(last)),
            p.actions: gr.update(visible=bool(conversation)),
            # Those of the answer before may have come while this one was being made.
            p.followups: gr.update(visible=False),
            **given_thumb(p, None),
            p.copies: last and {"text": as_text(last), "markdown": as_markdown(last),
                                "link": link_of(last)},
        }  # fmt: skip

    def _shown(self, conversation: Conversation) -> _Update:
        """The whole page of a conversation in which nothing is under way."""
        p = self._parts
        return {
            p.past: self._turns(conversation[:-1]),
            p.current: self._turns(conversation[-1:]),
            p.sources: render_sources(conversation),
            p.article: "",
            p.conversation: conversation,
            p.word_row: gr.update(visible=False),
            p.thanks: "",
            **self._ended(conversation),
        }

    def _has_more(self, turn: Turn) -> bool:
        """Whether a longer answer would tell more, and may be asked for."""
        longer = self._service.settings.more_words(turn.words)
        return bool(longer and turn.answer and turn.answer.more)

    def _stop(self, request: gr.Request) -> None:
        self._following.give_up(request)
        stop = self._stops.get(str(request.session_hash))
        if stop:
            stop.set()

    def _retry(self, conversation: Conversation, request: gr.Request) -> Iterator[_Update]:
        """Ask the last question again, as it was asked."""
        if conversation:
            yield from self._again(conversation, conversation[-1].words, request)

    def _more(self, conversation: Conversation, request: gr.Request) -> Iterator[_Update]:
        """Ask the last question again, for an answer of twice the words in place of the last."""
        if conversation:
            words = self._service.settings.more_words(conversation[-1].words)
            yield from self._again(conversation, words, request)

    def _again(
        self, conversation: Conversation, words: int | None, request: gr.Request
    ) -> Iterator[_Update]:
        last = conversation[-1]
        first, until = (day.isoformat() if day else "" for day in (last.date_from, last.date_to))
        yield from self._ask(
            last.question, conversation[:-1], first, until, list(last.outlets), request, words
        )

    def _undo(self, conversation: Conversation) -> _Update:
        back = conversation[:-1]
        return self._shown(back) | {self._parts.current: self._kept(back)}

    def _edit(self, conversation: Conversation) -> _Update:
        """Take the last question back into the box, with its filters."""
        if not conversation:
            return self._shown(conversation)
        p, last = self._parts, conversation[-1]
        return self._undo(conversation) | {
            p.box: last.question,
            p.date_from: last.date_from.isoformat() if last.date_from else "",
            p.date_to: last.date_to.isoformat() if last.date_to else "",
            p.outlets: list(last.outlets),
        }

    def _opened(self, given: Any) -> _Update:
        """Show what the reader's browser has kept, or nothing where it begins anew."""
        library = self._service.library
        conversation = (
            turns_from(given, library.database.article, self._root) if library and given else ()
        )
        return self._shown(conversation) | ({} if conversation else {self._parts.box: ""})

    def _arrived(self, given: Any) -> _Update:
        """Show the conversation that was open before a reload, or put what a link asks in place.

        Where there is nothing to show, nothing changes: what was typed, or even asked, since the
        page came stays.
        """
        nothing = {self._parts.box: gr.skip()}
        if not given:
            return nothing
        with suppress(DatelineError):
            self._service.wait_until_open(_PATIENCE)
        summary = self._service.summary
        known = [name for name, *_ in summary.outlets if name] if summary else []
        link = link_from(given, known)
        p = self._parts
        if link is None:
            shown = self._opened(given)
            return shown if shown[p.conversation] else nothing
        return {
            p.box: link.question,
            p.date_from: link.date_from,
            p.date_to: link.date_to,
            p.outlets: gr.update(choices=known, value=link.outlets),
        }
