"""A Chroma server in the place of the library's own vectors: a real one, on loopback."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fast_embedder import FastEmbedder
from whole import assert_whole, made_up

from rag.errors import LibraryDamaged, LibraryError
from rag.library import ingest, inspect_library, open_library
from rag.settings import Settings, load_settings


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    chroma = Path(sys.executable).parent / "chroma"
    command = [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    server.kill()
    raise AssertionError("the Chroma server did not start")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    port = _free_port()
    process = _start(tmp_path / "server", port)
    yield f"http://127.0.0.1:{port}", process
    process.kill()
    process.wait()


def test_a_library_lives_on_a_server(
    server: tuple[str, "subprocess.Popen[bytes]"],
    tmp_path: Path,
    fast: FastEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, process = server
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_CHROMA_URL", address)
    settings = load_settings(library=tmp_path / "one")
    beside = load_settings(library=tmp_path / "two")
    everything = {f"a{number}" for number in range(4)}

    with open_library(settings, fast) as library, open_library(beside, fast) as other:
        ingest(library, [made_up(number) for number in range(4)])
        ingest(other, [made_up(9)])
        assert_whole(library, everything)
        assert_whole(other, {"a9"})
    assert not list((tmp_path / "one").glob("passages-*")), "vectors were written to the folder"

    with open_library(settings, fast) as library:
        assert ingest(library, [made_up(number) for number in range(4)]).unchanged == 4
        passage = library.database.passages_of("a2")[3]
        article = library.database.article("a2")
        assert article
        vector = fast.embed([f"{article.title} · {article.outlet}\n{passage.text}"])[0]
        assert library.vectors.nearest(vector, 1)[0][0] == passage.id
    with open_library(settings, fast, rebuild=True) as library:
        assert_whole(library, everything)
        found = inspect_library(settings, fast)
        assert (found.faults, found.vectors) == ([], library.database.count_passages())
        library.vectors.delete_article("a1")
        (fault,) = inspect_library(settings, fast).faults
        assert "of the record (a1#0, " in fault and "have no vectors" in fault
        library.store_vectors(["a1"], replacing=True)

    monkeypatch.delenv("DATELINE_CHROMA_URL")
    with (
        pytest.raises(LibraryDamaged, match="--rebuild"),
        open_library(load_settings(library=tmp_path / "one"), fast),
    ):
        pass

    with open_library(settings, fast) as library:
        process.kill()
        process.wait()
        with pytest.raises(LibraryError, match=f"server at {address} failed"):
            library.vectors.count()
        with pytest.raises(LibraryError):
            ingest(library, [made_up(5)])
        assert library.database.in_state("pending") == ["a5"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:{port}", "127.0.0.1:{port}"])
def test_a_server_that_is_not_there_is_told(
    address: str, tmp_path: Path, fast: FastEmbedder
) -> None:
    address = address.format(port=_free_port())
    settings = Settings(library=tmp_path / "library", chroma_url=address)
    with pytest.raises(LibraryError) as raised, open_library(settings, fast):
        pass
    assert str(raised.value) == (
        f"The Chroma server at {address} does not answer; start it with `chroma run`, or unset "
        "DATELINE_CHROMA_URL."
    )


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:notaport", "http://[half", "::::", "http://"]
)
def test_an_address_that_is_none_is_told(address: str, tmp_path: Path, fast: FastEmbedder) -> None:
    settings = Settings(library=tmp_path / "library", chroma_url=address)
    with pytest.raises(LibraryError, match="DATELINE_CHROMA_URL"), open_library(settings, fast):
        pass
