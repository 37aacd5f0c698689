"""Example questions, made from what the library holds and kept only where it answers them."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from math import log

from rag.errors import DatelineError
from rag.library import Library
from rag.library.narrowing import Narrowing
from rag.reading.terms import STOP_WORDS, stem, words
from rag.records import Answer, Question

Ask = Callable[[Question], Answer]
_WANTED = 4
# People and recent articles that are looked at. Each costs an answer, and all are done in seconds.
_SPEAKERS = 16
_ARTICLES_EACH = 30
_ARTICLES = 12
_TRIES = 24
# "about tariffs", "the economy": a word after one of these and before a pause or a function word
# closes a noun phrase, and so can stand after "about" in a question.
_NOUN = re.compile(
    r"\b(?:(?:about|of|on|over|against|for|with|from|into|by)\s+|(?P<the>the\s+))(?:(?P<the_too>the\s+))?"
    r"(?P<noun>[a-z]{5,})(?=[.,;:!?”\"]|\s+\w)"
)
_NEXT_WORD = re.compile(r"[\s”\"]*([A-Za-z]+|[.,;:!?])")
FUNCTION_WORDS = frozenset(
    """and or but nor as at by for from in into of off on over than that to under until with when
    where which while who after before because if since through during against amid is are was were
    will would could should has have had""".split()
)
# Nouns that close a phrase without being a topic.
NO_TOPICS = frozenset(
    """thing things people person those others them something anything everything nothing today
    tomorrow yesterday morning evening night afternoon weekend monday tuesday
    wednesday thursday friday saturday sunday week month months
    year years weeks times moment place point world country countries number rest first second
    third other another whole least while going doing being having making percent million billion
    reporters media interview statement report article about around hundreds thousands""".split()
)
# "Hurricane Melissa", "the Louvre": two capitalised words within a headline.
_NAME = re.compile(r"(?<=[a-z,:;] )[A-Z][a-z]+(?: [A-Z][a-z]+)+|^[A-Z][a-z]+(?: [A-Z][a-z]+)+")


def example_questions(library: Library, ask: Ask) -> Iterator[str]:
    """Up to four questions that `ask` answers, each as soon as it is known to be."""
    tries = found = 0
    speakers: set[str] = set()
    for question, speaker in _proposed(library):
        if found >= _WANTED or tries >= _TRIES:
            return
        if speaker in speakers:
            continue
        tries += 1
        if _is_answered(ask, question, speaker):
            found += 1
            if speaker:
                speakers.add(speaker)
            yield question


def _proposed(library: Library) -> Iterator[tuple[str, str | None]]:
    """Questions worth trying, each with whose words it asks for: two about people's words to one
    about the latest news, as long as there are both.
    """
    said, happened = _about_words(library), _about_news(library)
    for questions in zip_longest(said, said, happened):
        yield from (question for question in questions if question)


def _about_words(library: Library) -> Iterator[tuple[str, str | None]]:
    names = [it.name for it in library.database.speakers(_SPEAKERS) if _is_person(it.name)]
    topics = {name: _topics_of(library, name) for name in names}
    used: set[str] = set()
    for rank in range(2):
        for name, nouns in topics.items():
            fresh = [noun for noun in nouns if _last_stem(noun) not in used]
            if len(fresh) > rank:
                used.add(_last_stem(fresh[rank]))
                yield f"What did {name} say about {fresh[rank]}?", name


def _about_news(library: Library) -> Iterator[tuple[str, str | None]]:
    for article in library.database.newest(_ARTICLES):
        for name in _NAME.findall(article.title)[:1]:
            if not STOP_WORDS & set(words(name)) and name in article.text:
                yield f"What happened with {with_its_article(name, article.text)}?", None


def with_its_article(name: str, text: str) -> str:
    """The name, after "the" where `text` mostly has that before it, as before "Supreme Court"."""
    often = text.count(name) < 2 * len(re.findall(rf"\b[Tt]he {re.escape(name)}", text))
    return f"the {name}" if often else name


def _topics_of(library: Library, speaker: str) -> list[str]:
    """Nouns of what `speaker` said, rare ones and those of headlines first.

    None for a speaker without a role anywhere: that is more often a body than a person, and would
    want an article before its name.
    """
    database = library.database
    article_ids = database.articles_quoting([speaker], Narrowing())[:_ARTICLES_EACH]
    articles = {article_id: database.article(article_id) for article_id in article_ids}
    said = [it for it in database.statements_of(article_ids) if it.person == speaker]
    if not any(statement.role for statement in said):
        return []
    own = {stem(word) for word in words(speaker)}
    counts: Counter[str] = Counter()
    for statement in said:
        article = articles[statement.article_id]
        if article is None:
            continue
        title = {stem(word) for word in words(article.title)}
        for noun in set(closing_nouns(article.text[statement.start : statement.end])):
            if _last_stem(noun) not in own:
                counts[noun] += 3 if _last_stem(noun) in title else 1
    passages = database.count_passages()

    def worth(noun: str) -> float:
        return counts[noun] * log((passages + 2) / (database.count_matches(noun.split()[-1]) + 1))

    return sorted(counts, key=lambda noun: (-worth(noun), noun))


def _is_person(name: str) -> bool:
    """Whether `name` has the form of a person's."""
    parts = name.split()
    return 2 <= len(parts) <= 3 and all(part[:1].isupper() for part in parts) and not name.isupper()


def _last_stem(noun: str) -> str:
    return stem(noun.split()[-1])


def closing_nouns(text: str) -> list[str]:
    """The lower-case words of `text` that close a noun phrase, as far as the words around tell,
    with the article that they have there.
    """
    found = []
    for match in _NOUN.finditer(text):
        noun = match["noun"]
        after = _NEXT_WORD.match(text, match.end())
        closes = after is None or not after[1].isalpha() or after[1].lower() in FUNCTION_WORDS
        if closes and noun not in STOP_WORDS and noun not in NO_TOPICS and not noun.endswith("ly"):
            particular = (match["the"] or match["the_too"]) and (noun[-1] != "s" or noun[-2] == "s")
            found.append(f"the {noun}" if particular else noun)
    return found


def _is_answered(ask: Ask, question: str, speaker: str | None) -> bool:
    try:
        answer = ask(Question(question))
    except DatelineError:
        return False
    if answer.refusal or not answer.sentences:
        return False
    return speaker is None or all(citation.speaker for citation in answer.citations)
