"""Compares which way a sentence and its source say things went: not, perhaps, up or down.

Each rule looks at the sentences of the source that share most words with the one that is checked,
and speaks only where these say the opposite: silence of the source is judged elsewhere.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answer.checking.poles import POLES
from rag.answer.checking.source import Source, folded, nearest
from rag.answer.checking.superlatives import tells_of_foremost
from rag.reading.number_words import read_number
from rag.reading.terms import STOP_WORDS, stem, words

_NOT = frozenset(
    """not never no without nor neither cannot nobody none nothing hardly barely deny denies denied
    denying denial refuse refuses refused refusing fail fails failed failing failure decline
    declines declined declining unable unlikely false falsely absent lack lacks lacked""".split()
)
_PERHAPS = frozenset(
    """may might could would possible possibly potential potentially perhaps probably likely
    reportedly allegedly alleged alleges allege suspected considering considers consider
    plan plans planned planning expect expects expected propose proposes proposed proposal threaten
    threatens threatened hope hopes hoped hoping want wants wanted seek seeks sought try tries tried
    attempt attempts attempted aim aims aimed intend intends intended if whether unless should can
    believe believes believed think thinks thought appears appeared seems seemed suggest suggests
    suggested predict predicts predicted forecast forecasts unclear formerly former""".split()
)
# These doubt a deed, and round a number.
_ALMOST = frozenset("almost nearly virtually practically".split())
# Before these a word says the opposite; letters of a word from which "un" is no part of it.
_NEGATING, _LEAST_LETTERS = ("un", "non"), 4
_FROM_TO = re.compile(
    r"\bfrom (?:\w+ )?(?P<one>[$£€]?\d[\d,.]*%?)(?:(?!\bfrom\b)[^.;]){0,60}?"
    r"\bto (?:\w+ )?(?P<two>[$£€]?\d[\d,.]*\d%?|[$£€]?\d%?)",
    re.IGNORECASE,
)
# How many content words behind a "not" or a "may" it bears on.
_REACH_NOT, _REACH_PERHAPS = 3, 2
_CLAUSE_ENDS = frozenset(",;:.!?()—–")
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\w+|[,;:.!?()—–]")
_BREAK = re.compile(
    r"[,;:—–]\s|\b(?:while|but|whereas|although|though|and|as|after|before|when|which|who)\b",
    re.IGNORECASE,
)
# These bound a number, which the rules on numbers judge.
_BOUNDS = re.compile(
    r"\b(?:at (?:least|most|last|first)|(?:more|less|fewer) than)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Reach:
    """What bears on a content word: how it stands in its clause."""

    first: frozenset[str]  # the stems that directly follow a word of the kind
    all: frozenset[str]  # those and the next ones within the clause
    count: int


def direction_fault(text: str, source: Source) -> str | None:
    """Why the sentence says otherwise than its source; None where it does not."""
    spoken = list(dict.fromkeys(stem(word) for word in words(text) if word not in STOP_WORDS))
    near = nearest(spoken, source)
    if not near:
        return None
    close = [
        sentence
        for sentence, stems in zip(source.sentences, source.stems, strict=True)
        if stems in near
    ]
    return (
        _negation(text, close, source)
        or _affix(text, close)
        or _certainty(text, close)
        or _opposite(text, close)
        or _from_to(text, source)
    )


def _affix(text: str, close: Sequence[str]) -> str | None:
    """Whether it says "vaccinated" where the source says "unvaccinated", or the other way round."""
    held = {word for sentence in close for word in words(sentence) if word not in STOP_WORDS}
    for word in {it for it in words(text) if len(it) >= _LEAST_LETTERS} - held - STOP_WORDS:
        if any(f"{affix}{word}" in held for affix in _NEGATING):
            return "leaves out a not of the source"
        if any(word.removeprefix(affix) in held - {word} for affix in _NEGATING):
            return "says not where the source does not"
    return None


def _from_to(text: str, source: Source) -> str | None:
    """Whether it has a change go the other way: from 25% to 3% for from 3% to 25%."""
    held = {it.group("one", "two") for it in _FROM_TO.finditer(source.text)}
    for match in _FROM_TO.finditer(text):
        one, two = match.group("one", "two")
        if (two, one) in held and (one, two) not in held:
            return f'says "from {one} to {two}" where the source says otherwise'
    return None


def _negation(text: str, close: Sequence[str], source: Source) -> str | None:
    said, held = (
        _reach(text, _denies, _REACH_NOT),
        [_reach(sentence, _denies, _REACH_NOT) for sentence in close],
    )
    foremost = tells_of_foremost(text, close)
    if said.count and not foremost:
        anywhere = [_reach(sentence, _denies, _REACH_NOT) for sentence in source.sentences]
        # "A welcomed it; B did not."
        shared = any(not other.all and other.count for other in held) or any(
            said.all & other.all or (not said.all and other.count) for other in anywhere
        )
        if not shared or said.count > max(sum(other.count for other in held), 1):
            return "says not where the source does not"
        if said.count > sum(other.count for other in anywhere):
            return "says not where the source does not"
    spoken = {stem(word) for word in words(text)}
    if foremost:
        return None
    for other, sentence in zip(held, close, strict=True):
        if not other.first & spoken <= said.all and not _elsewhere(
            (other.first & spoken) - said.all, close, sentence, held
        ):
            return "leaves out a not of the source"
    return None


def _certainty(text: str, close: Sequence[str]) -> str | None:
    if any(word in _PERHAPS for word in words(text)):
        return None
    held = [_reach(sentence, _doubts, _REACH_PERHAPS) for sentence in close]
    spoken = {stem(word) for word in words(text)}
    for other, sentence in zip(held, close, strict=True):
        doubted = other.first & spoken
        if doubted and not _elsewhere(doubted, close, sentence, held):
            return "says as certain what the source does not"
    return None


def _elsewhere(
    stems: frozenset[str], close: Sequence[str], sentence: str, held: Sequence[_Reach]
) -> bool:
    """Whether the source also says these words plainly, there or in another near sentence."""
    for other, reach in zip(close, held, strict=True):
        plain = [stem(word) for word in words(other)]
        if all(plain.count(word) > (word in reach.first) for word in stems):
            return True
    return False


def _denies(word: str) -> bool:
    return word in _NOT or word.endswith("n't")


def _doubts(word: str) -> bool:
    return word in _PERHAPS or word in _ALMOST


def _reach(text: str, kind: Callable[[str], bool], length: int) -> _Reach:
    first: set[str] = set()
    every: set[str] = set()
    count = 0
    pieces = [match.group() for match in _PIECE.finditer(text)]
    plain = [folded(piece) if piece[0].isalnum() else piece for piece in pieces]
    for at, word in enumerate(plain):
        if not kind(word) or (word == "no" and plain[at + 1 : at + 2] == ["."]):
            continue
        if word == "not" and plain[at + 1 : at + 2] == ["only"]:
            continue
        if word in _ALMOST and (plain[at + 1 : at + 2] == ["all"] or _is_number(plain, at + 1)):
            continue
        count += 1
        taken = 0
        for following in plain[at + 1 :]:
            if following in _CLAUSE_ENDS or taken == length:
                break
            if following in STOP_WORDS or following == "longer" or kind(following):
                continue
            every.add(stem(following))
            if taken == 0:
                first.add(stem(following))
            taken += 1
    return _Reach(frozenset(first), frozenset(every), count)


def _is_number(plain: Sequence[str], at: int) -> bool:
    word = plain[at] if at < len(plain) else ""
    return word[:1].isdigit() or read_number(plain, at) is not None


def _clauses(text: str) -> list[list[str]]:
    """The stems of each clause, cut at commas and conjunctions."""
    text = _BOUNDS.sub(" ", text)
    clauses, start = [], 0
    for match in [*_BREAK.finditer(text), None]:
        part = words(text[start : match.start()] if match else text[start:])
        start = match.start() if match else 0
        if part:
            clauses.append([stem(word) for word in part])
    return clauses


def _opposite(text: str, close: Sequence[str]) -> str | None:
    said = {stem(word): word for word in words(text)}
    for clause in _clauses(text):
        for pole, against in POLES:
            here = [word for word in clause if word in pole]
            if not here or any(word in against for word in clause):
                continue
            anchors = {
                word for word in clause if word not in pole and said.get(word) not in STOP_WORDS
            }
            other = _other_way(pole, against, anchors, close)
            if other:
                return f'says "{said.get(here[0], here[0])}" where the source says otherwise'
    return None


def _other_way(
    pole: frozenset[str], against: frozenset[str], anchors: set[str], close: Sequence[str]
) -> bool:
    """Whether the clauses of the source nearest to `anchors` have only the opposite words."""
    clauses = [clause for sentence in close for clause in _clauses(sentence)]
    shared = [len(anchors & set(clause)) for clause in clauses]
    most = max(shared, default=0)
    best = {
        word
        for clause, count in zip(clauses, shared, strict=True)
        if count == most
        for word in clause
    }
    if best & pole:
        return False
    if most and best & against:
        return True
    whole = {stem(word) for sentence in close for word in words(sentence)}
    return bool(whole & against) and not whole & pole
