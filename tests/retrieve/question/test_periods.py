"""A question's words for time become the days in which its reports were published."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.question.periods import asks_for_newest, find_periods
from tests.counting import calls_of

WEDNESDAY = date(2025, 11, 12)
NEWEST = date(2025, 11, 10)


def day(words: str) -> date | None:
    """A day as month-day of 2025, or with another year before it; None for "open"."""
    if words == "open":
        return None
    return date.fromisoformat(words if len(words) > 5 else f"2025-{words}")


# Question, the words that say when, first day, last day.
EXPLICIT = [
    ("What did the Fed do in March 2025?", "in March 2025", "03-01", "03-31"),
    ("what did the fed do in march 2025 about rates", "in march 2025", "03-01", "03-31"),
    ("what did trump say in may 2025", "in may 2025", "05-01", "05-31"),
    ("In March 2025 Ottawa said what?", "In March 2025", "03-01", "03-31"),
    ("What was decided March 2025?", "March 2025", "03-01", "03-31"),
    ("Which banks failed in 2024?", "in 2024", "2024-01-01", "2024-12-31"),
    ("Which banks failed in the year 2024?", "in the year 2024", "2024-01-01", "2024-12-31"),
    ("What is the news from March 2025?", "from March 2025", "03-01", "03-31"),
    ("What was said from March 2025 onwards?", "from March 2025", "03-01", "open"),
    ("Who resigned on 5 March 2025?", "on 5 March 2025", "03-05", "03-05"),
    ("Who resigned on the 5th of March 2025?", "on the 5th of March 2025", "03-05", "03-05"),
    ("Who resigned on March 5, 2025?", "on March 5, 2025", "03-05", "03-05"),
    ("who resigned on march 5th 2025", "on march 5th 2025", "03-05", "03-05"),
    ("Who resigned Sept. 5, 2025?", "Sept. 5, 2025", "09-05", "09-05"),
    ("Who spoke on Wednesday, March 5, 2025?", "on Wednesday, March 5, 2025", "03-05", "03-05"),
    ("Who resigned on 2025-03-05?", "on 2025-03-05", "03-05", "03-05"),
    ("Who resigned on 3/5/2025?", "on 3/5/2025", "03-05", "03-05"),
    ("Who resigned on 25/3/2025?", "on 25/3/2025", "03-25", "03-25"),
    ("Who sued between March 3 and March 10, 2025?", "between March 3 and March 10, 2025",
     "03-03", "03-10"),
    ("Who sued between 3 and 10 March 2025?", "between 3 and 10 March 2025", "03-03", "03-10"),
    ("Who sued from March 3 to 10, 2025?", "from March 3 to 10, 2025", "03-03", "03-10"),
    ("Who sued on March 3–10, 2025?", "on March 3–10, 2025", "03-03", "03-10"),
    ("Who sued from January to March 2025?", "from January to March 2025", "01-01", "03-31"),
    ("Who sued from June to March 2025?", "from June to March 2025", "2024-06-01", "03-31"),
    ("Who sued from March 2024 to June?", "from March 2024 to June", "2024-03-01", "2024-06-30"),
    ("Who sued in January–March 2025?", "in January–March 2025", "01-01", "03-31"),
    ("Who sued between 2022 and 2024?", "between 2022 and 2024", "2022-01-01", "2024-12-31"),
    ("Who grew in the first half of 2025?", "in the first half of 2025", "01-01", "06-30"),
    ("Who grew in the first three months of 2025?", "in the first three months of 2025",
     "01-01", "03-31"),
    ("Who grew in the second half of 2024?", "in the second half of 2024",
     "2024-07-01", "2024-12-31"),
    ("What was said in the first half of October 2025?", "in the first half of October 2025",
     "10-01", "10-15"),
    ("Who grew in Q2 2025?", "in Q2 2025", "04-01", "06-30"),
    ("Who grew in the second quarter of 2024?", "in the second quarter of 2024",
     "2024-04-01", "2024-06-30"),
    ("What happened in the last week of March 2025?", "in the last week of March 2025",
     "03-25", "03-31"),
    ("What happened in the week of March 3, 2025?", "in the week of March 3, 2025",
     "03-03", "03-09"),
    ("What happened in early October 2025?", "in early October 2025", "10-01", "10-10"),
    ("What happened in mid-October 2025?", "in mid-October 2025", "10-11", "10-20"),
    ("what happened late october 2025", "late october 2025", "10-21", "10-31"),
    ("What happened in late 2024?", "in late 2024", "2024-09-01", "2024-12-31"),
    ("Who retired in the summer of 2024?", "in the summer of 2024", "2024-06-01", "2024-08-31"),
    ("Who retired in spring 2025?", "in spring 2025", "03-01", "05-31"),
    ("Who has joined since 2023?", "since 2023", "2023-01-01", "open"),
    ("Who has joined since the start of 2025?", "since the start of 2025", "01-01", "open"),
    ("Who left after 4 July 2025?", "after 4 July 2025", "07-05", "open"),
    ("Who left before March 2025?", "before March 2025", "open", "02-28"),
    ("Who was leading until May 2025?", "until May 2025", "open", "05-31"),
    ("Which ads ran through May 2025?", "through May 2025", "open", "05-31"),
    ("Who left by the end of May 2025?", "by the end of May 2025", "open", "05-31"),
    ("Who led before the election day of 2024?", "before the election day of 2024",
     "open", "2024-11-04"),
    ("Who led before Election Day 2024?", "before Election Day 2024", "open", "2024-11-04"),
    ("Who voted on Election Day in 2024?", "on Election Day in 2024", "2024-11-05", "2024-11-05"),
    ("Who sang on Thanksgiving 2024?", "on Thanksgiving 2024", "2024-11-28", "2024-11-28"),
]  # fmt: skip


YEARLESS = [
    ("What did the Fed do in April?", "in April", "04-01", "04-30"),
    ("what did the fed do in march", "in march", "03-01", "03-31"),
    ("What did the Fed do in November?", "in November", "11-01", "11-30"),
    ("What did the Fed do in December?", "in December", "2024-12-01", "2024-12-31"),
    ("Who spoke on Sept 11?", "on Sept 11", "09-11", "09-11"),
    ("Who spoke on Nov. 11?", "on Nov. 11", "2024-11-11", "2024-11-11"),  # a day too new
    ("Who was airlifted on Oct. 15 after the storm?", "on Oct. 15", "10-15", "10-15"),
    ("What did Carney say Oct. 15?", "Oct. 15", "10-15", "10-15"),
    ("Who was born on Feb 29?", "on Feb 29", "2024-02-29", "2024-02-29"),
    (
        "What changed in the second half of February?",
        "in the second half of February",
        "02-16",
        "02-28",
    ),
    ("bridge toll on Oct 5th", "on Oct 5th", "10-05", "10-05"),
    ("What changed in mid-October?", "in mid-October", "10-11", "10-20"),
    ("What has changed since July?", "since July", "07-01", "open"),
    ("Who left before Christmas?", "before Christmas", "open", "2024-12-24"),
    ("Who has left since the inauguration?", "since the inauguration", "01-20", "open"),
    ("What burned over the summer?", "over the summer", "06-01", "08-31"),
    ("Who marched on Labor Day?", "on Labor Day", "09-01", "09-01"),
    ("Who marched on Memorial Day?", "on Memorial Day", "05-26", "05-26"),
    ("Who sued in June and July?", "in June and July", "06-01", "07-31"),
    ("Who sued in June or July?", "in June or July", "06-01", "07-31"),
    ("Who sued in May, June and July?", "in May, June and July", "05-01", "07-31"),
    ("What was said from March 3 on?", "from March 3", "03-03", "open"),
    ("Who sued between Jan. 20 and now?", "between Jan. 20", "01-20", "open"),
    ("Who sued from December to March?", "from December to March", "2024-12-01", "03-31"),
]

RELATIVE = [
    ("What did Powell say yesterday?", "yesterday", "11-11", "11-11"),
    ("What happened today?", "today", "11-12", "11-12"),
    ("Who won last night?", "last night", "11-11", "11-11"),
    ("Who won this morning?", "this morning", "11-12", "11-12"),
    ("What happened last week?", "last week", "11-03", "11-09"),
    ("Last week Trump said what?", "Last week", "11-03", "11-09"),
    ("Who resigned this week?", "this week", "11-10", "11-12"),
    ("Who won last weekend?", "last weekend", "11-08", "11-09"),
    ("Who won in the last week?", "in the last week", "11-05", "11-12"),
    ("What happened in the past three days?", "in the past three days", "11-09", "11-12"),
    ("What happened in the last 24 hours?", "in the last 24 hours", "11-11", "11-12"),
    ("What happened in the past few weeks?", "in the past few weeks", "10-15", "11-12"),
    ("What happened two weeks ago?", "two weeks ago", "10-26", "11-01"),
    ("What happened a fortnight ago?", "a fortnight ago", "10-26", "11-01"),
    ("What happened two fortnights ago?", "two fortnights ago", "10-12", "10-18"),
    ("What happened in the past fortnight?", "in the past fortnight", "10-29", "11-12"),
    ("bridge toll a couple of weeks back", "a couple of weeks back", "10-26", "11-01"),
    ("What happened the week before last?", "the week before last", "10-27", "11-02"),
    ("Who won the weekend before last?", "the weekend before last", "11-01", "11-02"),
    (
        "What happened in the first half of last month?",
        "in the first half of last month",
        "10-01",
        "10-15",
    ),
    ("Who grew in the first half of the year?", "in the first half of the year", "01-01", "06-30"),
    ("What happened a year ago?", "a year ago", "2024-08-14", "2025-02-10"),
    ("What happened three days ago?", "three days ago", "11-09", "11-09"),
    ("What happened earlier this year?", "earlier this year", "01-01", "11-12"),
    ("What happened this month?", "this month", "11-01", "11-12"),
    ("What happened last month?", "last month", "10-01", "10-31"),
    ("What happened late last month?", "late last month", "10-21", "10-31"),
    ("What happened last year?", "last year", "2024-01-01", "2024-12-31"),
    ("What happened over the past year?", "over the past year", "2024-11-12", "11-12"),
    ("What happened last summer?", "last summer", "06-01", "08-31"),
    ("What happened last March?", "last March", "03-01", "03-31"),
    ("What happened in March last year?", "in March last year", "2024-03-01", "2024-03-31"),
    ("what has happened since monday", "since monday", "11-10", "open"),
    ("What did he say on Wednesday?", "on Wednesday", "11-05", "11-05"),
    ("Who was sworn in Monday as mayor?", "Monday", "11-10", "11-10"),
    ("Who spoke on Sunday night?", "on Sunday night", "11-09", "11-09"),
    ("Who sued between Friday and Monday?", "between Friday and Monday", "11-07", "11-10"),
    ("Who has sued since the start of the year?", "since the start of the year", "01-01", "open"),
    ("Who sued before last week?", "before last week", "open", "11-02"),
    ("Who took over after the head was fired last week?", "last week", "11-03", "open"),
    ("What was sent since the war began in 2022?", "in 2022", "2022-01-01", "open"),
]


def _check(question: str, words: str, start: str, end: str) -> None:
    found = find_periods(question, WEDNESDAY, NEWEST)
    assert [question[one.span.start : one.span.end] for one in found] == [words]
    assert (found[0].start, found[0].end) == (day(start), day(end))
    assert found[0].kind == "within"


@pytest.mark.parametrize(("question", "words", "start", "end"), EXPLICIT)
def test_a_time_with_its_year_is_read_as_it_says(
    question: str, words: str, start: str, end: str
) -> None:
    _check(question, words, start, end)
    assert not any(one.yearless or one.relative for one in find_periods(question, WEDNESDAY))


@pytest.mark.parametrize(("question", "words", "start", "end"), YEARLESS)
def test_a_time_without_its_year_is_the_last_that_the_library_can_know(
    question: str, words: str, start: str, end: str
) -> None:
    _check(question, words, start, end)
    assert all(one.yearless and not one.relative for one in find_periods(question, WEDNESDAY))


@pytest.mark.parametrize(("question", "words", "start", "end"), RELATIVE)
def test_a_relative_time_is_counted_from_today(
    question: str, words: str, start: str, end: str
) -> None:
    _check(question, words, start, end)
    counted = words not in ("in 2022",)
    assert [one.relative for one in find_periods(question, WEDNESDAY)] == [counted]


@pytest.mark.parametrize(
    ("question", "words", "end"),
    [
        ("As of Feb. 12, 2025, what were the odds?", "As of Feb. 12, 2025", "02-12"),
        ("As of April 9 2025 what tariff was planned?", "As of April 9 2025", "04-09"),
        ("How many had died as of mid-October 2025?", "as of mid-October 2025", "10-20"),
        ("as of may 2025, when was the trial to start?", "as of may 2025", "05-31"),
        ("As of Oct. 31, how many were dead?", "As of Oct. 31", "10-31"),
        ("How many members were there as of last week?", "as of last week", "11-09"),
        ("How many by now, up to and including July 5?", "up to and including July 5", "07-05"),
        ("What was known up to 5 May 2025?", "up to 5 May 2025", "05-05"),
        ("How many had died by July 5?", "by July 5", "07-05"),
        ("By July 5 how many had been found?", "By July 5", "07-05"),
        ("By the end of May 2025, how many had died?", "By the end of May 2025", "05-31"),
        ("On Sept 11, had police identified the gunman?", "On Sept 11", "09-11"),
        ("On Sept 11, who had been arrested?", "On Sept 11", "09-11"),
        (
            "in mid february 2025, how many stores was Joann planning to close?",
            "in mid february 2025",
            "02-20",
        ),
    ],
)
def test_a_state_on_a_day_is_asked_for_as_of_that_day(question: str, words: str, end: str) -> None:
    (period,) = find_periods(question, WEDNESDAY, NEWEST)
    assert question[period.span.start : period.span.end] == words
    assert (period.kind, period.start, period.end) == ("as_of", None, day(end))


@pytest.mark.parametrize(
    "question",
    [
        "may Trump run again?",
        "What may 2025 bring for farmers?",
        "Who walked in the march on Washington?",
        "Did they march through the city?",
        "What did May (Theresa May) say?",
        "Who quit before May resigned?",
        "Who sits in the august body?",
        "Who sits in august company?",
        "Who won the 2025 Nobel peace prize?",
        "Who scored in the women's Euro 2025 final?",
        "Who will host the 2026 World Cup?",
        "What was agreed at Cop28?",
        "Who was hurt in the August floods?",
        "Who was hurt after the August floods?",
        "Who won the 2024 election?",
        "Who spoke at the 2025 Emmys?",
        "Will asteroid 2024 YR4 hit Earth?",
        "Who wrote Project 2025?",
        "What sold best on Black Friday?",
        "Who won Super Tuesday?",
        "What did the Sunday Times report?",
        "Sunday Times on Starmer",
        "Who owns the Sun?",
        "Who sat beside her?",
        "Who was killed in the Sept. 11 attacks?",
        "Who planned the October 7 massacre?",
        "Who was jailed for Jan. 6?",
        "Who did Pence call the heroes of Jan 6?",
        "Why did voters second-guess him?",
        "Who met at mar-a-lago?",
        "Whom did Spurs see in Jan Vertonghen?",
        "Was it the last straw?",
        "What is his last name?",
        "What was in last year's budget?",
        "What did Friday's report say?",
        "Who won big on Big Sunday?",
        "By when must food makers stop?",
        "Who must pay by July 5?",
        "when was the last plague death?",
        "before this year, when was the last plague death?",
        "What should one not wear after Labor Day?",
        "What does he plan for next week?",
        "Who was on the Today show?",
        "Who is on ABC's This Week?",
        "Who hosts Last Week Tonight?",
        "Is it higher than last year?",
        "What opens later this month?",
        "What is said about March 2025?",
        "Who will host the games in 2032?",
        "Who was hit in 2024 budget talks?",
        "What happened on Feb 30 2025?",
        "What happened in March 3025?",
        "What happened in 1776?",
        "Which songs are from the 1980s?",
        "Are up to 2000 jobs at risk?",
        "Did over 2025 people come?",
        "Who sued from June 2025 to March 2025?",
        "How many of the 1,500 stores closed?",
        "",
    ],
)
def test_words_that_only_look_like_a_time_are_none(question: str) -> None:
    assert find_periods(question, WEDNESDAY, NEWEST) == []


def test_each_time_of_a_question_is_found() -> None:
    question = "What did Carney say after March 2025 and before June 2025?"
    first, second = find_periods(question, WEDNESDAY)
    assert (first.start, first.end) == (date(2025, 4, 1), None)
    assert (second.start, second.end) == (None, date(2025, 5, 31))


def test_without_a_newest_day_a_month_is_the_last_before_today() -> None:
    (period,) = find_periods("Who spoke on Nov. 11?", WEDNESDAY)
    assert period.start == date(2025, 11, 11)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What is the latest on the strike?", True),
        ("what's the most recent forecast", True),
        ("Who is leading right now?", True),
        ("Who is in charge now?", True),
        ("What is the latest iPhone's price?", True),
        ("Who currently holds the title?", True),
        ("Who ran the now-defunct airline?", False),
        ("How do people feel now that it is over?", False),
        ("What happens five years from now?", False),
        ("Must they pay by May at the latest?", False),
        ("Who directed Apocalypse Now?", False),
        ("What do we know about him?", False),
    ],
)
def test_the_newest_is_asked_for(question: str, wanted: bool) -> None:
    assert asks_for_newest(question) is wanted


PIECES = st.sampled_from(
    "in on since by before as of to and the last this past March may Sept. 5 31 29th 2025 0000 week"
    " year ago two day Monday mid- end of until between – , ? ' Q2 half Christmas now 2/30/2025"
    "    \n  the inauguration summer".split(" ")
)


@given(
    st.text(max_size=60) | st.lists(PIECES, max_size=12).map(" ".join),
    st.dates(),
    st.none() | st.dates(),
)
def test_any_text_on_any_day_gives_sound_periods(
    text: str, today: date, newest: date | None
) -> None:
    asks_for_newest(text)
    last = 0
    for period in find_periods(text, today, newest):
        assert last <= period.span.start < period.span.end <= len(text)
        last = period.span.end
        assert period.start or period.end
        assert not (period.start and period.end) or period.start <= period.end
        assert period.kind == "within" or period.start is None


@pytest.mark.parametrize(
    "piece",
    ["in ", "May ", "today, ", "between March 3 and ", "a", "1", " ", "the last ", "by had "],
)
def test_a_hostile_text_costs_no_more_than_what_is_read_of_it(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert find_periods(text, WEDNESDAY) == find_periods(text[:10_000], WEDNESDAY)
    assert asks_for_newest(text) == asks_for_newest(text[:10_000])
    # and the work grows with the length that is read
    half = calls_of(lambda: find_periods(text[:5_000], WEDNESDAY))
    assert calls_of(lambda: find_periods(text, WEDNESDAY)) < 2.5 * half + 100
