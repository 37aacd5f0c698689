"""Who said what: the reports and quotations of an article, with their speakers.

Others use `find_statements`, which `rag.reading` offers; it stands in `extract`.
"""
