"""One bar a value: of several metrics, or of one that has several values."""

from __future__ import annotations

import math

from matplotlib.patches import Rectangle

from drawing.declared import Bars
from drawing.gauge import gauge, scale
from drawing.made import Drawn, Made, Value, base, how_drawn, joined, table, told, with_unit
from drawing.sheet import GREY, INK, PLOT, balanced, broken, canvas, line_height, widest, write

SIZE = 9
LABELS, TEXTS = 2.1, 1.9  # inches that the words beside the bars may take
PALE = "#e9e9e9"


def bars(made: Made, declared: Bars, illustrative: str | None) -> Drawn:
    if declared.metric:
        values = list(made.values(declared.metric, declared.labels, "metric").values())
    else:
        values = [made.value(metric, label, "bars", label) for label, metric in declared.bars.items()]
    if declared.order == "largest first":
        values.sort(key=lambda v: (v.lower, v.upper) if v.known else (-math.inf, 0), reverse=True)
    title = made.said("title", declared.title, {})
    whole = _whole(values)
    base_said, one_base = base({v.label: v for v in values}, declared.bodies)
    pale = f"Pale: all {values[0].base:.0f} {declared.bodies}." if whole and any(v.known for v in values) else ""
    note = joined(how_drawn(values), pale, base_said if one_base else "")
    labels = [balanced(v.label, LABELS, SIZE) for v in values]
    texts = [broken(v.text, TEXTS, SIZE, weight="bold") for v in values]
    left, right = widest(labels, SIZE) + 0.1, widest(texts, SIZE, "bold") + 0.1
    length = PLOT - left - right
    most = whole or scale(values)
    heights = [max(0.16 + max(len(a), len(b)) * line_height(SIZE), 0.32) for a, b in zip(labels, texts)]
    figure, axes = canvas(title, sum(heights), note, illustrative)
    y = 0.0
    for value, label, text, height in zip(values, labels, texts, heights):
        y += height / 2
        write(axes, left - 0.08, y, label, SIZE, "right", color=INK)
        if whole and value.known:
            axes.add_patch(Rectangle((left, y - 0.1), length, 0.2, facecolor=PALE, edgecolor="none", zorder=0.5))
        end = gauge(axes, left, y, length, 0.2, value, most)
        at = left + length if whole and value.known else end
        write(axes, at + 0.08, y, text, SIZE, weight="bold" if value.known else "normal", color=INK if value.known else GREY)
        y += height / 2
    said = told({v.label: with_unit(v, v.text) for v in values})
    caption = joined(made.said("caption", declared.caption, {}), said, "Bars start at zero.", how_drawn(values), pale, base_said)
    return Drawn(figure, table({(v.label,): v for v in values}, ["label"]), title, joined("Bar chart.", said, base_said), caption)


def _whole(values: list[Value]) -> float | None:
    """What all bars are a part of, where it is the same: 1 for shares, else a number of bodies."""
    bases = {v.base for v in values}
    units = {v.unit.startswith("share") for v in values}
    if len(bases) != 1 or len(units) != 1 or not (n := bases.pop()) > 0:
        return None
    return 1.0 if units.pop() else n
