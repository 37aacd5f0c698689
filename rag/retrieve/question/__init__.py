"""What a question asks for: whose words, from which days and outlets, about what, and how compared.

Others use `understand` and `comparison_sides`, which `rag.retrieve` offers, the terms of
`term_weights`, and `periods` (whether the newest is asked for), and the
`Manner` of `manner`, and who holds an office (`offices`).
"""
