"""Turns as the reader's browser keeps them: plain JSON out, and strictly read when it comes back.

The server keeps no conversation longer than a page is open. What a browser sends back is treated
as any other input: checked, cut to size, escaped when it is shown.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from markupsafe import Markup
from pydantic import TypeAdapter, ValidationError

from rag.web.cards import FindArticle, source_group
from rag.web.conversation import KEPT, Conversation, Turn

# Characters of a whole conversation; one of forty long answers has a tenth of them.
_LARGEST = 2_000_000
_LONGEST_DAY = 10
_turns = TypeAdapter(Conversation)
_turn = TypeAdapter(Turn)


class Link(NamedTuple):
    """A question and its filters, as the page's form takes them."""

    question: str
    date_from: str
    date_to: str
    outlets: list[str]


def record_of(turn: Turn) -> Any:
    """The plain values that a browser keeps of a turn. The cards are made anew from them."""
    answer = turn.answer and replace(turn.answer, retrieved=(), timings_ms={})
    return _turn.dump_python(replace(turn, answer=answer, cards=""), mode="json")


def turns_from(records: Any, find_article: FindArticle, root: str = "") -> Conversation:
    """The conversation that a browser kept; none where it is not one. `root` is what stands before
    the addresses of this server.
    """
    try:
        text = json.dumps(records)
        if len(text) > _LARGEST:
            return ()
        turns = _turns.validate_json(text)
    except (ValidationError, ValueError, TypeError, RecursionError):
        return ()
    ended = [turn for turn in turns[-KEPT:] if not turn.is_running]
    numbers = [turn.number for turn in ended]
    if any(number < 0 for number in numbers) or numbers != sorted(set(numbers)):
        return ()
    return tuple(replace(turn, cards=_cards(turn, find_article, root)) for turn in ended)


def link_of(turn: Turn) -> dict[str, Any]:
    """What a link to the turn restores: a question that stands by itself, and the filters."""
    asked = turn.answer.standalone_question if turn.answer else ""
    return {
        "question": asked or turn.question,
        "from": turn.date_from and turn.date_from.isoformat(),
        "to": turn.date_to and turn.date_to.isoformat(),
        "outlets": list(turn.outlets),
    }


def link_from(given: Any, known_outlets: Iterable[str]) -> Link | None:
    """What a link asks for, cut to size; None where it asks nothing."""
    if not isinstance(given, dict) or not isinstance(given.get("question"), str):
        return None
    outlets = given.get("outlets")
    wanted = set(outlets) if isinstance(outlets, list) and _are_words(outlets) else set()
    return Link(
        given["question"],
        str(given.get("from") or "")[:_LONGEST_DAY],
        str(given.get("to") or "")[:_LONGEST_DAY],
        [name for name in known_outlets if name in wanted],
    )


def _are_words(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def _cards(turn: Turn, find_article: FindArticle, root: str) -> Markup:
    if turn.answer is None:
        return Markup()
    return source_group(turn.number, turn.answer, find_article, root=root)
