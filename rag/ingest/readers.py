"""Sources of every kind, told apart and read: files, folders, web pages and feeds."""

import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import frontmatter
import yaml
from markdown_it import MarkdownIt

from rag.errors import FetchError, SourceError
from rag.ingest.characters import MAX_CHARACTERS, NotTextError, decode, refuse_binary
from rag.ingest.feeds import FEED_HEAD, articles_from_feed, is_feed
from rag.ingest.fetch import Page, fetch
from rag.ingest.fields import read_record
from rag.ingest.identity import NO_CREDENTIALS, without_credentials
from rag.ingest.lines import (
    articles_from_csv,
    articles_from_json_lines,
    parse_json,
    records_of_line,
)
from rag.ingest.pages import records_from_page
from rag.records import Notice, Record, Rejection
from rag.settings import Settings

Found = Iterator[Record]
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
ENDINGS = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
TAKEN = ".jsonl, .json, .csv, .html, .txt, .md, .xml"
NO_ARTICLES = re.compile(r"(?:readme|licen[cs]e|copying|changelog|notice)(?:\.\w+)?", re.IGNORECASE)
LARGEST_WHOLE_FILE = 512_000_000
HEAD = 4096
# Fields in which services and programs list articles.
LISTS = ("articles", "items", "results", "docs", "data", "value")
_markdown = MarkdownIt("commonmark")


def read_sources(sources: Sequence[str], settings: Settings, allow_loopback: bool = False) -> Found:
    """Read files, folders, web pages and feeds into Articles, one at a time.

    What cannot become an article comes as a Rejection in its place and ends nothing.
    `allow_loopback` is for tests, which serve pages on the loopback address.

    Raises:
        SourceError: a source is missing or unreadable; every one is looked at before any is read.
        FetchError: the only source is an address and it gave no page (on the first `next`).
    """
    for source in sources:
        _check(source)
    return _read_all(list(sources), settings, allow_loopback)


def _check(source: str) -> None:
    if ADDRESS.match(source):
        shown = without_credentials(source)
        if not source.lower().startswith(("http://", "https://")):
            raise SourceError(
                f"{shown} cannot be fetched; give an http or https address or a path."
            )
        if shown != source:
            raise SourceError(f"{shown} {NO_CREDENTIALS}.")
        return
    path = Path(source)
    try:
        if not source or not path.exists():
            raise SourceError(f"{source or 'An empty path'} does not exist; check the path.")
        if path.is_dir():
            if not os.access(path, os.R_OK | os.X_OK):
                raise SourceError(f"{source} cannot be opened; check its permissions.")
            if next(_files(path), None) is None:
                raise SourceError(f"{source} holds no files of articles; it takes {TAKEN}.")
        elif not path.is_file():
            raise SourceError(f"{source} is no file or folder; give one of those.")
        elif _kind(path) is None:
            raise SourceError(f"{source} is of no known kind; give one of {TAKEN}.")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a path"
        raise SourceError(f"{source[:200]} cannot be read ({why.lower()}); check it.") from None


def _read_all(sources: list[str], settings: Settings, allow_loopback: bool) -> Found:
    def get(url: str) -> Page:
        return fetch(url, settings, allow_loopback)

    for source in sources:
        if ADDRESS.match(source):
            yield from _read_address(source, get, alone=len(sources) == 1)
        elif Path(source).is_dir():
            for path in _files(Path(source)):
                yield from _read_file(path, get)
        else:
            yield from _read_file(Path(source), get)


def _read_address(url: str, get: Callable[[str], Page], alone: bool) -> Found:
    try:
        page = get(url)
    except FetchError as error:
        if alone:
            raise
        yield Rejection(url, str(error))
        return
    if is_feed(page.body, page.content_type):
        yield from articles_from_feed(page, url, get)
    elif "json" in page.content_type and page.body.lstrip()[:1] in (b"{", b"["):
        try:
            yield from _articles_from_json(decode(page.body, page.charset).text, url)
        except NotTextError as problem:
            yield Rejection(url, str(problem))
    else:
        yield from records_from_page(page, url)


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder and its folders, in order of their names, without hidden ones."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")) or path.is_symlink():
            continue
        if path.is_dir():
            if os.access(path, os.R_OK | os.X_OK):
                yield from _files(path)
        elif path.is_file() and not NO_ARTICLES.fullmatch(path.name):
            yield path


def _kind(path: Path) -> str | None:
    """What a file is, by its ending and how it starts; None where neither tells."""
    with path.open("rb") as file:
        head = file.read(FEED_HEAD).removeprefix(b"\xef\xbb\xbf").lstrip()
    named = ENDINGS.get(path.suffix.lower())
    if is_feed(head):
        return "feed"
    if head.startswith(b"{") and named in (None, "text", "lines"):
        return "lines" if named == "lines" or b"\n{" in head or b'"' in head[:80] else named
    if head.startswith(b"[") and named in (None, "lines"):
        return "json"
    if re.match(rb"<!doctype html|<html", head, re.IGNORECASE) and named in (None, "text", "feed"):
        return "page"
    return named


