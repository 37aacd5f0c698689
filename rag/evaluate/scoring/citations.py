"""Scores what an answer rests on: whether quotations hold the facts, are needed, true, and whose.

A refusal rests on nothing and is not scored; a reply that neither answers nor refuses scores 0.
"""

import re

from rag.evaluate.scoring.matching import contains, overlaps
from rag.evaluate.testsets.answers import GivenAnswer, GivenCitation, GivenSentence
from rag.evaluate.testsets.items import Item
from rag.evaluate.testsets.testset import Articles
from rag.reading.people.full_names import same_person

_SPACE = re.compile(r"\s+")
_AROUND = " \"'“”‘’…."


def citation_scores(item: Item, answer: GivenAnswer, articles: Articles | None) -> dict[str, float]:
    """The citation figures of one reply; `articles` are needed to see quotations in their place."""
    scores: dict[str, float] = {}
    if item.type == "wrong_speaker" and item.speaker:
        kept = not answer.is_silent and not _misattributes(item, answer)
        scores["wrong_speaker_kept"] = float(kept)
    if answer.refusal:
        return scores
    sentences = answer.marked_sentences()
    cited = _cited(answer, sentences)
    if sentences or answer.is_silent:
        scores["verbatim"] = _share([_is_verbatim(it, cited, articles) for it in sentences])
    if articles is not None and (answer.citations or answer.is_silent):
        scores["quotes_exact"] = _share([_is_in_place(it, articles) for it in answer.citations])
    if item.answerable is False:
        return scores
    if item.key_facts:
        stated = [fact for fact in item.key_facts if contains(answer.text, fact)]
        if stated or answer.is_silent:
            scores["citation_recall"] = _share(
                [_is_cited(fact, sentences, cited) for fact in stated]
            )
    if item.evidence:
        scores["evidence_cited"] = float(any(_is_evidence(item, it) for it in answer.citations))
    if (item.key_facts or item.evidence) and (answer.citations or answer.is_silent):
        scores["citation_precision"] = _share([_is_needed(item, it) for it in answer.citations])
    if item.speaker and item.type == "statement":
        scores["attribution"] = float(_is_all_by(item.speaker, answer))
    return scores


def _share(held: list[bool]) -> float:
    return sum(held) / len(held) if held else 0.0


def _cited(answer: GivenAnswer, sentences: tuple[GivenSentence, ...]) -> dict[int, GivenCitation]:
    used = {number for sentence in sentences for number in sentence.citations}
    return {it.number: it for it in answer.citations if it.number in used}


def _is_verbatim(
    sentence: GivenSentence, cited: dict[int, GivenCitation], articles: Articles | None
) -> bool:
    wanted = _SPACE.sub(" ", sentence.text).strip(_AROUND)
    return bool(wanted) and any(
        wanted in _SPACE.sub(" ", cited[number].quote)
        and (articles is None or _is_in_place(cited[number], articles))
        for number in sentence.citations
        if number in cited
    )


def _is_in_place(citation: GivenCitation, articles: Articles) -> bool:
    """Whether the article's text from `start` to `end` is the quotation, character by character."""
    if citation.start is None or citation.end is None or not citation.quote:
        return False
    article = articles.article(citation.article_id)
    return article is not None and article.text[citation.start : citation.end] == citation.quote


def _is_cited(
    fact: str, sentences: tuple[GivenSentence, ...], cited: dict[int, GivenCitation]
) -> bool:
    return any(
        contains(cited[number].quote, fact)
        for sentence in sentences
        if contains(sentence.text, fact)
        for number in sentence.citations
        if number in cited
    )


def _is_evidence(item: Item, citation: GivenCitation) -> bool:
    """Whether the quotation and a piece of evidence overlap, the shorter of the two whole."""
    return any(
        evidence.article_id == citation.article_id
        and (overlaps(citation.quote, evidence.quote) or overlaps(evidence.quote, citation.quote))
        for evidence in item.evidence
    )


def _is_needed(item: Item, citation: GivenCitation) -> bool:
    return _is_evidence(item, citation) or any(
        contains(citation.quote, fact) for fact in item.key_facts
    )


def _is_all_by(speaker: str, answer: GivenAnswer) -> bool:
    speakers = [it.speaker for it in answer.citations if it.speaker]
    return bool(speakers) and all(same_person(speaker, it) for it in speakers)


def _misattributes(item: Item, answer: GivenAnswer) -> bool:
    """Whether the words in evidence, which are somebody else's, go to the person asked for.

    Either a citation of them names that person as their speaker, or a sentence that holds them and
    has no other speaker cited names that person.
    """
    speaker = item.speaker or ""
    by_number = {it.number: it for it in answer.citations}
    for citation in answer.citations:
        if (
            citation.speaker
            and same_person(speaker, citation.speaker)
            and _is_evidence(item, citation)
        ):
            return True
    surname = speaker.split()[-1]
    for sentence in answer.marked_sentences():
        said_by_others = any(
            by_number[number].speaker for number in sentence.citations if number in by_number
        )
        holds = any(overlaps(sentence.text, evidence.quote) for evidence in item.evidence)
        if holds and not said_by_others and contains(sentence.text, surname):
            return True
    return False
