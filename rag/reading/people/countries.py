"""Countries as news names them before an office: France's president is the French president."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from rag.reading.terms import words

# "Great Britain", "Central African Republic"; longer names are said by nobody.
_MOST_WORDS = 3
_SHORTENED = {"United States": ("US", "U.S."), "United Kingdom": ("UK", "U.K.", "Britain")}


def said_otherwise(told: Sequence[str]) -> Iterator[list[str]]:
    """The folded words as they are, and with each country in them named by its other forms:
    "president", "france" and "president", "french".
    """
    yield [*told]
    for start in range(len(told)):
        for end in range(start + 1, min(len(told), start + _MOST_WORDS) + 1):
            for form in _forms().get(tuple(told[start:end]), ()):
                yield [*told[:start], *form, *told[end:]]


def countries_in(told: Sequence[str]) -> Counter[frozenset[tuple[str, ...]]]:
    """How often each country is named among the folded words, each by all of its forms."""
    found: Counter[frozenset[tuple[str, ...]]] = Counter()
    for start in range(len(told)):
        for end in range(start + 1, min(len(told), start + _MOST_WORDS) + 1):
            form = tuple(told[start:end])
            if form in _forms():
                found[frozenset((form, *_forms()[form]))] += 1
    return found


@cache
def _forms() -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Of each form of a country's name the others."""
    from countryinfo import CountryInfo

    # What several share, as France and its islands do, means the one with most people.
    countries = sorted(CountryInfo.all().values(), key=lambda it: -(it.get("population") or 0))
    named: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for country in countries:
        codes = set(country.get("ISO", {}).values())
        spelt = [it for it in country.get("altSpellings", ()) if it not in codes]
        theirs = (country.get("demonym") or "").split(",")
        forms = {
            tuple(words(it))
            for it in (country["name"], *spelt, *theirs, *_SHORTENED.get(country["name"], ()))
        }
        forms = {it for it in forms if 0 < len(it) <= _MOST_WORDS and it not in named}
        for form in forms:
            named[form] = forms - {form}
    return {form: tuple(sorted(others)) for form, others in named.items() if others}
