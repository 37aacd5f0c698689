"""The packaged model, read by PyTorch and the tokenizers library alone.

sentence-transformers gives the same vectors, but to import it takes most of the time from a command
to its answer. The layers are those of BERT (Devlin et al. 2019), the weights those of
all-MiniLM-L6-v2, and the mean over the tokens is a text's vector.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Encoding, Tokenizer
from torch.nn import Dropout, Embedding, LayerNorm, Linear, Module, ModuleDict, ModuleList
from torch.nn.functional import gelu, normalize, scaled_dot_product_attention


class Tokens(NamedTuple):
    """A batch of texts, or of pairs, as the model reads it: each of [texts, tokens].

    `inside` is true of what is no padding.
    """

    ids: torch.Tensor
    kinds: torch.Tensor
    inside: torch.Tensor


class _Layer(ModuleDict):
    """One layer; its parts are named as in the published file."""

    def __init__(self, form: Mapping[str, Any]) -> None:
        size, inner = form["hidden_size"], form["intermediate_size"]
        super().__init__(
            {
                "attention": ModuleDict(
                    {
                        "self": ModuleDict(
                            {name: Linear(size, size) for name in ("query", "key", "value")}
                        ),
                        "output": _joined(size, size, form),
                    }
                ),
                "intermediate": ModuleDict({"dense": Linear(size, inner)}),
                "output": _joined(inner, size, form),
            }
        )
        self._heads: int = form["num_attention_heads"]
        self.dropout = Dropout(form["hidden_dropout_prob"])

    def forward(self, values: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        attention: Any = self["attention"]
        asked, held, told = (
            attention["self"][name](values).unflatten(-1, (self._heads, -1)).transpose(1, 2)
            for name in ("query", "key", "value")
        )
        mixed = scaled_dot_product_attention(asked, held, told, attn_mask=seen)
        values = self._add(values, mixed.transpose(1, 2).flatten(2), attention["output"])
        inner: Any = self["intermediate"]
        return self._add(values, gelu(inner["dense"](values)), self["output"])

    def _add(self, values: torch.Tensor, more: torch.Tensor, part: Any) -> torch.Tensor:
        return torch.as_tensor(part["LayerNorm"](values + self.dropout(part["dense"](more))))


def _joined(inner: int, size: int, form: Mapping[str, Any]) -> ModuleDict:
    return ModuleDict({"dense": Linear(inner, size), "LayerNorm": _norm(form)})


def _norm(form: Mapping[str, Any]) -> LayerNorm:
    return LayerNorm(form["hidden_size"], eps=form["layer_norm_eps"])


class MiniLM(Module):
    """The encoder: of each token of a text, what it means there.

    Its state has the names of the published file: `embeddings…` and `encoder.layer.0…`.
    """

    def __init__(self, folder: Path) -> None:
        """Read the model in `folder`, as sentence-transformers lays it down.

        Raises:
            OSError, ValueError, KeyError, RuntimeError: its files are missing, or not what they
                should be.
        """
        super().__init__()
        self.folder = folder
        form = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        size = form["hidden_size"]
        self.dimension: int = size
        self.embeddings = ModuleDict(
            {
                "word_embeddings": Embedding(form["vocab_size"], size),
                "position_embeddings": Embedding(form["max_position_embeddings"], size),
                "token_type_embeddings": Embedding(form["type_vocab_size"], size),
                "LayerNorm": _norm(form),
            }
        )
        layers = ModuleList(_Layer(form) for _ in range(form["num_hidden_layers"]))
        self.encoder = ModuleDict({"layer": layers})
        self.dropout = Dropout(form["hidden_dropout_prob"])
        published = load_file(folder / "model.safetensors")
        self.load_state_dict({name: published[name] for name in self.state_dict()})
        self.eval()
        limits = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))
        self._tokenizer = self.tokenizer(limits["max_seq_length"])

    @property
    def layers(self) -> Any:
        """The layers, lowest first."""
        return self.encoder["layer"]

    def tokenizer(self, longest: int) -> Tokenizer:
        """What cuts texts into tokens, at most `longest` of them, as many for each of a batch."""
        made: Tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        made.enable_truncation(longest)
        made.enable_padding()
        return made

    def forward(self, tokens: Tokens) -> torch.Tensor:
        """The last layer's vectors, [texts, tokens, dimension]."""
        held: Any = self.embeddings
        values = held["word_embeddings"](tokens.ids) + held["token_type_embeddings"](tokens.kinds)
        values = values + held["position_embeddings"](torch.arange(tokens.ids.shape[1]))
        values = self.dropout(held["LayerNorm"](values))
        seen = tokens.inside[:, None, None, :]
        for layer in self.layers:
            values = layer(values, seen)
        return torch.as_tensor(values)

    def encode(self, texts: Sequence[str], at_once: int) -> NDArray[np.float32]:
        """The vectors of `texts`, of unit length, [texts, dimension]; `at_once` are read together.

        Those of about one length, so that few tokens are padding.
        """
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        for first in range(0, len(order), at_once):
            some = order[first : first + at_once]
            tokens = batch_of(self._tokenizer.encode_batch([texts[at] for at in some]))
            with torch.inference_mode():
                inside = tokens.inside[:, :, None]
                summed = (self(tokens) * inside).sum(1) / inside.sum(1)
                rows[some] = normalize(summed.float()).numpy()
        return rows

    def pieces(self, word: str) -> list[int]:
        """The ids of the tokens that a word is cut into."""
        return list(self._tokenizer.encode(word, add_special_tokens=False).ids)

    def table(self) -> NDArray[np.float32]:
        """The vector of each token before anything is read, [tokens, dimension]."""
        words: Any = self.embeddings["word_embeddings"]
        return np.asarray(words.weight.detach().float().numpy(), dtype=np.float32)


def batch_of(encoded: Sequence[Encoding]) -> Tokens:
    """A batch, of what a tokenizer made of its texts."""
    return Tokens(
        torch.tensor([it.ids for it in encoded]),
        torch.tensor([it.type_ids for it in encoded]),
        torch.tensor([it.attention_mask for it in encoded]).bool(),
    )
