"""Answers as they stand in answers.jsonl, Dateline's or any other system's."""

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import InputError
from rag.evaluate.testsets.items import TestSet
from rag.evaluate.testsets.testset import lines_of, read_text, sentence_for
from rag.reading import sentences

_MARKERS = re.compile(r"\s*((?:\[\d{1,4}\])+)")
_STOP_BEFORE_MARKERS = re.compile(r"([.!?…][\"”’')]*)\s*((?:\[\d{1,4}\])+)")


class _Given(BaseModel):
    # What else another system writes is its own affair.
    model_config = ConfigDict(extra="ignore", frozen=True)


class GivenSentence(_Given):
    """A sentence of an answer and the numbers of the citations it rests on."""

    text: str
    citations: tuple[int, ...] = ()


class GivenCitation(_Given):
    """A quotation; `start` and `end` are offsets in the article's text."""

    number: int
    article_id: str = ""
    speaker: str | None = None
    quote: str = ""
    start: int | None = None
    end: int | None = None
    title: str | None = None


class GivenRefusal(_Given):
    """A refusal to answer, in words."""

    reason: str = ""
    message: str = ""


class GivenPassage(_Given):
    """A passage that was retrieved."""

    article_id: str
    text: str


class GivenAnswer(_Given):
    """A line of answers.jsonl; only id and answer are needed, what is missing scores nothing."""

    id: str
    answer: str
    question: str | None = None
    sentences: tuple[GivenSentence, ...] | None = None
    citations: tuple[GivenCitation, ...] = ()
    refusal: GivenRefusal | None = None
    choice: str | None = None
    retrieved: tuple[GivenPassage, ...] = ()
    answered_by: str | None = None
    timings_ms: Mapping[str, float] = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """The answer without its [n] markers; nothing where it refuses."""
        return "" if self.refusal else _MARKERS.sub("", self.answer).strip()

    @property
    def is_silent(self) -> bool:
        """Whether it neither answers nor refuses."""
        return not self.refusal and not self.text

    def marked_sentences(self) -> tuple[GivenSentence, ...]:
        """The sentences with their citations, taken from the text's markers where not listed."""
        if self.refusal:
            return ()
        return self.sentences if self.sentences is not None else _split(self.answer)


def read_answers(path: Path, testset: TestSet) -> dict[str, GivenAnswer]:
    """The answers in `path` by the id of their question.

    Raises:
        InputError: the file cannot be read, a line is no answer, or answers another test set.
    """
    asked = {item.id: item for item in testset.items}
    answers: dict[str, GivenAnswer] = {}
    for number, line in lines_of(read_text(path)):
        where = f"{path}, line {number}"
        try:
            answer = GivenAnswer.model_validate_json(line)
        except ValidationError as error:
            raise InputError(f"{where}: {sentence_for(error, GivenAnswer)}") from None
        if answer.id in answers:
            raise InputError(f"{where}: the question {answer.id!r} is answered twice; keep one.")
        item = asked.get(answer.id)
        if item is None:
            raise InputError(
                f"{where}: {testset.path} has no question {answer.id!r}; these answers are "
                "another set's."
            )
        if answer.question is not None and _spaced(answer.question) != _spaced(item.question):
            raise InputError(
                f"{where}: {testset.path} asks something else under {answer.id!r}; these answers "
                "are another set's."
            )
        answers[answer.id] = answer
    return answers


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _split(text: str) -> tuple[GivenSentence, ...]:
    """The sentences of an answer whose markers stand before or after the full stop."""
    text = _STOP_BEFORE_MARKERS.sub(r" \2\1", text)
    cut = []
    for span in sentences(text):
        sentence = text[span.start : span.end]
        numbers = [int(number) for number in re.findall(r"\[(\d{1,4})\]", sentence)]
        cut.append(GivenSentence(text=_MARKERS.sub("", sentence), citations=tuple(numbers)))
    return tuple(cut)
