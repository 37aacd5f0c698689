"""Evaluation: how well a system answers a test set, with error bars, a report and gates."""

from rag.evaluate.pipeline import evaluate
from rag.evaluate.report.markdown import as_markdown
from rag.evaluate.scoring.evaluation import Evaluation
from rag.evaluate.scoring.gates import Gate, parse_minimums
from rag.evaluate.scoring.metrics import METRICS, Metric
from rag.evaluate.testsets.items import Evidence, Item, TestSet
from rag.evaluate.testsets.testset import read_testset

__all__ = [
    "METRICS",
    "Evaluation",
    "Evidence",
    "Gate",
    "Item",
    "Metric",
    "TestSet",
    "as_markdown",
    "evaluate",
    "parse_minimums",
    "read_testset",
]
