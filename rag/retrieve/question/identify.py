"""Tells which of a library's speakers a question means by a name or by a description."""

from collections import Counter
from collections.abc import Sequence, Set
from itertools import product

from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.reading.people.countries import countries_in, said_otherwise
from rag.reading.people.full_names import FullName, may_be_one, name_words, read_full_name
from rag.reading.people.names import INSTITUTION, reads_as_person, suffix
from rag.reading.people.roles import ENDED, FIRST_NAMES, ROLE_NOUNS, TITLES, office
from rag.reading.terms import fold, words
from rag.records import Speaker

# How many times as many articles must quote one bearer of a name as the next one, for the name
# alone to mean the first.
_DOMINANT = 5
# Reports in which it is looked for whose office somebody holds.
_LOOKED_AT = 5
# Those who speak for a body, by the plain noun for their office.
_SPEAK_FOR = frozenset(
    """spokesman secretary director chief chair president executive ceo head minister official
    commissioner administrator manager founder""".split()
)
# Those who are named as somebody's, which is no office.
KIN = frozenset("mother father parent brother sister son daughter wife husband widow aunt".split())
_LINKS = frozenset("of for at in from to".split())
_IDLE = frozenset("the a an new own current".split())
_IN_FULL = {"pm": "prime minister", "da": "district attorney", "ag": "attorney general"}
_BESIDES = frozenset(fold(word) for word in INSTITUTION)


def speakers_named(name: str, title: str | None, library: Library) -> tuple[Speaker, ...]:
    """Whom `name` may mean, most quoted first; a `title` before it parts the bearers of a name.

    Of several bearers of a surname the one whom news means by it, where that is beyond doubt.
    A body's name means those too who speak for it.
    """
    asked = read_full_name(name)
    own = name_words(name)
    if not own:
        return ()
    found = library.database.speakers_called(own[-1:] if asked else own)
    if asked:
        bearers = [it for it in found if _may_be(asked, it, own)]
    else:
        bearers = _well_known(found, own[0], title)
    if bearers and not any(_is_body(it, own) for it in bearers):
        return tuple(bearers)
    return (*bearers, *_speaking_for(own, library, known=bearers))


def speakers_described(description: str, library: Library) -> tuple[Speaker, ...]:
    """Who holds an office or plays a part: "Chile's interior minister", "the Chapin family".

    Those of whom every word is said; where there are none, those of whom nothing but the office
    is said, in articles that mostly name the rest ("Morristown" for its mayor).
    """
    telling, head = telling_of(description)
    if not telling:
        return ()
    database = library.database
    found: list[Speaker] = []
    # "president of France" and "French president", "governor of Utah" and "Utah Gov."
    heads = [head, *(short for short, whole in TITLES.items() if whole == head)]
    for form, noun in product(said_otherwise(telling), heads):
        called = [noun if word == head else word for word in form]
        found += [it for it in database.speakers_called(called, roles=True) if it not in found]
    if head == "family":
        kin = database.speakers_called([word for word in telling if word != head][-1:] or [head])
        found += [it for it in kin if it not in found and (_is_kin(it) or head in words(it.name))]
    if found:
        return tuple(found)
    if office(head) not in ROLE_NOUNS - KIN:
        return ()
    holding = [
        it
        for it in database.speakers_called([head], roles=True)
        if it.role and {*words(it.role)} <= {*telling}
    ]
    country = next(iter(countries_in(telling)), frozenset[tuple[str, ...]]())
    for word in telling:
        if word != head and holding and not any(word in form for form in country):
            naming = database.articles_with(word)
            holding = [it for it in holding if _mostly_in(it, naming, library)]
    if country and holding:
        naming = set().union(*(database.articles_with(form[-1]) for form in country))
        holding = [it for it in holding if _mostly_in(it, naming, library)]
        holding = [it for it in holding if _is_of(it, country, library)]
    return tuple(holding)


