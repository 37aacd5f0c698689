"""Rules that remove page furniture: bylines, adverts, pleas, related headlines and notes."""

import re
from collections import Counter

from rag.calendar_words import MONTH
from rag.ingest.paragraphs import (
    BREAK,
    join_paragraphs,
    sentences,
    without,
    without_at_end,
    without_at_start,
)

DATE = rf"(?:{MONTH}\.? \d{{1,2}}, \d{{4}}|\d{{1,2}} {MONTH}\.?,? \d{{4}})"
TIME = r"(?:,?(?: at)? \d{1,2}[:.]\d\d ?[ap]\.?m\.?(?: [A-Z]{2,4})?)?"
DATE_LINE = re.compile(
    rf"(?:(?:Published|Posted):? )?(?P<first>{DATE})?{TIME}"
    rf"(?:[ |•·–—-]*(?:Last )?Updated:? (?P<updated>{DATE}){TIME})?",
    re.IGNORECASE,
)
NAME = r"(?:[A-Z][\w.’'-]+|[A-Z]\.)(?: (?:[A-Z][\w.’'-]+|[A-Z]\.|de|van|von|al|bin|el)){1,4}"
OUTLET = (
    r"(?:USA ?TODAY(?: Sports| Network| NETWORK)?|(?:The )?Associated Press|AP|Reuters|AFP|CNN"
    r"|From USA TODAY Network and wire reports|Special to [A-Z][\w ]{3,50}"
    r"|(?:The )?[A-Z][a-z]+ (?:[A-Z][a-z]+ )?(?:Free Press|Register|Times|Tribune|Star|Herald|News"
    r"|Journal(?: Sentinel)?|Enquirer|Republic|Dispatch|Democrat|Courier|Tennessean))"
)
BYLINE = re.compile(rf"(?:By )?{NAME}(?: and {NAME})? ?[,/|] ?{OUTLET}(?: ?[,/|] ?{DATE}{TIME})?")
AGENCY_DATE = re.compile(rf"{NAME} / [A-Z][\w .]{{1,30}} / [^.]{{4,40}}")
SOLE_OUTLET = re.compile(OUTLET)
SIGNATURE = re.compile(
    rf"[-–—−]{{1,2}} ?(?:{NAME}(?:(?:, and |, | and | & ){NAME})*|Reuters|The Associated Press)"
    r"(?:, [A-Z][\w ,.’'-]{2,40})?"
)
CREDITS = re.compile(
    r"\W{0,3}contribut(?:ing|ors?)\b(?: writers?| reporters?)?(?: ?: ?.*|(?: [A-Z][\w.’'-]+,?)+)",
    re.IGNORECASE,
)
CONTRIBUTED = re.compile(
    r"[^“”\"]{2,250}\bcontributed (?:reporting )?to this (?:report|story|article)\.?"
)
CONTACT = re.compile(
    r"\b[\w.+-]+@[\w-]+\.\w|(?:^|[\s:])@\w{3,}|\bTwitter ?@"
    r"|\b[Ff]ollow (?:him|her|them|me|us)\b|\bon (?:X|Twitter|Bluesky|Threads) @?\w"
)
JOURNALIST = re.compile(
    r"\b(?:reporter|columnist|correspondent|editor|journalist|writer|producer|covers|clerk|critic"
    r"|newsroom|covering|photographer|meteorologist|professor|staff)\b|\bUSA ?TODAY\b",
    re.IGNORECASE,
)
REACH = re.compile(
    r"(?:Reach(?: out to)?|Contact|Follow|Email)\b(?! (?:police|detective|investigators|officials"
    r"|the (?:police|sheriff|department)|crime))",
)
PRESS_ADDRESS = re.compile(
    r"@[\w.-]*(?:gannett|usatoday|press|news|times|star|journal|tribune|herald|republic|courier"
    r"|register|democrat|palm|ledger|hometownlife|tennessean|enquirer|dispatch|cnn|bbc|reuters)",
    re.IGNORECASE,
)
CHANGED = re.compile(
    r"\(?(?:(?:note|correction|clarification|editor[’']?s note|update)s?: )?(?:this|the) "
    r"(?:story|article|post|page|file|gallery|column)\b[^.:“”\"]{0,25} "
    r"(?:has been|was|is being|will be) "
    r"(?:continually )?(?:updated|corrected|edited|changed)\b[^.]{0,220}\.?\)?",
    re.IGNORECASE,
)
PAGE_NOTE = re.compile(
    r"\(?editor[’']s note: .*(?:\bthis (?:page|file) "
    r"(?:summarizes|reflects|is a summary|captures|was)"
    r"|version of this (?:story|article)|\bsign up\b|bookmark cnn|\bclick here\b)",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"\W{0,3}(?:more(?: on this| from [\w ]{2,20}| [\w-]+ (?:news|coverage|stories))?"
    r"|related(?: \w+)?"
    r"|(?:also )?read(?: more| this| also| next| the full story)?|see also|also see|must[- ]read"
    r"|required reading|you may like|watch(?: live| now)?|photos?|opinion|recap|live updates"
    r"|what to know|in pictures|[\w&]{2,8} stats central|MORE [A-Z ]{3,20}) ?: ?(?P<rest>.*)",
    re.IGNORECASE,
)
READ_ON = re.compile(
    r"(?:(?:you can )?(?:read|watch|see|find)|click here)\b[^.“”\"]{0,60}\b(?:more|here|full story"
    r"|this story|below)\b[^.“”\"]{0,30}[.:]?",
    re.IGNORECASE,
)
GLUED = re.compile(r"(?P<label>[^:“”\"\n]{2,60}[\w?!’'%)]):(?P<rest>[A-Z‘“\"'’►][^\n]{5,150})")
GRAPHICS = re.compile(
    r"(?:unable to view|can[’']?t (?:see|view)|having trouble (?:seeing|viewing)) "
    r"(?:our|the|these) "
    r"(?:graphics|graphic|map|chart)s?\?.{0,60}",
    re.IGNORECASE,
)
GAMES = re.compile(
    r"(?:need a (?:news )?break\?|looking for (?:a |some )?(?:free )?(?:mini )?"
    r"(?:puzzles?|games?)).{0,80}",
    re.IGNORECASE,
)
ADVERTS = re.compile(
    r"(?:subscribe to the week |the week |)escape your echo chamber\..{0,420}"
    r"|sign up for today[’']s best articles in your inbox.{0,300}"
    r"|we (?:occasionally|may) recommend (?:interesting )?products.{0,260}"
    r"|gannett may earn revenue.{0,680}"
    r"|the [\w ]{2,20} app gets you to the heart of the news.{0,180}"
    r"|thanks to our subscribers.{0,220}"
    r"|visit cnn\.com/\w+ for more.{0,80}"
    r"|follow \w+ opinion join us on.{0,60}"
    r"|.{0,160}\bmade possible (?:in part )?by a grant\b.{0,200}"
    r"|.{0,80}\b(?:support|supporting) (?:quality )?local journalism\b.{0,160}"
    r"|(?:advertisement|continue reading|story continues below.*|skip advertisement)",
    re.IGNORECASE,
)
SIGN_UP = re.compile(
    r"(?:^|[.:?!…]\W*)(?:(?:please|just|want to get our newsletter\?) )?"
    r"(?:to )?(?:sign[ -]?up\b|subscribe\b|get [^.]{2,60} newsletter|join our watch party"
    r"|get [^.]{0,60}delivered to your inbox|become a subscriber)",
    re.IGNORECASE,
)
PROMOTED = re.compile(
    r"newsletter|inbox|subscri|sign up (?:here|now|today)|for free|daily briefing|watch party"
    r"|by text|via text|text with|to get current|delivered|alerts",
    re.IGNORECASE,
)


