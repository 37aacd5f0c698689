"""Finds the passages that may answer a question, and puts the best first.

Others use `search` and `rank`, and the cross-encoder of `rerank`, which `rag.retrieve` offers.
"""
