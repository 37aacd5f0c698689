"""The quiet line "How was this found?": how a question was read, and what was found for it."""

from collections.abc import Sequence

from rag.answer.dates import day_in_words
from rag.records import RetrievedPassage
from rag.retrieve import explain_score
from rag.web.escape import shown

# Passages that are explained: those that an answer may rest on, and a few more.
_SHOWN = 8


def explained(retrieved: Sequence[RetrievedPassage]) -> tuple[str, ...]:
    """A line for each of the best passages: its article, its score and what that is made of."""
    return tuple(
        f"{found.score:.3f} · {found.title}"
        + (f", {day_in_words(found.published)}" if found.published else "")
        + f": {explain_score(found)}"
        for found in retrieved[:_SHOWN]
    )


def render_found(understood: Sequence[str], found: Sequence[str]) -> str:
    """The disclosure as HTML, "" where there is nothing to say."""
    if not understood and not found:
        return ""
    lists = [("The question, as read", "ul", understood), ("The passages found", "ol", found)]
    told = "".join(
        f'<p class="label">{label}</p><{tag}>{_items(lines)}</{tag}>'
        for label, tag, lines in lists
        if lines
    )
    return f'<details class="how"><summary>How was this found?</summary>{told}</details>'


def _items(lines: Sequence[str]) -> str:
    return "".join(f"<li>{shown(line)}</li>" for line in lines)
