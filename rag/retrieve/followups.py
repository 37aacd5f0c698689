"""Makes a question that leans on the conversation stand on its own, by rules."""

import re
from collections.abc import Sequence

from rag.reading.names import NAME, parse_mention
from rag.reading.terms import content_terms

_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
# "her mother", but not "about her" or "ask her to".
_POSSESSIVE = re.compile(
    r"(?:his|hers)\b|her\s+(?!(?:to|about|in|on|at|for|and|or|when|that|if|as|by|with|from)\b)\w",
    re.I,
)
_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|this|those|these|there|then)\b", re.IGNORECASE
)
_CONNECTIVE = re.compile(r"^(?:and|but|so|or|also|then|ok|okay)\b[,\s]*", re.IGNORECASE)
# "and about soybeans?", "what about China?"
_ABOUT_OTHER = re.compile(
    r"^(?:and\s+|but\s+)?(?:what\s+|how\s+)?(?:about|on)\s+(?P<topic>.+?)\s*\?*$", re.IGNORECASE
)
_AND_OTHER = re.compile(r"^and\s+(?P<other>(?:the\s+)?[\w'’.-]+(?:\s+[\w'’.-]+){0,3})\s*\?*$", re.I)
_TOPIC = re.compile(r"\b(?P<link>about|on|of)\s+(?P<topic>[^?]+?)\s*\?*$", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?P<link>did|does|has|have|is|was)\s+(?P<who>(?:the\s+)?[\w'’.-]+(?:\s+[A-Z][\w'’.-]+){0,3}?)"
    r"(?=\s+(?:say|said|think|tell|want|do|call|respond|react|announce|mean|plan|propose)\b)"
)
# A question of fewer words than this, without a name, is taken to go on from the one before.
_SHORT = 4
# A question with this many words of its own topic needs no other's, whatever pronoun it has.
_STANDS_ALONE = 4


def standalone(question: str, history: Sequence[tuple[str, str]]) -> str:
    """Rewrite `question` so that it can be understood without `history` (question, answer pairs).

    Carries over the person that a pronoun means, the speaker or topic that an "and …?" leaves
    out, or the topic of the question before. A question that stands alone comes back unchanged.
    """
    if not history:
        return question
    earlier_question, earlier_answer = history[-1]
    other_topic = _ABOUT_OTHER.match(question)
    topic = _TOPIC.search(earlier_question)
    if other_topic and topic:
        return f"{earlier_question[: topic.start('topic')]}{other_topic['topic']}?"
    other = _AND_OTHER.match(question)
    asked = _ASKED.search(earlier_question)
    if other and asked:
        return _replaced(earlier_question, asked.span("who"), other["other"])
    body = _CONNECTIVE.sub("", question)
    leans = body != question
    pronoun = _PERSON.search(body)
    if pronoun:
        person = _person(earlier_question, earlier_answer)
        if person is None:
            return f"{body} ({earlier_question.rstrip('? ')})"
        possessive = bool(_POSSESSIVE.match(body, pronoun.start()))
        return _replaced(body, pronoun.span(), f"{person}'s" if possessive else person)
    names = _names(body)
    short = len(body.split()) < _SHORT
    # "when did costco file its lawsuit" names what "its" means, in lower case.
    thing = _THING.search(body) and len(content_terms(body)) < _STANDS_ALONE
    if (leans or short or thing) and not names:
        return f"{body} ({earlier_question.rstrip('? ')})"
    return body if leans else question


def _replaced(text: str, span: tuple[int, int], replacement: str) -> str:
    return text[: span[0]] + replacement + text[span[1] :]


def _person(*texts: str) -> str | None:
    """The first full name in `texts`, else the first single one."""
    names = [name for text in texts for name in _names(text)]
    full = [name for name in names if " " in name]
    return next(iter(full or names), None)


def _names(text: str) -> list[str]:
    found = []
    for match in re.finditer(NAME, text):
        person = parse_mention(match.group(), at_start=match.start() == 0)
        if person and len(person.name) > 2:
            found.append(person.name)
    return found
