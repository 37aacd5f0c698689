"""Puts this folder where the tests in its rooms find `real_like`; pytest does, for this file."""
