"""What the readers of a page may do beside asking: see and change the library, run test sets."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Permissions:
    """Which tabs a page has: `library` to add and remove articles, `evaluate` to run test sets.

    A hosted page has neither unless its host says so; a page on the reader's own machine has both.
    """

    library: bool = False
    evaluate: bool = False


READ_ONLY = Permissions()
EVERYTHING = Permissions(library=True, evaluate=True)
