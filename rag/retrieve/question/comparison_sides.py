"""Parts a comparison into the two questions that it asks, one for each thing compared."""

import re

from rag.reading.parsing.reporting_verbs import ASKED, any_form

# A word of a question, with what stands between it and the next one.
_TOKEN = re.compile(r"\w+(?:[.'’&-]+\w+)*(?:['’]s?)?|[,;?!]")
# What joins the two things, and what else must stand in the question for it to compare them.
_JOINS = {
    "or": re.compile(
        r"\b(?:more|less|fewer|first|last|\w+er|which|who|did|is|are|was|were)\b", re.I
    ),
    "and": re.compile(
        r"\b(?:same|differ(?:s|ed|ence|ences|ent)?|compared?|compares|each|respectively)\b", re.I
    ),
    "vs": re.compile(""),
    "versus": re.compile(""),
}
# "Is it higher in A than in B?", "Did A say the same as B?", "How does A compare with B?": what
# compares, and what joins the second thing.
_JOINS_LATER = (
    (re.compile(r"\b(?:more|less|fewer|worse|better|rather|\w{2,}er)\b", re.I), re.compile("than")),
    (re.compile(r"\bsame\b", re.I), re.compile("as")),
    (re.compile(r"\bcompare[sd]?\b", re.I), re.compile("with|to")),
)
# "Where did … land, and where did … land?"
_TWICE = re.compile(
    r"^(?P<one>(?P<asks>who|where|when|what|which|how\s+\w+)\b.+?),?\s+and\s+(?P<two>(?P=asks)\b.+)$",
    re.I,
)
# "What did Letterman and Fallon say about it?": the words of two are asked for.
_NAMES = r"(?:[A-Z][\w.'’-]*\s){1,4}"
_BOTH = re.compile(
    rf"^(?P<asks>.*\b(?:did|do|does|have|has)\s)(?P<one>{_NAMES})and\s(?P<two>{_NAMES})"
    rf"(?P<rest>(?:\w+ly\s)?(?:(?i:{any_form(ASKED, 0, 3)}))\b.*)$"
)
# "Did more people die …", "Which came first …", "Who was there longer …": what each side is asked.
_ALONE = (
    (
        re.compile(r"^(?:did|do|does|are|were|is|was|have|had)\s+(?:more|fewer|less)\b", re.I),
        "how many",
    ),
    (
        re.compile(r"^(?:which|who|what)\b(.*?)\s+(?:first|earlier|sooner|later|last)\b", re.I),
        r"when\1",
    ),
    (
        re.compile(
            r"^(?:which|who|what)\b(.*?)\s+(?:was\s+|is\s+)?(long|old|tall|high|fast)er\b",
            re.I,
        ),
        r"how \2\1",
    ),
)
# Said of both, which neither question is about.
_IDLE = re.compile(
    r"\b(?:each|respectively|same|both|differ(?:s|ed|ent(?:ly)?)?|compared?)\b", re.I
)
_OUTSIDE = frozenset(
    """a an the of in on at to for from by with about as into did do does is are was were has have
    had be been who what which when where why how that this these those his her their its and or
    than vs versus between not""".split()
)
# "… than that of B", "… with the one on B".
_STANDS_FOR_IT = frozenset("that those the one ones in of on to for at from by did was".split())
_LONGEST = 5


