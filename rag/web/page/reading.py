"""What happens to an answer that is there: its articles are opened, it is copied, it is rated."""

from typing import Any

import gradio as gr

from rag.settings import Settings
from rag.web.cards import whole_article
from rag.web.conversation import Conversation
from rag.web.feedback import Thumb, feedback_file, keep_thumb
from rag.web.page.layout import Parts, given_thumb
from rag.web.service import Service
from rag.web.templating import macro

_status = macro("parts.html.jinja", "status")
_Update = dict[Any, Any]
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


class Reading:
    """The events of reading and rating, for the parts that `lay_out` has made."""

    def __init__(self, service: Service, settings: Settings, parts: Parts) -> None:
        self._service = service
        self._parts = parts
        self._feedback = feedback_file(settings)

    def connect(self) -> None:
        """Set every event of reading, copying and rating going."""
        p = self._parts
        filters: list[Any] = [p.date_from, p.date_to, p.outlets]
        p.signal["read"].click(
            self._read, [p.given, p.conversation], [p.article], queue=False,
            js="(given, turns) => [dateline.pointed(), turns]", **_QUIET,
        )  # fmt: skip
        p.signal["close"].click(None, None, [p.article], js="() => ['']", **_QUIET)
        p.signal["window"].click(None, None, filters, js="() => dateline.window()", **_QUIET)
        gr.on(
            [p.date_from.change, p.date_to.change, p.outlets.change], None, filters, None,
            js="(first, last, outlets) => dateline.narrowed(first, last, outlets)", **_QUIET,
        )  # fmt: skip
        for name, kind in (("copy", "text"), ("markdown", "markdown"), ("link", "link")):
            p.action[name].click(
                None, [p.copies], None, js=f"(copies) => dateline.copy(copies, '{kind}')", **_QUIET
            )
        if self._feedback:
            rated = [p.thumb, p.action["up"], p.action["down"], p.word_row, p.word, p.thanks]
            p.action["up"].click(self._up, [p.conversation], rated, queue=False, **_QUIET)
            p.action["down"].click(self._down, [p.conversation], rated, queue=False, **_QUIET)
            gr.on(
                [p.send_word.click, p.word.submit], self._say,
                [p.conversation, p.thumb, p.word], rated, queue=False, **_QUIET,
            )  # fmt: skip

    def _read(self, given: Any, conversation: Conversation) -> str:
        """The whole article behind a citation, or of the nearest coverage."""
        place = given if isinstance(given, dict) else {}
        turn = next((it for it in conversation if str(it.number) == place.get("turn")), None)
        library = self._service.library
        if library is None or turn is None or turn.answer is None:
            return ""
        if turn.answer.refusal and place.get("nearest") is not None:
            nearest = turn.answer.refusal.nearest
            wanted = [it for at, it in enumerate(nearest) if str(at) == place["nearest"]]
            article = library.database.article(wanted[0].article_id) if wanted else None
            return whole_article(article) if article else ""
        sources = turn.answer.sources
        ids = [it.article_id for it in sources if str(it.number) == place.get("number")]
        article = library.database.article(ids[0]) if ids else None
        if article is None:
            return ""
        return whole_article(article, [it for it in sources if it.article_id == ids[0]])

    def _up(self, conversation: Conversation) -> _Update:
        return self._rated(conversation, "up")

    def _down(self, conversation: Conversation) -> _Update:
        return self._rated(conversation, "down")

    def _say(self, conversation: Conversation, thumb: Thumb | None, word: str) -> _Update:
        if not word.strip():
            return {self._parts.word: ""}
        return self._rated(conversation, thumb or "up", word)

    def _rated(self, conversation: Conversation, thumb: Thumb, word: str = "") -> _Update:
        p = self._parts
        kept = bool(
            self._feedback
            and conversation
            and keep_thumb(self._feedback, conversation, thumb, word)
        )
        told = (
            "Thank you, noted." if kept else "That could not be noted; the answer stays as it is."
        )
        return {
            p.thumb: thumb,
            **given_thumb(p, thumb if kept else None),
            p.word_row: gr.update(visible=kept and not word),
            p.word: "",
            p.thanks: str(_status("quiet", told)),
        }
