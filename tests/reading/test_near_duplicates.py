"""Copies of one wire story are one group; two reports on one event are not."""

from hypothesis import given, settings
from real_like import DEAL, hostile_text

from rag.reading.duplicates import NearDuplicates, signature

OTHER_REPORT = """Soybean farmers in Iowa were relieved on Monday after word of a framework \
between Washington and Beijing, which would end months of lost sales. A bushel in Chicago rose \
to its highest since spring. Growers said that they would wait for ships to be loaded before they \
believed it, and the American Soybean Association asked for dates and amounts."""
STORM = """Hurricane Melissa reached Jamaica on Tuesday with winds of 185 mph, and tore roofs from \
houses in Saint Elizabeth. Hundreds of thousands lost power. The prime minister asked people to \
stay indoors until the eye had passed over the island, which took most of the afternoon."""


def group(near: NearDuplicates, article_id: str, text: str) -> str:
    return near.group_of(article_id, signature(text), own_group=article_id)


def test_a_regional_copy_joins_the_group_of_its_original() -> None:
    near = NearDuplicates()
    regional = DEAL.replace("Soybean prices rose", "In Ohio, soybean prices rose") + " (AP)"
    assert group(near, "wire", DEAL) == "wire"
    assert group(near, "ohio", regional) == "wire"
    assert group(near, "upper", DEAL.upper()) == "wire"


def test_another_report_on_the_same_event_is_no_copy() -> None:
    near = NearDuplicates()
    assert group(near, "wire", DEAL) == "wire"
    assert group(near, "farm", OTHER_REPORT) == "farm"
    assert group(near, "storm", STORM) == "storm"


def test_groups_outlast_the_process() -> None:
    stored = [("wire", "g1", signature(DEAL)), ("storm", "g2", signature(STORM))]
    near = NearDuplicates(stored)
    assert group(near, "ohio", f"{DEAL} Contact the newsroom.") == "g1"
    assert group(near, "farm", OTHER_REPORT) == "farm"


def test_an_article_that_comes_again_is_not_its_own_copy() -> None:
    near = NearDuplicates([("wire", "g1", signature(DEAL))])
    assert group(near, "wire", STORM) == "wire"
    assert group(near, "ohio", DEAL) == "ohio", "the old text of `wire` is forgotten"


@settings(max_examples=100, deadline=None)
@given(hostile_text)
def test_any_text_has_a_signature_that_finds_it_again(text: str) -> None:
    stored = signature(text)
    near = NearDuplicates([("a", "g", stored)])
    assert signature(text) == stored
    assert near.group_of("b", stored, "b") == "g"
