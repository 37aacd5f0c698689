"""Compares what a sentence says that one does with what its source says of the same deed.

It speaks only where the source tells of the deed and every telling that comes near says otherwise:
silence of the source is judged elsewhere.
"""

from collections.abc import Sequence, Set

from rag.answer.checking.clauses import orders
from rag.answer.checking.frames import Frame, frames
from rag.answer.checking.same_names import SAME
from rag.answer.checking.source import Source
from rag.answer.checking.superlatives import tells_of_foremost
from rag.reading.terms import stem

# Sentences of the source that are parsed for one deed, and how much of the best one's words in
# common a telling must have.
_MOST, _NEAR = 4, 0.75
# Words that tell of a deed, so many of them besides who does it, of which so large a share stands
# in another telling of it, whatever the verb.
_FEWEST, _BESIDES, _MOSTLY = 4, 3, 0.6
# Deeds that both sides do alike, or that are said of anything.
_ALIKE = frozenset(
    stem(word) for word in "meet join face play talk speak agree marry have do say tell add".split()
)
_SAME = [frozenset(map(stem, group)) for group in SAME]


def deed_fault(text: str, source: Source) -> str | None:
    """Why what the sentence says was done cannot stand; None where it can."""
    for said in frames(text):
        tellings = _tellings(said, source)
        if not tellings:
            if _only_possible(said, source):
                return "says as certain what the source does not"
            continue
        fault = _certainty(said, tellings) or _roles(said, tellings)
        if not tells_of_foremost(text, source.sentences):
            fault = _polarity(said, tellings) or fault
        if fault:
            return fault
    return _order(text, source)


def _order(text: str, source: Source) -> str | None:
    """Why two deeds cannot have come in the order that the sentence gives them."""
    said = orders(text)
    if not said:
        return None
    told = {pair for it in source.sentences for pair in orders(it)}
    if any(pair[::-1] in told and pair not in told for pair in said):
        return "turns round what came before what"
    return None


def _tellings(said: Frame, source: Source) -> list[Frame]:
    """The frames of the same deed in the sentences that share most words with it."""
    wanted = _arguments(said)
    shared = [(len(wanted & {*stems}), at) for at, stems in enumerate(source.stems)]
    ranked = sorted((it for it in shared if it[0]), key=lambda it: (-it[0], it[1]))[:_MOST]
    held = [it for _, at in ranked for it in frames(source.sentences[at]) if it.deed == said.deed]
    return [it for it in held if wanted & _arguments(it)]


def _only_possible(said: Frame, source: Source) -> bool:
    """Whether the source tells as possible alone what those of a deed do that has happened."""
    wanted = _arguments(said)
    if said.unsure or said.denied or len(wanted) < _FEWEST or len(wanted - said.doer) < _BESIDES:
        return False
    held = [
        it
        for sentence, stems in zip(source.sentences, source.stems, strict=True)
        if len(wanted & {*stems}) >= _MOSTLY * len(wanted)
        for it in frames(sentence)
        if len(wanted & _arguments(it)) >= _MOSTLY * len(wanted)
    ]
    return bool(held) and all(it.unsure and not it.denied for it in held)


def _arguments(frame: Frame) -> frozenset[str]:
    return frame.doer | frame.done_to | frame.around


def _nearest(said: Frame, tellings: Sequence[Frame]) -> list[Frame]:
    shared = [len(_arguments(said) & _arguments(it)) for it in tellings]
    enough = _NEAR * max(shared)
    return [it for it, count in zip(tellings, shared, strict=True) if count >= enough]


def _polarity(said: Frame, tellings: Sequence[Frame]) -> str | None:
    near = _nearest(said, tellings)
    if any(it.denied == said.denied for it in near):
        return None
    return "says not where the source does not" if said.denied else "leaves out a not of the source"


def _certainty(said: Frame, tellings: Sequence[Frame]) -> str | None:
    if said.unsure or said.denied or not all(it.unsure for it in _nearest(said, tellings)):
        return None
    return "says as certain what the source does not"


def _roles(said: Frame, tellings: Sequence[Frame]) -> str | None:
    against = False
    for told in tellings:
        if _alike(said.doing, told.doing) or _alike(said.names, told.names):
            return None
        turned = _turned(said, told)
        if not turned and _alike(said.doer, told.doer):
            return None
        shared = bool(said.done_to & told.done_to)
        other = bool(said.names and told.names) and (
            shared or bool((said.around - said.names) & (told.around - told.names))
        )
        against |= (turned or other) if said.deed not in _ALIKE else (other and shared)
    return "turns round who did what to whom" if against else None


def _turned(said: Frame, told: Frame) -> bool:
    """Whether the one who does it is the one whom the other has it done to."""
    if said.doing & told.undergoing:
        # Whom "they beat" is told, and "they" is nobody that the sentence has it done to.
        return bool(told.doing) or bool(said.undergoing and not said.undergoing & told.undergoing)
    return bool(said.undergoing & told.doing and told.undergoing)


def _alike(one: Set[str], other: Set[str]) -> bool:
    """Whether two phrases share a word, or name one country in two forms."""
    return bool(one & other) or any(one & group and other & group for group in _SAME)
