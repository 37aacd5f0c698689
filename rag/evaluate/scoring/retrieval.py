"""Scores what was retrieved for a question against its evidence, or else its answer strings."""

from collections.abc import Iterable, Mapping, Sequence

import ir_measures
from ir_measures import RR, Success, nDCG

from rag.evaluate.scoring.matching import contains, overlaps
from rag.evaluate.scoring.metrics import CUTOFFS, RANKED, RECALL_CUTOFFS
from rag.evaluate.testsets.answers import GivenAnswer, GivenPassage
from rag.evaluate.testsets.items import Item

_MEASURES = {
    **{f"hit@{k}": Success @ k for k in CUTOFFS},
    f"mrr@{RANKED}": RR @ RANKED,
    f"ndcg@{RANKED}": nDCG @ RANKED,
}
_ANSWER_MEASURES = {
    **{f"answer_hit@{k}": Success @ k for k in CUTOFFS},
    f"answer_mrr@{RANKED}": RR @ RANKED,
}


def retrieval_scores(
    items: Sequence[Item], answers: Mapping[str, GivenAnswer]
) -> dict[str, dict[str, float]]:
    """The retrieval figures of each item by its id; an item that cannot be scored is not there.

    A passage is relevant when it comes from an evidence article and overlaps the evidence quote.
    The unit of the ranked figures is the evidence article, found where its first relevant passage
    stands; every other passage counts as not relevant, so that nDCG never exceeds 1. Measures are
    those of https://ir-measur.es.
    """
    scores: dict[str, dict[str, float]] = {item.id: {} for item in items}
    with_evidence = [item for item in items if item.evidence and item.answerable is not False]
    with_strings = [
        item
        for item in items
        if item.answers and not item.evidence and item.answerable is not False
    ]
    judged: dict[str, list[str]] = {}
    found: dict[str, list[str | None]] = {}
    for item in with_evidence:
        retrieved = _retrieved(item, answers)
        judged[item.id] = sorted({evidence.article_id for evidence in item.evidence})
        found[item.id] = list(_articles_found(item, retrieved))
        for k in RECALL_CUTOFFS:
            scores[item.id][f"recall@{k}"] = _evidence_share(item, retrieved[:k])
    _measure(_MEASURES, judged, found, scores)
    judged, found = {}, {}
    for item in with_strings:
        held = [_holds_answer(item, passage) for passage in _retrieved(item, answers)]
        judged[item.id] = ["answer"]
        found[item.id] = ["answer" if holds else None for holds in _first_only(held)]
    _measure(_ANSWER_MEASURES, judged, found, scores)
    return scores


def relevant_ranks(item: Item, retrieved: Sequence[GivenPassage]) -> list[int]:
    """The ranks, from 1, of the passages that overlap the evidence or hold a gold answer."""
    if item.evidence:
        return [at for at, it in enumerate(retrieved, start=1) if _shows(item, it)]
    return [at for at, it in enumerate(retrieved, start=1) if _holds_answer(item, it)]


def _retrieved(item: Item, answers: Mapping[str, GivenAnswer]) -> tuple[GivenPassage, ...]:
    answer = answers.get(item.id)
    return answer.retrieved[: max(CUTOFFS)] if answer else ()


def _shows(item: Item, passage: GivenPassage) -> list[int]:
    """The positions of the evidence that `passage` overlaps."""
    return [
        at
        for at, evidence in enumerate(item.evidence)
        if evidence.article_id == passage.article_id and overlaps(passage.text, evidence.quote)
    ]


def _holds_answer(item: Item, passage: GivenPassage) -> bool:
    return any(contains(passage.text, answer) for answer in item.answers)


def _articles_found(item: Item, retrieved: Sequence[GivenPassage]) -> Iterable[str | None]:
    """The evidence article that each passage is first to show, or None."""
    seen = set()
    for passage in retrieved:
        new = passage.article_id not in seen and bool(_shows(item, passage))
        if new:
            seen.add(passage.article_id)
        yield passage.article_id if new else None


def _evidence_share(item: Item, retrieved: Sequence[GivenPassage]) -> float:
    shown = {at for passage in retrieved for at in _shows(item, passage)}
    return len(shown) / len(item.evidence)


def _first_only(held: Iterable[bool]) -> Iterable[bool]:
    found = False
    for holds in held:
        yield holds and not found
        found = found or holds


def _measure(
    measures: Mapping[str, ir_measures.Measure],
    judged: Mapping[str, Sequence[str]],
    found: Mapping[str, Sequence[str | None]],
    scores: dict[str, dict[str, float]],
) -> None:
    """Add `measures` to `scores` from what is relevant and what stands at each rank, by item id.

    Ids are handed on as numbers: the measuring is done in C, where an id may not hold everything.
    """
    ids = list(judged)
    relevant, ranked = {}, {}
    for number, item_id in enumerate(ids):
        names = {name: f"relevant-{at}" for at, name in enumerate(judged[item_id])}
        relevant[str(number)] = dict.fromkeys(names.values(), 1)
        ranked[str(number)] = {
            f"other-{rank}" if name is None else names[name]: -float(rank)
            for rank, name in enumerate(found[item_id])
        }
        scores[item_id].update(dict.fromkeys(measures, 0.0))
    if not ids:
        return
    names_of = {str(measure): name for name, measure in measures.items()}
    for metric in ir_measures.iter_calc(list(measures.values()), relevant, ranked):
        item_id = ids[int(metric.query_id)]
        scores[item_id][names_of[str(metric.measure)]] = float(metric.value)
