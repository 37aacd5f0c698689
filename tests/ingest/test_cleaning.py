"""What is taken out of article text, and what never is."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.ingest import LIVE_ENTRY, clean_text, clean_title
from rag.ingest.characters import tidy_characters
from rag.ingest.paragraphs import reports_speech
from rag.ingest.titles import title_from_text
from tests.counting import calls_of

LEAD = "The harbour council voted on Tuesday to close the old ferry pier for two years of repairs."
NEXT = "Traffic is to be led over the northern bridge, where the council expects longer queues."
QUOTE = "“We did not want this,” said Ada Moreno, who chairs the council. “The piles are rotten.”"


def cleaned(*lines: str) -> list[str]:
    return clean_text("\n".join(lines)).split("\n\n")


@pytest.mark.parametrize(
    "line",
    [
        "Need a break? Play the USA TODAY Daily Crossword Puzzle.",
        "Looking for a free mini puzzle? Play the Quick Cross now.",
        "What's everyone talking about? Sign up for our trending newsletter to get the news",
        "Spend your money smart: Sign up for the Daily Money newsletter.",
        "We occasionally recommend products. If you buy one, we may earn an affiliate fee.",
        "Unable to view our graphics? Click here to see them.",
        "(This story has been updated to add new information.)",
        "Contributing: Nora Lind, Sam Okafor; The Associated Press",
        "Nora Lind and Sam Okafor contributed to this report.",
        "Nora Lind is a reporter for the Harbour Times. Reach her at nlind@harbourtimes.com.",
        "Reach Nora Lind on X @noralind.",
        "More:Why the northern bridge was never widened",
        "RELATED: Ten piers that were lost to the sea",
        "Read more here.",
        "Pier map:See where the repairs will start",
        "Video Ad Feedback See the old pier from above 01:13 - Source: CNN See the old pier 01:13",
        "The old pier on Monday. Nora Lind/AFP/Getty Images",
        "Editor's note: This page summarizes pier news for Monday. For the latest, visit our page.",
        "– Nora Lind",
        "Subscribe to continue reading",
        "This article is for subscribers only.",
        "Already a subscriber? Log in",
        "You have reached your limit of free articles. Subscribe for $1 a week.",
        "Create a free account to continue reading",
        "Get unlimited access for $1 a week. Cancel any time.",
        "Comments are moderated before they are published. Please read our comment policy.",
        "We welcome your comments. Please keep them civil and on topic.",
        "Join the conversation",
        "Show more comments (12)",
        "View this post on Instagram",
        "A post shared by Ada Moreno (@adamoreno)",
        "Skip Twitter post by Ada Moreno",
        "Allow Instagram content?",
        "This article contains content provided by X. We ask for your permission before it loads.",
        "pic.twitter.com/AbCdEf123",
        "To view this content, please enable JavaScript.",
        "We use cookies to improve your experience. Accept all",
        "By signing up you agree to our Terms of Use and Privacy Policy.",
        "© 2025 Harbour Post. All rights reserved.",
        "The post Pier to close appeared first on Harbour Post.",
        "Share on Facebook Tweet Email",
        "Listen to this article",
        "5 min read",
        "Most read",
    ],
)
def test_page_furniture_between_paragraphs_goes(line: str) -> None:
    assert cleaned(LEAD, line, NEXT, QUOTE) == [LEAD, NEXT, QUOTE]


@pytest.mark.parametrize(
    "line",
    [
        "Oct. 23, 2025, 2:10 p.m. ET",
        "Jan. 2, 2026 Updated Jan. 7, 2026, 11:06 a.m. ET",
        "Nora Lind, USA TODAY",
        "Nora Lind / Reuters / 23 October",
        "Lagos CNN —",
    ],
)
def test_first_lines_that_date_or_sign_the_page_go(line: str) -> None:
    assert cleaned(line, LEAD, NEXT) == [LEAD, NEXT]


@pytest.mark.parametrize(
    "line",
    [
        "“Sign up for the newsletter,” Moreno said, “and you will hear of every closure.”",
        "More than 90 ships were turned away, and more are expected, the pilots' union reported.",
        "Anyone who saw the crash is asked to contact Detective Lind at lind@police.example.gov.",
        "The union said the pier contributed to this decline, and that it had warned of it.",
        "What to know: The pier was built in 1911 and carried trams until the war.",
        "DAVID LIND: The pier was never safe.",
        "Editor's note: An earlier version put the pier in the 13th ward. It is in the 12th.",
        "Officials throughout the U.S. mainland and the E.T. office of C.L. Brown agreed.",
        "Facebook let its users post comments on the closure again on Monday.",
        "Subscribers paid $5 a month for the ferry card, which was dropped in May.",
        "You must register to vote by Oct. 5, and may sign up at the customs house.",
        "The agency asks users of the toll road to sign in with an account from January on.",
        "We meet tonight at a moment of unlimited potential. We will not close this pier.",
        "This video shows the collapse of the pier, filmed from the northern bridge.",
        "Read, who chairs the council, is to open the northern bridge in spring.",
        "Comments by the mayor drew anger in the harbour quarter.",
        "The post of harbour master first appeared on the budget in 1911.",
    ],
)
def test_reporting_that_looks_like_furniture_stays(line: str) -> None:
    assert line in cleaned(LEAD, line, NEXT, *[QUOTE] * 6)


def test_a_name_under_a_quotation_is_its_speaker() -> None:
    assert "– Ada Moreno" in cleaned(LEAD, "“The piles are rotten.”", "– Ada Moreno", NEXT)


def test_a_switched_caption_goes_with_its_credits_and_no_sentence_of_the_report() -> None:
    credit = "Nora Lind/AP SWIMMING POOL"
    caption = "Ada Moreno speaks on the pier, Monday, October 6, 2025."
    switch = ["hide caption", "toggle caption"]
    assert cleaned(LEAD, caption, credit, *switch, credit, NEXT) == [LEAD, NEXT]


def test_a_caption_of_several_sentences_loses_its_credit_alone() -> None:
    told = "The pier was built in 1911. It carried trams until the war."
    assert told in cleaned(LEAD, f"{told} Nora Lind/Reuters", NEXT)


def test_a_list_printed_twice_is_printed_once() -> None:
    lines = [
        "Monday : Pier one.",
        ": Pier one. Tuesday : Pier two.",
        ": Pier two. Friday: Pier nine.",
    ]
    assert cleaned(LEAD, *lines) == [
        LEAD,
        "Monday : Pier one.",
        "Tuesday : Pier two.",
        "Friday: Pier nine.",
    ]


def test_a_sentence_that_begins_as_the_heading_before_it_ended_keeps_its_subject() -> None:
    line = "Ada Moreno has said of the pier: “It goes.”"
    assert line in cleaned(LEAD, "Chair: Ada Moreno", line)


def test_a_machine_summary_goes_up_to_the_report_that_it_repeats() -> None:
    bullets = [
        "AI-assisted summary The harbour council voted to close the old ferry pier for repairs.",
        "Traffic is expected to be slow.",
    ]
    assert cleaned(*bullets, LEAD, NEXT) == [LEAD, NEXT]


def test_stock_tickers_inside_names_go() -> None:
    assert clean_text(
        f"{LEAD} Hachette ALHG.PA said it would stay, as did Alphabet's GOOGL.O YouTube."
    ) == (f"{LEAD} Hachette said it would stay, as did Alphabet's YouTube.")


def test_a_live_entry_gets_a_paragraph_that_tells_its_time_and_headline() -> None:
    text = (
        f"9:50 pm ET July 3, 2026 Share this update Pier closed\n{LEAD}\n8:05 am ET July 3, 2026 "
    )
    entries = list(LIVE_ENTRY.finditer(clean_text(f"{text}Share this update {NEXT} {QUOTE}")))
    assert [(entry["time"], entry["date"], entry["headline"]) for entry in entries] == [
        ("9:50 pm", "July 3, 2026", "Pier closed"),
        ("8:05 am", "July 3, 2026", None),
    ]


def test_wrapped_lines_are_joined_and_single_newlines_part_paragraphs() -> None:
    wrapped = "The harbour council voted on Tuesday to close\nthe old ferry pier for two years."
    assert clean_text(wrapped) == wrapped.replace("\n", " ")
    assert cleaned(LEAD, NEXT) == [LEAD, NEXT]


def test_invisible_characters_cannot_disguise_a_quotation() -> None:
    hidden = "Mo\u200breno\u202e said\u00a0no\x00, caf\u0065\u0301\u2028and left."
    assert clean_text(hidden).split("\n\n") == ["Moreno said no, café", "and left."]
    clean_text("a lone surrogate \ud800 is mended").encode()


@pytest.mark.parametrize(
    ("given_title", "outlet", "expected"),
    [
        ("Pier closes: NPR", None, ("Pier closes", "NPR")),
        ("Old pier closes - USA Today", None, ("Old pier closes", "USA TODAY")),
        ("Old pier closes | CNN Politics", None, ("Old pier closes", "CNN")),
        ("Old pier closes | CNN ...", None, ("Old pier closes", "CNN")),
        ("Old pier closes | Harbour Post", "Harbour Post", ("Old pier closes", "Harbour Post")),
        ("Old pier closes: What to know", None, ("Old pier closes: What to know", None)),
        (
            "Old pier closes for good | Local news | Harbour Post",
            "Harbour Post",
            ("Old pier closes for good", "Harbour Post"),
        ),
        (
            "Old pier closes - Harbour Post",
            "www.harbourpost.com",
            ("Old pier closes", "www.harbourpost.com"),
        ),
        (
            "Old pier closes | The Harbour Post",
            "harbour-post.co.uk",
            ("Old pier closes", "harbour-post.co.uk"),
        ),
        ("Moreno: Harbour Post", "Quay News", ("Moreno: Harbour Post", None)),
        ("Two piers | One harbour", "Quay News", ("Two piers | One harbour", None)),
        (
            "The council votes to close the old ...",
            None,
            ("The council votes to close the old…", None),
        ),
    ],
)
def test_titles_lose_their_outlet(
    given_title: str, outlet: str | None, expected: tuple[str, str | None]
) -> None:
    assert clean_title(given_title, outlet) == expected


def test_a_title_is_the_short_first_line_or_the_first_words() -> None:
    assert title_from_text(f"Pier closes\n\n{LEAD}") == ("Pier closes", LEAD)
    title, text = title_from_text(f"{LEAD}\n\n{NEXT}")
    assert title == "The harbour council voted on Tuesday to close the old ferry pier…"
    assert text.startswith(LEAD)


LINES = [LEAD, NEXT, QUOTE, "hide caption", "toggle caption", "Nora Lind/AP", "More:Ten piers lost"]
LINES += ["Updated Oct. 3, 2025, 1:00 p.m. ET", "USA TODAY", "– Nora Lind", "A: b", ": b C: d", ""]


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=60), max_size=14))
@settings(max_examples=150, deadline=None)
def test_cleaning_twice_is_cleaning_once(lines: list[str]) -> None:
    once = clean_text("\n".join(lines))
    assert clean_text(once) == once
    assert not re.search(r"\n{3}|[\u202a-\u202e\u2066-\u2069\x00]", once)


@pytest.mark.parametrize(
    "piece", ["A:", "Aa ", "hide caption\n", "Ab-/AP ", "Sign up. ", '"', "\n: a"]
)
def test_hostile_repetition_takes_no_more_work_than_its_length_asks(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert clean_text(clean_text(text)) == clean_text(text)
    half = calls_of(lambda: clean_text(text[:50_000]))
    assert calls_of(lambda: clean_text(text)) < 2.5 * half + 1_000


def test_no_reported_sentence_of_real_news_is_lost(shared_news) -> None:
    def plain(text: str) -> str:
        return " ".join(tidy_characters(text).split())

    raw, kept, lost = {}, {}, []
    with (shared_news / "articles-2025-dev.jsonl").open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            raw[record["id"]] = record["text"]
            kept[record["id"]] = clean_text(record["text"])
    for name, text in raw.items():
        whole = plain(kept[name])
        lost += [
            (name, part[:80])
            for part in text.split("\n\n")
            if reports_speech(part) and not part.startswith(":") and not _stands(plain(part), whole)
        ]
    assert lost == []
    share = 1 - sum(map(len, kept.values())) / sum(map(len, raw.values()))
    assert 0.01 < share < 0.04
    with (shared_news / "gold-2025.jsonl").open(encoding="utf-8") as file:
        for item in map(json.loads, file):
            for evidence in item.get("evidence") or []:
                quote, name = plain(evidence["quote"]), evidence["article_id"]
                if name in raw and quote in plain(raw[name]):
                    assert quote in plain(kept[name]), item["id"]


def _stands(part: str, whole: str) -> bool:
    """Whether every quotation of a paragraph stands in the cleaned text."""
    quoted = re.findall(r"“[^”]{15,}”|\"[^\"]{15,}\"", part)
    return part in whole or (bool(quoted) and all(quote in whole for quote in quoted))
