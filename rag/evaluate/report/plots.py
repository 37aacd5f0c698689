"""The report's plots as inline SVG: no script, no image and no font from anywhere.

Elements are made with ElementTree, which escapes what it is given.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

import numpy as np
from markupsafe import Markup

from rag.evaluate.scoring.bootstrap import Figure
from rag.evaluate.scoring.evaluation import Evaluation
from rag.evaluate.scoring.metrics import CUTOFFS

_WIDTH, _HEIGHT = 460, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 14, 14, 34
_BINS = 16
_ROW = 30
_NAMES = 110


def hit_rates(evaluation: Evaluation) -> Markup | None:
    """The hit rate against k with its interval, and that of follow-ups beside it."""
    name = "hit" if "hit@1" in evaluation.figures else "answer_hit"
    series = [
        ("main", "all but follow-ups", [evaluation.figures.get(f"{name}@{k}") for k in CUTOFFS]),
        ("second", "follow-ups", [evaluation.followups.get(f"{name}@{k}") for k in CUTOFFS]),
    ]
    shown = [
        (style, label, [point for point in points if point])
        for style, label, points in series
        if all(points)
    ]
    if not shown:
        return None
    svg = _svg(_WIDTH, _HEIGHT, "Hit rate against the number of passages looked at")
    xs = list(np.linspace(_LEFT + 12, _WIDTH - _RIGHT - 12, len(CUTOFFS)))
    _share_axis(svg)
    for x, k in zip(xs, CUTOFFS, strict=True):
        _text(svg, x, _HEIGHT - 14, str(k), "middle")
    for at, (style, label, points) in enumerate(shown):
        if style == "main":
            _band(svg, xs, points)
        else:
            _whiskers(svg, xs, points)
        _line(svg, xs, points, style)
        y = _HEIGHT - _BOTTOM - 14 - 17 * (len(shown) - 1 - at)
        SubElement(svg, "rect", _box(_WIDTH - 150, y - 8, 18, 4) | {"class": f"fill-{style}"})
        _text(svg, _WIDTH - 126, y - 2, label, "start")
    return _markup(svg)


def times(evaluation: Evaluation) -> Markup | None:
    """How many questions took how long."""
    seconds = [
        it.scores["seconds_median"] for it in evaluation.scored if "seconds_median" in it.scores
    ]
    if not seconds:
        return None
    counts, edges = np.histogram(seconds, bins=_BINS, range=(0, max(max(seconds), 1e-3)))
    svg = _svg(_WIDTH, _HEIGHT, "Number of questions by the time their answer took")
    highest = max(int(counts.max()), 1)
    width = (_WIDTH - _LEFT - _RIGHT) / _BINS
    for fraction in (0, 0.5, 1):
        _rule(svg, _y(fraction), str(round(highest * fraction)))
    for at, count in enumerate(counts):
        share = int(count) / highest
        bar = SubElement(
            svg,
            "rect",
            _box(_LEFT + at * width + 1, _y(share), width - 2, _y(0) - _y(share))
            | {"class": "fill-main"},
        )
        SubElement(bar, "title").text = f"{edges[at]:.3f} to {edges[at + 1]:.3f} s: {int(count)}"
    for at in range(0, _BINS + 1, 4):
        _text(svg, _LEFT + at * width, _HEIGHT - 14, f"{edges[at]:.2g} s", "middle")
    return _markup(svg)


def refusals(evaluation: Evaluation) -> Markup | None:
    """Answered and refused, of what can be answered and what cannot, as two split bars."""
    table = evaluation.refusals
    rows = [
        ("answerable", table.answered, table.wrongly_refused, True),
        ("unanswerable", table.wrongly_answered, table.refused, False),
    ]
    if not any(answered + refused for _, answered, refused, _ in rows):
        return None
    svg = _svg(_WIDTH, 150, "Answered and refused questions")
    room = _WIDTH - _NAMES - _RIGHT
    _text(svg, _NAMES, 16, "answered", "start")
    _text(svg, _WIDTH - _RIGHT, 16, "refused", "end")
    for at, (label, answered, refused, can) in enumerate(rows):
        y, whole = 26 + at * 58, answered + refused
        _text(svg, _NAMES - 10, y + 26, label, "end")
        if not whole:
            _text(svg, _NAMES, y + 26, "none in this set", "start")
            continue
        split = room * answered / whole
        for x, width, count, right in (
            (_NAMES, split, answered, can),
            (_NAMES + split, room - split, refused, not can),
        ):
            if not count:
                continue
            style = "fill-good" if right else "fill-bad"
            SubElement(svg, "rect", _box(x, y, max(width - 1, 1), 40) | {"class": style})
            # Too narrow for a number: it stands under the bar's end instead.
            if width >= 26:
                _text(svg, x + width / 2, y + 25, str(count), "middle", "on-fill")
            else:
                _text(svg, x + width / 2, y + 53, str(count), "middle")
    return _markup(svg)


def by_type(evaluation: Evaluation) -> Markup | None:
    """The share of items got right and the hit rate at 5, by type, with intervals."""
    rows = [
        (name, figures.get("right"), figures.get("hit@5") or figures.get("answer_hit@5"))
        for name, figures in evaluation.by_type.items()
    ]
    rows = [row for row in rows if row[1] or row[2]]
    if not rows:
        return None
    height = 44 + len(rows) * _ROW
    svg = _svg(_WIDTH, height, "Items got right and hit rate at 5 by type of question")
    left, room = _NAMES, _WIDTH - _NAMES - _RIGHT
    for fraction in (0, 0.25, 0.5, 0.75, 1):
        x = left + fraction * room
        SubElement(
            svg,
            "line",
            {"x1": _n(x), "x2": _n(x), "y1": "4", "y2": _n(height - 36), "class": "grid"},
        )
        _text(svg, x, height - 20, f"{fraction:g}", "end" if fraction == 1 else "middle")
    for at, (name, right, hit) in enumerate(rows):
        y = 8 + at * _ROW
        _text(svg, left - 10, y + 15, name if len(name) <= 16 else name[:15] + "…", "end")
        for offset, figure, style in ((0, right, "main"), (11, hit, "second")):
            if figure:
                _bar(svg, left, room, y + offset, figure, style)
    for x, label, style in ((left, "got right", "main"), (left + 90, "hit rate at 5", "second")):
        SubElement(svg, "rect", _box(x, height - 12, 10, 8) | {"class": f"fill-{style}"})
        _text(svg, x + 15, height - 4, label, "start")
    return _markup(svg)


def _svg(width: int, height: int, title: str) -> Element:
    svg = Element("svg", {"viewBox": f"0 0 {width} {height}", "role": "img", "aria-label": title})
    SubElement(svg, "title").text = title
    return svg


def _markup(svg: Element) -> Markup:
    # The tree holds text and attributes that ElementTree has escaped.
    return Markup(tostring(svg, encoding="unicode"))  # noqa: S704


def _share_axis(svg: Element) -> None:
    for fraction in (0, 0.25, 0.5, 0.75, 1):
        _rule(svg, _y(fraction), f"{fraction:g}")


def _rule(svg: Element, y: float, label: str) -> None:
    ends = {"x1": _n(_LEFT), "x2": _n(_WIDTH - _RIGHT), "y1": _n(y), "y2": _n(y)}
    SubElement(svg, "line", ends | {"class": "grid"})
    _text(svg, _LEFT - 6, y + 4, label, "end")


def _line(svg: Element, xs: Sequence[float], points: Sequence[Figure], style: str) -> None:
    path = " ".join(f"{_n(x)},{_n(_y(it.value))}" for x, it in zip(xs, points, strict=True))
    SubElement(svg, "polyline", {"points": path, "class": f"line-{style}"})
    for x, it in zip(xs, points, strict=True):
        dot = SubElement(
            svg,
            "circle",
            {"cx": _n(x), "cy": _n(_y(it.value)), "r": "3.5", "class": f"fill-{style}"},
        )
        SubElement(dot, "title").text = f"{it.value:.3f} ({it.low:.3f} to {it.high:.3f})"


def _band(svg: Element, xs: Sequence[float], points: Sequence[Figure]) -> None:
    upper = [f"{_n(x)},{_n(_y(it.high))}" for x, it in zip(xs, points, strict=True)]
    lower = [f"{_n(x)},{_n(_y(it.low))}" for x, it in zip(xs, points, strict=True)]
    path = " ".join([*upper, *reversed(lower)])
    SubElement(svg, "polygon", {"points": path, "class": "band-main"})


def _whiskers(svg: Element, xs: Sequence[float], points: Sequence[Figure]) -> None:
    for x, it in zip(xs, points, strict=True):
        ends = {"x1": _n(x), "x2": _n(x), "y1": _n(_y(it.low)), "y2": _n(_y(it.high))}
        SubElement(svg, "line", ends | {"class": "whisker-second"})


def _bar(svg: Element, left: float, room: float, y: float, figure: Figure, style: str) -> None:
    bar = SubElement(
        svg, "rect", _box(left, y, max(figure.value * room, 1), 9) | {"class": f"fill-{style}"}
    )
    SubElement(bar, "title").text = f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"
    ends = {
        "x1": _n(left + figure.low * room),
        "x2": _n(left + figure.high * room),
        "y1": _n(y + 4.5),
        "y2": _n(y + 4.5),
    }
    SubElement(svg, "line", ends | {"class": "whisker"})


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _TOP - _BOTTOM)


def _box(x: float, y: float, width: float, height: float) -> dict[str, str]:
    return {"x": _n(x), "y": _n(y), "width": _n(width), "height": _n(height)}


def _text(svg: Element, x: float, y: float, words: str, anchor: str, style: str = "label") -> None:
    place = {"x": _n(x), "y": _n(y), "text-anchor": anchor, "class": style}
    SubElement(svg, "text", place).text = _without_controls(words)


def _without_controls(words: str) -> str:
    """What XML cannot hold would break the drawing."""
    return "".join(mark for mark in words if mark.isprintable())


def _n(value: float) -> str:
    return f"{value:.1f}"
