"""Files read line by line: JSON Lines and CSV, never as a whole, each line decoded for itself."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.ingest.characters import NotTextError, bom_encoding, decode
from rag.ingest.fields import NAMES, article_from_record, field_name
from rag.records import Article, Rejection

LONGEST_LINE = 16_000_000
SNIFFED = 65_536
csv.field_size_limit(LONGEST_LINE)


def numbered_lines(path: Path) -> Iterator[tuple[int, str | None, str]]:
    """Each line as (number, text, problem); text is None where the line cannot be read."""
    with path.open("rb") as file:
        encoding = bom_encoding(file.read(4))
        file.seek(0)
        if encoding in ("utf-16", "utf-32"):
            wide = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="\n")
            for number, text in enumerate(iter(lambda: wide.readline(LONGEST_LINE), ""), 1):
                yield number, text, ""
            return
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
                yield number, None, f"it is longer than {LONGEST_LINE:,} bytes."
                continue
            try:
                yield number, decode(line), ""
            except NotTextError as problem:
                yield number, None, str(problem)


def articles_from_json_lines(path: Path) -> Iterator[Article | Rejection]:
    """One record a line; a broken line is told with its number and the next is read."""
    for number, text, problem in numbered_lines(path):
        if text is None:
            yield Rejection(str(path), problem, number)
        elif text.strip("\ufeff \t\r\n"):
            record, problem = parse_json(text)
            if problem:
                yield Rejection(str(path), problem, number)
            else:
                yield article_from_record(record, str(path), number)


def parse_json(text: str) -> tuple[Any, str]:
    """The value of a JSON text and "", or None and what is wrong with it in a sentence."""
    try:
        return json.loads(text.lstrip("\ufeff")), ""
    except json.JSONDecodeError as error:
        return None, f"it is broken JSON ({error.msg.lower()} at character {error.pos + 1})."
    except (ValueError, RecursionError):
        return None, "it is JSON that is nested too deeply or holds a number that is too long."


def articles_from_csv(path: Path) -> Iterator[Article | Rejection]:
    """A header line of field names, then one article a row."""
    source = str(path)
    broken: list[tuple[int, str]] = []

    def readable() -> Iterator[str]:
        for number, text, problem in numbered_lines(path):
            if text is None:
                broken.append((number, problem))
            else:
                yield text.lstrip("\ufeff") if number == 1 else text

    lines = readable()
    header = next(lines, "")
    delimiter = max(",;\t|", key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    if not {field_name(name) for name in names} & set(NAMES["text"]):
        wanted = ", ".join(NAMES["text"])
        yield Rejection(source, f"its first line names no column of text; name one of {wanted}.")
        return
    rows = csv.DictReader(lines, fieldnames=names, delimiter=delimiter)
    while True:
        start = rows.line_num + 2
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Rejection(source, f"its row is broken ({error}).", start)
            continue
        row.pop(None, None)
        yield article_from_record(row, source, start)
    for number, problem in broken:
        yield Rejection(source, problem, number)
