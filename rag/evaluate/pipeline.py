"""Evaluates a system on a test set from start to end: ask, score, compare, judge, report."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from langchain_core.runnables import Runnable

from rag.errors import InputError
from rag.evaluate.report.page import write_report
from rag.evaluate.runs import finish, run
from rag.evaluate.scoring.comparison import compare as compared_with
from rag.evaluate.scoring.evaluation import Evaluation, gather
from rag.evaluate.scoring.gates import check_minimums
from rag.evaluate.scoring.judge import ChatModel
from rag.evaluate.scoring.judge import judge as opinions_of
from rag.evaluate.scoring.matching import contains, overlaps
from rag.evaluate.scoring.scores import score
from rag.evaluate.testsets.answers import GivenAnswer, read_answers
from rag.evaluate.testsets.items import TestSet
from rag.evaluate.testsets.testset import Articles, read_testset
from rag.records import Answer


def evaluate(
    testset: Path,
    *,
    chain: Runnable[object, Answer] | None = None,
    articles: Articles | None = None,
    answers: Path | None = None,
    report: Path | None = None,
    compare: Path | None = None,
    minimums: Mapping[str, float] | None = None,
    judge: ChatModel | None = None,
    judge_name: str = "judge",
    identity: Mapping[str, str] | None = None,
    progress: bool = False,
) -> Evaluation:
    """Evaluate `chain` on the file `testset`, or the answers that stand in the file `answers`.

    `articles` is a library's `database`: with it, evidence must be in the library, and quotations
    are looked up where they are said to stand. `report` is a folder that gets answers.jsonl (gone
    on with after a stop), report.html and report.json. `compare` is a file of other answers,
    `minimums` are the gates, and `identity` says what answers, so that a stopped run is only gone
    on with by the same. `judge` is a chat model whose opinion is reported apart.

    Raises:
        InputError: a file, a metric or a value cannot be used; nothing answered so far is lost.
        DatelineError: whatever the chain raises.
    """
    minimums = minimums or {}
    check_minimums(minimums)
    questions = read_testset(testset, articles)
    # What is wrong with the other answers is better said before a long run than after it.
    others = read_answers(compare, questions) if compare else None
    if answers is not None:
        given = read_answers(answers, questions)
    elif chain is not None:
        with tempfile.TemporaryDirectory(prefix="dateline-") as passing:
            # Without a report the answers are only kept for as long as they are scored.
            folder = report or Path(passing)
            given = run(questions, chain, folder, identity or {}, progress=progress)
    else:
        raise InputError("There is nothing to evaluate; give a library or a file of answers.")
    scored = score(questions, given, articles)
    evaluation = gather(
        questions,
        scored,
        minimums=minimums,
        comparison=compared_with(scored, score(questions, others, articles), compare)
        if others is not None and compare
        else None,
        judgement=opinions_of(scored, judge, judge_name, folder=report, progress=progress)
        if judge
        else None,
        notices=_notices(questions, given, articles),
        identity=identity,
    )
    if report is not None:
        write_report(evaluation, report)
        if answers is None:
            finish(report)
    return evaluation


def _notices(
    testset: TestSet, given: Mapping[str, GivenAnswer], articles: Articles | None
) -> list[str]:
    """What a reader must know to take the figures for what they are."""
    notices = []
    missing = sum(item.id not in given for item in testset.items)
    if missing:
        notices.append(
            f"{missing} of {len(testset.items)} questions have no answer in the file; each counts "
            "as answered with nothing."
        )
    if articles is None:
        notices.append(
            "No library was given, so quotations are taken at their word and not looked up."
        )
        return notices
    astray = [
        item.id
        for item in testset.items
        for evidence in item.evidence
        if not _stands_in(articles, evidence.article_id, evidence.quote)
    ]
    if astray:
        notices.append(
            f"{len(astray)} evidence quotations do not stand in their articles, so that no passage "
            f"can overlap them: {', '.join(astray[:5])}{' …' if len(astray) > 5 else ''}."
        )
    return notices


def _stands_in(articles: Articles, article_id: str, quote: str) -> bool:
    article = articles.article(article_id)
    return article is not None and (contains(article.text, quote) or overlaps(article.text, quote))
