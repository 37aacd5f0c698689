"""Whatever an article, a question or a model says, the page shows it as text and does no more."""

from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import (
    Answer,
    AnswerSentence,
    Article,
    Citation,
    NearestArticle,
    Passage,
    Refusal,
    RetrievedPassage,
)
from rag.web.cards import Excerpt, excerpt_for, marked, source_group
from rag.web.conversation import Turn
from rag.web.escape import is_web_address, link, shown
from rag.web.render import render_intro, render_sources, render_status, render_turn

TEXT = (
    'Treasury Secretary Scott Bessent spoke on Sunday. "My advice is do not retaliate," Bessent '
    "said.\n\nHe added that talks would go on."
)
QUOTE = '"My advice is do not retaliate," Bessent said.'
START = TEXT.index(QUOTE)
CITATION = Citation(
    number=1,
    article_id="a1",
    title="Bessent warns against retaliation",
    outlet="Dateline sample",
    published=date(2025, 10, 26),
    url="https://news.example/bessent",
    speaker="Scott Bessent",
    quote=QUOTE,
    start=START,
    end=START + len(QUOTE),
)
ANSWER = Answer(
    question="what did Bessent say?",
    standalone_question="what did Bessent say?",
    sentences=(AnswerSentence(QUOTE, (1,), "quoted", lead="Scott Bessent, 26 October 2025"),),
    citations=(CITATION,),
)


def nowhere(article_id: str) -> Article | None:
    return None


