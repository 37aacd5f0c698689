"""What a library holds over time as a small chart of bars, out of which a window can be dragged."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from markupsafe import Markup

from rag.answer.dates import day_in_words
from rag.library import LibrarySummary
from rag.web.templating import macro

# Bars that fit on a phone, each wide enough for a finger's tip with its neighbours.
_MOST_BARS = 60
_WIDTH, _HEIGHT = 600, 64
_plot_of = macro("library.html.jinja", "bars")
_window = macro("library.html.jinja", "window")
_holdings = macro("library.html.jinja", "holdings")
_line = macro("parts.html.jinja", "line")


@dataclass(frozen=True, slots=True)
class Bar:
    """The articles published from `first` to `last`, both included."""

    first: date
    last: date
    articles: int

    @property
    def label(self) -> str:
        """Its days in words: a day, a whole month, or from one day to another."""
        if self.first == self.last:
            return day_in_words(self.first)
        if self.first.day == 1 and (self.last + timedelta(days=1)).day == 1:
            start, end = f"{self.first:%B %Y}", f"{self.last:%B %Y}"
            return start if start == end else f"{start} to {end}"
        return f"{day_in_words(self.first)} to {day_in_words(self.last)}"


@dataclass(frozen=True, slots=True)
class _Rectangle:
    """A bar as it is drawn, in the plot's own units."""

    bar: Bar
    x: float
    y: float
    width: float
    height: float


def bars_of(days: Sequence[tuple[date, int]]) -> tuple[Bar, ...]:
    """Days, weeks, months or more months together, whichever is the finest that fits."""
    if not days:
        return ()
    first, last = days[0][0], days[-1][0]
    ways: list[Callable[[date, date], Iterator[tuple[date, date]]]]
    ways = [_days, _weeks, *(partial(_months, together) for together in (1, 3, 12, 60, 600, 6000))]
    for spans in ways:
        bounds = []
        for bound in spans(first, last):
            bounds.append(bound)
            if len(bounds) > _MOST_BARS:
                break
        else:
            return tuple(
                Bar(start, end, sum(count for day, count in days if start <= day <= end))
                for start, end in bounds
            )
    return ()


def _days(first: date, last: date) -> Iterator[tuple[date, date]]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal), date.fromordinal(ordinal)


def _weeks(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Weeks from Monday to Sunday."""
    for ordinal in range(first.toordinal() - first.weekday(), last.toordinal() + 1, 7):
        yield date.fromordinal(max(ordinal, 1)), date.fromordinal(min(ordinal + 6, _LAST))


_LAST = date.max.toordinal()


def _months(together: int, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Runs of `together` calendar months, counted from the first month of a year."""
    month = (first.year * 12 + first.month - 1) // together * together
    while month <= last.year * 12 + last.month - 1:
        yield _first_of(month), _first_of(month + together) - timedelta(days=1)
        month += together


def _first_of(month: int) -> date:
    year, rest = divmod(month, 12)
    if year < 1:
        return date.min
    return date.max if year > date.max.year else date(year, rest + 1, 1)


def render_window(summary: LibrarySummary | None) -> str:
    """The chart with two handles, for the page's script to bring to life; "" without dates."""
    bars = bars_of(summary.days) if summary else ()
    if len(bars) < 2:
        return ""
    days = "|".join(f"{bar.first},{bar.last},{bar.label}" for bar in bars)
    return str(_window(days, _plot(bars), len(bars) - 1, bars[0].first, bars[-1].last))


def render_holdings(summary: LibrarySummary | None) -> str:
    """Days and outlets of a library as a plot and a table."""
    if summary is None or not summary.articles:
        return str(_line("quiet", "The library is empty."))
    bars = bars_of(summary.days)
    most = max(count for _, count, *_ in summary.outlets)
    peak = max(bars, key=lambda bar: bar.articles, default=None)
    return str(_holdings(summary, peak, _plot(bars), most))


def _plot(bars: Sequence[Bar]) -> Markup:
    """One path for each bar; heights go by the square root, so that quiet days are seen too."""
    most = max((bar.articles for bar in bars), default=0) or 1
    step = _WIDTH / max(len(bars), 1)
    rectangles = [
        _Rectangle(bar, place * step, _HEIGHT - height, max(step - 1, step * 0.7), height)
        for place, bar in enumerate(bars)
        for height in [_HEIGHT * (bar.articles / most) ** 0.5]
    ]
    return _plot_of(rectangles, _WIDTH, _HEIGHT)
