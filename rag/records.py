"""The data that travels through Dateline: plain, frozen, without behaviour but its own format.

An article is read, cut into passages and searched for statements; a question is answered with
sentences, each of which cites a quotation by its character offsets in an article. Offsets count
Unicode code points in `Article.text`, from `start` up to but not including `end`, so that
`article.text[start:end]` is always the quoted text.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

Verdict = Literal["quoted", "supported", "unsupported"]
RefusalReason = Literal["no_evidence", "speaker_silent", "outside_dates", "empty_library"]


@dataclass(frozen=True, slots=True)
class Article:
    """One cleaned article, as the library keeps it.

    `published` is the first publication and `updated` the latest known change; both are None
    where neither the source's metadata nor the text tells, never a guess.
    """

    id: str
    title: str
    text: str
    outlet: str | None = None
    published: date | None = None
    updated: date | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell of a source: where it stands, and what, as the rest of a sentence."""

    source: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        return f"{self.source}{f', line {self.line}' if self.line else ''}: {self.reason}"


class Rejection(Remark):
    """A record that could not become an article, and why."""


class Notice(Remark):
    """What is doubtful about a source that was read all the same."""


Record = Article | Notice | Rejection


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article, the unit that is embedded, indexed and retrieved.

    `dated` is the passage's own time where it has one, such as an entry of a live blog.
    `sentences` are the offsets of its sentences within its `text`; empty in a passage that was kept
    before they were.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    dated: datetime | None = None
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, or run of quoted sentences, in which somebody is reported to have said something.

    `speaker` is the name as resolved within the article ("Scott Bessent" for "Bessent" or "he").
    `kind` is "direct" where quotation marks hold all of what was said, "mixed" where they hold
    part of it and "indirect" where there are none. `content` holds the character spans of what was
    said, `cue` that of the word that reports it and `mention` that of the speaker as written there.
    `named` is False for a source without a name ("officials"): `speaker` is then as written.
    `person` is the name of the Speaker whom a library takes that for, "" outside a library.
    `day` is that of the article's publication, or of the entry of a live blog. `start` and `end`
    hold the content and mostly the cue; a quotation that goes on in a later paragraph is a
    statement of its own, whose cue is None and whose mention stands before it.
    """

    article_id: str
    start: int
    end: int
    speaker: str
    role: str | None = None
    kind: Literal["direct", "mixed", "indirect"] = "indirect"
    content: tuple[tuple[int, int], ...] = ()
    cue: tuple[int, int] | None = None
    mention: tuple[int, int] | None = None
    named: bool = True
    day: date | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person or body whom a library quotes, under all the names that its articles use.

    `name` is the most common full name and tells speakers apart; `role` is the one given most
    often and `articles` the number of articles with words of theirs. `named` is False for a source
    without a name of its own ("Chapin family"). `variants` are the other names.
    """

    name: str
    role: str | None = None
    articles: int = 0
    named: bool = True
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader asks: the words, the conversation before them and the reader's own filters.

    `date_from` and `date_to` are inclusive. `today` is the day from which "last week" is counted,
    None for the day of asking. `words` is the most words that the answer may have, None for the
    default; `history` holds earlier (question, answer) pairs, oldest first. `choices` are the
    answers to pick from, if any.
    """

    text: str
    history: tuple[tuple[str, str], ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    outlets: tuple[str, ...] = ()
    words: int | None = None
    id: str | None = None
    today: date | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RetrievedPassage:
    """A passage that the search found, with its article's header and its score in [0, 1].

    `copies` counts the articles of the same near-duplicate group, this one included; `parts` is
    what each feature of the ranking adds to the score.
    """

    passage: Passage
    title: str
    outlet: str | None
    published: date | None
    url: str | None
    score: float
    copies: int = 1
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quotation and where it stands; `copies` near-identical articles carry it."""

    number: int
    article_id: str
    title: str
    outlet: str | None
    published: date | None
    url: str | None
    speaker: str | None
    quote: str
    start: int
    end: int
    copies: int = 1


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer with the numbers of the citations that it rests on.

    `lead` is the attribution that the answerer puts before a quoted sentence ("Scott Bessent,
    2 April 2025"); it is no part of the quotation, nor are the `additions`: what is put into the
    text at an offset so that it stands on its own ("[Scott Bessent]" behind a "he"). `short` is
    the name, day, place or number in the text that answers the question by itself, or the choice of
    the reader's own that the text speaks for. `fault` says
    why a sentence is unsupported.
    """

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    lead: str | None = None
    fault: str | None = None
    additions: tuple[tuple[int, str], ...] = ()
    short: str | None = None

    @property
    def shown(self) -> str:
        """The text with its additions, as a reader gets it."""
        shown = self.text
        for offset, added in sorted(self.additions, reverse=True):
            shown = f"{shown[:offset]}{added}{shown[offset:]}"
        return shown

    def written(self, strong: Callable[[str], str], plain: Callable[[str], str] = str) -> str:
        """The sentence as shown, with its lead and its [n] markers, behind its short answer.

        The short answer is written as `strong` makes it, all the rest as `plain` does.
        """
        short = f"{strong(f'{self.short}.')} " if self.short else ""
        lead = f"{self.lead}: " if self.lead else ""
        markers = "".join(f"[{number}]" for number in self.citations)
        return short + plain(f"{lead}{self.shown} {markers}".rstrip())


@dataclass(frozen=True, slots=True)
class NearestArticle:
    """An article that comes closest to a question that the library cannot answer."""

    article_id: str
    title: str
    published: date | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in a code and in words, with the nearest coverage.

    `spoken` is what somebody else said on what was asked, where the asked person said nothing on
    it; the `message` holds the words and whose they are.
    """

    reason: RefusalReason
    message: str
    nearest: tuple[NearestArticle, ...] = ()
    spoken: Citation | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole reply to a question.

    `answered_by` is "extractive" or the name of the language model; `notices` are sentences for
    the reader about the answering itself, such as that a model failed; `understood` says line by
    line how the question was read; `struck` are the sentences of a model that were left out, each
    with its fault; `timings_ms` are in milliseconds by step. While an answer streams, `finished`
    is False. `more` says that an answer of twice the words would have more to tell. `choice` is the
    one picked of a question's choices.
    """

    question: str
    standalone_question: str
    sentences: tuple[AnswerSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    refusal: Refusal | None = None
    retrieved: tuple[RetrievedPassage, ...] = ()
    answered_by: str = "extractive"
    notices: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    id: str | None = None
    finished: bool = True
    understood: tuple[str, ...] = ()
    struck: tuple[AnswerSentence, ...] = ()
    more: bool = False
    choice: str | None = None

    @property
    def text(self) -> str:
        """The answer as one text with [n] markers and the short answer in Markdown's bold; a
        refusal's message where there is no answer.
        """
        return self.written("**{}**".format)

    def written(self, strong: Callable[[str], str] = str) -> str:
        """The same with the short answer as `strong` makes it, by default as plain as the rest."""
        if self.refusal:
            return self.refusal.message
        parts = [sentence.written(strong) for sentence in self.sentences]
        return ("\n" if self.in_lines else " ").join(parts)

    @property
    def in_lines(self) -> bool:
        """Whether each sentence is a line by itself: a timeline, or what several people said."""
        return len(self.sentences) > 1 and all(sentence.lead for sentence in self.sentences)

    @property
    def sources(self) -> tuple[Citation, ...]:
        """The citations of the answer; of a refusal, of the words that it gives as another's."""
        if self.refusal:
            return (self.refusal.spoken,) if self.refusal.spoken else ()
        return self.citations

    def as_dict(self) -> dict[str, Any]:
        """The form of `ask --json`: plain values, dates as ISO 8601 text."""
        return {
            "id": self.id,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "answer": self.text,
            "sentences": [_plain(sentence) for sentence in self.sentences],
            "citations": [_plain(citation) for citation in self.citations],
            "refusal": _plain(self.refusal) if self.refusal else None,
            "choice": self.choice,
            "retrieved": [
                {
                    "passage_id": found.passage.id,
                    "article_id": found.passage.article_id,
                    "start": found.passage.start,
                    "end": found.passage.end,
                    "text": found.passage.text,
                    "score": round(found.score, 4),
                }
                for found in self.retrieved
            ],
            "answered_by": self.answered_by,
            "notices": list(self.notices),
            "struck": [_plain(sentence) for sentence in self.struck],
            "more": self.more,
            "timings_ms": {step: round(spent, 1) for step, spent in self.timings_ms.items()},
        }


def _plain(record: Any) -> dict[str, Any]:
    return asdict(record, dict_factory=_dated)


def _dated(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    return {it: value.isoformat() if isinstance(value, date) else value for it, value in fields}
