"""One question from the page to its answer: what the reader sees at each step."""

import logging
import queue
import secrets
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from rag.errors import DatelineError, InputError
from rag.questions import question_from
from rag.records import Answer, Question
from rag.web.addresses import root_of
from rag.web.cards import source_group
from rag.web.conversation import Conversation, Turn, history
from rag.web.found import explained
from rag.web.service import Service

_log = logging.getLogger(__name__)
LOADING = "Loading the language models, a few seconds more …"
WAITING = "The language models are still loading; the answer comes as soon as they are there."
# Seconds between two looks at whether the reader has stopped it.
_LOOK = 0.25


def question_of_reader(
    text: str,
    date_from: str | None,
    date_to: str | None,
    outlets: Sequence[str] | None,
    conversation: Conversation = (),
    words: int | None = None,
) -> Question:
    """What a reader typed, as a question.

    Raises:
        InputError: it is empty, a date is none, or there are too few or too many `words`.
    """
    if not text or not text.strip():
        raise InputError("The question is empty; type what you would like to know.")
    question = question_from(
        {
            "question": text.strip(),
            "date_from": _day_text(date_from),
            "date_to": _day_text(date_to),
            "outlets": list(outlets or ()),
            "words": words,
        },
        "The question",
    )
    refuse_turned_round(question)
    return replace(question, history=history(conversation))


def refuse_turned_round(question: Question) -> None:
    """Raise an InputError where the last day of a question is before its first."""
    if question.date_from and question.date_to and question.date_from > question.date_to:
        raise InputError(
            f"The dates are turned round: {question.date_from} is after {question.date_to}."
        )


def turns_of(
    service: Service, number: int, question: Question, stop: threading.Event
) -> Iterator[Turn]:
    """The turn as it goes on, from waiting to its end: finished, failed with its sentence, or
    stopped, soon after `stop` is set.
    """
    turn = Turn(
        number,
        question.text,
        date_from=question.date_from,
        date_to=question.date_to,
        outlets=question.outlets,
        words=question.words,
        key=secrets.token_hex(8),
    )
    yield turn
    root = root_of(service.settings)
    if not service.is_settled:
        yield replace(turn, message=WAITING)
        while not service.wait_until_settled(_LOOK) and not stop.is_set():
            pass
    try:
        for answer in _until_stopped(service.stream(question, stop.is_set), stop):
            if stop.is_set():
                break
            library = service.library
            cards = (
                source_group(number, answer, library.database.article, root=root)
                if library
                else Markup()
            )
            # The passages are needed for the cards alone, and would fill the memory of a session.
            turn = replace(
                turn,
                progress="finished" if answer.finished else "answering",
                answer=replace(answer, retrieved=()),
                cards=cards,
                found=explained(answer.retrieved) if answer.finished else (),
            )
            yield turn
    except DatelineError as error:
        turn = replace(turn, progress="failed", message=str(error))
        yield turn
    except Exception as error:
        turn = replace(turn, progress="failed", message=fault_of_its_own(error))
        yield turn
    if turn.is_running:
        yield replace(turn, progress="stopped")


def _until_stopped(answers: Iterator[Answer], stop: threading.Event) -> Iterator[Answer]:
    """Pass `answers` on until `stop` is set, also where the next one is long in coming.

    They are made in a thread of their own, which ends with the next one after the stop.
    """
    made: queue.SimpleQueue[Answer | Exception | None] = queue.SimpleQueue()

    def make() -> None:
        try:
            for answer in answers:
                made.put(answer)
                if stop.is_set():
                    return
            made.put(None)
        except Exception as error:
            made.put(error)

    if not stop.is_set():
        threading.Thread(target=make, name="answer", daemon=True).start()
    while not stop.is_set():
        try:
            given = made.get(timeout=_LOOK)
        except queue.Empty:
            continue
        if isinstance(given, Exception):
            raise given
        if given is None:
            return
        yield given


def fault_of_its_own(error: Exception) -> str:
    """One sentence for the reader; the details go to the log."""
    _log.error("a question failed: %s", type(error).__name__)
    _log.debug("a question failed", exc_info=error)
    return "Dateline met a fault of its own and could not answer; please ask again."


def _day_text(text: str | None) -> str | None:
    return (text or "").strip()[:40] or None
