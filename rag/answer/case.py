"""A question with what was found for it, and what an answer to it may have."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.choose import choose
from rag.answer.refuse import is_answered, speaks_of_it
from rag.answer.spoken import words_of_asked, words_of_others
from rag.errors import ModelError
from rag.reader.candidates import Candidate
from rag.reader.evidence import Evidence
from rag.reader.kinds import asks_several
from rag.reader.pointing import closely_read
from rag.reader.score import scored, sentences_of
from rag.reader.weights import Sureness, Weights
from rag.retrieve import Understanding
from rag.retrieve.question.periods import asks_for_newest


@dataclass(frozen=True, slots=True)
class Case:
    """What an answer is made of, and how.

    `sides` is what was found for each side of a comparison, `words` about how many the answer may
    have, and `lost` the share of answerable questions that may be refused. Of `choices`, where
    there are any, the likeliest is picked.
    """

    evidence: Evidence
    words: int
    weights: Weights
    lost: float
    sides: Sequence[Evidence] = ()
    choices: Sequence[str] = ()

    @property
    def asks(self) -> Understanding:
        """What the question was understood to ask."""
        return self.evidence.understanding

    def choose(self, candidates: Sequence[Candidate], words: int | None = None) -> list[Candidate]:
        """Those of the `candidates` that an answer of so many words has."""
        return choose(
            candidates,
            words or self.words,
            of_one_person=bool(self.asks.asked.speakers),
            widely=bool(self.asks.asked.speakers)
            or asks_for_newest(self.asks.question)
            or asks_several(self.asks.question),
            on_anything=not self.asks.topic,
        )

    def answered_by(self, chosen: Sequence[Candidate], sureness: Sureness) -> bool:
        """Whether the `chosen` sentences probably hold the answer."""
        return is_answered(self.evidence, chosen, sureness, self.lost)

    def sentences(self) -> list[Candidate]:
        """The sentences that were found, best first."""
        return scored(sentences_of(self.evidence), self.weights.facts)

    def closely_read(
        self, candidates: Sequence[Candidate]
    ) -> tuple[list[Candidate], tuple[str, ...]]:
        """The `candidates` in the order in which their own words answer, where words are asked for;
        and what the reader of the answer is to be told where they could not be read.
        """
        try:
            return closely_read(candidates, self.asks, self.weights.pointed), ()
        except ModelError as error:
            return list(candidates), (str(error),)

    def of_asked(self) -> list[Candidate]:
        """What the asked person said, best first; nothing where that is not what was asked for."""
        said = words_of_asked(self.evidence, self.weights)
        others = words_of_others(self.evidence, self.weights)
        on_topic = speaks_of_it(self.evidence, said, others, self.weights.words_held, self.lost)
        return said if on_topic else []
