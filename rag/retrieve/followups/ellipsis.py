"""Completes a question of a few words, "and in Texas?" or "why?", from the one before it."""

import re

from rag import calendar_words
from rag.reading.terms import STOP_WORDS, content_terms, fold, stem, words
from rag.retrieve.followups.history import Turn, tailed
from rag.retrieve.followups.lexicon import SPEECH, is_place
from rag.retrieve.followups.noun_phrases import AUXILIARY, names_in, reads_as_person

# "about soybeans?", "what about China?", "how about the driver?"
_ABOUT = re.compile(r"^(?P<how>what\s+|how\s+)?(?:about|on)\s+(?P<other>\S.*?)\s*\?*$", re.I)
_WITHIN = re.compile(
    r"^(?P<how>(?:what|how)\s+about\s+)?(?P<link>in|at|on|for|by|since|before|after|during|from|to"
    r"|under|with|among)\s+(?P<other>\S.*?)\s*\?*$",
    re.I,
)
_FEW = 5  # words that may stand behind "and" without a verb
_BARE = re.compile(
    r"^(?:(?P<link>by|for|since|until|with|to|from)\s+)?"
    r"(?P<ask>when|where|why|how|who|whom|which(?:\s+ones?)?|how\s+(?:many|much|long|old|come|so)"
    r"|why\s+not|what\s+(?:else|for|then)|who\s+else|where\s+exactly|when\s+exactly|since\s+when)"
    r"(?:\s+(?:was|is|did)\s+(?:that|this|it))?(?:\s+happen)?\s*\?*$",
    re.I,
)
_MORE = re.compile(
    r"^(?:(?:please\s+)?(?:tell|give)\s+me\s+more|go\s+on|more|(?:any|more)\s+(?:details?|news)"
    r"|really|is\s+(?:that|this|it)\s+(?:true|right|so)|says\s+who|anything\s+else|what\s+next"
    r"|what\s+happened\s+(?:next|then|after(?:wards?)?)|any\s+more)(?:\s+(?:about|on)\s+(?:it|that|this))?\s*[?.!]*$",
    re.I,
)
_VERBLESS = re.compile(rf"\b(?:{AUXILIARY}|what|who|when|where|why|how|which|{SPEECH}s?)\b", re.I)
_TOPIC = re.compile(rf"\b{SPEECH}\b.*?\b(?:about|on|of|over|to)\s+(?P<topic>[^?]+)$", re.I)
_LAST_TOPIC = re.compile(r"\b(?:about|on|of)\s+(?P<topic>[^?]+)$", re.I)
_ASKED = re.compile(
    rf"\b(?:{AUXILIARY})\s+(?P<who>(?:the\s+)?[\w'’.&-]+(?:\s+[\w'’.&-]+){{0,4}}?)"
    r"(?=\s+[a-z]+\b)"
)
_ADVERBIAL = re.compile(rf"^(?:why|when|where|how)\s+(?={AUXILIARY}\b)", re.I)
_YES_NO = re.compile(rf"^(?={AUXILIARY}\b)", re.I)
_SAID = re.compile(
    rf"^what\s+(?P<aux>did|does)\s+(?P<who>.+?)\s+(?P<verb>{SPEECH})(?P<rest>\s.*)?$", re.I
)
_TIME = re.compile(
    rf"\b(?:\d{{4}}|{calendar_words.MONTH}|{calendar_words.WEEKDAY}|{calendar_words.SEASON}"
    r"|(?:this|last|next)\s+\w+)\b",
    re.I,
)
_PRONOUNS = frozenset("he she him her his it its they them their that this those these".split())


