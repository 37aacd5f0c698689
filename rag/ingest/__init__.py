"""What the world sends becomes Articles: files, folders, web pages and feeds are read and cleaned.

`read_sources` does it all; `feeds` and `fetch` serve those who follow a feed. `LIVE_ENTRY` is the
form in which a live blog's entries begin in cleaned text.
"""

from rag.ingest.cleaning import LIVE_ENTRY, clean_text
from rag.ingest.fields import article_from_record
from rag.ingest.identity import article_id, canonical_url
from rag.ingest.readers import count_records, read_sources
from rag.ingest.titles import clean_title

__all__ = [
    "LIVE_ENTRY",
    "article_from_record",
    "article_id",
    "canonical_url",
    "clean_text",
    "clean_title",
    "count_records",
    "read_sources",
]
