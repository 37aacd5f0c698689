"""Articles like real ones, and answers about them made by hand."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from rag.records import Article

Write = Callable[[str, Iterable[dict[str, Any]]], Path]

TARIFFS = (
    "Treasury Secretary Scott Bessent spoke on Fox News. "
    '"My advice to every country right now is do not retaliate," Bessent said. '
    "The tariffs take effect on 9 April and cover goods from 75 countries."
)
BEEF = (
    "Peter Navarro defended the talks. “If the British people don’t want to buy our beef, that’s "
    "one set of facts,” Navarro said on Tuesday."
)
FLOOD = "At least 52 people were killed in the flood, the sheriff said on July 5."


class Shelf:
    """Articles by id, as a library's database has them."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = {article.id: article for article in articles}

    def article(self, article_id: str) -> Article | None:
        return self._articles.get(article_id)


def quoting(
    item: dict[str, Any], article_id: str, article: str, sentence: str, speaker: str | None = None
) -> dict[str, Any]:
    """A line of answers.jsonl that answers with one sentence of an article."""
    start = article.index(sentence)
    return {
        "id": item["id"],
        "question": item["question"],
        "answer": f"{sentence} [1]",
        "sentences": [{"text": sentence, "citations": [1], "verdict": "quoted"}],
        "citations": [
            {
                "number": 1,
                "article_id": article_id,
                "title": "A title",
                "speaker": speaker,
                "quote": sentence,
                "start": start,
                "end": start + len(sentence),
            }
        ],
        "refusal": None,
        "retrieved": [{"article_id": article_id, "text": article}],
        "answered_by": "extractive",
        "timings_ms": {"total": 100.0},
    }


def refusing(item: dict[str, Any]) -> dict[str, Any]:
    """A line of answers.jsonl that refuses."""
    return {
        "id": item["id"],
        "question": item["question"],
        "answer": "The articles do not say.",
        "refusal": {"reason": "no_evidence", "message": "The articles do not say."},
        "retrieved": [{"article_id": "flood", "text": FLOOD}],
        "timings_ms": {"total": 300.0},
    }
