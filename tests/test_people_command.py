"""The command `people`: whom a library quotes, and all that it knows of one of them."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.cli import main
from rag.errors import InputError
from rag.ingest.characters import tidy_characters
from rag.library import Embedder, Library, ingest, open_library
from rag.records import Article
from rag.retrieve.people import (
    Office,
    OutletShare,
    Person,
    PersonInFull,
    find_people,
    in_full,
    most_quoted,
)
from rag.retrieve.said import Said
from rag.settings import Settings
from rag.terminal import described, listed

# A wire story, as three outlets print it.
WIRING = "A fire broke out in {place}. “It was the wiring,” Prime Minister Olaf Brandt said."
NEWS = [
    ("2024-03-01", "Gazette", "The pier is shut. Mayor Rosa Keller said the pier was broken."),
    ("2024-05-01", "Gazette", "The road is shut. Mayor Rosa Keller said the road was sinking."),
    ("2025-06-01", "Courier", "Trains run. “We are proud,” Governor Rosa Keller said on Sunday."),
    ("2025-07-01", "Gazette", "The bridge is old. Rosa Keller said it would be painted."),
    ("2025-02-01", "Gazette", "It was a cold day. Nora Falk, a captain, said the ice was thick."),
    ("2025-02-02", "Courier", "It was a warm day. Ivan Falk said the ice was thin."),
    ("2025-04-01", "Courier", "The boats were late. Fernhill Lines said it would pay."),
    (
        "2025-04-03",
        "Gazette",
        "Tilda Grau, chief executive of Fernhill Lines, said fares would rise.",
    ),
    ("2025-01-12", "Courier", WIRING.format(place="the harbour of Ostmark")),
    ("2025-01-10", "Gazette", WIRING.format(place="Ostmark")),
    ("2025-01-11", "Herald", WIRING.format(place="the east")),
    ("2025-01-09", "Gazette", "Snow fell in Ostmark. Olaf Brandt said the roads were clear."),
    (None, None, "It was late. Emil Stern said the lake was deep."),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    path = tmp_path_factory.mktemp("people") / "library"
    articles = [
        Article(f"a{at}", f"Report {at}", text, outlet, date.fromisoformat(day) if day else None)
        for at, (day, outlet, text) in enumerate(NEWS)
    ]
    with open_library(Settings(library=path), embedder) as library:
        ingest(library, articles)
    return path


@pytest.fixture(scope="module")
def news(
    folder: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Library]:
    """A copy of the same library that stays open."""
    copy = tmp_path_factory.mktemp("copy") / "library"
    shutil.copytree(folder, copy)
    with open_library(Settings(library=copy), embedder) as library:
        yield library


def run(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, str, str]:
    status = main(["people", *arguments, "--library", str(folder)])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def names_found(name: str, library: Library) -> set[str]:
    return {it.name for it in find_people(name, library)}


def of(name: str, library: Library) -> PersonInFull:
    (speaker,) = find_people(name, library)
    return in_full(speaker, library)


def test_those_quoted_by_most_articles_come_first(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    status, out, err = run(capsys, folder, "--count", "2")
    assert (status, err) == (0, "")
    heading, first, second = out.splitlines()
    assert heading.split() == "articles statements outlets days latest role".split()
    assert first.split() == "Olaf Brandt 4 4 3 2025-01-09 to 2025-01-12 Prime Minister".split()
    assert second.split() == "Rosa Keller 4 4 2 2024-03-01 to 2025-07-01 Governor".split()
    assert first.index("2025") == second.index("2024") == heading.index("days")


def test_one_person_is_shown_in_full(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    status, out, err = run(capsys, folder, "Keller")
    assert (status, err) == (0, "")
    assert (
        out
        == """\
Rosa Keller, Governor
4 articles, 2024-03-01 to 2025-07-01; 4 statements: 1 direct, 3 indirect

Roles, by days and number of articles:
  2024-03-01 to 2024-05-01  2  Mayor
  2025-06-01                1  Governor

Outlets, by number of articles:
  Gazette  3
  Courier  1

Latest statements:
  2025-07-01, Gazette: Report 3
    Rosa Keller said it would be painted.
  2025-06-01, Courier: Report 2
    “We are proud,” Governor Rosa Keller said on Sunday.
  2024-05-01, Gazette: Report 1
    Mayor Rosa Keller said the road was sinking.
  2024-03-01, Gazette: Report 0
    Mayor Rosa Keller said the pier was broken.
