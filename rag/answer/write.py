"""Asks a language model for the answer and hands on, as it writes, what of it has been checked."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.answer.checking import Entailment
from rag.answer.compose import Extract
from rag.answer.draft import MARKER, Draft
from rag.answer.models import chat_model, reason
from rag.answer.prompts import load_prompt
from rag.answer.streaming import streamed
from rag.errors import ModelError
from rag.reader.evidence import Evidence
from rag.reading.passages import heading
from rag.records import AnswerSentence, Citation, Refusal, RetrievedPassage
from rag.settings import Settings

# Passages that the model is given. The evidence of the default answer always comes first.
_GIVEN = 8
# What the prompt tells the model to write where the passages hold no answer.
CANNOT_ANSWER = "CANNOT ANSWER"
# The most that is read of a model that does not stop.
_MOST_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Written:
    """What of a model's text can be shown, or its refusal, and the sentences that were struck."""

    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: Refusal | None = None
    struck: tuple[AnswerSentence, ...] = ()


class Writer:
    """Writes answers with the model that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.model or ""
        self._settings = settings
        self._entailment = Entailment(settings.nli) if settings.nli else None

    def write(
        self,
        evidence: Evidence,
        default: Extract,
        words: int,
        has_left: Callable[[], bool] | None = None,
    ) -> Iterator[Written]:
        """Yield the answer as it grows, a checked sentence at a time, until `has_left` says that
        nobody waits for it any more.

        The last one has no sentences where none of what the model wrote is supported.

        Raises:
            ModelError: the model or the entailment model cannot be used, is too slow, or wrote
                nothing.
        """
        understanding = evidence.understanding
        given = _given(default, evidence.retrieved)
        fence = secrets.token_hex(4)  # which no article can know
        prompt = load_prompt("answer").format(
            question=understanding.question,
            passages=_numbered(given, fence),
            fence=fence,
            words=words,
        )
        draft = Draft(
            given,
            evidence,
            self._settings.unsupported == "strike",
            self._entailment,
            speaker=understanding.speaker,
        )
        text = ""
        for text in self._stream(prompt, has_left):
            if text.lstrip().startswith(CANNOT_ANSWER[: max(1, len(text.strip()))]):
                continue
            if draft.read(text, final=False):
                yield _written(draft)
        if text.strip().startswith(CANNOT_ANSWER):
            yield Written(
                refusal=Refusal(
                    "no_evidence",
                    f"{self.name} found no answer in the passages that come nearest.",
                    (),
                )
            )
            return
        draft.read(text, final=True)
        if not draft.sentences and not draft.struck:
            raise ModelError(f"The model {self.name} wrote nothing.")
        yield _written(draft)

    def _stream(self, prompt: str, has_left: Callable[[], bool] | None) -> Iterator[str]:
        """All that the model has written so far, each time that there is more."""
        model = chat_model(self._settings)
        text = ""
        try:
            for part in streamed(model, prompt, self._settings.model_timeout, has_left):
                text += part
                if len(text) > _MOST_CHARACTERS:
                    break
                yield text
        except Exception as error:  # each provider's client raises its own errors
            raise ModelError(f"The model {self.name} failed: {reason(error)}") from error


def _written(draft: Draft) -> Written:
    return Written(tuple(draft.sentences), tuple(draft.citations), struck=tuple(draft.struck))


def _given(default: Extract, retrieved: Sequence[RetrievedPassage]) -> list[RetrievedPassage]:
    by_id = {found.passage.id: found for found in [*default.evidence, *retrieved]}
    return list(by_id.values())[:_GIVEN]


def _numbered(given: Sequence[RetrievedPassage], fence: str) -> str:
    """The passages between lines that begin with `fence`; in them no number looks like a marker."""
    blocks = []
    for number, found in enumerate(given, start=1):
        told = MARKER.sub(r" (\1)", f"{heading(found, between=', ')}\n{found.passage.text}")
        blocks.append(f"{fence} [{number}] {told}")
    return "\n\n".join([*blocks, f"{fence} end"])
