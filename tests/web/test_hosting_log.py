"""What a hosted page writes down of a question, and when it gives up on one."""

import json
import logging
import queue
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from rag.errors import DatelineError, ModelError, SettingsError
from rag.records import Answer, AnswerSentence, Citation, Question, Refusal
from rag.settings import Settings
from rag.web import deadline
from rag.web.asked import Asked
from rag.web.deadline import within
from rag.web.logs import JsonLines, question_logger
from rag.web.metrics import Metrics
from rag.web.service import Service

WORDS = "what did Bessent say about tariffs?"
QUESTION = Question(WORDS, id="a1b2")
CITATION = Citation(1, "x", "Title", None, None, None, "Scott Bessent", "Quoted.", 0, 7)
ANSWER = Answer(WORDS, WORDS, (AnswerSentence("Quoted.", (1,), "quoted"),), (CITATION,))
REFUSAL = Answer(WORDS, WORDS, refusal=Refusal("speaker_silent", "Nobody said so."))


def line_of(asked: Asked, with_words: bool = False) -> dict[str, object]:
    """The line that is written of a question."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(JsonLines().format(record))  # type: ignore[method-assign]
    logger = logging.getLogger("dateline.questions")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        question_logger(with_words)(asked)
    finally:
        logger.removeHandler(handler)
    assert len(lines) == 1 and "\n" not in lines[0]
    line: dict[str, object] = json.loads(lines[0])
    return line


def test_an_answer_is_one_line_without_its_words() -> None:
    line = line_of(Asked(QUESTION, ANSWER, 90.27))
    assert str(line.pop("time")).endswith("+00:00")
    assert line == {
        "level": "info", "event": "question", "id": "a1b2", "ms": 90.3, "outcome": "answered",
        "refusal": None, "citations": 1, "answered_by": "extractive", "notices": 0, "fault": None,
    }  # fmt: skip


def test_the_words_are_written_when_asked_for() -> None:
    assert line_of(Asked(QUESTION, ANSWER, 1.0), with_words=True)["question"] == WORDS


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        (Asked(QUESTION, REFUSAL, 1.0), "refused"),
        (Asked(QUESTION, None, 1.0, "ModelError"), "failed"),
        (Asked(QUESTION, ANSWER, 1.0, "left"), "left"),
    ],
)
def test_every_end_has_its_word(asked: Asked, outcome: str) -> None:
    assert line_of(asked)["outcome"] == outcome


def test_a_line_stays_one_line_and_keeps_no_message_of_an_error() -> None:
    try:
        raise ValueError(f"cannot read {WORDS!r}")
    except ValueError as error:
        fault = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("rag.web", 40, "x.py", 1, "two\nlines \u2028", (), fault)
    written = JsonLines().format(record)
    assert written.isascii() and "\n" not in written
    assert json.loads(written)["error"] == "ValueError"
    assert "Bessent" not in written


def test_figures_count_by_outcome_and_hold_no_words() -> None:
    metrics = Metrics()
    for asked in (
        Asked(QUESTION, ANSWER, 90),
        Asked(QUESTION, ANSWER, 90),
        Asked(QUESTION, REFUSAL, 9),
    ):
        metrics.observe(asked)
    metrics.count_refused(429)
    text = metrics.text().decode()
    assert (
        'dateline_questions_total{answered_by="extractive",outcome="answered",refusal=""} 2.0'
        in text
    )
    assert 'refusal="speaker_silent"} 1.0' in text
    assert 'dateline_answer_seconds_bucket{le="0.1"} 3.0' in text
    assert 'dateline_requests_refused_total{status="429"} 1.0' in text
    assert "Bessent" not in text


def test_figures_without_their_package_say_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "prometheus_client", None)
    with pytest.raises(SettingsError, match=r"pip install -r requirements-metrics\.txt"):
        Metrics()


def test_what_is_in_time_passes_unchanged() -> None:
    assert list(within(5, iter(range(100)))) == list(range(100))


def test_a_fault_passes_on_as_it_is() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise ModelError("The model does not answer.")

    made = within(5, things())
    assert next(made) == 1
    with pytest.raises(ModelError, match="does not answer"):
        next(made)


def test_what_hangs_is_given_up_with_one_sentence() -> None:
    let_go, went_on = threading.Event(), threading.Event()

    def things() -> Iterator[int]:
        let_go.wait(600)
        went_on.set()
        yield 1

    with pytest.raises(DatelineError, match="took longer than 0 seconds and was given up"):
        next(within(0.2, things()))
    assert not went_on.is_set()
    let_go.set()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The deadline's own clock. A part is waited for as long as `takes` says; `waits` holds the
    seconds that it would have waited at most.
    """
    clock = SimpleNamespace(now=0.0, takes=0.0, waits=[])

    class Noted(queue.SimpleQueue[Any]):
        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            clock.waits.append(timeout)
            clock.now += clock.takes
            return super().get(timeout=600)

    monkeypatch.setattr(deadline, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(deadline, "queue", SimpleNamespace(SimpleQueue=Noted, Empty=queue.Empty))
    return clock


def test_a_reader_who_takes_it_slowly_is_not_cut_off(clock: SimpleNamespace) -> None:
    made = within(30, iter([1, 2]))
    assert next(made) == 1
    clock.now += 1000
    assert list(made) == [2]
    assert clock.waits == [30, 30, 30]


def test_the_time_that_the_parts_take_together_counts(clock: SimpleNamespace) -> None:
    clock.takes = 9
    assert list(within(30, iter([1, 2, 3, 4]))) == [1, 2, 3, 4]
    assert clock.waits == [30, 21, 12, 3, 0]


def test_nothing_goes_on_for_a_reader_who_has_left() -> None:
    made: list[int] = []
    has_left = threading.Event()
    threads: list[threading.Thread] = []

    def things() -> Iterator[int]:
        threads.append(threading.current_thread())
        for number in range(1000):
            made.append(number)
            yield number
            has_left.wait(600)

    passed = within(600, things())
    next(passed)
    passed.close()  # type: ignore[attr-defined]
    has_left.set()
    threads[0].join(600)
    assert not threads[0].is_alive()
    assert made == [0, 1]


def test_the_service_tells_of_every_question_however_it_ends() -> None:
    seen: list[Asked] = []
    service = Service(Settings(answer_seconds=5), [seen.append])
    with pytest.raises(DatelineError, match="still loading"):
        list(service.stream(Question(WORDS)))
    assert [asked.fault for asked in seen] == ["DatelineError"]
    assert len(seen[0].question.id or "") == 12, "it was given an id"
