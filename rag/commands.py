"""The commands themselves: each calls what it is for and prints what comes back."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from rag.errors import InputError
from rag.questions import choices_of
from rag.records import Answer, Question
from rag.settings import Settings
from rag.terminal import described, explained, listed, readable, tell_of_more

_SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "briefs"
# SQLite takes no number without bounds.
_MOST_LISTED = 1_000_000


def page(options: argparse.Namespace, settings: Settings) -> int:
    """Open the chat page and serve it until interrupted."""
    from rag.web import serve_on_a_space, serve_page

    if os.environ.get("SPACE_ID"):
        _fill_a_space(settings)
        serve_on_a_space(settings)
    else:
        serve_page(settings)
    return 0


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """Share the page with others, and serve it until interrupted."""
    from rag.web import Hosting, Permissions, read_passwords, serve_page

    permissions = Permissions(library=options.allow_library, evaluate=options.allow_evaluate)
    passwords = read_passwords(options.auth, settings.auth_file)
    feeds = {"refresh": options.refresh, "keep": options.keep}
    serve_page(settings, Hosting(True, permissions, passwords, options.share, **feeds))
    return 0


def password(options: argparse.Namespace, settings: Settings) -> int:
    """Ask for a password and print its line for `serve --auth-file`."""
    from getpass import getpass

    from rag.web import hashed

    if not options.name.strip() or ":" in options.name:
        raise InputError("The name may not be empty, nor hold a colon.")
    if sys.stdin.isatty():
        given = getpass("Password: ", stream=sys.stderr)
        if getpass("Once more: ", stream=sys.stderr) != given:
            raise InputError("The two are not the same; please begin again.")
    else:
        given = sys.stdin.readline().rstrip("\n")
    print(f"{options.name.strip()}:{hashed(given)}")
    return 0


def mcp(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the tools for a language model on standard input and output."""
    from rag.web.tools import serve_tools

    _refuse_missing_library(settings)
    serve_tools(settings)
    return 0


