"""Teaches the span reader, from questions with the words in a sentence that answer them.

    python -m rag.reader.span_teaching QAMR.jsonl QUIZ.jsonl

writes span-reader.safetensors and prints its digest, for `rag.reader.spans`. QAMR has `question`,
`sentence` and `answer` (Michael et al. 2018, "Crowdsourcing question-answer meaning
representations"); a quiz question has `question`, `answer` and `passages`, each with `sentences`
and `holds`, the places of those in which the answer's words stand. On two cores a pass takes
ten minutes.
"""

import hashlib
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import save_file

from rag.reader.spans import FILE, FROZEN, Reader, encoded, pointed
from rag.reading.terms import terms

_SEED = 7
_PASSES = 3.0
_BATCH = 32
# Batches of about the same length of text that are made of one draw.
_DRAWN = 40
_RATE, _HEAD_RATE, _DECAY = 1.5e-4, 1e-3, 0.01
_WARMING = 200  # steps
# Sentences of QAMR that are kept apart with all their questions.
_KEPT_APART = 50
# How often a question is also asked of a sentence that shares its words, and of its own without the
# answer; both teach that there is none.
_ELSEWHERE, _CUT = 0.5, 0.25
_ALIKE = 6  # sentences that share most words, of which one is drawn
# Of a quiz question so many sentences with the answer's words that hold this share of its own, and
# so many without, the best and one by chance.
_WITH, _WITHOUT, _COVERED = 2, 2, 0.5


class Lesson(NamedTuple):
    """A question, a sentence and where in it the answer stands; `start` is -1 where it does not."""

    question: str
    sentence: str
    start: int
    end: int


def of_qamr(
    records: Sequence[dict[str, str]], draw: random.Random
) -> tuple[list[Lesson], list[Lesson]]:
    """The lessons to learn from, and those kept apart."""
    sentences = sorted({it["sentence"] for it in records})
    draw.shuffle(sentences)
    apart = set(sentences[:_KEPT_APART])
    holding = defaultdict(list)
    for sentence in sentences:
        for term in set(terms(sentence)):
            holding[term].append(sentence)
    taught: list[Lesson] = []
    kept: list[Lesson] = []
    for it in records:
        question, sentence, answer = (
            it[name].strip() for name in ("question", "sentence", "answer")
        )
        start = sentence.lower().find(answer.lower())
        if start < 0 or not answer:
            continue
        into = kept if it["sentence"] in apart else taught
        into.append(Lesson(question, sentence, start, start + len(answer)))
        if draw.random() < _ELSEWHERE:
            shared = Counter(
                other
                for term in sorted(set(terms(question)))
                for other in holding[term]
                if other != sentence and (other in apart) == (it["sentence"] in apart)
            )
            if shared:
                other = draw.choice([one for one, _ in shared.most_common(_ALIKE)])
                into.append(Lesson(question, other, -1, -1))
        if draw.random() < _CUT:
            cut = " ".join(f"{sentence[:start]} {sentence[start + len(answer) :]}".split())
            if cut and answer.lower() not in cut.lower():
                into.append(Lesson(question, cut, -1, -1))
    return taught, kept


def of_quiz(records: Sequence[dict[str, Any]], draw: random.Random) -> Iterator[Lesson]:
    """Lessons in the words of the news; that an answer's words stand there is a weak sign."""
    for it in records:
        asked, answer = set(terms(it["question"])), it["answer"].strip("“”\"' ")
        having, lacking = [], []
        for passage in it["passages"]:
            for at, sentence in enumerate(passage["sentences"]):
                covered = len(asked & set(terms(sentence))) / max(1, len(asked))
                start = sentence.lower().find(answer.lower())
                if at in passage["holds"] and start >= 0:
                    having.append((covered, sentence, start))
                elif at not in passage["holds"]:
                    lacking.append((covered, sentence))
        having.sort(reverse=True)
        lacking.sort(reverse=True)
        if not having:
            continue
        for covered, sentence, start in having[:_WITH]:
            if covered >= _COVERED:
                yield Lesson(it["question"], sentence, start, start + len(answer))
        for _, sentence in [*lacking[:_WITHOUT], *draw.sample(lacking, min(1, len(lacking)))]:
            yield Lesson(it["question"], sentence, -1, -1)


