"""Answers to the sample corpus's own questions never get worse unnoticed.

`tests/data/floors.json` holds the least that each figure may be, and the digest of the briefs and
questions for which that was measured. `PINNED` holds the floors once more: lowering one means
changing two files, unless the corpus itself has changed. To raise them, measure with

    python app.py evaluate corpus/questions.jsonl

and write the new floors in both places.
"""

import hashlib
import json
from pathlib import Path

import pytest

from rag.answer import build_chain
from rag.evaluate import METRICS, Evaluation, evaluate
from rag.library import Library
from rag.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "corpus" / "questions.jsonl"
FLOORS = json.loads((ROOT / "tests" / "data" / "floors.json").read_text(encoding="utf-8"))

# Only ever add an entry, under the digest of a changed corpus, or raise a value.
PINNED: dict[str, dict[str, float]] = {
    "45835dd5ba156680ac4b6fbc5bc5e32205430cd89220c8aa13d36c935e083062": {
        "answered": 0.71,
        "citation_recall": 1.0,
        "hit@1": 0.92,
        "hit@5": 1.0,
        "key_facts_all": 0.59,
        "mrr@10": 0.96,
        "ndcg@10": 0.97,
        "quotes_exact": 1.0,
        "recall@5": 0.98,
        "refusal_f1": 0.63,
        "right": 0.67,
        "unanswerable_refused": 1.0,
        "verbatim": 1.0,
        "wrong_speaker_kept": 1.0,
    },
}


def corpus_digest() -> str:
    """A SHA-256 over the names and contents of the briefs and of their questions."""
    digest = hashlib.sha256()
    for path in [*sorted((ROOT / "corpus" / "briefs").glob("*.md")), QUESTIONS]:
        # A checkout may have other line ends.
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


@pytest.fixture(scope="module")
def measured(sample: Library) -> Evaluation:
    chain = build_chain(sample, load_settings(library=sample.folder))
    return evaluate(QUESTIONS, chain=chain, articles=sample.database)


def test_the_floors_belong_to_this_corpus() -> None:
    assert FLOORS["digest"] == corpus_digest(), (
        "the sample corpus or its questions have changed: measure anew, and write the floors with "
        f"the digest {corpus_digest()}"
    )


def test_no_floor_is_lowered_without_a_change_of_the_corpus() -> None:
    pinned = PINNED.get(FLOORS["digest"], {})
    assert pinned, "add the new digest and its floors to PINNED"
    lowered = {
        name: (value, FLOORS["floors"].get(name))
        for name, value in pinned.items()
        if FLOORS["floors"].get(name, -1.0) < value
    }
    assert not lowered


def test_every_floor_is_a_metric() -> None:
    assert set(FLOORS["floors"]) <= {metric.name for metric in METRICS if metric.unit == "share"}


@pytest.mark.parametrize("name", sorted(FLOORS["floors"]))
def test_the_figure_reaches_its_floor(measured: Evaluation, name: str) -> None:
    figure = measured.figures[name]
    assert figure.value >= FLOORS["floors"][name], f"{name}: {figure}"


def test_the_evidence_stands_in_the_briefs(measured: Evaluation) -> None:
    assert not measured.notices
