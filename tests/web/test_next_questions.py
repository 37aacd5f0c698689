"""Follow-ups are made of what the articles hold, are one plain line, and are answered."""

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from rag.answer import build_chain
from rag.library import Library
from rag.records import Answer, AnswerSentence, Article, Citation, Question, Refusal, Statement
from rag.settings import Settings
from rag.web.asked import Asked
from rag.web.conversation import Turn
from rag.web.followups import FollowupMaker
from rag.web.followups.material import material_for
from rag.web.followups.proposing import Candidate, Material, propose
from rag.web.followups.trying import answered, holds
from rag.web.page import build_page
from rag.web.service import Service

BESSENT = "What did Bessent say about tariffs?"
LOUVRE = "What happened at the Louvre?"
SILENT = "What did Bessent say about asteroids?"
# Far above what any machine needs; only a fault makes a test wait so long.
LONGEST = 300.0


@pytest.fixture(scope="module")
def ask(sample: Library) -> Callable[[str], Answer]:
    return build_chain(sample, Settings()).invoke


@pytest.mark.parametrize(
    ("question", "proposed"),
    [
        (BESSENT, "What did Mark Zandi say about tariffs?"),
        (LOUVRE, "What did Laurent Nuñez say about the Louvre?"),
        (SILENT, "What did Scott Bessent say about China?"),
    ],
)
def test_others_and_other_topics_of_the_articles_are_proposed(
    sample: Library, ask: Callable[[str], Answer], question: str, proposed: str
) -> None:
    candidates = propose(material_for(ask(question), sample))
    questions = [candidate.question for candidate in candidates]
    assert proposed in questions
    assert len(set(questions)) == len(questions)
    assert all(re.fullmatch(r"(What|How) [\w .’'-]{5,110}\?", it) for it in questions)


@pytest.mark.parametrize("question", [BESSENT, LOUVRE, SILENT])
def test_what_is_offered_is_answered_with_something_new(
    sample: Library, ask: Callable[[str], Answer], question: str
) -> None:
    given, tried = ask(question), list[str]()

    def noted(text: str) -> Answer:
        tried.append(text)
        return ask(text)

    offered = list(answered(propose(material_for(given, sample)), given, noted))
    assert 0 < len(offered) <= 3
    assert len(tried) <= 6
    said = {citation.quote for citation in given.sources}
    for candidate, answer in offered:
        assert answer.refusal is None
        assert {citation.quote for citation in answer.citations} - said
        assert {it.speaker for it in answer.citations} == {candidate.speaker}


def test_nothing_is_offered_where_everything_is_refused(
    sample: Library, ask: Callable[[str], Answer]
) -> None:
    given = ask(BESSENT)

    def refused(text: str) -> Answer:
        return Answer(text, text, refusal=Refusal("no_evidence", "No."))

    assert not list(answered(propose(material_for(given, sample)), given, refused))


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("Ada <b>Lindqvist</b>", "the reservoir"),
        ("Ada http://evil.example", "the reservoir"),
        ("Ada\nLindqvist", "the reservoir"),
        ("Ada \u202eLindqvist", "the reservoir"),
        ("Ada " + "Lindqvist" * 30, "the reservoir"),
        ("Ada Lindqvist", "<img src=x>"),
        ("Ada Lindqvist", "https://evil.example/reservoir"),
        ("Ada Lindqvist", "${reservoir}"),
    ],
)
def test_hostile_names_and_topics_are_in_no_question(name: str, topic: str) -> None:
    assert not propose(_material(name, topic))
    mended = propose(_material("Ada Lindqvist", "the reservoir"))
    assert [it.question for it in mended] == ["What did Ada Lindqvist say about the reservoir?"]


def _material(name: str, topic: str) -> Material:
    """An article with one statement by somebody about something."""
    text = f"{name} spoke about {topic}. The reservoir is low."
    article = Article("a", "Reservoir reopens", text, published=date(2025, 6, 1))
    said = Statement("a", 0, text.index(". "), name, role="engineer", person=name)
    answer = Answer("Is it open?", "Is it open?", citations=(_citation("a", 60, None),))
    return Material(
        answer, [article], {"a": article}, [said], [], {}, article.published, {}, {}, lambda _: 1.0
    )


@pytest.mark.parametrize(
    ("candidate", "is_one"),
    [
        (Candidate("?", "other", speaker="Mark Zandi"), True),
        (Candidate("?", "other", speaker="Jerome Powell"), False),
        (Candidate("?", "same", speaker="Mark Zandi", about="fire"), True),
        # "fired", of the same stem, is something else.
        (Candidate("?", "same", speaker="Mark Zandi", about="staff"), False),
        (Candidate("?", "next", after=date(2025, 5, 31)), True),
        (Candidate("?", "next", after=date(2025, 6, 1)), False),
        (Candidate("?", "figure", article_ids=frozenset({"b"})), False),
        (Candidate("?", "course"), False),
    ],
)
def test_an_answer_must_tell_what_was_asked(candidate: Candidate, is_one: bool) -> None:
    citation = _citation("a", 0, "Mark Zandi", quote="He spoke of fires while staffing stalled.")
    sentence = AnswerSentence(citation.quote, (1,), "quoted")
    assert holds(candidate, Answer("?", "?", (sentence,), (citation,))) == is_one


def _citation(article_id: str, start: int, speaker: str | None, quote: str = "It is.") -> Citation:
    end = start + len(quote)
    day = date(2025, 6, 1)
    return Citation(1, article_id, "Reservoir", None, day, None, speaker, quote, start, end)


@pytest.fixture
def asked() -> list[Asked]:
    return []


@pytest.fixture
def service(sample_folder: Path, tmp_path: Path, asked: list[Asked]) -> Iterator[Service]:
    """The sample library behind a page, with its models loaded."""
    shutil.copytree(sample_folder, tmp_path / "library")
    service = Service(Settings(library=tmp_path / "library"), [asked.append])
    service.start()
    service.load_models()
    assert service.wait_until_settled(LONGEST)
    yield service
    service.stop()


def test_they_are_made_beside_no_question_and_count_as_none(
    service: Service, asked: list[Asked]
) -> None:
    *_, given = service.stream(Question(LOUVRE))
    turns = (Turn(0, LOUVRE, "finished", given),)
    maker = FollowupMaker(service)
    assert asyncio.run(maker.made_for("reader", turns))
    assert len(asked) == 1  # the reader's own

    async def given_up() -> tuple[str, ...]:
        making = asyncio.create_task(maker.made_for("reader", turns))
        # Long enough for them to be made, did they not wait for the question.
        await asyncio.wait([making], timeout=1.5)
        assert not making.done()
        maker.give_up("reader")
        return await making

    under_way = service.stream(Question(BESSENT))
    next(under_way)
    assert service.is_answering
    assert asyncio.run(given_up()) == ()
    under_way.close()
    assert not service.is_answering
    assert asyncio.run(maker.made_for("reader", turns))


@pytest.mark.parametrize("wanted", [True, False])
def test_a_setting_turns_them_off(tmp_path: Path, wanted: bool) -> None:
    settings = Settings(library=tmp_path, followups=wanted)
    page = build_page(Service(settings), settings)
    assert ("_made" in {fn.name for fn in page.fns.values()}) == wanted
