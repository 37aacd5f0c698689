"""What somebody spoke about and what an article tells of, in words that fit into a question."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import log1p

from rag.reading.terms import STOP_WORDS, stem, words
from rag.records import Article
from rag.retrieve.followups.lexicon import gender, is_place
from rag.retrieve.followups.noun_phrases import reads_as_person
from rag.web.escape import visible
from rag.web.examples import FUNCTION_WORDS, NO_TOPICS

# How rare a word is in the library: the logarithm of passages to those that hold it.
Rarity = Callable[[str], float]
# Characters of a name and of a topic, and words of either.
_LONGEST_NAME = 40
_LONGEST_TOPIC = 40
_MOST_WORDS = 4
# How often a text has the name of what it is about; one of fewer characters than a page, once.
_FEWEST_TIMES = 3
_SHORT = 1500
_DETERMINERS = r"the|an?|another|this|that"
# Last words of the names of bodies that make statements; "the" stands before them.
_BODIES = frozenset(
    """Administration Agency Association Bank Board Bureau Center Centers Centre Commission
    Committee Council Court Department Foundation Guard House Institute Ministry Museum Office
    Organization Police Press Reserve Service Society Survey Treasury Union University""".split()
)
# Letters, and what may join or end the words of a name. No markup, address or line end is made
# of them.
_PLAIN = re.compile(r"[^\W_][\w’'.&-]*(?: [^\W_][\w’'.&-]*)*")
_ADDRESS = re.compile(r"\w\.\w{2,}|www|https?", re.I)
# Of bounded length, as all that is looked for in hostile text.
_NAME = (
    r"(?:[A-Z][\w’'-]{0,20}[a-z][\w’'-]{0,20}|[A-Z]{2,6})"
    r"(?: (?:of |the |and )?[A-Z][\w’'-]{1,30}){0,3}"
)
# A noun phrase right behind a preposition or "the": with at most one word before its noun.
_PHRASE = re.compile(
    r"\b(?:(?:about|of|on|over|against|for|with)\s+(?P<the>the\s+)?"
    r"|(?P<the_alone>[Tt]he\s+))"
    rf"(?:(?P<name>{_NAME})\b(?! [a-z]+ing\b| \d)"
    r"|(?P<noun>(?:[A-Za-z][\w-]{1,30}\s)?[a-z]{4,30}))"
    r"(?=[.,;:!?”\"’]|\s+\w|$)"
)
_NEXT_WORD = re.compile(r"[\s”\"]*([A-Za-z]+|[.,;:!?])")
# What a single capitalised word mostly is where it is no topic.
_NO_NAMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december president secretary mr mrs ms dr god
    congress republican democrat republicans democrats american americans ap usa reuters cnn bbc
    excerpt fox nbc abc cbs post times journal news today associated press""".split()
)
_NO_NOUNS = NO_TOPICS | frozenset(
    """part parts kind sort lots amount level levels rate rates case cases side sides way ways
    line lines form type types group groups role issue issues matter question questions answer
    state states city north south east west president public area areas same next last right
    lead leader leaders official officials idea problem problems result results fact facts
    outlet outlets photo photos video email phone future past present total average family
    good bad texts general generals body bodies camp camps permanent
    course front back middle edge start beginning time once need more most less better best
    room table house home person woman women child children families members member crowd post
    adage piece pieces guess engage online life interest conditions condition guidance
    opportunity information talent proposal proposals move
    moves work works effort efforts reason person decision decisions
    support sense chance action actions kids folks crisis event events story stories plan plans
    process experience power success change changes feeling focus sign signs track touch release
    document documents force forces value values term terms list details note letter basis
    social media page call letter name names word words side order bottom office""".split()
)
_NOT_BEFORE_NOUN = frozenset(
    """his her their its our your my this that these those such some any each every both all much
    many few several more most less least other another same own new old next last first second
    third big small good bad great high low long short early late recent several two three four
    five six seven eight nine ten one no not very so too as well being going having""".split()
)
# Last words of other names that have it before them.
_THE = frozenset("Prize Awards Cup Bowl Act Country Coast Games Oscars Festival Ocean".split())
_AREAS = frozenset(
    """Coast Sea Ocean Island Islands River Lake Bay Gulf County City State States Valley Street
    Avenue Park Peninsula East West North South Kingdom Union Day Year Week""".split()
)


def is_shown_safely(text: str, longest: int) -> bool:
    """Whether `text` of an article is one short line of words: no markup, no link."""
    return (
        0 < len(text) <= longest
        and text == visible(text)
        and bool(_PLAIN.fullmatch(text))
        and not _ADDRESS.search(text)
    )


