"""The kinds of figure: how each is drawn, and how it says itself in words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from deriving.conditions import condition
from deriving.declared import Metric
from deriving.derived import shown
from deriving.inputs import Given, Inputs, Interval
from drawing.declared import Bars, Intervals, Threshold, limit
from drawing.sheet import WIDTH, sheet, text_width
from study import ConfigError

ROW = 0.122  # inches a body
DATA = ["body", "lower", "upper", "class"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """data: what is drawn, a row a mark, from top to bottom; bodies that are not drawn come last, with no ends."""

    figure: Figure
    data: pd.DataFrame
    title: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class Made:
    """What figures are made from. metrics: metrics.csv by metric. Raises nothing."""

    metrics: pd.DataFrame
    declared: dict[str, Metric]
    inputs: Inputs
    place: str  # file and entry, for messages

    def said(self, text: str, numbers: dict[str, str]) -> str:
        """The text with {name} replaced by that number or metric, as it is printed."""
        known = self.metrics["text"].to_dict() | numbers

        def value(found: re.Match) -> str:
            if found[1] not in known:
                raise ConfigError(f"{self.place}: {found[0]} is no metric; there are: {', '.join(known)}")
            return known[found[1]]

        return re.sub(r"\{([^{}]*)\}", value, text)

    def given(self, metric: str) -> dict[str, Given]:
        declared = self.declared[metric]
        return self.inputs.per_body(declared.question, declared.over, declared.period)


# Bars ---------------------------------------------------------------------------------------------------------------


def bars(made: Made, declared: Bars, illustrative: str | None) -> Drawn:
    unknown = [m for m in declared.metrics if m not in made.metrics.index]
    if unknown:
        raise ConfigError(f"{made.place}: there is no metric {unknown[0]!r}; there are: {', '.join(made.metrics.index)}")
    rows = made.metrics.loc[list(declared.metrics)]
    missing = rows.index[rows["lower"].isna() | rows["upper"].isna()]
    if len(missing):
        raise ConfigError(f"{made.place}: the metric {missing[0]} has no two ends to draw ({rows.at[missing[0], 'text']})")
    title = made.said(declared.title, {})
    labels = list(declared.bars)
    left = max(text_width(label, 9) for label in labels) + 0.12
    figure, axes = sheet(title, 0.34 * len(rows), "", illustrative, left=left, axis=False)
    most = rows["upper"].max() or 1
    for y, row in enumerate(rows.itertuples()):
        axes.barh(y, row.lower, height=0.62, color=BLUE)
        axes.barh(y, row.upper - row.lower, left=row.lower, height=0.62, color="white", edgecolor=BLUE, hatch="/////", linewidth=0.8)
        axes.annotate(row.text, (row.upper, y), (4, 0), textcoords="offset points", va="center_baseline", size=9, weight="bold")
    beyond = (max(text_width(text, 9, "bold") for text in rows["text"]) + 0.1) / (axes.get_position().width * WIDTH)
    axes.set(xlim=(0, most / (1 - min(beyond, 0.6))), ylim=(len(rows) - 0.5, -0.5), xticks=[])
    axes.set_yticks(range(len(rows)), labels, size=9, color="#222222")
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    data = pd.DataFrame({"label": labels, "metric": rows.index, **{c: rows[c].tolist() for c in ("lower", "upper", "unit", "text")}})
    values = "; ".join(f"{label}: {_with_unit(row.text, row.unit)}" for label, row in zip(labels, rows.itertuples()))
    hatched = " The hatched end is what the answers leave open." if (rows["upper"] > rows["lower"]).any() else ""
    how = "Bars start at zero." + hatched
    return Drawn(figure, data, title, f"Bar chart. {values}.", _joined(made.said(declared.caption, {}), f"{values}.", how))


# Bodies' answers ----------------------------------------------------------------------------------------------------

BLUE = "#08407f"


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
NOT = Style("#949494", "#595959", "s", 3.8)


def intervals(made: Made, declared: Intervals, illustrative: str | None) -> Drawn:
    given = made.given(declared.metric)
    values = _sorted(given)
    numbers = _base(given, values)
    title = made.said(declared.title, numbers)
    absent = _absent(given, values, declared.bodies)
    note = _joined(_key(values, declared.bodies), _capped(made, declared, values), absent)
    figure, axes = sheet(title, ROW * max(len(values), 3), note, illustrative)
    most = _across(axes, declared.axis, values, None)
    axes.set(ylim=(len(values) - 0.3, -0.7), yticks=[])
    for y, value in enumerate(values.values()):
        _mark(axes, y, value, CERTAIN, most)
    exact = sum(v.lower == v.upper for v in values.values())
    row = made.metrics.loc[declared.metric]
    whole = f"{row['title']}: {_ends(row)}."
    words = f"{numbers['answered']} {declared.bodies} are sorted from the smallest answer to the largest"
    alt = f"Interval chart. {words} (exact numbers: {exact}). {whole}"
    caption = _joined(made.said(declared.caption, numbers), whole, note)
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
        "count": shown(Interval(certain, certain + possible), ""),
        **{word: str(n) for word, n in (("certain", certain), ("possible", possible), ("not", never))},
    }
    title = made.said(declared.title, numbers)
    absent = _absent(given, values, declared.bodies)
    rows = len(values) + 2.2 * len(classes)
    scale = f"The scale is linear up to {at:g} and logarithmic above." if declared.scale == "log" else ""
    note = _joined(_key(values, declared.bodies), scale, absent)
    figure, axes = sheet(title, ROW * rows, note, illustrative)
    most = _across(axes, declared.axis, values, at, log=declared.scale == "log")
    axes.axvline(at, color="#222222", linewidth=1.1, zorder=1.5)
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
    alt = f"Interval chart of {numbers['answered']} {declared.bodies} against a line at {at:g}. {counts}."
    left_open = "The possible ones gave answers, such as suppressed counts, that can mean either." if possible else ""
    base = f"Of {numbers['answered']} {declared.bodies} that answered: {counts}."
    caption = _joined(made.said(declared.caption, numbers), base, left_open, note)
    order = {body: name for name, (_, bodies) in classes.items() for body in bodies}
    return Drawn(figure, _data(given, order), title, alt, caption)


KINDS: dict[str, Callable[..., Drawn]] = {"bars": bars, "intervals": intervals, "threshold": threshold}


def _sorted(given: dict[str, Given]) -> dict[str, Interval]:
    values = {body: g.value for body, g in given.items() if g.value is not None}
    return dict(sorted(values.items(), key=lambda item: (*item[1], item[0])))


def _base(given: dict[str, Given], values: dict[str, Interval]) -> dict[str, str]:
    return {"answered": f"{len(values):,}", "asked": f"{len(given):,}", "silent": f"{len(given) - len(values):,}"}


def _absent(given: dict[str, Given], values: dict[str, Interval], bodies: str) -> str:
    absent = [g for b, g in given.items() if b not in values]
    if not absent:
        return ""
    lost = sum(1 for g in absent if g.aside)
    why = f" ({lost} of them sent an answer that could not be used)" if lost else ""
    return f"Not shown: the {len(absent)} of {len(given)} {bodies} asked that gave no number{why}."


def _key(values: dict[str, Interval], bodies: str) -> str:
    ends = " An arrow has no upper end." if any(math.isinf(v.upper) for v in values.values()) else ""
    row = f"One row for each of the {len(values)} {bodies}"
    return f"{row}: a single mark is an exact number; a line runs from the least to the most that an answer can mean.{ends}"


def _capped(made: Made, declared: Intervals, values: dict[str, Interval]) -> str:
    metric = made.declared[declared.metric]
    cap = made.inputs.study.question(made.inputs.collection(metric.question), metric.question).cap
    open_ended = cap is not None and any(v.lower < v.upper == cap for v in values.values())
    return f"Open answers such as “over …” are drawn up to {cap:g}, the cap that the study sets." if open_ended else ""


def _ends(row: pd.Series) -> str:
    ends = (row["lower"], math.inf if pd.isna(row["upper"]) else row["upper"])
    return _with_unit(shown(Interval(*ends), row["unit"]), row["unit"])


def _with_unit(text: str, unit: str) -> str:
    return text if unit == "share" else f"{text} {unit}"


def _data(given: dict[str, Given], drawn: dict[str, str]) -> pd.DataFrame:
    rows = [(b, given[b].value.lower, given[b].value.upper, name) for b, name in drawn.items()]
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


def _joined(*sentences: str) -> str:
    return " ".join(s for s in sentences if s)
