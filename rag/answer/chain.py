"""The whole of Dateline as one LangChain Runnable: a question goes in, an answer comes out."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypedDict

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda, RunnablePassthrough

from rag.answer.case import Case
from rag.answer.compose import Extract
from rag.answer.extract import extract, no_answer
from rag.answer.refuse import ended_notice
from rag.answer.rewrite import Rewriter
from rag.answer.write import Writer, Written
from rag.errors import InputError, ModelError
from rag.library import Library
from rag.reader import Weights, read_weights
from rag.reader.evidence import Evidence
from rag.records import Answer, Question, RetrievedPassage
from rag.retrieve import Reranker, Understanding, explain_question, find_candidates, understand
from rag.retrieve.ranking.rank import Candidates
from rag.retrieve.ranking.search import rank_candidates
from rag.settings import Settings, load_settings


class _State(TypedDict, total=False):
    """What the steps of the chain hand on, each adding its own."""

    question: Question
    timings: dict[str, float]
    understanding: Understanding
    candidates: Candidates
    retrieved: list[RetrievedPassage]
    case: Case
    default: Extract


# The name under `configurable` of what tells, when called, that nobody waits for an answer any
# more: what a model writes is then read no further, and its connection closed.
HAS_LEFT = "has_left"


def build_chain(library: Library, settings: Settings | None = None) -> Runnable[Any, Answer]:
    """The chain over `library`: invoke, stream or batch it with a `Question`, or just its text.

    `stream` yields the answer as it grows, each time whole so far; the last one is `finished`. With
    `{"configurable": {HAS_LEFT: function}}` a model is given up once the function says so.

    Raises, when run:
        InputError: the question is empty or too long.
        ModelError: the reranker that the settings name cannot be loaded.

    Raises, when made:
        LibraryError: what the library was taught cannot be read.
    """
    settings = settings or load_settings()
    writer = Writer(settings) if settings.model else None
    rewriter = Rewriter(settings)
    reranker = Reranker(settings.reranker) if settings.reranker else None
    weights = read_weights(library.folder)

    def timed(step: str, work: Callable[[Any], Any]) -> Runnable[dict[str, Any], Any]:
        def run(state: dict[str, Any]) -> Any:
            started = time.perf_counter()
            made = work(state)
            state["timings"][step] = (time.perf_counter() - started) * 1000
            return made

        return RunnableLambda(run).with_config(run_name=step)

    begin: Runnable[Any, Any] = RunnableLambda(lambda given: _begin(given, settings))
    chain: Runnable[Any, Answer] = (
        begin.with_config(run_name="question")
        | RunnablePassthrough.assign(
            understanding=timed(
                "understand", lambda it: understand(it["question"], library, rewriter.standalone)
            )
        )
        | RunnablePassthrough.assign(
            candidates=timed("search", lambda it: find_candidates(library, it["understanding"]))
        )
        | RunnablePassthrough.assign(
            retrieved=timed(
                "rank",
                lambda it: rank_candidates(
                    library, it["understanding"], it["candidates"], settings.passages, reranker
                ),
            )
        )
        | RunnablePassthrough.assign(
            case=timed("compare", lambda it: _case(library, it, settings, weights))
        )
        | RunnablePassthrough.assign(default=timed("read", lambda it: extract(it["case"])))
        | RunnablePassthrough.assign(
            default=timed("widen", lambda it: it["default"] or _widened(it["case"]))
        )
        | _Answerer(writer)
    )
    return chain


def _case(library: Library, state: _State, settings: Settings, weights: Weights) -> Case:
    """What was found for the question, and for each side of it where it compares two."""
    question = state["question"]
    evidence = Evidence(library, state["understanding"], state["retrieved"])
    return Case(
        evidence,
        words=question.words or settings.answer_words,
        weights=weights,
        lost=settings.wrongly_refused,
        sides=evidence.of_sides(),
        choices=question.choices,
    )


def _widened(case: Case) -> Extract:
    """The refusal, after a look outside the dates and outlets that the question is about."""
    if case.asks.narrowing.is_open:
        return no_answer(case, None)
    anywhere = case.evidence.anywhere()
    return no_answer(case, replace(case, evidence=anywhere, sides=anywhere.of_sides()))


def _begin(given: Any, settings: Settings) -> _State:
    question = given if isinstance(given, Question) else Question(str(given))
    return {"question": tidied(question, settings), "timings": {}}


def tidied(question: Question, settings: Settings) -> Question:
    """The question with its white space made even.

    Raises:
        InputError: it is empty or too long.
    """
    text = " ".join(question.text.split())
    if not text:
        raise InputError("The question is empty; type what you would like to know.")
    if len(text) > settings.question_chars:
        raise InputError(
            f"The question has {len(text):,} characters and at most {settings.question_chars:,} "
            "are taken; ask in fewer words."
        )
    return replace(question, text=text)


class _Answerer(Runnable[Any, Answer]):
    """The last step: the default answer, or a model's, as it grows."""

    def __init__(self, writer: Writer | None) -> None:
        self._writer = writer

    def invoke(self, input: _State, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        return self._call_with_config(lambda it: self._last(it, config), input, config)

    def stream(
        self, input: _State, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Answer]:
        yield from self._answers(input, config)

    def _last(self, state: _State, config: RunnableConfig | None) -> Answer:
        *_, last = self._answers(state, config)
        return last

    def _answers(self, state: _State, config: RunnableConfig | None) -> Iterator[Answer]:
        has_left = ((config or {}).get("configurable") or {}).get(HAS_LEFT)
        started = time.perf_counter()
        question, case, default = state["question"], state["case"], state["default"]
        understanding = case.asks
        whole = Answer(
            question=question.text,
            standalone_question=understanding.question,
            retrieved=tuple(state["retrieved"]),
            id=question.id,
            finished=False,
            understood=explain_question(understanding),
        )
        ended = understanding.ended
        notices = default.notices
        if ended and not default.refusal:
            notices = (ended_notice(ended), *notices)
        if self._writer and default.refusal is None and default.choice is None:
            written = whole
            try:
                for part in self._writer.write(case.evidence, default, case.words, has_left):
                    written = replace(
                        whole,
                        sentences=part.sentences,
                        citations=part.citations,
                        refusal=part.refusal,
                        answered_by=self._writer.name,
                        notices=(*_left_out(part, self._writer.name), *notices),
                        struck=part.struck,
                    )
                    if part.sentences or part.refusal:
                        yield written
                if written.sentences or written.refusal:
                    yield self._finished(written, state, started)
                    return
                failed = (
                    f"Nothing that {self._writer.name} wrote is supported by the articles, so the "
                    "answer below is made of their own sentences."
                )
                whole = replace(whole, struck=written.struck)
            except ModelError as error:
                failed = f"{error} The answer below is made of the articles' own sentences."
            notices = (failed, *notices)
        yield from self._grow(replace(whole, notices=notices), default)
        yield self._finished(
            replace(
                whole,
                sentences=default.sentences,
                citations=default.citations,
                refusal=default.refusal,
                notices=notices,
                more=default.more,
                choice=default.choice,
            ),
            state,
            started,
        )

    @staticmethod
    def _grow(whole: Answer, default: Extract) -> Iterator[Answer]:
        """The default answer sentence by sentence."""
        for count in range(1, len(default.sentences)):
            sentences = default.sentences[:count]
            cited = {number for sentence in sentences for number in sentence.citations}
            yield replace(
                whole,
                sentences=sentences,
                citations=tuple(it for it in default.citations if it.number in cited),
            )

    @staticmethod
    def _finished(answer: Answer, state: _State, started: float) -> Answer:
        timings = dict(state["timings"])
        timings["answer"] = (time.perf_counter() - started) * 1000
        timings["total"] = sum(timings.values())
        return replace(answer, timings_ms=timings, finished=True)


def _left_out(written: Written, model: str) -> tuple[str, ...]:
    """Tells the reader that sentences of the model are missing, if any are."""
    count = len(written.struck)
    if not count:
        return ()
    them = "a sentence" if count == 1 else f"{count} sentences"
    does = "it is" if count == 1 else "they are"
    return (f"Left out: {them} that {model} wrote, because {does} not supported by the articles.",)
