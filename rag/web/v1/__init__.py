"""The HTTP interface for programs at /v1: what it takes, what it gives, what it refuses.

`application` makes it.
"""
