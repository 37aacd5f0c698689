"""Whatever an article, a question or a model says, the page shows it as text and does no more."""

import re
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
from rag.web.cards import Excerpt, Mark, excerpt_for, marked, source_group, whole_article
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
    *("article", "section", "div", "span", "p", "h2", "ul", "li", "a", "button", "code", "strong"),
    *("details", "summary", "blockquote", "mark", "ol", "bdi"),
}
ATTRIBUTES = {
    *("class", "id", "type", "title", "href", "target", "rel", "role"),
    *("data-turn", "data-number", "data-numbers", "data-nearest", "data-progress"),
    *("aria-label", "aria-expanded", "tabindex", "dir"),
}


def assert_harmless(html: str) -> None:
    markup = Markup(html)
    assert {tag for tag, _ in markup.tags} <= TAGS
    assert {name for _, attributes in markup.tags for name in attributes} <= ATTRIBUTES
    assert markup.comments == 0
    for attributes in markup.of("a"):
        if (attributes["href"] or "").startswith("/"):
            assert re.fullmatch(r"/who/[\w.~%-]+", attributes["href"] or "")
            assert attributes["rel"] == "noopener"
            continue
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
            "\u202eReversed\u202c \x00 \ud800",
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
            AnswerSentence(text, (1,), "quoted", additions=((0, other),), short=other),
        ),
        citations=(citation,),
        retrieved=(RetrievedPassage(passage, text, other, None, url, 0.5),),
        answered_by=text,
        notices=(text, other),
        understood=(text, other),
    )
    refused = replace(
        answer, refusal=Refusal("no_evidence", text, (NearestArticle("a1", other, None, url),))
    )
    lines = replace(
        answer, sentences=tuple(replace(it, lead=text or "today") for it in answer.sentences)
    )
    cards = source_group(0, answer, nowhere)
    for html in (
        render_turn(Turn(0, text, "finished", answer, outlets=(other,), found=(text, other))),
        whole_article(Article("a1", text, other + text, other, url=url), [citation]),
        render_turn(Turn(0, text, "finished", refused)),
        render_turn(Turn(0, text, "finished", lines)),
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
    assert html.index("lead") < html.index("do not retaliate") < html.index('class="chip quoted"')
    [chip] = markup.of("button")
    assert (chip["data-turn"], chip["data-number"]) == ("4", "1")
    assert chip["aria-label"] == "Source 1, word for word: Bessent warns against retaliation"
    assert "1 sentence word for word" in markup.text


def test_who_speaks_leads_to_all_that_they_said() -> None:
    # given an answer with Scott Bessent's words, on a server behind a path
    html = render_turn(Turn(0, "q", "finished", ANSWER), "/dateline")
    cards = source_group(0, ANSWER, nowhere, root="/dateline")
    # then his name is a link in the lead and in the card, and opens beside the conversation
    for shown_html in (html, cards):
        [person] = [it for it in Markup(shown_html).of("a") if "/who/" in (it["href"] or "")]
        assert person["href"] == "/dateline/who/Scott%20Bessent"
        assert person["target"] == "_blank"
    # and what has no name of its own is none
    unnamed = replace(
        ANSWER,
        sentences=(replace(ANSWER.sentences[0], lead="officials, 26 October 2025"),),
        citations=(replace(CITATION, speaker="officials"),),
    )
    assert "/who/" not in render_turn(Turn(0, "q", "finished", unnamed))
    assert "/who/" not in source_group(0, unnamed, nowhere)


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


def test_a_short_answer_stands_before_everything_else() -> None:
    # given an answer that a name gives by itself
    sentence = replace(ANSWER.sentences[0], short="Scott Bessent")
    # when it is shown
    html = render_turn(Turn(0, "who?", "finished", replace(ANSWER, sentences=(sentence,))))
    # then the name stands there once in bold, before the words and their lead
    assert html.count("<strong>Scott Bessent</strong>") == 1
    assert html.index("<strong>") < html.index('class="lead"') < html.index("do not retaliate")


def test_what_is_added_to_a_sentence_is_told_apart_from_the_articles_words() -> None:
    # given a sentence into which the person is put whom its "He" and its "him" mean
    text = "He added that talks would go on with him."
    additions = ((len(text) - 1, " [Xi Jinping]"), (2, " [Scott Bessent]"))
    sentence = AnswerSentence(text, (1,), "quoted", additions=additions)
    # when it is shown
    html = render_turn(Turn(0, "q", "finished", replace(ANSWER, sentences=(sentence,))))
    # then each addition stands in its place, named as none of the article's
    added = re.findall(r'<span class="added"([^>]*)>(.*?)</span>', html)
    assert [words for _, words in added] == [" [Scott Bessent]", " [Xi Jinping]"]
    assert all('title="Added by Dateline"' in attributes for attributes, _ in added)
    shown_text = "He [Scott Bessent] added that talks would go on with him [Xi Jinping]."
    assert shown_text in Markup(html).text
    # and without them the sentence is the article's to the letter
    assert text in Markup(re.sub(r'<span class="added".*?</span>', "", html)).text


def test_sentences_that_all_say_whose_or_when_they_are_become_lines() -> None:
    leads = ("2 April 2025", "9 April 2025")
    told = tuple(AnswerSentence("Tariffs rose.", (1,), "quoted", lead=lead) for lead in leads)
    html = render_turn(Turn(0, "q", "finished", replace(ANSWER, sentences=told)))
    lines = re.findall(r"<li>(.*?)</li>", html)
    assert [lead in line for lead, line in zip(leads, lines, strict=True)] == [True, True]
    # but a sentence that goes on from the one before it stays with it
    follows = (*told, AnswerSentence("They fell.", (1,), "quoted"))
    html = render_turn(Turn(0, "q", "finished", replace(ANSWER, sentences=follows)))
    assert "<li>" not in html


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
    html = source_group(0, replace(ANSWER, retrieved=(found,)), nowhere, date(2026, 11, 24))
    assert in_marks(html) == [QUOTE]
    assert "12 months ago" in html
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
    for copies, words in ((1, None), (2, "one story in 2 near"), (4, "one story in 4 near")):
        html = source_group(
            0, replace(ANSWER, citations=(replace(CITATION, copies=copies),)), nowhere
        )
        assert ("near-identical" in html) == (words is not None)
        assert words is None or words in html


def test_two_quotations_of_one_article_share_a_card_and_keep_their_own_marks() -> None:
    talks = "He added that talks would go on."
    start = TEXT.index(talks)
    second = replace(CITATION, number=2, quote=talks, start=start, end=start + len(talks))
    found = RetrievedPassage(Passage("p1", "a1", 0, len(TEXT), TEXT), "t", None, None, None, 0.9)
    answer = replace(ANSWER, citations=(CITATION, second), retrieved=(found,))
    markup = Markup(source_group(3, answer, nowhere))
    assert [card["data-numbers"] for card in markup.of("details")] == ["1 2"]
    assert [mark["data-number"] for mark in markup.of("mark")] == ["1", "2"]
    assert markup.text.count("He added") == 1


def test_the_whole_article_marks_each_quotation_and_an_article_that_has_changed_none() -> None:
    added = "He added that talks would go on."
    start = TEXT.index(added)
    other = replace(CITATION, number=2, quote=added, start=start, end=start + len(added))
    html = whole_article(Article("a1", "Bessent warns", TEXT, "Dateline sample"), [CITATION, other])
    assert in_marks(html) == [QUOTE, added]
    changed = whole_article(Article("a1", "Bessent warns", "Another text. " * 30), [CITATION])
    assert in_marks(changed) == []


def test_nearest_coverage_can_be_read_here() -> None:
    near = NearestArticle("a1", "Powell waits", None, None)
    refused = Answer("q", "q", refusal=Refusal("no_evidence", "Nothing.", (near, near)))
    markup = Markup(render_turn(Turn(2, "q", "finished", refused)))
    buttons = [it for it in markup.of("button") if it["class"] == "read"]
    assert [(it["data-turn"], it["data-nearest"]) for it in buttons] == [("2", "0"), ("2", "1")]


def test_somebody_elses_words_in_a_refusal_can_be_read_where_they_stand() -> None:
    refused = Answer("q", "q", refusal=Refusal("speaker_silent", "Not Powell.", spoken=CITATION))
    markup = Markup(render_turn(Turn(2, "q", "finished", refused)))
    (button,) = [it for it in markup.of("button") if it["class"] == "read"]
    assert (button["data-turn"], button["data-number"]) == ("2", str(CITATION.number))
    cards = source_group(2, refused, lambda _: None)
    assert CITATION.title in unescape(cards)


def test_the_filters_of_a_question_stand_beneath_it() -> None:
    turn = Turn(0, "q", date_from=date(2025, 4, 1), outlets=("NPR", "<b>"))
    assert "Only from 1 April 2025 · NPR, <b>" in Markup(render_turn(turn)).text
    assert "Only" not in render_turn(Turn(0, "q"))


def in_marks(html: str) -> list[str]:
    parts = re.findall(r"<mark[^>]*>(.*?)</mark>", html)
    return [unescape(part) for part in parts]


LINES = st.lists(st.text(alphabet="ab .", min_size=1, max_size=8), min_size=1, max_size=5)


@given(lines=LINES, data=st.data())
def test_exactly_the_quoted_words_are_marked_even_across_paragraphs(
    lines: list[str], data: st.DataObject
) -> None:
    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    html = marked(text, [Mark(start, end, 1)])
    assert squeezed("".join(in_marks(html))) == squeezed(text[start:end])
    assert squeezed(Markup(html).text) == squeezed(text)


@given(text=st.text(alphabet="ab\n.", max_size=40), data=st.data())
def test_marks_that_overlap_lose_nothing_and_double_nothing(text: str, data: st.DataObject) -> None:
    place = st.integers(0, len(text))
    marks = [Mark(*sorted(data.draw(st.tuples(place, place))), number) for number in (1, 2, 3)]
    html = marked(text, marks)
    assert squeezed(Markup(html).text) == squeezed(text)
    quoted = {at for mark in marks for at in range(mark.start, mark.end)}
    wanted = "".join(text[at] for at in sorted(quoted))
    assert squeezed("".join(in_marks(html))) == squeezed(wanted)


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
