"""Finds names and noun phrases in a question, without a tagger."""

import re
from collections.abc import Iterator

from rag.reading.people.names import NAME, parse_mention
from rag.reading.terms import STOP_WORDS, fold, stem, words
from rag.retrieve.followups.lexicon import VERBS, gender, is_place, past

AUXILIARY = (
    r"(?:did|does|do|is|are|was|were|has|have|had|will|would|can|could|should|might|may|must)"
)
_PREPOSITION = (
    r"(?:in|on|at|to|for|from|with|by|about|after|before|during|over|under|against|near|since"
    r"|until|through|between|among|into|as|when|while|because|if|that|who|which|where|amid)"
)
_AUXILIARY = re.compile(rf"(?:^|\s){AUXILIARY}(?:n['’]t)?\s+(?:not\s+)?", re.I)
_STOPS_NOUN = re.compile(rf"\s+{_PREPOSITION}\b(?<!\bof)|[,;:?]", re.I)
_HAPPENED = re.compile(
    r"^(?:what|how)\b.*?\b(?:happened|happening|become|happen|wrong|new|next|known|caused|causes)"
    r"(?:\s+(?:to|with|of|in|about))?\s+(?P<noun>(?:the\s+)?\S.*)$",
    re.I,
)
_ASKED_NOUN = re.compile(
    r"^(?:(?i:in|at|of|by|from)\s+)?(?i:which|what)\s+(?P<noun>[a-z][\w’'-]*(?:\s[a-z][\w’'-]*){0,2}?)\s+"
    rf"(?P<rest>(?:(?:{AUXILIARY})\b|[a-z]+ed\b|(?:won|beat|hit|led|left|lost|made|sank|shot|struck"
    r"|stole|sold|bought|wrote|got|took|quit|came|fell|broke|ran|held|sent|killed)\b).*)$",
)
_NO_THING = frozenset(
    """time year day month kind sort reason way number percentage share else happened about date
    age place city country state word percent role part""".split()
)
_SUBJECT_ASKED = re.compile(r"^(?:who|what)\s+(?:else\s+)?(?P<verb>[a-z]+)\s+(?P<noun>.+)$", re.I)
_LEAD = re.compile(r"^[^:.?!]{0,80}\d{4}:\s")
_NUMBERED = re.compile(r"\.? \d+\b")
_NOT_A_PERSON_AFTER = re.compile(
    r"\b(?:the|in|at|near|from|of the|a|an|this|that|new)\s+(?:\d+\s+)?$", re.I
)
# Last words of names that are no person's.
_BODIES = frozenset(
    """Open Derby Cup Masters Marathon Bowl League Series Games Prix Final Festival Prize Awards
    Court Senate House Congress Department Office Agency Administration Association University
    College School Hospital Center Centre Institute Committee Commission Council Bank Reserve
    Union Party Company Corp Inc Group Foundation Fund Service Bureau Board Force Guard Army Navy
    News Times Post Journal Press Kingdom Republic City County Island Islands River Lake Street
    Park Airport Stadium Act Bill Network Airlines Airways Motors Police Church State America
    Security Aerospace Foods Lines Energy Systems Technologies Air Week Day Street Garros Bear
    Ice Sea Ocean Earth Mars Moon House Kings Lions Eagles Chiefs Republicans Democrats Ministry
    Treasury Parliament Tower Bridge Museum War Games Championship Championships Conference
    Wimbledon Grammy Grammys Oscar Oscars Emmy Emmys TikTok Facebook Google Microsoft Amazon
    Tesla Boeing Nvidia Intel Disney Netflix Ford Vogue Airbus OpenAI Harvard Yale
    Reuters""".split()
)
_DEMONYM = re.compile(r"^[A-Z]\w+(?:ese|ish|ians?|icans?)$")
_ROLE_NOUN = re.compile(
    r"(?:or|er|ist|ian|man|woman|president|chief|coach|king|queen|pope|secretary|mayor|head|chair"
    r"|prince|princess|duke|duchess|captain|champion|judge|pilot|suspect|victim|boss|star|father"
    r"|mother|brother|sister|wife|husband|son|daughter)s?$",
    re.I,
)
DETERMINER = re.compile(r"^(?:the|a|an|this|that|these|those|its|their|his|her)\s+", re.I)


