"""Asks a language model for its opinion of each reply, which no figure is made of."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Any, Literal, Protocol

import frontmatter
from pydantic import BaseModel, ConfigDict, ValidationError
from tqdm import tqdm

from rag.answer.prompts import FOLDER
from rag.evaluate.scoring.scores import Scored

PROMPT = FOLDER / "judge.md"
VERDICTS = "judge.jsonl"
# A judge that fails this often in a row is down, and is not asked again.
_FAILURES = 3
_PASSAGES = 5
_NONE = "(none)"


class ChatModel(Protocol):
    """What is needed of a LangChain chat model."""

    def invoke(self, input: Any, /) -> Any:
        """The model's message in reply to a list of (role, text)."""


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")

    right: Literal["yes", "partly", "no"]
    supported: Literal["yes", "partly", "no", "nothing stated"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """The judge's verdict on one reply; `fault` says why there is none."""

    id: str
    right: str | None = None
    supported: str | None = None
    reason: str = ""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """All opinions of one judge, by the prompt's version. `agreement` is the share of items on
    which the judge's "yes" and the figures' "right" agree, None where there is nothing to compare.
    """

    judge: str
    prompt_version: str
    opinions: tuple[Opinion, ...]
    agreement: float | None

    @property
    def counts(self) -> dict[str, int]:
        """How often each verdict on rightness was given."""
        return dict(Counter(it.right for it in self.opinions if it.right))

    @property
    def failures(self) -> int:
        """How many replies have no verdict."""
        return sum(it.right is None for it in self.opinions)

    def of(self, item_id: str) -> Opinion | None:
        """The opinion on one item."""
        return next((it for it in self.opinions if it.id == item_id), None)

    def as_dict(self) -> dict[str, Any]:
        """The form of report.json."""
        return {
            "judge": self.judge,
            "prompt_version": self.prompt_version,
            "right": self.counts,
            "failures": self.failures,
            "agreement": self.agreement,
            "opinions": [asdict(it) for it in self.opinions],
        }


def judge(
    scored: Sequence[Scored],
    model: ChatModel,
    name: str,
    *,
    prompt: Path = PROMPT,
    folder: Path | None = None,
    progress: bool = False,
) -> Judgement:
    """Ask `model` about every reply; what fails is told as such and stops nothing.

    Each opinion is kept as a line of `folder`/judge.jsonl as soon as it is given.
    """
    document = frontmatter.loads(prompt.read_text(encoding="utf-8"))
    rubric, _, form = document.content.partition("\n---\n")
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    kept = (folder / VERDICTS).open("w", encoding="utf-8") if folder else None
    opinions: list[Opinion] = []
    failures = 0
    try:
        for item in tqdm(scored, desc="judge", unit="reply", disable=not progress):
            if failures >= _FAILURES:
                opinion = Opinion(item.item.id, fault="not asked: the judge had failed before")
            else:
                opinion = _ask(model, rubric, Template(form), item)
                failures = failures + 1 if opinion.fault else 0
            opinions.append(opinion)
            if kept:
                kept.write(json.dumps(asdict(opinion), ensure_ascii=False) + "\n")
                kept.flush()
    finally:
        if kept:
            kept.close()
    return Judgement(
        name, str(document.get("version", "")), tuple(opinions), _agreement(scored, opinions)
    )


def parse_reply(text: str) -> _Reply | None:
    """The first JSON object in a model's reply that is a verdict, whatever stands around it."""
    decoder = json.JSONDecoder()
    for at, character in enumerate(text):
        if character != "{":
            continue
        try:
            found, _ = decoder.raw_decode(text, at)
            return _Reply.model_validate(found)
        except (ValueError, RecursionError, ValidationError):
            continue
    return None


def _ask(model: ChatModel, rubric: str, form: Template, item: Scored) -> Opinion:
    filled = form.safe_substitute(_inputs(item))
    try:
        message = model.invoke([("system", rubric.strip()), ("human", filled.strip())])
    except Exception as error:  # any provider's, of which there is no common root
        return Opinion(item.item.id, fault=f"the judge failed: {type(error).__name__}: {error}")
    text = getattr(message, "text", message)
    reply = parse_reply(str(text() if callable(text) and not isinstance(text, str) else text))
    if reply is None:
        return Opinion(item.item.id, fault="the judge's reply was no verdict")
    return Opinion(item.item.id, reply.right, reply.supported, reply.reason.strip())


def _inputs(item: Scored) -> dict[str, str]:
    gold, answer = item.item, item.answer
    return {
        "question": gold.question,
        "history": _listed(f"{question} / {reply}" for question, reply in gold.history),
        "expected": (
            "The articles hold no answer; the right reply is a refusal."
            if gold.answerable is False
            else _listed(gold.answers or gold.key_facts)
        ),
        "evidence": _listed(evidence.quote for evidence in gold.evidence),
        "reply": answer.answer or _NONE,
        "is_refusal": "yes" if answer.refusal else "no",
        "citations": _listed(
            f"[{it.number}] {it.speaker or 'no speaker'}: {it.quote}" for it in answer.citations
        ),
        "retrieved": _listed(it.text for it in answer.retrieved[:_PASSAGES]),
    }


def _listed(lines: Any) -> str:
    return "\n".join(f"- {line}" for line in lines) or _NONE


def _agreement(scored: Sequence[Scored], opinions: Sequence[Opinion]) -> float | None:
    pairs = [
        (item.is_right, opinion.right == "yes")
        for item, opinion in zip(scored, opinions, strict=True)
        if item.is_right is not None and opinion.right
    ]
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else None
