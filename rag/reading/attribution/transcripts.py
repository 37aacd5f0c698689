"""Reads transcripts: turns that begin with the speaker's name, on their line or the one before."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from rag.reading.sentences import Span

_CAPITALS = r"[A-Z][A-Z.'’-]*[A-Z.](?: [A-Z][A-Z.'’-]*){0,4}"
_NAME = r"(?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w.'’-]+"
# Behind the time of a recording a single name opens a turn too: "[36:49] Biden: …".
_TURN = re.compile(
    rf"(?P<time>\[\d{{1,2}}(?::\d\d){{1,2}}\] )?[\"“]?"
    rf"(?P<name>{_CAPITALS}|{_NAME}|(?(time)[A-Z][\w.'’-]+|(?!)))"
    r"(?:,? \([^()\n]{1,60}\)|, [A-Z][^:\n]{1,60})?: +(?=\S)"
)
_ALONE = re.compile(rf"(?P<name>{_CAPITALS}|{_NAME})(?: \([^()\n]{{1,60}}\))?:?")
_FEWEST = 4  # turns
_ENDS = '.?!…,;:-–—"”’'
_LONGEST_GAP = 6  # lines that one turn may run on over
_NO_NAMES = frozenset(
    """WHEN WHERE WHAT WHO WHY HOW NOTE UPDATE WATCH READ MORE PHOTOS VIDEO RELATED BREAKING SOURCE
    CORRECTION TIME PLACE DATE PRICE RATING""".split()
)


class Turn(NamedTuple):
    """What one speaker says in one go; `lines` are the numbers of the lines that it takes."""

    name: Span
    content: Span
    lines: tuple[int, ...]


def turns(text: str, lines: Sequence[Span]) -> list[Turn]:
    """Find the turns of a transcript among the lines of a text; none where it is no transcript.

    A text counts as one where names open four lines or more, one of them comes again, and half of
    the lines end as sentences do, unlike those of a list of players.
    """
    opened: list[tuple[int, Span, int]] = []  # the line, the name, where the words begin
    for at, line in enumerate(lines):
        found = _TURN.match(text, line.start, line.end)
        if found and found["name"] not in _NO_NAMES:
            opened.append((at, Span(*found.span("name")), found.end()))
            continue
        alone = _ALONE.fullmatch(text, line.start, line.end)
        if alone and at + 1 < len(lines) and alone["name"].isupper():
            opened.append((at, Span(*alone.span("name")), lines[at + 1].start))
    names = Counter(text[name.start : name.end] for _, name, _ in opened)
    if len(opened) < _FEWEST or len(names) < 2 or names.most_common(1)[0][1] < 2:
        return []
    ends = sum(
        text[lines[at + (start > lines[at].end)].end - 1] in _ENDS for at, _, start in opened
    )
    if 2 * ends < len(opened):
        return []
    known = {name for name, count in names.items() if count > 1}
    found_turns = []
    for (at, name, start), following in zip(opened, [*opened[1:], None], strict=True):
        if text[name.start : name.end] not in known:
            continue
        last = at + (start > lines[at].end)
        if following is not None and following[0] - last <= _LONGEST_GAP:
            last = max(last, following[0] - 1)
        if last < len(lines) and start < lines[last].end:
            content = Span(start, lines[last].end)
            found_turns.append(Turn(name, content, tuple(range(at, last + 1))))
    return found_turns
