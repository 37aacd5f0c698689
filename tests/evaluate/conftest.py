"""A small test set, its articles, and the right replies to it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from sample_news import BEEF, FLOOD, TARIFFS, Shelf, Write, quoting, refusing

from rag.records import Article


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(
        [
            Article("tariffs", "Bessent on tariffs", TARIFFS),
            Article("beef", "Navarro on beef", BEEF),
            Article("flood", "Flood", FLOOD),
        ]
    )


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes records as JSON Lines under the test's own folder."""

    def writing(name: str, records: Iterable[dict[str, Any]]) -> Path:
        path = tmp_path / name
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
        path.write_text("".join(lines), encoding="utf-8")
        return path

    return writing


@pytest.fixture
def questions() -> list[dict[str, Any]]:
    """One question of each kind that is scored in its own way."""
    return [
        {
            "id": "q1",
            "type": "statement",
            "question": "what did Bessent say about tariffs?",
            "answerable": True,
            "answers": ["Do not retaliate"],
            "key_facts": ["do not retaliate"],
            "speaker": "Scott Bessent",
            "evidence": [{"article_id": "tariffs", "quote": 'not retaliate," Bessent said.'}],
        },
        {
            "id": "q2",
            "type": "number",
            "question": "How many people died in the flood?",
            "answerable": True,
            "answers": ["52"],
            "key_facts": ["52"],
            "evidence": [{"article_id": "flood", "quote": "At least 52 people were killed"}],
        },
        {
            "id": "q3",
            "type": "followup",
            "question": "And when do they take effect?",
            "history": [["what did Bessent say about tariffs?", "Do not retaliate."]],
            "answerable": True,
            "answers": ["9 April"],
            "key_facts": ["April 9"],
            "evidence": [{"article_id": "tariffs", "quote": "The tariffs take effect on 9 April"}],
        },
        {
            "id": "q4",
            "type": "unanswerable",
            "question": "what did Bessent say about bitcoin?",
            "answerable": False,
            "speaker": "Scott Bessent",
        },
        {
            "id": "q5",
            "type": "wrong_speaker",
            "question": "what did Bessent say about British people and beef?",
            "answerable": False,
            "speaker": "Scott Bessent",
            "evidence": [{"article_id": "beef", "quote": "that’s one set of facts,” Navarro said"}],
        },
    ]


@pytest.fixture
def perfect(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The right reply to every question."""
    bessent = '"My advice to every country right now is do not retaliate," Bessent said.'
    effect = "The tariffs take effect on 9 April and cover goods from 75 countries."
    return [
        quoting(questions[0], "tariffs", TARIFFS, bessent, "Scott Bessent"),
        quoting(questions[1], "flood", FLOOD, FLOOD),
        quoting(questions[2], "tariffs", TARIFFS, effect),
        refusing(questions[3]),
        refusing(questions[4]),
    ]
