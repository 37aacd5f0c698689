"""The little English that the rules for follow-ups need: verbs, places and given names."""

import re

from rag.reading.parsing.reporting_verbs import ASKED, any_form

# Base forms whose past is irregular.
_IRREGULAR = dict(
    pair.split(":")
    for pair in """be:was become:became begin:began blow:blew break:broke bring:brought
    build:built buy:bought catch:caught choose:chose come:came cost:cost cut:cut deal:dealt do:did
    draw:drew drive:drove eat:ate fall:fell feel:felt fight:fought find:found fly:flew get:got
    give:gave go:went grow:grew have:had hear:heard hit:hit hold:held keep:kept know:knew lead:led
    leave:left let:let lose:lost make:made mean:meant meet:met pay:paid put:put quit:quit read:read
    rise:rose run:ran say:said see:saw sell:sold send:sent set:set shoot:shot show:showed shut:shut
    sing:sang sink:sank speak:spoke spend:spent spread:spread stand:stood steal:stole strike:struck
    sue:sued take:took tell:told think:thought throw:threw understand:understood win:won
    withdraw:withdrew write:wrote beat:beat ban:banned drop:dropped plan:planned stop:stopped
    refer:referred submit:submitted commit:committed permit:permitted scrap:scrapped
    deny:denied carry:carried try:tried testify:testified apply:applied marry:married""".split()
)
_REGULAR = """accept accuse acquire add address admit advise agree aim allow announce answer appeal
    appear approve argue arrest arrive ask attack attend back block blame book borrow call cancel
    cause celebrate challenge change charge claim close collapse comment compare complain confirm
    consider continue crash create criticize criticise decide declare defeat defend delay deliver
    demand deploy describe destroy die discover discuss dismiss earn elect employ end enter erupt
    escape expect explain explode explore face fail file fine finish fire float follow force freeze
    hand happen help hire host hurt impose increase indict inspire invest investigate invite join
    kill land last launch leak lift list live look lower mention move name need nominate obtain
    offer open oppose order own pardon pass plead pledge post praise predict prepare present
    prevent produce promise propose protest prove publish pull push question raise reach react
    recall receive recommend record recover reduce refuse reject release remain remove replace
    report request require rescue resign respond retire return reveal review rule scrap search
    seek seize serve settle sign start state stay suffer suggest support survive suspend target
    tear test threaten topple turn urge use visit vote vow walk want warn work worry
    change""".split()
VERBS = frozenset([*_IRREGULAR, *_REGULAR])

# As "did" has them behind it; whoever thinks or talks is asked about as whoever says something.
SPEECH = rf"(?:{any_form(ASKED, 0)}|said|told|think|believe|want|speak|talk)"

PLACES = frozenset(
    """afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain
    bangladesh belarus belgium bolivia bosnia botswana brazil britain bulgaria cambodia cameroon
    canada chad chile china colombia congo croatia cuba cyprus czechia denmark ecuador egypt
    england eritrea estonia ethiopia europe fiji finland france gabon gaza georgia germany ghana
    greece greenland guatemala guinea guyana haiti honduras hungary iceland india indonesia iran
    iraq ireland israel italy jamaica japan jordan kazakhstan kenya kosovo kuwait laos latvia
    lebanon liberia libya lithuania luxembourg madagascar malawi malaysia mali malta mexico
    moldova mongolia montenegro morocco mozambique myanmar namibia nepal netherlands nicaragua
    niger nigeria norway oman pakistan palestine panama paraguay peru philippines poland portugal
    qatar romania russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain
    sudan sweden switzerland syria taiwan tanzania thailand tunisia turkey uganda ukraine uruguay
    uzbekistan venezuela vietnam wales yemen zambia zimbabwe africa asia america
    alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho
    illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan
    minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania
    tennessee texas utah vermont virginia washington wisconsin wyoming
    amsterdam athens atlanta baghdad bangkok barcelona beijing beirut berlin boston brussels
    budapest cairo chicago dallas damascus delhi denver detroit dubai dublin geneva hamburg
    harlem houston istanbul jakarta jerusalem kabul kyiv lima lisbon liverpool london madrid
    manchester manila melbourne miami milan minneapolis montreal moscow mumbai munich nairobi
    oslo ottawa paris philadelphia phoenix portland prague rome seattle seoul shanghai stockholm
    sydney tehran tokyo toronto vancouver vienna warsaw zurich us uk u.s u.k eu uae""".split()
)
_LONG_PLACES = frozenset(
    """new york|new mexico|new jersey|new hampshire|new zealand|new orleans|new york city
    |north carolina|south carolina|north dakota|south dakota|west virginia|rhode island
    |north korea|south korea|saudi arabia|south africa|south sudan|sri lanka|costa rica|el salvador
    |north macedonia|ivory coast|hong kong|los angeles|san francisco|san diego|las vegas
    |united states|united kingdom|puerto rico|tel aviv|buenos aires|mexico city|west bank
    |papua new guinea|burkina faso|sierra leone|dominican republic|czech republic""".replace(
        "\n", " "
    )
    .replace(" |", "|")
    .split("|")
)

