"""Recognises whose words a question asks for: a person, a body, an office or an outlet."""

import re
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from rag.library import Library
from rag.reading.parsing.reporting_verbs import ASKED, any_form
from rag.reading.people.names import family_name
from rag.reading.terms import fold, words
from rag.records import Speaker, Statement
from rag.retrieve.question.asked_outlet import find_outlet
from rag.retrieve.question.identify import office_before, speakers_described, speakers_named

# Whoever thinks or wants something is asked about as whoever says it.
SPEECH = rf"{any_form(ASKED, 0, 3)}|says|saying|think|thinks|believe|believes|want|wanted"
_WORDS_OF = (
    r"(?:reactions?|responses?|comments?|remarks?|views?|opinions?|stance|position|statements?"
    r"|advice|explanation|words|warnings?|take|thoughts|message|answer|reply|quotes?)"
)
_WHO = r"(?P<who>(?:the\s+)?[\w.'’&-]+(?:\s+[\w.'’&-]+){0,6}?)"
_ASKS_SPEAKER = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b(?:did|does|do|has|have|had|is|was|were)\s+{_WHO}\s+(?:(?!family)\w+ly\s+)?(?:{SPEECH})\b",
        rf"\baccording\s+to\s+{_WHO}\s*(?=[,?]|$|\b(?:how|what|who|when|where|why|which|is|are|was"
        r"|were|did|does)\b)",
        rf"\b{_WHO}['’]s?\s+(?:\w+\s+)?{_WORDS_OF}\b",
        rf"\b{_WORDS_OF}\s+(?:of|by|from)\s+{_WHO}\s*(?=[,?]|$|\b(?:on|about|to|after)\b)",
        rf"^(?:and\s+)?{_WHO}\s+(?:said|on)\s+what\b",
        rf"^(?:please\s+)?quote\s+{_WHO}\s+(?:on|about)\b",
    )
)
# "What did Ada Lind, the mayor of Oddby, say …?": what is told of a name, before the verb.
_TOLD = re.compile(rf"(?<=\w),\s+(?P<told>[^,;?]{{2,80}}),\s+(?=(?:\w+ly\s+)?(?:{SPEECH})\b)", re.I)
# "Bessent on tariffs" is no sentence: what stands before "on" must be a name.
_HEADLINE = re.compile(rf"^{_WHO}\s+on\s+(?!the\s+(?:way|list|run)\b)\S", re.I)
_ASKS_WHO = re.compile(
    rf"^(?:and\s+|so\s+)?who\s+(?:else\s+)?(?:has\s+|have\s+)?(?:\w+ly\s+)?(?:{SPEECH})\b", re.I
)
# Whoever spoke, which is no part of the topic.
ANYBODY = re.compile(
    r"\b(?:people|everyone|everybody|others|they\s+all|the\s+public|the\s+world)\b", re.I
)
_ASKS_EVERYONE = re.compile(
    rf"\b(?:did|do|does|have|has|are)\s+(?:people|everyone|everybody|others|they\s+all|the\s+public"
    rf"|politicians|commentators|leaders|world\s+leaders|critics)\s+(?:{SPEECH})\b"
    r"|\bwho\s+said\s+what\b|\bwhat\s+(?:has|have|had|was|is|were)\s+(?:been\s+)?(?:being\s+)?said\s"
    r"|^(?:what\s+(?:was|were|is|are)\s+)?(?:the\s+)?(?:public\s+)?reactions?\s+to\b"
    r"|\bhow\s+(?:did|have|has)\s+(?:people|everyone|the\s+world|the\s+public)\b",
    re.I,
)
_NOBODY = frozenset(
    """he she they it we you i him her them people anyone anybody someone somebody everyone
    everybody nobody officials experts scientists researchers police critics a an that this there
    what who which how many much when where why""".split()
)
_NO_NAME = _NOBODY | frozenset(
    """new recent research study studies report reports data poll polls survey surveys
    figures""".split()
)
_BEFORE_NAME = frozenset(
    """what was is were are did does how and so but the about of to on in why has tell me
    quote""".split()
)
_TITLES = frozenset(
    """mr mrs ms dr prof professor judge justice sen senator rep representative gov
    governor president vice prime minister secretary treasury press spokesman spokeswoman
    spokesperson defense defence state homeland
    security attorney general chancellor mayor sheriff chief coach
    ceo chair chairman chairwoman commissioner director press speaker ambassador detective captain
    former acting interim fed foreign interior finance health transportation energy congressman
    congresswoman premier first minister general gen col officer solicitor""".split()
)
# Nouns for whoever holds an office or plays a part.
_ROLE = re.compile(
    r"^(?:[\w-]*(?:man|woman|person|minister)|president|premier|chancellor|secretary|pm|ceo|cfo"
    r"|coo|da|chief|chair|director|head|leader|mayor|governor|senator|representative|lawmaker"
    r"|mp|ambassador|envoy|commissioner|administrator|attorney|lawyer|prosecutor|judge|justice"
    r"|jockey|coach|manager|captain|player|goalkeeper|quarterback|pitcher|trainer|owner|founder"
    r"|co-founder|creator|author|writer|director|actor|actress|singer|editor|host|anchor|curator"
    r"|boss|executive|king|queen|prince|princess|pope|bishop|archbishop|cardinal|priest|doctor"
    r"|surgeon|scientist|researcher|professor|economist|analyst|expert|official|sheriff|officer"
    r"|detective|general|admiral|commander|pilot|astronaut|mother|father|parents|wife|husband|son"
    r"|daughter|sister|brother|family|widow|spokesperson|press\s+office|whistleblower|winner"
    r"|champion|victim|survivor|suspect|witness|neighbou?r|teacher|principal|union|opposition)s?$",
    re.I,
)
# Articles that quote somebody of a surname, from which it is one in lower case too, and the share
# of the passages with the word below which it is a common word: "project".
_OFTEN = 5
_RARELY = 10
# Words of a name that may stand before "on" without a verb.
_HEADING = 3
# How much more often the right spelling stands in the library than a slip of it.
_RIGHTLY = 5
# Letters from which a name may be taken for a misspelling, and from which two slips are forgiven.
_SHORTEST_SLIP = 5
_TWO_SLIPS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose words a question asks for.

    `speaker` is the name as the library knows it and `written` as the question has it.
    `described` is an office or part without a personal name ("Chile's interior minister"), or what
    a title before one or a phrase after it tells; `speakers` are those of the library who may be
    meant, most quoted first. `outlet` is one that the library holds. `asks_who` says that the
    speaker is the answer ("who said …?"), `asks_everyone` that whoever spoke is wanted.
    """

    speaker: str | None = None
    written: str | None = None
    described: str | None = None
    outlet: str | None = None
    asks_who: bool = False
    asks_everyone: bool = False
    speakers: tuple[Speaker, ...] = ()

    def means(self, statement: Statement) -> bool:
        """Whether a statement of the library is by one who is asked for."""
        return any(it.name == statement.person for it in self.speakers)


def find_asked(text: str, library: Library) -> Asked:
    """Read whose words `text` asks for, against the names that `library` holds.

    A word in lower case counts as a name only where the library knows a speaker of that name.
    """
    if _ASKS_EVERYONE.search(text):
        return Asked(asks_everyone=True)
    held = [name for name, *_ in library.database.outlets() if name]
    outlet = find_outlet(text, held)
    asks_who = bool(_ASKS_WHO.search(text))
    told = _TOLD.search(text)
    if told:
        text = f"{text[: told.start()]} {text[told.end() :]}"
    for pattern in (*_ASKS_SPEAKER, _HEADLINE):
        for match in pattern.finditer(text):
            who = _trimmed(match["who"])
            if (
                not who
                or (pattern is _HEADLINE and not _is_heading(who, text))
                or (outlet and find_outlet(f"according to {who}", held) == outlet)
            ):
                continue
            the = match["who"].lower().startswith("the ")
            found = _read(who, library, strict=pattern is _HEADLINE, definite=the)
            if found:
                written, speaker, described = found
                if speaker and told:
                    described = f"{described or ''} {told['told']}".strip()
                speakers = _identified(speaker, described, library)
                return Asked(speaker, written, described, outlet, asks_who, speakers=speakers)
    return Asked(outlet=outlet, asks_who=asks_who)


def speakers_meant(who: str, library: Library) -> tuple[Speaker, ...]:
    """Whom a question would mean by `who`: a name, with a title or without, or an office.

    Most quoted first.
    """
    trimmed = _trimmed(who)
    the = who.lower().startswith("the ")
    found = _read(trimmed, library, strict=False, definite=the) if trimmed else None
    return _identified(found[1], found[2], library) if found else ()


def _identified(
    speaker: str | None, described: str | None, library: Library
) -> tuple[Speaker, ...]:
    if speaker:
        return speakers_named(speaker, described, library)
    return speakers_described(described or "", library)


def _is_heading(who: str, text: str) -> bool:
    """Whether `who` may stand before "on" as in "Bessent on tariffs"."""
    return who[:1].isupper() or len(text.split()) <= 2 * _HEADING


def _trimmed(who: str) -> str:
    """The phrase without the words of the question that stand before the name."""
    tokens = re.sub(r"['’]s?$", "", who.strip()).split()
    while tokens and fold(tokens[0]) in _BEFORE_NAME:
        tokens = tokens[1:]
    return " ".join(tokens)


def _read(
    who: str, library: Library, *, strict: bool, definite: bool
) -> tuple[str | None, str | None, str | None] | None:
    """The name as written, as known, and the description, of the phrase `who`.

    Behind "the", which is `definite`, no name stands.
    """
    tokens = who.split()
    if fold(tokens[0]) in _NOBODY or any(
        fold(token) in ("he", "she", "and", "or") for token in tokens
    ):
        return None
    described = _described(tokens, definite=definite)
    if described:
        return None if strict else (None, None, described)
    if (
        owner := next((at for at, it in enumerate(tokens) if re.search(r"['’]s?$", it)), None)
    ) is not None:
        tokens = tokens[owner + 1 :]  # "Germany's BDLI"
        if not tokens:
            return None
    title, name = _titled(tokens)
    if not name or any(fold(token) in _NO_NAME for token in name):
        return None
    written = " ".join(name)
    known: str | None
    if not any(token[:1].isupper() for token in name):
        known = _known_in_lower_case(name, library, exact=strict)
    elif not (name[0][:1].isupper() and name[-1][:1].isupper()) or (
        strict and len(name) > _HEADING
    ):
        return None
    else:
        known = known_speaker(written, library)
        known = known or (None if strict and len(name) == 1 else written)
    if not strict and not (known and speakers_named(known, title, library)):
        at = office_before(tokens, library)
        if at:
            title, written = " ".join(tokens[:at]), " ".join(tokens[at:])
            known = written
        elif _ROLE.match(tokens[-1]) and any(
            fold(tokens[-1]) in words(it.role or "")
            for it in speakers_described(" ".join(tokens), library)
        ):
            return None, None, " ".join(tokens)  # "Senate Majority Leader"
    return (written, known, title) if known else None


def _known_in_lower_case(name: list[str], library: Library, *, exact: bool) -> str | None:
    """Whom a name typed without capitals means; a common word that is also a surname, nobody.

    With `exact` no misspelling is taken for a name.
    """
    written, family = " ".join(name), fold(name[-1])
    database = library.database
    known = database.speakers_called([family])
    quoting = sum(it.articles for it in known if family_name(it.name) == family)
    common = quoting < _OFTEN and quoting * _RARELY < database.count_matches(family)
    if len(name) > 1:
        if any(fold(it.name) == fold(written) for it in known):
            return written
        return written if len(name) == 2 and not common and not exact else None
    if quoting:
        return None if common else written
    return None if exact else known_speaker(written, library)


def _described(tokens: list[str], *, definite: bool) -> str | None:
    """ "Chile's interior minister", "the mayor of Morristown", "the Goncalves family"."""
    head_end = next(
        (
            at
            for at, it in enumerate(tokens)
            if at and fold(it) in ("of", "for", "at", "in", "from")
        ),
        len(tokens),
    )
    head = tokens[head_end - 1]
    if not _ROLE.match(head):
        return None
    capitals = head_end == len(tokens) > 1 and all(it[:1].isupper() for it in tokens)
    office = all(fold(it) in _TITLES for it in tokens) or re.search(r"['’]s", " ".join(tokens))
    # "Treasury Secretary" is an office; "Jane Head" and "Martin Luther King" are names.
    if capitals and not office and not head.isupper():
        return None
    if len(tokens) == 1 and head[:1].isupper() and fold(head) not in _TITLES and not definite:
        return None  # "Head", "King" alone may be a name
    return " ".join(tokens)


def _titled(tokens: list[str]) -> tuple[str | None, list[str]]:
    """The title before a name, and the name: "Treasury Secretary Bessent", "president trump".

    What stands in lower case before a name is its title too: "climate think tank Ember".
    """
    at = 0
    capitals = any(token[:1].isupper() for token in tokens)
    while at < len(tokens) - 1 and (
        fold(tokens[at].rstrip(".")) in _TITLES or (capitals and tokens[at].islower())
    ):
        at += 1
    return " ".join(tokens[:at]) or None, tokens[at:]


def known_speaker(who: str, library: Library, *, alone: bool = False) -> str | None:
    """`who` as the library quotes them: under that name, or a slip or two away.

    Where it stands `alone`, and is a name for sure, it may be a word of the articles too.
    """
    if speakers_named(who, None, library):
        return who
    family = family_name(who)
    nearest = _slips_away(family, library.database.last_names_starting(family[:1]))
    if nearest is None:
        return None
    matches = library.database.count_matches
    if not alone and matches(family) * _RIGHTLY > matches(nearest):
        return None  # a word of its own, as "Ember" is beside "Emmer"
    return " ".join([*who.split()[:-1], nearest.capitalize()])


def _slips_away(word: str, known: list[str]) -> str | None:
    """The word among `known` that a misspelt `word` stands for, if there is any.

    A slip is a letter too many, too few, wrong or in the wrong place (Damerau and Levenshtein).
    """
    if len(word) < _SHORTEST_SLIP:
        return None
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    nearest = process.extractOne(
        word, known, scorer=DamerauLevenshtein.distance, score_cutoff=slips
    )
    return str(nearest[0]) if nearest else None
