"""What each body gave, from the least to the most that it can mean; and the same against a limit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from deriving.conditions import condition
from deriving.inputs import Given, Interval
from drawing.declared import Intervals, Threshold, limit
from drawing.made import Drawn, Made, joined, with_unit
from drawing.sheet import BLUE, GREY, INK, sheet
from telling.numbers import Number

ROW = 0.122  # inches a body
DATA = ["body", "lower", "upper", "class"]


@dataclass(frozen=True, slots=True)
class Style:
    """Told apart by colour, lightness, and the shape and filling of marks. ink: for words; ends: whether a line's ends are marked."""

    color: str
    ink: str
    marker: str
    size: float
    filled: bool = True
    ends: bool = False


CERTAIN = Style(BLUE, BLUE, "o", 4.2)
POSSIBLE = Style("#d55e00", "#a84300", "D", 4.0, filled=False, ends=True)
NOT = Style("#949494", GREY, "s", 3.8)


def intervals(made: Made, declared: Intervals, illustrative: str | None) -> Drawn:
    given = made.given(declared.metric)
    values = _sorted(given)
    numbers = _base(given, values)
    title = made.said("title", declared.title, numbers)
    absent = _absent(given, values, declared.bodies)
    note = joined(_key(values, declared.bodies), _alike(made, declared), _lost(given), _capped(made, declared, values), absent)
    figure, axes = sheet(title, ROW * max(len(values), 3), note, illustrative)
    most = _across(axes, declared.axis, values, None)
    axes.set(ylim=(len(values) - 0.3, -0.7), yticks=[])
    for y, value in enumerate(values.values()):
        _mark(axes, y, value, CERTAIN, most)
    exact = sum(v.lower == v.upper for v in values.values())
    all_of_them = made.value(declared.metric, made.metrics["title"].get(declared.metric, ""), "metric")
    whole = f"{all_of_them.label}: {with_unit(all_of_them, all_of_them.short)}."
    words = f"{len(values)} {declared.bodies} are sorted from the smallest answer to the largest"
    alt = f"Interval chart. {words} (exact numbers: {exact}). {whole}"
    caption = joined(made.said("caption", declared.caption, numbers), whole, note)
    return Drawn(figure, _data(given, dict.fromkeys(values, "drawn")), title, alt, caption)


def threshold(made: Made, declared: Threshold, illustrative: str | None) -> Drawn:
    metric = made.declared[declared.metric]
    at = limit(metric)
    meets, said = condition(metric.where, made.inputs, metric.question)
    given = made.given(declared.metric)
    values = _sorted(given)
    classes = {
        f"certainly {said}": (CERTAIN, [b for b in values if meets(given[b]) is True]),
        f"possibly {said}": (POSSIBLE, [b for b in values if meets(given[b]) is None]),
        f"certainly not {said}": (NOT, [b for b in values if meets(given[b]) is False]),
    }
    if metric.where.startswith(">"):
        classes = dict(reversed(classes.items()))
    sizes = {name: len(bodies) for name, (_, bodies) in classes.items()}
    certain, possible, never = (sizes[f"{word} {said}"] for word in ("certainly", "possibly", "certainly not"))
    numbers = _base(given, values) | {
        "count": _number(certain, certain + possible),
        **{word: _number(n, n) for word, n in (("certain", certain), ("possible", possible), ("not", never))},
    }
    title = made.said("title", declared.title, numbers)
    absent = _absent(given, values, declared.bodies)
    rows = len(values) + 2.2 * len(classes)
    scale = f"The scale is linear up to {at:g} and logarithmic above." if declared.scale == "log" else ""
    note = joined(_key(values, declared.bodies), _alike(made, declared), _lost(given), scale, absent)
    figure, axes = sheet(title, ROW * rows, note, illustrative)
    most = _across(axes, declared.axis, values, at, log=declared.scale == "log")
    axes.axvline(at, color=INK, linewidth=1.1, zorder=1.5)
    y = 0.0
    for name, (style, bodies) in classes.items():
        y += 1.0
        text = f"{len(bodies)} {name}"
        white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        axes.text(0, y, text, transform=axes.get_yaxis_transform(), va="center", size=8.5, weight="bold", color=style.ink, bbox=white)
        y += 1.2
        for body in bodies:
            _mark(axes, y, given[body].value, style, most)
            y += 1
    axes.set(ylim=(y - 0.3, 0), yticks=[])
    counts = "; ".join(f"{n} {name}" for name, n in sizes.items())
    alt = f"Interval chart of {len(values)} {declared.bodies} against a line at {at:g}. {counts}."
    left_open = "The possible ones gave answers, such as suppressed counts, that can mean either." if possible else ""
    base = f"Of {len(values)} {declared.bodies} that answered: {counts}."
    caption = joined(made.said("caption", declared.caption, numbers), base, left_open, note)
    order = {body: name for name, (_, bodies) in classes.items() for body in bodies}
    return Drawn(figure, _data(given, order), title, alt, caption)


