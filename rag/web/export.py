"""An answer with its sources as plain text and as Markdown, to be pasted elsewhere."""

import re

from rag.answer.dates import day_in_words
from rag.records import Answer, Citation
from rag.web.conversation import Turn
from rag.web.escape import is_web_address, visible

# What Markdown, or HTML within it, would take for its own.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!&$])")
# A line that Markdown would take for a list or a rule.
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)", re.MULTILINE)


def as_text(turn: Turn) -> str:
    """The question, the answer and its sources as plain text."""
    answer = turn.answer
    if answer is None:
        return visible(turn.question)
    lines = [visible(turn.question), "", visible(answer.written()), *_faults(answer)]
    if answer.sources:
        lines += ["", "Sources"]
    for citation in answer.sources:
        lines.append(f"[{citation.number}] {visible(_where(citation))}")
        if is_web_address(citation.url):
            lines.append(f"    {citation.url}")
    for nearest in answer.refusal.nearest if answer.refusal else ():
        day = f" ({day_in_words(nearest.published)})" if nearest.published else ""
        lines.append(f"- {visible(nearest.title)}{day}")
    return "\n".join(lines) + "\n"


def as_markdown(turn: Turn) -> str:
    """The same as Markdown, in which nothing of an article or a question is markup."""
    answer = turn.answer
    question = f"## {_plain(turn.question)}"
    if answer is None:
        return question + "\n"
    lines = [question, "", *_marked_up(answer), *map(_plain, _faults(answer))]
    if answer.sources:
        lines += ["", "### Sources", ""]
    for citation in answer.sources:
        lines.append(f"{citation.number}. {_linked(_where(citation), citation.url)}")
        lines.append(f"   > {_plain(citation.quote)}")
    if answer.refusal and answer.refusal.nearest:
        lines += ["", "### Nearest coverage", ""]
        lines += [f"- {_linked(nearest.title, nearest.url)}" for nearest in answer.refusal.nearest]
    return "\n".join(lines) + "\n"


def _marked_up(answer: Answer) -> list[str]:
    """The answer as lines of Markdown, its short answer in bold."""
    if answer.refusal:
        return [_plain(answer.refusal.message)]
    sentences = [sentence.written(_bold, _plain) for sentence in answer.sentences]
    return [f"- {it}" for it in sentences] if answer.in_lines else [" ".join(sentences)]


def _bold(text: str) -> str:
    return f"**{_plain(text)}**"


def _faults(answer: Answer) -> list[str]:
    return [
        f"(Not supported: “{visible(sentence.text)}” {visible(sentence.fault or '')}".rstrip() + ")"
        for sentence in answer.sentences
        if sentence.verdict == "unsupported"
    ]


def _where(citation: Citation) -> str:
    day = day_in_words(citation.published) if citation.published else "undated"
    parts = [citation.title, citation.outlet, day, citation.speaker]
    return ", ".join(part for part in parts if part)


def _linked(label: str, url: str | None) -> str:
    if url is None or not is_web_address(url):
        return _plain(label)
    address = url.replace("<", "%3C").replace(">", "%3E")
    return f"[{_plain(label)}](<{address}>)"


def _plain(text: str) -> str:
    """`text` on one line, with what Markdown would take for markup escaped."""
    flat = " ".join(visible(text).split())
    return _LINE_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", flat))
