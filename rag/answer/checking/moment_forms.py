"""How dates, weekdays, hours and relative words such as "last week" are written."""

import re

from rag import calendar_words

_MONTH = rf"(?P<month>{calendar_words.MONTH})"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,:]\d)"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
FORMS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>0[1-9]|1[0-2])-{_DAY}\b",
        rf"\b{_MONTH}\s{_DAY}\b(?:\s?(?:[-–]|to|and|through|until)\s?"
        rf"(?P<until>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?![.,:]?\d|\s?%))?(?:,?\s{_YEAR}\b)?",
        rf"\b{_DAY}\s(?:of\s)?{_MONTH}(?!\w)(?:,?\s{_YEAR}\b)?",
        rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}\b",
    )
]
# Alone, a month is told from a word by its capital.
MONTH_ALONE = re.compile(rf"\b{_MONTH}(?!\w)")
YEAR_ALONE = re.compile(r"(?<![\w$£€¥.,-])(?<![\d]:)(1[5-9]\d\d|20\d\d)(?![\w%:]|[.,]\d)")
YEARS_SPAN = re.compile(r"\b(?P<first>1[5-9]\d\d|20\d\d)\s?[-–/]\s?(?P<last>\d{4}|\d\d)\b")
DECADE = re.compile(r"\b(?:1[5-9]\d|20\d)0s\b|['’]\d0s\b")
WEEKDAY = re.compile(
    rf"\b(?:(?P<whole>{calendar_words.WEEKDAY})s?|(?P<short>{calendar_words.SHORT_WEEKDAY})\.)(?!\w)",
    re.IGNORECASE,
)
TIME = re.compile(
    r"\b(?P<hour>1?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?\s?m\b\.?"
    r"|\b(?P<hour24>[01]?\d|2[0-4])\s?:\s?(?P<minute24>[0-5]\d)\b(?:\s?(?P<half24>[ap])\.?\s?m\b\.?)?"
    r"|\b(?P<word>noon|midnight)\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|(?:last|this|next|past|previous|following|coming)\s"
    rf"(?:week(?:end)?|month|year|night|quarter|decade|century|{calendar_words.SEASON}"
    rf"|morning|afternoon|evening|{'|'.join(sorted(calendar_words.NAMES))}))\b",
    re.IGNORECASE,
)
AGO = re.compile(r"\b(?P<count>\w+)\s(?P<unit>day|week|month|year)s?\sago\b", re.IGNORECASE)
YEARS_FROM_HERE = {"last year": -1, "this year": 0, "next year": 1}
DAYS_FROM_HERE = {"today": 0, "tonight": 0, "yesterday": -1, "last night": -1, "tomorrow": 1}