def drop_date_lines(text: str) -> str:
    """A first line that only dates the page: "Oct. 23, 2025, 2:10 p.m. ET"."""
    return without_at_start(text, lambda line: len(line) < 110 and DATE_LINE.fullmatch(line), 4)


def drop_bylines(text: str) -> str:
    """Who wrote it and for whom: "Joey Garrison, USA TODAY", "Name / Reuters / date", "CNN —"."""
    return without_at_start(text, _is_byline, 4)


def _is_byline(line: str) -> bool:
    if len(line) > 110:
        return False
    dateline = line.endswith("—") and re.fullmatch(r"[\w ,./’'-]{0,70}CNN[\w ]{0,10} —", line)
    return bool(
        dateline
        or BYLINE.fullmatch(line)
        or AGENCY_DATE.fullmatch(line)
        or SOLE_OUTLET.fullmatch(line)
    )


def drop_signatures(text: str) -> str:
    """The reporter's name under an entry: "– Bart Jansen"; a speaker's under a quotation stays."""
    kept: list[str] = []
    for line in text.split(BREAK):
        quoted = bool(kept) and kept[-1].endswith(("”", '"', "’", "'"))
        if quoted or len(line) > 120 or not SIGNATURE.fullmatch(line):
            kept.append(line)
    return join_paragraphs(kept)