_WOMEN = frozenset(
    """alice alexandria amanda amber amy ana andrea angela anita ann anna anne annie april ariana
    ashley barbara becky beth betsy beverly billie bonnie brenda brigitte camilla candace candice
    carla carol carolina caroline catherine cathy charlotte chelsea cheryl chloe christina
    christine cindy claire claudia coco condoleezza cynthia daniela deborah debra diana diane
    donna dorothy elena elise elisabeth elizabeth ellen emily emma erika erin eva evelyn faith
    fiona florence gabriela gabrielle gail georgia ghislaine gina giorgia gisele gloria grace greta
    gretchen halle hannah heather heidi helen helena hillary ilhan ingrid irene iris isabel
    isabella iva ivanka jacinda jacqueline jane janet janice jasmine jean jeanine jennifer jenny
    jessica jill joan joanna judith judy julia julie kaja kamala karen karine karoline kate
    katherine kathleen kathryn kathy katie katy kelly kimberly kirsty kristi kristin kristalina
    lara laura lauren laurence leah leila leslie linda lisa liz louise lucy lynn madeleine madison
    maggie mar maria marie marina marine margaret marjorie martha mary maya megan meghan melania
    melinda melissa michelle mia miranda molly monica muriel nadia nancy naomi natalie nicola
    nicole nikki nina olivia oprah pam pamela patricia paula peggy penny rachel rebecca regina
    rihanna rosa rosie roxana ruth sally samantha sandra sanna sara sarah sarina serena shakira
    sharon sheila shirley simone sofia sonia sonya sophia sophie stephanie susan susie suzanne
    sydney sylvia tammy taylor teresa theresa tina tracy tulsi uma ursula valerie vanessa venus
    vera veronica victoria viola virginia wendy whitney yulia yvette yvonne zoe""".split()
)
_MEN = frozenset(
    """aaron abdul adam ahmed alan albert alejandro alex alexander alexei ali anders andre andrew
    andy anthony antonio antony arnold arthur barack barry ben benjamin bernard bernie bill billy
    bob boris brad brandon brendan brian bruce carl carlos charles charlie chris christopher chuck
    clay colin craig daniel dave david dean dennis dick dmitry don donald doug douglas drew dwayne
    ed eddie edward elon emmanuel eric erik evan felix fernando francis francisco frank fred
    gabriel gary gavin geoffrey george gerald giorgio glenn gordon graham greg gregory guy harold
    harry harvey hassan henry herbert howard hugh hugo ian igor imran isaac ivan jack jacob jake
    james jamie jan jannik jared jason javier jay jd jeff jeffrey jeremy jerome jerry jim jimmy
    joe joel john johnny jon jonathan jordan jorge jose joseph josh joshua juan justin kash keir
    keith ken kenneth kevin kyle lance larry lawrence lee leo leon leonardo lewis liam lindsey
    lloyd louis lucas luis luke mads marcel marco marcus mario mark martin matt matthew max
    michael miguel mike mitch mohammed muhammad narendra nathan neil nicholas nick nicolas nigel
    noah norman novak oliver omar oscar owen pablo patrick paul pedro pete peter phil philip
    pierre quentin rafael ralph randy ray recep reza richard rick rishi rob robert roberto rodrigo
    roger ron ronald rory roy russell ryan salman sam samuel scott sean sebastian sergei sergey
    shane shohei silvio simon spencer stephen steve steven stuart ted terry thomas tim timothy tom
    tommy tony travis tucker tyler victor viktor vincent vladimir volodymyr walter warren wayne
    will william xavier xi yoon zohran""".split()
)
_WOMANS_ROLE = re.compile(
    r"\b(?:mrs|ms|miss|lady|queen|princess|duchess|actress|congresswoman|chairwoman|spokeswoman"
    r"|businesswoman|mother|sister|wife|daughter|woman|widow|girl)\b",
    re.I,
)
_MANS_ROLE = re.compile(
    r"\b(?:mr|lord|sir|king|prince|duke|pope|congressman|chairman|spokesman|businessman|father"
    r"|brother|husband|son|man|widower|boy)\b",
    re.I,
)
_DOUBLED = re.compile(r"[^aeiou][aeiou][bdgmnprt]$")


def is_place(name: str) -> bool:
    """Whether `name` is a country, a state of the U.S. or a large city."""
    lowered = name.lower().replace("’", "'").removesuffix("'s").rstrip(".")
    return lowered in PLACES or lowered in _LONG_PLACES


def gender(name: str) -> str | None:
    """ "she" or "he" by given name or by a role such as "Queen"; None where neither tells."""
    first = name.split()[0].lower() if name.split() else ""
    for pronoun, given, role in (("she", _WOMEN, _WOMANS_ROLE), ("he", _MEN, _MANS_ROLE)):
        if (" " in name and first in given) or role.search(name):
            return pronoun
    return None


def past(verb: str) -> str:
    """The past tense of a base form: "ban" → "banned", "win" → "won"."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    if len(verb) <= 4 and _DOUBLED.search(verb):
        return f"{verb}{verb[-1]}ed"
    return f"{verb}ed"