def fill_in(body: str, last: Turn, *, connected: bool) -> str | None:
    """`body` made whole from the turn before it; None where it is no such few words.

    `connected` says that it began with "and" or "but".
    """
    core, _, tail = last.question.partition("? (")
    if _MORE.match(body):
        return tailed(body, last)
    if bare := _BARE.match(body):
        return _asked_so(body, bare, core, tail, last)
    about = _ABOUT.match(body)
    within = None if about and not about["how"] else _WITHIN.match(body)
    if within and not _VERBLESS.search(within["other"]):
        return _within(within["link"], within["other"], body, core, last)
    if about:
        other = about["other"]
        if words(other) and set(words(other)) <= _PRONOUNS:
            return tailed(body, last) if about["how"] or connected else None
        if _VERBLESS.search(other):
            return None
        return _other(other, body, core, last, topic=not about["how"])
    few = len(body.split()) <= _FEW and not _VERBLESS.search(body)
    if few and content_terms(body) and (connected or body[:1].isupper() or len(body.split()) <= 2):
        return _other(body.rstrip(" ?"), body, core, last, topic=False)
    return None


def _asked_so(body: str, bare: re.Match[str], core: str, tail: str, last: Turn) -> str:
    """ "when?" after "why did the minister quit?": "when did the minister quit?"."""
    ask = " ".join(filter(None, (bare["link"], bare["ask"])))
    word = bare["ask"].lower()
    if tail or word not in ("when", "where", "why", "how", "how come", "why not"):
        return tailed(body, last)
    if said := _SAID.match(core):
        rest = said["rest"] or ""
        return f"{ask} {said['aux']} {said['who']} {said['verb']} this{rest}?"
    if happened := re.match(r"^what\s+happened\s+(?P<rest>(?:to|in|at|on)\s.+)$", core, re.I):
        return f"{ask} did this happen {happened['rest']}?"
    if word != "why not" and (opening := _ADVERBIAL.match(core)):
        return f"{ask} {core[opening.end() :]}?"
    if word != "why not" and _YES_NO.match(core):
        return f"{ask} {core[:1].lower()}{core[1:]}?"
    return tailed(body, last)


def _within(link: str, other: str, body: str, core: str, last: Turn) -> str:
    """ "in Texas" in place of "in New Mexico", or behind a question that names no such thing."""
    kind = _kind(other)
    spans = [
        match.span()
        for match in re.finditer(
            r"\b(?:in|at|on|for|by|since|before|after|during|from|to|under|with|among)\s+"
            r"(?:the\s+|early\s+|late\s+|mid[ -])?[\w’'.-]+(?:\s+[A-Z0-9][\w’'.-]*){0,3}",
            core,
        )
        if (found := _kind(re.sub(r"^\w+\s+", "", match.group()))) == kind
        or {found, kind} == {"place", "name"}
    ]
    same_link = [span for span in spans if core[span[0] :].lower().startswith(link.lower() + " ")]
    if kind in ("time", "place", "name") and (same_link or (kind != "name" and spans)):
        start, end = (same_link or spans)[-1]
        return f"{core[:start]}{link} {other}{core[end:]}?"
    if re.fullmatch(r"\d{4}", other) and (year := re.search(r"\b(?:19|20)\d\d\b", core)):
        return _swapped(core, year.span(), other)
    if kind == "place" and (span := _place_span(core)):
        return _swapped(core, span, other)
    if _repeats(core, other):
        return tailed(body, last)
    return f"{core.rstrip(' ?')} {link} {other}?"


def _other(other: str, body: str, core: str, last: Turn, *, topic: bool) -> str:
    """The question before with `other` in place of what is its like there."""
    if one := re.fullmatch(r"(?:the\s+)?(?P<which>.+?)\s+ones?", other):
        year = re.fullmatch(r"(?:19|20)\d\d", one["which"])
        if not year or not re.search(r"\b(?:19|20)\d\d\b", core):
            return tailed(body, last)
        return re.sub(r"\b(?:19|20)\d\d\b", year.group(), core, count=1) + "?"
    kind = _kind(other)
    spoken = _TOPIC.search(core) or (_LAST_TOPIC.search(core) if topic else None)
    names_person = kind == "name" and not topic
    if topic and spoken:
        return f"{core[: spoken.start('topic')]}{other}?"
    if kind == "time" and (span := _time_span(core)):
        return _swapped(core, span, other)
    if kind == "place" and (span := _place_span(core)):
        return _swapped(core, span, other)
    if names_person and (span := _like_name(core, other)):
        return _swapped(core, span, other)
    if span := _same_head(core, other):
        return f"{core[: span[0]]}{other}{core[span[1] :]}?"
    if spoken:
        return f"{core[: spoken.start('topic')]}{other}?"
    return tailed(body, last)


