"""What a model may say of an article: its paraphrases pass, its slips and inventions do not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answer.checking import Check, check_sentence
from rag.library import Library
from rag.records import Passage, RetrievedPassage, Statement

Source = tuple[RetrievedPassage, list[Statement]]


class Briefs:
    """The sample briefs, each as one passage with the statements that the library found in it."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def check(self, brief: str, sentence: str, before: str = "") -> Check:
        article = self._library.database.article(f"sample-{brief}")
        assert article
        passage = Passage(f"{brief}#0", article.id, 0, len(article.text), article.text)
        found = RetrievedPassage(
            passage, article.title, article.outlet, article.published, None, score=1.0
        )
        statements = self._library.database.statements_of([article.id], unnamed=True)
        return check_sentence(sentence, [found], statements, before=before)


@pytest.fixture(scope="module")
def briefs(sample: Library) -> Iterator[Briefs]:
    yield Briefs(sample)


@pytest.mark.parametrize(
    ("brief", "sentence"),
    [
        (
            "asteroid-all-clear",
            "The odds had peaked at 3.1%, a record for a large space rock, and "
            "slid to 1.5% the Wednesday before.",
        ),
        (
            "measles-texas-new-mexico",
            "“Two doses of the measles, mumps and rubella vaccine are 97% "
            "effective, according to the Centers for Disease Control and Prevention (CDC).”"[1:-1],
        ),
    ],
)
def test_a_whole_sentence_word_for_word_is_quoted(
    briefs: Briefs, brief: str, sentence: str
) -> None:
    assert briefs.check(brief, sentence) == Check("quoted")


@pytest.mark.parametrize(
    ("brief", "sentence"),
    [
        (
            "measles-texas-new-mexico",
            "According to the CDC, two doses of the vaccine are 97% effective.",
        ),
        ("measles-texas-new-mexico", "The country had 285 measles cases in 2024, the CDC said."),
        (
            "measles-texas-new-mexico",
            "New Mexico has declared an outbreak in Lea County after three infections in one week.",
        ),
        (
            "asteroid-all-clear",
            "NASA estimates a 1.7% chance that YR4 will strike the Moon in 2032.",
        ),
        (
            "blue-ghost-lands",
            "Firefly Aerospace's Blue Ghost lander settled on the Moon on Sunday.",
        ),
        (
            "blue-ghost-lands",
            "It landed upright in Mare Crisium, a 300-mile-wide basin on the near side of "
            "the Moon.",
        ),
        (
            "bessent-mexico-offer",
            "The S&P 500 fell 1.76% to 5,849.72, its worst day since December.",
        ),
        ("bessent-dirty-15", 'Carney said the United States was "no longer a reliable partner".'),
        (
            "bessent-dirty-15",
            "Treasury Secretary Scott Bessent said that each country will get a number "
            "based on what it charges American exporters.",
        ),
        (
            "le-pen-convicted",
            "A French court convicted Marine Le Pen of embezzlement and barred her from "
            "public office for five years.",
        ),
        (
            "le-pen-convicted",
            "Le Pen was fined 100,000 euros and sentenced to four years in prison, two of "
            "them suspended.",
        ),
        (
            "us-china-kuala-lumpur",
            'Bessent told CBS that the threat of additional tariffs was "effectively averted".',
        ),
        (
            "us-china-kuala-lumpur",
            "China's chief negotiator, Li Chenggang, spoke of a preliminary consensus.",
        ),
    ],
)
def test_an_honest_paraphrase_is_supported(briefs: Briefs, brief: str, sentence: str) -> None:
    assert briefs.check(brief, sentence) == Check("supported")


