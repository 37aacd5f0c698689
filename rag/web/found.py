"""The quiet line "How was this found?": how a question was read, and what was found for it."""

from collections.abc import Sequence

from markupsafe import Markup

from rag.answer.dates import day_in_words
from rag.records import RetrievedPassage
from rag.retrieve import explain_score
from rag.web.templating import macro

# Passages that are explained: those that an answer may rest on, and a few more.
_SHOWN = 8
_found = macro("answer.html.jinja", "found")


def explained(retrieved: Sequence[RetrievedPassage]) -> tuple[str, ...]:
    """A line for each of the best passages: its article, its score and what that is made of."""
    return tuple(
        f"{found.score:.3f} · {found.title}"
        + (f", {day_in_words(found.published)}" if found.published else "")
        + f": {explain_score(found)}"
        for found in retrieved[:_SHOWN]
    )


def render_found(understood: Sequence[str], found: Sequence[str]) -> Markup:
    """The disclosure as HTML, "" where there is nothing to say."""
    return _found(understood, found) if understood or found else Markup()
