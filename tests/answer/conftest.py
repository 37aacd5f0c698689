"""Small libraries of invented news."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack

import pytest
from invented_news import Ask

from rag.answer import build_chain
from rag.library import Embedder, ingest, open_library
from rag.records import Article
from rag.settings import Settings


@pytest.fixture(scope="module")
def open_news(
    tmp_path_factory: pytest.TempPathFactory, embedder: Embedder
) -> Iterator[Callable[[Iterable[Article]], Ask]]:
    """Makes a library of articles that can be asked, open until the module's tests are done."""
    with ExitStack() as opened:

        def open_with(articles: Iterable[Article]) -> Ask:
            settings = Settings(library=tmp_path_factory.mktemp("news") / "library")
            library = opened.enter_context(open_library(settings, embedder))
            ingest(library, articles)
            return Ask(library, build_chain(library, settings))

        yield open_with
