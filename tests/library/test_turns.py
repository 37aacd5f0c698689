"""The right to have files open that only one process at a time can have open."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import nullcontext
from pathlib import Path

import pytest

from rag.errors import LibraryError, LibraryLocked
from rag.library import locks
from rag.library.locks import Turn, WriterLock

# Far above what any machine needs; only a fault makes a test wait so long.
LONGEST = 300


class Files:
    """Files that are open, or not, with what has happened to them."""

    def __init__(self, folder: Path) -> None:
        self.happened: list[str] = []
        self.turn = Turn(folder, self._open, self._close)

    def _open(self) -> None:
        self.happened.append("open")

    def _close(self) -> None:
        self.happened.append("close")


@pytest.fixture
def two(tmp_path: Path) -> tuple[Files, Files]:
    """Two that share a folder. The locks hold each other off as those of two processes do."""
    return Files(tmp_path), Files(tmp_path)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Threads whose results tell what failed in them."""
    with ThreadPoolExecutor(8) as made:
        yield made


def test_the_files_stay_open_while_nobody_waits(two: tuple[Files, Files]) -> None:
    one, _ = two
    for _ in range(5):
        with one.turn.taken():
            pass
    assert one.happened == ["open"]
    one.turn.close()
    assert one.happened == ["open", "close"]


def test_the_turn_goes_to_who_waits_and_comes_back(two: tuple[Files, Files]) -> None:
    one, other = two
    for _ in range(3):
        with one.turn.taken():
            pass
        with other.turn.taken():
            assert one.happened[-1] == "close"
    assert one.happened == ["open", "close"] * 3
    other.turn.close()


def test_the_turn_is_not_passed_on_before_all_are_done(
    two: tuple[Files, Files], threads: ThreadPoolExecutor
) -> None:
    one, other = two
    begun, end = threading.Event(), threading.Event()

    def use() -> None:
        with one.turn.taken():
            begun.set()
            assert end.wait(LONGEST)

    def wait() -> None:
        with other.turn.taken():
            assert end.is_set()

    users = threads.submit(use)
    assert begun.wait(LONGEST)
    with one.turn.taken():  # another thread of the same process
        pass
    waiting = threads.submit(wait)
    wait_for([waiting], 5 * locks._LOOK)
    assert other.happened == []
    end.set()
    users.result(LONGEST)
    waiting.result(LONGEST)
    assert one.happened == ["open", "close"]
    assert other.happened == ["open"]
    other.turn.close()


def test_many_who_want_it_all_get_it(tmp_path: Path, threads: ThreadPoolExecutor) -> None:
    everyone = [Files(tmp_path) for _ in range(4)]
    inside: list[Files] = []

    def use(files: Files) -> None:
        for _ in range(5):
            with files.turn.taken():
                inside.append(files)
                assert {id(it) for it in inside} == {id(files)}
                inside.remove(files)

    for used in [threads.submit(use, files) for files in everyone for _ in range(2)]:
        used.result(LONGEST)
    for files in everyone:
        files.turn.close()
        assert files.happened
        assert files.happened[0::2] == ["open"] * (len(files.happened) // 2)
        assert files.happened[1::2] == ["close"] * (len(files.happened) // 2)


def test_who_does_not_let_go_is_told_of(
    two: tuple[Files, Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    monkeypatch.setattr(locks, "_PATIENCE", 0.1)
    with (
        one.turn.taken(),
        pytest.raises(LibraryLocked, match="stop it"),
        other.turn.taken(),
    ):
        pass
    with one.turn.taken():
        pass
    one.turn.close()
    with other.turn.taken():
        pass
    other.turn.close()


@pytest.mark.parametrize("at", ["begin", "end"])
def test_files_that_do_not_open_or_close_leave_the_turn_to_others(at: str, tmp_path: Path) -> None:
    def fail() -> None:
        raise LibraryError("They are damaged.")

    broken = Turn(tmp_path, **{"begin": lambda: None, "end": lambda: None, at: fail})
    told = pytest.raises(LibraryError, match="damaged") if at == "begin" else nullcontext()
    with told, broken.taken():
        pass
    other = Files(tmp_path)
    with other.turn.taken():
        assert other.happened == ["open"]
    other.turn.close()


def test_a_writer_may_write_within_its_own_writing(tmp_path: Path) -> None:
    one, other = WriterLock(tmp_path), WriterLock(tmp_path)
    with one.held(0) as outermost:
        with one.held(0) as again:
            assert (outermost, again) == (True, False)
        with pytest.raises(LibraryLocked), other.held(0):
            pass
    with other.held(0):
        pass