def names_in(text: str) -> Iterator[tuple[str, int]]:
    """The names in `text`, of people, bodies and places alike, with where each starts."""
    for match in re.finditer(NAME, text):
        person = parse_mention(match.group(), at_start=match.start() == 0)
        if person and len(person.name) > 1:
            found = text.find(person.name, match.start())
            yield person.name, found if found >= 0 else match.start()


def reads_as_person(name: str, before: str = "", after: str = "") -> bool:
    """Whether "he" or "she" may mean this name, which stands between `before` and `after`."""
    tokens = name.split()
    if not tokens or is_place(name) or any(token.strip(".,") in _BODIES for token in tokens):
        return False
    if len(tokens) == 1 and (len(name) < 3 or name.isupper() or re.match(r"['’]s\b", after)):
        # "Germany's", but "Le Pen's" and "Powell's" speak of people.
        return not name.isupper() and len(name) > 2
    if _DEMONYM.match(tokens[0]) and gender(name) is None and len(tokens) < 3:
        return False
    if _NOT_A_PERSON_AFTER.search(before):
        return False
    return not re.search(r"\d", name) and len(tokens) <= 5


def describes_person(noun: str) -> bool:
    """ "the mayor of Morristown", "Nepal's prime minister"."""
    head = re.split(r"\s+(?:of|in|at|from|for)\s+", noun)[0].split()
    return bool(head) and head[-1].islower() and bool(_ROLE_NOUN.search(head[-1]))


def noun_at_start(text: str) -> str | None:
    """The noun phrase that opens `text`, up to its verb: "the shutdown" of "the shutdown could …".

    Without a tagger the verb is the last word before the first preposition that can be one.
    """
    stop = _STOPS_NOUN.search(text)
    head = text[: stop.start()] if stop else text
    if auxiliary := _AUXILIARY.search(head):
        head = head[: auxiliary.start()]
    tokens = head.split()
    first = 1 if DETERMINER.match(text) else 0
    for at in range(len(tokens) - 1, first, -1):
        token = tokens[at]
        if token in VERBS or re.fullmatch(r"[a-z]{2,}(?:ed|ing)", token):
            tokens = tokens[:at]
            break
    while tokens and fold(tokens[-1]) in STOP_WORDS:
        tokens.pop()
    noun = " ".join(tokens).strip(" ,;:")
    return noun if any(word not in STOP_WORDS for word in words(noun)) else None


def subject_of(question: str) -> tuple[str | None, str]:
    """The subject behind the auxiliary, and what follows it."""
    auxiliary = _AUXILIARY.search(question)
    if not auxiliary:
        return None, ""
    rest = question[auxiliary.end() :].lstrip()
    if not rest or re.match(
        rf"(?:there|it|he|she|they|this|that|you|we|i|{_PREPOSITION})\b", rest, re.I
    ):
        return None, ""
    if rest.split()[0] in VERBS or re.match(r"(?:been\s|[a-z]+(?:ed|ing)\b)", rest):
        return None, rest  # "which country will host …"
    be = re.search(r"(?:is|are|was|were)\s+$", auxiliary.group(), re.I)
    asks_who = re.match(r"(?:who|what)\s+(?:is|was|are|were)\s", question, re.I)
    subject = None if asks_who and re.match(r"[a-z]+ing\b", rest) else noun_at_start(rest)
    if subject is None or not rest.startswith(subject):
        return None, rest
    predicate = rest[len(subject) :].strip()
    if not predicate or (be and re.match(r"(?:in|at|near|of)\b", predicate)):
        return rest.rstrip("? "), ""
    return subject, predicate


