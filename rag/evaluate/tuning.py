"""Teaches the reader from a test set of one's own, and shows by cross-validation what it gained."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer.choose import choose
from rag.errors import InputError
from rag.evaluate.readings import Reading, readings
from rag.evaluate.scoring.bootstrap import Figure, mean_with_interval
from rag.evaluate.scoring.matching import contains
from rag.evaluate.testsets.items import Item, TestSet
from rag.library import Library
from rag.reader.candidates import Candidate
from rag.reader.multiple_choice import likeliest
from rag.reader.pointing import closely_read, figures, pointing
from rag.reader.score import (
    probability,
    scored,
    signs_of,
)
from rag.reader.teaching import (
    Lesson,
    fit_choices,
    fit_pointed,
    fit_sureness,
    fit_weights,
    points_of_refusal,
)
from rag.reader.votes import KINDS
from rag.reader.weights import Sureness, Weights, read_weights
from rag.settings import Settings

FEWEST = 20
"""Answerable questions with an answer that a library must be taught from."""
FOLDS = 10
"""Parts of the cross-validation."""
# What a question counts of which the words of the answer are known, but not where it stands: the
# same words stand in sentences that answer nothing. It tells of the point of refusal only if the
# words would be shown, and of what is gained only where there are too few others.
_WEAK = 0.25
_KINDS = ("facts", "words")
# By what it is told whether the answer is there. Who said something stands in several reports alike
# when it is much reported, so that how far the best one is ahead tells nothing of it.
_SIGNS: Mapping[str, tuple[str, ...]] = {
    "facts": ("passage", "ahead", "around", "names", "titled", "own"),
    "words": ("passage", "ahead", "around", "held"),
    "who": ("passage", "around", "held"),
}
# People who are asked about somebody else's topic: the library's most quoted.
_OTHERS = 40


@dataclass(frozen=True, slots=True)
class Tuning:
    """New weights, and what they gain: `figures` are by name before and, cross-validated, after."""

    weights: Weights
    questions: int
    figures: Mapping[str, tuple[Figure, Figure]]

    def readable(self) -> str:
        """The table of `figures`."""
        lines = [f"{self.questions} questions; after: cross-validated in {FOLDS} parts"]
        for name, (before, after) in self.figures.items():
            lines.append(f"{name:<44} {_shown(before)}  ->  {_shown(after)}")
        return "\n".join(lines)


def tune(
    library: Library,
    testset: TestSet,
    settings: Settings,
    before: Weights,
    progress: Callable[[int], None] = lambda done: None,
) -> Tuning:
    """Fit the reader's weights and points of refusal to `testset` over `library`.

    The weights stay near those `before`, the more so the smaller the set. What is to be refused is
    learned from the set's unanswerable questions, from its answerable ones without their evidence,
    and from asking others about what somebody said. `progress` is called after each question.

    Raises:
        InputError: the set has fewer than `FEWEST` answerable questions with an answer that the
            library's articles hold.
    """
    read: list[Reading] = []
    others = [it.name for it in library.database.speakers(_OTHERS)]
    # Choices are compared with sentences that are in order, which nothing cannot bring them into.
    order = before if before.facts else read_weights()
    for at, item in enumerate(testset.items):
        other = others[at % len(others)] if others else ""
        read += readings(library, item, at % FOLDS, other, order)
        progress(1)
    taught = [it for it in read if it.item and any(it.holds)]
    if len(taught) < FEWEST:
        raise InputError(
            f"{testset.path} has {len(taught)} questions whose answer stands in what the search "
            f"finds for them, and at least {FEWEST} are needed to learn from; give more questions "
            "with `key_facts` or `answers`."
        )
    by_fold = {fold: fit(taught, before, without=fold) for fold in range(FOLDS)}
    signs = [(it, _signs(it, by_fold[it.fold], settings.answer_words)) for it in read]
    sure, points = {}, {}
    for kind in _SIGNS:
        rows = [
            (it, found)
            for it, found in signs
            if (it.kind == "facts") == (kind == "facts")
            and found is not None
            and _counts(it, by_fold[it.fold], settings)
        ]
        fitted = _fit_sure(rows, getattr(before, f"{kind}_held"), kind)
        sure[kind], points[kind] = fitted
    pointed = {fold: _fit_pointed(taught, by_fold[fold], without=fold) for fold in range(FOLDS)}
    by_fold = {fold: replace(by_fold[fold], pointed=it) for fold, it in pointed.items()}
    whole = fit(taught, before)
    whole = replace(whole, pointed=_fit_pointed(taught, whole))
    weights = replace(
        whole, facts_held=sure["facts"], words_held=sure["words"], who_held=sure["who"]
    )
    picked, choices = _fit_choices(read, before)
    weights = replace(weights, choices=choices)
    gained = _compared(read, before, by_fold, points, weights, settings) | picked
    return Tuning(weights, len(testset.items), gained)


def fit(taught: Sequence[Reading], before: Weights, without: int | None = None) -> Weights:
    """The weights of the figures by readings with an answer, those of one fold left out."""
    fitted = {}
    for kind in _KINDS:
        lessons = [
            Lesson(it.candidates, it.holds, _WEAK if it.is_weak else 1.0)
            for it in taught
            if it.kind == kind and it.fold != without
        ]
        fitted[kind] = fit_weights(lessons, getattr(before, kind))
    return replace(before, facts=fitted["facts"], words=fitted["words"])


def _fit_pointed(
    taught: Sequence[Reading], weights: Weights, without: int | None = None
) -> Mapping[str, float]:
    """The weights of what sentences point at, by readings whose short answer is asked for."""
    lessons = []
    for it in taught:
        if it.kind != "facts" or it.asks.expects not in KINDS or it.fold == without:
            continue
        held = dict(zip(map(_place, it.candidates), it.holds, strict=True))
        read = pointing(scored(it.candidates, weights.facts), it.asks)
        holds = [held[_place(each)] for each in read]
        lessons.append((figures(read, it.asks), holds, _WEAK if it.is_weak else 1.0))
    return fit_pointed(lessons, weights.pointed)


def _place(candidate: Candidate) -> tuple[str, int]:
    return candidate.found.passage.id, candidate.span.start


def _fit_choices(
    read: Sequence[Reading], before: Weights
) -> tuple[dict[str, tuple[Figure, Figure]], Mapping[str, float]]:
    """The weights by which choices are picked, with what they gain, cross-validated; those `before`
    where too few questions have choices.
    """
    given = [(it, it.item) for it in read if it.item and it.pairs is not None]
    if len(given) < FEWEST:
        return {}, before.choices

    def learned(without: int | None = None) -> dict[str, float]:
        lessons = [
            (it.pairs, item.right_choices)
            for it, item in given
            if it.pairs is not None and it.fold != without
        ]
        return fit_choices(lessons, before.choices)

    by_fold = {fold: learned(without=fold) for fold in range(FOLDS)}
    old = [_is_right(it, item, before.choices) for it, item in given]
    new = [_is_right(it, item, by_fold[it.fold]) for it, item in given]
    return {"the right choice": (mean_with_interval(old), mean_with_interval(new))}, learned()


def _is_right(read: Reading, item: Item, weights: Mapping[str, float]) -> float:
    found = None if read.pairs is None else likeliest(read.pairs, weights)
    return float(found is not None and found[0] in item.right_choices)


def _chosen(read: Reading, weights: Weights, words: int) -> list[Candidate]:
    best = scored(read.candidates, getattr(weights, read.kind))
    return choose(best, words, of_one_person=read.kind == "words")


def _counts(read: Reading, weights: Weights, settings: Settings) -> bool:
    """Whether it tells of the point of refusal: see `_WEAK`."""
    if not read.is_weak or read.item is None:
        return True
    facts = read.item.key_facts or read.item.answers
    return _has_facts(_chosen(read, weights, settings.answer_words), facts, one_is_enough=True)


def _signs(read: Reading, weights: Weights, words: int) -> dict[str, float] | None:
    chosen = _chosen(read, weights, words)
    if not chosen:
        return None
    return signs_of(chosen[:1] if read.kind == "words" else chosen, read.retrieved)


def _fit_sure(
    rows: Sequence[tuple[Reading, dict[str, float]]], before: Sureness, kind: str
) -> tuple[Sureness, dict[int, float]]:
    """What tells that the answer is there, and each reading's cross-validated probability."""
    answered = [it.item is not None for it, _ in rows]
    if len(rows) < FEWEST or all(answered) or not any(answered):
        return before, {id(it): probability(before, found) for it, found in rows}
    strong = [row for row in rows if not row[0].is_weak]
    taught = strong if sum(it.item is not None for it, _ in strong) >= FEWEST else rows
    held_out: dict[int, float] = {}
    for fold in range(FOLDS):
        others = [row for row in taught if row[0].fold != fold]
        if len({it.item is None for it, _ in others}) < 2:
            continue
        fitted = _sureness_of(others, kind)
        held_out |= {id(it): probability(fitted, found) for it, found in rows if it.fold == fold}
    known = [it for it, _ in rows if it.item and id(it) in held_out]
    counts = [_WEAK if it.is_weak else 1.0 for it in known]
    points = points_of_refusal([held_out[id(it)] for it in known], counts)
    return replace(_sureness_of(taught, kind), refused=points), held_out


