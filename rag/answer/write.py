"""The answer of a language model, read as it streams, checked and cited sentence by sentence."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.answer.check import best_quote, check_sentence
from rag.answer.cite import cite
from rag.answer.extract import Extract
from rag.answer.models import chat_model, reason
from rag.answer.prompts import load_prompt
from rag.errors import ModelError
from rag.library import Library
from rag.reading import sentences
from rag.records import AnswerSentence, Citation, Refusal, RetrievedPassage
from rag.retrieve import Understanding
from rag.settings import Settings

# Passages that the model is given. The evidence of the default answer always comes first.
_GIVEN = 8
# What the prompt tells the model to write where the passages hold no answer.
CANNOT_ANSWER = "CANNOT ANSWER"
# The most that is read of a model that does not stop.
_MOST_CHARACTERS = 20_000

_MARKER = re.compile(r"\s*\[\s*(\d+(?:\s*[,;]\s*\d+)*)\s*\]")
# A sentence with its markers, which stand before or behind its full stop.
_SENTENCE_WITH_MARKERS = re.compile(
    r".+?(?:[.!?][\"”’)]*(?:\s*\[[\d\s,;]+\])+|(?:\s*\[[\d\s,;]+\])+\s*[.!?][\"”’)]*)(?=\s|$)",
    re.DOTALL,
)
_UNSPEAKABLE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>|https?://\S+|[*_`#]{1,3}(?=\S)|[*_`]+")


class Writer:
    """Writes answers with the model that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.model or ""
        self._settings = settings

    def write(
        self,
        understanding: Understanding,
        default: Extract,
        retrieved: Sequence[RetrievedPassage],
        words: int,
        library: Library,
    ) -> Iterator[Extract]:
        """Yield the answer as it grows, a checked sentence at a time.

        Raises:
            ModelError: the model cannot be used, is too slow, or wrote nothing that can be shown.
        """
        given = _given(default, retrieved)
        prompt = load_prompt("answer").format(
            question=understanding.question, passages=_numbered(given), words=words
        )
        draft = _Draft(given, library)
        text = ""
        for text in self._stream(prompt):
            if text.lstrip().startswith(CANNOT_ANSWER[: max(1, len(text.strip()))]):
                continue
            if draft.read(text, final=False):
                yield draft.extract()
        if text.strip().startswith(CANNOT_ANSWER):
            yield Extract(
                refusal=Refusal(
                    "no_evidence",
                    f"{self.name} found no answer in the passages that come nearest.",
                    (),
                )
            )
            return
        draft.read(text, final=True)
        if not draft.sentences:
            raise ModelError(f"The model {self.name} wrote nothing.")
        yield draft.extract()

    def _stream(self, prompt: str) -> Iterator[str]:
        """All that the model has written so far, each time that there is more."""
        model = chat_model(self._settings)
        until = time.monotonic() + self._settings.model_timeout
        text = ""
        try:
            for chunk in model.stream(prompt):
                text += chunk.text if isinstance(chunk.text, str) else str(chunk.text())
                if len(text) > _MOST_CHARACTERS:
                    break
                if time.monotonic() > until:
                    raise TimeoutError
                yield text
        except Exception as error:  # each provider's client raises its own errors
            raise ModelError(f"The model {self.name} failed: {reason(error)}") from error


@dataclass
class _Draft:
    """What has been read of a model's text so far."""

    given: Sequence[RetrievedPassage]
    library: Library
    sentences: list[AnswerSentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    _done: int = 0

    def read(self, text: str, *, final: bool) -> bool:
        """Take in the sentences that are whole by now; whether there were any."""
        before = len(self.sentences)
        while match := _SENTENCE_WITH_MARKERS.match(text, self._done):
            if match.end() >= len(text) and not final:
                break  # another marker may follow
            self._take(match.group())
            self._done = match.end()
        if final:
            rest = text[self._done :]
            for span in sentences(rest):
                self._take(rest[span.start : span.end])
            self._done = len(text)
        return len(self.sentences) > before

    def extract(self) -> Extract:
        return Extract(tuple(self.sentences), tuple(self.citations))

    def _take(self, marked: str) -> None:
        asked = [
            int(number)
            for markers in _MARKER.findall(marked)
            for number in re.split(r"\s*[,;]\s*", markers)
        ]
        plain = " ".join(_UNSPEAKABLE.sub(r"\1", _MARKER.sub("", marked)).split())
        # Escape sequences would reach a terminal, and direction marks disguise text.
        text = "".join(character for character in plain if character.isprintable())
        if not text:
            return
        known = [number for number in dict.fromkeys(asked) if 1 <= number <= len(self.given)]
        cited = [self.given[number - 1] for number in known]
        check = check_sentence(text, cited)
        fault = check.fault
        if len(known) < len(set(asked)):
            fault = "cites a passage that it was not given" + (f"; {fault}" if fault else "")
        numbers = tuple(self._cite(text, found) for found in cited)
        self.sentences.append(AnswerSentence(text, numbers, check.verdict, fault=fault))

    def _cite(self, text: str, found: RetrievedPassage) -> int:
        """The number of the citation of the passage's sentence that comes nearest to `text`."""
        span = best_quote(text, found)
        for citation in self.citations:
            if (citation.article_id, citation.start) == (found.passage.article_id, span.start):
                return citation.number
        passage = found.passage
        speaker = next(
            (
                statement.speaker
                for statement in self.library.database.statements_of([passage.article_id])
                if statement.start <= span.start < statement.end
            ),
            None,
        )
        self.citations.append(cite(len(self.citations) + 1, found, span, speaker))
        return len(self.citations)


def _given(default: Extract, retrieved: Sequence[RetrievedPassage]) -> list[RetrievedPassage]:
    by_id = {found.passage.id: found for found in [*default.evidence, *retrieved]}
    return list(by_id.values())[:_GIVEN]


def _numbered(given: Sequence[RetrievedPassage]) -> str:
    blocks = []
    for number, found in enumerate(given, start=1):
        head = ", ".join(
            part
            for part in (
                found.title,
                found.outlet,
                found.published and found.published.isoformat(),
            )
            if part
        )
        blocks.append(f"[{number}] {head}\n{found.passage.text}")
    return "\n\n".join(blocks)
