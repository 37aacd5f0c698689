"""Words that stand for numbers, and for the units and moneys that numbers count."""

from decimal import Decimal

from rag.reading.terms import stem

UNITS_OF_WORDS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
TENS = {
    word: 10 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
ORDINALS = {
    word: value
    for value, word in enumerate(
        """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
        thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth""".split(),
        start=1,
    )
} | {"twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}
SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 1000, "mn": 10**6, "mln": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12, "dozen": 12,
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
MONEY_STEMS = {stem(word): unit for word, unit in MONEY.items() if word.isalpha()}
# What stands between the two numbers of a range or choice, as tokens.
_JOINTS = ("-", "–", "to", "and")
RANGES = [
    *([joint] for joint in (*_JOINTS, "or")),
    *([joint, mark] for joint in _JOINTS for mark in ("$", "£", "€")),
    ["-", "to", "-"],
    ["-", "to"],
]
