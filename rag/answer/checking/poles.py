"""Words that say opposite things of one fact, as stems: rose and fell, approved and rejected."""

from rag.reading.terms import stem

_OPPOSITES = """
rise rises rose risen rising climb climbed climbs increase increased increases increasing grow grew
grown grows growth gain gained gains jump jumped jumps leap soar soared surge surged higher up raise
raised raises upward expand expanded
| fall falls fell fallen falling drop dropped drops decrease decreased decreases decreasing decline
declined declines shrink shrank shrunk lose lost loses losses slump slumped plunge plunged tumble
tumbled lower down lowered cut cuts slide slid sink sank downward reduce reduced contract contracted
win wins won winning winner victory beat beats defeated | lose loses lost losing loser defeat
approve approves approved accept accepts accepted pass passes passed endorse endorsed | reject
rejects rejected rejection refuse refuses refused veto vetoed oppose opposed opposes block blocked
dismiss dismissed
adopt adopted ratify ratified back backed approval | reject rejects rejected rejection veto vetoed
accuse accuses accused charge charged charges convict convicted guilty indict indicted | clear
cleared acquit acquitted exonerate exonerated innocent
more most greater | less least fewer fewest
above over exceed exceeded exceeds exceeding | below under beneath
buy buys bought purchase purchased | sell sells sold sale
hire hires hired appoint appointed | fire fires fired dismiss dismissed sack sacked resign resigned
open opens opened reopen reopened | close closes closed shut shuts
begin begins began begun start starts started launch launched | end ends ended stop stops stopped
halt halted finish finished
support supports supported favor favors favored favour favoured praise praised praises | oppose
opposes opposed criticize criticized criticise criticised condemn condemned
allow allows allowed permit permitted legalize | ban bans banned prohibit prohibited forbid block
blocked bar barred
confirm confirms confirmed admit admits admitted acknowledge acknowledged | deny denies denied
arrive arrives arrived enter entered | leave leaves left depart departed exit exited
strengthen strengthened stronger strong | weaken weakened weaker weak
success succeed succeeded successful | fail failed fails failure
best largest biggest highest most maximum | worst smallest lowest least minimum
oldest older | youngest younger
first | last
north northern | south southern
east eastern | west western
husband father son brother man men boy he him his male | wife mother daughter sister woman women 
girl she her female
import imports imported | export exports exported
legal lawful constitutional | illegal unlawful unconstitutional
improve improved better | worsen worsened worse
alive survive survived survives | dead die died dies killed
ease eased loosen | tighten tightened
agree agreed agrees | disagree disagreed disagrees refuse refused
hot hotter warm warmer | cold colder cool cooler
attack attacked attacks | defend defended defends
"""


def _read() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Each pole with the one against it, both ways round."""
    pairs = []
    rows: list[str] = []
    for line in _OPPOSITES.strip().splitlines():
        # A row whose sides are not both there yet goes on in the next line.
        if rows and (line.startswith("|") or "|" not in line or rows[-1].count("|") == 0):
            rows[-1] += f" {line}"
        else:
            rows.append(line)
    for row in rows:
        sides = [frozenset(stem(word) for word in side.split()) for side in row.split("|")]
        pairs += [(sides[0] - sides[1], sides[1] - sides[0])]
        pairs += [(sides[1] - sides[0], sides[0] - sides[1])]
    return tuple(pairs)


POLES = _read()
