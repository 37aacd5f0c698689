"""Answers as HTML: pure functions from the records to what the reader sees, by the templates."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from rag.answer.dates import day_in_words
from rag.library import LibrarySummary
from rag.records import Answer, AnswerSentence, Citation, Verdict
from rag.web.addresses import is_name, person_address
from rag.web.conversation import Turn
from rag.web.found import render_found
from rag.web.templating import macro

_VERDICTS: Mapping[Verdict, str] = {
    "quoted": "word for word",
    "supported": "checked against its source",
    "unsupported": "not supported",
}
HOW_TO_ADD = "python app.py ingest FILE, FOLDER, ADDRESS OR FEED"
_turn = macro("answer.html.jinja", "turn")
_to_keep = macro("answer.html.jinja", "to_keep")
_answer_of = macro("answer.html.jinja", "answer")
_sources = macro("sources.html.jinja", "sources")
_without_sources = macro("sources.html.jinja", "without_sources")
_holds = macro("library.html.jinja", "holds")
_holds_nothing = macro("library.html.jinja", "holds_nothing")
_holds_unknown = macro("library.html.jinja", "holds_unknown")
_status = macro("parts.html.jinja", "status")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence as it is shown: `pieces` are its words, each with whether it was put into it, and
    `checked` says in words what its verdict means. Its lead is `before`, the `speaker`, whose page
    is at `address`, and `after`; or else `before` alone.
    """

    before: str
    speaker: str
    after: str
    address: str
    pieces: Sequence[tuple[str, bool]]
    citations: Sequence[Citation]
    verdict: Verdict
    checked: str
    fault: str | None


def render_turns(turns: Sequence[Turn], root: str = "") -> str:
    """The turns one below the other; `root` is what stands before the addresses of this server."""
    return "".join(render_turn(turn, root) for turn in turns)


def render_turn(turn: Turn, root: str = "") -> str:
    """One question with its answer, or with what stands in for it."""
    answer, found = turn.answer, ""
    if answer and turn.progress == "finished":
        found = render_found(answer.understood, turn.found)
    shown = _answer(turn.number, answer, root) if answer else ""
    return str(_turn(turn, _filters(turn), shown, found))


def render_to_keep(record: Any, numbers: Sequence[int]) -> str:
    """What the reader's browser is to keep, unseen beside the latest turn: its record, and the
    `numbers` of the turns that are still there. So an answer is kept as soon as it is seen.
    """
    return str(_to_keep(json.dumps({"turn": record, "numbers": list(numbers)})))


def _filters(turn: Turn) -> str:
    """What the reader narrowed the question down to."""
    days = ""
    if turn.date_from or turn.date_to:
        first = f"from {day_in_words(turn.date_from)}" if turn.date_from else ""
        last = f"to {day_in_words(turn.date_to)}" if turn.date_to else ""
        days = f"{first} {last}".strip()
    return " · ".join(part for part in (days, ", ".join(turn.outlets)) if part)


def render_sources(turns: Sequence[Turn]) -> str:
    """The sources of every turn; the page's script shows one turn's at a time, the latest first."""
    groups = [
        turn.cards or _without_sources(turn.number, turn.question)
        for turn in turns
        if turn.cards or not turn.is_running
    ]
    return str(_sources(groups))


def render_intro(summary: LibrarySummary | None) -> str:
    """The masthead's line on what the library holds; how to fill it where it holds nothing."""
    if summary is None:
        return str(_holds_unknown())
    if summary.articles == 0:
        return str(_holds_nothing(HOW_TO_ADD))
    return str(_holds(summary))


def render_status(text: str | None, *, is_error: bool = False) -> str:
    """The quiet line above the conversation; nothing where there is nothing to say."""
    return str(_status("fault-line" if is_error else "status-line", text)) if text else ""


def _answer(number: int, answer: Answer, root: str) -> Markup:
    return _answer_of(number, answer, _paragraphs(answer, root), _tally(answer.sentences))


def _tally(sentences: Sequence[AnswerSentence]) -> list[tuple[int, str]]:
    """How many sentences are of each kind: what each chip shows, said once in words."""
    counts = Counter(sentence.verdict for sentence in sentences)
    return [(counts[verdict], words) for verdict, words in _VERDICTS.items() if counts[verdict]]


def _paragraphs(answer: Answer, root: str) -> list[list[_Sentence]]:
    """The sentences in paragraphs, each as long as the same person speaks in the same article."""
    citations = {citation.number: citation for citation in answer.citations}
    paragraphs: list[list[_Sentence]] = []
    before: AnswerSentence | None = None
    for sentence in answer.sentences:
        if before is None or not _goes_on(before, sentence, citations):
            paragraphs.append([])
        paragraphs[-1].append(_sentence(sentence, citations, root))
        before = sentence
    return paragraphs


def _goes_on(
    before: AnswerSentence, sentence: AnswerSentence, citations: Mapping[int, Citation]
) -> bool:
    """Whether `sentence` can follow in the same paragraph without taking on a wrong attribution."""
    if sentence.lead:
        return False
    if before.lead is None and "quoted" not in (before.verdict, sentence.verdict):
        return True
    source, source_before = _source(sentence, citations), _source(before, citations)
    return source is not None and source == source_before


def _source(
    sentence: AnswerSentence, citations: Mapping[int, Citation]
) -> tuple[str, str | None] | None:
    if not sentence.citations or sentence.citations[0] not in citations:
        return None
    citation = citations[sentence.citations[0]]
    return citation.article_id, citation.speaker


def _sentence(sentence: AnswerSentence, citations: Mapping[int, Citation], root: str) -> _Sentence:
    cited = [citations[number] for number in sentence.citations if number in citations]
    speaker = (cited[0].speaker if cited else None) or ""
    before, found, after = sentence.lead or "", "", ""
    if is_name(speaker):
        before, found, after = before.partition(speaker)
    return _Sentence(
        before=before,
        speaker=found,
        after=after,
        address=person_address(root, speaker),
        pieces=_pieces(sentence),
        citations=cited,
        verdict=sentence.verdict,
        checked=_VERDICTS[sentence.verdict],
        fault=sentence.fault,
    )


def _pieces(sentence: AnswerSentence) -> list[tuple[str, bool]]:
    """The text with what was put into it, which is seen and heard to be none of the article's."""
    pieces, done = [], 0
    for offset, added in sorted(sentence.additions):
        pieces += [(sentence.text[done:offset], False), (added, True)]
        done = offset
    return [*pieces, (sentence.text[done:], False)]
