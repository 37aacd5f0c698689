"""The conversation of one reader, turn by turn, as the server holds it while the page is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.records import Answer

Progress = Literal["waiting", "answering", "finished", "stopped", "failed"]
# Earlier turns that a follow-up can lean on.
_REMEMBERED = 5
# Turns that stay on the page; older ones leave it, so that no reader fills the server's memory.
KEPT = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, the reader's filters, and what became of it.

    `words` is the most words that its answer was to have, None for the default.
    `cards` is the HTML of its sources, once there are any, and is shown as text where it is no
    Markup of this project's making; `found` says line by line what the
    search found and why; `message` says why it waits or failed; `key` tells this answer from all
    others.
    """

    number: int
    question: str
    progress: Progress = "waiting"
    answer: Answer | None = None
    cards: str = ""
    message: str | None = None
    date_from: date | None = None
    date_to: date | None = None
    outlets: tuple[str, ...] = ()
    words: int | None = None
    found: tuple[str, ...] = ()
    key: str = ""

    @property
    def is_running(self) -> bool:
        """Whether something is still to come."""
        return self.progress in ("waiting", "answering")


Conversation = tuple[Turn, ...]


def history(conversation: Sequence[Turn]) -> tuple[tuple[str, str], ...]:
    """The latest answered turns as (question, answer) pairs, oldest first.

    The questions are those as understood, so that a follow-up of a follow-up finds its topic.
    """
    pairs = [
        (turn.answer.standalone_question, turn.answer.text)
        for turn in conversation
        if turn.answer and turn.progress == "finished"
    ]
    return tuple(pairs[-_REMEMBERED:])


def with_turn(conversation: Sequence[Turn], turn: Turn) -> Conversation:
    """The conversation with `turn` at its end, in place of its own earlier form."""
    others = [other for other in conversation if other.number != turn.number]
    return (*others, turn)[-KEPT:]
