"""The chart of what a library holds over time: bars that cover every day once."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.library import LibrarySummary
from rag.web.chart import bars_of, render_holdings, render_window

MAY = date(2025, 5, 1)


def days(count: int, step: int = 1) -> tuple[tuple[date, int], ...]:
    return tuple((MAY + timedelta(days=at * step), at % 3 + 1) for at in range(count))


@pytest.mark.parametrize(
    ("given_days", "label"),
    [
        (days(30), "1 May 2025"),
        (days(50, step=7), "28 April 2025 to 4 May 2025"),
        (days(40, step=30), "May 2025"),
        (days(40, step=90), "April 2025 to June 2025"),
        (days(30, step=365), "January 2025 to December 2025"),
    ],
)
def test_a_bar_is_a_day_a_week_a_month_or_more(
    given_days: tuple[tuple[date, int], ...], label: str
) -> None:
    bars = bars_of(given_days)
    assert bars[0].label == label
    assert len(bars) <= 60


@given(
    st.dictionaries(st.dates(), st.integers(1, 9), min_size=1, max_size=20).map(
        lambda counts: tuple(sorted(counts.items()))
    )
)
def test_every_article_stands_in_one_bar_and_bars_follow_each_other(
    given_days: tuple[tuple[date, int], ...],
) -> None:
    bars = bars_of(given_days)
    assert sum(bar.articles for bar in bars) == sum(count for _, count in given_days)
    for before, after in pairwise(bars):
        assert after.first == before.last + timedelta(days=1)


def test_a_library_without_dates_or_of_one_day_has_no_window() -> None:
    assert render_window(None) == ""
    assert render_window(LibrarySummary(1, 1, 1, (), None, None)) == ""
    one = LibrarySummary(1, 1, 0, (), MAY, MAY, ((MAY, 1),))
    assert render_window(one) == ""


def test_what_the_library_holds_is_told_with_outlets_as_text() -> None:
    summary = LibrarySummary(
        4, 9, 1, (("<b>Post</b>", 3, MAY, MAY), (None, 1, None, None)), MAY, MAY, ((MAY, 3),)
    )
    html = render_holdings(summary)
    assert "4 articles in 9 passages, 1 of them undated; most in 1 May 2025, 3" in html
    assert "&lt;b&gt;Post&lt;/b&gt;" in html
    assert "no outlet" in html
