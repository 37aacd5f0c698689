"""Reads a question and a sentence together, and points at the words that answer.

The packaged embedding model with four layers of its own on top of the lower ones, taught to point
at an answer or at none (as Devlin et al. 2019, "BERT", do for SQuAD 2.0): see `span_teaching` and
CARD.md. It reads one pair in about ten milliseconds.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import torch
from safetensors.torch import load

from rag.errors import ModelError
from rag.library.embeddings import packaged_model
from rag.library.minilm import MiniLM, Tokens, batch_of
from rag.reader.candidates import Pointed

FILE = Path(__file__).parent / "span-reader.safetensors"
_SHARED = 2
FROZEN = ("embeddings.", *(f"encoder.layer.{at}." for at in range(_SHARED)))
"""What the packaged model and the reader have in common, by the beginnings of names."""
_DIGEST = "2cce55ca44c82c35e5d930c29534b444a8a63de9f3931f479e8dd520523bb374"
# Tokens of a question with its sentence, and of an answer.
_LONGEST = 128
_LONGEST_ANSWER = 20
_CONTEXT = 300  # characters that are read before a sentence
_NEVER = -1e4

_Offsets = Sequence[tuple[int, int] | None]


class Reader(torch.nn.Module):
    """The model: of each token, how well an answer begins and ends with it.

    Raises:
        ModelError: the packaged embedding model is not there.
    """

    def __init__(self) -> None:
        super().__init__()
        base = packaged_model()
        self.encoder = MiniLM(base.folder)
        # The lower layers are those of the model that makes the vectors, not a copy of them.
        self.encoder.embeddings = base.embeddings
        for at in range(_SHARED):
            self.encoder.layers[at] = base.layers[at]
        self.out = torch.nn.Linear(base.dimension, 2)
        self.tokenizer = base.tokenizer(_LONGEST)
        self.eval()

    def forward(self, tokens: Tokens, offsets: Sequence[_Offsets]) -> torch.Tensor:
        """Scores of a batch, [pairs, tokens, 2]; only the sentence's tokens may be pointed at, and
        the first one for no answer.
        """
        scores: torch.Tensor = self.out(self.encoder(tokens)).float()
        pointable = torch.tensor([[at == 0 or it is not None for at, it in enumerate(one)]
                                  for one in offsets])  # fmt: skip
        return scores.masked_fill(~pointable[:, :, None], _NEVER)

    def own_state(self) -> dict[str, torch.Tensor]:
        """What it has of its own, by name."""
        state = self.state_dict()
        return {
            name: values
            for name, values in state.items()
            if not name.removeprefix("encoder.").startswith(FROZEN)
        }


def point(
    question: str, sentences: Sequence[str], contexts: Sequence[str] | None = None
) -> list[Pointed]:
    """Of each of the `sentences` the words that answer the `question` best, where it is read behind
    its one of the `contexts`.

    Raises:
        ModelError: the reader's file is missing or damaged.
    """
    pairs = [(question, it) for it in sentences]
    return pointed(the_reader(), pairs, contexts) if sentences else []


def pointed(
    reader: Reader, pairs: Sequence[tuple[str, str]], contexts: Sequence[str] | None = None
) -> list[Pointed]:
    """The same of pairs of a question and a sentence, by a given reader."""
    before = [f"{it[-_CONTEXT:]} " if it else "" for it in contexts or [""] * len(pairs)]
    tokens, offsets = encoded(
        reader, [(asked, context + it) for context, (asked, it) in zip(before, pairs, strict=True)]
    )
    offsets = [
        [
            (at[0] - len(context), at[1] - len(context)) if at and at[0] >= len(context) else None
            for at in one
        ]
        for context, one in zip(before, offsets, strict=True)
    ]
    with torch.inference_mode():
        scores = reader(tokens, offsets)
    return [
        _best(one, places, sentence)
        for one, places, (_, sentence) in zip(scores, offsets, pairs, strict=True)
    ]


def encoded(reader: Reader, pairs: Sequence[tuple[str, str]]) -> tuple[Tokens, list[_Offsets]]:
    """The tokens of pairs, and of each token its place in the sentence; None outside it."""
    made = reader.tokenizer.encode_batch(list(pairs))
    offsets: list[_Offsets] = [
        [place if of == 1 else None for place, of in zip(it.offsets, it.sequence_ids, strict=True)]
        for it in made
    ]
    return batch_of(made), offsets


def _best(scores: torch.Tensor, places: _Offsets, sentence: str) -> Pointed:
    together = scores[:, 0][:, None] + scores[:, 1][None, :]
    none = float(together[0, 0])
    allowed = torch.ones_like(together).triu().tril(_LONGEST_ANSWER - 1).bool()
    allowed[0] = False
    together = together.masked_fill(~allowed, 2 * _NEVER)
    first, last = divmod(int(together.argmax()), together.shape[1])
    start, end = places[first], places[last]
    if start is None or end is None:
        return Pointed("", _NEVER)
    return Pointed(sentence[start[0] : end[1]], float(together[first, last]) - none)


@cache
def the_reader() -> Reader:
    """The reader with what it was taught, loaded once.

    Raises:
        ModelError: its file is missing or damaged.
    """
    try:
        content = FILE.read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != _DIGEST:
        raise ModelError(
            f"Short answers are left out, because {FILE.name} is missing or damaged; install "
            "Dateline again."
        )
    reader = Reader()
    own = {name: values.float() for name, values in load(content).items()}
    reader.load_state_dict(own, strict=False)
    return reader
