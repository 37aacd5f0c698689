"""Finds quotations by their marks, masks them, and parses the sentences around them.

Others use `quotations` (finding them), `masking` (laying out text for the parser),
`reporting_verbs` (words of speech) and `parser` (parsing; `load`, to check the set-up).
"""
