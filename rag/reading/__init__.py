"""Pure functions over article text: sentences, passages, terms, statements, near-duplicates."""

from rag.reading.attribution.extract import find_statements
from rag.reading.passages import sentences_of, split_passages
from rag.reading.sentences import Span, paragraphs, sentences
from rag.reading.terms import content_terms, terms

__all__ = [
    "Span",
    "content_terms",
    "find_statements",
    "paragraphs",
    "sentences",
    "sentences_of",
    "split_passages",
    "terms",
]
