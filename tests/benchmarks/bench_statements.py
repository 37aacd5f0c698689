"""Finding statements against embedding the same articles, in seconds of processor time.

Aim: at most half of what embedding takes.
"""

import json
import time

from tests.benchmarks.common import NEWS, options, peak_megabytes, table


def main() -> None:
    """Measure and print."""
    from rag.ingest import read_sources
    from rag.library import Embedder
    from rag.reading import find_statements, split_passages
    from rag.reading.parsing.parser import load
    from rag.records import Article
    from rag.settings import Settings

    chosen = options(__doc__ or "")
    source = NEWS / "articles-2025-dev.jsonl"
    if not source.is_file():
        raise SystemExit("skipped: ../shared/news with its articles is not here")
    articles = []
    for record in read_sources([str(source)], Settings()):
        if isinstance(record, Article):
            articles.append(record)
        if len(articles) == chosen.articles:
            break
    load()
    started = time.process_time()
    found = [it for one in articles for it in find_statements(one.id, one.text, unnamed=True)]
    reading = time.process_time() - started
    embedder = Embedder()
    embedder.load()
    started = time.process_time()
    embedder.embed([passage.text for one in articles for passage in split_passages(one)])
    embedding = time.process_time() - started
    kinds = {kind: sum(it.kind == kind for it in found) for kind in ("direct", "mixed", "indirect")}
    table(
        [
            ("articles", f"{len(articles)}"),
            ("statements", f"{len(found)} ({json.dumps(kinds)[1:-1]})"),
            ("of a named speaker", f"{sum(it.named for it in found) / max(1, len(found)):.2f}"),
            ("finding them, seconds an article", f"{reading / max(1, len(articles)):.3f}"),
            ("embedding, seconds an article", f"{embedding / max(1, len(articles)):.3f}"),
            ("ratio (aim: at most 0.5)", f"{reading / max(1e-9, embedding):.2f}"),
            ("peak memory", f"{peak_megabytes():.0f} MB"),
        ]
    )


if __name__ == "__main__":
    main()