def teach(reader: Reader, lessons: Sequence[Lesson], draw: random.Random, passes: float) -> None:
    """Fit the reader's own layers to the lessons, printing how it goes."""
    steps = int(passes * len(lessons) / _BATCH)
    own = [it for it in reader.encoder.parameters() if it.requires_grad]
    groups = [{"params": own, "lr": _RATE}, {"params": reader.out.parameters(), "lr": _HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=_DECAY)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, step / _WARMING) * max(0.02, 1 - step / max(1, steps))
    )
    reader.train()
    lost = 0.0
    for step, batch in zip(range(steps), _batches(lessons, draw), strict=False):
        tokens, offsets = encoded(reader, [(it.question, it.sentence) for it in batch])
        places = torch.tensor(
            [_place(it, offset) for it, offset in zip(batch, offsets, strict=True)]
        )
        with torch.autocast("cpu", torch.bfloat16):
            scores = reader(tokens, offsets)
        loss = torch.nn.functional.cross_entropy(
            scores.transpose(1, 2).reshape(-1, scores.shape[1]), places.reshape(-1)
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(own, 1.0)
        optimizer.step()
        pace.step()
        lost += loss.item()
        if step % 250 == 249:
            print(f"step {step + 1} of {steps}, loss {lost / 250:.3f}", flush=True)
            lost = 0.0
    reader.eval()


def right(reader: Reader, lessons: Sequence[Lesson]) -> tuple[float, float]:
    """Of the lessons with an answer the share that is pointed at exactly, and of pairs of one with
    and one without an answer the share in which the first is surer.
    """
    found = []
    for at in range(0, len(lessons), _BATCH):
        found += pointed(reader, [(it.question, it.sentence) for it in lessons[at : at + _BATCH]])
    exact, having, lacking = [], [], []
    for it, one in zip(lessons, found, strict=True):
        if it.start < 0:
            lacking.append(one.sure)
        else:
            having.append(one.sure)
            exact.append(one.text == it.sentence[it.start : it.end])
    surer = sum(one > other for one in having for other in lacking)
    return sum(exact) / max(1, len(exact)), surer / max(1, len(having) * len(lacking))


def save(reader: Reader, path: Path) -> str:
    """Write what the reader has of its own, in half precision; the file's sha256."""
    own = {
        name: values.to(torch.float16).contiguous() for name, values in reader.own_state().items()
    }
    save_file(own, path)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(qamr: Path, quiz: Path) -> None:
    """Teach, print how good it is, and write the file."""
    torch.manual_seed(_SEED)
    draw = random.Random(_SEED)  # noqa: S311 - nothing secret
    taught, apart = of_qamr(_records(qamr), draw)
    taught += of_quiz(_records(quiz), draw)
    reader = Reader()
    for name, values in reader.encoder.named_parameters():
        values.requires_grad = not name.startswith(FROZEN)
    teach(reader, taught, draw, _PASSES)
    exact, surer = right(reader, apart)
    print(f"{len(taught):,} lessons; kept apart: exactly right {exact:.3f}, surer {surer:.3f}")
    print(f"sha256 {save(reader, FILE)}")


def _batches(lessons: Sequence[Lesson], draw: random.Random) -> Iterator[list[Lesson]]:
    while True:
        order = [*lessons]
        draw.shuffle(order)
        drawn = [
            sorted(order[at : at + _BATCH * _DRAWN], key=lambda it: len(it.sentence))
            for at in range(0, len(order), _BATCH * _DRAWN)
        ]
        batches = [it[at : at + _BATCH] for it in drawn for at in range(0, len(it), _BATCH)]
        draw.shuffle(batches)
        yield from batches


def _place(lesson: Lesson, offsets: Sequence[tuple[int, int] | None]) -> tuple[int, int]:
    """The first and last token of the answer; the very first one, twice, where there is none."""
    inside = [
        at
        for at, place in enumerate(offsets)
        if place and lesson.start < place[1] and place[0] < lesson.end
    ]
    return (inside[0], inside[-1]) if inside else (0, 0)


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