def _read_file(path: Path, get: Callable[[str], Page]) -> Found:
    source = str(path)
    try:
        kind = _kind(path)
        if kind is None:
            yield Rejection(source, f"it is of no known kind; give one of {TAKEN}.")
            return
        with path.open("rb") as file:
            refuse_binary(file.read(HEAD))
        if kind in ("lines", "csv"):
            yield from (
                articles_from_json_lines(path) if kind == "lines" else articles_from_csv(path)
            )
            return
        if path.stat().st_size > LARGEST_WHOLE_FILE:
            yield Rejection(source, "it is too large to be read at once; give it as JSON Lines.")
            return
        yield from _read_whole(path.read_bytes(), path, kind, get)
    except NotTextError as problem:
        yield Rejection(source, str(problem))
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        yield Rejection(source, f"it cannot be read ({why}); check its permissions.")


def _read_whole(data: bytes, path: Path, kind: str, get: Callable[[str], Page]) -> Found:
    source = str(path)
    if kind in ("feed", "page"):
        page = Page("", data, "", None)
        feed = kind == "feed"
        yield from (
            articles_from_feed(page, source, get) if feed else records_from_page(page, source)
        )
        return
    if kind != "json" and len(data) > 4 * MAX_CHARACTERS:
        yield Rejection(source, f"it is longer than {MAX_CHARACTERS:,} characters; split it.")
        return
    text, doubt = decode(data)
    if kind == "json":
        yield from _articles_from_json(text, source)
    elif kind == "markdown":
        yield from _articles_from_markdown(text, source)
    else:
        yield from read_record({"text": text}, source)
    if doubt:
        yield Notice(source, doubt)


def _articles_from_json(text: str, source: str) -> Found:
    value, problem = parse_json(text)
    if problem and "extra data" in problem:
        for number, line in enumerate(text.split("\n"), 1):
            yield from records_of_line(line, source, number)
        return
    if problem:
        yield Rejection(source, problem)
        return
    records, outlet = _listed(value), None
    if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version")):
        outlet = value.get("title")
    for number, record in enumerate(records, 1):
        if outlet and isinstance(record, dict):
            record = {"outlet": outlet} | record
        place = f"{source}, record {number}" if len(records) > 1 else source
        yield from read_record(record, place)


def _listed(value: Any) -> list[Any]:
    """The records in a JSON value: a list, one in a field, or a single one."""
    if isinstance(value, dict) and isinstance(value.get("response"), dict):
        value = value["response"]
    if isinstance(value, dict):
        listed = (value.get(name) for name in LISTS)
        value = next((it for it in listed if isinstance(it, list)), value)
    return value if isinstance(value, list) else [value]


def _articles_from_markdown(text: str, source: str) -> Found:
    fields: dict[str, Any] = {}
    try:
        fields, text = frontmatter.parse(text.lstrip("\ufeff"))
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        why = "its front matter is broken YAML; mend the lines between the ---."
        yield Rejection(source, why)
        return
    body = _text_of_markdown(text)
    own = {name: value for name, value in fields.items() if isinstance(name, str)}
    yield from read_record(own | {"text": body}, source)


def _text_of_markdown(text: str) -> str:
    """Paragraphs, headings and list items as plain lines; pictures and raw HTML are left out."""
    lines: list[str] = []
    for token in _markdown.parse(text):
        if token.type == "inline":
            parts = io.StringIO()
            for child in token.children or []:
                if child.type in ("text", "code_inline"):
                    parts.write(child.content)
                elif child.type in ("softbreak", "hardbreak"):
                    parts.write(" ")
            lines.append(parts.getvalue())
        elif token.type in ("fence", "code_block"):
            lines.append(token.content)
    return "\n\n".join(lines)


def count_records(sources: Sequence[str]) -> int | None:
    """About how many records there are, for a progress bar; None where that cannot be told cheaply.

    Lines of JSON Lines and CSV are counted, every other file is one; addresses and large JSON
    files tell nothing beforehand.
    """
    total = 0
    for source in sources:
        if ADDRESS.match(source):
            return None
        path = Path(source)
        try:
            for file in _files(path) if path.is_dir() else [path]:
                kind = _kind(file)
                if kind in ("json", "feed"):
                    return None
                total += _count_lines(file) - (kind == "csv") if kind in ("lines", "csv") else 1
        except OSError:
            return None
    return total


def _count_lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for line in file if line.strip())
