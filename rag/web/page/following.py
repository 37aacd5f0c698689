"""What happens once an answer stands: follow-up questions are made and shown below it."""

from typing import Any

import gradio as gr

from rag.web.conversation import Conversation
from rag.web.followups import FollowupMaker
from rag.web.page.layout import Parts
from rag.web.service import Service

_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


class Following:
    """The follow-ups of the latest answer, for the parts that `lay_out` has made."""

    def __init__(self, service: Service, parts: Parts) -> None:
        self._parts = parts
        self._wanted = service.settings.followups
        self._maker = FollowupMaker(service)

    def connect(self, page: gr.Blocks) -> None:
        """Make none any more for a reader who has left."""
        if self._wanted:
            page.unload(self._left)

    def then(self, event: Any) -> None:
        """Make and show them after `event`, which has shown an answer.

        Without Gradio's queue, where they would take the places of questions that wait, and not
        as an event that asks, so that no reader's limit counts them.
        """
        p = self._parts
        if self._wanted:
            event.then(
                self._made, [p.conversation], [p.followups, *p.followup], queue=False,
                trigger_mode="multiple", **_QUIET,
            )  # fmt: skip

    def give_up(self, request: gr.Request) -> None:
        """The reader asks or stops: those that are being made are not wanted any more."""
        self._maker.give_up(str(request.session_hash))

    def _left(self, request: gr.Request) -> None:
        self.give_up(request)

    async def _made(self, conversation: Conversation, request: gr.Request) -> dict[Any, Any]:
        p, made = self._parts, tuple[str, ...]()
        last = conversation[-1] if conversation else None
        if last and last.answer and last.progress == "finished":
            made = await self._maker.made_for(str(request.session_hash), conversation)
        updates: dict[Any, Any] = {p.followups: gr.update(visible=bool(made))}
        for place, button in enumerate(p.followup):
            known = place < len(made)
            updates[button] = gr.update(value=made[place] if known else "", visible=known)
        return updates
