"""Merges the names under which the articles of a library quote somebody into one speaker each.

"Scott Bessent", "S. Bessent" and "Scott Bessant, the Treasury secretary" are one; Donald Trump and
Donald Trump Jr. are two. A surname that stands alone in an article is the one well-known bearer's,
unless an office or another bearer in that article speaks against it. Where names could be one
person's or two people's they stay two: no speaker is better than a wrong one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rag.reading.people.entries import Entry, Part, Quoted, heads, offices
from rag.reading.people.full_names import FullName, is_slip, may_be_one, name_words, read_full_name
from rag.reading.people.names import INSTITUTION, reads_as_person, suffix
from rag.reading.people.roles import FIRST_NAMES
from rag.reading.terms import fold
from rag.records import Speaker

# Changes with the rules: a library that was merged by others is merged anew.
RULES = "2"

# Articles from which somebody is known well enough for the surname alone, and how much more often
# than the next bearer of the name.
_WELL_KNOWN = 5
_DOMINANT = 5
# How much rarer a slip of a name is than the name, where no office tells that they are one.
_RARER = 10
# People who are called by one name behind their title.
_REGAL = frozenset("prince princess king queen pope duke duchess".split())
# Places and companies that are also surnames: alone they are more often those.
_NAMESAKES = frozenset(
    """jordan chad georgia washington london paris houston austin jackson lincoln madison orlando
    ford disney boeing dell wells morgan goldman chase lilly moody fitch gallup nielsen bloomberg
    forbes hill post guardian times mail sun star""".split()
)
_PRONOUNS = frozenset(
    """he she it they i we you who which that this these those one some others many most both each
    him her them""".split()
)
_DETERMINERS = frozenset("the a an".split())
_SMALL = frozenset("of the and for on in to &".split())
_FEWEST_INITIALS = 3


class Merged(NamedTuple):
    """The speakers, most quoted first, the folded words by which each of them is found, and whom a
    name means in an article, by (article id, name).
    """

    speakers: list[Speaker]
    words: list[dict[str, Part]]
    means: dict[tuple[str, str], str]


def merge_speakers(quoted: Iterable[Quoted]) -> Merged:
    """Merge the names of all the statements of a library, given once for each article and role."""
    sightings: dict[tuple[str, bool], list[Quoted]] = defaultdict(list)
    for it in quoted:
        sightings[it.name, it.named].append(it)
    merging = _Merging()
    full = {
        name: (form, seen)
        for (name, named), seen in sightings.items()
        if named and (form := _person(name))
    }
    for name, (form, seen) in sorted(full.items(), key=lambda it: (-len(it[1][1]), it[0])):
        merging.add_full_name(name, form, seen)
    merging.join_misspelt()
    for (name, named), seen in sorted(sightings.items(), key=lambda it: (not it[0][1], it[0][0])):
        if not named:
            merging.add_source(name, seen)
        elif name not in full:
            merging.add_other(name, seen)
    return merging.merged()


class _Merging:
    def __init__(self) -> None:
        self._by_last: dict[str, list[Entry]] = defaultdict(list)
        self._by_word: dict[str, list[Entry]] = defaultdict(list)
        self._by_office: dict[str, list[Entry]] = defaultdict(list)
        self._plain: dict[tuple[str, ...], Entry] = {}
        self._entries: list[Entry] = []
        self._means: dict[tuple[str, str], Entry] = {}

    def add_full_name(self, name: str, form: FullName, seen: Sequence[Quoted]) -> None:
        """A person's name of two words or more; the more frequent ones come first."""
        held, nouns = offices(seen), heads(seen)
        fitting = [
            it
            for it in self._by_last[form.last]
            if all(
                may_be_one(
                    form,
                    other,
                    same_office=bool(held & it.offices),
                    known=len(it.articles) >= _WELL_KNOWN,
                )
                for other in it.forms
            )
            and (form in it.forms or not nouns or not it.heads or nouns & it.heads)
        ]
        entry = _only(fitting, lambda it: bool(held & it.offices))
        if entry is None:
            entry = self._new()
            self._by_last[form.last].append(entry)
        entry.forms.append(form)
        self._give(entry, name, seen)

    def join_misspelt(self) -> None:
        """Bring slips of a surname home: "Kevin Hasset" to Kevin Hassett."""
        by_first: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            by_first[entry.forms[0].first].append(entry)
        home: dict[int, Entry] = {}
        for bearers in by_first.values():
            bearers.sort(key=lambda it: -len(it.articles))
            for at, rare in enumerate(bearers):
                for known in bearers[:at]:
                    if id(known) not in home and _misspells(rare, known):
                        known.join(rare)
                        home[id(rare)] = known
                        break
        self._go(home)
        for entry in self._entries:
            for office in entry.offices:
                self._by_office[office].append(entry)
            for word in {word for form in entry.forms for word in form.words}:
                self._by_word[word].append(entry)

    def add_other(self, name: str, seen: Sequence[Quoted]) -> None:
        """A body, or a person by one name alone, which each article may mean in its own way."""
        own = _key(name)
        by_article: dict[str, list[Quoted]] = defaultdict(list)
        for it in seen:
            by_article[it.article_id].append(it)
        alone = len(own) == 1 and name not in INSTITUTION and own[0] not in _NAMESAKES
        for article_id, here in by_article.items():
            title = next((last for it in here if (last := _last_word(it.role)) in _REGAL), "")
            entry = None
            if alone and not title:
                entry = self._bearer(own[0], here, len(by_article))
            if entry is not None:
                self._give(entry, name, here, alias=True)
                continue
            shown = f"{title.capitalize()} {name}" if title else name
            key = (title, *own) if title else own
            entry = self._plain.get(key)
            if entry is None:
                entry = self._plain[key] = self._new()
            entry.take(here if shown == name else [it._replace(name=shown) for it in here])
            self._means[article_id, name] = entry

    def add_source(self, name: str, seen: Sequence[Quoted]) -> None:
        """A source without a name: "the Chapin family", "a Unilever spokesperson"."""
        written = name.split()
        while written and written[0].lower() in _DETERMINERS:
            written = written[1:]
        shown = " ".join(written)
        key = _key(shown)
        if not key or (len(key) == 1 and key[0] in _PRONOUNS):
            return
        capitals = all(word[:1].isupper() for word in written)
        entry = (self._plain.get(key) if capitals else None) or self._plain.get(("", *key))
        if entry is None:
            entry = self._plain["", *key] = self._new()
            entry.named = False
        entry.take([it._replace(name=shown) for it in seen])
        for it in seen:
            self._means.setdefault((it.article_id, it.name), entry)

    def merged(self) -> Merged:
        """What has come of it."""
        self._join_initials()
        shown: dict[int, Speaker] = {}
        taken: set[str] = set()
        entries = sorted(self._entries, key=lambda it: (-len(it.articles), min(it.names)))
        for entry in entries:
            speaker = shown[id(entry)] = entry.named_apart_from(taken)
            taken.add(speaker.name)
        means = {at: shown[id(it)].name for at, it in self._means.items()}
        return Merged(list(shown.values()), [it.words() for it in entries], means)

    def _new(self) -> Entry:
        entry = Entry()
        self._entries.append(entry)
        return entry

    def _give(
        self, entry: Entry, name: str, seen: Sequence[Quoted], *, alias: bool = False
    ) -> None:
        entry.take(seen, alias=alias)
        for it in seen:
            self._means[it.article_id, name] = entry

    def _bearer(self, word: str, here: Sequence[Quoted], alone_in: int) -> Entry | None:
        """Whom a name that stands alone in an article means, if that is beyond doubt."""
        bearers = [it for it in self._by_word.get(word, []) if it.is_person]
        held, nouns, article_id = offices(here), heads(here), here[0].article_id
        last = [it for it in bearers if any(form.last == word for form in it.forms)]
        if not bearers:
            colleagues = {id(it): it for office in held for it in self._by_office[office]}
            last = [
                it
                for it in colleagues.values()
                if any(is_slip(form.last, word) for form in it.forms)
            ]
        if not last and word.capitalize() in FIRST_NAMES:
            return None
        bearers = last or bearers
        exact = [it for it in bearers if held & it.offices]
        if exact:
            return _only(exact, lambda it: article_id in it.articles)
        if nouns:
            bearers = [it for it in bearers if nouns & it.heads]
        elif any(article_id in it.articles for it in bearers):
            return None  # the article gives the full name, and yet does not tell that it is meant
        bearer = _only(bearers, lambda it: False)
        known_from = max(_WELL_KNOWN, alone_in)
        return bearer if bearer and len(bearer.articles) >= known_from else None

    def _join_initials(self) -> None:
        """Bring the initials of a body to its name, where only one body has them, or one
        far better known than the others.
        """
        bodies: dict[str, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            name = max(entry.names, key=lambda it: (entry.names[it], it))
            if entry.named and len(name.split()) >= _FEWEST_INITIALS and not entry.is_person:
                for initials in {_initials(name), _initials(name).removeprefix("us")}:
                    bodies[initials].append(entry)
        home: dict[int, Entry] = {}
        for key, entry in self._plain.items():
            name = next(iter(entry.names))
            if len(key) > 1 or not name.isupper() or len(name) < _FEWEST_INITIALS:
                continue
            others = [it for it in bodies.get(key[0], []) if it is not entry]
            whole = _only(others, lambda it: False)
            if whole is not None:
                whole.join(entry)
                home[id(entry)] = whole
        self._go(home)

    def _go(self, home: dict[int, Entry]) -> None:
        """Let the entries that have joined another one, by identity, be that one."""
        self._entries = [it for it in self._entries if id(it) not in home]
        self._means = {at: home.get(id(it), it) for at, it in self._means.items()}


def _person(name: str) -> FullName | None:
    return read_full_name(name) if reads_as_person(name) and " and " not in name else None


def _key(name: str) -> tuple[str, ...]:
    """What the spellings of a body's name have in common, with and without "U.S." before it."""
    key = (*name_words(name), *filter(None, [suffix(name)]))
    return key[1:] if len(key) > 2 and key[0] == "us" else key


def _only(fitting: Sequence[Entry], favours: Callable[[Entry], bool]) -> Entry | None:
    """The one entry, the one that is favoured, or the one far better known than the others."""
    if len(fitting) > 1:
        favoured = [it for it in fitting if favours(it)]
        fitting = favoured if len(favoured) == 1 else fitting
    if not fitting:
        return None
    first, *others = sorted(fitting, key=lambda it: -len(it.articles))
    most = max((len(it.articles) for it in others), default=0)
    return first if len(first.articles) >= _DOMINANT * most else None


def _misspells(rare: Entry, known: Entry) -> bool:
    one, other = rare.forms[0], known.forms[0]
    if one.suffix != other.suffix or one.last == other.last or not is_slip(one.last, other.last):
        return False
    rarely = len(rare.articles) * _RARER <= len(known.articles)
    return rarely or bool(rare.offices & known.offices)


def _last_word(role: str | None) -> str:
    return role.split()[-1].lower() if role else ""


def _initials(name: str) -> str:
    telling = [word for word in name.replace("-", " ").split() if word.lower() not in _SMALL]
    return "".join("us" if fold(word) in ("u.s.", "u.s") else fold(word)[:1] for word in telling)
