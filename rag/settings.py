"""Every setting, in one frozen object.

Read from DATELINE_* environment variables, then from a `.env` file in the working folder. A name
that is not a setting is an error that names the nearest one, so that a typing slip is never
silently ignored.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from rapidfuzz import process

from rag.errors import SettingsError

PREFIX = "DATELINE_"
ENV_FILE = Path(".env")
PACKAGED_EMBEDDINGS = "packaged:all-MiniLM-L6-v2"
# Words that an answer may be asked to have at most.
FEWEST_WORDS, MOST_WORDS = 20, 1000

_ROOT_PATH = re.compile(
    r"(https?://[\w.-]+(?::\d+)?|https?://\[[\da-f:]+\](?::\d+)?)?/*((?:[\w.~-]+/*)*)",
    re.ASCII | re.IGNORECASE,
)


def _one_spelling(root_path: str) -> str:
    """A path with one slash before each part and none at its end, after its address if any."""
    whole = _ROOT_PATH.fullmatch(root_path.strip())
    parts = whole[2].split("/") if whole else [".."]
    if not whole or {".", ".."} & set(parts):
        raise PydanticCustomError(
            "root_path",
            "should be a path such as /dateline, or an http or https address with one, "
            "of letters, digits and . _ ~ - alone",
        )
    return "/".join([whole[1] or "", *filter(None, parts)])


class Settings(BaseSettings):
    """What can be set, its default and its meaning. Make one with `load_settings`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_file_encoding="utf-8", frozen=True, extra="ignore"
    )

    library: Path = Field(Path(".library"), description="Folder of the library.")
    chroma_url: str | None = Field(
        None,
        description="Address of a Chroma server; without it vectors live in the library folder.",
    )
    embeddings: str = Field(
        PACKAGED_EMBEDDINGS,
        description="Embedding model: the packaged one, a Hugging Face id or a local folder.",
    )
    reranker: str | None = Field(
        None,
        description="Cross-encoder that reads the best passages again: a Hugging Face id or a "
        "local folder; none by default.",
    )
    model: str | None = Field(
        None, description='Language model that writes answers, "provider:name"; none by default.'
    )
    model_base_url: str | None = Field(
        None, description="Address of an OpenAI-compatible server for the model."
    )
    model_api_key: SecretStr | None = Field(
        None, description="Key for the model; else the provider's own variable is used."
    )
    model_timeout: float = Field(
        30.0, gt=0, le=600, description="Seconds to wait for the model before falling back."
    )
    unsupported: Literal["strike", "flag"] = Field(
        "strike",
        description="What becomes of a model's sentence that its sources do not support: strike "
        "leaves it out, flag shows it with the reason.",
    )
    nli: str | None = Field(
        None,
        description="Entailment model that judges a model's sentences by their sources: a Hugging "
        "Face id or a local folder; none by default.",
    )
    answer_words: int = Field(
        60, ge=FEWEST_WORDS, le=MOST_WORDS, description="Most words in an answer."
    )
    wrongly_refused: float = Field(
        0.03,
        ge=0,
        le=0.5,
        description="Share of the questions that the articles do answer which may be refused: "
        "the more, the fewer are answered beside the point.",
    )
    passages: int = Field(20, ge=5, le=200, description="Passages that a search returns.")
    question_chars: int = Field(2000, ge=100, le=100_000, description="Longest question taken.")
    fetch_megabytes: float = Field(
        10.0, gt=0, le=1000, description="Largest page or feed that is downloaded."
    )
    fetch_seconds: float = Field(20.0, gt=0, le=600, description="Longest download.")
    feedback: str | None = Field(
        None,
        description='File for readers\' thumbs up and down, in JSON Lines; "off" keeps none; '
        "by default feedback.jsonl in the library folder.",
    )
    host: str = Field("127.0.0.1", description="Address that the page listens on.")
    port: int = Field(7860, ge=1, le=65535, description="Port that the page listens on.")
    concurrency: int = Field(2, ge=1, le=64, description="Questions answered at the same time.")
    queue: int = Field(64, ge=1, le=10_000, description="Questions that may wait.")
    answer_seconds: float = Field(60.0, gt=0, le=3600, description="Longest time for one answer.")
    questions_per_minute: int = Field(
        15,
        ge=1,
        le=100_000,
        description="Questions a minute that a hosted page takes of a reader.",
    )
    address_questions_per_minute: int = Field(
        40, ge=1, le=100_000, description="The same for all readers behind one network address."
    )
    root_path: Annotated[str, AfterValidator(_one_spelling)] = Field(
        "", description="Path or address at which a proxy shows the page, such as /dateline."
    )
    trusted_proxies: str = Field(
        "",
        description="Proxies whose X-Forwarded headers are believed, with commas between.",
    )
    auth_file: Path | None = Field(
        None, description="File of the readers' names and hashed passwords, one user:hash a line."
    )
    upload_megabytes: float = Field(
        50.0, gt=0, le=10_000, description="Largest file that the Library tab takes."
    )
    followups: bool = Field(
        True,
        description="Offer questions that follow an answer on the page, each known to be answered.",
    )
    log_questions: bool = Field(
        False, description="Write the words of the questions to the log of a hosted page as well."
    )
    metrics: bool = Field(
        False, description="Show figures for Prometheus at /metrics (requirements-metrics.txt)."
    )

    def more_words(self, words: int | None = None) -> int | None:
        """Twice as many words as the `words` (None for the default) that an answer could have, or
        as many as may be asked for; None where it could have those already.
        """
        had = words or self.answer_words
        return min(2 * had, MOST_WORDS) if had < MOST_WORDS else None

    @property
    def needs_hub(self) -> bool:
        """Whether a model is named that is no folder here, and so may have to be downloaded."""
        named = [name for name in (self.embeddings, self.reranker, self.nli) if name]
        return any(name != PACKAGED_EMBEDDINGS and not Path(name).is_dir() for name in named)


def load_settings(**changes: Any) -> Settings:
    """Read the settings, with `changes` (those that are not None) put over them.

    Raises:
        SettingsError: a DATELINE_* name is unknown or a value cannot be used.
    """
    _refuse_unknown_names()
    try:
        return Settings(**{name: value for name, value in changes.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(
            f"{name} cannot be {first['input']!r} ({first['msg'].lower()}); "
            "see .env.example for what it takes."
        ) from None


def _refuse_unknown_names() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    given = [(name, "the environment") for name in os.environ if name.upper().startswith(PREFIX)]
    if ENV_FILE.is_file():
        try:
            names = dotenv_values(ENV_FILE)
        except (OSError, UnicodeDecodeError):
            raise SettingsError(
                f"{ENV_FILE} cannot be read as UTF-8 text; save it as UTF-8 or remove it."
            ) from None
        given += [(name, str(ENV_FILE)) for name in names if name.upper().startswith(PREFIX)]
    for name, place in given:
        if name.upper() not in known and name.upper() not in TEST_SWITCHES:
            nearest = process.extractOne(name.upper(), known)[0]
            raise SettingsError(f"{name} in {place} is not a setting; did you mean {nearest}?")


# Read by the test suite alone, and so no part of Settings.
TEST_SWITCHES = frozenset({"DATELINE_REQUIRE_BROWSER"})
