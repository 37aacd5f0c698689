"""Evaluation: how well a system answers a test set, with error bars, a report and gates."""

from rag.evaluate.evaluation import Evaluation
from rag.evaluate.gates import Gate, parse_minimums
from rag.evaluate.items import Evidence, Item, TestSet
from rag.evaluate.metrics import METRICS, Metric
from rag.evaluate.pipeline import evaluate
from rag.evaluate.testset import read_testset

__all__ = [
    "METRICS",
    "Evaluation",
    "Evidence",
    "Gate",
    "Item",
    "Metric",
    "TestSet",
    "evaluate",
    "parse_minimums",
    "read_testset",
]
