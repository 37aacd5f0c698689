"""A question costs as little in a large library: what it reads is counted, the result the same."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime

import pytest
from fast_embedder import FastEmbedder

from rag.ingest import read_sources
from rag.library import Library, ingest, open_library, word_search
from rag.library.narrowing import Narrowing
from rag.records import Article, Passage
from rag.retrieve.question.term_weights import weighted_terms
from rag.settings import Settings
from tests.benchmarks import bench_growth
from tests.benchmarks.growing import Maker, grow

OPEN = Narrowing()
JUNE = Narrowing(date(2025, 6, 1), date(2025, 6, 30))
QUESTIONS = (
    ["trump", "tariffs", "china"],
    ["president", "asteroid", "said"],
    ["the", "measles", "outbreak", "texas"],
    ["said", "the"],
    ["lunar"],
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample briefs."""
    settings = Settings(library=tmp_path_factory.mktemp("growth"))
    with open_library(settings, FastEmbedder()) as opened:
        ingest(opened, read_sources(["corpus/briefs"], settings))
        yield opened


def steps(library: Library, work: Callable[[], object]) -> int:
    """The instructions that SQLite carries out for `work`, in hundreds."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    library.database._connection.set_progress_handler(count, 100)
    try:
        work()
    finally:
        library.database._connection.set_progress_handler(None, 100)
    return counted


def add(library: Library, numbers: range, *, day: date, entry: bool = False) -> None:
    """Articles of one passage each, of no sample's words, written as they are at ingest."""
    for number in numbers:
        made = Article(f"more{number}", "More", f"Filler number {number}.", "Filler Post", day)
        dated = datetime(2025, 6, 15, 9, tzinfo=UTC) if entry else None
        passage = Passage(f"{made.id}#0", made.id, 0, len(made.text), made.text, dated)
        facts = {"digest": made.id, "text_digest": made.id, "signature": b"", "story": made.id}
        library.database.write_pending(made, [passage], [], facts)
    library.database.set_state([f"more{number}" for number in numbers], "done")


@pytest.mark.parametrize("most", [1, 20, 40])
@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_common_words_in_second_place_leave_the_best_passages_what_they_are(
    words: Sequence[str], most: int, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = library.database
    leading, _ = word_search.divide(words, database.count_matches, database.count_passages())
    assert leading == list(words)
    whole = database.match(words, 5, OPEN)
    monkeypatch.setattr(word_search, "MOST_COMPARED", most)
    leading, _ = word_search.divide(words, database.count_matches, database.count_passages())
    led = {name for it in leading for name, _ in database.match([it], 99, OPEN)}
    best = [score for name, score in whole if name in led]
    found = [score for _, score in database.match(words, 5, OPEN)]
    assert found == sorted(found, reverse=True)
    # Words that half the library holds are left out; they add a millionth.
    pairs = zip(best, found[: len(best)], strict=True)
    assert all(have >= score - 1e-4 for score, have in pairs)


def test_the_newest_stand_for_a_word_that_is_everywhere(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = library.database.match(["the"], 99, OPEN)
    assert len(everywhere) > 7
    monkeypatch.setattr(word_search, "MOST_COMPARED", 7)
    newest = dict(library.database.match(["the"], 99, OPEN))
    assert len(newest) == 7
    assert newest.items() <= dict(everywhere).items()


def test_what_a_question_asks_the_record_reads_no_more_in_a_larger_library(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = Settings(library=tmp_path_factory.mktemp("larger"))
    with open_library(settings, FastEmbedder()) as library:
        ingest(library, read_sources(["corpus/briefs"], settings))
        database = library.database
        asked: dict[str, Callable[[], object]] = {
            "words": lambda: database.match(["tariffs", "china"], 100, OPEN),
            "words in June": lambda: database.match(["tariffs", "china"], 100, JUNE),
            "those in June": lambda: database.passages_in(JUNE, 100),
            "an outlet": lambda: database.passages_in(Narrowing(outlets=("None",)), 100),
            "known then": lambda: database.passages_in(Narrowing(as_of=date(2025, 2, 20)), 100),
            "newest": lambda: database.newest(1),
            "pending": lambda: database.in_state("pending"),
            "quoting": lambda: database.match_quoting([], ["Scott Bessent"], 20, OPEN),
            "speakers": lambda: database.speakers(8),
            "just called": lambda: database.speaker_called_just("SCOTT BESSENT"),
            "a misspelt word": lambda: database.most_common(["tariff", "tarif", "xq"], 2),
        }
        for work in asked.values():  # what is kept until a change is counted
            work()
        before = {name: steps(library, work) for name, work in asked.items()}
        add(library, range(3_000), day=date(2025, 12, 30))
        for work in asked.values():
            work()
        after = {name: steps(library, work) for name, work in asked.items()}
    assert {name: it for name, it in after.items() if it > 2 * before[name] + 5} == {}


def test_entries_of_their_own_day_are_in_a_window_and_its_articles_are_not(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = Settings(library=tmp_path_factory.mktemp("entries"))
    with open_library(settings, FastEmbedder()) as library:
        add(library, range(3), day=date(2025, 5, 31), entry=True)
        add(library, range(3, 5), day=date(2025, 6, 2))
        add(library, range(5, 9), day=date(2025, 7, 2))
        inside = {f"more{number}#0" for number in range(5)}
        assert set(library.database.passages_in(JUNE, 100)) == inside
        assert {name for name, _ in library.database.match(["filler"], 100, JUNE)} == inside
        known = Narrowing(as_of=date(2025, 6, 14))
        assert set(library.database.passages_in(known, 100)) == {"more3#0", "more4#0"}


def test_a_word_one_slip_away_is_found_by_its_commonest_spelling(library: Library) -> None:
    for misspelt, meant in (("tarifs", "tariff"), ("asterroid", "asteroid"), ("maesles", "measl")):
        (term,) = weighted_terms(misspelt, library)
        assert term.stem == meant
    (term,) = weighted_terms("zzyzxw", library)
    assert term.stem == "zzyzxw"


def test_the_bench_grows_a_library_that_is_whole_and_names_what_grows_too_fast(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(library=tmp_path_factory.mktemp("made-up"))
    embedder = FastEmbedder()
    maker = Maker(embedder)
    found = {}
    with open_library(settings, embedder) as library:
        for size in (60, 200):
            grow(library, maker, size)
            library.check()
            assert library.database.count_passages() == size
            found[size] = bench_growth.parts(library) | bench_growth.recall(library)
            assert found[size]["recall@10 of passages"] == 1.0
        assert library.database.speakers(1)
        assert library.vectors.nearest(maker.vectors([[None]])[0], 5)
    found[200]["words"] = 100 * found[60]["words"] + 100
    bench_growth.report(found)
    printed = capsys.readouterr().out
    assert "| figure | 60 | 200 | ratio |" in printed
    assert "Faster than the logarithm: words" in printed