def _fill_a_space(settings: Settings) -> None:
    """A Hugging Face Space starts with nothing but this folder."""
    from rag.ingest import read_sources
    from rag.library import ingest as take_in
    from rag.library import open_library

    with open_library(settings) as library:
        if library.summary().articles == 0:
            take_in(library, read_sources([str(_SAMPLE)], settings))


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer a question, or a file of them."""
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
        choices=choices_of(options.choice, "--choice"),
    )
    with _chain(settings) as chain:
        answer: Answer = chain.invoke(question)
    if options.json:
        print(json.dumps(answer.as_dict(), ensure_ascii=False, indent=2))
    else:
        print(readable(answer))
        tell_of_more(answer, settings)
    if options.explain:
        print(explained(answer), file=sys.stderr if options.json else sys.stdout)
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


def ingest(options: argparse.Namespace, settings: Settings) -> int:
    """Take articles into the library."""
    from rag.ingest import count_records, read_sources
    from rag.library import ingest as take_in
    from rag.library import open_library

    if not options.sources and not options.rebuild:
        raise InputError("Name at least one file, folder, address or feed to ingest.")
    records = read_sources(options.sources, settings)
    total = count_records(options.sources)
    with open_library(settings, rebuild=options.rebuild) as library:
        with _bar(total=total, unit="article") as bar:
            summary = take_in(library, records, bar.update)
        holds = library.summary()
    for rejection in summary.rejected:
        print(f"rejected: {rejection}", file=sys.stderr)
    for notice in summary.notices:
        print(f"note: {notice}", file=sys.stderr)
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


def sources(options: argparse.Namespace, settings: Settings) -> int:
    """Say what the library holds."""
    from rag.library import open_library

    _refuse_missing_library(settings)
    with open_library(settings) as library:
        holds = library.summary()
    if options.json:
        print(json.dumps(holds.as_dict(), ensure_ascii=False, indent=2))
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


def people(options: argparse.Namespace, settings: Settings) -> int:
    """List whom the library quotes, or show one of them in full."""
    from rag.library import open_library
    from rag.retrieve.people import find_people, in_full, most_quoted, outlined

    if not 1 <= options.count <= _MOST_LISTED:
        raise InputError(f"--count takes a number from 1 to {_MOST_LISTED:,}.")
    _refuse_missing_library(settings)
    with open_library(settings) as library:
        called = () if options.name is None else find_people(options.name, library)
        one = in_full(called[0], library) if len(called) == 1 else None
        if options.name is None:
            found = most_quoted(library, options.count)
        else:
            found = [one] if one else outlined(called[: options.count], library)
    if options.json:
        plain = [asdict(person) for person in found]
        print(json.dumps(plain, ensure_ascii=False, indent=2, default=date.isoformat))
    elif found:
        print(described(one) if one else listed(found))
    if not found:
        print("The library quotes nobody by name yet; ingest articles first.", file=sys.stderr)
    if len(called) > 1:
        more = f", of whom --count {len(called)} lists all" if len(called) > len(found) else ""
        print(f"{len(called)} fit{more}; name one in full to see more of it.", file=sys.stderr)
    return 0


def evaluate(options: argparse.Namespace, settings: Settings) -> int:
    """Judge answers with a test set; 1 where a gate of --min is not reached."""
    from rag import evaluate as judging
    from rag.answer import build_chain
    from rag.answer.models import chat_model
    from rag.library import open_library

    minimums = judging.parse_minimums(options.minimums)
    judge = chat_model(settings, options.judge) if options.judge else None
    _refuse_missing_library(settings)
    with open_library(settings) as library:
        evaluation = judging.evaluate(
            options.testset,
            chain=None if options.answers else build_chain(library, settings),
            articles=library.database,
            answers=options.answers,
            report=options.report,
            compare=options.compare,
            minimums=minimums,
            judge=judge,
            judge_name=options.judge or "judge",
            identity={
                "library": str(settings.library.resolve()),
                "model": settings.model or "extractive",
            },
            progress=sys.stderr.isatty(),
        )
    if options.json:
        print(json.dumps(evaluation.as_dict(), ensure_ascii=False, indent=2))
    else:
        print(judging.as_markdown(evaluation))
    for failed in evaluation.failed_gates:
        print(f"gate not reached: {failed}", file=sys.stderr)
    return 1 if evaluation.failed_gates else 0


def tune(options: argparse.Namespace, settings: Settings) -> int:
    """Teach the reader from a test set, or let it forget."""
    from rag.evaluate import read_testset
    from rag.evaluate.tuning import tune as teach
    from rag.library import open_library
    from rag.reader.weights import NOTHING, TAUGHT, read_weights

    if options.reset == (options.testset is not None):
        raise InputError(
            "Give a test set to learn from, or --reset to go back to how the reader came."
        )
    _refuse_missing_library(settings)
    with open_library(settings) as library:
        taught = options.out or library.folder / TAUGHT
        if options.reset:
            taught.unlink(missing_ok=True)
            print("The reader has its own weights again.")
            return 0
        testset = read_testset(options.testset)
        before = NOTHING if options.afresh else read_weights(library.folder)
        with _bar(total=len(testset.items), unit="question") as bar:
            tuning = teach(library, testset, settings, before, bar.update)
    try:
        taught.write_text(json.dumps(tuning.weights.as_dict(), indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"{taught} cannot be written ({error.strerror}); see that there is room and that you "
            "may write there."
        ) from None
    print(tuning.readable())
    print(f"Kept in {taught}; `python app.py tune --reset` goes back.")
    return 0


def doctor(options: argparse.Namespace, settings: Settings) -> int:
    """Check the set-up and say what to mend."""
    from rag.doctor import examine

    faults = 0
    with _bar(unit="article", total=None, delay=3) as bar:
        for it in examine(settings, bar.update):
            bar.write(f"{'ok  ' if it.ok else 'MEND'} {it.about}: {it.says}", file=sys.stdout)
            faults += not it.ok
    return 2 if faults else 0


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


def _bar(things: Any = None, *, unit: str, total: int | None, delay: float = 0) -> Any:
    """Progress on standard error, after `delay` seconds; none where nobody watches."""
    from tqdm import tqdm

    return tqdm(things, total=total, unit=f" {unit}", disable=None, file=sys.stderr, delay=delay)
