"""The command line: what is typed is read, run, and any error told in one sentence."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from rag import commands, feed_commands
from rag.errors import DatelineError, InputError
from rag.settings import load_settings

# What is typed: the script of this folder, or the command of the installed package.
_SCRIPT = "python app.py"
_TYPED = "dateline" if Path(sys.argv[0]).stem == "dateline" else _SCRIPT
_EXAMPLES = {
    "page": "python app.py --port 8080",
    "ask": 'python app.py ask "what did Bessent say about tariffs?" --from 2025-04-01',
    "ingest": "python app.py ingest articles.jsonl https://example.org/feed.xml",
    "sources": "python app.py sources --library .library",
    "people": 'python app.py people "the treasury secretary"',
    "evaluate": "python app.py evaluate corpus/questions.jsonl --report report --min hit@5=0.8",
    "tune": "python app.py tune corpus/questions.jsonl --library .library",
    "doctor": "python app.py doctor",
    "follow": "python app.py follow https://feeds.bbci.co.uk/news/rss.xml",
    "feeds": "python app.py feeds --opml feeds.opml",
    "refresh": "python app.py refresh --keep 365d",
    "serve": "python app.py serve --host 0.0.0.0 --auth-file passwords.txt",
    "password": "python app.py password anna >> passwords.txt",
    "mcp": "python app.py mcp --library .library",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status, as the README's table gives them."""
    try:
        options = _parser().parse_args(arguments)
        settings = load_settings(
            library=options.library,
            host=getattr(options, "host", None),
            port=getattr(options, "port", None),
            root_path=getattr(options, "root_path", None),
            auth_file=getattr(options, "auth_file", None),
            answer_words=getattr(options, "words", None),
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
    print(f"dateline: {message.replace(_SCRIPT, _TYPED)}", file=sys.stderr)
    return status


# --- what can be typed


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one sentence, like every other error."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}; see: {self.prog} --help")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=_TYPED,
        description="Ask the news a question; every sentence of the answer opens at its source. "
        "Without a command, the chat page opens.",
        epilog=f"example: {_EXAMPLES['page'].replace(_SCRIPT, _TYPED)}",
    )
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--library", type=Path, metavar="DIR", help="folder of the library (default .library)"
    )
    _page_options(parser)
    parser.add_argument("--library", type=Path, metavar="DIR", help="folder of the library")
    parser.set_defaults(run=commands.page)
    names: Any = parser.add_subparsers(title="commands", metavar="COMMAND")

    def command(name: str, run: Callable[..., int], about: str) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = names.add_parser(
            name, parents=[common], help=about, description=about,
            epilog=f"example: {_EXAMPLES[name].replace(_SCRIPT, _TYPED)}",
        )  # fmt: skip
        made.set_defaults(run=run)
        return made

    ask = command("ask", commands.ask, "answer a question, or a file of questions")
    ask.add_argument("question", nargs="?", help="the question, in plain words")
    ask.add_argument(
        "--from", dest="date_from", type=_day, metavar="D", help="first day, 2025-04-01"
    )
    ask.add_argument("--to", dest="date_to", type=_day, metavar="D", help="last day")
    ask.add_argument(
        "--outlet", action="append", default=[], metavar="NAME", help="only this outlet"
    )
    ask.add_argument(
        "--choice",
        action="append",
        default=[],
        metavar="TEXT",
        help="one of the answers to pick from",
    )
    ask.add_argument("--words", type=int, metavar="N", help="most words in an answer (default 60)")
    ask.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    ask.add_argument(
        "--explain", action="store_true", help="print how it was understood and what was found"
    )
    ask.add_argument("--batch", type=Path, metavar="FILE", help="questions as JSON Lines")
    ask.add_argument("--out", type=Path, metavar="FILE", help="where the answers of --batch go")

    ingest = command("ingest", commands.ingest, "take articles into the library")
    ingest.add_argument(
        "sources", nargs="*", metavar="SOURCE", help="file, folder, address or feed"
    )
    ingest.add_argument("--json", action="store_true", help="print the summary as JSON")
    ingest.add_argument(
        "--rebuild", action="store_true", help="first make all vectors anew, as for another model"
    )

    follow = command("follow", feed_commands.follow, "follow feeds, to take in what is new")
    follow.add_argument(
        "addresses", nargs="*", metavar="ADDRESS", help="address of a feed, or an OPML file of many"
    )
    follow.add_argument("--stop", action="store_true", help="follow them no longer")

    feeds = command("feeds", feed_commands.feeds, "say which feeds are followed and how they fare")
    feeds.add_argument("--opml", type=Path, metavar="FILE", help="write them for another reader")
    feeds.add_argument("--json", action="store_true", help="print them as JSON")

    refresh = command("refresh", feed_commands.refresh, "take in what is new in followed feeds")
    refresh.add_argument(
        "--every", action="store_true", help="also those that failed lately and would wait"
    )
    _keep_option(refresh)

    sources = command("sources", commands.sources, "say what the library holds")
    sources.add_argument("--json", action="store_true", help="print it as JSON")

    people = command("people", commands.people, "say whom the library quotes, or all of one")
    people.add_argument(
        "name", nargs="?", metavar="NAME", help="a person, body or office, as in a question"
    )
    people.add_argument("--count", type=int, default=20, metavar="N", help="most that are listed")
    people.add_argument("--json", action="store_true", help="print it as JSON")

    evaluate = command("evaluate", commands.evaluate, "judge answers with a test set")
    evaluate.add_argument("testset", type=Path, metavar="TESTSET", help="JSON Lines, JSON or CSV")
    evaluate.add_argument(
        "--report", type=Path, metavar="DIR", help="write answers and report here"
    )
    evaluate.add_argument("--answers", type=Path, metavar="FILE", help="score these, ask nothing")
    evaluate.add_argument("--compare", type=Path, metavar="FILE", help="other answers to compare")
    evaluate.add_argument(
        "--min", action="append", default=[], metavar="METRIC=VALUE", dest="minimums",
        help="exit with status 1 where a figure falls short",
    )  # fmt: skip
    evaluate.add_argument("--judge", metavar="MODEL", help="a model that judges, provider:name")
    evaluate.add_argument("--json", action="store_true", help="print the figures as JSON")

    tune = command("tune", commands.tune, "teach the reader from a test set of your own")
    tune.add_argument("testset", nargs="?", type=Path, metavar="TESTSET", help="as for evaluate")
    tune.add_argument("--reset", action="store_true", help="go back to what the reader came with")
    tune.add_argument(
        "--afresh", action="store_true", help="learn from the test set alone, from no weights"
    )
    tune.add_argument(
        "--out", type=Path, metavar="FILE", help="keep the weights here, not in the library"
    )

    command("doctor", commands.doctor, "check the set-up and say what to mend")

    serve = command("serve", commands.serve, "share the chat page with others, read-only")
    _page_options(serve)
    serve.add_argument("--root-path", metavar="PATH", help="path at which a proxy shows the page")
    serve.add_argument(
        "--auth", action="append", default=[], metavar="USER:PASSWORD",
        help="let only these in; may be given again. Others on this machine can see it: "
        "--auth-file is safer",
    )  # fmt: skip
    serve.add_argument(
        "--auth-file", type=Path, metavar="FILE", help="names and hashed passwords, one a line"
    )
    serve.add_argument(
        "--share", action="store_true", help="also a public address, by Gradio's tunnel"
    )
    serve.add_argument(
        "--allow-library", action="store_true", help="let readers add and remove articles"
    )
    serve.add_argument("--allow-evaluate", action="store_true", help="let readers run test sets")
    serve.add_argument(
        "--refresh", type=feed_commands.length_of_time, metavar="AGE",
        help="look into followed feeds so often, such as 15m",
    )  # fmt: skip
    _keep_option(serve)

    password = command("password", commands.password, "make a line of a file of passwords")
    password.add_argument("name", metavar="NAME", help="the reader's name")

    command("mcp", commands.mcp, "offer the library to a language model, as an MCP server")
    return parser


def _page_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default 7860)")


def _keep_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keep", type=feed_commands.length_of_time, metavar="AGE",
        help="let go what came out longer ago, such as 365d",
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2025-04-01") from None
