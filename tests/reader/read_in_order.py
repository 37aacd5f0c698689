"""The sentences that are read for a question, in the reader's order."""

from collections.abc import Callable

from rag.reader import Candidate
from rag.retrieve import Understanding

Read = Callable[[str], tuple[Understanding, list[Candidate]]]
"""Given a question: how it was understood, and its sentences over the sample, best first."""
