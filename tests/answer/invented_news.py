"""Invented news: how an article is written down here, and how a library of them is asked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.library import Library
from rag.records import Answer, Article, Question

TODAY = date(2025, 11, 1)


@dataclass(frozen=True)
class Ask:
    """Asks a library of news on a day in November 2025, and checks each citation."""

    library: Library
    chain: Any

    def __call__(self, question: str) -> Answer:
        answer: Answer = self.chain.invoke(Question(question, today=TODAY))
        _check(answer, self.library)
        return answer


def _check(answer: Answer, library: Library) -> None:
    """Each sentence has one citation, whose quotation stands at its offsets and is the sentence."""
    assert bool(answer.refusal) != bool(answer.sentences)
    assert len(answer.citations) == len(answer.sentences)
    for sentence, citation in zip(answer.sentences, answer.citations, strict=True):
        article = library.database.article(citation.article_id)
        assert article
        assert article.text[citation.start : citation.end] == citation.quote == sentence.text
        assert sentence.citations == (citation.number,)
        assert sentence.verdict == "quoted"
        assert without_additions(sentence.shown, sentence.additions) == sentence.text


def news(day: str, title: str, text: str, outlet: str = "Gazette") -> Article:
    """An article whose id is its outlet and its day."""
    return Article(f"{outlet} {day}", title, text, outlet, date.fromisoformat(day))


def without_additions(shown: str, additions: tuple[tuple[int, str], ...]) -> str:
    """A shown sentence with what was put into it taken out again."""
    for offset, added in sorted(additions):
        assert shown[offset : offset + len(added)] == added
        shown = shown[:offset] + shown[offset + len(added) :]
    return shown
