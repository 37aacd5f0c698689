"""Makes a question that leans on the conversation before it stand on its own, by rules.

Others use `standalone`; the other modules are its rules and the words that they know.
"""
