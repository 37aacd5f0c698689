"""Answering: choosing sentences, writing with a model, citing, checking and refusing."""

from rag.answer.chain import build_chain

__all__ = ["build_chain"]
