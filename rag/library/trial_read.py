"""Opens the vectors in a folder and asks for neighbours all over them: run as a process of its own,
with the folder as argument, because damaged files end it. Its exit status is what is asked for.
"""

import sys

# Questions to the index, from all over it, and neighbours of each: they lead through most of it.
_QUESTIONS, _NEIGHBOURS = 100, 100


def main(folder: str) -> None:
    """Read the collections in `folder`."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    for collection in client.list_collections():
        count = collection.count()
        step = max(1, count // _QUESTIONS)
        for at in range(0, count, step):
            held = collection.get(limit=1, offset=at, include=["embeddings"])
            collection.query(query_embeddings=held["embeddings"], n_results=min(count, _NEIGHBOURS))


if __name__ == "__main__":
    main(sys.argv[1])
