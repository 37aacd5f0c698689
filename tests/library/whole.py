"""What a library that has lost nothing and doubled nothing looks like."""

from rag.library import Library
from rag.records import Article


def made_up(number: int, paragraphs: int = 6) -> Article:
    """An article that shares no run of words with another of a different number."""
    text = "\n\n".join(
        f"Mayor Ada Moreno{number} said harbour {number}-{part} costs {number * part} crowns. "
        + " ".join(f"word{number}x{part}x{at}" for at in range(100))
        + "."
        for part in range(paragraphs)
    )
    return Article(f"a{number}", f"Harbour {number}", text, outlet=f"Outlet {number % 3}")


def assert_whole(library: Library, expected: set[str]) -> None:
    """Every article of `expected` and no other is there once, with all that belongs to it."""
    database = library.database
    assert database.in_state("pending") == []
    assert database.in_state("withdrawn") == []
    assert set(database.in_state("done")) == expected
    passages = [p for article_id in expected for p in database.passages_of(article_id)]
    ids = [passage.id for passage in passages]
    assert len(ids) == len(set(ids)) == database.count_passages() == library.vectors.count()
    for article_id in expected:
        article = database.article(article_id)
        assert article
        for passage in database.passages_of(article_id):
            assert article.text[passage.start : passage.end] == passage.text
    if passages:
        vectors = library.embedder.embed(["anything"])[0]
        assert set(library.vectors.similarities(vectors, ids)) == set(ids)
    lexical = database.count_matches("crowns")
    assert lexical == sum("crowns" in passage.text for passage in passages)
