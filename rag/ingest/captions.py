"""Rules that remove photo and video captions with their credits."""

import re

from rag.ingest.paragraphs import BREAK, join_paragraphs, reports_speech, sentences, without

SWITCH = re.compile(r"(?:hide|toggle) caption", re.IGNORECASE)
SWITCHES_WITHIN = re.compile(
    r"^(?P<caption>.{10,500}?)\s*\bhide caption\s*(?:toggle caption)?\s*(?P<credit>[^.!?]{0,80})$",
    re.IGNORECASE,
)
AGENCIES = (
    r"(?:AP|AFP|EPA|Reuters|REUTERS|CNN|NPR|BBC|Bloomberg|Shutterstock|Getty(?: Images)?|Pool"
    r"|Zuma(?: Press)?|Alamy|Imagn(?: Images)?"
    r"|USA TODAY(?: NETWORK| Sports)?|NurPhoto|Sipa(?: USA)?"
    r"|Anadolu(?: Agency)?|Redux|Xinhua|TASS|Maxar(?: Technologies)?|AP SWIMMING POOL)"
)
ENDS_WITH_CREDIT = re.compile(
    rf"(?:[A-Z][\w.’'-]*[ ,]*(?:and |of |The )?){{1,6}}(?:[/\w,.&’' -]{{0,60}})/{{1,2}}{AGENCIES}$"
)
AGENCY_AT_END = re.compile(
    rf"(?:/{{1,2}}{AGENCIES}|\(Image credit: [^()\n]{{2,120}}\))$", re.MULTILINE
)
IMAGE_CREDIT = re.compile(r"\(Image credit: [^()]{2,120}\)$")
VIDEO = re.compile(r"^Video Ad Feedback .{5,440}\b\d\d:\d\d(?: • \w+)?$")
GALLERY_STEP = re.compile(r"\s*\bHide Caption \d+ of \d+\s*")
LONGEST_CAPTION = 450


def is_credit(line: str, twin: str | None = None) -> bool:
    """Whether a line names a photographer: short, no sentence, with a slash or told twice."""
    if not line or len(line) > 90 or line.endswith((".", "!", "?", "”", '"')):
        return False
    return line == twin or "/" in line or bool(re.fullmatch(r"(?:[A-Z][\w.’'-]* ?){1,5}", line))


def drop_switched_captions(text: str) -> str:
    """A caption, its credit, "hide caption", "toggle caption" and the credit once more."""
    if not SWITCH.search(text):
        return text
    lines = [_without_switch(line) for line in text.split(BREAK)]
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if not SWITCH.fullmatch(lines[at]):
            kept.append(lines[at])
            at += 1
            continue
        while at < len(lines) and SWITCH.fullmatch(lines[at]):
            at += 1
        after = lines[at] if at < len(lines) else ""
        if kept and is_credit(kept[-1], twin=after):
            credit = kept.pop()
            at += after == credit
            if kept and _may_be_caption(kept[-1]):
                kept.pop()
        elif kept and _may_be_caption(kept[-1]) and _holds_full_date(kept[-1]):
            kept.pop()
            at += is_credit(after) and "/" in after
    return join_paragraphs(kept)


def _without_switch(line: str) -> str:
    within = SWITCHES_WITHIN.match(line)
    return "hide caption" if within and not reports_speech(line) else line


def _may_be_caption(line: str) -> bool:
    return len(line) <= LONGEST_CAPTION and not reports_speech(line)


def _holds_full_date(line: str) -> bool:
    return bool(re.search(r"\b[A-Z][a-z]+\.? \d{1,2}, \d{4}", line))


def drop_credited_captions(text: str) -> str:
    """A caption on one line with its credit: "… in Kyiv. Aris Messinis/AFP/Getty Images".

    A caption of several sentences tells something of its own; it loses the credit alone.
    """
    if not AGENCY_AT_END.search(text):
        return text
    return join_paragraphs(_without_credit(line) for line in text.split(BREAK))


def _without_credit(line: str) -> str:
    if len(line) > LONGEST_CAPTION or reports_speech(line) or not AGENCY_AT_END.search(line):
        return line
    *told, last = sentences(line)
    credited = IMAGE_CREDIT.search(line) or ENDS_WITH_CREDIT.search(last[-160:])
    if not credited:
        return line
    return " ".join(told) if len(told) > 1 else ""


def drop_video_labels(text: str) -> str:
    """A video player's label: "Video Ad Feedback TITLE 02:10 - Source: CNN TITLE 02:10"."""
    return without(text, VIDEO.match)


def drop_gallery_steps(text: str) -> str:
    """The "Hide Caption 29 of 66" between the captions of a gallery on one line."""
    return GALLERY_STEP.sub(" ", text) if "Hide Caption" in text else text


def captions(text: str) -> list[str]:
    """The captions in an uncleaned text of one paragraph a line, for the dates that they hold."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    found = []
    for at, line in enumerate(lines):
        within = SWITCHES_WITHIN.match(line)
        if within:
            found.append(within["caption"])
        elif SWITCH.fullmatch(line) and not (at and SWITCH.fullmatch(lines[at - 1])):
            found += [near for near in lines[max(0, at - 2) : at] if not SWITCH.fullmatch(near)]
        elif len(line) <= LONGEST_CAPTION and ENDS_WITH_CREDIT.search(line[-160:]):
            found.append(line)
    return found
