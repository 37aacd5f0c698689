"""Puts in the place of a pronoun, or of "the rocket", what the conversation calls it."""

import re

from rag.reading.terms import STOP_WORDS, content_terms, fold, stem, words
from rag.retrieve.followups.history import Somebody, Turn, ended, fullest_noun, tailed
from rag.retrieve.followups.lexicon import SPEECH, VERBS, gender, is_place
from rag.retrieve.followups.noun_phrases import AUXILIARY, names_in

# A question with this many words of its own topic needs no other's, whatever "it" it has.
_STANDS_ALONE = 4
# A hyphen on either side makes a word of it: "he-man".
_PERSON = re.compile(r"(?<![\w’'-])(?:he|she|him|her|his|hers|himself|herself)(?![\w-])", re.I)
# "her mother", but not "about her" or "ask her to".
_OWNS = re.compile(
    r"(?:his|hers|their|its)\b|her\s+(?!(?:to|about|in|on|at|for|and|or|when|that|if|as|by|with"
    r"|from|say|do|be|come|leave|instead|too|now|so)\b)\w",
    re.I,
)
_THING = re.compile(r"(?<![\w’'-])(?:it|its|they|them|their|theirs)(?![\w-])", re.I)
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|does|did|will|would|has|how long (?:did|does)) it (?:true|possible|likely"
    r"|legal|illegal|safe|ok|okay|clear|time|(?:take|cost)\b.*\bto|rain(?:ing)?|snow(?:ing)?|ever|been)\b"
    r"|it (?:take|takes|mean|means) to\b|it is\b|what time is it)",
    re.I,
)
# "that" as a pronoun or before a noun, not "say that tariffs …" or "the company that makes …".
_THAT = re.compile(
    rf"(?:\b(?P<link>about|of|on|in|at|for|with|after|before|to|by|from|like|under|during|{AUXILIARY}"
    r"|say|said|do|who|why|behind)\s+|^)(?P<this>that|this|those|these)"
    r"(?:\s*(?P<end>\?*$)|\s+(?P<noun>(?!who\b|that\b|which\b|in\b|of\b|with\b)[a-z][\w-]*))",
    re.I,
)
_NOW = frozenset(
    """week weeks month months year years morning evening summer winter spring autumn fall season
    weekend time day days century quarter afternoon tonight""".split()
)
_THERE = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbeen )\bthere\s*\?*$", re.I)
# "the suspect" is somebody only the conversation knows.
DEFINITE = re.compile(
    r"(?<![\w’'-])[Tt]he\s+(?P<noun>[a-z][a-z-]+)(?P<owns>['’]s)?(?=\s*[?,]*$|\s+(?!of\b)(?P<next>[\w’'-]+))"
)
# What lies before it in the same question says what a pronoun behind it means.
_CLAUSE = re.compile(
    r"[.!?;:]\s|,?\s+(?:and|but)\s+(?=what|who|when|where|why|how|did|does|is|was|he|she)", re.I
)
_MUCH = 8  # content words of a question that needs nobody from outside
SPEAKS = re.compile(rf"\b{SPEECH}\b", re.I)


def with_people(body: str, turns: list[Turn]) -> tuple[str, list[Somebody] | None]:
    """`body` with the people that its pronouns mean; None for no pronoun, [] for nobody found."""
    found: dict[str, Somebody] = {}
    text, shift, leans = body, 0, False
    for match in _PERSON.finditer(body):
        pronoun = "she" if match.group().lower() in ("she", "her", "hers", "herself") else "he"
        if pronoun in found or match.group().lower() in ("himself", "herself"):
            continue
        if not leans and _has_antecedent(body, match, pronoun):
            continue
        leans = True
        person = _meant(pronoun, turns, list(found.values()))
        if person is None:
            continue
        found[pronoun] = person
        owns = _OWNS.match(body, match.start())
        name = f"{person.name}'s" if owns else str(person)
        start, end = match.start() + shift, match.end() + shift
        text = text[:start] + name + text[end:]
        shift += len(name) - (end - start)
    return text, list(found.values()) if leans else None


def _meant(pronoun: str, turns: list[Turn], taken: list[Somebody]) -> Somebody | None:
    """Whom `pronoun` means: the likeliest person of the latest turn that has a fitting one.

    Most people in the news whose given name does not tell are men, so a known woman goes before.
    """
    other = _other(pronoun)
    for turn in reversed(turns):
        fitting = [who for who in turn.people if who.pronoun != other and who not in taken]
        known = [who for who in fitting if who.pronoun == pronoun]
        if fitting:
            return known[0] if pronoun == "she" and known else fitting[0]
    return None


