"""Imports Gradio quickly: that is most of the page's start, and a quarter of it can be left out."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def import_gradio() -> None:
    """Import Gradio without the type stubs that it writes beside its components at every import.

    For these it parses the source of each component: 0.8 of 3.0 s of one core (Gradio 6.31).
    A class whose source cannot be found is skipped, so for that time they cannot be found.
    """
    with _without_component_sources():
        import gradio  # noqa: F401


@contextmanager
def _without_component_sources() -> Iterator[None]:
    getfile = inspect.getfile

    def other_files(thing: Any) -> str:
        if type(thing).__name__ == "ComponentMeta":
            raise OSError("not looked for")
        return getfile(thing)

    inspect.getfile = other_files  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getfile = getfile
