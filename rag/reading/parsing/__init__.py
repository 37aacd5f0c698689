"""Finds quotations by their marks, masks them, and parses the sentences around them.

Others use `quotations` (finding them), `reporting_verbs` (words of speech) and `parser` (`load`, to
check the set-up).
"""
