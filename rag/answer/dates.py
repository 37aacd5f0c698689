"""Writes dates as a reader says them."""

from datetime import date


def day_in_words(day: date) -> str:
    """A day as "2 April 2025"."""
    return f"{day.day} {day:%B %Y}"