def _sureness_of(rows: Sequence[tuple[Reading, dict[str, float]]], kind: str) -> Sureness:
    answered = [it.item is not None for it, _ in rows]
    return fit_sureness([found for _, found in rows], answered, _SIGNS[kind])


def _compared(
    read: Sequence[Reading],
    before: Weights,
    by_fold: Mapping[int, Weights],
    points: Mapping[str, Mapping[int, float]],
    after: Weights,
    settings: Settings,
) -> dict[str, tuple[Figure, Figure]]:
    words, lost = settings.answer_words, settings.wrongly_refused
    values: dict[str, tuple[list[float], list[float]]] = {
        "all key facts in the sentences": ([], []),
        "a key fact in the first sentence": ([], []),
        "wrongly refused": ([], []),
        "refused where there is no answer": ([], []),
    }

    def add(name: str, old: float, new: float) -> None:
        values[name][0].append(float(old))
        values[name][1].append(float(new))

    told = [it for it in read if not it.is_weak]
    if sum(it.item is not None and any(it.holds) for it in told) < FEWEST:
        told = list(read)
    for it in told:
        sure: Sureness = getattr(before, f"{it.kind}_held")
        signs = _signs(it, before, words)
        was_sure = signs is not None and probability(sure, signs) >= sure.point(lost)
        now: Sureness = getattr(after, f"{it.kind}_held")
        is_sure = points[it.kind].get(id(it), 0.0) >= now.point(lost)
        if it.item is None:
            add("refused where there is no answer", not was_sure, not is_sure)
        elif any(it.holds):
            if id(it) in points[it.kind]:
                add("wrongly refused", not was_sure, not is_sure)
            was, now_is = facts_found(it, before, words), facts_found(it, by_fold[it.fold], words)
            add("all key facts in the sentences", was[0], now_is[0])
            add("a key fact in the first sentence", was[1], now_is[1])
    return {
        name: (mean_with_interval(old), mean_with_interval(new))
        for name, (old, new) in values.items()
        if old
    }


def facts_found(read: Reading, weights: Weights, words: int) -> tuple[bool, bool]:
    """Whether the sentences chosen by `weights` have all key facts of a reading with an answer, and
    whether the first of them has one.
    """
    if read.item is None:
        return False, False
    best = scored(read.candidates, getattr(weights, read.kind))
    if read.kind == "facts":
        best = closely_read(best, read.asks, weights.pointed)
    facts = read.item.key_facts or read.item.answers
    chosen = choose(best, words, of_one_person=read.kind == "words")
    found = _has_facts(chosen, facts, read.item.key_facts_any)
    return found, _has_facts(chosen[:1], facts, one_is_enough=True)


def _has_facts(chosen: Sequence[Candidate], facts: Sequence[str], one_is_enough: bool) -> bool:
    found = [any(contains(it.text, fact) for it in chosen) for fact in facts]
    return any(found) if one_is_enough else all(found)


def _shown(figure: Figure) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f} to {figure.high:.3f}]"
