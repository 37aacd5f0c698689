"""Proposes follow-up questions: a pure function from an answer and what its articles hold."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import zip_longest
from typing import Literal

from rag.answer.dates import day_in_words
from rag.reading.terms import content_terms, stem, words
from rag.records import Answer, Article, Statement
from rag.web.followups.topics import (
    Rarity,
    as_speaker,
    is_shown_safely,
    is_story,
    last_stem,
    noun_of,
    stems_of,
    topics_of,
)

Kind = Literal["other", "same", "next", "course", "figure"]
LONGEST = 120
# Days on either side of an answer in which what else somebody said still belongs to it.
AROUND = timedelta(days=14)
# From the first to the last day of what can be told as one story.
LONGEST_STORY = timedelta(days=400)
# Others who spoke, and topics of one speaker, that are worth a try.
_OTHERS = 10
_TOPICS_EACH = 2
_ASKED_TOPIC = re.compile(r"\b(?:about|on)\s+((?:the\s+)?[\w’'-]+(?:\s[\w’'-]+){0,3})\?*$")
_CASUALTIES = re.compile(
    r"\b(?:\d[\d,]*|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en"
    r"|[Dd]ozens of|[Hh]undreds of|[Tt]housands of) (?:(?:other|more) )?"
    r"(?P<who>people|children|soldiers|civilians|students|passengers|workers|residents|homes)"
    r" (?:were|was|have been|had been|are) "
    r"(?P<what>killed|injured|displaced|evacuated|arrested|rescued|hospitali[sz]ed|destroyed)\b"
)


@dataclass(frozen=True, slots=True)
class Material:
    """What follow-ups are made of.

    `answer` is the one just given, to a question that stands by itself in `asked`. `articles` are
    those that it cites, of a refusal the nearest, best first, and then those of about that time
    on the same subject. `texts` are these and others by id. `statements` are what was said in the
    `articles`, and in the others what the `voices` said: those whose words the answer holds, with
    the day, in the days around it; of a refusal those asked for.

    `subjects` are what the `articles` are about by name; `later` and `days` tell how many articles
    on each came out after the day `last` of those cited, and on how many days any did; `rarity` how
    rare a word is.
    """

    answer: Answer
    articles: Sequence[Article]
    texts: Mapping[str, Article]
    statements: Sequence[Statement]
    subjects: Sequence[str]
    voices: Mapping[str, date | None]
    last: date | None
    later: Mapping[str, int]
    days: Mapping[str, int]
    rarity: Rarity

    @property
    def asked(self) -> str:
        """The question as understood."""
        return self.answer.standalone_question or self.answer.question


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question to try, and what its answer must hold to be one.

    Every citation must be the `speaker`'s where one is asked for, and be published after `after`;
    one must be of `article_ids`, and one must hold the noun `about`, as `noun_of` has it. What is
    empty asks for nothing.
    """

    question: str
    kind: Kind
    speaker: str = ""
    about: str = ""
    after: date | None = None
    article_ids: frozenset[str] = field(default_factory=frozenset)


def propose(material: Material) -> list[Candidate]:
    """The questions worth trying, best first and of many kinds; all of them are one short line."""
    kinds = [
        _others(material), _next(material), _same_speaker(material), _figures(material),
        _others(material, later=True), _course(material),
    ]  # fmt: skip
    if material.answer.refusal:
        # What those who were asked for did speak about comes first.
        kinds.insert(0, kinds.pop(2))
    seen = {_folded(material.asked), _folded(material.answer.question)}
    found: list[Candidate] = []
    for row in zip_longest(*map(list, kinds)):
        for candidate in row:
            if candidate is None or len(candidate.question) > LONGEST:
                continue
            if _folded(candidate.question) not in seen:
                seen.add(_folded(candidate.question))
                found.append(candidate)
    return found


def _others(material: Material, later: bool = False) -> Iterator[Candidate]:
    """What somebody else said in the cited articles: first one topic each, `later` the others."""
    told = told_of(material.subjects, material.answer)
    heard = {it.speaker for it in material.answer.sources} | set(_named(material))
    by_person: dict[str, list[Statement]] = {}
    for article in material.articles:
        for statement in material.statements:
            if statement.article_id == article.id and statement.person not in heard:
                by_person.setdefault(statement.person, []).append(statement)
    used: set[str] = set()
    for person, said in list(by_person.items())[:_OTHERS]:
        if (who := as_speaker(person, any(it.role for it in said))) is None:
            continue
        asked = _asked_topic(material, said) or _subject_on(said, told, material)
        topics = [asked] if asked else []
        whole = {last_stem(subject): subject for subject in told}
        ranked = [whole.get(last_stem(it), it) for it in _ranked(material, said)]
        topics += [it for it in ranked if last_stem(it) not in used and it != asked]
        for topic in topics[1:_TOPICS_EACH] if later else topics[:1]:
            ids = frozenset[str]()
            if topic != asked:
                used.add(last_stem(topic))
                ids = frozenset(it.id for it in material.articles)
            yield _what_did(who, person, topic, "other", ids)


def _subject_on(said: Sequence[Statement], told: Sequence[str], material: Material) -> str | None:
    """The subject of the answer, where what was said stands in an article with it in its title."""
    titles = [material.texts[it.article_id].title for it in said]
    return next(
        (it for it in told if any(it.removeprefix("the ") in title for title in titles)), None
    )


