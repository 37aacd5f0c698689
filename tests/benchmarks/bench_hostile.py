"""How the time grows with the length of a hostile text, where regular expressions read it.

Aim: four times the length takes at most six times as long.
"""

import time
from collections.abc import Callable, Iterator
from datetime import date

from tests.benchmarks.common import options, table

_SHORT, _LONG = 2_500, 10_000  # characters
_AT_MOST = 6.0
_LEAST = 0.02  # seconds, below which a growth is chance
PIECES = (
    *("in ", "May ", "today, ", "a", "1", " ", "“", '"', ".", "-'", "A:", "Aa ", "\n: a", "12,3 "),
    *("between March 3 and ", "by had ", "who and ", "A or ", "hide caption\n", "Ab-/AP "),
    *("Sign up. ", "does the a according to in ", 'He said "so" ', "(", "[[", "it"),
)


def readers() -> dict[str, Callable[[str], object]]:
    """What reads a text, by name."""
    from rag.answer.checking import check_sentence
    from rag.ingest import clean_text
    from rag.reading import find_statements
    from rag.records import Passage, RetrievedPassage
    from rag.retrieve import sides
    from rag.retrieve.followups.standalone import standalone
    from rag.retrieve.question.asked_outlet import find_outlet
    from rag.retrieve.question.periods import find_periods

    said = "Ada Lind said the harbour will stay closed until May."

    def passage(text: str) -> RetrievedPassage:
        found = Passage("a#0", "a", 0, len(text), text)
        return RetrievedPassage(found, "Harbour", "Gazette", None, None, score=1.0)

    return {
        "periods": lambda text: find_periods(text, date(2025, 4, 2)),
        "sides": sides,
        "outlet": lambda text: find_outlet(text, ["BBC News", "The Guardian"]),
        "follow-up": lambda text: standalone("and why?", [(text, text)] * 6),
        "cleaning": clean_text,
        "statements": lambda text: find_statements("a", text, unnamed=True),
        "a hostile sentence checked": lambda text: check_sentence(text, [passage(said)], []),
        "a sentence checked by a hostile source": lambda text: check_sentence(
            said, [passage(text)], []
        ),
    }


def seconds(read: Callable[[str], object], text: str) -> float:
    """The processor time that reading `text` takes, the better of two."""
    spent = []
    for _ in range(2):
        started = time.process_time()
        read(text)
        spent.append(time.process_time() - started)
    return min(spent)


def measured(too_much: list[str]) -> Iterator[tuple[str, str]]:
    """The rows of the table, as they come; what grows too fast is added to `too_much`."""
    yield "characters", f"{_SHORT:,} and {_LONG:,}"
    for name, read in readers().items():
        read("Ada Lind said “so”.")
        worst, slowest = 0.0, 0.0
        for piece in PIECES:
            short, long = (seconds(read, (piece * size)[:size]) for size in (_SHORT, _LONG))
            growth = long / short if long > _LEAST and short > 0 else 0.0
            worst, slowest = max(worst, growth), max(slowest, long)
            if growth > _AT_MOST:
                too_much.append(f"{name}, {piece!r}: {growth:.1f} times")
        yield f"{name}: growth at worst, longest", f"{worst:.1f}, {slowest:.2f} s"


def main() -> None:
    """Measure and print."""
    options(__doc__ or "")
    too_much: list[str] = []
    table(measured(too_much))
    for each in too_much:
        print(f"- {each}")
    if too_much:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
