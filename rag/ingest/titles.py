"""Titles: without the outlet's name at their end, and made from the text where there is none."""

import re

from rag.ingest.characters import tidy_characters
from rag.ingest.paragraphs import BREAK

LONGEST_TITLE = 300
TITLE_LINE = 160
WORDS_OF_TITLE = 12
OUTLETS = {
    name.casefold(): outlet
    for outlet, names in {
        "ABC News": ("ABC News",),
        "Al Jazeera": ("Al Jazeera",),
        "AP News": ("AP News", "AP", "Associated Press", "The Associated Press"),
        "Axios": ("Axios",),
        "BBC News": ("BBC News", "BBC", "BBC Sport"),
        "Bloomberg": ("Bloomberg", "Bloomberg.com"),
        "CBS News": ("CBS News",),
        "CNBC": ("CNBC",),
        "CNN": ("CNN", "CNN Business", "CNN Politics", "CNN Travel", "CNN Underscored"),
        "DW": ("DW",),
        "Financial Times": ("Financial Times", "FT"),
        "Forbes": ("Forbes",),
        "Fox News": ("Fox News",),
        "France 24": ("France 24",),
        "The Guardian": ("The Guardian", "Guardian"),
        "Le Monde": ("Le Monde",),
        "Los Angeles Times": ("Los Angeles Times", "LA Times"),
        "NBC News": ("NBC News",),
        "The New York Times": ("The New York Times", "New York Times"),
        "NPR": ("NPR",),
        "PBS News": ("PBS News", "PBS NewsHour"),
        "Politico": ("Politico",),
        "Reuters": ("Reuters", "Reuters.com"),
        "Sky News": ("Sky News",),
        "The Hill": ("The Hill",),
        "The Times": ("The Times",),
        "The Wall Street Journal": ("The Wall Street Journal", "WSJ"),
        "The Washington Post": ("The Washington Post", "Washington Post"),
        "The Week": ("The Week", "The Week UK", "The Week US"),
        "Time": ("TIME",),
        "USA TODAY": ("USA TODAY", "USATODAY.com"),
        "Vox": ("Vox",),
    }.items()
    for name in names
}
ENDING = re.compile(r"(?P<title>.{8,}?)(?: [|–—-] |: | · )(?P<outlet>[^|:]{2,40})")
# What many sites put between a title and their name: " | Local news".
SECTION = re.compile(r"(?<=.{20}) \| [^|]{2,25}$")
CUT = re.compile(r"\s*(?:\.{3,}|…)$")


def clean_title(title: str, outlet: str | None = None) -> tuple[str, str | None]:
    """A title without its outlet's name, and the outlet that was named there.

    A title that a search engine cut with " ..." ends with "…". `outlet` is the record's own, whose
    name is looked for beside the well-known ones.
    """
    title = " ".join(tidy_characters(title).split())
    cut = CUT.search(title)
    whole = title[: cut.start()] if cut else title
    ending = ENDING.fullmatch(whole)
    if ending:
        named = ending["outlet"].strip()
        known = OUTLETS.get(named.casefold())
        if known is None and outlet and _is_named(outlet, named):
            known = outlet
        if known and (not cut or " | " in whole):
            return SECTION.sub("", ending["title"].strip()), known
    if len(whole) > LONGEST_TITLE:
        whole, cut = whole[:LONGEST_TITLE].rsplit(" ", 1)[0], CUT.search("…")
    return (f"{whole}…" if cut and whole else whole), None


def _is_named(outlet: str, named: str) -> bool:
    """Whether an outlet, by its name or its domain, is the one that a title names at its end."""
    host = re.sub(r"^www\.|\.(?:co|com|org|net)?\.?[a-z]{2,7}$", "", outlet.strip().casefold())
    mine, theirs = (re.sub(r"^the\s|\W", "", it.casefold()) for it in (host, named))
    return bool(mine) and mine == theirs


def title_from_text(text: str) -> tuple[str, str]:
    """A title for a cleaned text that has none, and the text without the title's line.

    The first line serves where it is short and no sentence; else the text's first words do, and
    the text stays as it is.
    """
    first, _, rest = text.partition(BREAK)
    if rest and len(first) <= TITLE_LINE and not first.endswith((".", "!", "”", '"', ",", ";")):
        return first.lstrip("# "), rest
    words = first.split()
    if len(words) <= WORDS_OF_TITLE:
        return first.rstrip(" .,;:"), text
    return " ".join(words[:WORDS_OF_TITLE]).rstrip(" .,;:") + "…", text
