"""An answer as a terminal shows it."""

import os
import sys
from datetime import date

from rag.records import Answer
from rag.settings import Settings


def explained(answer: Answer) -> str:
    """How the question was understood, and each passage's score with its parts."""
    from rag.retrieve import explain_passage

    found = [explain_passage(it) for it in answer.retrieved]
    return "\n".join(["", *answer.understood, "", *found])


def readable(answer: Answer) -> str:
    """The answer with its notices, its citations and, of a refusal, the nearest coverage."""
    lines = [answer.written(_bold if _shows_bold() else str)]
    lines += [f"({notice})" for notice in answer.notices]
    for sentence in answer.sentences:
        if sentence.fault:
            lines.append(f"(Not supported: “{sentence.text}” {sentence.fault}.)")
    if answer.citations:
        lines.append("")
    for citation in answer.citations:
        where = ", ".join(
            part for part in (citation.outlet, _iso(citation.published) or "undated") if part
        )
        lines.append(f"[{citation.number}] {citation.title} ({where})")
        if citation.url:
            lines.append(f"    {citation.url}")
    for nearest in answer.refusal.nearest if answer.refusal else ():
        lines.append(f"  - {nearest.title} ({_iso(nearest.published) or 'undated'})")
    return "\n".join(lines)


def _shows_bold() -> bool:
    """Whether standard output is a terminal that understands ANSI codes and is to be sent them;
    see https://no-color.org.
    """
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def _bold(text: str) -> str:
    return f"\033[1m{text}\033[22m"


def tell_of_more(answer: Answer, settings: Settings) -> None:
    """Say on standard error that a longer answer would tell more, where it would."""
    words = settings.more_words()
    if answer.more and words:
        print(f"There is more to tell: ask again with --words {words}.", file=sys.stderr)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
