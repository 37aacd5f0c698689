"""Decides whether a text holds a fact, and whether a passage overlaps a quotation.

Both compare folded words, so that "Twenty-two teams" holds the fact "22" and a straight quotation
mark equals a curly one. Facts match on word boundaries: "22" is not in "222" or "22.5".
"""

from collections.abc import Sequence

from rag.evaluate.folding import fold, folded_words

# A passage that shares this many words in a row with a quotation overlaps it.
RUN_WORDS = 12


def contains(text: str, fact: str) -> bool:
    """Whether `fact` stands in `text` on word boundaries, both folded; never without words."""
    wanted = fold(fact)
    return bool(wanted) and f" {wanted} " in f" {fold(text)} "


def overlaps(passage: str, quote: str) -> bool:
    """Whether `passage` shares a run of 12 words with `quote`, or holds all of a shorter one."""
    words = folded_words(quote)
    run = min(RUN_WORDS, len(words))
    if not run:
        return False
    held = f" {fold(passage)} "
    return any(f" {' '.join(words[at : at + run])} " in held for at in range(len(words) - run + 1))


def choices_named(text: str, choices: Sequence[str]) -> list[int]:
    """The positions of the `choices` that `text` names.

    A choice that stands only inside a longer one ("Texas" in "North Texas") is not named.
    """
    left = f" {fold(text)} "
    named = []
    for at in sorted(range(len(choices)), key=lambda at: -len(fold(choices[at]))):
        wanted = f" {fold(choices[at])} "
        if wanted.strip() and wanted in left:
            named.append(at)
            left = left.replace(wanted, " | ")
    return sorted(named)