@pytest.mark.parametrize(
    ("brief", "sentence", "reason"),
    [
        # words in quotation marks: verbatim, and by that speaker
        (
            "bessent-dirty-15",
            'Carney said the United States was "never a reliable partner".',
            "quotes words",
        ),
        (
            "bessent-dirty-15",
            'Trump said the United States was "no longer a reliable partner".',
            "gives Trump words",
        ),
        (
            "bessent-dirty-15",
            "Bessent said: “We're going to make it very lenient.”",
            "gives Bessent words",
        ),
        (
            "us-china-kuala-lumpur",
            "Trump told CBS that the threat was 'effectively averted'.",
            "gives Trump words",
        ),
        (
            "us-china-kuala-lumpur",
            "According to Trump, it is «a very successful framework».",
            "gives Trump words",
        ),
        # reported words without marks
        (
            "bessent-mexico-offer",
            "Lutnick said that Mexico has offered to match American tariffs on China.",
            "gives Lutnick what",
        ),
        # numbers with their units, dates, names
        (
            "bessent-mexico-offer",
            "The S&P 500 lost 1.67% and closed at 5,849.72.",
            "a number, 1.67",
        ),
        (
            "bessent-mexico-offer",
            "The S&P 500 lost 1.76 points and closed at 5,849.72.",
            "a number, 1.76",
        ),
        (
            "blue-ghost-lands",
            "The craft covered more than 2.8 billion miles.",
            "a number, 2.8 billion",
        ),
        (
            "blue-ghost-lands",
            "The craft covered more than 2.8 million kilometres.",
            "a number, 2.8 million",
        ),
        (
            "blue-ghost-lands",
            "It left Kennedy Space Center on 16 January on a SpaceX rocket.",
            "a date",
        ),
        ("blue-ghost-lands", "Blue Ghost settled on the Moon on Friday.", "a weekday, Friday"),
        (
            "blue-ghost-lands",
            "It left Kennedy Space Center on 15 January on a Boeing rocket.",
            "names Boeing",
        ),
        (
            "measles-texas-new-mexico",
            "According to the CDC, one dose of the vaccine is 97% effective.",
            "counts one",
        ),
        (
            "measles-texas-new-mexico",
            "Chad Gaines urged sick individuals to seek medical care.",
            "names Chad Gaines",
        ),
        # not and may, up and down, who and whom
        ("asteroid-all-clear", "Asteroid 2024 YR4 is now considered a danger.", "leaves out a not"),
        (
            "measles-texas-new-mexico",
            "Officials have confirmed a link with the Texas cases.",
            "not",
        ),
        ("bessent-mexico-offer", "Shares rose hard and the S&P 500 gained 1.76%.", "otherwise"),
        (
            "le-pen-convicted",
            "A French court acquitted Marine Le Pen of embezzlement.",
            "otherwise",
        ),
        # and what nobody reports
        (
            "bessent-tax-breaks",
            "Bessent promised a federal ban on overtime work in restaurants.",
            "says more",
        ),
        (
            "le-pen-convicted",
            "The farmers welcomed generous subsidies for soybean harvests.",
            "says more",
        ),
    ],
)
def test_a_slip_is_unsupported_and_the_reason_is_told(
    briefs: Briefs, brief: str, sentence: str, reason: str
) -> None:
    check = briefs.check(brief, sentence)
    assert check.verdict == "unsupported"
    assert reason in (check.fault or "")


def test_he_is_the_one_last_named(briefs: Briefs) -> None:
    said = 'He said the United States was "no longer a reliable partner".'
    carney, trump = "Mark Carney answered the tariff on cars.", "Trump struck a softer note."
    assert briefs.check("bessent-dirty-15", said, before=carney).verdict == "supported"
    assert "gives Trump words" in (
        briefs.check("bessent-dirty-15", said, before=f"{carney} {trump}").fault or ""
    )


def test_a_passage_must_be_cited() -> None:
    assert check_sentence("Unemployment rose to 4.3% in May.", []).fault == "cites no passage"


def test_words_may_be_left_out_of_a_quotation_but_not_its_not(briefs: Briefs) -> None:
    kept = '"It is possible that asteroid 2024 YR4 will be ruled out … as has happened," NASA said.'
    assert briefs.check("asteroid-odds-rise", kept).verdict == "supported"
    turned = '"There is … significant potential for this asteroid to impact," NASA said.'
    assert briefs.check("asteroid-all-clear", turned).verdict == "unsupported"


def test_peoples_verdicts_are_met(request: pytest.FixtureRequest) -> None:
    from tests.benchmarks.bench_support import SUPPORT, cross_validated, judged

    if not Path(SUPPORT).is_file():
        pytest.skip("the folder ../shared/support of people's verdicts is not here")
    items = judged(SUPPORT.read_text(encoding="utf-8").splitlines())
    assert min(cross_validated(items)) >= 0.72