def _sorted(given: dict[str, Given]) -> dict[str, Interval]:
    values = {body: g.value for body, g in given.items() if g.value is not None}
    return dict(sorted(values.items(), key=lambda item: (*item[1], item[0])))


def _base(given: dict[str, Given], values: dict[str, Interval]) -> dict[str, Number]:
    counts = {"answered": len(values), "asked": len(given), "silent": len(given) - len(values)}
    return {name: _number(n, n) for name, n in counts.items()}


def _number(lower: int, upper: int) -> Number:
    return Number(Interval(lower, upper), "")


def _absent(given: dict[str, Given], values: dict[str, Interval], bodies: str) -> str:
    absent = len(given) - len(values)
    return f"Not shown: the {absent} of {len(given)} {bodies} asked that gave no number." if absent else ""


def _key(values: dict[str, Interval], bodies: str) -> str:
    if not values:
        return ""
    ends = " An arrow has no upper end." if any(math.isinf(v.upper) for v in values.values()) else ""
    row = f"One row for each of the {len(values)} {bodies}"
    return f"{row}: a single mark is an exact number; a line runs from the least to the most that an answer can mean.{ends}"


def _alike(made: Made, declared: Intervals | Threshold) -> str:
    if not made.in_confidence(declared.metric):
        return ""
    fewest = made.inputs.study.settings.disclosure.smallest
    return f"They answered in confidence: lines are widened until {fewest} or more are alike."


def _lost(given: dict[str, Given]) -> str:
    lost = sum(g.lost for g in given.values())
    return f"Answers that could not be used, drawn as anything that the question allows: {lost}." if lost else ""


def _capped(made: Made, declared: Intervals, values: dict[str, Interval]) -> str:
    metric = made.declared[declared.metric]
    cap = made.inputs.study.question(made.inputs.collection(metric.question), metric.question).cap
    given = made.given(declared.metric)
    open_ended = cap is not None and any(v.lower < v.upper == cap and not given[body].lost for body, v in values.items())
    return f"Open answers such as “over …” are drawn up to {cap:g}, the cap that the study sets." if open_ended else ""


def _data(given: dict[str, Given], drawn: dict[str, str]) -> pd.DataFrame:
    ends = lambda v: (v.lower, v.upper if math.isfinite(v.upper) else math.nan)  # noqa: E731
    rows = [(b, *ends(given[b].value), name) for b, name in drawn.items()]
    rows += [(b, math.nan, math.nan, "no number") for b in given if b not in drawn]
    return pd.DataFrame(rows, columns=DATA)


def _across(axes: Axes, label: str, values: dict[str, Interval], at: float | None, *, log: bool = False) -> float:
    """Sets the horizontal axis; its right end, which an interval with no upper end is drawn to."""
    ends = [e for v in values.values() for e in v if math.isfinite(e)] + ([at * 1.2] if at else [1])
    if log:
        axes.set_xscale("symlog", linthresh=at, linscale=1.0)
        highest = at
        while highest < max(ends) * 1.05:
            highest *= 10 ** (1 / 10)
        below = [t for t in MaxNLocator(5, integer=True).tick_values(0, at) if t < at]
        above = [m * 10**p for p in range(9) for m in (1, 2, 5) if at * 1.4 < m * 10**p <= highest]
        ticks = [*below, at, *above]
        axes.set_xticks(ticks, [f"{t:,g}" for t in ticks])
        axes.set_xticks([], minor=True)
    else:
        highest = max(ends) * 1.04
    axes.set_xlim(0, highest)
    if not values:
        axes.text(0.5, 0.5, "No answers", transform=axes.transAxes, ha="center", va="center", size=9, color=GREY)
    axes.set_xlabel(label, loc="left", labelpad=3)
    return highest


def _mark(axes: Axes, y: float, value: Interval, style: Style, most: float) -> None:
    """A mark for an exact number; for an interval a line, with an arrow where it has no upper end."""
    face = style.color if style.filled else "white"
    mark = {"linestyle": "none", "markeredgecolor": style.color, "markeredgewidth": 1.0, "markerfacecolor": face, "clip_on": False}
    if value.lower < value.upper:
        width = 1.5 if style.ends else 2.2
        axes.plot([value.lower, min(value.upper, most)], [y, y], color=style.color, linewidth=width, solid_capstyle="butt")
    if value.lower == value.upper or style.ends:
        ends = [e for e in dict.fromkeys(value) if math.isfinite(e)]
        axes.plot(ends, [y] * len(ends), marker=style.marker, markersize=style.size, zorder=3, **mark)
    if math.isinf(value.upper):
        axes.plot([most], [y], marker=">", markersize=5, zorder=3, **mark | {"markerfacecolor": style.color})
