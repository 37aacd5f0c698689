"""Finds quotations by their marks, masks them, and parses the sentences around them.

Others use `quotations` (finding them) and `parser` (`load`, to check the set-up).
"""
