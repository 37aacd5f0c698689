"""Scores answers item by item, and makes figures with error bars, comparisons and gates of them.

Others use what `rag.evaluate` offers: `METRICS`, `Evaluation` and the gates.
"""
