"""Reads a speaker's mention as it stands in a sentence: a name with its role, a pronoun, a noun."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.calendar_words import MONTH
from rag.reading.parsing.parser import Parsed
from rag.reading.people import bodies, names, roles
from rag.reading.sentences import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

Kind = Literal["name", "pronoun", "noun"]

_PRONOUNS = frozenset(
    """he she they it him her them his their its who which that this these those i we you one
    himself herself themselves what""".split()
)
_PART = ("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet", "advmod")
_NAME_AT_END = re.compile(rf"{names.NAME}(?:,? (?:Jr|Sr)\.)?$")
_MONTH_AT_END = re.compile(rf"\s{MONTH}$")
_DAY_BEHIND = re.compile(r"\s\d")
_PLACE_AND_NAME = re.compile(
    r"(?P<role>.*\b(?:of|for)\s(?:the\s)?(?:[\w.’'&-]+\s)*?[\w.’'&-]+)\s"
    r"(?P<name>[A-Z][\w’'-]+(?:\s[A-Z]\.)?\s[A-Z][\w’'-]+(?:\s(?:Jr|Sr)\.)?)$"
)
_OWNERS = ("her ", "his ", "their ", "its ", "my ", "our ", "one of ")
_LONGEST_ROLE = 90  # characters
_LONGEST_NOUN = 80


@dataclass(frozen=True, slots=True)
class Mention:
    """Who is meant by some words. `text` is them as written, without what is set apart.

    `name` is filled where `kind` is "name", `noun` (lower case) where it is "noun" or "pronoun".
    """

    span: Span
    text: str
    kind: Kind
    name: str = ""
    role: str | None = None
    noun: str = ""
    title: str = ""  # the word before the name that tells of he or she
    definite: bool = False
    plural: bool = False


def read_mention(parsed: Parsed, head: "Token", text: str) -> Mention:
    """Read the mention whose head word is `head`. `text` is the article."""
    if head.lower_ in _PRONOUNS and (len(head) == 1 or not head.text.isupper()):
        return _pronoun(parsed, head, text)
    head = _whole_word(head)
    first, last = _edges(head)
    span = _span(parsed, first, last)
    written = _plain(text, span)
    named = _named(parsed, head, first, written, text)
    if named is not None:
        if not names.reads_as_person(named.name):
            return _person_behind(parsed, head, first, written, text) or named
        return named
    person = _person_behind(parsed, head, first, written, text)
    if person is not None:
        return person
    after = _with_phrase(head)
    whole = _span(parsed, first, after)
    longer = _plain(text, whole)
    if len(longer) > _LONGEST_NOUN:
        whole, longer = span, written
    lead = head.doc[first].lower_
    plural = head.tag_ in ("NNS", "NNPS")
    return Mention(
        whole, longer, "noun", noun=head.lower_, definite=lead == "the", plural=plural,
        role=_modifiers(written),
    )  # fmt: skip


def full_names(parsed: Parsed) -> Iterator[Mention]:
    """The names of people in a sentence, found by their words alone: first name and last name."""
    words = parsed.tokens.text
    for found in re.finditer(names.NAME, words):
        person = names.parse_mention(found.group(), at_start=found.start() == 0)
        if person is None or not names.reads_as_person(person.name):
            continue
        if person.name.split()[0] in roles.FIRST_NAMES:
            start = parsed.places[parsed.tokens.start].start
            yield Mention(
                Span(start, start), person.name, "name", person.name, _role(person.role or "")
            )


def _person_behind(
    parsed: Parsed, head: "Token", first: int, written: str, text: str
) -> Mention | None:
    """The name that an office goes with: "her press secretary, Jake Sullivan,"."""
    one = head.tag_ in ("NN", "NNP") and roles.office(head.lower_) in roles.ROLE_NOUNS
    for child in head.children:
        if child.i < head.i or child.tag_ != "NNP":
            continue
        if child.dep_ == "appos" or (child.dep_ == "conj" and one):
            inner = _named(parsed, child, *_written(parsed, child, text), text)
            if inner is None or not names.reads_as_person(inner.name):
                continue
            # "her colleague Alyssa Gehman": set beside it without a comma.
            close = child.left_edge.i == head.i + 1
            known = inner.name.split()[0] in roles.FIRST_NAMES
            if not (one or close or inner.role or known):
                continue
            role = _role(_without_owner(written)) if one else inner.role
            whole = _span(parsed, first, child.i)
            return Mention(whole, inner.text, "name", inner.name, role, title=_gender(written))
    return None


def _whole_word(head: "Token") -> "Token":
    """The last part of a word that the tokenizer has cut at its hyphens: "co-creator"."""
    doc, at = head.doc, head.i
    while at + 2 < head.sent.end and doc[at + 1].text == "-" and not doc[at].whitespace_:
        if doc[at + 1].whitespace_:
            break
        at += 2
    found = doc[at]
    if found != head:
        while found.dep_ in ("amod", "compound") and found.head.i > found.i:
            found = found.head
    return found


def _modifiers(written: str) -> str:
    return " ".join(written.split()[:-1])


def _pronoun(parsed: Parsed, head: "Token", text: str) -> Mention:
    place = parsed.places[head.i]
    if head.lower_ in ("who", "which", "that"):
        for verb in (head.head, head.head.head):
            if verb.dep_ in ("relcl", "acl") and verb.head.tag_.startswith("N"):
                outer = read_mention(parsed, verb.head, text)
                return Mention(
                    place, outer.text, outer.kind, outer.name, outer.role, outer.noun, outer.title,
                    outer.definite, outer.plural,
                )  # fmt: skip
    noun = {"him": "he", "his": "he", "her": "she", "them": "they", "their": "they"}
    return Mention(place, text[slice(*place)], "pronoun", noun=noun.get(head.lower_, head.lower_))


def _edges(head: "Token") -> tuple[int, int]:
    """The first and last token of a noun with what stands before it."""
    first = head.i
    for child in reversed(list(head.lefts)):
        # The hyphen of "Marie-Christine" is a part of the name and no punctuation.
        is_part = child.dep_ in _PART or child.tag_ == "HYPH"
        if not is_part or child.right_edge.i < first - 1:
            break
        first = child.left_edge.i
    last = head.i
    while last + 1 < head.sent.end and head.doc[last + 1].tag_ == "NNP" and head.tag_ == "NNP":
        if head.doc[last + 1].head.i > last + 1 or head.doc[last + 1].dep_ not in (
            "flat",
            "compound",
            "appos",
        ):
            break
        last += 1
    return first, last


def _written(parsed: Parsed, head: "Token", text: str) -> tuple[int, str]:
    first, last = _edges(head)
    return first, _plain(text, _span(parsed, first, last))


def _span(parsed: Parsed, first: int, last: int) -> Span:
    return Span(parsed.places[first].start, parsed.places[last].end)


def _plain(text: str, span: Span) -> str:
    span = _whole_words(text, span)
    written = " ".join(re.sub(r"\s\([^()]*\)", "", text[span.start : span.end]).split())
    # "Ada Lind June 17 told reporters": the day is no part of the name.
    return _MONTH_AT_END.sub("", written) if _DAY_BEHIND.match(text, span.end) else written


def _whole_words(text: str, span: Span) -> Span:
    """The tokenizer parts "Gans-Morse" at its hyphen."""
    start, end = span
    while start > 0 and (text[start - 1] == "-" or text[start - 1].isalnum()):
        start -= 1
    while end < len(text) and text[end] == "-" and text[end : end + 2][1:].isalnum():
        end += 2
        while end < len(text) and text[end].isalnum():
            end += 1
    return Span(start, end)


def _named(parsed: Parsed, head: "Token", first: int, written: str, text: str) -> Mention | None:
    """A mention that ends in a name: "Treasury Secretary Scott Bessent"."""
    after = _with_phrase(head)
    whole = _plain(text, _span(parsed, first, after))
    span = _span(parsed, first, head.i)
    titled = _PLACE_AND_NAME.fullmatch(whole)
    if titled and _is_office(titled["role"]) and titled["name"].split()[0] in roles.FIRST_NAMES:
        return Mention(
            _span(parsed, first, after), whole, "name", titled["name"], _role(titled["role"])
        )
    capital = head.text[:1].isupper()
    if head.tag_ not in ("NNP", "NNPS") and not (
        capital and (head.i > head.sent.start or _taken_for_another(head, text))
    ):
        return None
    if head.i + 2 < head.sent.end and head.nbor().text == "&":
        last = head.i + 2  # "Johnson & Johnson"
        if last + 1 < head.sent.end and head.doc[last + 1].lower_ in ("'s", "’s"):
            last += 1  # "Ben & Jerry's"
        span = _span(parsed, first, last)
        return Mention(span, _plain(text, span), "name", _plain(text, span))
    owner = re.match(r".*\w[’']s\s(?=[A-Z])", written)
    found = _NAME_AT_END.search(written, owner.end() if owner else 0)
    if found is None:
        return None
    parsed_name = names.parse_mention(found.group(), at_start=head.i == head.sent.start)
    if parsed_name is None:
        return None
    definite = head.doc[first].lower_ == "the"
    before = written[: found.start()].strip()
    role = parsed_name.role
    if before and (role is None or role.islower()) and _is_office(before):
        role = f"{_without_owner(before)} {role or ''}".strip()
    name = parsed_name.name
    if name in names.INSTITUTION and (body := bodies.whole_body(written)):
        name, role = body, None
    if head.text in names.INSTITUTION:
        name = f"{bodies.before_body(written, found.start())}{name}".removeprefix("The ")
    if head.text in names.INSTITUTION and after > head.i and len(whole) < _LONGEST_NOUN:
        name = f"{name}{whole[len(written) :]}"
        span = _span(parsed, first, after)
    unfinished = definite and " " in name and head.text not in names.INSTITUTION
    if unfinished and (rest := bodies.rest_of_body(text, span.end)):
        span = Span(span.start, span.end + len(rest))
        return Mention(span, _plain(text, span), "name", f"{name}{rest}")
    if head.tag_ == "NNPS" and " " not in name:
        body = whole.removeprefix("The ").removeprefix("the ")
        if " for " in body and len(body) < _LONGEST_NOUN:
            return Mention(_span(parsed, first, after), whole, "name", body)
        return Mention(span, written, "noun", noun=head.lower_, plural=True)
    role = _role(role) if role else _apposition(parsed, head, text)
    return Mention(span, written, "name", name, role, title=_gender(written), definite=definite)


def _taken_for_another(head: "Token", text: str) -> bool:
    """Whether a word that opens a sentence is a name though it is tagged as another one:
    it has its capital inside sentences too, and nowhere else a small letter.
    """
    word = re.escape(head.text)
    return (
        head.tag_ in ("JJ", "NN", "NNS", "RB", "VB", "VBP")
        and (head.dep_ == "nsubj" or head.tag_ == "RB")
        and re.search(rf"[\w,] {word}\b", text) is not None
        and (head.tag_ in ("JJ", "NN") or re.search(rf"\b{word.lower()}\b", text) is None)
    )


def _with_phrase(head: "Token") -> int:
    """The last token of a noun with "of …" or "for …" behind it."""
    for child in head.children:
        if child.dep_ == "prep" and child.i == head.i + 1 and child.lower_ in ("of", "for", "from"):
            end = child.right_edge.i
            for at in range(child.i, end + 1):
                if head.doc[at].text in (",", "—", "–", "“", '"') or head.doc[at].tag_ in (
                    "WP",
                    "WDT",
                ):
                    return at - 1
            return end
    return head.i


def _is_office(words: str) -> bool:
    return any(roles.office(word) in roles.ROLE_NOUNS for word in words.lower().split())


def _apposition(parsed: Parsed, head: "Token", text: str) -> str | None:
    """What a name is said to be after a comma: ", the Treasury secretary,"."""
    for child in head.children:
        if child.dep_ == "appos" and child.i > head.i + 1:
            end = child.i
            for at in range(child.i, child.right_edge.i + 1):
                token = child.doc[at]
                if token.tag_ in ("WP", "WDT", "WRB") or token.text in (",", "—", "“", '"', "("):
                    break
                end = at
            words = _plain(text, _span(parsed, child.left_edge.i, end))
            if roles.office(child.lower_) in roles.ROLE_NOUNS or _is_office(words.split(" of ")[0]):
                return _role(words)
    return None


def _without_owner(words: str) -> str:
    """ "Carter's press secretary" without whose it is."""
    return re.sub(r"^(?:.*?[’']s?\s|(?:his|her|their|its|our)\s)", "", words)


def _role(words: str) -> str | None:
    words = re.sub(r"^(?:the|an?)\s", "", words, flags=re.IGNORECASE).strip(" ,")
    words = re.sub(r"\b(?:Mr|Mrs|Ms|Dr|Sir|Madam)\.?$", "", words).strip(" ,")
    if words.lower().startswith(_OWNERS) or not 1 < len(words) <= _LONGEST_ROLE:
        return None
    return words


def _gender(written: str) -> str:
    """ "he" or "she" where a title or office before the name tells it."""
    for word in written.lower().replace(".", "").split():
        if word in roles.GENDERED:
            return roles.GENDERED[word]
    return ""
