"""Ingest against the plain LangChain way, with the same weights, in the same run.

The plain way: RecursiveCharacterTextSplitter(1000, 150), HuggingFaceEmbeddings, Chroma.from_texts.
Both run in a process of their own, on the same articles, one after the other. Aim: not slower.
"""

import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.common import articles_file, options, peak_megabytes, table

Result = tuple[float, int, float]  # seconds, passages, peak memory in MB


def dateline(articles: Path, folder: Path) -> Result:
    """Our own ingest, reading and cleaning and statements included."""
    from rag.ingest import read_sources
    from rag.library import Embedder, ingest, open_library
    from rag.settings import Settings

    settings = Settings(library=folder)
    embedder = Embedder()
    embedder.load()
    started = time.perf_counter()
    with open_library(settings, embedder) as library:
        summary = ingest(library, read_sources([str(articles)], settings))
    return time.perf_counter() - started, summary.passages, peak_megabytes()


def plain(articles: Path, folder: Path) -> Result:
    """The usual tutorial's way."""
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from rag.library.embeddings import _packaged_folder

    embeddings = HuggingFaceEmbeddings(model_name=str(_packaged_folder()))
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=150)
    started = time.perf_counter()
    texts: list[str] = []
    with articles.open(encoding="utf-8") as lines:
        for line in lines:
            texts += splitter.split_text(json.loads(line)["text"])
    store: Chroma | None = None
    for at in range(0, len(texts), 5000):  # Chroma takes no more at a time
        batch = texts[at : at + 5000]
        if store is None:
            store = Chroma.from_texts(batch, embeddings, persist_directory=str(folder))
        else:
            store.add_texts(batch)
    return time.perf_counter() - started, len(texts), peak_megabytes()


def alone(work: Callable[[Path, Path], Result], articles: Path, folder: Path) -> Result:
    """Run `work` in a new process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (articles, folder))


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        articles = articles_file(folder, chosen.articles)
        ours = alone(dateline, articles, folder / "dateline")
        theirs = alone(plain, articles, folder / "plain")
        again = alone(dateline, articles, folder / "dateline")
    table(
        [
            ("articles", f"{chosen.articles}"),
            ("dateline, articles per second", f"{chosen.articles / ours[0]:.2f}"),
            ("plain LangChain, articles per second", f"{chosen.articles / theirs[0]:.2f}"),
            ("ratio (above 1: dateline is faster)", f"{theirs[0] / ours[0]:.2f}"),
            ("dateline, passages per second", f"{ours[1] / ours[0]:.1f} ({ours[1]} passages)"),
            ("plain, chunks per second", f"{theirs[1] / theirs[0]:.1f} ({theirs[1]} chunks)"),
            ("dateline, peak memory", f"{ours[2]:.0f} MB"),
            ("plain, peak memory", f"{theirs[2]:.0f} MB"),
            ("second ingest, nothing new", f"{again[0]:.1f} s"),
        ]
    )


if __name__ == "__main__":
    main()
