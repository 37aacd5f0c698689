"""Holds the names of a sentence against its source: each there, whole, and with its own office."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rag import calendar_words
from rag.answer.checking.parsed import common_words
from rag.answer.checking.same_names import SAME
from rag.answer.checking.source import WORD, Source, folded
from rag.reading.number_words import SMALL, TENS
from rag.reading.terms import STOP_WORDS, stem

# Words that open a sentence with a capital and name nobody.
_OPENERS = frozenset((*STOP_WORDS, *SMALL, *TENS)) | frozenset(
    """accordingly additionally afterwards allegedly alternatively altogether approximately asked
    basically besides both briefly broadly certainly citing clearly consequently conversely
    critics currently despite due earlier effectively elsewhere essentially eventually evidently
    exactly experts finally first firstly following former formerly fortunately
    furthermore generally given hence hopefully hundreds importantly including indeed initially
    instead interestingly last lastly lately later least likewise mainly meanwhile moreover mostly
    namely nearly nevertheless next nonetheless normally notably obviously occasionally officials
    once originally other overall particularly passage perhaps possibly potentially previously
    primarily probably prior quite rather recently regarding relatively roughly second secondly
    separately several shortly similarly simply sometimes soon source sources specifically
    speaking subsequently summary surprisingly text therefore third thirdly thousands thus
    today together tomorrow tonight traditionally typically ultimately unfortunately unlike
    usually various yesterday yes based overall compared nobody none answer""".split()
)
# Words of office and address. The first kind must stand by the same person in the source.
_OFFICES = frozenset(
    """president chair chairman chairwoman secretary minister premier chancellor governor senator
    representative congressman congresswoman mayor judge justice speaker general admiral colonel
    captain director chief ceo head king queen prince princess pope prosecutor attorney spokesman
    spokeswoman spokesperson ambassador commissioner professor coach editor founder leader vice
    deputy treasury state defense foreign press prime executive officer sen rep gov gen""".split()
)
_ADDRESS = frozenset("mr mrs ms miss dr sir dame lord lady jr sr the".split())
_PARTICLES = frozenset("de da di du del della der den van von al bin ibn el la le dos of".split())

# Letters that a place and its people share at least, and what follows those.
_STEM_OF_PLACE = 4
_ENDS_OF_PLACES = frozenset(
    ("", "a", "n", "s", "an", "ian", "ns", "ans", "ians", "ese", "ish", "i")
)

_HANDLE = re.compile(r"[@#]\w+|\b[\w.-]+\.(?:com|org|net|gov|edu|co|info|news)\b", re.IGNORECASE)


class _Word(NamedTuple):
    """A word of a sentence: as written, as compared, whether it opens, whether it is glued on."""

    written: str
    plain: str
    opens: bool
    joined: bool


def name_fault(text: str, source: Source) -> str | None:
    """Why the names of `text` cannot stand; None where they can."""
    held = source.text
    for speaker in source.speakers:
        held += f"\n{speaker.speaker}\n{speaker.role or ''}"
    vocabulary = _Vocabulary(held)
    for handle in _HANDLE.findall(text):
        if handle.casefold() not in held.casefold():
            return f"names {handle}, which the source does not name"
    for run in _runs(text):
        if all(word.written.isupper() and len(word.plain) > 1 for word in run) and len(run) > 3:
            # A line in capitals: each word need only be one of the source's.
            missing = [word for word in run if not vocabulary.knows(word.plain, opens=True)]
            if missing:
                return f"names {missing[0].written}, whom the source does not name"
            continue
        whole = " ".join(word.written for word in run)
        if len(run) > 1 and vocabulary.holds_run([word.plain for word in run]):
            continue
        for word in run:
            if not vocabulary.knows(word.plain, opens=word.opens) and not (
                word.opens and word.written in common_words(text)
            ):
                return f"names {whole}, whom the source does not name"
        for first, second in pairwise(run):
            if not _fits(first, second, vocabulary, source):
                return f"names {whole}, whom the source does not name so"
    return None


class _Vocabulary:
    """The words of a source: all, those written with a capital, and which follow which."""

    def __init__(self, text: str) -> None:
        written = [match.group() for match in WORD.finditer(text)]
        self.order = [folded(word) for word in written]
        self.all = set(self.order)
        self.capitals = {folded(word) for word in written if _capital(word)}
        self._stems = {stem(word) for word in self.all}
        self._at: dict[str, list[int]] = {}
        for at, word in enumerate(self.order):
            self._at.setdefault(word, []).append(at)
        # A text without capitals inside its sentences cannot tell names from words.
        inside = [word for word in written if _capital(word)]
        self._caseless = len(inside) < 0.06 * len(written)

    def knows(self, word: str, *, opens: bool) -> bool:
        if word in self.capitals or any(word in same and same & self.capitals for same in SAME):
            return True
        if opens:
            return word in _OPENERS or word in self.all or stem(word) in self._stems
        if word.endswith("s") and word[:-1] in self.capitals:  # "the Bidens"
            return True
        if any(_of_one_place(word, other) for other in self.capitals):
            return True
        lower = self._caseless or word in _OFFICES or word in STOP_WORDS
        return (word in self.all and lower) or word in _ADDRESS or self._spelled_out(word)

    def holds_run(self, run: Sequence[str]) -> bool:
        return any(self.order[at : at + len(run)] == list(run) for at in self._at.get(run[0], ()))

    def adjacent(self, first: str, second: str) -> bool:
        """Whether `second` follows `first`, with at most an initial or one more name between."""
        for at in self._at.get(first, ()):
            for gap in (1, 2, 3):
                between = self.order[at + 1 : at + gap]
                if self.order[at + gap : at + gap + 1] == [second] and all(
                    len(word) == 1 or word in _PARTICLES or (gap == 2 and word in self.capitals)
                    for word in between
                ):
                    return True
        return False

    def _spelled_out(self, word: str) -> bool:
        """Whether `word` is made of the first letters of a name: "IMF"."""
        if not 3 <= len(word) <= 6:
            return False
        kept = [each for each in self.order if each not in {"of", "the", "and", "for", "on"}]
        initials = "".join(each[0] for each in kept)
        at = initials.find(word)
        while at >= 0:
            if all(each in self.capitals for each in kept[at : at + len(word)]):
                return True
            at = initials.find(word, at + 1)
        return False


def _of_one_place(word: str, other: str) -> bool:
    """Whether two words are a place and its people: "texan" and "texas", "malaysia" and
    "malaysian".
    """
    shared = next(
        (at for at, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]),
        min(len(word), len(other)),
    )
    ends = {word[shared:], other[shared:]}
    return shared >= _STEM_OF_PLACE and ends <= _ENDS_OF_PLACES


def _fits(first: _Word, second: _Word, vocabulary: _Vocabulary, source: Source) -> bool:
    """Whether two neighbouring words of a name belong together in the source."""
    one, two = first.plain, second.plain
    if (
        vocabulary.adjacent(one, two)
        or (first.opens and one in _OPENERS)
        or one in _ADDRESS
        or two in _ADDRESS
        or any({one, two} & same for same in SAME)
    ):
        return True
    if one in _OFFICES or two in _OFFICES:
        return any(
            {one, two} <= {folded(word) for word in WORD.findall(sentence)}
            for sentence in source.sentences
        ) or any(
            {one, two} <= {folded(word) for word in WORD.findall(f"{it.speaker} {it.role}")}
            for it in source.speakers
        )
    return second.joined  # "Trump-Putin" joins two names; each is known


def _runs(text: str) -> Iterator[list[_Word]]:
    """Neighbouring capitalised words, and words of scripts that have no capitals."""
    run: list[_Word] = []
    last_end = 0
    for match in WORD.finditer(text):
        written = match.group()
        before = text[last_end : match.start()]
        opens = last_end == 0 or bool(re.search(r"[.!?:;]|[\"“„«‘`]", before))
        joined = before in {"-", "–", "/"}
        last_end = match.end()
        owned = run and run[-1].written.endswith(("'s", "’s"))
        plain = folded(written)
        if run and (
            not _capital(written) or opens or owned or before not in {" ", "-", "–", "/", ". "}
        ):
            yield run
            run = []
        if not _capital(written) or plain in calendar_words.ALL_NAMES or _is_i(written):
            continue
        if plain in STOP_WORDS and opens:
            continue
        run.append(_Word(written, plain, opens, joined))
    if run:
        yield run


def _capital(word: str) -> bool:
    """Whether a word is written as names are: a capital, or letters of a script without them."""
    first = word[0]
    if first.isdigit():
        return False
    if first.isalpha() and not first.isupper() and not first.islower():
        return True
    return any(character.isupper() for character in word)


def _is_i(word: str) -> bool:
    return word == "I" or word.startswith(("I'", "I’"))
