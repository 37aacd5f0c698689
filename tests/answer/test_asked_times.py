"""Questions that name a time are answered from its reports, search terms too, and live entries."""

from collections.abc import Callable

import pytest
from invented_news import Ask, news

from rag.ingest.pages import article_from_page
from rag.records import Article

TOLLS = [
    news(
        "2025-10-05",
        "Toll rises",
        "The bridge toll will rise by 4 percent, the road agency said on Sunday.\n\n“Steel costs "
        "more,” said Ada Moreno, who leads the agency.",
    ),
    news(
        "2025-10-18",
        "Toll talks",
        "The road agency met drivers about the bridge toll on Saturday.\n\n“We listen,” said Ada "
        "Moreno, who leads the agency.",
    ),
    news(
        "2025-10-29",
        "Toll rise is dropped",
        "The bridge toll will not rise after all, the road agency said on Wednesday.\n\n“We heard "
        "the drivers,” said Ada Moreno, who leads the agency.",
    ),
]
ENTRIES = (
    ("2025-10-26T10:00:00Z", "Tunnel opens again", "“The tunnel is open to all traffic again”"),
    ("2025-10-24T09:00:00Z", "Tunnel is closed", "“The tunnel is closed until the wind falls”"),
)


def live_blog() -> Article:
    sections = "".join(
        f'<section><time datetime="{moment}">{moment[11:16]}</time><h2>{headline}</h2><p>{words}, '
        "said Olof Lind, who leads the road agency of the county.</p></section>"
        for moment, headline, words in ENTRIES
    )
    article = article_from_page(
        '<html><head><title>Storm: live</title><script type="application/ld+json">{"@type":'
        '"LiveBlogPosting","headline":"Storm: live","datePublished":"2025-10-24T08:00:00Z"}'
        f"</script></head><body><article><h1>Storm: live</h1>{sections}</article></body></html>",
        "page",
        "https://gazette.example/live",
    )
    assert isinstance(article, Article)
    return article


@pytest.fixture(scope="module")
def ask(open_news: Callable[[list[Article]], Ask]) -> Ask:
    return open_news([*TOLLS, live_blog()])


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("bridge toll a fortnight ago", {18}),
        ("bridge toll two weeks back", {18}),
        ("bridge toll on Oct 5th", {5}),
        ("bridge toll, Oct 29", {29}),
        ("What did Ada Moreno say a fortnight ago?", {18}),
        ("What did Ada Moreno say in the first half of October?", {5}),
        ("What did Ada Moreno say in the second half of October?", {18, 29}),
        ("What did Ada Moreno say in October?", {5, 18, 29}),
        ("What did Ada Moreno say?", {5, 18, 29}),
    ],
)
def test_only_reports_of_the_time_that_is_asked_for_answer(
    ask: Ask, question: str, days: set[int]
) -> None:
    answer = ask(question)
    assert {it.published and it.published.day for it in answer.citations} == days


@pytest.mark.parametrize(
    ("question", "words", "others"),
    [
        ("What did Olof Lind say about the tunnel on October 24?", "closed", "open"),
        ("What did Olof Lind say about the tunnel on October 26?", "open", "closed"),
        ("What did Olof Lind say as of October 25?", "closed", "open"),
        ("tunnel October 26", "open", "closed"),
    ],
)
def test_a_live_blogs_entry_is_of_its_own_day(
    ask: Ask, question: str, words: str, others: str
) -> None:
    answer = ask(question)
    assert f"is {words}" in answer.text and f"is {others}" not in answer.text
