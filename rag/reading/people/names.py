"""Reads names as news writes them: a role before a name, a surname for a person named in full."""

import re
from dataclasses import dataclass

from rag import calendar_words
from rag.reading.number_words import SMALL, TENS
from rag.reading.people.roles import FIRST_NAMES, ROLE_NOUNS
from rag.reading.terms import fold

_UPPER = "[A-ZÀ-ÖØ-Þ]"
_WORD = rf"(?:(?:{_UPPER}\.)+|{_UPPER}[a-z]{{1,5}}\.(?=\s[A-Z])|{_UPPER}[\w’'-]*\w|{_UPPER})"
_PARTICLE = r"(?:de|des|da|di|du|del|della|der|den|van|von|al|bin|ibn|el|la|le|dos|ten)"
_OFFICE = r"(?:Secretary of (?:State|Defense|the Treasury) )?"
# The day that agencies put behind a name: "told Ada Lind June 17 that".
_DAY = rf"{calendar_words.MONTH}\s\d"
# A run of capitalised words, with particles and initials: "Luiz Inácio Lula da Silva".
NAME = rf"\b{_OFFICE}{_WORD}(?:[ \-](?:{_PARTICLE}[ ]){{0,2}}(?!{_DAY}){_WORD}){{0,7}}"

_ROLE_WORDS = frozenset(
    """Administrator Adm Admiral Assemblymember Assemblyman Assemblywoman Comptroller Constable
    Councilman Councilmember Councilwoman Curator Dean Founder Pastor Principal Supervisor
    Strategist Trustee Undersecretary Ambassador Analyst Archbishop Attorney Author Captain
    Capt CEO CFO Chair Chairman Chairwoman Chancellor Chief Col Colonel Commander
    Commissioner Co- founder Coach Congressman Congresswoman Correspondent Counsel Defender
    Delegate Deputy Detective Director Doctor Dr Economist Editor Envoy Executive Founder
    Gen General Gov Governor Head Host Inspector Judge Justice King Lady Lawmaker Leader
    Lieutenant Lord Lt Maj Major Manager Marshal Mayor Minister Mr Mrs Ms Negotiator Officer
    Official Pope Premier President Press Prime Prince Princess Professor Prof Prosecutor
    Queen Quarterback Rep Reps Representative Reporter Rev Reverend Scientist Secretary Sen
    Sens Senator Senators Sergeant Sgt Sheriff Sir Solicitor Speaker Spokesman Spokesperson
    Spokeswoman Superintendent Supt Treasurer Vice Whip Writer""".split()
)
# Capitalised only because they open a sentence.
_OPENERS = frozenset(
    """A According Additionally Adding After All Although Among An And Another As Asked At
    Because Before Both But By Despite During Earlier Even Finally First For Former From
    Further Furthermore Either Had He Her Here His However I If In Instead It Its Just Last
    Later Like Many Meanwhile Moreover Most Much Nearly Neither No Nor Not Now Of On Once
    One Only Or Other Others Our Recently Says She Since So Some Still Such That The Their
    Then There These They This Those Though Thus To Today Two Under Are Can Could Did Do
    Does Has Have Is Should Was Were Will Would How Until We What When Where Whether Which
    While Who Why With Yet You""".split()
) | {name.title() for name in calendar_words.NAMES | calendar_words.SHORT_MONTHS}
# Capitalised words that open a sentence without being anybody's name.
_COMMON = frozenset(
    """Officials Police Authorities Experts Researchers Scientists Critics Supporters Lawyers
    Prosecutors Investigators Doctors Economists Analysts Lawmakers Senators Republicans
    Democrats Witnesses People Residents Students Parents Fans Players Teachers Workers
    Farmers Voters Everyone Someone Nobody Anyone Everybody Somebody None Attorneys Aides
    Sources Leaders Members Others Reporters Several
    Dozens Hundreds Thousands Studies Reports Data Documents Records Video Photos Statement
    Statements Investors Companies Republican Democrat Democratic American Americans British
    French German Chinese Russian Ukrainian Israeli Health Local Federal State City County
    Court Courts Story Read More Full""".split()
) | {word.title() for word in SMALL | TENS}

