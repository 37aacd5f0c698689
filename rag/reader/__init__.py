"""The reader: a learned score that tells which sentence holds the answer, or that none does."""

from rag.reader.candidates import Candidate
from rag.reader.weights import Weights, read_weights

__all__ = ["Candidate", "Weights", "read_weights"]
