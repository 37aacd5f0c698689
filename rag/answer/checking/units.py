"""Words and marks for the units, moneys and scales that numbers count in."""

from decimal import Decimal

from rag.reading import number_words
from rag.reading.terms import stem

SCALES = number_words.SCALES | {
    "k": 1000, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12,
}  # fmt: skip
MONEY = {
    "$": "$", "us$": "$", "c$": "c$", "a$": "a$", "hk$": "hk$", "nz$": "nz$", "£": "£", "€": "€",
    "¥": "¥", "₹": "₹", "₩": "₩", "dollar": "$", "buck": "$", "euro": "€", "yen": "¥",
    "yuan": "yuan", "rupee": "₹", "won": "₩", "cent": "cent", "penny": "cent", "ruble": "ruble",
    "rouble": "ruble", "peso": "peso", "franc": "franc", "shekel": "shekel",
}  # fmt: skip
MEASURES = {
    word: unit
    for unit, group in {
        "second": "second seconds", "minute": "minute minutes", "hour": "hour hours hr hrs",
        "day": "day days", "week": "week weeks", "month": "month months",
        "year": "year years yr yrs", "decade": "decade decades", "century": "century centuries",
        "mile": "mile miles mi", "km": "km kilometer kilometers kilometre kilometres",
        "metre": "meter meters metre metres", "foot": "foot feet ft", "inch": "inch inches",
        "cm": "cm centimeter centimeters centimetre centimetres", "mm": "mm millimeters",
        "kg": "kg kilo kilos kilogram kilograms", "gram": "gram grams", 
        "pound": "pound pounds lb lbs",
        "ton": "ton tons tonne tonnes", "barrel": "barrel barrels", "acre": "acre acres",
        "hectare": "hectare hectares", "gallon": "gallon gallons", "degree": "degree degrees",
        "litre": "liter liters litre litres", "mph": "mph", "mw": "mw megawatt megawatts",
        "gw": "gw gigawatt gigawatts", "time": "times", "fold": "fold",
    }.items()
    for word in group.split()
}  # fmt: skip
PARTS = {"half": Decimal("0.5"), "halves": Decimal("0.5"), "twice": Decimal(2)}
# "a fifth", "three quarters": what one of them is a share of.
DENOMINATORS = {
    word: Decimal(number)
    for number, group in {
        2: "half halves", 3: "third thirds", 4: "quarter quarters fourth fourths",
        5: "fifth fifths", 6: "sixth sixths", 8: "eighth eighths", 10: "tenth tenths",
    }.items()
    for word in group.split()
}  # fmt: skip
MONEY_STEMS = {stem(word): unit for word, unit in MONEY.items() if word.isalpha()}
# What stands between the two numbers of a range or choice, as tokens.
_JOINTS = ("-", "–", "to", "and")
RANGES = [
    *([joint] for joint in (*_JOINTS, "or")),
    *([joint, mark] for joint in _JOINTS for mark in ("$", "£", "€")),
    ["-", "to", "-"],
    ["-", "to"],
]
