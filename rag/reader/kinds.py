"""Finds in a text the kind of thing that a question word asks for: who, when, where, how many."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import dropwhile, islice, takewhile

from rag.calendar_words import MONTH
from rag.reading import Span
from rag.reading.number_words import WORD
from rag.reading.people.names import NAME, parse_mention, reads_as_person
from rag.reading.terms import STOP_WORDS, stem, terms, words
from rag.retrieve.question.understand import Expected

_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = re.compile(
    rf"\b{MONTH} {_NTH}(?:, \d{{4}})?\b|\b{_NTH} {MONTH}(?: \d{{4}})?\b|\b{MONTH} \d{{4}}\b"
    r"|(?<=\bin )(?:19|20)\d\d\b|(?<=\bby )(?:19|20)\d\d\b|(?<=\buntil )(?:19|20)\d\d\b"
    r"|(?<=\bfrom )(?:19|20)\d\d\b|(?<=\bsince )(?:19|20)\d\d\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ASKS_YEAR = re.compile(r"\bwh(?:at|ich)\s+year\b", re.I)
_NUMBER = re.compile(
    rf"(?P<money>(?:US)?[$£€¥]\s?)?(?<![\w.,/-])(?:\d[\d,]*(?:\.\d+)?|\b{WORD}(?:-{WORD})?\b)"
    r"(?P<scale>\s?(?:hundred|thousand|million|billion|trillion|percent|per cent|bn|m)\b|\s?%)?"
    r"(?:-(?P<unit>\w+)-(?:old|long|high))?",
    re.I,
)
_PLACE = re.compile(
    rf"\b(?:in|at|near|from|outside|off|to|into)\s+(?:the\s+)?(?P<place>{NAME}(?:, {NAME})?)"
)
_ASKS = re.compile(
    r"\bhow\s+(?P<how>many|much|old|long|tall|far|big|fast|high|large)\b(?P<what>[\w\s.'’-]*)", re.I
)
# A verb behind the words for what is counted, of which the last is then the noun.
_VERB = re.compile(
    r"(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|should|may|might)$", re.I
)
_RESULT = re.compile(r"(?<![\w-])\d{1,3}[-–]\d{1,3}(?:,? (?:and )?\d{1,3}[-–]\d{1,3})*(?![\w-])")
_ASKS_RESULT = re.compile(r"\b(?:final\s+)?scores?\b|\bscoreline\b", re.I)
# "Which four senators", "what countries": several are asked for.
_ASKS_SEVERAL = re.compile(
    r"\b(?:which|what)\s+(?:(?:are|were)\b|(?!(?:is|was|does|has|this|his)\b)(?:[\w'’-]+\s+){0,2}?"
    r"(?!(?:is|was|does|has)\b)[\w'’-]*[^\Ws]s\b(?!\s+(?:is|was|does|has)\b))|\bwho\s+(?:are|were|all)\b|\bwho\s+else\b",
    re.I,
)
_AREAS = "acre acres square miles feet foot metres meters"
_UNITS = {
    "old": "year years year-old",
    "long": "second seconds minute minutes hour hours day days week weeks month months year years"
    " mile miles foot feet metre metres meter meters",
    "tall": "foot feet metre metres meter meters inch inches",
    "high": "foot feet metre metres meter meters",
    "far": "mile miles kilometre kilometres kilometer kilometers km",
    "fast": "mph kph miles kilometres kilometers",
    "big": _AREAS,
    "large": _AREAS,
}
# Names of two words that are nobody's: "Open Championship", "Revolutionary War".
_EVENTS = frozenset(
    """Open Championship Championships Masters War Tour Prize Award Awards Festival Gala Final
    Finals Stakes Derby Trophy Olympics Hurricane Storm Tropical Company Companies Airlines Museum
    Hall Palace Castle Temple Valley Mountain Beach Bay Sea Ocean""".split()
)
# Whom a number without a noun counts: "killed 28 on Monday", "the dead number more than 60".
_ANYBODY = frozenset(stem(word) for word in ("people", "persons"))
_ALONE = re.compile(
    r"\s*(?:[.;:)]|,(?!\s*\d)|$|\s(?:on|in|at|by|after|from|since|so|as|and|were|are|have|had|was|more"
    r"|others?|dead|killed|injured|hurt|missing|wounded)\b)",
    re.I,
)
_AGE = re.compile(r"(?:^|[\w”\"’.]),\s*$")
_NAMED = re.compile(r"\w\W+[A-Z]\w+\s$")  # "the series Station 19"
_LOOK_BACK = 60  # characters, lest a table of numbers be read over and over
# Letters of a verb from which a noun that begins with it is taken for one made of it.
_LONG_ENOUGH = 5
_AGED = re.compile(r"\b(?:at|aged?|turn(?:ed|s)|of)\s*$", re.I)
# What a number counts stands among this many words behind it.
_BEHIND = 3
_WORD = re.compile(r"[\w-]+")


def spans_of_kind(expects: Expected, text: str, question: str, asked: Set[str]) -> Iterator[Span]:
    """Where `text` has the kind of thing that `question` expects, other than its own.

    `asked` are the stems of the question's terms. Where no kind is expected, nowhere.
    """
    if expects == "number":
        yield from _numbers(text, question)
    elif expects == "date":
        day = _YEAR if _ASKS_YEAR.search(question) else _DAY
        for match in day.finditer(text):
            if not set(terms(match.group())) <= asked:
                yield Span(*match.span())
    elif expects == "place":
        for match in _PLACE.finditer(text):
            if not set(terms(match["place"])) & asked:
                yield Span(*match.span("place"))
    elif expects == "person":
        for match in re.finditer(NAME, text):
            person = parse_mention(match.group(), at_start=match.start() == 0)
            if person and _is_person(person.name) and not set(terms(person.name)) & asked:
                name = person.name.rstrip(".")  # "Jr." has its stop even where the text has none
                at = match.group().rfind(name)
                if at >= 0:  # a name may be resolved to other words than the text has
                    yield Span(match.start() + at, match.start() + at + len(name))
    elif expects == "name":
        for match in re.finditer(NAME, text):
            if match.start() and not set(terms(match.group())) <= asked:
                yield Span(*match.span())


def _is_person(name: str) -> bool:
    return reads_as_person(name) and not any(word in _EVENTS for word in name.split())


def asks_several(question: str) -> bool:
    """Whether a question asks for several names: "which four senators", "who were"."""
    return bool(_ASKS_SEVERAL.search(question))


def amounts(text: str, question: str) -> Iterator[Span]:
    """Every number that may be the one asked for, whatever it counts; a day's is none."""
    asks = _ASKS.search(question)
    many = asks is not None and asks["how"].lower() == "many"
    days = [day.span() for day in _DAY.finditer(text)]
    for match in _NUMBER.finditer(text):
        if any(start <= match.start() < end for start, end in days):
            continue
        if not many or not (match["money"] or _is_share(match)):
            yield Span(*match.span())