def is_speaker(name: str, has_role: bool) -> bool:
    """Whether `name` is that of a person by its form, who is known by a role or a given name."""
    parts = name.split()
    capitals = all(part[:1].isupper() or part in ("de", "van", "von", "bin") for part in parts)
    return (
        2 <= len(parts) <= _MOST_WORDS
        and capitals
        and not name.isupper()
        and (has_role or gender(name) is not None)
        and reads_as_person(name)
        and is_shown_safely(name, _LONGEST_NAME)
    )


def as_speaker(name: str, has_role: bool) -> str | None:
    """Who is asked for in a question: a person's name, or a body's with its article; None for what
    may be neither.
    """
    if is_speaker(name, has_role):
        return name
    parts = name.split()
    if len(parts) > 1 and parts[-1] in _BODIES and is_shown_safely(name, _LONGEST_NAME):
        return f"the {name.removeprefix('The ')}"
    return None


def topics_of(said: str, article: Article, rarity: Rarity, known: str = "") -> dict[str, float]:
    """What was spoken about in `said`, words of `article`, each with how good a topic it is.

    A topic is what the article comes back to: it stands in its title or several times in its text,
    or has a word of `known` in it. Those that hold one count more.
    """
    title, asked = stems_of(article.title), stems_of(known)
    found: dict[str, float] = {}
    for phrase in _phrases(said, article):
        head = last_stem(phrase)
        bare = phrase.removeprefix("the ")
        times = len(re.findall(rf"\b{re.escape(bare)}\b", article.text, re.I))
        is_name = " " in bare or bare[0].isupper()
        fewest = (1 if len(article.text) < _SHORT else 2) if is_name else 3
        if head not in title | asked and times < fewest:
            continue
        weight = log1p(min(times, 6)) + (1.5 if head in title else 0) + (1 if head in asked else 0)
        # A phrase of two words says more than its noun alone.
        weight *= rarity(bare.split()[-1]) * (1.3 if " " in bare else 1)
        found[phrase] = max(weight, found.get(phrase, 0))
    return found


def _phrases(said: str, article: Article) -> Iterator[str]:
    for match in _PHRASE.finditer(said):
        after = _NEXT_WORD.match(said, match.end())
        if after and after[1].isalpha() and after[1].lower() not in FUNCTION_WORDS:
            continue
        name, noun = match["name"], match["noun"]
        has_the = bool(match["the"] or match["the_alone"])
        if noun and after and (after[1] == "of" or (has_the and after[1] in ("and", "or"))):
            continue  # "the privacy of victims" is more, and "the dear and the cheap" is less
        phrase = _name(name, article) if name else _noun(noun, has_the, article)
        # "Labor Statistics" of "the Bureau of Labor Statistics" is half a name.
        is_half = bool(name and re.search(r"[A-Z]\w+ $", said[: match.start()]))
        if phrase and not is_half and is_shown_safely(phrase, _LONGEST_TOPIC):
            yield phrase


def _name(name: str, article: Article) -> str | None:
    name = re.sub(r"[’']s?$", "", name)
    if _is_no_name(name) or (is_place(name) and name not in article.title):
        return None
    if " " not in name and gender(f"{name} {name}") is not None:
        return None  # a given name alone
    if re.search(rf"\b{re.escape(name.lower())}\b", article.text):
        return None  # a word that stands in capitals in a heading
    return _with_the(name, article.text)


def _noun(phrase: str, has_the: bool, article: Article) -> str | None:
    *before, noun = phrase.split()
    if not _is_topic(noun):
        return None
    whole = f"{article.title}\n{article.text}"
    if before:
        usual = len(re.findall(rf"\b{re.escape(phrase)}\b", whole, re.I)) > 1
        if not usual or not _may_stand_before(before[0]):
            return None
    else:
        phrase = _in_full(noun, whole)
        if phrase == noun:
            is_plural = noun[-1] == "s" and noun[-2] != "s"
            if is_plural or not has_the:
                # "for pope", but "about the pope"
                return noun if is_plural else _with_the(noun, article.text, _DETERMINERS)
            return f"the {noun}"
    if has_the and before:
        return f"the {phrase}"
    # What is "a shutdown" in the article is "the shutdown" for who asks about it.
    return _with_the(phrase, article.text, _DETERMINERS)


def _in_full(noun: str, text: str) -> str:
    """The noun with the word that the text mostly puts before it: "Epstein files"."""
    times = len(re.findall(rf"\b{noun}\b", text))
    pairs = Counter(
        word
        for word in re.findall(rf"\b([A-Za-z][\w-]+) {noun}\b", text)
        if _may_stand_before(word)
    )
    for word, count in pairs.most_common(1):
        if (count > 1 or len(text) < _SHORT) and 2 * count >= times:
            return f"{word} {noun}"
    return noun


def _is_topic(noun: str) -> bool:
    return not (
        noun in STOP_WORDS
        or noun in _NO_NOUNS
        or noun in FUNCTION_WORDS
        or noun.endswith(("ly", "ing"))
    )


