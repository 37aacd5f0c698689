"""Checks a sentence that a model wrote against the passages that it cites."""

from rag.answer.checking.check import Check, check_sentence
from rag.answer.checking.entail import Entailment

__all__ = ["Check", "Entailment", "check_sentence"]
