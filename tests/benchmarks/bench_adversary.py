"""What of a model that invents reaches the reader, over questions of the gold set.

Aim: no invented quotation, number or name among what is shown as quoted or supported. Each of its
sentences is judged twice: by the passages that it cites, in the answer, and as if it had cited all
that it was given, since it seldom cites.
"""

import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from rag.answer import build_chain
from rag.answer.checking import check_sentence
from rag.ingest import read_sources
from rag.library import Embedder, Library, ingest, open_library
from rag.records import Answer, Question
from rag.settings import Settings
from tests.benchmarks import adversary
from tests.benchmarks.common import articles_file, options, questions, table
from tests.benchmarks.verifier import inventions, shown_inventions

_QUESTIONS = 50
# Asked in any case.
_ALWAYS = (
    "what did Kevin Hasset say about trade offers in April?",
    "What bacteria is killing sea stars on the Pacific coast?",
    "what did the Louvre's director say about the museum cameras",
    "what was Pahlavi's mesage to Khamenei?",
    "which states had deaths in the pasta listeria outbreak?",
)
_GIVEN = 8  # passages


def asked(count: int = _QUESTIONS) -> list[Question]:
    """So many questions that the articles answer, spread over the gold set."""
    items = [item for item in questions() if item["answerable"]]
    always = [item for item in items if item["question"] in _ALWAYS]
    others = [item for item in items if item["question"] not in _ALWAYS]
    step = max(1, len(others) // count)
    return [_question(item) for item in (always + others[::step])[:count]]


def _question(item: dict[str, Any]) -> Question:
    history = tuple((question, said) for question, said in item["history"])
    day = item["date_to"]
    return Question(item["question"], history, date_to=date.fromisoformat(day) if day else None)


def judge(answer: Answer, library: Library) -> tuple[list[str], list[str], Counter[str]]:
    """The inventions shown, those that would be with all passages cited, and what was counted."""
    given = answer.retrieved[:_GIVEN]
    ids = {it.article_id for it in answer.citations} | {it.passage.article_id for it in given}
    articles = {}
    for article_id in ids:
        article = library.database.article(article_id)
        assert article
        articles[article_id] = article.text
    counts = Counter(sentences=len(answer.struck))
    if answer.answered_by != "extractive":
        counts["sentences"] += len(answer.sentences)
        counts["shown"] += len(answer.sentences)
        counts["answers"] += 1
    elif answer.struck:
        counts["default answers"] += 1
    else:
        counts["not asked"] += 1
    statements = library.database.statements_of(sorted(ids), unnamed=True)
    slipped = []
    whole = "\n".join([*articles.values(), *(f"{it.title} {it.outlet}" for it in given)])
    for sentence in answer.struck:
        check = check_sentence(sentence.text, given, statements)
        if check.verdict != "unsupported":
            counts["would be shown"] += 1
            slipped += inventions(sentence.text, given, whole)
        counts[check.verdict] += 1
    return shown_inventions(answer, articles), slipped, counts


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "")
    lacking = adversary.missing()
    if lacking:
        raise SystemExit(f"skipped: {lacking}")
    shown: list[str] = []
    slipped: list[str] = []
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch, adversary.served() as address:
        settings = adversary.settings(address, library=chosen.library or Path(scratch) / "library")
        embedder = Embedder()
        embedder.load()
        with open_library(settings, embedder) as library:
            if not chosen.library:
                articles = articles_file(Path(scratch), chosen.articles)
                ingest(library, read_sources([str(articles)], Settings()))
            chain = build_chain(library, settings)
            started = time.perf_counter()
            for question in asked():
                answer = chain.invoke(question)
                one, other, counted = judge(answer, library)
                shown += [f"{question.text} -> {each}" for each in one]
                slipped += [f"{question.text} -> {each}" for each in other]
                counts += counted
            spent = time.perf_counter() - started
    table(
        [
            ("questions", f"{len(asked())}"),
            ("of these, model not asked, failed or wrote nothing", f"{counts['not asked']}"),
            ("sentences that the model wrote", f"{counts['sentences']}"),
            ("shown as quoted or supported", f"{counts['shown']}"),
            ("inventions among them (aim: 0)", f"{len(shown)}"),
            ("answers where the default one stepped in", f"{counts['default answers']}"),
            (
                "struck ones that would pass if all passages were cited",
                f"{counts['would be shown']}",
            ),
            ("inventions among those (aim: 0)", f"{len(slipped)}"),
            ("seconds a question", f"{spent / max(1, len(asked())):.1f}"),
        ]
    )
    for each in [*shown, *slipped]:
        print(f"- {each}")
    if shown or slipped:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
