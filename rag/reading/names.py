"""Reads names as news writes them: a role before a name, a surname for a person named in full."""

import re
from dataclasses import dataclass

from rag.reading.sentences import Span

_UPPER = "[A-ZÀ-ÖØ-Þ]"
_WORD = rf"(?:(?:{_UPPER}\.)+|{_UPPER}[a-z]{{1,5}}\.(?=\s[A-Z])|{_UPPER}[\w’'-]*\w|{_UPPER})"
_PARTICLE = r"(?:de|des|da|di|du|del|della|der|den|van|von|al|bin|ibn|el|la|le|dos|ten)"
_OFFICE = r"(?:Secretary of (?:State|Defense|the Treasury) )?"
# A run of capitalised words, with particles and initials: "Luiz Inácio Lula da Silva".
NAME = rf"\b{_OFFICE}{_WORD}(?:[ \-](?:{_PARTICLE}[ ]){{0,2}}{_WORD}){{0,7}}"

_ROLE_WORDS = frozenset(
    """Administrator Adm Admiral Ambassador Analyst Archbishop Attorney Author Captain Capt CEO
    CFO Chair Chairman Chairwoman Chancellor Chief Col Colonel Commander Commissioner Co-
    founder Coach Congressman Congresswoman Correspondent Counsel Defender Delegate Deputy
    Detective Director Doctor Dr Economist Editor Envoy Executive Founder Gen General Gov
    Governor Head Host Inspector Judge Justice King Lady Lawmaker Leader Lieutenant Lord Lt
    Maj Major Manager Marshal Mayor Minister Mr Mrs Ms Negotiator Officer Official Pope
    Premier President Press Prime Prince Princess Professor Prof Prosecutor Queen Quarterback
    Rep Representative Reporter Rev Reverend Scientist Secretary Sen Senator Sergeant Sgt
    Sheriff Sir Solicitor Speaker Spokesman Spokesperson Spokeswoman Superintendent Supt
    Treasurer Vice Whip Writer""".split()
)
# Capitalised only because they open a sentence.
_OPENERS = frozenset(
    """A According Additionally Adding After All Although Among An And Another As Asked At
    Because Before Both But By Despite During Earlier Even Finally First For Former From
    Further Furthermore Had He Her Here His However I If In Instead It Its Just Last Later
    Like Many Meanwhile Moreover Most Much Nearly No Nor Not Now Of On Once One Only Or Other
    Others Our Recently Says She Since So Some Still Such That The Their Then There These They
    This Those Though Thus To Today Two Under Are Can Could Did Do Does Has Have Is Should Was
    Were Will Would How Until We What When Where Whether Which While Who Why With Yet You
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept
    Oct Nov Dec""".split()
)
# Capitalised words that open a sentence without being anybody's name.
_COMMON = frozenset(
    """Officials Police Authorities Experts Researchers Scientists Critics Supporters Lawyers
    Prosecutors Investigators Doctors Economists Analysts Lawmakers Senators Republicans
    Democrats Witnesses People Residents Students Parents Fans Players Teachers Workers
    Farmers Voters Everyone Someone Nobody Anyone Everybody Somebody None Attorneys Aides
    Sources Leaders Members Others Reporters Several Three Four Five Six Seven Eight Nine Ten
    Dozens Hundreds Thousands Studies Reports Data Documents Records Video Photos Statement
    Statements Investors Companies Republican Democrat Democratic American Americans British
    French German Chinese Russian Ukrainian Israeli Health Local Federal State City County
    Court Courts Story Read More Full""".split()
)