def _may_stand_before(word: str) -> bool:
    """Whether a word belongs to the noun that it stands before: "trade", not "his" or "very"."""
    word = word.lower()
    vague = STOP_WORDS | FUNCTION_WORDS | _NOT_BEFORE_NOUN | NO_TOPICS | _NO_NAMES
    return word not in vague and not re.search(r"(?:ly|ed|est|[’']s)$", word)


def _with_the(name: str, text: str, before: str = "the") -> str:
    """The name, after "the" where the text mostly has `before` before it as it stands alone: "the
    Louvre", but not "the Epstein" for all its "the Epstein files".
    """
    goes_on = r"(?! [a-z]{4,}\b)" if name[:1].isupper() else ""
    alone = re.findall(rf"\b((?i:{before}) )?{re.escape(name)}\b{goes_on}", text)
    if name.split()[-1] in _BODIES | _THE:
        return f"the {name}"
    # Once is chance in a longer text: "the Odessa, Texas, couple".
    fewest = 1 if len(text) < _SHORT else 2
    times = sum(map(bool, alone))
    return f"the {name}" if times >= fewest and 2 * times > len(alone) else name


def _is_no_name(name: str) -> bool:
    parts = words(name)
    return not parts or all(part in _NO_NAMES or part in STOP_WORDS for part in parts)


def subjects_of(articles: Sequence[Article], is_known_person: Callable[[str], bool]) -> list[str]:
    """What the articles are about by name, most often named first: what titles have and texts come
    back to. People and places are none of it.
    """
    counts: Counter[str] = Counter()
    for article in articles:
        for match in re.finditer(rf"\b{_NAME}\b(?! \d)", article.title):
            name = re.sub(r"^The |[’']s?$", "", match.group())
            for subject in _subjects(name, article, is_known_person):
                counts[subject] += article.text.count(subject.removeprefix("the "))
    return [subject for subject, _ in counts.most_common()]


def _subjects(name: str, article: Article, is_known_person: Callable[[str], bool]) -> Iterator[str]:
    """The name, or with the noun that mostly follows it: "the Epstein files"."""
    text = article.text
    times = len(re.findall(rf"\b{re.escape(name)}\b", text))
    fewest = 1 if len(text) < _SHORT else _FEWEST_TIMES
    if times < fewest or _is_no_name(name) or not is_shown_safely(name, _LONGEST_TOPIC):
        return
    if name.isupper() or name.split()[-1] in _BODIES:
        return  # a body is in many stories
    behind = Counter(
        noun
        for noun, after in re.findall(rf"\b{re.escape(name)} ([a-z]{{4,}})\b(?: (\w+))?", text)
        if _is_topic(noun)
        and f"{name} {noun}" in article.title
        and (not after or after in FUNCTION_WORDS)
    )
    for noun, count in behind.most_common(1):
        if count > 1 and f"{name} {noun}".lower() not in text:
            yield f"the {name} {noun}"
            return
    if not is_place(name) and not _is_person(name, text) and not is_known_person(name):
        # "Open" of "the US Open" and "Oxford" of "Oxford University" are parts of names.
        part = rf"\b(?!The )[A-Z][\w.]+ {re.escape(name)}\b|\b{re.escape(name)} [A-Z]"
        lower = rf"\b{re.escape(name.lower())}\b"
        if 2 * len(re.findall(part, text)) < times and not re.search(lower, text):
            yield _with_the(name, text)


def _is_person(name: str, text: str) -> bool:
    """Whether the name has a given name in it or, where it is one word, before it in the text."""
    if gender(name) is not None or " " in name:
        return gender(name) is not None
    full = re.findall(rf"\b([A-Z][a-z]+ )(?:[A-Z]\.? )?{name}\b", text)
    return any(gender(given + name) for given in full)


def is_story(subject: str) -> bool:
    """Whether something may have happened with a subject that no question has named yet: one word
    may be anybody's name, and an area is none.
    """
    parts = subject.removeprefix("the ").split()
    return len(parts) > 1 and parts[-1] not in _AREAS


def noun_of(phrase: str) -> str:
    """The word that a phrase is about in the singular, by its form: "fire" of "the fires", which
    "fired", of the same stem, is not.
    """
    last = words(phrase)[-1] if words(phrase) else ""
    if last.endswith("ies") and len(last) > 4:
        return f"{last[:-3]}y"
    return last[:-1] if last.endswith("s") and not last.endswith(("ss", "us", "is")) else last


def last_stem(phrase: str) -> str:
    """The stem of the word that a phrase is about."""
    return stem(words(phrase)[-1]) if words(phrase) else ""


def stems_of(text: str) -> set[str]:
    """The stems of the words of `text` that carry topic."""
    return {stem(word) for word in words(text) if word not in STOP_WORDS}
