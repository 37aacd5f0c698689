"""The commands: what is typed becomes calls, what comes back is printed."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from rag.errors import DatelineError, InputError
from rag.records import Answer, Question
from rag.settings import Settings, load_settings

_SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "briefs"
_EXAMPLES = {
    "page": "python app.py --port 8080",
    "ask": 'python app.py ask "what did Bessent say about tariffs?" --from 2025-04-01',
    "ingest": "python app.py ingest articles.jsonl https://example.org/feed.xml",
    "sources": "python app.py sources --library .library",
    "doctor": "python app.py doctor",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status, as the README's table gives them."""
    try:
        options = _parser().parse_args(arguments)
        settings = load_settings(
            library=options.library,
            host=getattr(options, "host", None),
            port=getattr(options, "port", None),
        )
        status: int = options.run(options, settings)
        sys.stdout.flush()
        return status
    except DatelineError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("Stopped. What was stored is kept; the same command goes on from there.", 130)
    except BrokenPipeError:
        # The reader of our output went away; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("PYTHONDEVMODE"):
            raise
        what = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        return _fail(
            f"Dateline met a fault of its own ({what}); run `python -X dev app.py …` to see where, "
            "and please report it."
        )


def _fail(message: str, status: int = 2) -> int:
    print(f"dateline: {message}", file=sys.stderr)
    return status


# --- what can be typed


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one sentence, like every other error."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}; see: {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python app.py",
        description="Ask the news a question; every sentence of the answer opens at its source. "
        "Without a command, the chat page opens.",
        epilog=f"example: {_EXAMPLES['page']}",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--library", type=Path, metavar="DIR", help="folder of the library (default .library)"
    )
    _page_options(parser)
    parser.add_argument("--library", type=Path, metavar="DIR", help="folder of the library")
    parser.set_defaults(run=_page)
    commands: Any = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, run: Callable[..., int], about: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name, parents=[common], help=about, description=about,
            epilog=f"example: {_EXAMPLES[name]}",
        )  # fmt: skip
        made.set_defaults(run=run)
        return made

    ask = command("ask", _ask, "answer a question, or a file of questions")
    ask.add_argument("question", nargs="?", help="the question, in plain words")
    ask.add_argument(
        "--from", dest="date_from", type=_day, metavar="D", help="first day, 2025-04-01"
    )
    ask.add_argument("--to", dest="date_to", type=_day, metavar="D", help="last day")
    ask.add_argument(
        "--outlet", action="append", default=[], metavar="NAME", help="only this outlet"
    )
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.add_argument("--batch", type=Path, metavar="FILE", help="questions as JSON Lines")
    ask.add_argument("--out", type=Path, metavar="FILE", help="where the answers of --batch go")

    ingest = command("ingest", _ingest, "take articles into the library")
    ingest.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="file, folder, address or feed"
    )
    ingest.add_argument("--json", action="store_true", help="print the summary as JSON")
    ingest.add_argument(
        "--rebuild", action="store_true", help="first make all vectors anew, as for another model"
    )

    sources = command("sources", _sources, "say what the library holds")
    sources.add_argument("--json", action="store_true", help="print it as JSON")

    command("doctor", _doctor, "check the set-up and say what to mend")
    return parser


def _page_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default 7860)")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2025-04-01") from None


# --- the commands


def _page(options: argparse.Namespace, settings: Settings) -> int:
    from rag.web import serve

    if os.environ.get("SPACE_ID"):
        settings = _on_a_space(settings)
    serve(settings)
    return 0


def _on_a_space(settings: Settings) -> Settings:
    """A Hugging Face Space starts with nothing but this folder, behind a proxy of its own."""
    from rag.ingest import read_sources
    from rag.library import ingest, open_library

    with open_library(settings) as library:
        if library.summary().articles == 0:
            ingest(library, read_sources([str(_SAMPLE)], settings))
    return settings.model_copy(update={"host": "0.0.0.0"})  # noqa: S104


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    if (options.question is None) == (options.batch is None):
        raise InputError(
            'Give one question in quotation marks, or a file with --batch: python app.py ask "…"'
        )
    if options.batch:
        return _ask_batch(options, settings)
    _refuse_turned_round(options.date_from, options.date_to)
    question = Question(
        options.question,
        date_from=options.date_from,
        date_to=options.date_to,
        outlets=tuple(options.outlet),
    )
    with _chain(settings) as chain:
        answer: Answer = chain.invoke(question)
    if options.json:
        print(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
    else:
        print(_readable(answer))
    return 0


def _ask_batch(options: argparse.Namespace, settings: Settings) -> int:
    from rag.questions import read_questions

    if options.out is None:
        raise InputError("Say where the answers go: --batch QUESTIONS.jsonl --out ANSWERS.jsonl")
    questions = list(read_questions(options.batch))
    try:
        out = options.out.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{options.out} cannot be written ({error.strerror}); name another file."
        ) from None
    with out, _chain(settings) as chain:
        for question in _bar(questions, total=len(questions), unit="question"):
            answer: Answer = chain.invoke(question)
            out.write(json.dumps(answer.as_dict(), ensure_ascii=False) + "\n")
            out.flush()
    return 0