_IN_OFFICE = re.compile(r"(?P<office>(?:\w+ )*\w+ of (?:State|Defense|the Treasury)) (?P<name>.+)")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody or some body who speaks: the name as resolved and the role as the article has it."""

    name: str
    role: str | None = None


def parse_mention(mention: str, *, at_start: bool = False) -> Person | None:
    """Part a capitalised run into role and name: "Treasury Secretary Scott Bessent".

    None where no name is left: a sentence opener, a weekday, a common noun at the start.
    """
    mention = re.sub(r"^(?:(?:the|an?)\s+)?(?:[a-z]+\s+)*", "", mention)
    tokens = mention.replace("’s ", "'s ").split()
    while tokens and tokens[0].rstrip(".,") in _OPENERS:
        tokens = tokens[1:]
    if tokens and tokens[0].endswith("'s"):
        tokens = tokens[1:]
    in_office = _IN_OFFICE.match(" ".join(tokens))
    if in_office:
        return Person(in_office["name"].strip(".,"), in_office["office"])
    if " of " in mention or " for " in mention:
        return Person(" ".join(tokens).strip(".,"))  # an institution: "Office of the U.S. Trade …"
    last_role = max(
        (at for at, token in enumerate(tokens) if token.rstrip(".") in _ROLE_WORDS), default=-1
    )
    role, name = tokens[: last_role + 1], tokens[last_role + 1 :]
    if not name:
        return None
    if len(name) == 1 and at_start and name[0] in _COMMON:
        return None
    cleaned = " ".join(name).removesuffix("'s").removesuffix("’s").strip(".,")
    if len(cleaned) < 2 or cleaned in _COMMON:
        return None
    return Person(cleaned, " ".join(role).strip() or None)


def surname(name: str) -> str:
    """The last word of a name, without a suffix such as "Jr."."""
    tokens = [token for token in name.split() if token.rstrip(".") not in {"Jr", "Sr", "II", "III"}]
    return tokens[-1] if tokens else name


class People:
    """Who an article has named so far, to resolve a surname, a role or a pronoun."""

    def __init__(self) -> None:
        self._full: dict[str, Person] = {}  # by surname, the latest full name
        self._last: Person | None = None  # whom a pronoun means

    def named(self, person: Person, apposition: str = "") -> Person:
        """Resolve a mention to the fullest name that the article has given, and remember it."""
        known = self._full.get(surname(person.name))
        if (known and " " not in person.name) or (known and known.name == person.name):
            person = Person(known.name, person.role or known.role)
        if person.role is None and apposition and _reads_as_role(apposition):
            person = Person(person.name, apposition)
        if " " in person.name:
            self._full[surname(person.name)] = person
        self._last = person
        return person

    def pronoun(self) -> Person | None:
        """Whom "he" or "she" means: the person last named outside quotation marks."""
        return self._last

    def read(self, text: str, sentence: Span, outside: str) -> None:
        """Remember the people that a sentence names; the first one is whom a pronoun then means."""
        first: Person | None = None
        for match in re.finditer(NAME, outside):
            person = parse_mention(match.group(), at_start=match.start() == 0)
            if person is None:
                continue
            key = surname(person.name)
            known = self._full.get(key)
            if " " not in person.name:
                if known is None:
                    continue
                person = known
            elif len(person.name.split()) <= 4:
                if known and known.name == person.name:
                    person = Person(person.name, person.role or known.role)
                self._full[key] = person
            if first is None and _reads_as_person(person):
                first = person
        if first is not None:
            self._last = first


def _reads_as_person(person: Person) -> bool:
    """Whether a pronoun may mean this name: two to four words without an institution's word."""
    tokens = person.name.split()
    return 2 <= len(tokens) <= 4 and not any(token in _INSTITUTION for token in tokens)


def _reads_as_role(apposition: str) -> bool:
    return len(apposition) <= 90 and not apposition.split()[0].endswith(("ing", "ed"))


_INSTITUTION = frozenset(
    """House Senate Court Department Office Agency Administration Association University College
    School Hospital Center Centre Institute Committee Commission Council Bank Reserve Union
    Party Company Corp Inc Group Foundation Fund Service Services Bureau Board Force Guard
    Army Navy News Times Post Journal Press TODAY States Kingdom Republic City County Island
    Islands River Lake Street Avenue Park Airport Stadium League Cup Bowl Series Games Act
    Bill Amendment Constitution Network Airlines Airways Motors Police Congress Capitol
    Nations Church State America Europe Africa Asia York Angeles Francisco Carolina Dakota
    Jersey Mexico Hampshire Virginia Orleans Vegas Zealand Korea Arabia Lanka Lives Matter Day
    Week Month Tuesday Friday Facebook Twitter Instagram Gaza Israel Ukraine Russia
    China""".split()
)