def _has_antecedent(body: str, match: re.Match[str], pronoun: str) -> bool:
    """Whether the question itself says whom or what the pronoun means."""
    before, word = body[: match.start()], match.group().lower()
    names = [name for name, _ in names_in(before)]
    if pronoun != "it" and names and {gender(name) for name in names} == {_other(pronoun)}:
        return False
    clauses = list(_CLAUSE.finditer(before))
    if clauses and len(content_terms(before[: clauses[-1].start()])) >= 2:
        return True
    if next(names_in(body), None) and len(content_terms(body)) >= _MUCH:
        return True
    owns = bool(_OWNS.match(body, match.start()))
    is_object = word in ("him", "them") or (word in ("her", "it") and not owns)
    auxiliary = re.search(rf"\b{AUXILIARY}\b", before, re.I)
    if auxiliary is None:  # "which company said that its chips …", but not "which state banned it"
        told = len(content_terms(before))
        return told >= 4 if is_object else told >= 2 or (owns and told >= 1)
    held = before[auxiliary.end() :]
    has_subject = any(word not in STOP_WORDS for word in words(held))
    if is_object and re.search(r"\w\s+$", held) and has_subject:
        if re.search(r"\b(?:when|after|before|that|if|while|because|who)\b", held, re.I):
            return True
        return word == "it" and bool(
            SPEAKS.search(held) and re.match(r"\s+\w", body[match.end() :])
        )
    return has_subject


def _other(pronoun: str) -> str:
    return "he" if pronoun == "she" else "she"


def with_things(text: str, turns: list[Turn]) -> str | None:
    """`text` with what "it", "they", "that", "there" or "the rocket" mean; None if it has none."""
    last = turns[-1]
    rich = len(content_terms(text)) >= _STANDS_ALONE
    thing = _THING.search(text)
    if (
        thing
        and not rich
        and not _EXPLETIVE.search(text)
        and not _has_antecedent(text, thing, "it")
    ):
        plural = thing.group().lower().startswith("the")
        meant = last.things if plural else last.thing
        acts = re.search(r"\b(?:did|does|will|has)\s+$", text[: thing.start()], re.I)
        if not last.thing or not _is_new(text[thing.end() :], last):
            acts = None  # "when will it close" is of the plant that somebody closes
        told = re.search(r"\b(?:about|on|of|to)\s+$", text[: thing.start()], re.I)
        if told and last.thing == last.subject:
            meant = None  # "what did she say about it", after "did Israel strike Iran"
        if thing.group().lower() == "its" or (acts and not plural and last.subject_acts):
            meant = last.subject or last.thing
        if plural and meant and (is_place(meant) or meant in [str(who) for who in last.people]):
            meant = None
        if meant:
            owns = thing.group().lower() in ("its", "their")
            return _put(text, thing.span(), _owning(meant) if owns else meant)
        return tailed(text, last)
    that = _THAT.search(text)
    if that and not rich and _refers(that):
        noun = that["noun"]
        if noun and (meant := fullest_noun(noun, turns)):
            return tailed(_put(text, (that.start("this"), that.end("noun")), meant), last)
        if noun is None and last.topic and that["link"] in ("about", "on", "of"):
            return _put(text, that.span("this"), last.topic)
        if noun is None and last.topic and SPEAKS.match(that["link"] or "-"):
            return ended(text, f"about {last.topic}")
        if noun is None or that["link"]:
            return tailed(text, last)
    if there := _THERE.search(text):
        place = re.search(r"\b(?:in|at|near|on)\s+(?:the\s+)?[A-Z].*$", last.question)
        return _put(text, there.span(), f"{place.group()}?") if place else tailed(text, last)
    for definite in DEFINITE.finditer(text):
        noun = definite["noun"]
        if not ends_noun(definite["next"]):
            continue
        meant = fullest_noun(noun, turns)
        if meant and not set(content_terms(meant)) <= set(content_terms(text)):
            return _put(text, (definite.start(), definite.end("noun")), meant)
    return None


def _refers(that: re.Match[str]) -> bool:
    """Whether "that" points back: not "said that tariffs …", "this week"."""
    noun = that["noun"]
    return noun is None or not (
        SPEAKS.match(that["link"] or "-") or noun.lower() in _NOW | STOP_WORDS
    )


def _is_new(rest: str, last: Turn) -> bool:
    """Whether the verb that opens `rest` is none of the last question's."""
    verb = next(iter(words(rest)), "")
    return stem(verb) not in [stem(word) for word in words(last.question)]


def ends_noun(word: str | None) -> bool:
    """Whether a noun phrase ends before `word`: "the rocket carried", not "the rocket company"."""
    return (
        word is None
        or fold(word) in STOP_WORDS
        or word in VERBS
        or bool(re.fullmatch(r"[a-z]+(?:ed|ing|ly|en)", word))
    )


def _put(text: str, span: tuple[int, int], noun: str) -> str:
    if span[0] == 0:
        noun = noun[:1].upper() + noun[1:]
    return text[: span[0]] + noun + text[span[1] :]


def _owning(noun: str) -> str:
    noun = noun.rstrip(",")
    return f"{noun}'" if noun.endswith("s") else f"{noun}'s"