_DOTTED = re.compile(r"\b[A-Z](?:\.[A-Z])+$")
_SUFFIXES = frozenset(("Jr", "Sr", "II", "III", "IV"))
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
    while tokens and tokens[0].rstrip(".,") in _OPENERS and tokens[1:2] != ["Lady"]:
        tokens = tokens[1:]
    if tokens and tokens[0].endswith("'s"):
        tokens = tokens[1:]
    in_office = _IN_OFFICE.match(" ".join(tokens))
    if in_office:
        return Person(in_office["name"].strip(".,"), in_office["office"])
    if " of " in mention or " for " in mention:
        return Person(" ".join(tokens).strip(".,"))  # an institution: "Office of the U.S. Trade …"
    last_role = max((at for at, token in enumerate(tokens) if _is_role_word(token)), default=-1)
    if last_role == len(tokens) - 1 and len(tokens) > 2 and not _is_role_word(tokens[-2]):
        # "Gov. Jim Justice": the last word is a name.
        last_role = max((at for at, it in enumerate(tokens[:-2]) if _is_role_word(it)), default=-1)
        if last_role < 0:
            return None
    role, name = tokens[: last_role + 1], tokens[last_role + 1 :]
    if len(name) > 2 and name[0].lower() in ROLE_NOUNS and _opens_role(name[0], name[1]):
        role, name = [*role, name[0]], name[1:]  # "Resident Ann Lee"
    if not name and len(role) > 1 and role[-1] in INSTITUTION:
        role, name = [], role  # "Associated Press"
    if not name:
        return None
    if len(name) == 1 and at_start and name[0] in _COMMON:
        return None
    cleaned = " ".join(name).removesuffix("'s").removesuffix("’s").strip(".,")
    if cleaned.endswith((" Jr", " Sr")) or _DOTTED.search(cleaned):
        cleaned += "."
    if len(cleaned) < 2 or cleaned in _COMMON:
        return None
    return Person(cleaned, " ".join(role).strip() or None)


def _opens_role(noun: str, following: str) -> bool:
    """Whether a noun before a name is its role: "Republican Jewish Coalition" is one name."""
    return noun not in ("Republican", "Democrat", "Star") or following in FIRST_NAMES


def _is_role_word(token: str) -> bool:
    """ "Gov.", "Then-Sen.", "President-elect" and "Director-General" as well as "President"."""
    return re.sub(r"^(?:Then|Ex)-", "", token.rstrip(".")).split("-")[0] in _ROLE_WORDS


def surname(name: str) -> str:
    """The last word of a name, without a suffix such as "Jr."."""
    tokens = [token for token in name.split() if token.rstrip(".") not in _SUFFIXES]
    return tokens[-1].rstrip(",") if tokens else name


def family_name(name: str) -> str:
    """The surname as names are compared by it: in lower case and without accents."""
    return fold(surname(name))


def suffix(name: str) -> str:
    """What tells a son from his father: "Jr", "III", or nothing."""
    last = name.split()[-1].rstrip(".") if name.strip() else ""
    return last if last in _SUFFIXES else ""


def without_particle(name: str) -> str:
    """ "Des Cars" as "Cars": a surname with its particle, as it stands without a first name."""
    first, _, rest = name.partition(" ")
    return rest if rest and re.fullmatch(_PARTICLE, first.casefold()) else name


def may_be_surname(name: str) -> bool:
    """Whether a single word may be somebody's last name."""
    return " " not in name and name not in INSTITUTION and not name.isupper()


def reads_as_person(name: str) -> bool:
    """Whether a name is a person's: two to four words without an institution's word."""
    tokens = name.split()
    if len(tokens) == 2 and _GIVEN_OF_TWO.fullmatch(tokens[1]):
        return True  # "Park Min-jun": the family's name goes first, whatever it is besides
    return 2 <= len(tokens) <= 4 and not any(
        token in INSTITUTION or (token.isupper() and len(token) > 2) for token in tokens
    )


# A given name of two syllables, of which the second is small.
_GIVEN_OF_TWO = re.compile(r"[A-Z][a-z]+-[a-z]+")


INSTITUTION = frozenset(
    """House Senate Court Convention Command Ministry Parliament Treasury Pentagon Department
    Office Agency Administration Association University College School Hospital Center
    Centre Institute Committee Commission Council Bank Reserve Union Party Company Corp Inc
    Group Foundation Fund Service Services Bureau Board Force Guard Army Navy News Times
    Post Journal Press TODAY States Kingdom Republic City County Island Islands River Lake
    Street Avenue Park Airport Stadium League Cup Bowl Series Games Act Bill Amendment
    Constitution Network Airlines Airways Motors Police Congress Capitol Nations Church
    Organization Organisation State America Europe Africa Asia York Angeles Francisco
    Carolina Dakota Jersey Mexico Hampshire Virginia Orleans Vegas Zealand Korea Arabia
    Lanka Lives Matter Day Week Month Tuesday Friday Facebook Twitter Instagram Gaza Israel
    Ukraine Russia China""".split()
)
