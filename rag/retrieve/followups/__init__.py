"""Makes a question that leans on the conversation before it stand on its own, by rules.

Others use `standalone`, and of its rules and the words that they know `noun_phrases` and `lexicon`.
"""
