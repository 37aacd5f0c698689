"""Votes for a short answer: what several articles say alike near the question's words is likelier.

Redundancy over documents is what a library of news has and a single article has not (Clarke,
Cormack and Lynam 2001, "Exploiting redundancy in question answering").
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import replace

from rag.reader.candidates import Candidate
from rag.reader.kinds import spans_of_kind
from rag.reading.people.names import surname
from rag.reading.terms import terms
from rag.retrieve import Understanding

# Kinds of answer that have spans to vote for.
KINDS = frozenset(("person", "date", "number", "place", "name"))


def voted(candidates: Sequence[Candidate], understanding: Understanding) -> list[Candidate]:
    """The `candidates` with their `votes`, and so with the words that most speaks for.

    Each article has one vote for a span, as heavy as its best sentence with it: by the rank of the
    passage and by how near the span stands to the question's terms. A sentence has the share of
    all votes that its best span has.
    """
    if understanding.expects not in KINDS:
        return list(candidates)
    asked = {term.stem for term in understanding.terms}
    spans = [_spans(candidate, understanding, asked) for candidate in candidates]
    votes: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for candidate, named in zip(candidates, spans, strict=True):
        article = candidate.found.passage.article_id
        figures = candidate.figures
        weight = figures.rank * (figures.own + figures.beside / 2)
        weight *= figures.near + figures.named
        for span in named:
            votes[span][article] = max(votes[span].get(article, 0.0), weight)
    heard = {span: sum(each.values()) for span, each in votes.items()}
    best = max(heard.values(), default=0.0)
    if not best:
        return list(candidates)
    return [
        replace(
            it,
            figures=replace(
                it.figures, votes=max((heard[span] / best for span in named), default=0.0)
            ),
        )
        for it, named in zip(candidates, spans, strict=True)
    ]


def _spans(candidate: Candidate, understanding: Understanding, asked: Set[str]) -> set[str]:
    found = spans_of_kind(understanding.expects, candidate.text, understanding.question, asked)
    return {folded(candidate.text[start:end], understanding.expects) for start, end in found}


def folded(span: str, kind: str) -> str:
    """A span as it is counted: a person by surname, everything else by its stems."""
    return " ".join(terms(surname(span) if kind == "person" else span))
