"""One person is one speaker however articles call them; two of one surname stay two."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reading.people.entries import Quoted
from rag.reading.people.merging import Merged, merge_speakers

KNOWN = 6  # articles, enough to be known by the surname alone


def merged(*named: tuple[str, str | None] | tuple[str, str | None, int]) -> Merged:
    """Merge names with roles, each from an article of its own or from so many."""
    quoted = []
    for number, (name, role, *times) in enumerate(named):
        for at in range(times[0] if times else 1):
            quoted.append(Quoted(f"{number}-{at}", name, role, True))
    return merge_speakers(quoted)


def names(result: Merged) -> list[str]:
    return [it.name for it in result.speakers]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Ada Moreno", None),
        ("Ada M. Moreno", None),
        ("A. Moreno", None),
        ("Ada Morreno", None),
        ("Adda Moreno", "Harbour Secretary"),
        ("Moreno", None),
        ("Moreno", "Harbour Secretary"),
        ("Morano", "Harbour Secretary"),
        ("Moreno", "Secretary"),
    ],
)
def test_one_person_under_another_name(name: str, role: str | None) -> None:
    result = merged(("Ada Moreno", "Harbour Secretary", 10), (name, role))
    assert names(result) == ["Ada Moreno"]
    (speaker,) = result.speakers
    assert (speaker.role, speaker.articles) == ("Harbour Secretary", 11)
    assert result.means["1-0", name] == "Ada Moreno"


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Ada Moreno Jr.", None),
        ("Ivan Moreno", None),
        ("Adam Moreno", None),
        ("Bella Moreno", "Harbour Secretary"),
        ("Ada Molina", None),
        ("Moreno", "Judge"),
        ("Moreno Jr.", None),
    ],
)
def test_two_people_whom_the_text_tells_apart(name: str, role: str | None) -> None:
    result = merged(("Ada Moreno", "Harbour Secretary", 10), (name, role))
    assert names(result) == ["Ada Moreno", name]


def test_a_middle_initial_that_speaks_against_it_parts_two_people() -> None:
    result = merged(("Ada M. Moreno", "President", 9), ("Ada K. Moreno", "President", 8))
    assert names(result) == ["Ada M. Moreno", "Ada K. Moreno"]


def test_a_surname_that_two_well_known_people_have_is_neithers() -> None:
    result = merged(("Ada Moreno", "Mayor", 9), ("Ivan Moreno", "Judge", 8), ("Moreno", None))
    assert result.means["2-0", "Moreno"] == "Moreno"
    with_office = merged(
        ("Ada Moreno", "Mayor", 9), ("Ivan Moreno", "Judge", 8), ("Moreno", "Mayor")
    )
    assert with_office.means["2-0", "Moreno"] == "Ada Moreno"


def test_a_surname_beside_another_bearer_in_its_article_is_not_guessed() -> None:
    quoted = [Quoted(f"a{at}", "Ada Moreno", "Mayor", True) for at in range(KNOWN)]
    quoted += [Quoted("b", "Ivan Moreno", None, True), Quoted("b", "Moreno", None, True)]
    assert merge_speakers(quoted).means["b", "Moreno"] == "Moreno"


def test_somebody_little_known_is_not_meant_by_the_surname_alone() -> None:
    assert names(merged(("Ada Moreno", None, 2), ("Moreno", None))) == ["Ada Moreno", "Moreno"]


def test_a_place_is_nobodys_surname() -> None:
    result = merged(("Jim Jordan", "Rep.", 9), ("Jordan", None))
    assert names(result) == ["Jim Jordan", "Jordan"]


def test_a_first_name_alone_is_nobodys() -> None:
    result = merged(("Kevin Moreno", "Mayor", 9), ("Kevin", None))
    assert names(result) == ["Kevin Moreno", "Kevin"]


def test_a_royal_is_known_by_title_and_first_name() -> None:
    result = merged(("Harry", "Prince", 3), ("Harry", "pub owner"))
    assert names(result) == ["Prince Harry", "Harry"]


def test_a_body_and_its_initials_are_one_where_only_one_body_has_them() -> None:
    one = merged(
        ("Harbour Safety Agency", None, 3), ("HSA", None), ("U.S. Harbour Safety Agency", None)
    )
    assert names(one) == ["Harbour Safety Agency"]
    two = merged(("Harbour Safety Agency", None), ("Home Savings Association", None), ("HSA", None))
    assert len(two.speakers) == 3


def test_a_source_without_a_name_is_kept_as_what_it_is() -> None:
    quoted = [
        Quoted("a", "the Moreno family", None, False),
        Quoted("b", "The Moreno family", None, False),
        Quoted("c", "a Fernhill spokesperson", None, False),
        Quoted("d", "she", None, False),
    ]
    result = merge_speakers(quoted)
    assert [(it.name, it.named, it.articles) for it in result.speakers] == [
        ("Moreno family", False, 2),
        ("Fernhill spokesperson", False, 1),
    ]
    assert ("d", "she") not in result.means


def test_the_words_by_which_a_speaker_is_found() -> None:
    result = merged(("Ada Moreno", "Chile's interior minister"))
    assert result.words == [
        {"ada": "name", "moreno": "last", "chile": "role", "interior": "role", "minister": "role"}
    ]


_names = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from("Ada A. Moreno Morreno Jr. III Prince HSA U.S. and - O’Dea".split()),
        min_size=1, max_size=5,
    ).map(" ".join),
)  # fmt: skip
_quoted = st.builds(
    Quoted,
    st.sampled_from(["a", "b", "c"]),
    _names,
    st.one_of(st.none(), st.sampled_from(["Mayor", "Harbour Secretary", "Prince", "", "."])),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_quoted, max_size=25))
def test_any_names_are_merged_and_every_named_one_means_somebody(quoted: list[Quoted]) -> None:
    result = merge_speakers(quoted)
    assert len(set(names(result))) == len(result.speakers) == len(result.words)
    assert set(result.means.values()) <= set(names(result))
    written = {it.name for it in quoted if it.named}
    assert {name for _, name in result.means} >= written
