"""Answering: choosing sentences, writing with a model, citing, checking and refusing."""

from rag.answer.chain import HAS_LEFT, build_chain

__all__ = ["HAS_LEFT", "build_chain"]
