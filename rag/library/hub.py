"""Loads models of sentence-transformers: from a folder, from earlier downloads, or from the hub."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rag.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

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


def load_cross_encoder(name: str, what: str, setting: str) -> "CrossEncoder":
    """The cross-encoder `name`, a Hugging Face id or a local folder.

    `what` it is and the `setting` that names it are for the reader's eyes.

    Raises:
        ModelError: it is not there or cannot be read.
    """
    try:
        from sentence_transformers import CrossEncoder

        model: CrossEncoder = load_model(CrossEncoder, name)
    except Exception as error:  # the libraries raise OSError, ValueError, RuntimeError and more
        raise ModelError(
            f"The {what} {name!r} cannot be loaded ({type(error).__name__}); set {setting} to a "
            "local folder or a Hugging Face id that can be reached, or leave it out."
        ) from error
    return model
