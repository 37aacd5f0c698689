"""An answer that is copied takes its sources along, and no markup with it."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Answer, AnswerSentence, Citation, NearestArticle, Refusal
from rag.web.conversation import Turn
from rag.web.export import as_markdown, as_text

CITATION = Citation(
    1, "a1", "Powell waits", "NPR", date(2025, 4, 16), "https://news.example/powell",
    "Jerome Powell", "The Fed will wait.", 0, 18,
)  # fmt: skip
ANSWER = Answer(
    "What did Powell say?",
    "What did Powell say?",
    (AnswerSentence("The Fed will wait.", (1,), "quoted", lead="Jerome Powell, 16 April 2025"),),
    (CITATION,),
)


def test_the_text_has_question_answer_and_sources() -> None:
    assert as_text(Turn(0, ANSWER.question, "finished", ANSWER)) == (
        "What did Powell say?\n\n"
        "Jerome Powell, 16 April 2025: The Fed will wait. [1]\n\n"
        "Sources\n"
        "[1] Powell waits, NPR, 16 April 2025, Jerome Powell\n"
        "    https://news.example/powell\n"
    )


def test_markdown_has_the_quotation_and_a_link() -> None:
    markdown = as_markdown(Turn(0, ANSWER.question, "finished", ANSWER))
    assert markdown.startswith("## What did Powell say?\n\n")
    assert (
        "1. [Powell waits, NPR, 16 April 2025, Jerome Powell](<https://news.example/powell>)\n"
        "   > The Fed will wait.\n"
    ) in markdown


SHORT = replace(ANSWER.sentences[0], short="Jerome Powell", additions=((3, " [reserve]"),))


def test_a_short_answer_is_bold_in_markdown_and_additions_go_along() -> None:
    turn = Turn(0, ANSWER.question, "finished", replace(ANSWER, sentences=(SHORT,)))
    words = "Jerome Powell, 16 April 2025: The"
    assert f"\nJerome Powell. {words} [reserve] Fed will wait. [1]\n" in as_text(turn)
    assert f"\n**Jerome Powell.** {words} \\[reserve\\] Fed will" in as_markdown(turn)


def test_lines_stay_lines() -> None:
    later = replace(ANSWER.sentences[0], text="The Fed will act.", lead="7 May 2025")
    turn = Turn(0, "q", "finished", replace(ANSWER, sentences=(*ANSWER.sentences, later)))
    assert "The Fed will wait. [1]\n7 May 2025: The Fed will act. [1]\n" in as_text(turn)
    markdown = as_markdown(turn)
    assert "\n- Jerome Powell, 16 April 2025: The Fed will wait. " in markdown
    assert "\n- 7 May 2025: The Fed will act. " in markdown


def test_a_refusal_takes_the_nearest_coverage_along() -> None:
    near = NearestArticle("a1", "Powell waits", date(2025, 4, 16), None)
    turn = Turn(
        0, "q", "finished", Answer("q", "q", refusal=Refusal("no_evidence", "No.", (near,)))
    )
    assert "- Powell waits (16 April 2025)" in as_text(turn)
    assert "- Powell waits" in as_markdown(turn)


def test_an_unsupported_sentence_says_so_outside_the_page_too() -> None:
    sentence = AnswerSentence("He resigned.", (), "unsupported", fault="no passage says so")
    turn = Turn(0, "q", "finished", replace(ANSWER, sentences=(sentence,)))
    assert "(Not supported: “He resigned.” no passage says so)" in as_text(turn)


HOSTILE = [
    "![x](https://elsewhere.example/a.png)",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "# heading\n- list\n1. one",
    "`code` **bold** _it_ ~~no~~ | table | &lt;",
    "\u202ereversed",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_of_an_article_is_markup(hostile: str) -> None:
    citation = replace(CITATION, title=hostile, quote=hostile, url="javascript:alert(1)")
    answer = replace(ANSWER, citations=(citation,))
    markdown = as_markdown(Turn(0, hostile, "finished", answer))
    live = re.sub(r"\\.", "", markdown)
    for sign in ("![", "<img", "](javascript", "\n# ", "\n- ", "`", "*", "&", "\u202e"):
        assert sign not in live


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_that_comes_with_a_sentence_is_markup(hostile: str) -> None:
    sentence = AnswerSentence(
        hostile, (1,), "quoted", lead=hostile, additions=((2, hostile),), short=hostile
    )
    markdown = as_markdown(Turn(0, "q", "finished", replace(ANSWER, sentences=(sentence,))))
    live = re.sub(r"\\.", "", markdown.split("### Sources")[0])
    assert live.count("**") == 2
    for sign in ("![", "<img", "](javascript", "\n# ", "\n- ", "`", "&", "\u202e"):
        assert sign not in live
    assert "*" not in live.replace("**", "")


@given(text=st.text(max_size=60))
def test_every_bracket_and_tag_of_a_text_is_escaped(text: str) -> None:
    markdown = as_markdown(Turn(0, text))
    for sign in "[]<>`*":
        assert markdown.count(sign) == markdown.count("\\" + sign)