"""
    )


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("Rosa Keller", {"Rosa Keller"}),
        ("keller", {"Rosa Keller"}),
        ("  rosa   KELLER ", {"Rosa Keller"}),
        ("governor keller", {"Rosa Keller"}),
        ("R. Keller", {"Rosa Keller"}),
        ("Kellar", {"Rosa Keller"}),
        ("rosa kellar", {"Rosa Keller"}),
        ("Tylda Grau", {"Tilda Grau"}),
        ("the prime minister", {"Olaf Brandt"}),
        ("prime minister olaf brandt", {"Olaf Brandt"}),
        ("Falk", {"Nora Falk", "Ivan Falk"}),
        ("captain falk", {"Nora Falk"}),
        ("Ivan Falk", {"Ivan Falk"}),
        ("fernhill lines", {"Fernhill Lines"}),
        ("chief executive of Fernhill Lines", {"Tilda Grau"}),
        ("Fernhill Lines executive Grau", {"Tilda Grau"}),
    ],
)
def test_whom_a_name_means(news: Library, name: str, people: set[str]) -> None:
    assert names_found(name, news) == people


def test_several_who_fit_are_listed(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    status, out, err = run(capsys, folder, "falk")
    assert status == 0
    _, ivan, nora = out.splitlines()
    assert ivan.split() == "Ivan Falk 1 1 1 2025-02-02".split()
    assert nora.split() == "Nora Falk 1 1 1 2025-02-01 captain".split()
    assert err == "2 fit; name one in full to see more of it.\n"
    # and of a list that is cut short it is told how to see the rest
    _, out, err = run(capsys, folder, "falk", "--count", "1")
    assert len(out.splitlines()) == 2
    assert "--count 2" in err


def test_the_copies_of_a_statement_are_shown_once_where_it_came_first(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    _, out, _ = run(capsys, folder, "Brandt")
    assert out.count("It was the wiring") == 1
    assert "  2025-01-10, Gazette: Report 9 (also in 2 other articles)\n" in out
    # while each of the articles counts
    assert "4 articles, 2025-01-09 to 2025-01-12; 4 statements: 3 direct, 1 indirect" in out


def test_statements_are_verbatim_and_no_more_than_five(sample: Library) -> None:
    bessent = of("Bessent", sample)
    assert bessent.statements == bessent.direct + bessent.mixed + bessent.indirect > 5
    assert len(bessent.latest) == 5
    for said in bessent.latest:
        article = sample.database.article(said.article_id)
        assert article
        assert article.text[said.start : said.end] == said.text
        assert (article.title, article.outlet) == (said.title, said.outlet)
    days = [said.day for said in bessent.latest]
    assert days == sorted(days, key=str, reverse=True)


def test_the_table_and_the_whole_agree(sample: Library) -> None:
    people = most_quoted(sample, 1_000)
    assert len(people) > 50
    for person in people[:10]:
        whole = of(person.name, sample)
        assert (whole.articles, whole.statements) == (person.articles, person.statements)
        assert (whole.first, whole.last) == (person.first, person.last)
        assert sum(it.articles for it in whole.in_outlets) == person.articles


def test_a_person_without_a_role_in_an_article_without_a_day(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    _, out, _ = run(capsys, folder, "Stern")
    assert (
        out
        == """\
Emil Stern
1 article, undated; 1 statement: 1 indirect

Outlets, by number of articles:
  no outlet  1

Latest statements:
  undated, no outlet: Report 12
    Emil Stern said the lake was deep.
