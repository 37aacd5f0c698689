"""Readers' thumbs up and down, one line of JSON each, in a file that `evaluate` reads."""

import json
import logging
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from rag.evaluate.testsets.formats import FeedbackRecord
from rag.records import Answer, Question
from rag.settings import Settings
from rag.web.conversation import Conversation, history

_log = logging.getLogger(__name__)
OFF = "off"
FILE = "feedback.jsonl"
Thumb = Literal["up", "down"]
# Bytes at which the file takes no more, so that no reader fills the disk.
_LARGEST = 100_000_000
_LONGEST_WORD = 500
_LONGEST_LINE = 100_000
_writing = threading.Lock()


def feedback_file(settings: Settings) -> Path | None:
    """Where thumbs are written, None where none are kept."""
    if settings.feedback is None or not settings.feedback.strip():
        return settings.library / FILE
    return None if settings.feedback.strip().lower() == OFF else Path(settings.feedback)


def keep_thumb(file: Path, conversation: Conversation, thumb: Thumb, word: str = "") -> bool:
    """Append the reader's thumb on the conversation's last answer; whether it could be kept.

    A second line for the same answer, as when the word comes later, takes the first one's place
    where the file is read.
    """
    turn = conversation[-1]
    if turn.answer is None:
        return False
    question = Question(
        turn.question,
        history=history(conversation[:-1]),
        date_from=turn.date_from,
        date_to=turn.date_to,
        outlets=turn.outlets,
    )
    return keep_feedback(file, turn.key, question, turn.answer, thumb, word)


def keep_feedback(
    file: Path, key: str, question: Question, answer: Answer, thumb: Thumb, word: str = ""
) -> bool:
    """Append a thumb on an answer, which `key` tells from all others; whether it could be kept."""
    line: dict[str, Any] = {
        "id": key,
        "feedback": thumb,
        "word": " ".join(word.split())[:_LONGEST_WORD] or None,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "question": question.text,
        "history": question.history,
        "date_from": question.date_from and question.date_from.isoformat(),
        "date_to": question.date_to and question.date_to.isoformat(),
        "outlets": question.outlets,
        "answer": replace(answer, retrieved=(), timings_ms={}).as_dict(),
    }
    text = json.dumps(line, ensure_ascii=False)
    if not _can_be_read(text):
        return False
    try:
        with _writing:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8", errors="replace", newline="\n") as lines:
                if lines.tell() > _LARGEST:
                    _log.warning("the file of feedback is full; move it away: %s", file)
                    return False
                lines.write(text + "\n")
    except OSError as error:
        _log.warning("feedback cannot be written (%s): %s", error.strerror, file)
        return False
    return True


def _can_be_read(line: str) -> bool:
    """Whether `evaluate` can read the line: the conversation has been in the reader's hands, and
    one line of nonsense would spoil the file for all.
    """
    try:
        FeedbackRecord.model_validate_json(line)
    except ValidationError:
        return False
    return len(line) <= _LONGEST_LINE