def office_before(name: Sequence[str], library: Library) -> int:
    """How many words of a name that nobody has are the office of one who has the rest of it:
    "Agriculture Secretary" of "Agriculture Secretary Naig"; none if there is nobody.
    """
    for at in range(1, len(name)):
        told, called = words(" ".join(name[:at])), words(" ".join(name[at:]))
        holding = library.database.speakers_called([*told, *called], roles=True)
        for it in speakers_named(" ".join(name[at:]), None, library):
            heads = {office(word) for word in words(it.role or "")}
            if it.named and (it in holding or {office(word) for word in told} <= heads):
                return at
    return 0


def telling_of(description: str) -> tuple[list[str], str]:
    """The words of a description that tell who is meant, in full, and its head word."""
    plain = [_IN_FULL.get(word, word) for word in words(description)]
    told = " ".join(plain).split()
    end = next((at for at, word in enumerate(told) if at and word in _LINKS), len(told))
    head = told[end - 1] if told else ""
    return [word for word in told if word not in _LINKS and word not in _IDLE], head


def _mostly_in(speaker: Speaker, naming: set[str], library: Library) -> bool:
    quoting = library.database.articles_quoting([speaker.name], Narrowing())
    return 2 * len(naming.intersection(quoting)) > len(quoting)


def _is_of(speaker: Speaker, country: Set[tuple[str, ...]], library: Library) -> bool:
    """Whether no other country is named more often in a report that quotes somebody: a president
    who is quoted beside news of Ukraine is not Ukraine's.
    """
    for article_id in library.database.articles_quoting([speaker.name], Narrowing())[:_LOOKED_AT]:
        article = library.database.article(article_id)
        named = countries_in(words(f"{article.title} {article.text}")) if article else Counter()
        if named[frozenset(country)] == max(named.values(), default=0) > 0:
            return True
    return False


def _may_be(asked: FullName, speaker: Speaker, own: Sequence[str]) -> bool:
    if not speaker.named:
        return False
    forms = [form for name in (speaker.name, *speaker.variants) if (form := read_full_name(name))]
    return any(may_be_one(asked, form, same_office=False, known=True) for form in forms) or (
        _is_body(speaker, own)
    )


def _is_body(speaker: Speaker, own: Sequence[str]) -> bool:
    """Whether these are the words of its name, but for what a body may be called besides."""
    return (
        speaker.named
        and not _is_person(speaker)
        and not suffix(speaker.name)
        and any(
            [*own] == called[: len(own)] and _BESIDES.issuperset(called[len(own) :])
            for called in map(name_words, (speaker.name, *speaker.variants))
        )
    )


def _well_known(found: Sequence[Speaker], word: str, title: str | None) -> list[Speaker]:
    """Of those with `word` in their names, whom it means when it stands alone."""
    last = [
        it
        for it in found
        if it.named and any(name_words(one)[-1:] == [word] for one in (it.name, *it.variants))
    ]
    # "Southwest" is also what "Southwest Airlines" is called.
    bodies = [it for it in found if it not in last and _is_body(it, [word])]
    bearers = [*last, *bodies] or list(found)
    heads = {office(one) for one in (title or "").split()} & ROLE_NOUNS
    fitting = [it for it in bearers if heads & {office(one) for one in words(it.role or "")}]
    named = [
        it
        for it in fitting or bearers
        if it.named and (reads_as_person(it.name) or _is_body(it, [word]))
    ]
    if len(named) > 1 and named[0].articles >= _DOMINANT * named[1].articles:
        return named[:1]
    return named


def _speaking_for(
    own: Sequence[str], library: Library, *, known: Sequence[Speaker]
) -> list[Speaker]:
    """Those whose role or description names a body, and who speak for it."""
    return [
        it
        for it in library.database.speakers_called(own, roles=True)
        if (
            it not in known
            and it.role
            and not ENDED.search(it.role)
            and {office(word) for word in words(it.role)} & _SPEAK_FOR
            and set(own) <= set(words(it.role))
        )
        or (not it.named and {office(word) for word in words(it.name)} & _SPEAK_FOR)
    ]


def _is_person(speaker: Speaker) -> bool:
    tokens = speaker.name.split()
    if len(tokens) < 2 or any(token in INSTITUTION for token in tokens) or not speaker.named:
        return False
    return bool(speaker.role) or tokens[0] in FIRST_NAMES


def _is_kin(speaker: Speaker) -> bool:
    return bool(KIN & {fold(word) for word in (speaker.role or "").split()})
