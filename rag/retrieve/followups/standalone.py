"""Makes a question that leans on the conversation stand on its own, by rules."""

import re
from collections.abc import Sequence

from rag.reading.terms import content_terms, fold, stem, words
from rag.retrieve.followups.anaphora import DEFINITE, SPEAKS, ends_noun, with_people, with_things
from rag.retrieve.followups.ellipsis import fill_in
from rag.retrieve.followups.history import TAIL, Somebody, Turn, bracketed, ended, read_turn, tailed
from rag.retrieve.followups.lexicon import SPEECH
from rag.retrieve.followups.noun_phrases import names_in

# Turns that are looked back upon, and characters that are read of each and of a question.
# A question with more words of its own topic than these needs none, whatever "the judge" it names.
_OWN_TOPIC = 4
# Turns that are looked back upon, and characters that are read of each and of a question.
_TURNS = 6
_READ = 400
_CONNECTIVE = re.compile(
    r"^(?:(?:and|but|so|also|then|well|ok(?:ay)?,|yes,|no,|thanks,|thank you,)[,\s]+)+",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:else|the others?|which others?|the same|the rest|instead|the latter|the former)\b", re.I
)
# What such a question asks of is always what the conversation is about.
_GENERIC = frozenset(
    stem(word)
    for word in """people person anyone board die died dead death deaths killed injured hurt wounded
    score cause caused reason reasons result results outcome won win winner lost lose loser cost
    money price stake number date day time place name age plan plans next first second third
    verdict sentence suspect suspects victim victims police officials motive arrested arrests
    charged charges vote votes final detail details exactly start started end ended begin began
    last lasted open opened response damage survivors injuries casualties tickets affected warning
    warnings families involved come came second runner-up""".split()
)
_EXISTS = re.compile(
    r"^(?:(?:was|were) there\b|(?:is|are|did|does|has|have)\b.*\bany(?:one|body)?\b)", re.I
)
_REACTS = re.compile(r"\bre(?:act|spond)\w*\s*\?*$", re.I)
_ASKS_BODY = re.compile(rf"\b(?:did|does|has|have)\s+the\s+\w+\s+{SPEECH}\s*\?*$", re.I)
# Questions that count or look for what they leave unnamed.
_COUNTS = re.compile(r"^(?:how (?:many|much)|which ones?|which of)\b", re.I)
# "The suspect" is somebody whom only the conversation knows.
_UNKNOWN = frozenset(
    """suspect suspects shooter gunman attacker driver pilot victim victims judge jury court company
    companies team teams coach captain match game race final film movie book song album band singer
    actor director author study report scientists researchers family lawyer lawsuit case trial
    verdict bill law ban deal agreement strike protest protests storm hurricane flood floods fire
    fires earthquake crash plane ship boat train rocket spacecraft launch attack shooting vote
    winner loser deadline university school hospital airport museum city town state country mayor
    governor minister thief thieves expedition horse jockey crew passengers player players
    robbery outbreak disease iceberg ferry jet order rule decision""".split()
)
_ABOUT_LIFE = re.compile(
    r"^(?:how (?:old|tall|rich)|when (?:was|is) \S.* born|where (?:is|was) .*\b(?:from|born)\b"
    r"|who (?:is|was|are)|which country|what country|is .* married)",
    re.I,
)
_CIRCUMSTANCE = re.compile(
    r"\s(?P<all>(?:in|at|on|after|during|over|by|under|against|from)\s\S.*)$", re.I
)


def standalone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """Rewrite `question` so that it can be understood without `history` (question, answer pairs).

    Earlier questions may lean on those before them. Carries over the person, thing or place that
    a pronoun means, or the topic that is left out; what rules cannot work in stands behind the
    question in brackets. A question that stands alone comes back unchanged, and none loses a word
    that carries topic.
    """
    turns: list[Turn] = []
    for asked, answer in history[-_TURNS:]:
        asked = asked[:_READ]
        if content_terms(asked) or (turns and words(asked)):
            turns.append(read_turn(_resolve(asked, turns), answer[:_READ]))
    return _resolve(question, turns)


def loses(question: str, rewritten: str) -> bool:
    """Whether `rewritten` lacks a name, number, date or other topic word of `question`."""
    lacking = set(content_terms(question)) - set(content_terms(rewritten))
    capitals = {fold(name) for name, _ in names_in(_CONNECTIVE.sub("", question))}
    return bool(lacking) or not all(set(words(name)) <= set(words(rewritten)) for name in capitals)


