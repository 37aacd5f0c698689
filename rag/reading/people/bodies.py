"""Completes the names of bodies, which the parser ends too soon."""

import re

# What a name has before its last words: "Food and" Drug Administration.
_PAIRED = re.compile(r"(?:[A-Z][\w.’'-]*,? )*[A-Z][\w’'-]*,? (?:and|&) $")
# What it has behind its "and": "the National Oceanic" and Atmospheric Administration.
_REST = re.compile(
    r"(?:, [A-Z][\w’'-]+)*,? and (?:[A-Z][\w’'-]+ ){1,3}"
    r"(?:Administration|Agency|Association|Bureau|Cent(?:er|re)|Commission|Committee|Council"
    r"|Department|Institute|Ministry|Office|Organi[sz]ation|Services?|Survey)\b"
)
_CAPITALISED = re.compile(r"(?:[A-Z][\w.’'&-]*\s)*[A-Z][\w.’'&-]*$")


def before_body(written: str, start: int) -> str:
    """What belongs to the name that begins at `start` of a mention and stands before it."""
    paired = _PAIRED.search(written, 0, start)
    return paired.group() if paired else ""


def rest_of_body(text: str, end: int) -> str:
    """What belongs to the name that ends at `end` of an article and stands behind it."""
    rest = _REST.match(text, end)
    return rest.group() if rest else ""


def whole_body(written: str) -> str | None:
    """The whole name of a body that ends in a common word: "the Kerr County Sheriff's Office".

    Whose body it is stands apart: "Bondi's Justice Department".
    """
    run = _CAPITALISED.search(written)
    found = run.group().split() if run else []
    if found and found[0] in ("The", "A", "An"):
        found = found[1:]
    if len(found) > 2 and re.search(r"[’']s$", found[0]):
        found = found[1:]
    return " ".join(found) if len(found) > 1 else None
