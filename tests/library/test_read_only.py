"""A library that may only be read is read, and only what would change it is refused."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder
from whole import made_up

from rag.library import ingest, open_library
from rag.settings import Settings

HERE = Path(__file__).parent
# A mount of its own in which the folder may only be read: permissions do not hold for root.
MOUNT = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'
ALONE = ["unshare", "--map-root-user", "--mount", "sh", "-c", MOUNT]
# argv: library.
READER = """
import sys
from pathlib import Path
from fast_embedder import FastEmbedder
from whole import assert_whole, made_up
from rag.errors import LibraryError
from rag.library import ingest, inspect_library, open_library
from rag.settings import Settings
settings = Settings(library=Path(sys.argv[1]))
with open_library(settings, FastEmbedder()) as library:
    assert_whole(library, {"a0", "a1"})
    for change in (
        lambda: ingest(library, [made_up(2)]),
        lambda: open_library(settings, FastEmbedder(), rebuild=True).__enter__(),
    ):
        try:
            change()
        except LibraryError as error:
            print(error)
found = inspect_library(settings, FastEmbedder())
print(found.faults, found.articles, *found.left_out)
"""


def may_mount(folder: Path) -> bool:
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    return subprocess.run([*ALONE, folder, "true"], capture_output=True).returncode == 0


def test_a_library_that_may_only_be_read_answers_and_takes_nothing(
    settings: Settings, fast: FastEmbedder
) -> None:
    with open_library(settings, fast) as library:
        ingest(library, [made_up(0), made_up(1)])
    if not may_mount(settings.library):
        pytest.skip("this system does not let a test mount a folder that may only be read")
    before = {path: path.stat().st_mtime_ns for path in settings.library.rglob("*")}
    read = subprocess.run(
        [*ALONE, settings.library, sys.executable, "-c", READER, settings.library],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parents[1]), str(HERE)])},
    )
    assert read.returncode == 0, read.stderr
    added, rebuilt, found = read.stdout.splitlines()
    assert added == rebuilt
    assert f"The library in {settings.library} may only be read; see that you may write" in added
    assert found.startswith("[] 2 the index of words was left out: ")
    assert {path: path.stat().st_mtime_ns for path in settings.library.rglob("*")} == before
