"""Writes the report of an evaluation: one HTML page that needs no network, and report.json."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rag.errors import InputError
from rag.evaluate.report import plots
from rag.evaluate.report.markdown import BY_TYPE, interval, number
from rag.evaluate.scoring.evaluation import Evaluation
from rag.evaluate.scoring.judge import Opinion
from rag.evaluate.scoring.matching import RUN_WORDS, contains
from rag.evaluate.scoring.metrics import BY_NAME, METRICS
from rag.evaluate.scoring.retrieval import relevant_ranks
from rag.evaluate.scoring.scores import Scored
from rag.evaluate.testsets.answers import GivenPassage

PAGE = "report.html"
DATA = "report.json"
# A page must open quickly: it shows this many items whole, and of each so many passages.
_WHOLE_ITEMS = 40
_PASSAGES = 5
_PASSAGE_CHARS = 600

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class _Passage:
    rank: int
    passage: GivenPassage
    text: str
    is_relevant: bool


@dataclass(frozen=True, slots=True)
class _Shown:
    """An item as the page shows it."""

    scored: Scored
    fault: str
    facts: Sequence[tuple[str, bool]]
    passages: Sequence[_Passage]
    first_relevant: int | None
    opinion: Opinion | None


def write_report(evaluation: Evaluation, folder: Path) -> None:
    """Write report.html and report.json into `folder`.

    Raises:
        InputError: the folder cannot be written to.
    """
    page = render(evaluation)
    data = json.dumps(evaluation.as_dict(), ensure_ascii=False, indent=1)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / DATA).write_text(data, encoding="utf-8")
        (folder / PAGE).write_text(page, encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(
            f"The report cannot be written to {folder} ({(error.strerror or '').lower()}); name "
            "another folder with --report."
        ) from None


def render(evaluation: Evaluation) -> str:
    """The page. All text of questions, answers and articles is escaped, and no script can run."""
    groups = [
        (group, [metric for metric in metrics if _is_shown(evaluation, metric.name)])
        for group, metrics in groupby(METRICS, key=lambda metric: metric.group)
    ]
    judgement = evaluation.judgement
    return _templates.get_template("report.html.jinja").render(
        evaluation=evaluation,
        groups=[(group, metrics) for group, metrics in groups if metrics],
        by_name=BY_NAME,
        by_type=[name for name in BY_TYPE if _is_shown(evaluation, name)],
        counts={
            name: sum(it.item.type == name for it in evaluation.scored)
            for name in evaluation.by_type
        },
        plots=plots,
        run_words=RUN_WORDS,
        worst=[_shown(it, evaluation) for it in evaluation.worst(_WHOLE_ITEMS)],
        wrong=sum(it.is_right is False for it in evaluation.scored),
        opinions={it.id: it for it in judgement.opinions} if judgement else {},
        number=number,
        interval=interval,
    )


def _is_shown(evaluation: Evaluation, name: str) -> bool:
    return name in evaluation.figures or name in evaluation.followups


def _shown(scored: Scored, evaluation: Evaluation) -> _Shown:
    item, answer = scored.item, scored.answer
    relevant = relevant_ranks(item, answer.retrieved)
    passages = [
        _Passage(rank, it, _cut(it.text), rank in relevant)
        for rank, it in enumerate(answer.retrieved, start=1)
        if rank <= _PASSAGES or rank == min(relevant, default=0)
    ]
    return _Shown(
        scored=scored,
        fault=_fault(scored),
        facts=[(fact, contains(answer.text, fact)) for fact in item.key_facts],
        passages=passages,
        first_relevant=min(relevant, default=None),
        opinion=evaluation.judgement.of(item.id) if evaluation.judgement else None,
    )


def _fault(scored: Scored) -> str:
    """In a few words, what is wrong with a reply."""
    scores = scored.scores
    if scored.is_missing:
        return "no answer in the file"
    if scored.answer.is_silent:
        return "an empty answer"
    if scores.get("wrong_speaker_kept") == 0:
        return "somebody's words given to the wrong person"
    if scored.item.answerable is False:
        return "answered though the articles hold no answer"
    if scored.is_refused:
        return "refused though the articles hold the answer"
    if scores.get("attribution") == 0:
        return "not the asked speaker's words, or not theirs alone"
    if scored.item.key_facts:
        return f"{scores.get('key_facts_share', 0):.0%} of the key facts stated"
    if scored.item.choices:
        return "not the right choice, or not it alone"
    return "the gold answer is not stated"


def _cut(text: str) -> str:
    return text if len(text) <= _PASSAGE_CHARS else text[:_PASSAGE_CHARS].rstrip() + " …"
