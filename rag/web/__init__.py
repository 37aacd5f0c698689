"""The chat page: what readers see, and the server that shows it."""

from rag.web.hosting import Hosting
from rag.web.passwords import hashed, read_passwords
from rag.web.permissions import Permissions
from rag.web.server import serve_on_a_space, serve_page

__all__ = [
    "Hosting",
    "Permissions",
    "hashed",
    "read_passwords",
    "serve_on_a_space",
    "serve_page",
]
