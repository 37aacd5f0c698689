"""The log of a hosted page: one line of JSON for each question, without its words."""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rag.web.asked import Asked

_questions = logging.getLogger("dateline.questions")


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, event, and the fields of a record's `fields`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        # The place is told by type alone: an exception's words may quote what a reader typed.
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=True, default=str)


def log_as_json() -> None:
    """Send this project's log to standard error as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in (("dateline", logging.INFO), ("rag", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


def question_logger(with_words: bool) -> Callable[[Asked], None]:
    """An observer that logs each question; its words too where `with_words`."""

    def log(asked: Asked) -> None:
        answer = asked.answer
        fields: dict[str, Any] = {
            "id": asked.question.id,
            "ms": round(asked.ms, 1),
            "outcome": asked.outcome,
            "refusal": asked.refusal,
            "citations": len(answer.citations) if answer else 0,
            "answered_by": answer.answered_by if answer else None,
            "notices": len(answer.notices) if answer else 0,
            "fault": asked.fault,
        }
        if with_words:
            fields["question"] = asked.question.text
        _questions.info("question", extra={"fields": fields})

    return log
