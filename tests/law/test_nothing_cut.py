"""Whatever a metric's values are and however they are called: nothing is cut, nothing overlaps, and each value is said."""

from __future__ import annotations

import itertools
import math

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import rcParams, style
from matplotlib.backends.backend_agg import FigureCanvasAgg

from deriving.declared import Metric
from deriving.derived import shown
from deriving.inputs import Interval
from drawing.bars import bars
from drawing.declared import Bars, Grid, Tiles
from drawing.grid import grid
from drawing.made import Drawn, Made
from drawing.sheet import STYLE
from drawing.tiles import tiles

WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFÄŁ", min_size=1, max_size=14)
NAMES = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
ENDS = st.one_of(
    st.just((math.nan, math.nan)),
    st.integers(0, 99_999).map(lambda n: (n, n)),
    st.integers(0, 99_999).map(lambda n: (n, math.inf)),
    st.tuples(st.integers(0, 99_999), st.integers(0, 99_999)).map(sorted).map(tuple),
)
METRIC = {"m": Metric.model_validate({"title": "M", "why": "to see", "known": "foi"})}
TOLD = "Illustrative: all of this is invented."


def made(values: dict[str, tuple[str, tuple[float, float]]]) -> Made:
    """values: which → label and ends."""
    rows = []
    for which, (label, ends) in values.items():
        row = {"metric": f"m.{which}", "label": label, "text": shown(Interval(*ends), "boats"), "unit": "boats", "lower": ends[0]}
        row |= {"upper": math.nan if math.isinf(ends[1]) else ends[1], "answered": 30.0, "asked": 40.0, "base": math.nan}
        rows.append(row | {"basis": "the 30 of 40 bodies that answered", "set_aside": 2})
    return Made(pd.DataFrame(rows).set_index("metric"), {}, METRIC, None, lambda *where: " ".join(map(str, where)))


def well_drawn(drawn: Drawn, texts: list[str]) -> None:
    drawn.figure.set_dpi(rcParams["savefig.dpi"])  # as it is saved: letters are spaced by whole dots
    canvas = FigureCanvasAgg(drawn.figure)
    renderer = canvas.get_renderer()
    stand = [t for axes in drawn.figure.axes for t in axes.texts] + list(drawn.figure.texts)
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in stand if t.get_text()]
    width, height = canvas.get_width_height()
    for text, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
        assert apart, f"{one!r} stands on {other!r}"
    printed = "".join(text for text, _ in boxes).replace("\u00a0", "").replace(" ", "").lower()
    for text in texts:
        assert text.replace(" ", "").lower() in printed


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(NAMES, ENDS), min_size=1, max_size=12, unique_by=lambda v: v[0].lower()))
def test_bars(values: list) -> None:
    with style.context(STYLE, after_reset=True):
        declared = Bars(kind="bars", title="Some boats", metric="m")
        drawn = bars(made({str(n): value for n, value in enumerate(values)}), declared, TOLD)
        well_drawn(drawn, [shown(Interval(*ends), "boats") for _, ends in values])
    assert len(drawn.data) == len(values)


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_grid(data: st.DataObject) -> None:
    rows = data.draw(st.lists(NAMES, min_size=1, max_size=4, unique_by=str.lower))
    columns = data.draw(st.lists(NAMES, min_size=1, max_size=7, unique_by=str.lower))
    cells = {f"{i}.{j}": (f"{row}, {column}", data.draw(ENDS)) for i, row in enumerate(rows) for j, column in enumerate(columns)}
    with style.context(STYLE, after_reset=True):
        drawn = grid(made(cells), Grid(kind="grid", title="Some boats", metric="m"), TOLD)
        well_drawn(drawn, [shown(Interval(*ends), "boats").replace(" or more", "+") for _, ends in cells.values()])
    assert len(drawn.data) == len(cells)


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_tiles(data: st.DataObject) -> None:
    places = data.draw(st.lists(NAMES, min_size=1, max_size=8, unique_by=str.lower))
    across = data.draw(st.integers(1, 6))
    cells = {place: (place, data.draw(ENDS)) for place in places}
    rows = [tuple(places[n : n + across]) for n in range(0, len(places), across)]
    with style.context(STYLE, after_reset=True):
        drawn = tiles(made(cells), Tiles(kind="tiles", title="Some boats", tiles={"boats": "m"}, map=tuple(rows)), TOLD)
        well_drawn(drawn, places)
    assert len(drawn.data) == len(places)