def _kind(text: str) -> str:
    bare = re.sub(r"^(?:the|early|late|mid)\s+", "", text, flags=re.I).rstrip("?.,")
    if is_place(bare):
        return "place"
    if _TIME.search(bare) and not any(not _TIME.search(name) for name, _ in names_in(bare)):
        return "time"
    plain = re.sub(r"['’]s$", "", bare)
    return "name" if plain[:1].isupper() and len(plain.split()) <= 4 else "word"


def _time_span(core: str) -> tuple[int, int] | None:
    match = _TIME.search(core)
    return match.span() if match else None


def _place_span(core: str) -> tuple[int, int] | None:
    for name, at in reversed(list(names_in(core))):
        if is_place(name):
            return at, at + len(name)
    return None


def _like_name(core: str, other: str) -> tuple[int, int] | None:
    """The name that `other` stands in for: a possessive for one, else who is asked about."""
    owns = re.search(r"['’]s?$", other)
    if owns and (match := re.search(r"\b[A-Z][\w.-]*(?:\s[A-Z][\w.-]*){0,3}(?=['’]s\b)", core)):
        return match.span()
    asked = _ASKED.search(core)
    if asked and (spoken := re.search(rf"\s(?={SPEECH}\b)", core[asked.start("who") :])):
        who = core[asked.start("who") : asked.start("who") + spoken.start()]
        if len(who.split()) <= 6:
            return asked.start("who"), asked.start("who") + len(who)
    if asked and asked["who"].lower() not in ("there", "it") and asked["who"][:1].isupper():
        found = next(
            ((at, at + len(name)) for name, at in names_in(core) if at >= asked.start("who")), None
        )
        if found:
            return found
    people = reads_as_person(other)
    for name, at in names_in(core):
        if reads_as_person(name, core[:at], core[at + len(name) :]) == people:
            return at, at + len(name)
    return None


def _same_head(core: str, other: str) -> tuple[int, int] | None:
    """ "the men's final" of the question before, for "the women's final"."""
    tokens = list(re.finditer(r"[\w’'.-]+", core))
    parts = re.findall(r"[\w’'.-]+", other)
    if not parts:
        return None
    possessive = bool(re.search(r"['’]s?$", parts[-1]))
    wanted = stem(fold(parts[-1]))
    for at, token in enumerate(tokens):
        alike = (
            bool(re.search(r"['’]s?$", token.group()))
            if possessive
            else stem(fold(token.group())) == wanted
        )
        if not alike:
            continue
        first = at
        while first > 0 and at - first < len(parts) - 1:
            before = tokens[first - 1].group()
            if fold(before) in STOP_WORDS and before.lower() not in ("the", "a"):
                break
            first -= 1
        if (
            tokens[first].group().lower() not in ("the", "a")
            and first > 0
            and (tokens[first - 1].group().lower() == "the" and parts[0].lower() == "the")
        ):
            first -= 1
        return tokens[first].start(), token.end()
    return None


def _swapped(core: str, span: tuple[int, int], other: str) -> str:
    """`other` at `span`, which keeps its possessive ending and its article."""
    behind = core[span[1] :]
    if re.match(r"['’]s\b", behind) and re.search(r"['’]s?$", other):
        behind = behind[2:]
    elif re.search(r"['’]s$", core[span[0] : span[1]]) and not re.search(r"['’]s?$", other):
        other = f"{other}'s"
    if core[: span[0]].lower().endswith("the ") and other.lower().startswith("the "):
        other = other[4:]
    return f"{core[: span[0]]}{other}{behind}?"


def _repeats(core: str, other: str) -> bool:
    return set(content_terms(other)) <= set(content_terms(core))