class Markup(HTMLParser):
    """What a browser would make of some HTML: its tags with attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.comments = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.comments += 1

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


TAGS = {
    *("article", "section", "div", "span", "p", "h2", "ul", "li", "a", "button", "code"),
    *("details", "summary", "blockquote", "mark"),
}
ATTRIBUTES = {
    *("class", "id", "type", "title", "href", "target", "rel", "role"),
    *("data-turn", "data-number", "data-progress", "aria-label"),
}


def assert_harmless(html: str) -> None:
    markup = Markup(html)
    assert {tag for tag, _ in markup.tags} <= TAGS
    assert {name for _, attributes in markup.tags for name in attributes} <= ATTRIBUTES
    assert markup.comments == 0
    for attributes in markup.of("a"):
        assert (attributes["href"] or "").startswith(("http://", "https://"))
        assert attributes["rel"] == "noopener noreferrer nofollow"
    # Gradio would take these for its own templates.
    assert "${" not in html
    assert "{{" not in html


HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "' onmouseover='alert(1)",
            "<!-- hidden -->",
            "javascript:alert(1)",
            'https://news.example/"onclick=alert(1)',
            "https://news.example@elsewhere.example/",
            "data:text/html,<script>alert(1)</script>",
            "${alert(1)} {{constructor}} {{{value}}} `x`",
            "\u202ereversed\u202c \x00 \ud800",
            "</mark></details><style>*{display:none}</style>",
            "![picture](https://elsewhere.example/a.png) &lt;b&gt;",
        ]
    ),
)


@given(text=HOSTILE, url=HOSTILE, other=HOSTILE)
def test_no_field_of_an_answer_becomes_markup(text: str, url: str, other: str) -> None:
    passage = Passage("p1", "a1", 0, len(text) + len(other), text + other)
    citation = replace(
        CITATION, title=text, outlet=other, speaker=text, url=url, quote=text, start=0,
        end=len(text), copies=3,
    )  # fmt: skip
    answer = Answer(
        question=other,
        standalone_question=text,
        sentences=(
            AnswerSentence(text, (1,), "unsupported", lead=other, fault=text),
            AnswerSentence(other, (1, 2), "quoted"),
        ),
        citations=(citation,),
        retrieved=(RetrievedPassage(passage, text, other, None, url, 0.5),),
        answered_by=text,
        notices=(text, other),
    )
    refused = replace(
        answer, refusal=Refusal("no_evidence", text, (NearestArticle("a1", other, None, url),))
    )
    cards = source_group(0, answer, nowhere)
    for html in (
        render_turn(Turn(0, text, "finished", answer)),
        render_turn(Turn(0, text, "finished", refused)),
        render_turn(Turn(0, text, "failed", message=other)),
        render_sources([Turn(0, text, "finished", answer, cards)]),
        render_status(text),
    ):
        assert_harmless(html)


@given(text=st.text(alphabet=st.characters(exclude_categories=("C",))))
def test_visible_text_is_shown_as_it_is(text: str) -> None:
    assert unescape(shown(text)) == text


def test_marks_that_turn_text_round_are_left_out() -> None:
    assert shown("tariffs \u202efo dne\u202c \u2066now\u2069\x00") == "tariffs fo dne now"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,hello",
        "//news.example/a",
        "ftp://news.example/a",
        "https://news.example@elsewhere.example/",
        "https://",
        "https://news.example/a b",
        "https://[news",
        None,
    ],
)
def test_only_plain_web_addresses_become_links(address: str | None) -> None:
    assert not is_web_address(address)
    assert link(address, "Headline") == "Headline"


def test_a_sentence_has_its_lead_before_it_and_its_chip_after_it() -> None:
    html = render_turn(Turn(4, ANSWER.question, "finished", ANSWER))
    markup = Markup(html)
    assert "Scott Bessent, 26 October 2025" in markup.text
    assert QUOTE in markup.text
    assert html.index("lead") < html.index("do not retaliate") < html.index('class="chip"')
    [chip] = markup.of("button")
    assert (chip["data-turn"], chip["data-number"]) == ("4", "1")
    assert chip["aria-label"] == "Source 1: Bessent warns against retaliation"


def test_sentences_of_one_person_in_one_article_share_a_paragraph_and_others_do_not() -> None:
    other = replace(CITATION, number=2, article_id="a2", speaker="Jerome Powell")
    same = replace(CITATION, number=3)
    answer = replace(
        ANSWER,
        sentences=(
            ANSWER.sentences[0],
            AnswerSentence("There will be talks.", (3,), "quoted"),
            AnswerSentence("Powell said the Fed would wait.", (2,), "quoted"),
        ),
        citations=(CITATION, other, same),
    )
    html = render_turn(Turn(0, answer.question, "finished", answer))
    paragraphs = html.split("<p>")[1:]
    assert len(paragraphs) == 2
    assert "There will be talks." in paragraphs[0]
    assert "Powell" in paragraphs[1]


def test_an_unsupported_sentence_is_shown_with_its_fault() -> None:
    answer = replace(
        ANSWER,
        sentences=(AnswerSentence("He resigned.", (), "unsupported", fault="no passage says so"),),
        answered_by="openai:some-model",
    )
    markup = Markup(render_turn(Turn(0, "q", "finished", answer)))
    assert "Not supported: no passage says so" in markup.text
    assert "openai:some-model" in markup.text
    assert any("unsupported" in (attributes["class"] or "") for attributes in markup.of("span"))


def test_a_follow_up_says_how_it_was_understood() -> None:
    follow_up = replace(ANSWER, question="and he?", standalone_question="what did Bessent say?")
    assert "Understood as: what did Bessent say?" in render_turn(
        Turn(1, "x", "finished", follow_up)
    )
    assert "Understood as" not in render_turn(Turn(1, "x", "finished", ANSWER))


def test_a_refusal_lists_the_nearest_coverage_as_links() -> None:
    near = NearestArticle("a1", "Powell waits", date(2025, 4, 16), "https://news.example/powell")
    refused = Answer(
        "q", "q", refusal=Refusal("speaker_silent", "Powell is quoted, but not on this.", (near,))
    )
    markup = Markup(render_turn(Turn(0, "q", "finished", refused)))
    assert "Powell is quoted, but not on this." in markup.text
    assert "16 April 2025" in markup.text
    assert [attributes["href"] for attributes in markup.of("a")] == ["https://news.example/powell"]


def test_a_card_marks_the_quotation_in_the_passage_that_was_found() -> None:
    passage = Passage("p1", "a1", 0, len(TEXT), TEXT)
    found = RetrievedPassage(passage, "t", None, None, None, 0.9)
    html = source_group(0, replace(ANSWER, retrieved=(found,)), nowhere)
    assert unescape(html.split("<mark>")[1].split("</mark>")[0]) == QUOTE
    assert "He added that talks would go on." in html
    assert "Dateline sample" in html
    assert "26 October 2025" in html


def test_a_card_takes_whole_paragraphs_of_the_article_where_no_passage_has_it() -> None:
    article = Article("a1", "t", "An earlier paragraph.\n\n" + TEXT)
    shift = len("An earlier paragraph.\n\n")
    citation = replace(CITATION, start=START + shift, end=START + shift + len(QUOTE))
    excerpt = excerpt_for(citation, (), lambda article_id: article)
    assert excerpt.text == TEXT.split("\n\n")[0]
    assert excerpt.text[excerpt.start : excerpt.end] == QUOTE


def test_a_card_of_an_article_that_has_changed_shows_the_quotation_alone() -> None:
    changed = Article("a1", "t", "Quite another text, which is long enough for these offsets. " * 5)
    excerpt = excerpt_for(CITATION, (), lambda article_id: changed)
    assert excerpt == Excerpt(QUOTE, 0, len(QUOTE))


def test_a_card_counts_the_other_copies() -> None:
    for copies, words in ((1, None), (2, "also in 1 near-identical article<"), (4, "3 near")):
        html = source_group(
            0, replace(ANSWER, citations=(replace(CITATION, copies=copies),)), nowhere
        )
        assert ("near-identical" in html) == (words is not None)
        assert words is None or words.rstrip("<") in html


LINES = st.lists(st.text(alphabet="ab .", min_size=1, max_size=8), min_size=1, max_size=5)


@given(lines=LINES, data=st.data())
def test_exactly_the_quoted_words_are_marked_even_across_paragraphs(
    lines: list[str], data: st.DataObject
) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    html = marked(Excerpt(text, start, end))
    in_marks = [part.split("</mark>")[0] for part in html.split("<mark>")[1:]]
    assert squeezed("".join(in_marks)) == squeezed(text[start:end])
    assert squeezed(Markup(html).text) == squeezed(text)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_an_empty_library_says_how_to_add_articles() -> None:
    from rag.library import LibrarySummary

    empty = LibrarySummary(0, 0, 0, (), None, None)
    assert "python app.py ingest" in render_intro(empty)
    day = date(2025, 2, 12)
    some = LibrarySummary(1200, 3000, 0, (("NPR", 1200, day, day),), day, date(2025, 12, 17))
    text = Markup(render_intro(some)).text
    assert text == "1,200 articles from 1 outlet, 12 February 2025 to 17 December 2025"
