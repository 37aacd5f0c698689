"""The chat page: what readers see, and the server that shows it."""

from rag.web.server import serve

__all__ = ["serve"]
