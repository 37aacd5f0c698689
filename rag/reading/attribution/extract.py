"""Finds who said what: reported and quoted speech, with the speaker's name resolved in the article.

Quotations are found by their marks, cues and speakers by a parse of the sentences around them
(`reporting_clauses`, `continuation`), turns of a transcript by the names that open them; then each
mention of a speaker is resolved among the people of the article. What cannot be attributed with
confidence is left unnamed: no speaker is better than a wrong one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from rag.ingest.cleaning import LIVE_ENTRY
from rag.reading.attribution.continuation import Speech, speeches
from rag.reading.attribution.transcripts import Turn, turns
from rag.reading.lines import lines
from rag.reading.parsing.masking import lay_out
from rag.reading.parsing.parser import Parsed, parse
from rag.reading.passages import entry_time
from rag.reading.people import names
from rag.reading.people.coreference import People, Speaker
from rag.reading.people.mentions import Mention, full_names, read_mention
from rag.reading.sentences import Span
from rag.reading.terms import STOP_WORDS
from rag.records import Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECTS = ("nsubj", "nsubjpass")
_ALL_QUOTED = 0.95  # share of the content inside marks from which it counts as a direct quotation


@dataclass(frozen=True, slots=True)
class _Said:
    """A speech with whose it is."""

    speech: Speech
    mention: Mention
    speaker: Speaker
    day: date | None

    @property
    def hull(self) -> Span:
        """From the first to the last character of content, cue and mention."""
        spans = [*self.speech.content, self.mention.span]
        if self.speech.cue is not None:
            spans.append(self.speech.cue)
        return Span(min(it.start for it in spans), max(it.end for it in spans))


def find_statements(
    article_id: str, text: str, *, published: date | None = None, unnamed: bool = False
) -> tuple[Statement, ...]:
    """Find the statements of `text`, in its order.

    Each covers whole sentences, or the speaker's own clause of a sentence that quotes two people.
    With `unnamed` those of sources without a name come too ("officials", "she" where the article
    does not tell who that is): their `speaker` is as written and `named` is False. `published` is
    the day that the statements get, but for those in an entry of a live blog with a day of its own.

    Raises:
        ModelError: the packaged parser is not installed, or is not the one that is meant.
    """
    article = _Article(article_id, text, published)
    found = [it for it in article.statements() if it.named or unnamed]
    return tuple(sorted(found, key=lambda it: (it.start, -it.end, it.content)))


class _Article:
    """One article with its sentences in order and the people that it names."""

    def __init__(self, article_id: str, text: str, published: date | None) -> None:
        self._id = article_id
        self._text = text
        self._published = published
        blocks = list(lines(text))
        self._turns = turns(text, blocks)
        taken = {at for turn in self._turns for at in turn.lines}
        free = [block for at, block in enumerate(blocks) if at not in taken]
        headers = {block for block in free if LIVE_ENTRY.match(text[block.start : block.end])}
        prose = [block for block in free if block not in headers]
        parsed = dict(zip(prose, parse([lay_out(text, it) for it in prose]), strict=True))
        # Parts between the headers of a live blog, which have nothing to do with each other.
        self._parts: list[list[list[Parsed]]] = [[]]
        self._days = [published]
        for block in free:
            if block in headers:
                self._parts.append([])
                time = entry_time(text[block.start : block.end])
                self._days.append(time.date() if time else published)
            elif parsed[block]:
                self._parts[-1].append(parsed[block])
        self._order = {
            _start(sentence): at
            for at, sentence in enumerate(
                it for part in self._parts for paragraph in part for it in paragraph
            )
        }
        self._people = People()

    def statements(self) -> list[Statement]:
        """All that is said, in no order."""
        self._meet_people()
        said = []
        for part, day in zip(self._parts, self._days, strict=True):
            if part:
                self._people.begin(self._order[_start(part[0][0])])
            for speech in speeches(part):
                if speech.quoted and all(self._is_title(it) for it in speech.content):
                    continue
                mention, speaker = self._whose(speech)
                said.append(_Said(speech, mention, speaker, day))
        beside: dict[int, list[_Said]] = {}
        for it in said:
            beside.setdefault(id(it.speech.where), []).append(it)
        found = [self._statement(it, beside[id(it.speech.where)]) for it in said]
        return found + [self._turn(it) for it in self._turns]

    def _is_title(self, content: Span) -> bool:
        """Whether what stands in marks is the name of a work: "The Pier and the Sea"."""
        told = self._text[content.start : content.end].strip("“”\"«»‘’'").split()
        names = [word for word in told if word.lower() not in STOP_WORDS]
        return (
            len(told) > 1
            and told[-1][-1].isalnum()
            and bool(names)
            and all(word[0].isupper() for word in names)
        )

    def _meet_people(self) -> None:
        """Read every name first: a pronoun or surname is then looked up among all of them."""
        for at, sentence in self._sentences():
            for mention in full_names(sentence):
                self._people.add(mention, at, acting=False)
        known = self._people.surnames()
        for at, sentence in self._sentences():
            for head in _name_heads(sentence, known):
                mention = read_mention(sentence, head, self._text)
                if mention.kind == "name":
                    self._people.add(mention, at, acting=head.dep_ in _SUBJECTS)
                elif mention.kind == "noun" and head.dep_ in _SUBJECTS:
                    self._people.acts(mention, at)

    def _sentences(self) -> Iterable[tuple[int, Parsed]]:
        for part in self._parts:
            for paragraph in part:
                for sentence in paragraph:
                    yield self._order[_start(sentence)], sentence

    def _whose(self, speech: Speech) -> tuple[Mention, Speaker]:
        at = self._order[_start(speech.where)]
        mention = read_mention(speech.where, speech.source, self._text)
        before = [
            read_mention(speech.where, head, self._text)
            for head in _name_heads(speech.where, self._people.surnames())
            if head.i < speech.source.i
            and head.dep_ in _SUBJECTS
            and not _inside(speech.where.places[head.i], speech.content)
        ]
        speaker = self._people.whom(mention, at, before=[it for it in before if it.kind == "name"])
        others = [
            self._people.whom(read_mention(speech.where, it, self._text), at, before=[])
            for it in speech.source.children
            if it.dep_ == "conj" and it.tag_ == "NNP" and "&" not in mention.name
        ]
        if mention.kind == "name" and speaker.person and others:
            together = " and ".join([speaker.name, *(it.name for it in others if it.person)])
            return mention, Speaker(together, None, True)
        self._people.spoke(speaker, self._order[_start(speech.sentences[-1])])
        return mention, speaker

    def _statement(self, it: _Said, beside: list[_Said]) -> Statement:
        speech = it.speech
        first, last = speech.sentences[0], speech.sentences[-1]
        span = Span(_start(first), last.places[last.tokens.end - 1].end)
        others = [
            other
            for other in beside
            if other.speaker.name != it.speaker.name
            and any(speech.where is sentence for sentence in speech.sentences)
        ]
        if others:
            span = _own_part(it, others, span)
        return Statement(
            self._id, span.start, span.end, it.speaker.name, it.speaker.role,
            _kind(speech), tuple((part.start, part.end) for part in _joined(speech.content)),
            speech.cue and (speech.cue.start, speech.cue.end),
            (it.mention.span.start, it.mention.span.end), it.speaker.named, it.day,
        )  # fmt: skip

    def _turn(self, turn: Turn) -> Statement:
        written = self._text[turn.name.start : turn.name.end]
        parsed = names.parse_mention(written.title() if written.isupper() else written)
        name, role = (parsed.name, parsed.role) if parsed else (written, None)
        mention = Mention(turn.name, written, "name", name, role)
        speaker = self._people.whom(mention, len(self._order), before=[])
        return Statement(
            self._id, turn.content.start, turn.content.end, speaker.name, speaker.role, "direct",
            ((turn.content.start, turn.content.end),), None, (turn.name.start, turn.name.end),
            parsed is not None, self._published,
        )  # fmt: skip


def _start(sentence: Parsed) -> int:
    """Where a sentence begins in the article, with the place name that opens its paragraph."""
    start = sentence.places[sentence.tokens.start].start
    laid = sentence.laid
    return laid.paragraph.start if start == laid.pieces[0][0] else start


def _inside(place: Span, content: Iterable[Span]) -> bool:
    return any(it.start <= place.start and place.end <= it.end for it in content)


def _name_heads(sentence: Parsed, known: frozenset[str]) -> list["Token"]:
    """The head words of the names of a sentence, and of the nouns that are its subjects.

    The tagger takes "Trump" for an adjective at times, hence the `known` surnames.
    """
    return [
        token
        for token in sentence.tokens
        if (token.dep_ not in ("compound", "nmod", "amod") or _joined_to_another(token))
        and (
            token.tag_ == "NNP"
            or (token.tag_ == "NNPS" and any(it.tag_ == "NNP" for it in token.lefts))
            or (token.text[:1].isupper() and token.lower_ in known)
            or (token.dep_ in _SUBJECTS and token.tag_ == "NN")
        )
        and not sentence.quoted_at(token.i)
    ]


def _joined_to_another(token: "Token") -> bool:
    """ "Chancellor Merz and Minister Wadephul": the parser makes the first a part of the second."""
    return token.dep_ == "nmod" and any(child.dep_ == "cc" for child in token.children)


def _own_part(it: _Said, others: list[_Said], whole: Span) -> Span:
    """The part of a sentence that is one speaker's, where another one speaks in it too."""
    hull = it.hull
    if any(other.hull.start < hull.end and hull.start < other.hull.end for other in others):
        outermost = all(
            hull.start <= other.hull.start and other.hull.end <= hull.end for other in others
        )
        return whole if outermost else hull
    first = all(hull.end <= other.hull.start for other in others)
    last = all(other.hull.end <= hull.start for other in others)
    return Span(whole.start if first else hull.start, whole.end if last else hull.end)


def _joined(content: list[Span]) -> list[Span]:
    """The spans in order, each character once."""
    joined: list[Span] = []
    for span in sorted(content):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _kind(speech: Speech) -> Literal["direct", "mixed", "indirect"]:
    marks = [mark for sentence in speech.sentences for mark in sentence.laid.quotations]
    quoted = {at for mark in marks for at in range(mark.start, mark.end)}
    content = {at for span in speech.content for at in range(span.start, span.end)}
    share = len(quoted & content) / max(1, len(content))
    return "direct" if share >= _ALL_QUOTED else "mixed" if share else "indirect"
