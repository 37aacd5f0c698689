"""The verdict on a sentence: the rules in order, each of which can strike it, then its support."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.checking.alignment import fit
from rag.answer.checking.deeds import deed_fault
from rag.answer.checking.direction import direction_fault
from rag.answer.checking.entail import Entailment
from rag.answer.checking.figures import figure_fault
from rag.answer.checking.meaning import likeness
from rag.answer.checking.merging import merging_fault
from rag.answer.checking.moments import moment_fault, read_moments
from rag.answer.checking.naming import name_fault
from rag.answer.checking.quoting import attribution_fault, quotation_fault
from rag.answer.checking.source import Source, readable
from rag.reading import sentences_of
from rag.reading.terms import content_terms
from rag.records import RetrievedPassage, Statement, Verdict

_STRAIGHT = str.maketrans("“”„‘’", '"""\'\'')
# The least probability that people would call the sentence supported. It is below a half because
# what they judged was mostly copied from its source: an honest paraphrase lies less close.
SUPPORTED = 0.4
# The least likeness in meaning to one sentence of the source by which a sentence that lies less
# close in its words is supported too. `python -m tests.benchmarks check --likeness` tells what
# each costs; less than this lets false sentences pass that no rule was made with.
ALIKE = 0.85
# An entailment model judges paraphrase as well.
_ENTAILED = 0.5
# Characters; more than this is no sentence, and would take long to lay along its source.
_LONGEST = 2000
# Content words that a sentence must have: "Yes." could rest on anything. A bare answer is none.
_LEAST = 2
_ANSWERS = frozenset(content_terms("yes no ok okay answer true false sure"))
# Sentences of a source that one sentence of a model may hold, since full stops are misread.
_MOST_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on a sentence and, where it is unsupported, why."""

    verdict: Verdict
    fault: str | None = None


def check_sentence(
    text: str,
    cited: Sequence[RetrievedPassage],
    statements: Sequence[Statement] = (),
    entailment: Entailment | None = None,
    before: str = "",
) -> Check:
    """Compare `text`, without its citation markers, with the passages that it cites.

    "quoted": it is a whole sentence of theirs, word for word. "supported": its quotations stand
    there word for word and by the speaker whom it names, its numbers, dates and names stand there,
    it does not say the opposite, nor give a deed to another, and it fits its source as closely as
    what people call supported, in its words or in its meaning; with `entailment` that model judges
    the last. `statements` are those of the cited articles;
    `before` is what the reader has read earlier, to which a "he" may lead back.

    Raises:
        ModelError: the entailment model cannot be loaded.
    """
    if not cited:
        return Check("unsupported", "cites no passage")
    if len(text) > _LONGEST:
        return Check("unsupported", "is too long to be checked")
    if is_quoted(text, cited):
        return Check("quoted")
    if len(set(content_terms(text)) - _ANSWERS) < _LEAST:
        return Check("unsupported", "says too little to be checked")
    source = Source(tuple(cited), tuple(statements), before)
    fault = broken_rule(text, source)
    if fault is None:
        plain = readable(text)
        if not (_entailed(plain, source, entailment) if entailment else _fits(plain, source)):
            fault = "says more than the source does"
    return Check("unsupported", fault) if fault else Check("supported")


def _fits(plain: str, source: Source) -> bool:
    if fit(plain, source.stems, source.topic).support >= SUPPORTED:
        return True
    return likeness(plain, source) >= ALIKE


def _entailed(plain: str, source: Source, model: Entailment) -> bool:
    return any(model.entails(passage, plain) >= _ENTAILED for passage in source.passages)


def broken_rule(text: str, source: Source) -> str | None:
    """The first rule that the sentence breaks, in words."""
    plain = readable(text)
    moments = read_moments(plain)
    held = "\n".join(read_moments(part).rest for part in [*source.headers, *source.passages])
    return (
        quotation_fault(text, source)
        or name_fault(plain, source)
        or moment_fault(moments, source)
        or figure_fault(moments.rest, source, held)
        or attribution_fault(text, source)
        or direction_fault(plain, source)
        or deed_fault(plain, source)
        or merging_fault(plain, source)
    )


def is_quoted(text: str, cited: Sequence[RetrievedPassage]) -> bool:
    """Whether `text` is a whole sentence of a passage, or some in a row, word for word."""
    wanted = _alike(text)
    if not any(character.isalnum() for character in wanted):
        return False
    for found in cited:
        whole = found.passage.text
        if wanted not in _alike(whole):
            continue
        spans = sentences_of(found.passage)
        for first, span in enumerate(spans):
            for last in spans[first : first + _MOST_TOGETHER]:
                if _alike(whole[span.start : last.end]) == wanted:
                    return True
    return False


def _alike(text: str) -> str:
    """`text` with its spaces and kinds of quotation mark made alike, and nothing else."""
    return " ".join(text.translate(_STRAIGHT).split()).removesuffix(".")
