"""The summary of an evaluation in Markdown, for standard output."""

import re
from collections.abc import Iterable, Sequence

from rag.evaluate.scoring.bootstrap import Figure
from rag.evaluate.scoring.comparison import Comparison
from rag.evaluate.scoring.evaluation import Evaluation
from rag.evaluate.scoring.judge import Judgement
from rag.evaluate.scoring.metrics import BY_NAME, METRICS, Metric

# The figures that are shown by type of question; report.json has them all.
BY_TYPE = ("right", "hit@5", "mrr@10", "key_facts_all", "verbatim", "answered")
_WORST = 5
_MARKED = re.compile(r"([\\`*_\[\]<>|#&])")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")


def as_markdown(evaluation: Evaluation) -> str:
    """The figures with their intervals, by type, refusals, gates, comparison and worst items."""
    name = literal(evaluation.testset.path.name)
    by = ", ".join(f"{literal(who)} ({count})" for who, count in evaluation.answered_by.items())
    parts = [
        f"# Evaluation on {name}",
        f"{len(evaluation.testset.items)} questions, answered by {by or 'nobody'}. In brackets: "
        "95% bootstrap intervals. Retrieval figures leave out follow-ups, which stand beside them.",
        *(f"Note: {literal(notice)}" for notice in evaluation.notices),
        _figures(evaluation),
        _types(evaluation),
        _refusals(evaluation),
    ]
    if evaluation.comparison:
        parts.append(_comparison(evaluation.comparison))
    if evaluation.judgement:
        parts.append(_judgement(evaluation.judgement))
    parts.append(_worst(evaluation))
    if evaluation.gates:
        parts.append("## Gates\n\n" + "\n".join(f"- {gate}" for gate in evaluation.gates))
    return "\n\n".join(part for part in parts if part) + "\n"


def literal(text: str) -> str:
    """`text` on one line, so that neither Markdown nor a terminal takes any of it for a command."""
    return _MARKED.sub(r"\\\1", " ".join(_UNSEEN.sub(" ", text).split()))


def number(metric: Metric, value: float, *, signed: bool = False) -> str:
    """`value` as the metric is read: a share with three places, seconds, or words."""
    sign = "+" if signed else ""
    if metric.unit == "words":
        return f"{value:{sign}.0f}"
    if metric.unit == "seconds":
        return f"{value:{sign}.3f} s" if abs(value) < 10 else f"{value:{sign}.1f} s"
    return f"{value:{sign}.3f}"


def interval(metric: Metric, figure: Figure) -> str:
    """The figure's 95% interval."""
    return f"{number(metric, figure.low)} to {number(metric, figure.high)}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _figures(evaluation: Evaluation) -> str:
    rows = []
    for metric in METRICS:
        figure = evaluation.figures.get(metric.name)
        beside = evaluation.followups.get(metric.name)
        if figure is None and beside is None:
            continue
        rows.append(
            [
                metric.name,
                f"{number(metric, figure.value)} [{interval(metric, figure)}]" if figure else "–",
                str(figure.items) if figure else "0",
                f"{number(metric, beside.value)} ({beside.items})" if beside else "–",
            ]
        )
    return "## Figures\n\n" + _table(["figure", "value", "items", "follow-ups alone"], rows)


def _types(evaluation: Evaluation) -> str:
    names = [name for name in BY_TYPE if any(name in it for it in evaluation.by_type.values())]
    counts = {
        name: sum(it.item.type == name for it in evaluation.scored) for name in evaluation.by_type
    }
    rows = [
        [
            literal(name),
            str(counts[name]),
            *(number(BY_NAME[it], figures[it].value) if it in figures else "–" for it in names),
        ]
        for name, figures in evaluation.by_type.items()
    ]
    return "## By type\n\n" + _table(["type", "items", *names], rows)


def _refusals(evaluation: Evaluation) -> str:
    table = evaluation.refusals
    if not any(table.as_dict().values()):
        return ""
    return "## Refusals\n\n" + _table(
        ["", "answered", "refused"],
        [
            ["answerable", str(table.answered), str(table.wrongly_refused)],
            ["unanswerable", str(table.wrongly_answered), str(table.refused)],
        ],
    )


def _comparison(comparison: Comparison) -> str:
    rows = [
        [
            name,
            number(BY_NAME[name], it.value, signed=True),
            f"{number(BY_NAME[name], it.low, signed=True)} to "
            f"{number(BY_NAME[name], it.high, signed=True)}",
            str(it.items),
            "yes" if it.is_clear else "no",
        ]
        for name, it in comparison.differences.items()
    ]
    gained = [literal(change.id) for change in comparison.changes if change.gained]
    lost = [literal(change.id) for change in comparison.changes if not change.gained]
    return (
        f"## Compared with {literal(str(comparison.other))}\n\n"
        + _table(["figure", "difference", "95% interval", "items", "clear of 0"], rows)
        + f"\n\nNow right ({len(gained)}): {', '.join(gained) or 'none'}\n\n"
        + f"No longer right ({len(lost)}): {', '.join(lost) or 'none'}"
    )


def _judgement(judgement: Judgement) -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in sorted(judgement.counts.items()))
    agreement = (
        f" It agrees with the figures on {judgement.agreement:.3f} of the items."
        if judgement.agreement is not None
        else ""
    )
    return (
        f"## The judge's opinion\n\n{literal(judgement.judge)} (prompt version "
        f"{literal(judgement.prompt_version)}) calls the replies right: {counts or 'no verdict'}; "
        f"{judgement.failures} without a verdict.{agreement} No figure above rests on it."
    )


def _worst(evaluation: Evaluation) -> str:
    worst = evaluation.worst(_WORST)
    if not worst:
        return ""
    lines = [
        f"- {literal(it.item.id)} ({literal(it.item.type)}): {literal(it.item.question)[:160]}"
        for it in worst
    ]
    return "## Worst first\n\n" + "\n".join(lines)
