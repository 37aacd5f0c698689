"""What the tests of the reader share: a question's sentences over the sample, in order."""

import pytest
from read_in_order import Read

from rag.library import Library
from rag.reader import Candidate, read_weights
from rag.reader.evidence import Evidence
from rag.reader.score import scored, sentences_of
from rag.records import Question
from rag.retrieve import Understanding, search, understand


@pytest.fixture(scope="module")
def read(sample: Library) -> Read:
    """The sentences of a question, as the reader orders them, with how it was understood."""

    def ordered(text: str) -> tuple[Understanding, list[Candidate]]:
        asks = understand(Question(text), sample)
        evidence = Evidence(sample, asks, search(sample, asks, 20))
        return asks, scored(sentences_of(evidence), read_weights().facts)

    return ordered
