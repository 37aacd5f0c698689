"""What each group of the reader's figures adds, cross-validated by question in ten parts.

The share of answerable gold questions that have all key facts in the chosen sentences, and a key
fact in the first one, with each group left out and with it alone. Needs --library.
"""

from collections.abc import Collection
from dataclasses import replace

from rag.evaluate import read_testset
from rag.evaluate.readings import readings
from rag.evaluate.tuning import FOLDS, facts_found, fit
from rag.library import open_library
from rag.reader.features import NAMES
from rag.reader.weights import Weights, read_weights
from rag.settings import Settings
from tests.benchmarks.common import NEWS, options, table

GROUPS = {
    "the question's terms": ("own", "beside", "titled", "held", "names", "rarest"),
    "words of like meaning": ("alike", "around"),
    "terms side by side": ("pairs", "tight"),
    "the kind of thing asked for": ("fits", "near", "by", "named", "several"),
    "votes over articles": ("votes",),
    "the passage's rank": ("rank", "first"),
    "place in the article": ("lead", "early"),
    "form": ("length", "short", "leans", "asks", "told"),
    "whose words": ("spoken", "quoted", "asked"),
    "the day": ("dated",),
}


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "")
    if not chosen.library:
        raise SystemExit("Name a library of the development articles with --library.")
    nothing = replace(read_weights(), facts={}, words={})
    with open_library(Settings(library=chosen.library)) as library:
        testset = read_testset(NEWS / "gold-2025.jsonl")
        read = [
            readings(library, item, at % FOLDS, "", read_weights())[:1]
            for at, item in enumerate(testset.items)
        ]
    taught = [it for some in read for it in some if it.item and any(it.holds)]

    def figures(kept: Collection[str]) -> str:
        masked = [
            replace(
                it,
                candidates=[
                    replace(
                        one,
                        figures=replace(
                            one.figures, **{name: 0.0 for name in NAMES if name not in kept}
                        ),
                    )
                    for one in it.candidates
                ],
            )
            for it in taught
        ]
        by_fold: dict[int, Weights] = {
            fold: fit(masked, nothing, without=fold) for fold in range(FOLDS)
        }
        found = [facts_found(it, by_fold[it.fold], Settings().answer_words) for it in masked]
        every = sum(every for every, _ in found) / len(found)
        first = sum(first for _, first in found) / len(found)
        return f"{every:.3f} / {first:.3f}"

    rows = [("all figures: all key facts / first sentence", figures(NAMES))]
    for group, names in GROUPS.items():
        rows.append((f"without {group}", figures([it for it in NAMES if it not in names])))
    rows += [(f"{group} alone", figures(names)) for group, names in GROUPS.items()]
    table(rows)


if __name__ == "__main__":
    main()