def _resolve(question: str, turns: list[Turn]) -> str:
    if not turns or not words(question) or len(question) > _READ or TAIL.search(question):
        return question
    body = _CONNECTIVE.sub("", " ".join(question.split()))
    if not body:
        return question
    rewritten = fill_in(body, turns[-1], connected=body != question) or _referring(
        body, turns, connected=body != question
    )
    if rewritten is None:
        return question
    rewritten = " ".join(rewritten.split()).replace(",,", ",").replace(",?", "?")
    return tailed(body, turns[-1]) if loses(question, rewritten) else rewritten


def _referring(body: str, turns: list[Turn], *, connected: bool) -> str | None:
    """The question with what its pronouns and definite nouns mean, None where it needs nothing."""
    last = turns[-1]
    text, people = with_people(body, turns)
    if people == []:
        return tailed(body, last)
    replaced = with_things(text, turns)
    if people:
        return _with_circumstance(replaced or text, body, people[0], last)
    if replaced is not None:
        return replaced
    return _with_topic(body, last) if _lacks_topic(body, connected=connected) else None


def _lacks_topic(body: str, *, connected: bool) -> bool:
    """Whether a question without pronouns asks of what it does not name: "what was the score?"."""
    names = [name for name, _ in names_in(body)]
    capitals = re.findall(r"(?<=\s)[A-Z][\w’'.-]*", body)  # "Governor", of "Governor Abbott"
    of_names = {stem(word) for name in (*names, *capitals) for word in words(name)}
    own = [term for term in content_terms(body) if term not in of_names]
    if not own and (connected or _COUNTS.match(body)):
        return True  # "and what did Powell do?", "how many are in Germany?"
    if _OTHERS.search(body) and len(own) <= 1:
        return True
    if names:
        return not own and bool(re.search(rf"\b{SPEECH}\w*\s*\?*$", body, re.I))
    if len(own) <= 2 and (_COUNTS.match(body) or _EXISTS.match(body)):
        return True  # "how many jobs were lost?", "were there any tsunami warnings?"
    if len(own) == 1 and _ASKS_BODY.search(body):
        return True  # "what did the union say?"
    if not re.search(r"\d", body) and all(term in _GENERIC for term in own):
        return True  # "what was the score?"
    definite = DEFINITE.search(body)
    if definite is None or len(own) > _OWN_TOPIC:
        return False
    return definite["noun"] in _UNKNOWN and ends_noun(definite["next"])


def _with_circumstance(text: str, body: str, person: Somebody, last: Turn) -> str:
    """`text` with where, when or on what it was, which a question about somebody's doing needs."""
    if TAIL.search(text) or (SPEAKS.search(body) and re.search(r"\babout\b", text)):
        return text
    if (
        last.topic
        and SPEAKS.search(body)
        and not re.search(r"\b(?:about|on|why|when)\b", body, re.I)
    ):
        own = set(content_terms(body))
        if not own:
            return ended(text, f"about {last.topic}")
        if not own & set(content_terms(last.topic)) and not _ABOUT_LIFE.match(text):
            return bracketed(text, f"about {last.topic}")
        return text
    if _ABOUT_LIFE.match(text) or _CIRCUMSTANCE.search(body) or person.described:
        return text
    if person.name in last.question:
        behind = last.question.split(person.name, 1)[1].split("? (")[0]
        if (place := _CIRCUMSTANCE.search(behind)) and not re.search(r"[?(),]", place["all"]):
            return ended(text, place["all"])
    if len(content_terms(body)) <= 2 and " " not in person.name:
        return tailed(text, last)
    if last.topic:
        return bracketed(text, f"about {last.topic}")
    return text if len(content_terms(body)) > 1 else tailed(text, last)


def _with_topic(text: str, last: Turn) -> str:
    """`text`, which names nobody, with the topic of the last turn, worked in where it can be."""
    missing = set(content_terms(last.question)) - set(content_terms(text))
    if not missing:
        return text
    if SPEAKS.search(text) and last.topic and not re.search(r"\babout\b", text):
        link = "to" if _REACTS.search(text) else "about"
        return ended(text, f"{link} {last.topic}")
    return tailed(text, last)
