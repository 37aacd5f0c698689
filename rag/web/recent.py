"""The latest answers, by their ids, so that a program can say later whether one was of use."""

import threading
from collections import OrderedDict
from dataclasses import replace

from rag.web.asked import Asked

# Each takes some ten thousand bytes.
_KEPT = 500


class Recent:
    """Remembers whole answers, the latest; an observer of the service."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._asked: OrderedDict[str, Asked] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, asked: Asked) -> None:
        """Remember a question that was answered."""
        if asked.fault or asked.answer is None or not asked.answer.id:
            return
        with self._lock:
            self._asked[asked.answer.id] = replace(
                asked, answer=replace(asked.answer, retrieved=())
            )
            while len(self._asked) > self._kept:
                self._asked.popitem(last=False)

    def find(self, answer_id: str) -> Asked | None:
        """The question and its answer, where it is remembered."""
        with self._lock:
            return self._asked.get(answer_id)
