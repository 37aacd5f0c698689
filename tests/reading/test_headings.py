"""A passage is headed by what is known of its article."""

from datetime import date

from rag.reading.passages import heading
from rag.records import Article


def test_a_heading_leaves_out_what_is_not_known() -> None:
    whole = Article(
        id="a", title="A storm", text="It rained.", outlet="Gazette", published=date(2025, 4, 2)
    )
    bare = Article(id="b", title="A storm", text="It rained.")
    assert heading(whole) == "A storm · Gazette · 2025-04-02"
    assert heading(whole, between=", ") == "A storm, Gazette, 2025-04-02"
    assert heading(bare) == "A storm"
