"""The cleaning of article text: a tuple of small named rules, applied in order."""

import re
from collections.abc import Callable
from itertools import pairwise

from rag.ingest import calls, captions, furniture
from rag.ingest.characters import tidy_characters
from rag.ingest.paragraphs import BREAK, join_paragraphs, reports_speech, split_paragraphs

# How a live blog's entry begins in cleaned text, on a paragraph of its own:
#     [9:50 pm ET July 3, 2026] HEADLINE
# The headline is absent where the page ran it together with the entry's first sentence.
LIVE_ENTRY = re.compile(
    r"^\[(?P<when>(?P<time>\d{1,2}[:.]\d\d ?[ap]\.?m\.?)(?: (?P<zone>[A-Z]{2,4}))?,? "
    rf"(?P<date>{furniture.DATE}))\](?: (?P<headline>[^\n]+))?$",
    re.IGNORECASE | re.MULTILINE,
)
LIVE_HEADER = re.compile(
    rf"\s*\b(?P<when>\d{{1,2}}[:.]\d\d ?[ap]\.?m\.?(?: [A-Z]{{2,4}})?,? {furniture.DATE})"
    r"\s*\bShare this update\b\s*",
    re.IGNORECASE,
)
TICKER = re.compile(
    r"(?<=[A-Za-z’'&.]) (?:\((?=[A-Z0-9]{2,5}\.[A-Z]{1,2}\)))?[A-Z0-9]{2,5}"
    r"\.(?:OQ|O|N|PA|L|SN|DE|AS|MI|HK|T|SS|SZ|KS|TO|AX|NS|BO|ST|OL|CO|MC|SA|BR|TW|PK)\)?(?![\w.]\w)"
    r"(?=[\s,;:.’'])"
)
SUMMARY = re.compile(r"AI[- ]assisted summary:?\s*", re.IGNORECASE)
PASSES = 3


def plain_paragraphs(text: str) -> str:
    """One paragraph a line, parted by one blank line; wrapped lines joined, spaces single."""
    return join_paragraphs(split_paragraphs(tidy_characters(text)))


def mark_live_entries(text: str) -> str:
    """Give a live blog's entry header a paragraph of its own, in the form of `LIVE_ENTRY`."""
    if "hare this update" not in text:
        return text
    parts = LIVE_HEADER.split(text)
    paragraphs = [parts[0]]
    for when, body in zip(parts[1::2], parts[2::2], strict=True):
        first, _, rest = body.partition(BREAK)
        is_headline = bool(rest) and len(first) <= 160 and not first.endswith((".", "!", "”", '"'))
        paragraphs += [f"[{when}] {first}", rest] if is_headline else [f"[{when}]", body]
    return join_paragraphs(part.strip() for part in paragraphs)


def part_doubled_lists(text: str) -> str:
    """Undo lists that were printed twice: "A: one", ": one B: two", "two C: three"."""
    lines = text.split(BREAK)
    if len(lines) < 2:
        return text
    parted = [lines[0]]
    for before, line in pairwise(lines):
        rest = line[1:].lstrip() if line.startswith(":") else line
        fresh = rest[_repeated(before, rest) :].lstrip()
        # Without the colon, "Minnesota: Kim Crockett" and "Kim Crockett has said: …" look alike:
        # there what is fresh has to begin as a list's next label does.
        labelled = fresh and not fresh[0].islower() and ":" in fresh[:80]
        parted.append(fresh if line.startswith(":") or labelled else line)
    return join_paragraphs(parted)


def _repeated(before: str, line: str) -> int:
    """How many characters at the start of `line` repeat what follows a colon in `before`."""
    for colon in reversed([at for at, character in enumerate(before) if character == ":"][-6:]):
        tail = before[colon + 1 :].strip()
        if (
            len(tail) >= 2
            and line.startswith(tail)
            and line[len(tail) : len(tail) + 1] in ("", " ")
        ):
            return len(tail)
    return 0


def drop_machine_summary(text: str) -> str:
    """A summary marked as a machine's: bullets that repeat the report without its speakers.

    Its end is the first paragraph that tells the first bullet again; where none does, only the
    marked bullet goes, since what follows may be the report itself.
    """
    lines = text.split(BREAK)
    start = next((at for at, line in enumerate(lines[:6]) if SUMMARY.match(line)), None)
    if start is None or start + 1 >= len(lines):
        return SUMMARY.sub("", text, count=1) if start is not None else text
    wanted = _words(SUMMARY.sub("", lines[start]))
    bullets = 1
    for ahead, line in enumerate(lines[start + 1 : start + 7], 1):
        if len(wanted & _words(line)) >= 0.5 * len(wanted):
            bullets = ahead
            break
        if len(line) > 260 or "“" in line or '"' in line[:3]:
            break
    lines[start] = SUMMARY.sub("", lines[start])
    spoken = [line for line in lines[start : start + bullets] if reports_speech(line)]
    return join_paragraphs(lines[:start] + spoken + lines[start + bullets :])


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


def drop_stock_tickers(text: str) -> str:
    """An exchange's symbol inside a sentence: "Hachette ALHG.PA said" becomes "Hachette said"."""
    return TICKER.sub("", text)


RULES: tuple[Callable[[str], str], ...] = (
    plain_paragraphs,
    mark_live_entries,
    captions.drop_switched_captions,
    captions.drop_gallery_steps,
    captions.drop_video_labels,
    captions.drop_credited_captions,
    furniture.drop_date_lines,
    furniture.drop_bylines,
    furniture.drop_page_notes,
    furniture.drop_change_notes,
    furniture.drop_adverts,
    calls.drop_calls,
    calls.drop_post_links,
    furniture.drop_games,
    furniture.drop_graphics_notes,
    furniture.drop_newsletters,
    furniture.drop_related_lines,
    furniture.drop_glued_links,
    furniture.drop_contributors,
    furniture.drop_contact_lines,
    furniture.drop_signatures,
    drop_machine_summary,
    part_doubled_lists,
    drop_stock_tickers,
)


def clean_text(text: str) -> str:
    """Apply every rule in order, and again until nothing changes (three times at the most).

    What one rule removes can bring a line into another rule's sight, so one pass alone would let
    a second cleaning change a text that was cleaned before.
    """
    for _ in range(PASSES):
        before = text
        for rule in RULES:
            text = rule(text)
        if text == before:
            break
    return text
