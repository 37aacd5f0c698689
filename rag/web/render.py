"""Answers as HTML: pure functions from the records to what the reader sees."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from rag.answer.dates import day_in_words
from rag.library import LibrarySummary
from rag.records import Answer, AnswerSentence, Citation, Refusal, Verdict
from rag.web.conversation import Turn
from rag.web.escape import link, shown
from rag.web.found import render_found

_VERDICTS: Mapping[Verdict, str] = {
    "quoted": "word for word",
    "supported": "checked against its source",
    "unsupported": "not supported",
}
HOW_TO_ADD = "python app.py ingest FILE, FOLDER, ADDRESS OR FEED"


def render_turns(turns: Sequence[Turn]) -> str:
    """The turns one below the other."""
    return "".join(render_turn(turn) for turn in turns)


def render_turn(turn: Turn) -> str:
    """One question with its answer, or with what stands in for it."""
    parts = [f'<h2 class="question">{shown(turn.question)}</h2>', _filters(turn)]
    if turn.answer:
        parts.append(_answer(turn.number, turn.answer))
    if turn.message:
        css_class = "fault-line" if turn.progress == "failed" else "quiet"
        parts.append(f'<p class="{css_class}">{shown(turn.message)}</p>')
    if turn.progress == "stopped":
        parts.append('<p class="quiet">Stopped.</p>')
    if turn.answer and turn.progress == "finished":
        parts.append(render_found(turn.answer.understood, turn.found))
    if turn.is_running:
        parts.append('<p class="working"><span></span><span></span><span></span></p>')
    return (
        f'<article class="turn" id="turn-{turn.number}" data-turn="{turn.number}" '
        f'data-progress="{turn.progress}">{"".join(parts)}</article>'
    )


def _filters(turn: Turn) -> str:
    """What the reader narrowed the question down to."""
    days = ""
    if turn.date_from or turn.date_to:
        first = f"from {day_in_words(turn.date_from)}" if turn.date_from else ""
        last = f"to {day_in_words(turn.date_to)}" if turn.date_to else ""
        days = f"{first} {last}".strip()
    told = " · ".join(part for part in (days, ", ".join(turn.outlets)) if part)
    return f'<p class="filters">Only {shown(told)}</p>' if told else ""


def render_sources(turns: Sequence[Turn]) -> str:
    """The sources of every turn; the page's script shows one turn's at a time, the latest first."""
    groups = "".join(
        turn.cards or _without_sources(turn) for turn in turns if turn.cards or not turn.is_running
    )
    hint = (
        "" if groups else '<p class="quiet">The articles behind an answer open here, each at the '
        "words that the answer rests on.</p>"
    )  # fmt: skip
    return f'<h2 class="panel-title" id="sources-title">Sources</h2>{hint}{groups}'


def _without_sources(turn: Turn) -> str:
    return (
        f'<section class="group" data-turn="{turn.number}" aria-label="Sources of this answer">'
        f'<p class="asked">{shown(turn.question)}</p><p class="quiet">No article is cited.</p>'
        "</section>"
    )


def render_intro(summary: LibrarySummary | None) -> str:
    """The masthead's line on what the library holds; how to fill it where it holds nothing."""
    if summary is None:
        return '<p class="holds">&nbsp;</p>'
    if summary.articles == 0:
        return (
            '<p class="holds">The library is empty. Add articles with '
            f"<code>{shown(HOW_TO_ADD)}</code> and start the page again.</p>"
        )
    articles = _counted(summary.articles, "article")
    outlets = _counted(sum(1 for name, *_ in summary.outlets if name), "outlet")
    days = ""
    if summary.first and summary.last:
        days = f", {day_in_words(summary.first)} to {day_in_words(summary.last)}"
    return f'<p class="holds">{articles} from {outlets}{days}</p>'


def render_status(text: str | None, *, is_error: bool = False) -> str:
    """The quiet line above the conversation; nothing where there is nothing to say."""
    if not text:
        return ""
    return (
        f'<p class="{"fault-line" if is_error else "status-line"}" role="status">{shown(text)}</p>'
    )


