"""Whom of a library's speakers a name or a description in a question means."""

from collections.abc import Iterator
from datetime import date

import pytest

from rag.library import Embedder, Library, ingest, open_library
from rag.records import Article
from rag.retrieve.question.asked_speaker import find_asked
from rag.settings import Settings

TEXTS = [
    *["President Ada Moreno said the quay would open in spring."] * 6,
    "Bella Moreno said the song was written in a night.",
    "Ada Moreno Jr. said the boat was sold.",
    "Two people named Falk spoke. Nora Falk said it was cold. Ivan Falk said it was not.",
    "A fire broke out in Ostmark. “It was the wiring,” Prime Minister Olaf Brandt said.",
    "In Fernhill the ferry was late. Mayor Rosa Keller said the pier was broken.",
    "In Holm the bus was late. Mayor Hugo Lind said the road was broken.",
    "The Weber family said nobody had told them. The Sommer family said they had been called.",
    "“We regret it,” a Fernhill Lines spokesperson said. Fernhill Lines said it would pay.",
    "Tilda Grau, chief executive of Fernhill Lines, said fares would rise.",
    "Max Rau, a former director of Fernhill Lines, said he would not sail again.",
    "Clara Weber's mother, Emma Weber, said she was proud.",
    "Ostmark Grain Secretary Mia Holt said the barns were full.",
    "Fernhill Gov. Kai Rode said the dam would hold.",
    "French President Luc Morel said the vines had frozen.",
    "Japan sent ships to Japan's north while Ukraine waited. President Jun Doi said it was late.",
    "Chile went dark, and so did Chile's mines. Interior Minister Eva Ruiz said a cable broke.",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Library]:
    settings = Settings(library=tmp_path_factory.mktemp("identify") / "library")
    with open_library(settings, embedder) as opened:
        ingest(
            opened,
            [
                Article(f"a{at}", f"Report {at}", f"{text} Edition {at}.", None, date(2026, 1, 1))
                for at, text in enumerate(TEXTS)
            ],
        )
        yield opened


@pytest.mark.parametrize(
    ("question", "speakers"),
    [
        ("What did Moreno say about the quay?", {"Ada Moreno"}),
        ("what did moreno say about the quay?", {"Ada Moreno"}),
        ("What did Ada Moreno say?", {"Ada Moreno"}),
        ("What did A. Moreno say?", {"Ada Moreno"}),
        ("What did Bella Moreno say about the song?", {"Bella Moreno"}),
        ("What did Ada Moreno Jr. say?", {"Ada Moreno Jr."}),
        ("What did Falk say about the cold?", {"Nora Falk", "Ivan Falk"}),
        ("What did Nora Falk say about the cold?", {"Nora Falk"}),
        ("What did Fernhill Lines say?",
         {"Fernhill Lines", "Fernhill Lines spokesperson", "Tilda Grau"}),
        ("What did Ostmark's PM say about the fire?", {"Olaf Brandt"}),
        ("What did the mayor of Fernhill say about the pier?", {"Rosa Keller"}),
        ("What did the mayor of Holm say about the road?", {"Hugo Lind"}),
        ("Why did the Weber family complain?", set()),
        ("What did the Sommer family say?", {"Sommer family"}),
        ("What did Clara Weber's family say?", {"Weber family", "Emma Weber"}),
        ("What did the Brandt family say?", set()),
        ("What did Zoltan Quux say?", set()),
        ("What did Grain Secretary Holt say about the barns?", {"Mia Holt"}),
        ("what did grain secretary holt say about the barns?", {"Mia Holt"}),
        ("What did Ostmark Grain Secretary Holt say about the barns?", {"Mia Holt"}),
        ("What did the Grain Secretary say about the barns?", {"Mia Holt"}),
        ("What did Ostmark Grain Secretary say about the barns?", {"Mia Holt"}),
        ("what did mayor keller say about the pier?", {"Rosa Keller"}),
        ("What did Fernhill Governor Rode say about the dam?", {"Kai Rode"}),
        ("What did Harbour Secretary Holt say about the barns?", set()),
        ("What did Zita Holt say about the barns?", set()),
        ("What did the Governor say about the dam?", {"Kai Rode"}),
        ("What did the president of France say about the vines?", {"Luc Morel"}),
        ("What did France's president say about the vines?", {"Luc Morel"}),
        ("What did the French president say about the vines?", {"Luc Morel"}),
        ("What did Ukraine's president say?", set()),  # Jun Doi is Japan's
        ("What did Japan's president say?", {"Jun Doi"}),
        ("What did the Chilean interior minister say about the cable?", {"Eva Ruiz"}),
    ],
)  # fmt: skip
def test_whom_a_question_means(library: Library, question: str, speakers: set[str]) -> None:
    assert {it.name for it in find_asked(question, library).speakers} == speakers


def test_a_statement_is_by_the_asked_person_or_it_is_not(library: Library) -> None:
    asked = find_asked("What did Moreno say?", library)
    ids = [f"a{at}" for at in range(len(TEXTS))]
    statements = library.database.statements_of(ids, unnamed=True)
    assert {it.speaker for it in statements if asked.means(it)} == {"Ada Moreno"}
    assert sum(asked.means(it) for it in statements) == 6
