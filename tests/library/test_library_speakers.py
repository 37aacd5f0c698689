"""The speakers of a library: merged when articles come and go, and after a kill."""

from datetime import date

import pytest
from fast_embedder import FastEmbedder

from rag.library import Library, ingest, open_library
from rag.library.narrowing import Narrowing
from rag.records import Article
from rag.settings import Settings

TEXTS = {
    "full": "Harbour Secretary Ada Moreno said the quay would open. Ivan Moreno said it would not.",
    "office": "The talks ended. Harbour Secretary Moreno said the ferries would sail on Sunday.",
    "slip": "“It will hold,” said Ada Morreno, the harbour secretary. Rain fell all night.",
    "family": "The ferry was late. The Brandt family said nobody had told them of the delay.",
}


def articles(*keys: str) -> list[Article]:
    return [Article(key, f"On {key}", TEXTS[key], "Courier", date(2026, 5, 1)) for key in keys]


def who(library: Library, *keys: str) -> list[str]:
    return [it.person for it in library.database.statements_of(keys, unnamed=True)]


def test_one_person_is_one_speaker_in_all_articles(settings: Settings, fast: FastEmbedder) -> None:
    with open_library(settings, fast) as library:
        ingest(library, articles(*TEXTS))
        assert who(library, "full") == ["Ada Moreno", "Ivan Moreno"]
        assert who(library, "office", "slip", "family") == [
            "Brandt family", "Ada Moreno", "Ada Moreno",
        ]  # fmt: skip
        first, *_ = library.database.speakers(5)
        assert (first.name, first.role, first.articles) == ("Ada Moreno", "Harbour Secretary", 3)
        assert first.variants == ("Ada Morreno", "Moreno")
        quoting = library.database.articles_quoting(["Ada Moreno"], Narrowing())
        assert sorted(quoting) == ["full", "office", "slip"]
        (passage,) = library.database.match_quoting(["ferries"], ["Ada Moreno"], 9, Narrowing())
        assert passage.startswith("office")


def test_words_of_a_name_and_of_a_role_find_a_speaker(
    settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, articles(*TEXTS))
        called = library.database.speakers_called

        def found(*words: str, roles: bool = False) -> list[str]:
            return [it.name for it in called(words, roles=roles)]

        assert found("moreno") == ["Ada Moreno", "Ivan Moreno"]
        assert found("morreno") == ["Ada Moreno"]
        assert found("secretary") == []
        assert found("harbour", "secretary", roles=True) == ["Ada Moreno"]
        assert found("brandt", "family") == ["Brandt family"]
        assert library.database.last_names_starting("mor")[0] == "moreno"


def test_removing_an_article_takes_its_speakers_along(
    settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, articles(*TEXTS))
        library.remove(["full"])
        (left,) = library.database.speakers_called(["moreno"])
        assert (left.name, left.articles) == ("Ada Morreno", 2)
        library.remove(["office", "slip", "family"])
        assert library.database.speakers(5) == []


def test_an_article_that_comes_later_joins_its_speaker(
    settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, articles("office"))
        assert who(library, "office") == ["Moreno"]
        ingest(library, articles("office", "full"))
        assert who(library, "office") == ["Ada Moreno"]


def test_what_a_kill_left_unmerged_is_merged_at_the_next_opening(
    settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(library: Library) -> None:
        raise KeyboardInterrupt

    with open_library(settings, fast) as library, library.writing(), monkeypatch.context() as patch:
        ingest(library, articles("full"))
        patch.setattr(Library, "merge_speakers", killed)
        with pytest.raises(KeyboardInterrupt):
            ingest(library, articles("office"))
        assert who(library, "office") == ["Moreno"], "unmerged, a name stands for itself"
    with open_library(settings, fast) as library:
        assert who(library, "office") == ["Ada Moreno"]


def test_names_are_merged_again_only_after_a_change(
    settings: Settings, fast: FastEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, articles("full"))
        monkeypatch.delattr("rag.library.library.merge_speakers")
        ingest(library, articles("full"))
        library.merge_speakers()
        with pytest.raises(NameError):
            ingest(library, articles("office"))
