"""Reads what is evaluated: test sets in every form, and files of answers to them.

Others use `read_testset`, which `rag.evaluate` offers, and the records of `formats`.
"""