def _same_speaker(material: Material) -> Iterator[Candidate]:
    """What else those said, in the days around, whose words the answer holds."""
    asked = set(content_terms(material.asked))
    for person, day in material.voices.items():
        said = [it for it in material.statements if it.person == person]
        said = [it for it in said if not _is_cited(it, material.answer)]
        if (who := as_speaker(person, any(it.role for it in said))) is None:
            continue
        told = {stem(word) for word in words(material.answer.text)}
        near = [it for it in said if _is_near(it, day)]
        topics = [it for it in _ranked(material, near) if last_stem(it) not in asked | told]
        for topic in topics[:_TOPICS_EACH]:
            yield _what_did(who, person, topic, "same", frozenset(material.texts if day else ()))


def _next(material: Material) -> Iterator[Candidate]:
    """What was reported later, where anything was, and what else the articles are about."""
    day = material.last
    for subject in _with_words_of(material.subjects, material.asked)[:2]:
        if day and material.later.get(subject) and not material.answer.refusal:
            question = f"What happened with {subject} after {day_in_words(day)}?"
            yield Candidate(question, "next", about=noun_of(subject), after=day)
    named = _named_in(material.subjects, material.answer)
    for subject in [it for it in material.subjects if it not in named and is_story(it)][:2]:
        yield Candidate(f"What happened with {subject}?", "next", about=noun_of(subject))


def told_of(subjects: Sequence[str], answer: Answer) -> list[str]:
    """Those of the `subjects` that the question or its answer names, or else the first of what the
    answer rests on.
    """
    told = _named_in(subjects, answer)
    return told if told or answer.refusal else list(subjects[:1])


def _named_in(subjects: Sequence[str], answer: Answer) -> list[str]:
    text = "" if answer.refusal else answer.text
    return _with_words_of(subjects, f"{answer.standalone_question} {text}")


def _with_words_of(subjects: Sequence[str], text: str) -> list[str]:
    stems = stems_of(text)
    return [it for it in subjects if stems_of(it) & stems]


def _course(material: Material) -> Iterator[Candidate]:
    for subject in _with_words_of(material.subjects, material.asked)[:1]:
        if material.days.get(subject, 0) > 2 and not material.answer.in_lines:
            question = f"How did the story of {subject} unfold?"
            yield Candidate(question, "course", about=noun_of(subject))


def _figures(material: Material) -> Iterator[Candidate]:
    """How many were killed, hurt or moved, where the articles count them and the answer did not."""
    if material.answer.refusal:
        return
    told = {stem(word) for word in words(f"{material.answer.text} {material.asked}")}
    for article in material.articles:
        for match in _CASUALTIES.finditer(article.text):
            if stem(match["what"]) not in told:
                question = f"How many {match['who']} were {match['what']}?"
                about, ids = match["what"], frozenset({article.id})
                yield Candidate(question, "figure", about=about, article_ids=ids)


def _what_did(
    who: str, person: str, topic: str, kind: Kind, article_ids: frozenset[str]
) -> Candidate:
    question = f"What did {who} say about {topic}?"
    about = noun_of(topic)
    return Candidate(question, kind, speaker=person, about=about, article_ids=article_ids)


def _ranked(material: Material, said: Sequence[Statement]) -> list[str]:
    """The topics of what was said, best first, each word once; none with the speaker's name."""
    weights: dict[str, float] = {}
    for statement in said:
        article = material.texts.get(statement.article_id)
        if article is None:
            continue
        own = {stem(word) for word in words(f"{statement.person} {statement.speaker}")}
        text = _words_of(statement, article)
        known = f"{material.asked} {' '.join(material.subjects)}"
        for topic, weight in topics_of(text, article, material.rarity, known).items():
            if not own & {stem(word) for word in words(topic)}:
                weights[topic] = weights.get(topic, 0) + weight
    best: dict[str, str] = {}
    for topic in sorted(weights, key=lambda it: (-weights[it], it)):
        best.setdefault(last_stem(topic), topic)
    return list(best.values())


def _asked_topic(material: Material, said: Sequence[Statement]) -> str | None:
    """The topic that was asked about, as the question has it, where they spoke about it too."""
    match = _ASKED_TOPIC.search(material.asked)
    wanted = content_terms(match[1]) if match else []
    if not match or not wanted or not is_shown_safely(match[1], LONGEST):
        return None
    for statement in said:
        article = material.texts.get(statement.article_id)
        if article and set(wanted) <= set(content_terms(_words_of(statement, article))):
            return match[1]
    return None


def _words_of(statement: Statement, article: Article) -> str:
    spans = statement.content or ((statement.start, statement.end),)
    return " ".join(article.text[start:end] for start, end in spans)


def _named(material: Material) -> Iterator[str]:
    """The people whom the question names."""
    asked = set(words(material.asked))
    for statement in material.statements:
        if words(statement.person)[-1:] and words(statement.person)[-1] in asked:
            yield statement.person


def _is_cited(statement: Statement, answer: Answer) -> bool:
    return any(
        it.article_id == statement.article_id
        and it.start < statement.end
        and statement.start < it.end
        for it in answer.sources
    )


def _is_near(statement: Statement, day: date | None) -> bool:
    return statement.day is None or day is None or abs(statement.day - day) <= AROUND


def _folded(question: str) -> str:
    return " ".join(words(question))
