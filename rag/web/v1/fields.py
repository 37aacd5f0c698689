"""The fields of requests, checked, and of responses, for the description at /v1/openapi.json."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.records import Citation, RefusalReason, Verdict
from rag.settings import FEWEST_WORDS, MOST_WORDS
from rag.web.lookups import MOST_PASSAGES, MOST_PEOPLE, MOST_STATEMENTS
from rag.web.who import LONGEST_TOPIC

# Earlier turns that a request may carry.
MOST_TURNS = 40
_Day = Annotated[str, Field(max_length=10, json_schema_extra={"format": "date"})]
_Name = Annotated[str, Field(max_length=500)]
_Turn = Annotated[list[str], Field(min_length=2, max_length=2)]
FromDay = Annotated[_Day | None, Field(alias="from", description="First day, such as 2025-04-01.")]
ToDay = Annotated[_Day | None, Field(alias="to", description="Last day.")]
Exact = Annotated[
    bool, Field(description="The name is meant as it is listed, whoever else bears it.")
]


class Given(BaseModel):
    """What a request gives: no other fields than these."""

    model_config = ConfigDict(extra="forbid")


class Nothing(Given):
    """A request that gives nothing."""


class AskRequest(Given):
    """A question, the conversation before it, and how its answer is narrowed down."""

    model_config = ConfigDict(extra="forbid", strict=True)

    question: str = Field(description="The question, in plain words.")
    history: list[_Turn] | None = Field(
        None, max_length=MOST_TURNS, description="Earlier [question, answer] pairs, oldest first."
    )
    date_from: _Day | None = Field(None, description="First day, such as 2025-04-01.")
    date_to: _Day | None = Field(None, description="Last day.")
    outlets: list[_Name] | None = Field(
        None, max_length=100, description="These alone, named as /v1/sources names them."
    )
    words: int | None = Field(
        None, ge=FEWEST_WORDS, le=MOST_WORDS, description="Most words in the answer."
    )
    choices: list[str] | None = Field(None, description="Answers to pick from.")
    stream: bool = Field(
        False,
        description="Send the answer as it grows, as server-sent events: `growing` for each part, "
        "`answer` for the last, which is whole, or `error`.",
    )


class SearchRequest(Given):
    """What is sought, from when and where."""

    q: str = Field(description="A question or search words.")
    date_from: FromDay = None
    date_to: ToDay = None
    outlet: list[_Name] = Field([], max_length=100, description="Only this; may be given again.")
    limit: int = Field(20, ge=1, le=MOST_PASSAGES, description="Most passages.")


class PeopleRequest(Given):
    """How many people."""

    limit: int = Field(50, ge=1, le=MOST_PEOPLE, description="Most people.")


class PersonRequest(Given):
    """How a name is meant."""

    exact: Exact = False


class StatementsRequest(Given):
    """Whose statements, about what, from when: a speaker, a topic, or both."""

    speaker: str = Field("", max_length=500, description="A person, body or office.")
    about: str = Field("", max_length=LONGEST_TOPIC, description="Words of the topic.")
    date_from: FromDay = None
    date_to: ToDay = None
    exact: Exact = False
    limit: int = Field(50, ge=1, le=MOST_STATEMENTS, description="Most statements.")
    offset: int = Field(0, ge=0, le=1_000_000, description="How many are passed over.")


class FeedbackRequest(Given):
    """Whether an answer was of use."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(max_length=100, description="The `id` of an answer, one of the latest.")
    feedback: Literal["up", "down"]
    word: str = Field("", max_length=500, description="A word on why.")


# --- what is given back


class ErrorFields(BaseModel):
    """Why there is none, for a program and for people."""

    code: str
    message: str = Field(description="One plain sentence.")


class Problem(BaseModel):
    """The body of every response whose status is not 200."""

    error: ErrorFields


class SentenceFields(BaseModel):
    """A sentence of an answer. Offsets of `additions` are in `text`."""

    text: str
    citations: list[int]
    verdict: Verdict
    lead: str | None
    fault: str | None
    additions: list[tuple[int, str]]
    short: str | None


class NearestFields(BaseModel):
    """An article that comes near."""

    article_id: str
    title: str
    published: str | None
    url: str | None


class RefusalFields(BaseModel):
    """Why there is no answer."""

    reason: RefusalReason
    message: str
    nearest: list[NearestFields]
    spoken: Citation | None


class RetrievedFields(BaseModel):
    """A passage, ranked; `article_text[start:end] == text`."""

    passage_id: str
    article_id: str
    start: int
    end: int
    text: str
    score: float


class AnswerFields(BaseModel):
    """An answer: what `ask --json` prints. `article_text[start:end] == quote` of each citation."""

    id: str
    question: str
    standalone_question: str
    answer: str = Field(description="The text with [1] markers.")
    sentences: list[SentenceFields]
    citations: list[Citation]
    refusal: RefusalFields | None
    choice: str | None
    retrieved: list[RetrievedFields]
    answered_by: str
    notices: list[str]
    struck: list[SentenceFields]
    more: bool
    timings_ms: dict[str, float]


class PassageFields(RetrievedFields):
    """A passage with its article's header; `copies` near-identical articles carry it."""

    title: str
    outlet: str | None
    published: str | None
    url: str | None
    copies: int


class SearchFields(BaseModel):
    """The passages, best first."""

    passages: list[PassageFields]


class ArticleFields(BaseModel):
    """An article; offsets count the Unicode code points of `text`."""

    id: str
    title: str
    text: str
    outlet: str | None
    published: str | None
    updated: str | None
    url: str | None
    authors: list[str]


class SaidFields(BaseModel):
    """A statement where it was first reported; `copies` articles carry the same words."""

    text: str
    kind: Literal["direct", "mixed", "indirect"]
    day: str | None
    outlet: str | None
    title: str
    url: str | None
    article_id: str
    start: int
    end: int
    copies: int


class StatementFields(SaidFields):
    """A statement with its speaker."""

    speaker: str


class StatementsFields(BaseModel):
    """Statements, the newest first, out of `total`."""

    statements: list[StatementFields]
    total: int


class PersonFields(BaseModel):
    """A person or body that is quoted; the last fields come where a name means one alone."""

    name: str
    role: str | None
    articles: int
    statements: int
    outlets: int
    first: str | None
    last: str | None
    variants: list[str] | None = None
    direct: int | None = None
    mixed: int | None = None
    indirect: int | None = None
    offices: list[dict[str, Any]] | None = None
    in_outlets: list[dict[str, Any]] | None = None
    latest: list[SaidFields] | None = None


class PeopleFields(BaseModel):
    """People and bodies, those quoted most first."""

    people: list[PersonFields]


class OutletFields(BaseModel):
    """An outlet and its articles; `outlet` is null for those without one."""

    outlet: str | None
    articles: int
    first: str | None
    last: str | None


class SourcesFields(BaseModel):
    """What the library holds."""

    articles: int
    passages: int
    undated: int
    first: str | None
    last: str | None
    outlets: list[OutletFields]


class KeptFields(BaseModel):
    """Feedback was kept."""

    kept: Literal[True]