def _is_one_of(word: str, counted: Set[str], doing: Sequence[str]) -> bool:
    """Whether a word is what is counted, or is named after what those who are counted do."""
    said = word.lower()
    return stem(said) in counted or any(
        len(deed) >= _LONG_ENOUGH and said.startswith(deed) and said != deed for deed in doing
    )


def _stands_alone(number: re.Match[str], text: str) -> bool:
    """Whether a number has no noun of its own; a year, an age and part of a name count nobody."""
    digits = number.group().rstrip(",")
    if _YEAR.fullmatch(digits):
        return False
    before = text[max(0, number.start() - _LOOK_BACK) : number.start()]
    end = number.start() + len(digits)
    if _NAMED.search(before):
        return False
    aged = _AGED.search(before) or (text[end : end + 1] == "," and _AGE.search(before))
    return not aged and _ALONE.match(text, end) is not None


def _is_share(number: re.Match[str]) -> bool:
    return (number["scale"] or "").strip().lower() in ("%", "percent", "per cent")


def _counted(asks: re.Match[str]) -> set[str]:
    """The stems of what "how many" counts: the noun, or noun and verb where they stand together."""
    noun = list(
        takewhile(
            lambda it: it not in STOP_WORDS,
            dropwhile(lambda it: it in STOP_WORDS, words(asks["what"])),
        )
    )
    behind = words(asks["what"])[len(noun) :] if noun else []
    ends = next((it for it in behind if it in STOP_WORDS), "")
    return {stem(word) for word in noun[-1 if _VERB.match(ends) else -2 :]}


def _numbers(text: str, question: str) -> Iterator[Span]:
    """The numbers of what the question counts or measures, with their units."""
    if _ASKS_RESULT.search(question):
        yield from (Span(*match.span()) for match in _RESULT.finditer(text))
    asks = _ASKS.search(question)
    how = asks["how"].lower() if asks else ""
    counted = _counted(asks) if asks else set()
    # "How many people does it employ?" counts employees too.
    doing = words(asks["what"]) if asks and counted & _ANYBODY else []
    days = [day.span() for day in _DAY.finditer(text)]
    for match in _NUMBER.finditer(text):
        if any(start <= match.start() < end for start, end in days):
            continue  # "on 5 April people gathered" counts nobody
        following = islice(_WORD.finditer(text, match.end()), _BEHIND)
        # Of "40, 12 people" only the second number is theirs.
        behind = list(takewhile(lambda it: not _NUMBER.fullmatch(it.group()), following))
        if how == "many":
            thing = next((it for it in behind if _is_one_of(it.group(), counted, doing)), None)
            if match["money"] or _is_share(match):
                continue
            if thing:
                yield Span(match.start(), thing.end())
            elif counted & _ANYBODY and _stands_alone(match, text):
                yield Span(match.start(), match.start() + len(match.group().rstrip(",")))
        elif how in _UNITS:
            unit = next((it for it in behind[:1] if it.group().lower() in _UNITS[how]), None)
            if unit or match["unit"]:
                yield Span(match.start(), unit.end() if unit else match.end())
        elif match["money"] or _is_share(match):
            yield Span(*match.span())
