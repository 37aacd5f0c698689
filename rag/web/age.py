"""Says how long ago a day was, the way a reader would."""

from datetime import date

_WEEKS_FROM = 14  # days
_YEARS_FROM = 24  # months


def age_in_words(day: date, today: date) -> str:
    """The time from `day` to `today` as "3 weeks ago" or "13 months ago"; "" for a day to come."""
    days = (today - day).days
    if days < 0:
        return ""
    if days < 2:
        return ("today", "yesterday")[days]
    if days < _WEEKS_FROM:
        return f"{days} days ago"
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months < 2:
        return f"{days // 7} weeks ago"
    if months < _YEARS_FROM:
        return f"{months} months ago"
    return f"{months // 12} years ago"