"""
    )


def test_an_old_office_that_is_named_again_is_not_the_latest(
    embedder: Embedder, tmp_path: Path
) -> None:
    # given a president whose earlier office a late article recalls, and one newly in office
    reports = [
        ("2019-01-01", "Vice President Ada Moreno said the quay would open."),
        ("2022-01-01", "President Ada Moreno said the quay was open."),
        ("2023-01-01", "President Ada Moreno said the quay was closed."),
        ("2024-01-01", "Vice President Ada Moreno once said the quay was hers."),
        ("2024-01-02", "Senator Bella Lind said the ferry was late."),
        ("2024-02-02", "Senator Bella Lind said the ferry was early."),
        ("2024-03-02", "Secretary Bella Lind said the ferry was lost."),
    ]
    reports.insert(3, ("2023-06-01", "President Ada Moreno said the quay would never open."))
    with open_library(Settings(library=tmp_path / "library"), embedder) as library:
        ingest(
            library,
            [
                Article(f"a{at}", "Report", f"{text} Edition {at}.", None, date.fromisoformat(day))
                for at, (day, text) in enumerate(reports)
            ],
        )
        # then the latest is that which began last, or is given last
        assert of("Moreno", library).role == "President"
        assert of("Lind", library).role == "Secretary"


def test_json_is_a_list_with_and_without_a_name(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    in_a_table = {"name", "role", "articles", "statements", "outlets", "first", "last"}
    in_full = in_a_table | {
        "variants", "direct", "mixed", "indirect", "offices", "in_outlets", "latest",
    }  # fmt: skip
    status, out, _ = run(capsys, folder, "--json", "--count", "3")
    people = json.loads(out)
    assert status == 0
    assert len(people) == 3
    assert all(set(it) == in_a_table for it in people)
    assert people[0]["first"] == "2025-01-09"

    (keller,) = json.loads(run(capsys, folder, "Keller", "--json")[1])
    assert set(keller) == in_full
    assert keller["offices"][0] == {
        "role": "Mayor", "articles": 2, "first": "2024-03-01", "last": "2024-05-01",
    }  # fmt: skip
    assert keller["in_outlets"][0] == {"outlet": "Gazette", "articles": 3}
    assert keller["latest"][0] == {
        "text": "Rosa Keller said it would be painted.", "kind": "indirect", "day": "2025-07-01",
        "outlet": "Gazette", "title": "Report 3", "url": None, "article_id": "a3", "start": 19,
        "end": 56, "copies": 1,
    }  # fmt: skip

    falks = json.loads(run(capsys, folder, "Falk", "--json")[1])
    assert [set(it) for it in falks] == [in_a_table, in_a_table]
    (stern,) = json.loads(run(capsys, folder, "Stern", "--json")[1])
    assert (stern["role"], stern["first"], stern["latest"][0]["day"]) == (None, None, None)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["Zoltan Quux"], "nobody called “Zoltan Quux”; see whom"),
        (["x" * 300], "xxx…”; see whom"),
        (["x " * 300], "a shorter one"),
        (["\033[31mEve\033[0m\u202e\nMallory"], "“[31mEve[0m Mallory”"),
        (["\udcff"], "nobody"),
        (["?"], "nobody"),
        ([" "], "empty"),
        (["--count", "0"], "--count"),
        (["--count", "many"], "--count"),
    ],
)
def test_bad_use_is_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], folder: Path, arguments: list[str], part: str
) -> None:
    status, out, err = run(capsys, folder, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("dateline: ") and err.endswith("\n")
    assert err[:-1].isprintable() and part in err


def test_a_library_without_articles_quotes_nobody(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    status, out, err = run(capsys, tmp_path / "empty")
    assert (status, out) == (0, "") and "ingest" in err
    assert run(capsys, tmp_path / "empty", "--json")[:2] == (0, "[]\n")
    assert run(capsys, tmp_path / "empty", "Keller")[0] == 2


def test_what_is_printed_steers_no_terminal_and_keeps_its_columns() -> None:
    # given names, roles and words that no clean article could hold
    codes = "\033[31m\033]0;caught\007\u202e\x9b1m\n"
    long = "x" * 300
    day = date(2025, 1, 1)
    whole = PersonInFull(
        f"Eve{codes}", f"Mayor{codes}", 1, 1, 1, day, day,
        variants=(codes, long), direct=1, mixed=0, indirect=0,
        offices=(Office(codes, 1, None, None), Office(long, 1, day, day)),
        in_outlets=(OutletShare(codes, 1), OutletShare(None, 1)),
        latest=(Said(codes, "direct", None, codes, codes, codes, codes, 0, 5, 2),),
    )  # fmt: skip
    assert described(whole).replace("\n", "").isprintable()
    table = listed([Person(long, long, 1, 1, 1, day, day), whole]).splitlines()
    assert all(line.isprintable() and len(line) < 170 for line in table)
    assert len({line.index("2025") for line in table[1:]}) == 1


@settings(max_examples=200)
@given(st.text(max_size=600) | st.lists(st.sampled_from(
    "the Mayor Keller falk Fernhill lines of's and Jr. he \0 \ud800 minister".split(" ")
)).map(" ".join))  # fmt: skip
def test_any_text_finds_somebody_or_is_refused(news: Library, name: str) -> None:
    try:
        found = find_people(name, news)
    except InputError as error:
        assert str(error) == " ".join(tidy_characters(str(error)).split())
        return
    assert found
    for speaker in found:
        assert described(in_full(speaker, news)).startswith(speaker.name)
