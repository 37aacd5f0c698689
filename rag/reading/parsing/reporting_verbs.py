"""The words that report speech, by what they take as their content, with their inflected forms."""

from collections.abc import Iterable

_THAT = """accuse acknowledge add admit advise affirm agree allege announce answer argue ask
assert assess assure attest boast brag caution charge claim clarify comment complain concede
conclude confess confide confirm contend counter declare demand demonstrate deny disclose dispute
doubt emphasize estimate explain fear find fret grumble hint hope imply indicate insist joke
lament learn maintain mention muse note observe opine plead pledge point post predict proclaim
promise propose protest question quip reaffirm reason recall recommend reiterate relate remark
remind reply report request respond reveal say shout show signal speculate state stipulate stress
suggest suspect swear tell testify tweet underline underscore urge vow warn wonder worry write"""
# "… declined to comment", "… promised to build", "… urged them to vote".
_TO = """agree ask claim decline demand encourage hope implore invite offer order pledge promise
propose refuse swear threaten urge vow"""
# "… announced a plan", "… denied the accusation".
_WHAT = """announce cite decry deem denounce deny express lament mock propose reiterate reject
stress tout tweet"""
# "He accused them of …", "He described it as …".
_WITH = {
    "accuse": "of",
    "blame": "for",
    "call": "for on",
    "compare": "to with",
    "complain": "about of",
    "describe": "as",
    "hint": "at",
    "liken": "to",
    "portray": "as",
    "push": "for",
    "quote": "as",
    "speak": "about of",
    "talk": "about",
    "thank": "for",
    "warn": "of about against",
    "criticize": "for",
    "praise": "for",
    "cite": "as",
    "comment": "on",
    "apologize": "for",
}
# "… called him a failure", "… dubbed it a disaster".
_NAMING = "brand call declare deem dub label"
_BESIDE_QUOTATION = """address answer applaud argue ask attack begin bemoan blast boom call chant
characterize chide chime condemn continue credit criticise criticize cry defend denounce deride
describe dismiss dub echo email end exclaim explode express finish frame fume go grouse gush hail
hammer herald highlight hit implore inquire insert interject interrupt invoke label lambaste lash
laugh list marvel mock mouth open praise preach press promise pronounce put quote rail react read
reassure recount refer reflect rejoin remember repeat respond retort retweet riff rip say scoff
scream sing slam snap snarl sneer sum summarize tack teach tease tell text thunder tout trash
vent voice welcome whisper yell"""
# "her claim that …", "Trump's promise to …".
NOUNS = frozenset(
    """accusation admission allegation announcement argument assertion assurance call claim comment
    complaint contention declaration demand insistence pledge prediction promise remark
    statement suggestion threat vow warning""".split()
)
# What somebody says something in: "released a statement saying that …".
DOCUMENTS = frozenset(
    """statement letter tweet email e-mail memo note post message interview speech article op-ed
    release report video comment remark column essay""".split()
)
# Of these a word alone tells of speech, without its content beside it: first where anybody says
# so, then where a question asks for it, then where a report gives it. "State", "note" and "add"
# are of other things in a question, and "react" or "threaten" in a report.
SAYING = frozenset(
    """admit announce argue ask call claim comment deny describe explain insist post promise say
    suggest tell testify tweet vow warn write""".split()
)
ASKED = SAYING | frozenset(
    """accuse advise blame compare criticise criticize demand joke mention praise predict propose
    react respond threaten urge""".split()
)
GIVEN = SAYING | frozenset(
    "add conclude declare emphasise emphasize note quote remark reply state stress".split()
)
_IRREGULAR = {
    "begin": "begins beginning began begun",
    "cry": "cries crying cried",
    "deny": "denies denying denied",
    "find": "finds finding found",
    "go": "goes going went gone",
    "hold": "holds holding held",
    "put": "puts putting put",
    "read": "reads reading read",
    "say": "says saying said",
    "sing": "sings singing sang",
    "show": "shows showing showed shown",
    "speak": "speaks speaking spoke spoken",
    "swear": "swears swearing swore sworn",
    "teach": "teaches teaching taught",
    "tell": "tells telling told",
    "think": "thinks thinking thought",
    "write": "writes writing wrote written",
}
_DOUBLED = frozenset("brag quip admit snap slam sum dub fret hint".split()) - {"hint"}


def forms(verb: str) -> tuple[str, ...]:
    """A verb as it stands, with "he", with "-ing" and in the past: "deny denies denying denied"."""
    if verb in _IRREGULAR:
        return (verb, *_IRREGULAR[verb].split())
    if verb in _DOUBLED:
        return verb, f"{verb}s", f"{verb}{verb[-1]}ing", f"{verb}{verb[-1]}ed"
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb[:-1]}ing", f"{verb}d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb}ing", f"{verb[:-1]}ied"
    if verb.endswith(("s", "sh", "ch", "x")):
        return verb, f"{verb}es", f"{verb}ing", f"{verb}ed"
    return verb, f"{verb}s", f"{verb}ing", f"{verb}ed"


_TABLES = (_NAMING, _THAT, _TO, _WHAT, " ".join(_WITH), _BESIDE_QUOTATION)
# Every inflected form of these verbs, with its dictionary form.
VERBS = {form: verb for table in _TABLES for verb in table.split() for form in forms(verb)}
THAT = frozenset(_THAT.split())
TO = frozenset(_TO.split())
NAMING = frozenset(_NAMING.split())
WHAT = frozenset(_WHAT.split())
WITH = {verb: frozenset(words.split()) for verb, words in _WITH.items()}
QUOTING = THAT | frozenset(_BESIDE_QUOTATION.split())
# These report speech only with a whole quotation beside them.
ONLY_QUOTING = frozenset("begin continue end finish go hit laugh open put shout".split())
QUOTING_FORMS = frozenset(
    form for form, verb in VERBS.items() if verb in QUOTING - {"go", "put", "find", "show", "hit"}
)


def any_form(verbs: Iterable[str], *which: int) -> str:
    """A pattern of the verbs' forms: 0 as it stands, 1 with "he", 2 with "-ing", 3 in the past."""
    return "|".join(sorted({forms(verb)[at] for verb in verbs for at in which}))
