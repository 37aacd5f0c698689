"""Reads test sets: Dateline's own JSON Lines, readers' thumbs, RealTime QA's files, SQuAD, CSV."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from rapidfuzz import process

from rag.errors import InputError
from rag.evaluate.testsets.formats import (
    CsvRecord,
    FeedbackRecord,
    OwnRecord,
    QuizRecord,
    RealTimeRecord,
    SquadFile,
)
from rag.evaluate.testsets.items import Item, TestSet

LineModel = type[OwnRecord | FeedbackRecord | QuizRecord | RealTimeRecord]


class Articles(Protocol):
    """Where articles are kept by id, as a library's `database` does."""

    def article(self, article_id: str) -> Any:
        """The article with its `text`, or None."""


def read_testset(path: Path, articles: Articles | None = None) -> TestSet:
    """Read the test set in `path`; with `articles`, its evidence must be among them.

    The format is told from the content: JSON Lines of Dateline, of readers' thumbs (of two for the
    same answer the later counts) or of RealTime QA, one JSON object
    in the form of SQuAD, or a table with the columns question and answer in a .csv file.

    Raises:
        InputError: the file cannot be read, or one of its items cannot be used.
    """
    text = read_text(path)
    if path.suffix.lower() == ".csv":
        items = _read_csv(path, text)
    elif _is_one_object(text):
        items = iter(_squad(path, text).items())
    else:
        items = _read_lines(path, text)
    testset = TestSet(path, tuple(_without_twins(path, items)))
    if not testset.items:
        raise InputError(f"{path} holds no question; give a test set with at least one.")
    if articles is not None:
        _refuse_missing_evidence(testset, articles)
    return testset


def read_text(path: Path) -> str:
    """The text of a file of questions or answers.

    Raises:
        InputError: it is not there, is a folder, or is no UTF-8 text.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path} is not there; check the name of the file.") from None
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise InputError(f"{path} cannot be read ({reason}); name a file.") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {line}: this is no UTF-8 text; save it as UTF-8.") from None


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines of JSON Lines with their numbers, without the empty ones."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line.strip()


def sentence_for(error: ValidationError, model: type[BaseModel]) -> str:
    """The first fault that pydantic found, as the end of a sentence."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        return f"this is no JSON object ({first['ctx']['error']})."
    if first["type"] == "extra_forbidden":
        known = process.extractOne(str(first["loc"][-1]), list(model.model_fields), score_cutoff=70)
        hint = f"; did you mean {known[0]!r}?" if known else "; remove it."
        return f"the field {place!r} is not known{hint}"
    if first["type"] == "missing":
        return f"the field {place!r} is missing."
    if first["type"] == "value_error":
        return f"{first['ctx']['error']}."
    if not place:
        return "this is no JSON object."
    what = first["msg"].removeprefix("Input ").replace("tuple", "list")
    return f"the field {place!r} {what[:1].lower()}{what[1:]}."


def _is_one_object(text: str) -> bool:
    """Whether the whole text is one JSON object in the form of SQuAD, on any number of lines."""
    if not text.lstrip().startswith("{"):
        return False
    try:
        whole = from_json(text)
    except ValueError:
        return False
    return "data" in whole and "question" not in whole


def _squad(path: Path, text: str) -> SquadFile:
    try:
        return SquadFile.model_validate_json(text)
    except ValidationError as error:
        raise InputError(f"{path}: {sentence_for(error, SquadFile)}") from None


def _read_lines(path: Path, text: str) -> Iterator[Item]:
    model: LineModel | None = None
    rated: dict[str, Item] = {}
    for number, line in lines_of(text):
        model = model or _model_of(line)
        try:
            item = model.model_validate_json(line).item(number)
        except ValidationError as error:
            raise InputError(f"{path}, line {number}: {sentence_for(error, model)}") from None
        if model is FeedbackRecord:
            rated[item.id] = item  # a reader may think again
        else:
            yield item
    yield from rated.values()


def _model_of(line: str) -> LineModel:
    """The form of a file by its first line."""
    try:
        record = from_json(line)
    except ValueError:
        return OwnRecord
    fields = set(record) if isinstance(record, dict) else set()
    if "feedback" in fields:
        return FeedbackRecord
    if "question_sentence" in fields:
        return RealTimeRecord
    return QuizRecord if {"choices", "answer"} <= fields else OwnRecord


def _read_csv(path: Path, text: str) -> Iterator[Item]:
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for row in rows:
            # A row that runs over several lines is named by its first.
            first, number = number + 1, rows.line_num
            if None in row:
                raise InputError(f"{path}, line {first}: this row has more cells than columns.")
            given = {name.strip(): cell for name, cell in row.items() if cell is not None}
            try:
                yield CsvRecord.model_validate(given).item(first)
            except ValidationError as error:
                raise InputError(
                    f"{path}, line {first}: {sentence_for(error, CsvRecord)}"
                ) from None
    except csv.Error as error:
        raise InputError(f"{path}, line {rows.line_num}: this is no CSV ({error}).") from None


def _without_twins(path: Path, items: Iterable[Item]) -> Iterator[Item]:
    seen: dict[str, Item] = {}
    for item in items:
        twin = seen.setdefault(item.id, item)
        if twin is not item:
            here = f"{path}, line {item.line}" if item.line else str(path)
            there = f" on line {twin.line}" if twin.line else " already"
            raise InputError(
                f"{here}: the id {item.id!r} is used{there}; give each question its own."
            )
        yield item


def _refuse_missing_evidence(testset: TestSet, articles: Articles) -> None:
    known: dict[str, bool] = {}
    for item in testset.items:
        for evidence in item.evidence:
            wanted = evidence.article_id
            if wanted not in known:
                known[wanted] = articles.article(wanted) is not None
            if not known[wanted]:
                raise InputError(
                    f"{testset.where(item)}: the library does not hold the evidence article "
                    f"{wanted!r}; ingest it, or name the right library with --library."
                )
