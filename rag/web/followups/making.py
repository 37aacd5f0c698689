"""Makes the follow-ups of an answer behind the page, out of the way of every question."""

import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import Runnable

from rag.errors import DatelineError
from rag.records import Answer, Question
from rag.web.conversation import Turn, history
from rag.web.followups.material import material_for
from rag.web.followups.proposing import propose
from rag.web.followups.trying import answered
from rag.web.service import Service

_log = logging.getLogger(__name__)
# Answers whose follow-ups may wait to be made; of any beyond them none are.
_MOST_WAITING = 8
# Seconds after which what was found until then is all that is offered.
_PATIENCE = 30.0
# Seconds between two looks at whether the questions of readers are done.
_LOOK = 0.05
_NICE = 10


class _GivenUp(BaseException):
    """Nobody waits for it any more. No Exception, of which LangChain would warn in the log."""


class FollowupMaker:
    """Makes them one answer at a time in one thread of low priority.

    Between two steps of a try it stands back while any reader's question is being answered, so
    that at most a part of a second of it runs beside one. It asks the chain without a language
    model, which would cost its owner money, and is none of a reader's questions: no limit, log or
    figure counts it.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._worker = ThreadPoolExecutor(1, "followups", initializer=_be_nice)
        self._wanted: dict[str, threading.Event] = {}
        self._lock = threading.Lock()

    async def made_for(self, session: str, conversation: Sequence[Turn]) -> tuple[str, ...]:
        """The follow-ups of the last turn; none once they are given up."""
        given_up = threading.Event()
        with self._lock:
            if session in self._wanted:
                self._wanted.pop(session).set()
            if len(self._wanted) >= _MOST_WAITING:
                return ()
            self._wanted[session] = given_up
        try:
            made = self._worker.submit(self._make, tuple(conversation), given_up)
            return await asyncio.wrap_future(made)
        finally:
            given_up.set()
            with self._lock:
                if self._wanted.get(session) is given_up:
                    del self._wanted[session]

    def give_up(self, session: str) -> None:
        """Make none for the session any more: its reader asks, stops or has left."""
        with self._lock:
            given_up = self._wanted.pop(session, None)
        if given_up:
            given_up.set()

    def _make(self, conversation: Sequence[Turn], given_up: threading.Event) -> tuple[str, ...]:
        library, chain = self._service.library, self._service.plain_chain
        turn = conversation[-1]
        if library is None or chain is None or turn.answer is None:
            return ()
        stand_back = _StandBack(self._service, given_up)
        filters = (turn.date_from, turn.date_to, turn.outlets)
        like_it = Question("", history(conversation), *filters)
        found: list[str] = []
        try:
            stand_back.wait()
            asked = {earlier.question.casefold() for earlier in conversation}
            proposed = propose(material_for(turn.answer, library))
            candidates = [it for it in proposed if it.question.casefold() not in asked]
            for candidate, _ in answered(
                candidates, turn.answer, _asker(chain, like_it, stand_back)
            ):
                found.append(candidate.question)
        except (_GivenUp, DatelineError):
            pass
        except Exception as error:
            # An answer stands without them, too.
            _log.error("follow-ups could not be made: %s", type(error).__name__)
            _log.debug("follow-ups could not be made", exc_info=error)
        return () if given_up.is_set() else tuple(found)


class _StandBack(BaseCallbackHandler):
    """Told of each step of the chain before it is done: waits until no reader's question is under
    way, and ends a try that nobody waits for or that has waited too long.
    """

    raise_error = True

    def __init__(self, service: Service, given_up: threading.Event) -> None:
        self._service = service
        self._given_up = given_up
        self._end = time.monotonic() + _PATIENCE

    def wait(self) -> None:
        """Raises _GivenUp where it should go no further."""
        while self._service.is_answering and not self._given_up.wait(_LOOK):
            if time.monotonic() > self._end:
                break
        is_over = self._service.library is None or time.monotonic() > self._end
        if self._given_up.is_set() or is_over:
            raise _GivenUp

    def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
        """Called by LangChain before each step."""
        self.wait()


def _asker(chain: Runnable[Any, Answer], like_it: Question, stand_back: _StandBack) -> Any:
    def ask(text: str) -> Answer:
        return chain.invoke(replace(like_it, text=text), {"callbacks": [stand_back]})

    return ask


def _be_nice() -> None:
    """Let this thread alone have what processor time is left over; on Linux a thread may."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
