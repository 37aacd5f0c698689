"""Reads files of questions: JSON Lines with at least `question` on each line."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import InputError
from rag.records import Question
from rag.settings import FEWEST_WORDS, MOST_WORDS

MOST_CHOICES = 20
MOST_CHOICE_CHARS = 300


def read_questions(path: Path) -> Iterator[Question]:
    """Yield the questions of a file in the test-set format, of which only `question` is needed.

    Raises:
        InputError: the file cannot be read, or a line is no question; it names file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}); name a JSON Lines file."
        ) from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8 text; save it as JSON Lines in UTF-8.") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _question(line, f"{path}, line {number}")
    if not any(line.strip() for line in lines):
        raise InputError(f"{path} is empty; put one question as JSON on each line.")


def _question(line: str, place: str) -> Question:
    try:
        record = json.loads(line)
    except json.JSONDecodeError:
        raise InputError(f"{place} is not JSON; write one object a line.") from None
    if not isinstance(record, dict) or not isinstance(record.get("question"), str):
        raise InputError(f'{place} has no "question" in words.')
    return question_from(record, place)


def question_from(record: dict[str, Any], place: str) -> Question:
    """The question of one record with `question`, and `id`, `history`, `date_from`, `date_to`,
    `outlets`, `words`, `choices` and `today` (or `date`, the day it was asked on) where they are
    given.

    Raises:
        InputError: a field is not what it should be; `place` says where.
    """
    history = record.get("history") or []
    outlets = record.get("outlets") or []
    pairs_of_text = isinstance(history, list) and all(
        isinstance(turn, list) and len(turn) == 2 and all(isinstance(said, str) for said in turn)
        for turn in history
    )
    if not pairs_of_text:
        raise InputError(f'{place}: "history" must be a list of [question, answer] pairs.')
    if not isinstance(outlets, list) or not all(isinstance(name, str) for name in outlets):
        raise InputError(f'{place}: "outlets" must be a list of names.')
    identity = record.get("id")
    return Question(
        record["question"],
        history=tuple((turn[0], turn[1]) for turn in history),
        date_from=_day(record.get("date_from"), place),
        date_to=_day(record.get("date_to"), place),
        outlets=tuple(outlets),
        words=_words(record.get("words"), place),
        id=None if identity is None else str(identity),
        today=_day(record.get("today") or record.get("date"), place),
        choices=choices_of(record.get("choices") or [], f'{place}: "choices"'),
    )


def choices_of(given: Any, place: str) -> tuple[str, ...]:
    """The answers to pick from, each once; none by default.

    Raises:
        InputError: they are not a list of short texts, or it is one alone or too many; `place` says
            where.
    """
    texts = isinstance(given, list | tuple) and all(isinstance(it, str) for it in given)
    choices = tuple(dict.fromkeys(" ".join(it.split()) for it in given)) if texts else ()
    fits = all(0 < len(it) <= MOST_CHOICE_CHARS for it in choices)
    if not texts or not fits or len(choices) == 1 or len(choices) > MOST_CHOICES:
        raise InputError(
            f"{place}: give from 2 to {MOST_CHOICES} different answers of at most "
            f"{MOST_CHOICE_CHARS} characters to pick from."
        )
    return choices


def _words(value: Any, place: str) -> int | None:
    if value is None:
        return None
    if type(value) is not int or not FEWEST_WORDS <= value <= MOST_WORDS:
        raise InputError(
            f'{place}: "words" must be a whole number from {FEWEST_WORDS} to {MOST_WORDS:,}.'
        )
    return value


def _day(value: Any, place: str) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InputError(f"{place}: {value!r} is no date; write it as 2025-04-01.") from None