def object_of(question: str, predicate: str, subject: str | None) -> str | None:
    """What somebody did something to: "the chip bill"; or of what "who runs the Louvre" asks."""
    match = re.match(r"[a-z]+\s+(?P<owns>the|a|an|its|their)\s+(?P<noun>.+)$", predicate)
    if match and (noun := noun_at_start(match["noun"])):
        if match["owns"] not in ("its", "their"):
            return f"the {noun}"
        return f"{subject}'s {noun}" if subject else None
    asked = _SUBJECT_ASKED.match(question)
    if asked and not subject:
        behind = asked["noun"]
        inner = re.match(r"(?:[a-z]+ing|the new|the next)\s+(?P<noun>.+)$", behind)
        found = inner["noun"] if inner else behind
        return found if re.match(r"(?:the|a|an|[A-Z0-9])", found) else None
    return None


def happened_to(question: str) -> str | None:
    match = _HAPPENED.match(question)
    if not match:
        return None
    noun = match["noun"]
    name = next(names_in(noun), None)
    if name and noun.startswith(name[0]) and reads_as_person(name[0]) and gender(name[0]):
        return None
    return noun


def counted(question: str) -> str | None:
    """ "the people killed in the floods" of "how many people were killed in the floods"."""
    match = re.match(
        r"how many (?P<noun>[a-z][a-z -]{1,30}?) (?:were|are|was|have been|had been)(?: there)?"
        r" (?P<rest>[a-z].*)$",
        question,
        re.I,
    )
    return f"the {match['noun']} {match['rest']}" if match else None


def asked_noun(question: str, answer: str) -> str | None:
    """ "the horse that won the Derby (Sovereignty)" of "which horse won the Derby"."""
    match = _ASKED_NOUN.match(question)
    if not match or match["noun"].split()[0] in _NO_THING:
        return None
    noun, rest = match["noun"], match["rest"]
    auxiliary, _, behind = rest.partition(" ")
    if auxiliary in ("did", "does", "do"):
        subject = noun_at_start(behind)
        if not subject or not behind.startswith(subject):
            return None
        verb, _, end = behind[len(subject) :].strip().partition(" ")
        if verb not in VERBS:
            return None
        shape = past(verb) if auxiliary == "did" else f"{verb}s" if auxiliary == "does" else verb
        rest = f"{subject} {shape} {end}".strip()
    elif re.match(AUXILIARY + r"$", auxiliary) and re.match(r"(?:the\s|a\s|[A-Z])", behind):
        return None  # "which team is Messi playing for"
    held = {fold(word) for word in words(question)}
    opening = _LEAD.sub("", answer)[:80]
    entity = next(
        (
            # "Red No. 3" is a name too.
            name
            + (numbered.group() if (numbered := _NUMBERED.match(opening, at + len(name))) else "")
            for name, at in names_in(opening)
            if not held & set(words(name)) and not is_place(name)
        ),
        None,
    )
    return f"the {noun} that {rest}" + (f", {entity}," if entity else "")


def chunk_of(text: str, wanted: str) -> str | None:
    tokens = text.split()
    for at, token in enumerate(tokens):
        if wanted not in [stem(word) for word in words(token)]:
            continue
        first = at
        while first > 0 and at - first < 3:
            before = tokens[first - 1]
            if (
                fold(before.strip(",.;:")) in STOP_WORDS
                or before.endswith((",", ".", ";", ":", "?"))
                or before in VERBS
                or before.lower() in ("the", "which", "what")
                or re.fullmatch(r"[a-z]+(?:ed|ing)", before)
            ):
                break
            first -= 1
        if first < at:
            chunk = " ".join(tokens[first : at + 1]).strip(",.;:?!\"“”'’")
            return chunk if chunk[:1].isupper() and "'s" in chunk else f"the {chunk}"
    return None
