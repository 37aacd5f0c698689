"""Scores the replies themselves: key facts, short answers, choices, refusals, length and time."""

import re
import string
from collections import Counter

from rag.evaluate.scoring.matching import choices_named, contains
from rag.evaluate.scoring.metrics import SHORT_ANSWER_WORDS
from rag.evaluate.testsets.answers import GivenAnswer
from rag.evaluate.testsets.items import Item

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "‘’“”–—…")


def reply_scores(item: Item, answer: GivenAnswer) -> dict[str, float]:
    """The figures of one reply; what the item's gold does not tell is not there.

    Where there is an answer to give, a refusal scores 0: its words are no answer.
    """
    scores = _refusal_scores(item, answer)
    text = answer.text
    if item.answerable is not False:
        if item.key_facts:
            found = [contains(text, fact) for fact in item.key_facts]
            every = any(found) if item.key_facts_any else all(found)
            scores["key_facts_all"] = float(every)
            scores["key_facts_share"] = (
                float(every) if item.key_facts_any else sum(found) / len(found)
            )
        short = [gold for gold in item.answers if len(gold.split()) <= SHORT_ANSWER_WORDS]
        if short:
            scores["exact_match"] = max(exact_match(text, gold) for gold in short)
            scores["f1"] = max(word_f1(text, gold) for gold in short)
            scores["answer_contained"] = float(any(contains(text, gold) for gold in short))
        if item.choices:
            right = [item.choices[at] for at in item.right_choices]
            named = choices_named(text, item.choices)
            scores["choice_accuracy"] = float(
                answer.choice in right
                if answer.choice
                else bool(named) and set(named) <= set(item.right_choices)
            )
    if text:
        scores["answer_words"] = float(len(text.split()))
    if "total" in answer.timings_ms:
        seconds = answer.timings_ms["total"] / 1000
        scores["seconds_median"] = scores["seconds_p95"] = seconds
    return scores


def exact_match(answer: str, gold: str) -> float:
    """1 where both are the same words, after SQuAD's `exact_match_score`."""
    return float(_squad_words(answer) == _squad_words(gold))


def word_f1(answer: str, gold: str) -> float:
    """The harmonic mean of the precision and recall of words, after SQuAD's `f1_score`."""
    given, wanted = Counter(_squad_words(answer)), Counter(_squad_words(gold))
    shared = (given & wanted).total()
    if not shared:
        return 0.0
    return 2 * shared / (given.total() + wanted.total())


def _squad_words(text: str) -> list[str]:
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def _refusal_scores(item: Item, answer: GivenAnswer) -> dict[str, float]:
    if item.answerable is None:
        return {}
    refused = answer.refusal is not None
    if item.answerable:
        # An empty answer that does not refuse is no answer either.
        return {"answered": float(bool(answer.text))}
    scores = {"unanswerable_refused": float(refused)}
    if item.type == "wrong_speaker":
        scores["wrong_speaker_refused"] = float(refused)
    return scores
