"""The sample corpus: true to its sources, in its own words, and in step with its tables."""

import calendar
import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import frontmatter
import pytest

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
BRIEFS = sorted((CORPUS / "briefs").glob("*.md"))
QUESTIONS = [
    json.loads(line)
    for line in (CORPUS / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]

# Names and titles cannot be put in other words: the longest here, "Committee for a Responsible
# Federal Budget" with a word on either side, comes to eight. A copied clause is longer.
LONGEST_SHARED_RUN = 8
LONGEST_QUOTATION = 30
# "On Sunday" in a source becomes a date in a brief; such a date lies this near to publication.
RESOLVED_WITHIN = timedelta(days=14)

REQUIRED = ("id", "title", "outlet", "published", "source_title", "source_outlet", "source_id")
WITHOUT_ADDRESS = {"npr-2025-10-26-us-china-trade"}
QUESTION_FIELDS = {
    "id": str,
    "type": str,
    "question": str,
    "history": list,
    "date_from": (str, type(None)),
    "date_to": (str, type(None)),
    "answerable": bool,
    "answers": list,
    "key_facts": list,
    "key_facts_any": bool,
    "speaker": (str, type(None)),
    "evidence": list,
}
ANSWERABLE = {"statement", "fact", "number", "when", "list", "compare", "as_of", "followup"}
NOT_ANSWERABLE = {"unanswerable", "wrong_speaker"}
MONTHS = list(calendar.month_name)[1:]
NUMBER_WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]

FOLDS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‒": "-"})

each_brief = pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
each_question = pytest.mark.parametrize("question", QUESTIONS, ids=lambda asked: asked["id"])


def fold(text: str) -> str:
    """One form for quotation marks, dashes and white space, so that only words are compared."""
    return " ".join(text.translate(FOLDS).replace("…", "...").split())


def quotations(text: str) -> list[str]:
    """What stands between double quotation marks, without a comma or full stop of the frame."""
    return [found.strip().rstrip(".,") for found in re.findall(r'"([^"]+)"', fold(text))]


def words(text: str) -> list[str]:
    return re.findall(r"[\w']+", fold(text).casefold())


def sentences(text: str) -> set[str]:
    """The sentences without their quotations, of four words and more, which spares "U.S."."""
    framed = re.sub(r'"[^"\n]*"', " ", text.translate(FOLDS))
    split = [" ".join(words(part)) for part in re.split(r"(?<=[.!?])\s+|\n+", framed)]
    return {sentence for sentence in split if sentence.count(" ") >= 3}


def longest_shared_run(text: str, source: str) -> int:
    """Words in the longest run that `text` has in common with `source`, quotations left out."""
    runs = re.split(r'"[^"]*"', fold(text))
    held = f" {' '.join(words(source))} "
    longest = 0
    for run in map(words, runs):
        for start in range(len(run)):
            while f" {' '.join(run[start : start + longest + 1])} " in held and (
                start + longest < len(run)
            ):
                longest += 1
    return longest


def numbers(text: str) -> set[float]:
    found = re.findall(r"\d[\d,]*(?:\.\d+)?|\.\d+", text)
    return {float(number.replace(",", "")) for number in found}


def without_resolved_dates(text: str, published: date) -> str:
    """The text less the days of the month that only place a weekday of the source."""

    def keep_distant(match: re.Match[str]) -> str:
        day = date(published.year, MONTHS.index(match[2]) + 1, int(match[1]))
        return match[2] if abs(day - published) <= RESOLVED_WITHIN else match[0]

    return re.sub(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})\b(?! \d{{4}})", keep_distant, text)


def holds(text: str, fact: str) -> bool:
    """Whether the fact stands in the text on word boundaries; a digit may be a number word."""
    forms = [fact] + [str(n) for n, word in enumerate(NUMBER_WORDS) if fact.casefold() == word]
    if fact.isdigit() and int(fact) < len(NUMBER_WORDS):
        forms.append(NUMBER_WORDS[int(fact)])
    return any(
        re.search(rf"(?<!\w){re.escape(fold(form).casefold())}(?!\w)", fold(text).casefold())
        for form in forms
    )


