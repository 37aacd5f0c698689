"""Files read line by line: JSON Lines and CSV, never as a whole, each line decoded for itself."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rag.ingest.characters import NotTextError, decode, wide_encoding
from rag.ingest.fields import NAMES, field_name, read_record
from rag.records import Notice, Record, Rejection

LONGEST_LINE = 16_000_000
_HEAD = 256
_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(rf"[\"']?sep=([{re.escape(_DELIMITERS)}]|\\t)[\"']?", re.IGNORECASE)
csv.field_size_limit(LONGEST_LINE)


class Line(NamedTuple):
    """A line of a file: its number, and its text or, where that is None, what is wrong with it.

    `doubt` is what is doubtful about its encoding, told with the first such line alone.
    """

    number: int
    text: str | None
    problem: str = ""
    doubt: str = ""


def numbered_lines(path: Path) -> Iterator[Line]:
    """Each line of a file, decoded for itself; a file whose lines were UTF-8 goes on being so."""
    with path.open("rb") as file:
        encoding = wide_encoding(file.read(_HEAD))
        file.seek(0)
        if encoding and encoding.startswith(("utf-16", "utf-32")):
            wide = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="\n")
            for number, text in enumerate(iter(lambda: wide.readline(LONGEST_LINE), ""), 1):
                yield Line(number, text)
            return
        known: str | None = None
        doubted = False
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = file.readline(LONGEST_LINE)
                yield Line(number, None, f"it is longer than {LONGEST_LINE:,} bytes.")
                continue
            try:
                text, doubt = decode(line, known)
            except NotTextError as problem:
                yield Line(number, None, str(problem))
                continue
            if not doubt and not text.isascii():
                known = "utf-8"
            yield Line(number, text, doubt="" if doubted else doubt)
            doubted = doubted or bool(doubt)


def articles_from_json_lines(path: Path) -> Iterator[Record]:
    """One record a line; a broken line is told with its number and the next is read."""
    source = str(path)
    for number, text, problem, doubt in numbered_lines(path):
        if text is None:
            yield Rejection(source, problem, number)
        else:
            yield from records_of_line(text, source, number)
        if doubt:
            yield Notice(source, doubt, number)


def records_of_line(text: str, source: str, number: int) -> Iterator[Record]:
    """What a line of JSON Lines gives; an empty one nothing."""
    if text.strip("\ufeff \t\r\n"):
        record, problem = parse_json(text)
        if problem:
            yield Rejection(source, problem, number)
        else:
            yield from read_record(record, source, number)


def parse_json(text: str) -> tuple[Any, str]:
    """The value of a JSON text and "", or None and what is wrong with it in a sentence."""
    try:
        return json.loads(text.lstrip("\ufeff")), ""
    except json.JSONDecodeError as error:
        return None, f"it is broken JSON ({error.msg.lower()} at character {error.pos + 1})."
    except (ValueError, RecursionError):
        return None, "it is JSON that is nested too deeply or holds a number that is too long."


def articles_from_csv(path: Path) -> Iterator[Record]:
    """A header line of field names, then one article a row."""
    source = str(path)
    told: list[Rejection | Notice] = []

    def readable() -> Iterator[str]:
        for number, text, problem, doubt in numbered_lines(path):
            if doubt:
                told.append(Notice(source, doubt, number))
            if text is None:
                told.append(Rejection(source, problem, number))
            else:
                yield text.lstrip("\ufeff") if number == 1 else text

    lines = readable()
    header, skipped = next(lines, ""), 1
    named = _SEPARATOR.fullmatch(header.strip("\r\n "))
    if named:  # a line that spreadsheets write for each other
        header, skipped = next(lines, ""), 2
    delimiter = named[1].replace("\\t", "\t") if named else max(_DELIMITERS, key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    if not {field_name(name) for name in names} & set(NAMES["text"]):
        wanted = ", ".join(NAMES["text"])
        yield Rejection(source, f"its first line names no column of text; name one of {wanted}.")
        return
    rows = csv.DictReader(lines, fieldnames=names, delimiter=delimiter)
    while True:
        start = rows.line_num + skipped + 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Rejection(source, f"its row is broken ({error}).", start)
            continue
        row.pop(None, None)
        yield from read_record(row, source, start)
    yield from told
