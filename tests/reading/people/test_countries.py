"""A country is known by each of its forms: France's president is the French one."""

import pytest

from rag.reading.people.countries import countries_in, said_otherwise


@pytest.mark.parametrize(
    ("told", "other"),
    [
        ("president france", "president french"),
        ("japanese prime minister", "japan prime minister"),
        ("prime minister south korea", "prime minister south korean"),
        ("british pm", "united kingdom pm"),
        ("uk pm", "british pm"),
        ("u s president", "american president"),
        ("french president", "france president"),  # and not those of French islands
        ("dutch king", "netherlands king"),
    ],
)
def test_an_office_is_told_with_each_form_of_its_country(told: str, other: str) -> None:
    first, *others = [" ".join(it) for it in said_otherwise(told.split())]
    assert first == told
    assert other in others
    assert not any("martinique" in it for it in others)


@pytest.mark.parametrize("told", ["mayor new york", "head ioc", "", "in it no at"])
def test_what_is_no_country_has_no_other_form(told: str) -> None:
    assert list(said_otherwise(told.split())) == [told.split()]
    assert not countries_in(told.split())


def test_a_country_is_counted_by_all_of_its_forms() -> None:
    counted = countries_in("the french president met the germans in france on a german day".split())
    assert sorted(counted.values()) == [1, 2]
