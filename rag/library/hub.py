"""Loads models of sentence-transformers: from a folder, from earlier downloads, or from the hub."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Model = TypeVar("Model")

# Seconds that the hub may take to say that it knows a model. Left alone, the libraries try one
# that does not answer again and again, for about a minute.
_PATIENCE = 5.0


def load_model(make: Callable[..., Model], name: str) -> Model:
    """`make(name)` with the hub asked only for what is neither a folder nor downloaded already.

    Raises:
        Exception: whatever `make`, the hub's client or the network raises; there are many.
    """
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return make(name, local_files_only=True)
    except Exception:  # OSError, ValueError, RuntimeError and more
        if Path(name).is_dir():
            raise
    from huggingface_hub import HfApi

    HfApi().model_info(name, timeout=_PATIENCE)
    return make(name)
