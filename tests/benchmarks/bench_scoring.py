"""Times the scoring of 1,000 answered questions with 1,000 bootstrap draws for each figure.

    python tests/benchmarks/bench_scoring.py

Aim: under 10 s on 2 cores.
"""

import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rag.evaluate import evaluate

QUESTIONS = 1000
PASSAGES = 20
WORDS_IN_PASSAGE = 150
TYPES = ("statement", "fact", "number", "when", "followup", "unanswerable")
AIM_SECONDS = 10.0


def write_set(folder: Path) -> tuple[Path, Path]:
    """A test set and answers to it, of the size and shape of real ones."""
    draw = random.Random(7)
    vocabulary = [f"w{number}" for number in range(8000)]

    def text(words: int) -> str:
        return " ".join(draw.choices(vocabulary, k=words))

    questions, answers = [], []
    for number in range(QUESTIONS):
        kind = TYPES[number % len(TYPES)]
        answerable = kind != "unanswerable"
        quote, item_id = text(30), f"q{number}"
        facts = quote.split()[4:6] if answerable else []
        evidence = [{"article_id": f"a{number}", "quote": quote}] if answerable else []
        questions.append(
            {
                "id": item_id,
                "type": kind,
                "question": text(10),
                "answerable": answerable,
                "answers": [" ".join(facts)] if facts else [],
                "key_facts": facts,
                "speaker": "Ann Example" if kind == "statement" else None,
                "evidence": evidence,
            }
        )
        retrieved = [
            {"article_id": f"a{draw.randrange(QUESTIONS)}", "text": text(WORDS_IN_PASSAGE)}
            for _ in range(PASSAGES)
        ]
        held = {"article_id": f"a{number}", "text": f"{text(60)} {quote} {text(60)}"}
        retrieved[draw.randrange(PASSAGES)] = held
        answers.append(
            {
                "id": item_id,
                "answer": f"{quote}. [1] {text(20)}. [2]",
                "sentences": [
                    {"text": f"{quote}.", "citations": [1]},
                    {"text": text(20), "citations": [2]},
                ],
                "citations": [
                    {"number": at, "article_id": f"a{number}", "quote": quote, "speaker": None}
                    for at in (1, 2)
                ],
                "retrieved": retrieved,
                "timings_ms": {"total": draw.uniform(50, 500)},
            }
        )
    paths = folder / "set.jsonl", folder / "answers.jsonl"
    for path, rows in zip(paths, (questions, answers), strict=True):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return paths


def main() -> None:
    """Print the seconds that scoring alone takes, and with a comparison and the report."""
    with tempfile.TemporaryDirectory() as folder:
        testset, answers = write_set(Path(folder))
        started = time.perf_counter()
        evaluation = evaluate(testset, answers=answers)
        scoring = time.perf_counter() - started
        started = time.perf_counter()
        evaluate(testset, answers=answers, compare=answers, report=Path(folder) / "report")
        whole = time.perf_counter() - started
    verdict = "within" if scoring < AIM_SECONDS else "over"
    print(f"{QUESTIONS} questions, {len(evaluation.figures)} figures, {os.cpu_count()} cores")
    print(f"scoring: {scoring:.1f} s, {verdict} the aim of {AIM_SECONDS:.0f} s")
    print(f"with a comparison and the report: {whole:.1f} s")


if __name__ == "__main__":
    main()