def _answer(number: int, answer: Answer) -> str:
    parts = []
    if answer.standalone_question and answer.standalone_question != answer.question:
        parts.append(
            f'<p class="understood">Understood as: {shown(answer.standalone_question)}</p>'
        )
    parts += [f'<p class="notice">{shown(notice)}</p>' for notice in answer.notices]
    if answer.refusal:
        parts.append(_refusal(number, answer.refusal))
    else:
        parts += [
            f'<p class="short"><strong>{shown(sentence.short)}</strong></p>'
            for sentence in answer.sentences
            if sentence.short
        ]
        parts.append(_sentences(number, answer))
        if answer.finished:
            parts.append(_tally(answer.sentences))
    if answer.answered_by != "extractive" and answer.finished:
        parts.append(
            f'<p class="quiet">Written by {shown(answer.answered_by)} and checked against '
            "the passages it cites.</p>"
        )
    return f'<div class="answer">{"".join(parts)}</div>'


def _tally(sentences: Sequence[AnswerSentence]) -> str:
    """How many sentences are of each kind: what each chip shows, said once in words."""
    counts = Counter(sentence.verdict for sentence in sentences)
    told = [
        f"{_counted(counts[verdict], 'sentence')} {words}"
        for verdict, words in _VERDICTS.items()
        if counts[verdict]
    ]
    return f'<p class="tally">{" · ".join(told)}</p>' if told else ""


def _sentences(number: int, answer: Answer) -> str:
    """The sentences, each on a line of a list where they are lines, otherwise in one paragraph as
    long as the same person speaks in the same article.
    """
    citations = {citation.number: citation for citation in answer.citations}
    if answer.in_lines:
        items = (_sentence(number, sentence, citations) for sentence in answer.sentences)
        return f'<ul class="lines">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
    paragraphs: list[list[str]] = []
    before: AnswerSentence | None = None
    for sentence in answer.sentences:
        if before is None or not _goes_on(before, sentence, citations):
            paragraphs.append([])
        paragraphs[-1].append(_sentence(number, sentence, citations))
        before = sentence
    return "".join(f"<p>{' '.join(sentences)}</p>" for sentences in paragraphs)


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


def _sentence(turn: int, sentence: AnswerSentence, citations: Mapping[int, Citation]) -> str:
    lead = f'<span class="lead">{shown(sentence.lead)}</span> ' if sentence.lead else ""
    chips = "".join(
        _chip(turn, citations[number], sentence.verdict)
        for number in sentence.citations
        if number in citations
    )
    unsupported = sentence.verdict == "unsupported"
    css_class = "sentence unsupported" if unsupported else "sentence"
    words = f'<span class="{css_class}">{_words(sentence)}</span>'
    fault = ""
    if unsupported:
        why = f": {sentence.fault}" if sentence.fault else ""
        fault = f' <span class="fault">Not supported{shown(why)}</span>'
    return f"{lead}{words}{chips}{fault}"


def _words(sentence: AnswerSentence) -> str:
    """The text with what was put into it, which is seen and heard to be none of the article's."""
    parts, done = [], 0
    for offset, added in sorted(sentence.additions):
        parts.append(shown(sentence.text[done:offset]))
        parts.append(
            '<span class="added" role="note" title="Added by Dateline" '
            f'aria-label="Added by Dateline">{shown(added)}</span>'
        )
        done = offset
    return "".join([*parts, shown(sentence.text[done:])])


def _chip(turn: int, citation: Citation, verdict: Verdict) -> str:
    label = f"Source {citation.number}, {_VERDICTS[verdict]}: {citation.title}"
    return (
        f'<button type="button" class="chip {verdict}" data-turn="{turn}" '
        f'data-number="{citation.number}" aria-expanded="false" aria-label="{shown(label)}" '
        f'title="{shown(citation.title)}">{citation.number}</button>'
    )


def _refusal(number: int, refusal: Refusal) -> str:
    message = f"<p>{shown(refusal.message)}</p>"
    if not refusal.nearest:
        return message
    items = "".join(
        f"<li>{link(nearest.url, nearest.title)} "
        f'<span class="meta">{_day(nearest.published)}</span> '
        f'<button type="button" class="read" data-turn="{number}" data-nearest="{place}" '
        f'aria-label="Read here: {shown(nearest.title)}">Read here</button></li>'
        for place, nearest in enumerate(refusal.nearest)
    )
    return f'{message}<p class="label">Nearest coverage</p><ul class="nearest">{items}</ul>'


def _day(day: date | None) -> str:
    return shown(day_in_words(day)) if day else "undated"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
