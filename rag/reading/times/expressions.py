"""Finds where a text says when: days with the preposition before them, and no names of things."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.reading.sentences import Span
from rag.reading.times.date_phrases import ANY_DAYS, Days, read_days


@dataclass(frozen=True, slots=True)
class Time:
    """Days that a text names to say when, and how it leads up to them.

    `lead` is the preposition in lower case with single spaces, "" without one, "range" for two
    ends that "from", "between", "to" or a dash join. `span` holds the words with the preposition,
    the days' own begin at `words_at`. `opens`: the text, a sentence or a clause begins with it.
    """

    days: Days
    lead: str
    span: Span
    words_at: int
    opens: bool


AFTER = ("after", "since", "ever since", "from")
BEFORE = ("before", "prior to")
UNTIL = ("until", "till", "up until", "through", "thru")
AS_OF = ("as of", "as at", "up to", "up to and including", "by")
# What may stand before a year alone; before a month alone; before a holiday, a season or a day.
_WITH_YEAR = {*"in during throughout within by between range".split(), "as of", "as at"}
_WITH_YEAR |= {*AFTER, *BEFORE, *UNTIL}
_WITH_MONTH = (_WITH_YEAR - {"from"}) | {*AS_OF}  # "heard from May" is of a person
_WITH_DAY = _WITH_MONTH | {"from", "on", "at", "over"}
_LEADS = sorted(_WITH_DAY - {"range"} | {"for"}, key=len, reverse=True)
_RANGES = ("", "in", "on", "over", "during", "within", "from", "between")
_S = r"\s{1,3}"
_CANDIDATE = re.compile(
    rf"(?<![\w.,:/$€£'’-])(?:(?P<lead>{'|'.join(_LEADS).replace(' ', _S)}){_S}"
    rf"(?:(?:about|around|at{_S}least|just){_S})?)?(?={ANY_DAYS})",
    re.IGNORECASE,
)
_JOIN = re.compile(
    rf"{_S}(?:and|or|to|through|thru|until|till){_S}|\s{{0,3}}[-–]\s{{0,3}}", re.IGNORECASE
)
# "From March 2025 on", "between 20 January and now".
_ONWARD = re.compile(
    rf"{_S}(?:onwards?\b|on(?=[,.?!;]|\s?$)|(?:and|to|until|till){_S}(?:now|today)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:^|[.?!;:,—–(\"“])\s{0,3}(?:(?:and|but|so)\s{1,3})?$", re.IGNORECASE)
# Words that may follow a time and do not go with it into one name: "in March about tariffs".
_FUNCTION_WORDS = frozenset(
    """in on at to for from by with about against over under after before since during through as
    into than per via amid among between without within until till up like near despite because
    due and or but so if when while where why who whom whose what which how that whether although
    though is are was were be been being has have had do does did will would can could should may
    might must he she it they we you i his its their our my the a an this these those there some
    any no all both each every another not also already still again alone then now far ever only
    just even yet too instead compared including following according regarding once twice
    onward onwards
    """.split()
)
_PAST = re.compile(
    r"\w{2,}ed|said|told|went|came|took|made|gave|found|got|saw|won|lost|led|began|rose|fell|grew"
    r"|met|left|sent|sold|paid|held|kept|felt|broke|spoke|wrote|ran|became|hit|cut|shut|struck"
    r"|knew|thought|brought|bought|built|spent|caught|fought|beat|drew|chose|drove|flew|shot|sank"
)
_NEXT = re.compile(r"\s{1,3}([\w$£€][\w'’-]{0,30})")
_ATTACHED = re.compile(r"['’]s?\b|-\w|[.,:/]\d|\s?[%°]")
_LAST = re.compile(r"([\w.'’-]{1,30}),?\s{1,3}$")
# After these, days without a preposition are a topic, another's part, or yet to come.
_NO_TIME_AFTER = frozenset(
    """the a an of for about to with like than every each next later coming any per some these
    those usa his her its their our my versus vs no called named black super good ash palm cyber
    giving bloody big fat shrove holy maundy casual mad""".split()
)
_DAY = timedelta(days=1)


def find_times(text: str, today: date, latest: date) -> Iterator[Time]:
    """The times that `text` names, in their order.

    `today` is the day that "last week" is counted from; what leaves its year out means the last
    one that had begun by `latest`. A time within a name is none: "the 2024 election", "Euro
    2025", "last year's budget", "Black Friday", "the Sunday Times".
    """
    at = 0
    while match := _CANDIDATE.search(text, at):
        time, at = _read(text, match, today, latest)
        at = max(at, match.end(), match.start() + 1)
        if time and _says_when(text, time):
            yield time


def _read(text: str, match: re.Match[str], today: date, latest: date) -> tuple[Time | None, int]:
    """The days after a preposition, or from those to the ones that "to" or "and" joins to them."""
    lead = " ".join((match["lead"] or "").lower().split())
    at = match.end()
    first, end = read_days(text, at, today, latest) or (None, at)
    if first is None:
        return None, end
    start = match.start()
    if first.grain == "weekday" and lead == "in":  # "sworn in Monday"
        lead, start = "", at
    if first.grain == "day" and first.start < first.end and lead in ("from", "between"):
        lead = "range"  # "from March 3 to 10"
    if lead in ("from", "between") and _ONWARD.match(text, end):
        lead = "since"
    opens = bool(_OPENING.search(text[max(0, start - 10) : start]))
    alone = Time(first, lead, Span(start, end), at, opens)
    join = _JOIN.match(text, end)
    if not join or first.grain == "count" or lead not in _RANGES:
        return alone, end
    second, other_end = read_days(text, join.end(), today, latest) or (None, end)
    if second is None or second.grain == "count":
        return alone, end
    # What one end leaves out, the other tells: "January to March 2025", "March 2024 to June".
    if first.grain == "weekday":
        first = _again(text, at, second.start, latest) or first
    elif first.yearless:
        first = _again(text, at, today, second.start) or first
    elif second.yearless:
        within_a_year = min(latest, first.start + 364 * _DAY)
        second = _again(text, join.end(), today, within_a_year) or second
    if first.start > second.end:
        return None, other_end
    days = replace(
        second,
        start=first.start,
        relative=first.relative or second.relative,
        yearless=first.yearless and second.yearless,
    )
    lead = "range" if lead or days.grain != "year" else ""
    both = Time(days, lead, Span(start, other_end), at, opens)
    return (both, other_end) if _goes_on(text, both) else (alone, end)


def _again(text: str, at: int, today: date, latest: date) -> Days | None:
    return (read_days(text, at, today, latest) or (None, at))[0]


def _says_when(text: str, time: Time) -> bool:
    days, lead = time.days, time.lead
    if _ATTACHED.match(text, time.span.end) or not _goes_on(text, time):
        return False
    # "May", "2024" and "Christmas" need a preposition to be times; "March 5" and "last week" none.
    vague = days.grain in ("year", "holiday") or (
        days.yearless and days.grain in ("month", "season")
    )
    if lead == "for" or (lead == "on" and days.grain == "count"):  # "on Today"
        return days.relative and lead == "for"
    if lead == "between":
        return False
    if lead:
        allowed = {"year": _WITH_YEAR, "month": _WITH_MONTH}.get(days.grain, _WITH_DAY)
        return lead in allowed if vague else True
    return not vague and _stands_alone(text, time)


def _stands_alone(text: str, time: Time) -> bool:
    """Whether days without a preposition say when: "said Oct. 15", but not "about Oct. 15"."""
    before = _LAST.search(text[max(0, time.span.start - 40) : time.span.start])
    previous = before[1] if before else ""
    if previous.lower() in _NO_TIME_AFTER:
        return False
    words = text[time.words_at : time.span.end]
    if time.days.grain == "count":  # "Today", "This Week": programmes
        return time.opens or text.isupper() or not words[0].isupper()
    if time.days.grain == "weekday":  # "Giving Tuesday", "Palm Sunday"
        return time.opens or not previous[:1].isupper() or text.isupper()
    # "may 5 people" and "what may 2025 bring" are of the verb.
    return not (words.islower() and (time.days.yearless or "may" in words))


def _goes_on(text: str, time: Time) -> bool:
    """Whether the word after a time can follow one: "in 2024 budgets" only names budgets."""
    days, after = time.days, _NEXT.match(text, time.span.end)
    if not after:
        return True
    word = after[1].lower()
    if days.grain == "count":
        return word not in ("of", "tonight", "show")
    past = bool(_PAST.fullmatch(word))
    if days.yearless and days.grain == "month" and time.lead in (*AFTER, *BEFORE, *UNTIL) and past:
        return False  # "before May resigned"
    if past or word in _FUNCTION_WORDS or word[0] in "$£€":
        return True
    explicit = not days.yearless and days.grain != "year" and bool(time.lead)
    # "In March Carney said", but no "Sunday Times".
    name = after[1][0].isupper() and bool(time.lead or days.grain != "weekday")
    return time.opens and word != "of" and (name or explicit)