def drop_contributors(text: str) -> str:
    """Who else worked on it: "Contributing: …", "… contributed to this report."."""
    return without(
        text,
        lambda line: len(line) <= 400 and (CREDITS.fullmatch(line) or CONTRIBUTED.fullmatch(line)),
    )


def drop_contact_lines(text: str) -> str:
    """A reporter's own line: "X is a reporter for Y. Reach her at x@y.com or on X @x."."""
    return without(without_at_end(text, _is_biography, 5), _is_press_contact)


def _is_biography(line: str) -> bool:
    return bool(len(line) <= 500 and CONTACT.search(line) and JOURNALIST.search(line))


def _is_press_contact(line: str) -> bool:
    reach = len(line) <= 320 and REACH.match(line)
    return bool(reach and CONTACT.search(line) and ("@" not in line or _is_press_handle(line)))


def _is_press_handle(line: str) -> bool:
    return bool(PRESS_ADDRESS.search(line) or re.search(r"(?:^|[\s:]|Twitter)@\w", line))


def drop_change_notes(text: str) -> str:
    """ "This story has been updated to add new information." """
    return without(text, lambda line: len(line) <= 300 and CHANGED.fullmatch(line))


def drop_page_notes(text: str) -> str:
    """An editor's note on the page or its newsletter; one on the author or a fact stays."""
    return without(text, lambda line: len(line) <= 400 and PAGE_NOTE.match(line))


def drop_graphics_notes(text: str) -> str:
    """ "Unable to view our graphics? Click here to see them." """
    return without(text, GRAPHICS.fullmatch)


def drop_games(text: str) -> str:
    """ "Need a break? Play the Daily Crossword Puzzle." """
    return without(text, GAMES.fullmatch)


def drop_adverts(text: str) -> str:
    """Subscriptions, shopping and betting notices, app adverts and pleas for support."""
    return without(text, ADVERTS.fullmatch)


def drop_newsletters(text: str) -> str:
    """ "Sign up for our newsletter", with the slogan in front of it."""
    return without(text, _is_newsletter)


def _is_newsletter(line: str) -> bool:
    if len(line) > 330 or not SIGN_UP.search(line) or not PROMOTED.search(line):
        return False
    others = [part for part in sentences(line) if not SIGN_UP.search(part)]
    return sum(map(len, others)) <= 170


def drop_related_lines(text: str) -> str:
    """Headlines of other stories: "More: …", "READ MORE: …", "Read the full story here."."""
    return without(
        text,
        lambda line: len(line) <= 170 and (_is_labelled_headline(line) or READ_ON.fullmatch(line)),
    )


def _is_labelled_headline(line: str) -> bool:
    label = LABEL.fullmatch(line)
    if label is None or label["rest"][:1].islower():
        return False
    # A sentence after a label and a space may be the report's own ("What to know: He was …").
    return not label["rest"].endswith(".") or line[label.start("rest") - 1] == ":"


def drop_glued_links(text: str) -> str:
    """A link whose label and headline lost the space between: "Measles map:See where cases are".

    A label that comes three times or more, other than "More", is a speaker in a transcript.
    """
    found = {line: GLUED.fullmatch(line) for line in text.split(BREAK) if ":" in line}
    times = Counter(match["label"] for match in found.values() if match)

    def is_link(line: str) -> bool:
        match = found.get(line)
        return bool(match) and match is not None and times[match["label"]] < 3

    return without(text, is_link)