def sides(text: str) -> tuple[str, str] | None:
    """The questions about either thing that `text` compares; None where it compares none.

    Each is the question without the name of the other, and without the comparing: "Which came
    first, A or B?" asks "When came, A?" and "When came, B?".
    """
    twice = _TWICE.match(text.strip())
    if twice:
        return f"{twice['one'].rstrip(',')}?", twice["two"]
    both = _BOTH.match(text.strip())
    if both and both["one"] != both["two"]:  # "Johnson and Johnson" is one
        asks, rest = both["asks"], both["rest"]
        return _by_itself(f"{asks}{both['one']}{rest}"), _by_itself(f"{asks}{both['two']}{rest}")
    tokens = list(_TOKEN.finditer(text))
    cased = any(token.group()[0].isupper() for token in tokens[1:])
    joining = {word for word, compares in _JOINS.items() if compares.search(text)}
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].group().lower() not in joining:
            continue
        before = _named_before(tokens, at, cased=cased)
        after = _named_after(tokens, at, cased=cased, tail=_tail(before))
        if before and after:
            first = text[: before[-1].end()] + text[after[-1].end() :]
            second = text[: before[0].start()] + text[after[0].start() :]
            return _by_itself(first), _by_itself(second)
    return _told_later(text, tokens) if cased else None


def _told_later(text: str, tokens: list[re.Match[str]]) -> tuple[str, str] | None:
    """The sides of a comparison whose second thing stands apart from the first one."""
    for compares, joining in _JOINS_LATER:
        if not compares.search(text):
            continue
        matched = [n for n, it in enumerate(tokens) if compares.fullmatch(it.group())]
        comparing = matched[0] if matched else len(tokens)
        later = range(comparing + 1, len(tokens))
        at = next((n for n in later if joining.fullmatch(tokens[n].group())), 0)
        capitals = [n for n in range(1, at) if tokens[n].group()[0].isupper()]
        name = max([n for n in capitals if n < comparing] or capitals, default=0)
        start = at + 1
        while start < len(tokens) and tokens[start].group().lower() in _STANDS_FOR_IT:
            start += 1
        after = _named_after(tokens, start - 1, cased=True, tail=0)
        if not at or not name or not after:
            continue
        # "the Texas flood … than the Vietnam flood": the noun goes with either name.
        end = start + len(after)
        if [it.group() for it in tokens[end : end + 1]] == [tokens[name + 1].group()]:
            after.append(tokens[end])
            name += 1
        before = _named_before(tokens, name + 1, cased=True)
        kept, rest = text[: tokens[at].start()].rstrip(), text[after[-1].end() :]
        second = kept[: before[0].start()] + text[after[0].start() : after[-1].end()]
        return _by_itself(kept + rest), _by_itself(second + kept[before[-1].end() :] + rest)
    return None


def _by_itself(side: str) -> str:
    """What a comparison wants to know of one side: how many, when, how long."""
    for compares, asks in _ALONE:
        side, found = compares.subn(asks, side)
        if found:
            break
    return " ".join(_IDLE.sub("", side).replace(" ,", ",").split())


def _named_before(tokens: list[re.Match[str]], join: int, *, cased: bool) -> list[re.Match[str]]:
    """The name that ends before a joining word, with the nouns that go on with it."""
    found: list[re.Match[str]] = []
    for token in reversed(tokens[max(0, join - _LONGEST) : join]):
        word = token.group()
        if word.lower() in _OUTSIDE or word in ",;?!":
            break
        found.insert(0, token)
        if not cased:
            break
    while cased and found and not found[0].group()[0].isupper():
        found = found[1:]
    return found


def _named_after(
    tokens: list[re.Match[str]], join: int, *, cased: bool, tail: int
) -> list[re.Match[str]]:
    """The name behind a joining word, with as many nouns after it as the other one has."""
    start = join + 1
    while start < len(tokens) and tokens[start].group().lower() in ("the", "a", "an", "in", "of"):
        start += 1
    found: list[re.Match[str]] = []
    for token in tokens[start : start + _LONGEST]:
        word = token.group()
        if word.lower() in _OUTSIDE or word in ",;?!":
            break
        if cased and not word[0].isupper():
            if not found or tail == 0:
                break
            tail -= 1
        found.append(token)
        if not cased:
            break
    return found


def _tail(name: list[re.Match[str]]) -> int:
    """How many nouns in lower case follow a name: two in "North Macedonia club fire"."""
    return sum(token.group()[0].islower() for token in name)
