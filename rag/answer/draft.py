"""Reads what a model writes as it streams: whole sentences, checked and cited, else struck."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.answer.checking import Check, Entailment, check_sentence
from rag.answer.cite import cite
from rag.reader.evidence import Evidence
from rag.reading import Span, sentences, sentences_of
from rag.reading.people.names import surname
from rag.reading.terms import content_terms, words
from rag.records import AnswerSentence, Citation, RetrievedPassage

# The numbers of passages behind a sentence: "[1]", "[2, 3]".
MARKER = re.compile(r"\s*\[\s*(\d+(?:\s*[,;]\s*\d+)*)\s*\]")
# One sentence or more with their markers, which stand before or behind the last full stop.
_SENTENCES_WITH_MARKERS = re.compile(
    r".+?(?:[.!?][\"”’)]*(?:\s*\[[\d\s,;]+\])+|(?:\s*\[[\d\s,;]+\])+\s*[.!?][\"”’)]*)(?=\s|$)",
    re.DOTALL,
)
_UNSPEAKABLE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|<[^>]*>|https?://\S+|[*_`#]{1,3}(?=\S)|[*_`]+")
_OPENING, _CLOSING = re.compile(r"[“„«]"), re.compile(r"[”»]")
# Whom or what it speaks of stands in the sentence before.
_LEANS = re.compile(r"\W*(?:he|she|they|his|her|their)\b", re.IGNORECASE)

_BULLET = re.compile(r"(?:^|\n)\s*(?:[-–•*]|\d{1,2}[.)])\s+")
_ENDED = re.compile(r"[.!?…][\"”’'»)\]]*$")
_MOST_REPEATED = 2  # times that three words in a row may stand in one sentence


@dataclass
class Draft:
    """What has been read of a model's text so far.

    `given` are the passages that it was given, numbered from 1. With `strike` a sentence that is
    unsupported goes to `struck`, else it stands among `sentences` with its fault.
    `speaker` is whom the question asks about, of whom the model may say "he".
    """

    given: Sequence[RetrievedPassage]
    evidence: Evidence
    strike: bool = True
    entailment: Entailment | None = None
    sentences: list[AnswerSentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    struck: list[AnswerSentence] = field(default_factory=list)
    speaker: str | None = None
    _before: list[str] = field(default_factory=list)
    _last_was_struck: bool = False
    _done: int = 0

    def read(self, text: str, *, final: bool) -> bool:
        """Take in the sentences of `text` that are whole by now; whether one can be shown.

        Raises:
            ModelError: the entailment model cannot be loaded.
        """
        shown = len(self.sentences)
        while match := _SENTENCES_WITH_MARKERS.match(text, self._done):
            if match.end() >= len(text) and not final:
                break  # another marker may follow
            self._take(match.group())
            self._done = match.end()
        if final:
            self._take(text[self._done :])
            self._done = len(text)
        return len(self.sentences) > shown

    def _take(self, marked: str) -> None:
        """Check each of some sentences that share the markers among them."""
        asked = [
            int(number)
            for markers in MARKER.findall(marked)
            for number in re.split(r"\s*[,;]\s*", markers)
        ]
        for point in _BULLET.split(MARKER.sub("", marked)):
            plain = " ".join(_UNSPEAKABLE.sub(r"\1", point).split())
            # Escape sequences would reach a terminal, and direction marks disguise text.
            text = "".join(character for character in plain if character.isprintable())
            for sentence in _whole(text):
                self._judge(sentence, asked)

    def _judge(self, text: str, asked: Sequence[int]) -> None:
        known = [number for number in dict.fromkeys(asked) if 1 <= number <= len(self.given)]
        cited = [self.given[number - 1] for number in known]
        statements = [it for found in cited for it in self.evidence.statements_of(found)]
        fault = self._unfit(text)
        if fault:
            check = Check("unsupported", fault)
        else:
            before = "\n\n".join([self.speaker or "", *self._before])
            check = check_sentence(text, cited, statements, self.entailment, before)
            fault = check.fault
        if len(known) < len(set(asked)):
            fault = "cites a passage that it was not given" + (f"; {fault}" if fault else "")
        self._before.append(text)
        if self.strike and check.verdict == "unsupported":
            self.struck.append(AnswerSentence(text, (), check.verdict, fault=fault))
            self._last_was_struck = True
            return
        self._last_was_struck = False
        numbers = tuple(dict.fromkeys(self._cite(text, found) for found in cited))
        lead = self._lead(text, numbers) if check.verdict == "quoted" else None
        self.sentences.append(AnswerSentence(text, numbers, check.verdict, lead, fault))

    def _unfit(self, text: str) -> str | None:
        """Why `text` is no sentence of an answer, whatever the articles say."""
        if self._last_was_struck and _LEANS.match(text):
            return "leans on a sentence that was struck"
        if not _ENDED.search(text):
            return "breaks off"
        said = words(text)
        if " ".join(said) in {" ".join(words(earlier)) for earlier in self._before}:
            return "repeats an earlier sentence"
        runs = Counter(zip(said, said[1:], said[2:], strict=False))
        if max(runs.values(), default=0) > _MOST_REPEATED:
            return "repeats itself"
        return None

    def _lead(self, text: str, numbers: Sequence[int]) -> str | None:
        """Who says a whole quoted sentence that does not tell, so that nobody else seems to."""
        by_number = {citation.number: citation for citation in self.citations}
        speaker = next((by_number[each].speaker for each in numbers), None)
        return speaker if speaker and surname(speaker) not in text else None

    def _cite(self, text: str, found: RetrievedPassage) -> int:
        """The number of the citation of the passage's sentence that comes nearest to `text`."""
        span = _nearest(text, found)
        for citation in self.citations:
            if (citation.article_id, citation.start) == (found.passage.article_id, span.start):
                return citation.number
        speaker = next(
            (
                statement.speaker
                for statement in self.evidence.statements_of(found)
                if statement.named and statement.start <= span.start < statement.end
            ),
            None,
        )
        self.citations.append(cite(len(self.citations) + 1, found, span, speaker))
        return len(self.citations)


def _whole(text: str) -> list[str]:
    """The sentences of `text`; those inside one pair of quotation marks stay together."""
    parts: list[str] = []
    for span in sentences(text):
        part = text[span.start : span.end]
        if parts and _is_open(parts[-1]):
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return parts


def _is_open(text: str) -> bool:
    """Whether a quotation that begins in `text` goes on behind it."""
    return text.count('"') % 2 == 1 or len(_OPENING.findall(text)) > len(_CLOSING.findall(text))


def _nearest(text: str, found: RetrievedPassage) -> Span:
    """The sentence of a passage that shares most words with `text`, as offsets in its article."""
    wanted = set(content_terms(text))
    passage = found.passage
    best = max(
        sentences_of(passage),
        key=lambda span: (
            len(wanted & set(content_terms(passage.text[span.start : span.end]))),
            span.start - span.end,
        ),
        default=Span(0, len(passage.text)),
    )
    return Span(best.start + passage.start, best.end + passage.start)
