"""Shows an evaluation: as a page that needs no network, as report.json, and as Markdown.

Others use `as_markdown`, which `rag.evaluate` offers, and the file names of `page`.
"""
