"""What a library says of its contents: its days, and its articles by their headlines."""

from datetime import date

from rag.library import Library


def test_the_days_hold_every_dated_article(sample: Library) -> None:
    summary = sample.summary()
    days = [day for day, _ in summary.days]
    assert sum(count for _, count in summary.days) == summary.articles - summary.undated
    assert days == sorted(set(days))
    assert (days[0], days[-1]) == (summary.first, summary.last)


def test_articles_are_found_by_words_of_their_headlines_newest_first(sample: Library) -> None:
    found = sample.database.titled(["BESSENT"], 50)
    assert len(found) > 1
    assert all("bessent" in it.title.lower() for it in found)
    published = [it.published or date.min for it in found]
    assert published == sorted(published, reverse=True)
    assert len(sample.database.titled([], 3)) == 3
    assert all("%" in it.title for it in sample.database.titled(["%"], 50))
    assert sample.database.titled(["b_ssent"], 50) == []
    assert sample.database.titled(["bessent", "no-such-word"], 50) == []


def test_a_removed_article_leaves_no_trace(sample: Library) -> None:
    before = sample.summary()
    gone = sample.database.titled(["bessent"], 1)[0]
    sample.remove([gone.id])
    assert sample.summary().articles == before.articles - 1
    assert sample.database.article(gone.id) is None
    assert gone not in sample.database.titled(["bessent"], 50)
    sample.check()
