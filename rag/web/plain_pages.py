"""The pages that stand by themselves: what is at /who/NAME and /article/ID, without a script."""

import asyncio
import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from markupsafe import Markup
from starlette.datastructures import QueryParams

from rag.errors import DatelineError, InputError
from rag.ingest.characters import tidy_characters
from rag.library import Library
from rag.records import Speaker
from rag.retrieve.people import (
    PersonInFull,
    find_people,
    in_full,
    most_quoted,
    names_like,
    outlined,
)
from rag.retrieve.said import Said, everything_said, said_about
from rag.web.addresses import ARTICLES, PEOPLE, person_address, root_of
from rag.web.article_page import render_article
from rag.web.service import Service
from rag.web.who import (
    LONGEST_TOPIC,
    Wanted,
    render_most_quoted,
    render_person,
    render_told,
    render_which,
)

_log = logging.getLogger(__name__)
# People who are listed, and names that are offered for one that nobody bears.
_LISTED = 100
_OFFERED = 5
# Characters of an unknown name that are shown.
_SHOWN = 60
# People whose statements are kept at hand: each page of one needs all of them.
_KEPT = 16
# A message may name a folder of the machine, which is none of a reader's business.
_IN_THE_LOG = "Its host can see why in the log."
_NOBODY = "Nobody by this name is quoted"


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page as HTML, or where it is instead."""

    status: int
    html: Markup
    location: str = ""


class PlainPages:
    """Makes the pages from what `service` has open, one at a time, so that answers go before."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._root = root_of(service.settings)
        self._one_at_a_time = ThreadPoolExecutor(1, "pages")
        self._kept: dict[tuple[object, str], tuple[PersonInFull, list[Said]]] = {}

    @staticmethod
    def has(path: str) -> bool:
        """Whether a page of these is at `path`."""
        return path == PEOPLE.rstrip("/") or path.startswith((PEOPLE, ARTICLES))

    async def page(self, path: str, query: bytes) -> PlainPage:
        """The page at `path`; whatever is asked for, it is one."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._one_at_a_time, self._page, path, query)

    def told(self, status: int, title: str, sentence: str) -> PlainPage:
        """A page of one sentence."""
        return PlainPage(status, render_told(title, sentence, self._root))

    def _page(self, path: str, query: bytes) -> PlainPage:
        try:
            library = self._service.library
            if self._service.error or library is None:
                return self._not_open()
            if self._service.summary is None or self._service.summary.articles == 0:
                return self.told(200, "The library is empty", "It holds no articles yet.")
            given = QueryParams(query)
            if path.startswith(ARTICLES):
                return self._article(path.removeprefix(ARTICLES), given, library)
            return self._people(path[len(PEOPLE) :], given, library)
        except DatelineError as error:
            _log.error("a page could not be read: %s", error)
            return self.told(503, "The library cannot be read", _IN_THE_LOG)
        except Exception as error:
            _log.error("a page failed: %s", type(error).__name__)
            _log.debug("a page failed", exc_info=error)
            return self.told(500, "A fault", "Dateline met a fault of its own; please try again.")

    def _not_open(self) -> PlainPage:
        if self._service.error:
            return self.told(503, "The library cannot be opened", _IN_THE_LOG)
        return self.told(
            503, "Dateline is starting", "The library is being opened; try again in a few seconds."
        )

    def _article(self, name: str, given: Mapping[str, str], library: Library) -> PlainPage:
        article = library.database.article(name)
        if article is None:
            return self.told(404, "There is no such article", "The library may have let go of it.")
        start, end = _number(given.get("from")), _number(given.get("to"))
        statements = library.database.statements_of([article.id])
        return PlainPage(200, render_article(article, start, end, self._root, statements))

    def _people(self, name: str, given: Mapping[str, str], library: Library) -> PlainPage:
        name, sought = _plain(name), _plain(given.get("name", ""))
        if not name and sought:
            return PlainPage(303, Markup(), person_address(self._root, sought))
        if not name:
            return PlainPage(200, render_most_quoted(most_quoted(library, _LISTED), self._root))
        wanted = Wanted(
            _plain(given.get("about", "")),
            max(1, _number(given.get("page"))),
            given.get("just") == "yes",
        )
        if len(wanted.about) > LONGEST_TOPIC:
            sentence = f"It may have {LONGEST_TOPIC} characters; give a shorter one."
            return self.told(400, "The topic is too long", sentence)
        listed = library.database.speaker_called_just(name) if wanted.just else None
        try:
            found = (listed,) if listed else find_people(name, library)
        except InputError:
            return self._nobody(name, library)
        if len(found) > 1:
            people = outlined(found[:_LISTED], library)
            return PlainPage(200, render_which(name, people, wanted, self._root))
        return self._person(found[0], wanted, library)

    def _nobody(self, name: str, library: Library) -> PlainPage:
        shown = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
        sentence = f"The library quotes nobody called “{shown}”."
        likely = names_like(name, library, _OFFERED)
        return PlainPage(404, render_told(_NOBODY, sentence, self._root, likely))

    def _person(self, speaker: Speaker, wanted: Wanted, library: Library) -> PlainPage:
        key = (library.database.version(), speaker.name)
        if key not in self._kept:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            statements = list(everything_said(speaker.name, library))
            self._kept[key] = in_full(speaker, library), statements
        person, statements = self._kept[key]
        found = said_about(statements, wanted.about, library) if wanted.about else statements
        return PlainPage(200, render_person(person, len(statements), found, wanted, self._root))


def _plain(text: str) -> str:
    return " ".join(tidy_characters(text).split())


def _number(text: str | None) -> int:
    """A number of at most nine digits, else 0."""
    return int(text) if text and len(text) <= 9 and text.isascii() and text.isdigit() else 0
