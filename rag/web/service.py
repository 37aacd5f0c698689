"""The library and its chain behind the page: opened in the background, so that the page is there
first."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag.errors import DatelineError
from rag.records import Answer, Question
from rag.settings import Settings
from rag.web.asked import Asked
from rag.web.deadline import within
from rag.web.places import Left, Places

if TYPE_CHECKING:
    from rag.library import Library, LibrarySummary

_log = logging.getLogger(__name__)


class Service:
    """Answers questions from the library at `settings.library` once it is open.

    Two steps, because they differ in cost: opening takes a second or two and shows most of what
    can be wrong; loading the models takes several and waits until the page is up, since it would
    slow the page down. Each of `observers` is told of every question once it is over.
    """

    def __init__(
        self, settings: Settings, observers: Sequence[Callable[[Asked], None]] = ()
    ) -> None:
        self.settings = settings
        self._observers = observers
        self.places = Places(settings.concurrency, settings.queue)
        self.error: DatelineError | None = None
        self.library: Library | None = None
        self.examples: tuple[str, ...] = ()
        self._summary: tuple[object, LibrarySummary] | None = None
        self._chain: Any = None
        self._plain_chain: Any = None
        self._answering = 0
        self._counting = threading.Lock()
        self._opened = threading.Event()
        self._page_is_up = threading.Event()
        self._settled = threading.Event()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="library", daemon=True)

    def start(self) -> None:
        """Begin to open the library."""
        self._thread.start()

    def wait_until_open(self, seconds: float) -> None:
        """Wait until the library is open, at most `seconds`.

        Raises:
            DatelineError: it cannot be opened.
        """
        self._opened.wait(seconds)
        if self.error:
            raise self.error

    def load_models(self) -> None:
        """Let the models be loaded, now that the page is up."""
        self._page_is_up.set()

    @property
    def summary(self) -> "LibrarySummary | None":
        """What the library holds now, whoever has changed it; None until it is open."""
        library, known = self.library, self._summary
        if library is None:
            return None
        version = library.database.version()
        if known is None or known[0] != version:
            known = self._summary = (version, library.summary())
        return known[1]

    @property
    def is_settled(self) -> bool:
        """Whether the models are loaded, or `error` says why they never will be."""
        return self._settled.is_set()

    @property
    def has_examples(self) -> bool:
        """Whether all example questions are found that will be."""
        return self._examples_done

    @property
    def is_answering(self) -> bool:
        """Whether any reader's question is being answered."""
        return self._answering > 0

    @property
    def plain_chain(self) -> Any:
        """The chain without a language model, by which questions of no reader's are tried; None
        until the models are loaded.
        """
        return self._plain_chain

    def wait_until_settled(self, seconds: float) -> bool:
        """Wait at most `seconds` until it is settled; whether it is."""
        return self._settled.wait(seconds)

    def stream(
        self, question: Question, has_left: Callable[[], bool] = lambda: False
    ) -> Iterator[Answer]:
        """The answer as it grows, the last one finished, unless `has_left` says that nobody waits
        for it any more. A question without an id is given one.

        Raises:
            DatelineError: the library is not open, too many questions wait, this one cannot be
                answered, or it takes longer than `settings.answer_seconds`.
        """
        question = replace(question, id=question.id or secrets.token_hex(6))
        started, answer, fault = time.perf_counter(), None, "left"
        self._count(1)
        try:
            # Work that nobody waits for takes as long as any other: its place is free after it.
            give_back = self.places.take(has_left)
            started = time.perf_counter()
            answers = self._answers(question, has_left)
            for answer in within(self.settings.answer_seconds, answers, has_left, give_back):
                yield answer
            if answer and answer.finished:
                fault = ""
        except Left:
            pass
        except Exception as error:
            fault = type(error).__name__
            raise
        finally:
            self._count(-1)
            spent = (time.perf_counter() - started) * 1000
            for observe in self._observers:
                observe(Asked(question, answer, spent, fault or None))

    def _count(self, more: int) -> None:
        with self._counting:
            self._answering += more

    def _answers(self, question: Question, has_left: Callable[[], bool]) -> Iterator[Answer]:
        if self.error:
            raise self.error
        if self._chain is None:
            raise DatelineError("The language models are still loading; ask again in a moment.")
        from rag.answer import HAS_LEFT

        yield from self._chain.stream(question, {"configurable": {HAS_LEFT: has_left}})

    def stop(self) -> None:
        """Close the library."""
        self._end.set()
        self._page_is_up.set()
        # A model that is being loaded cannot be interrupted, and has nothing to lose.
        self._thread.join(timeout=10 if self.is_settled else 0.2)

    _examples_done = False

    def _run(self) -> None:
        try:
            self._serve()
        except DatelineError as error:
            self.error = error
        except Exception as error:
            _log.debug("the library could not be opened", exc_info=True)
            self.error = DatelineError(
                f"Dateline met a fault of its own while it opened the library "
                f"({type(error).__name__}); run `python app.py doctor` to see what to mend."
            )
        finally:
            self._examples_done = True
            self._opened.set()
            self._settled.set()

    def _serve(self) -> None:
        from rag.library import open_library

        with open_library(self.settings) as library:
            self.library = library
            self._opened.set()
            try:
                self._answer_from(library)
            finally:
                self.library = None  # whoever looks at it from now on would find it closed

    def _answer_from(self, library: "Library") -> None:
        """Load the models, answer until the end, and find the examples meanwhile."""
        self._page_is_up.wait()
        if self._end.is_set():
            return
        started = time.perf_counter()
        library.embedder.load()
        from rag.answer import build_chain

        # A model's answers would cost its owner money where no reader has asked.
        without_model = self.settings.model_copy(update={"model": None})
        self._plain_chain = build_chain(library, without_model)
        has_model = self.settings.model is not None
        self._chain = build_chain(library, self.settings) if has_model else self._plain_chain
        self._settled.set()
        _log.info("models loaded in %.1f s", time.perf_counter() - started)
        self._find_examples(library)
        self._end.wait()

    def _find_examples(self, library: "Library") -> None:
        from rag.web.examples import example_questions

        for question in example_questions(library, self._plain_chain.invoke):
            self.examples = (*self.examples, question)
            if self._end.is_set():
                break
        self._examples_done = True