@pytest.fixture(scope="module")
def sources(shared_news: Path) -> dict[str, dict[str, Any]]:
    """The source articles by id, as `title`, `text`, `published` and, where it has one, `url`."""
    wanted = {frontmatter.load(path)["source_id"] for path in BRIEFS}
    pasted = {"title": "", "published": "2025-10-26"}
    found = {
        name: pasted | {"text": (shared_news / f"{name}.txt").read_text(encoding="utf-8")}
        for name in WITHOUT_ADDRESS
    }
    with (shared_news / "articles-2025.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article["id"] in wanted:
                found[article["id"]] = article
    return found


def test_there_are_about_thirty_briefs_with_ids_of_their_own() -> None:
    assert 28 <= len(BRIEFS) <= 36
    assert len({frontmatter.load(path)["id"] for path in BRIEFS}) == len(BRIEFS)


@each_brief
def test_a_brief_has_a_complete_front_matter(path: Path) -> None:
    brief = frontmatter.load(path)

    assert [name for name in REQUIRED if not brief.get(name)] == []
    assert brief["outlet"] == "Dateline sample"
    assert isinstance(brief["published"], date)
    assert brief["published"].year == 2025
    slug = brief["id"].removeprefix("sample-")
    assert path.name == f"{brief['published']}-{slug}.md"
    if brief["source_id"] in WITHOUT_ADDRESS:
        assert "source_url" not in brief
    else:
        assert brief["source_url"].startswith("https://")


@each_brief
def test_a_brief_is_two_to_five_short_paragraphs(path: Path) -> None:
    text = frontmatter.load(path).content

    assert 100 <= len(text.split()) <= 200
    paragraphs = text.split("\n\n")
    assert 2 <= len(paragraphs) <= 5
    for paragraph in paragraphs:
        assert not paragraph.startswith("#")
        assert "\n" not in paragraph
        assert fold(paragraph).count('"') % 2 == 0, "a quotation is left open"


@each_brief
def test_quotations_are_short(path: Path) -> None:
    for quotation in quotations(frontmatter.load(path).content):
        assert len(quotation.split()) < LONGEST_QUOTATION, quotation


@each_brief
def test_date_and_address_are_those_of_the_source(
    path: Path, sources: dict[str, dict[str, Any]]
) -> None:
    brief = frontmatter.load(path)
    source = sources[brief["source_id"]]

    assert brief["published"].isoformat() == source["published"]
    assert brief.get("source_url") == source.get("url")


@each_brief
def test_every_quotation_stands_word_for_word_in_the_source(
    path: Path, sources: dict[str, dict[str, Any]]
) -> None:
    brief = frontmatter.load(path)
    source = fold(sources[brief["source_id"]]["text"]).casefold()

    # Case is folded because a quotation may open a sentence here and not there.
    missing = [said for said in quotations(brief.content) if said.casefold() not in source]

    assert missing == []


@each_brief
def test_no_sentence_is_a_copy(path: Path, sources: dict[str, dict[str, Any]]) -> None:
    brief = frontmatter.load(path)
    source = sources[brief["source_id"]]["text"]

    assert sentences(brief.content) & sentences(source) == set()
    assert longest_shared_run(brief.content, source) <= LONGEST_SHARED_RUN


@each_brief
def test_every_number_stands_in_the_source(path: Path, sources: dict[str, dict[str, Any]]) -> None:
    brief = frontmatter.load(path)
    source = sources[brief["source_id"]]["text"]
    spelt = {float(n) for n, word in enumerate(NUMBER_WORDS) if holds(source, word)}

    told = numbers(without_resolved_dates(f"{brief['title']}\n{brief.content}", brief["published"]))

    assert told - numbers(source) - spelt - {float(brief["published"].year)} == set()


def test_the_table_of_sources_equals_the_front_matter() -> None:
    table = (CORPUS / "SOURCES.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in table.splitlines()
        if line.startswith("| [")
    ]

    expected = []
    for path in BRIEFS:
        brief = frontmatter.load(path)
        expected.append(
            [
                f"[{path.name}](briefs/{path.name})",
                brief["source_title"],
                brief["source_outlet"],
                brief["published"].isoformat(),
                brief.get("source_url", "none given"),
            ]
        )

    assert rows == expected


def test_a_fifth_of_the_forty_questions_cannot_be_answered() -> None:
    assert 38 <= len(QUESTIONS) <= 42
    assert len({question["id"] for question in QUESTIONS}) == len(QUESTIONS)
    assert {question["type"] for question in QUESTIONS} == ANSWERABLE | NOT_ANSWERABLE
    unanswerable = [question for question in QUESTIONS if not question["answerable"]]
    assert len(unanswerable) == round(len(QUESTIONS) / 5)


@each_question
def test_a_question_has_the_format_of_a_test_set(question: dict[str, Any]) -> None:
    assert set(question) == set(QUESTION_FIELDS)
    for name, kind in QUESTION_FIELDS.items():
        assert isinstance(question[name], kind), name
    assert question["answerable"] == (question["type"] in ANSWERABLE)
    assert bool(question["history"]) == (question["type"] == "followup")
    assert all(len(turn) == 2 for turn in question["history"])
    for name in ("date_from", "date_to"):
        assert question[name] is None or datetime.fromisoformat(question[name])


@each_question
def test_the_evidence_answers_the_question(question: dict[str, Any]) -> None:
    briefs = {brief["id"]: brief for brief in map(frontmatter.load, BRIEFS)}

    for evidence in question["evidence"]:
        assert evidence["quote"] in briefs[evidence["article_id"]].content
        if question["date_to"]:
            assert briefs[evidence["article_id"]]["published"].isoformat() <= question["date_to"]
    told = " ".join(evidence["quote"] for evidence in question["evidence"])
    if question["answerable"]:
        assert question["answers"]
        assert question["key_facts"]
        assert [fact for fact in question["key_facts"] if not holds(told, fact)] == []
    else:
        assert question["answers"] == question["key_facts"] == []
        assert bool(told) == (question["type"] == "wrong_speaker")


@pytest.mark.parametrize(
    "question",
    [question for question in QUESTIONS if question["speaker"]],
    ids=lambda asked: asked["id"],
)
def test_the_speaker_is_in_the_evidence_only_where_the_words_are_his(
    question: dict[str, Any],
) -> None:
    surname = question["speaker"].split()[-1]

    told = " ".join(evidence["quote"] for evidence in question["evidence"])

    assert (surname in told) == question["answerable"]
