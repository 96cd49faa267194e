"""A value with two ends as a bar: solid up to what is certain, hatched from there to the most that it can be."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from drawing.made import Value
from drawing.sheet import BLUE, GREY

BEYOND = 1.3  # how much longer than the longest end that is known a scale is for those that have none


def scale(values: list[Value]) -> float:
    """The value at the right end of all bars."""
    ends = [end for v in values if v.known for end in (v.lower, v.upper) if math.isfinite(end)]
    return (max(ends, default=0) or 1) * (BEYOND if any(math.isinf(v.upper) for v in values) else 1)


def gauge(axes: Axes, x: float, y: float, length: float, height: float, value: Value, most: float) -> float:
    """Draws it from x, around y, in inches; `length` stands for `most`. What is not known is not drawn. Where its right end is."""
    if not value.known:
        return x
    axes.plot([x, x], [y - height * 0.6, y + height * 0.6], color=GREY, linewidth=0.6, zorder=3)
    least, greatest = (x + length * min(end / most, 1) for end in (value.lower, value.upper))
    point = height * 0.6 if math.isinf(value.upper) else 0
    if point:
        axes.fill([greatest - point, greatest - point, greatest], [y - height / 2, y + height / 2, y], color=BLUE, linewidth=0)
    axes.add_patch(Rectangle((x, y - height / 2), least - x, height, facecolor=BLUE, edgecolor="none"))
    if value.open:
        outline = {"facecolor": "white", "edgecolor": BLUE, "hatch": "/////", "linewidth": 0.8}
        axes.add_patch(Rectangle((least, y - height / 2), greatest - point - least, height, **outline))
    return greatest
