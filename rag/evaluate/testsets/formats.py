"""The forms that test sets come in, each as a strict model that turns into items."""

from datetime import date
from typing import Annotated, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from rag.evaluate.folding import fold
from rag.evaluate.testsets.items import Evidence, Item

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _day(text: object) -> object:
    """RealTime QA writes 2025/01/03; nothing at all stands for no day."""
    if not isinstance(text, str):
        return text
    try:
        return date.fromisoformat(text.strip().replace("/", "-")) if text.strip() else None
    except ValueError:
        raise ValueError(f"{text!r} is no date; write it as 2025-04-01") from None


Asked = Annotated[date | None, BeforeValidator(_day)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class OwnEvidence(_Strict):
    """A quotation and the id of its article."""

    article_id: Words
    quote: Words


class OwnRecord(_Strict):
    """A line of Dateline's own format; only id and question are needed."""

    id: Words
    question: Words
    type: Words | None = None
    history: tuple[tuple[str, str], ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    answerable: bool | None = None
    answers: tuple[Words, ...] = ()
    key_facts: tuple[Words, ...] = ()
    key_facts_any: bool = False
    speaker: Words | None = None
    evidence: tuple[OwnEvidence, ...] = ()
    choices: tuple[Words, ...] = ()
    today: Asked = Field(None, validation_alias=AliasChoices("today", "date"))

    @model_validator(mode="after")
    def _makes_sense(self) -> "OwnRecord":
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError("date_from is after date_to")
        for fact in self.key_facts:
            if not fold(fact):
                raise ValueError(f"the key fact {fact!r} holds no word that could be found")
        if self.choices and not set(self.choices) & set(self.answers):
            raise ValueError("none of the answers is one of the choices")
        return self

    def item(self, line: int | None) -> Item:
        """The item that this record describes."""
        return Item(
            id=self.id,
            question=self.question,
            type=self.type or ("followup" if self.history else "question"),
            history=self.history,
            date_from=self.date_from,
            date_to=self.date_to,
            answerable=self.answerable,
            answers=self.answers,
            key_facts=self.key_facts,
            key_facts_any=self.key_facts_any,
            speaker=self.speaker,
            evidence=tuple(Evidence(it.article_id, it.quote) for it in self.evidence),
            choices=self.choices,
            right_choices=tuple(
                at for at, choice in enumerate(self.choices) if choice in self.answers
            ),
            line=line,
            today=self.today,
        )


class FeedbackCitation(BaseModel):
    """Of a citation in an answer that a reader has rated, what evidence needs."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)
    article_id: Words
    quote: Words


class FeedbackAnswer(BaseModel):
    """Of an answer that a reader has rated, what a test needs."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)
    citations: tuple[FeedbackCitation, ...] = ()
    refusal: object | None = None


class FeedbackRecord(_Strict):
    """A line of the file in which the page keeps readers' thumbs.

    A thumb up makes the answer's quotations the evidence, or the refusal the right answer. A thumb
    down tells that something was wrong, not what would be right: its question is scored only for
    what needs no gold, such as whether every quotation stands in its article.
    """

    id: Words
    feedback: Literal["up", "down"]
    question: Words
    word: str | None = None
    at: str | None = None
    history: tuple[tuple[str, str], ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    outlets: tuple[str, ...] = ()
    answer: FeedbackAnswer

    def item(self, line: int | None) -> Item:
        """The item that this thumb makes."""
        liked = self.feedback == "up"
        return Item(
            id=self.id,
            question=self.question,
            type="followup" if self.history else f"thumb {self.feedback}",
            history=self.history,
            date_from=self.date_from,
            date_to=self.date_to,
            outlets=self.outlets,
            answerable=self.answer.refusal is None if liked else None,
            evidence=tuple(Evidence(it.article_id, it.quote) for it in self.answer.citations)
            if liked
            else (),
            line=line,
        )


class QuizRecord(_Strict):
    """A line of a year's RealTime QA questions with their answers as text."""

    id: Words
    asked_on: Asked = Field(None, validation_alias="date")
    question: Words
    choices: tuple[Words, ...] = ()
    answer: Words
    evidence_quote: str = ""
    answer_string_in: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _answer_is_a_choice(self) -> "QuizRecord":
        if self.choices and self.answer not in self.choices:
            raise ValueError("the answer is none of the choices")
        return self

    def item(self, line: int | None) -> Item:
        """The item that this record describes."""
        right = tuple(at for at, choice in enumerate(self.choices) if choice == self.answer)
        return Item(
            id=self.id,
            question=self.question,
            type="quiz",
            answers=(self.answer,),
            choices=self.choices,
            right_choices=right,
            line=line,
            today=self.asked_on,
        )


class RealTimeRecord(_Strict):
    """A line of RealTime QA's own `_qa.jsonl` files, whose answers are positions among the choices.

    https://github.com/realtimeqa/realtimeqa_public
    """

    question_id: Words
    question_date: Asked = None
    question_source: str = ""
    question_url: str = ""
    question_sentence: Words
    choices: tuple[Words, ...] = Field(min_length=1)
    answer: tuple[str, ...] = Field(min_length=1)
    evidence: str = ""

    @model_validator(mode="after")
    def _answer_is_a_choice(self) -> "RealTimeRecord":
        for answer in self.answer:
            if not (answer.isascii() and answer.isdigit() and int(answer) < len(self.choices)):
                raise ValueError(f"the answer {answer!r} is not the position of a choice")
        return self

    def item(self, line: int | None) -> Item:
        """The item that this record describes."""
        right = tuple(int(answer) for answer in self.answer)
        return Item(
            id=self.question_id,
            question=self.question_sentence,
            type="quiz",
            answers=tuple(self.choices[at] for at in right),
            choices=self.choices,
            right_choices=right,
            line=line,
            today=self.question_date,
        )


class CsvRecord(_Strict):
    """A row of a table with the columns question and answer, and id where there is one."""

    question: Words
    answer: Words
    id: Words | None = None

    def item(self, line: int | None) -> Item:
        """The item that this row describes; without an id it is named after its line."""
        return Item(
            id=self.id or f"line-{line}", question=self.question, answers=(self.answer,), line=line
        )


class _Squad(BaseModel):
    # The files in use carry fields of their own beside these.
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class SquadAnswer(_Squad):
    """An answer's text."""

    text: Words


class SquadQuestion(_Squad):
    """A question; `is_impossible` (since SQuAD 2.0) says that its paragraph does not answer it."""

    id: Words
    question: Words
    answers: tuple[SquadAnswer, ...] = ()
    is_impossible: bool | None = None

    def item(self) -> Item:
        """The item that this question describes."""
        return Item(
            id=self.id,
            question=self.question,
            answerable=None if self.is_impossible is None else not self.is_impossible,
            answers=tuple(dict.fromkeys(answer.text for answer in self.answers)),
        )


class SquadParagraph(_Squad):
    """A paragraph's questions."""

    qas: tuple[SquadQuestion, ...]


class SquadArticle(_Squad):
    """An article's paragraphs."""

    paragraphs: tuple[SquadParagraph, ...]


class SquadFile(_Squad):
    """A whole file in the form of SQuAD. https://rajpurkar.github.io/SQuAD-explorer/"""

    data: tuple[SquadArticle, ...]

    def items(self) -> list[Item]:
        """The items of all paragraphs, in order."""
        return [
            question.item()
            for article in self.data
            for paragraph in article.paragraphs
            for question in paragraph.qas
        ]
