"""Takes what follow-ups are made of out of the library's records."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from math import log

from rag.errors import InputError
from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.library.rows import Titled
from rag.reading.terms import words
from rag.records import Answer, Article, Statement
from rag.retrieve.followups.noun_phrases import names_in
from rag.retrieve.people import find_people
from rag.web.followups.proposing import AROUND, LONGEST_STORY, Material, told_of
from rag.web.followups.topics import is_speaker, subjects_of

# Articles that an answer rests on, others on its subject, those of a speaker around it out of so
# many, and titles with a subject.
_RESTED_ON = 6
_ON_IT = 4
_AROUND = 12
_LOOKED_AT = 60
_VOICES = 3
_TITLED = 60
# Characters of an article and of a question that are looked at, and names in it.
_READ = 20_000
_LONGEST_QUESTION = 2_000
_NAMES = 5


def material_for(answer: Answer, library: Library) -> Material:
    """What `library` holds around `answer`."""
    database = library.database
    ids = dict.fromkeys(it.article_id for it in answer.sources)
    if answer.refusal:
        ids |= dict.fromkeys(it.article_id for it in answer.refusal.nearest)
    cited = _articles(list(ids)[:_RESTED_ON], library)
    last = max((it.published for it in cited if it.published), default=None)
    named = subjects_of(cited, _knows_person(library))
    titled = {name: _titled(name, library) for name in named}
    on_it = [it.id for name in told_of(named, answer)[:1] for it in _nearest(titled[name], last)]
    articles = cited + _articles([it for it in on_it if it not in ids][:_ON_IT], library)
    texts = {article.id: article for article in articles}
    statements = database.statements_of(list(texts))
    voices = _voices(answer, library)
    for speaker, day in voices.items():
        around = _around(speaker, day, set(texts), library)
        texts |= {article.id: article for article in around}
        statements += _of(speaker, [article.id for article in around], library)
    days = {name: [it.published for it in titled[name] if it.published] for name in named}
    return Material(
        answer=answer,
        articles=articles,
        texts=texts,
        statements=statements,
        subjects=named,
        voices=voices,
        last=last,
        later={name: sum(last is not None and day > last for day in days[name]) for name in named},
        days={name: len({day for day in days[name] if _is_near(day, last)}) for name in named},
        rarity=_rarity(library),
    )


def _articles(ids: Sequence[str], library: Library) -> list[Article]:
    found = (library.database.article(article_id) for article_id in ids)
    return [replace(article, text=article.text[:_READ]) for article in found if article]


def _knows_person(library: Library) -> Callable[[str], bool]:
    def is_known_person(name: str) -> bool:
        known = library.database.speakers_called(words(name))
        return any(is_speaker(it.name, it.role is not None) for it in known)

    return is_known_person


def _titled(name: str, library: Library) -> list[Titled]:
    """The articles with the subject in their titles, newest first."""
    parts = [word for word in words(name) if word != "the"]
    return library.database.titled(parts, _TITLED)


def _nearest(titled: Sequence[Titled], day: date | None) -> list[Titled]:
    """Those of about the day, the nearest first."""
    near = [(abs(it.published - day), it) for it in titled if it.published and day]
    return [it for apart, it in sorted(near, key=lambda pair: pair[0]) if apart <= AROUND]


def _is_near(day: date, other: date | None) -> bool:
    return other is None or abs(day - other) <= LONGEST_STORY


def _voices(answer: Answer, library: Library) -> dict[str, date | None]:
    """Whose words the answer holds, with the day; of a refusal who was asked for by name."""
    voices = {it.speaker: it.published for it in answer.sources if it.speaker}
    if not answer.refusal:
        return dict(list(voices.items())[:_VOICES])
    asked: dict[str, date | None] = {}
    for name, _ in islice(names_in(answer.standalone_question[:_LONGEST_QUESTION]), _NAMES):
        try:
            people = find_people(name, library)
        except InputError:
            continue  # a name of nobody who is quoted
        # A name may be found in what somebody is, too: "King Charles" in a body's name.
        if len(people) == 1 and words(people[0].name)[-1] in words(name):
            asked[people[0].name] = None
    return dict(list(asked.items())[:_VOICES])


def _around(speaker: str, day: date | None, known: set[str], library: Library) -> list[Article]:
    """Other articles that quote the speaker, of about that day, or the newest without one."""
    span = Narrowing(day - AROUND, day + AROUND) if day else Narrowing()
    ids = library.database.articles_quoting([speaker], span)
    articles = _articles([it for it in ids if it not in known][:_LOOKED_AT], library)
    articles.sort(key=lambda it: (it.published or date.min, it.id), reverse=True)
    return articles[:_AROUND]


def _of(speaker: str, article_ids: list[str], library: Library) -> list[Statement]:
    if not article_ids:
        return []
    said = library.database.statements_of(article_ids)
    return [statement for statement in said if statement.person == speaker]


def _rarity(library: Library) -> Callable[[str], float]:
    passages = library.database.count_passages()
    known: dict[str, float] = {}

    def rarity(word: str) -> float:
        if word not in known:
            known[word] = log((passages + 2) / (library.database.count_matches(word) + 1))
        return known[word]

    return rarity
