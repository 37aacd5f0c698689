"""A process that takes articles into a library and halts where a test wants it to."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ARTICLES = 12
# Takes articles in, two at a time, and halts where it is told to: once it has done a thing so many
# times, until its standard input ends. With "go on" it halts only for as long as the line takes
# that says so.
_CHILD = """
import signal, sys
from pathlib import Path
from fast_embedder import FastEmbedder
from whole import made_up
from rag.library import indexing, open_library
from rag.library.database import Database
from rag.library.vectors import VectorStore
from rag.settings import Settings
folder, name, times, then, articles = sys.argv[1:]
# A shell that runs the tests in the background has Ctrl-C ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
indexing._PASSAGES_AT_ONCE = 12
owner = VectorStore if name == "upsert" else Database
plain, done = getattr(owner, name), 0
def halting(*given, **named):
    global done
    made = plain(*given, **named)
    done += 1
    if done == int(times):
        print("here", flush=True)
        if then == "halt":
            sys.stdin.read()
    return made
with open_library(Settings(library=Path(folder)), FastEmbedder()) as library:
    setattr(owner, name, halting)
    indexing.ingest(library, map(made_up, range(int(articles))))
    print("done", flush=True)
"""


def run_that_halts(
    folder: Path, name: str, times: int, then: str = "halt"
) -> "subprocess.Popen[str]":
    """A run that has called `name` of the vectors or the record so many times, and halts there.

    It goes on once its standard input is closed, as by `communicate`, and ends with "done".
    """
    child = subprocess.Popen(
        [sys.executable, "-c", _CHILD, folder, name, str(times), then, str(ARTICLES)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE)])},
    )
    assert child.stdout and child.stderr
    if child.stdout.readline() != "here\n":
        raise AssertionError("".join(child.communicate(timeout=600)))
    return child