def _ingest(options: argparse.Namespace, settings: Settings) -> int:
    from rag.ingest import count_records, read_sources
    from rag.library import ingest, open_library

    if not options.sources and not options.rebuild:
        raise InputError("Name at least one file, folder, address or feed to ingest.")
    records = read_sources(options.sources, settings)
    total = count_records(options.sources)
    with open_library(settings, rebuild=options.rebuild) as library:
        with _bar(total=total, unit="article") as bar:
            summary = ingest(library, records, bar.update)
        holds = library.summary()
    for rejection in summary.rejected:
        print(f"rejected: {rejection}", file=sys.stderr)
    if options.json:
        print(json.dumps(summary.as_dict(), ensure_ascii=False, indent=2))
        return 0
    print(
        f"{summary.added} added, {summary.changed} changed, {summary.unchanged} unchanged, "
        f"{summary.duplicates} duplicates, {len(summary.rejected)} rejected."
    )
    if summary.near_duplicates:
        print(
            f"{summary.near_duplicates} are near-copies of other articles and count as one source."
        )
    if summary.undated:
        print(f"{summary.undated} have no date and are shown as undated.")
    print(f"The library in {settings.library} holds {holds.articles:,} articles.")
    return 0


def _sources(options: argparse.Namespace, settings: Settings) -> int:
    from rag.library import open_library

    _refuse_missing_library(settings)
    with open_library(settings) as library:
        holds = library.summary()
    if options.json:
        outlets = [
            {"outlet": name, "articles": count, "first": _iso(first), "last": _iso(last)}
            for name, count, first, last in holds.outlets
        ]
        print(
            json.dumps(
                {
                    "articles": holds.articles,
                    "passages": holds.passages,
                    "undated": holds.undated,
                    "first": _iso(holds.first),
                    "last": _iso(holds.last),
                    "outlets": outlets,
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return 0
    span = f" from {holds.first} to {holds.last}" if holds.first else ""
    print(
        f"{holds.articles:,} articles, {holds.passages:,} passages{span}; {holds.undated} undated"
    )
    width = max((len(name or "no outlet") for name, *_ in holds.outlets), default=0)
    for name, count, first, last in holds.outlets:
        days = f"{first} to {last}" if first else "undated"
        print(f"  {name or 'no outlet':<{width}}  {count:>7,}  {days}")
    return 0


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    from rag.doctor import examine

    healthy = True
    for finding in examine(settings):
        print(f"{'ok  ' if finding.ok else 'MEND'} {finding.about}: {finding.says}")
        healthy = healthy and finding.ok
    return 0 if healthy else 2


# --- shared pieces


@contextmanager
def _chain(settings: Settings) -> Iterator[Any]:
    from rag.answer import build_chain
    from rag.library import open_library

    _refuse_missing_library(settings)
    with open_library(settings) as library:
        yield build_chain(library, settings)


def _refuse_missing_library(settings: Settings) -> None:
    if not settings.library.is_dir():
        raise InputError(
            f"There is no library at {settings.library}; make one with: "
            f"python app.py ingest corpus/briefs --library {settings.library}"
        )


def _refuse_turned_round(first: date | None, last: date | None) -> None:
    if first and last and first > last:
        raise InputError(f"The dates are turned round: {first} is after {last}.")


def _bar(things: Any = None, *, unit: str, total: int | None) -> Any:
    """A progress bar on standard error, with rate and time left; none where nobody watches."""
    from tqdm import tqdm

    return tqdm(things, total=total, unit=f" {unit}", disable=None, file=sys.stderr)


def _readable(answer: Answer) -> str:
    lines = [answer.text]
    lines += [f"({notice})" for notice in answer.notices]
    for sentence in answer.sentences:
        if sentence.fault:
            lines.append(f"(Not supported: “{sentence.text}” {sentence.fault}.)")
    if answer.citations:
        lines.append("")
    for citation in answer.citations:
        where = ", ".join(
            part for part in (citation.outlet, _iso(citation.published) or "undated") if part
        )
        lines.append(f"[{citation.number}] {citation.title} ({where})")
        if citation.url:
            lines.append(f"    {citation.url}")
    for nearest in answer.refusal.nearest if answer.refusal else ():
        lines.append(f"  - {nearest.title} ({_iso(nearest.published) or 'undated'})")
    return "\n".join(lines)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
