"""What the server remembers of one reader's conversation, and what it takes from the form."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rag.errors import DatelineError, InputError, ModelError
from rag.records import Answer, AnswerSentence, Question
from rag.settings import Settings
from rag.web.asking import question_of_reader, turns_of
from rag.web.conversation import Conversation, Turn, history, with_turn


def answered(number: int, question: str, standalone: str | None = None) -> Turn:
    answer = Answer(question, standalone or question, (AnswerSentence("Yes.", (), "supported"),))
    return Turn(number, question, "finished", answer)


class FakeService:
    """Answers in two steps, or fails; `library` is none, so that no cards are made."""

    library = None
    settings = Settings()

    def __init__(self, error: Exception | None = None, waits: int = 0) -> None:
        self._error = error
        self._waits = waits

    @property
    def is_settled(self) -> bool:
        return self._waits == 0

    def wait_until_settled(self, seconds: float) -> bool:
        self._waits -= 1
        return self._waits == 0

    def stream(self, question: Question, has_left: Callable[[], bool]) -> Iterator[Answer]:
        yield Answer(question.text, question.text, finished=False)
        if self._error:
            raise self._error
        yield Answer(question.text, question.text, finished=True)


def turns_from(service: Any, stop: threading.Event | None = None) -> Iterator[Turn]:
    return turns_of(service, 0, Question("what did Bessent say?"), stop or threading.Event())


def test_an_answer_goes_from_waiting_to_finished() -> None:
    turns = turns_from(FakeService())
    assert [turn.progress for turn in turns] == ["waiting", "answering", "finished"]


def test_a_stopped_answer_keeps_what_was_there() -> None:
    stop = threading.Event()
    turns = []
    for turn in turns_from(FakeService(), stop):
        turns.append(turn)
        if turn.progress == "answering":
            stop.set()
    assert [turn.progress for turn in turns] == ["waiting", "answering", "stopped"]
    assert turns[-1].answer is not None


def test_a_provider_that_keeps_silent_can_be_stopped() -> None:
    asked, let_go, has_answered = (threading.Event() for _ in range(3))

    class Silent(FakeService):
        def stream(self, question: Question, has_left: Callable[[], bool]) -> Iterator[Answer]:
            asked.set()
            let_go.wait(600)
            has_answered.set()
            yield Answer(question.text, question.text)

    def stop_once_asked() -> None:
        asked.wait()
        stop.set()

    stop = threading.Event()
    turns = turns_from(Silent(), stop)
    next(turns)
    threading.Thread(target=stop_once_asked, daemon=True).start()
    assert next(turns).progress == "stopped"
    assert asked.is_set() and not has_answered.is_set(), "it waited for the provider"
    let_go.set()


def test_waiting_for_the_models_can_be_stopped() -> None:
    stop = threading.Event()
    turns = turns_from(FakeService(waits=1_000_000_000), stop)
    assert next(turns).progress == next(turns).progress == "waiting"
    stop.set()
    assert next(turns).progress == "stopped"


def test_a_question_asked_while_the_models_load_waits_and_says_so() -> None:
    turns = list(turns_from(FakeService(waits=3)))
    assert "still loading" in (turns[1].message or "")
    assert turns[-1].progress == "finished"
    assert turns[-1].message is None


@pytest.mark.parametrize(
    "error", [ModelError("The provider refused the key; set another."), ValueError("secret /etc")]
)
def test_every_failure_is_one_sentence_in_the_conversation(error: Exception) -> None:
    *_, last = turns_from(FakeService(error))
    assert last.progress == "failed"
    assert last.message
    assert "Traceback" not in last.message
    assert (str(error) == last.message) == isinstance(error, DatelineError)


def test_follow_ups_lean_on_the_latest_five_questions_as_understood() -> None:
    turns: Conversation = ()
    for number in range(7):
        turns = with_turn(turns, answered(number, f"and {number}?", f"what about {number}?"))
    turns = with_turn(turns, Turn(7, "broken", "failed", message="No."))
    pairs = history(turns)
    assert [asked for asked, _ in pairs] == [f"what about {number}?" for number in range(2, 7)]
    assert pairs[-1][1] == "Yes."


def test_a_turn_takes_the_place_of_its_earlier_form_and_old_turns_leave() -> None:
    turns = with_turn((Turn(0, "a"),), answered(0, "a"))
    assert [turn.progress for turn in turns] == ["finished"]
    for number in range(1, 100):
        turns = with_turn(turns, answered(number, "b"))
    assert len(turns) == 40
    assert turns[-1].number == 99


def test_dates_and_outlets_come_with_the_question() -> None:
    question = question_of_reader(" what? ", "2025-04-01", " 2025-05-01", ["NPR"])
    assert question.text == "what?"
    assert (str(question.date_from), str(question.date_to)) == ("2025-04-01", "2025-05-01")
    assert question.outlets == ("NPR",)


def test_an_answer_may_have_as_many_words_as_a_setting_allows_and_no_more() -> None:
    # given the most words that a reader's "More" asks for, again and again
    settings = Settings(answer_words=80)
    asked = []
    words = settings.more_words()
    while words:
        asked.append(words)
        words = settings.more_words(words)
    assert asked == [160, 320, 640, 1000]
    # then each can be asked for, and no other than those in these bounds
    for words in asked:
        assert question_of_reader("what?", "", "", [], words=words).words == words
    for words in (-80, 0, 19, 1001, 10**30):
        with pytest.raises(InputError, match="from 20 to 1,000"):
            question_of_reader("what?", "", "", [], words=words)


@pytest.mark.parametrize(
    ("text", "first", "last", "says"),
    [
        ("  ", "", "", "empty"),
        ("what?", "April", "", "2025-04-01"),
        ("what?", "2025-13-01", None, "no date"),
        ("what?", "2025-05-01", "2025-04-01", "turned round"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(
    text: str, first: str, last: str | None, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        question_of_reader(text, first, last, [])
