"""One question of a test set with what is known of its right answer, and the set as a whole."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from rag.records import Question


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an article on which the right answer rests."""

    article_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Item:
    """A question and its gold. What is empty or None is not known, and so not scored.

    `line` is where the item stands in its file, None where the format has no lines. `right_choices`
    are positions in `choices`, `today` the day on which the question was asked.
    """

    id: str
    question: str
    type: str = "question"
    history: tuple[tuple[str, str], ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    outlets: tuple[str, ...] = ()
    answerable: bool | None = None
    answers: tuple[str, ...] = ()
    key_facts: tuple[str, ...] = ()
    key_facts_any: bool = False
    speaker: str | None = None
    evidence: tuple[Evidence, ...] = ()
    choices: tuple[str, ...] = ()
    right_choices: tuple[int, ...] = ()
    line: int | None = None
    today: date | None = None

    @property
    def is_followup(self) -> bool:
        """Whether the question needs the conversation before it."""
        return self.type == "followup"

    def as_question(self) -> Question:
        """The question as a reader would ask it."""
        return Question(
            self.question,
            history=self.history,
            date_from=self.date_from,
            date_to=self.date_to,
            outlets=self.outlets,
            id=self.id,
            today=self.today,
            choices=self.choices,
        )


@dataclass(frozen=True, slots=True)
class TestSet:
    """The items of one file, in its order."""

    # Not a test case, whatever pytest makes of the name.
    __test__ = False

    path: Path
    items: tuple[Item, ...]

    def where(self, item: Item) -> str:
        """Where `item` stands, for an error's beginning."""
        return str(self.path) if item.line is None else f"{self.path}, line {item.line}"

    def digest(self) -> str:
        """A SHA-256 over the questions and their gold, whatever file they were read from."""
        told = json.dumps([asdict(item) | {"line": None} for item in self.items], default=str)
        return hashlib.sha256(told.encode()).hexdigest()
