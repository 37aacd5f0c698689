"""The report page, its data and the summary: complete, self-contained, and safe with any text."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_news import Shelf, Write

from rag.evaluate import METRICS, Evaluation, as_markdown, evaluate
from rag.evaluate.report.markdown import literal
from rag.evaluate.report.page import render

Records = list[dict[str, Any]]
HOSTILE = "<script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)>\"'&{{7*7}}"
ELEMENTS = frozenset(
    """html head meta title style body header section h1 h2 h3 p div span b code small figure
    figcaption svg rect line text circle polygon polyline table thead tbody tr th td details
    summary strong blockquote br ul li""".split()
)


class Elements(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


@pytest.fixture
def evaluation(write: Write, shelf: Shelf, questions: Records, perfect: Records) -> Evaluation:
    """Answers of which one is wrong, compared with perfect ones."""
    others = write("perfect.jsonl", perfect)
    ours = write("ours.jsonl", [*perfect[:1], perfect[1] | {"answer": "None."}, *perfect[2:]])
    return evaluate(
        write("set.jsonl", questions),
        answers=ours,
        compare=others,
        articles=shelf,
        minimums={"hit@5": 0.9, "key_facts_all": 0.9},
    )


def test_the_page_explains_every_figure_where_it_stands(evaluation: Evaluation) -> None:
    page = render(evaluation)
    for metric in METRICS:
        if metric.name in evaluation.figures:
            assert f'<code class="quiet">{metric.name}</code><small>' in page
    assert "Share of a question&#39;s evidence quotations found in the first 5 passages" in page


def test_the_page_shows_the_worst_item_with_all_that_tells_why(evaluation: Evaluation) -> None:
    page = render(evaluation)
    worst = page[page.index("<h2>Worst first</h2>") :]
    question, evidence = "How many people died in the flood?", "At least 52 people were killed"
    for part in (question, "None.", "✗", evidence):
        assert part in worst
    assert "1 of 5 replies are not right" in worst


def test_the_page_holds_plots_comparison_gates_and_refusals(evaluation: Evaluation) -> None:
    page = render(evaluation)
    assert page.count("<svg") == 4
    assert "no longer right" in page
    assert "key_facts_all is 0.6667, at least 0.9 asked: short by 0.23." in page
    assert "<h2>Refusals</h2>" in page


def test_the_page_needs_no_network(evaluation: Evaluation) -> None:
    page = render(evaluation)
    assert not re.findall(r"\b(?:src|href)\s*=|url\(|@import", page)
    assert "default-src 'none'" in page


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.just(HOSTILE), st.text(min_size=1).filter(str.strip)))
def test_no_text_of_others_becomes_part_of_the_page(
    write: Write, questions: Records, text: str
) -> None:
    text = text.encode("utf-8", "replace").decode()
    items = [
        questions[0]
        | {"id": text.strip(), "type": text, "question": text, "speaker": text, "answers": [text]}
        | {"key_facts": ["word " + text], "evidence": [{"article_id": text, "quote": text}]}
    ]
    answer = {
        "id": text.strip(),
        "answer": text,
        "answered_by": text,
        "citations": [{"number": 1, "title": text, "speaker": text, "quote": text}],
        "retrieved": [{"article_id": text, "text": text}],
        "timings_ms": {"total": 1.0},
    }
    evaluation = evaluate(write("set.jsonl", items), answers=write("a.jsonl", [answer]))
    elements = Elements()
    elements.feed(render(evaluation))
    assert elements.names <= ELEMENTS
    assert not [name for name, _ in elements.attributes if name.startswith("on")]
    assert "\x1b" not in as_markdown(evaluation)


def test_the_summary_has_a_row_for_every_figure(evaluation: Evaluation) -> None:
    summary = as_markdown(evaluation)
    for name in evaluation.figures:
        assert f"| {name} |" in summary
    assert "| answerable | 3 | 0 |" in summary
    assert "No longer right (1): q2" in summary


def test_the_summary_takes_no_text_for_a_command() -> None:
    assert literal("a\x1b[31m | b\n# c\u202e") == r"a \[31m \| b \# c"


def test_the_data_is_plain_json_with_every_item(evaluation: Evaluation) -> None:
    data = json.loads(json.dumps(evaluation.as_dict()))
    assert [it["id"] for it in data["items"]] == ["q1", "q2", "q3", "q4", "q5"]
    assert data["figures"]["hit@5"] == {"value": 1.0, "low": 1.0, "high": 1.0, "items": 2}
    assert data["comparison"]["lost"] == ["q2"]
    assert data["gates"][1]["passed"] is False


def test_a_set_of_bare_questions_still_gives_a_page(write: Write) -> None:
    testset = write("set.jsonl", [{"id": "a", "question": "Who?"}])
    evaluation = evaluate(testset, answers=write("a.jsonl", [{"id": "a", "answer": "Me."}]))
    assert "every reply that could be judged is right" in render(evaluation)
    assert as_markdown(evaluation).startswith("# Evaluation on set.jsonl")
