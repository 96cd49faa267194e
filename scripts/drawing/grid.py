"""A metric that has a value for each pair of two things, as a table: a number and a bar in each cell, all on one scale."""

from __future__ import annotations

import itertools

from matplotlib.patches import Rectangle

from deriving.verbs import own_choice
from drawing.declared import Grid
from drawing.gauge import gauge, scale
from drawing.made import Drawn, Made, Value, base, capital, how_drawn, joined, nought, table, told
from drawing.sheet import GREY, INK, PLOT, balanced, broken, canvas, line_height, text_width, widest, write
from study import ConfigError

SIZES = (8.5, 8, 7.5, 7)
HEAD = 7.5
LABELS = 1.5  # inches for what rows are called
CELL, BAR = 0.28, 0.1  # inches a cell is higher than its number, and a bar is high
ACROSS = 10
OPEN = " or more"


def grid(made: Made, declared: Grid, illustrative: str | None) -> Drawn:
    values = _pairs(made, declared)
    rows, columns = (list(dict.fromkeys(key[i] for key in values)) for i in (0, 1))
    if len(columns) > ACROSS >= len(rows):  # a page is higher than it is wide
        values = {(column, row): value for (row, column), value in values.items()}
        rows, columns = columns, rows
    if len(columns) > ACROSS:
        size = f"{len(rows)} by {len(columns)} values"
        raise ConfigError(f"{made.place('metric')}: {declared.metric} has {size}, and a page is wide enough for {ACROSS}")
    title = made.said("title", declared.title, {})
    texts = {key: v.short.replace(OPEN, "+") for key, v in values.items()}
    plus = "12+: 12 or more." if any(OPEN in v.short for v in values.values()) else ""
    chosen = _chosen(made, declared, values)
    framed = "Framed: what the report’s own number rests on." if chosen else ""
    base_said, one_base = base(_by_row(values, rows), declared.bodies)
    how = joined("All bars have one scale, from zero.", how_drawn(list(values.values())), plus, framed)
    note = joined(how, base_said if one_base else "")
    side = [balanced(row, LABELS, 8.5) for row in rows]
    left = widest(side, 8.5) + 0.15
    width = (PLOT - left) / len(columns)
    inner = min(width, 1.6) - 0.14
    head = [balanced(column, width - 0.06, HEAD, "bold") for column in columns]
    size = next((s for s in SIZES if widest([[t] for t in texts.values()], s) <= inner), SIZES[-1])
    cells = {key: _broken(text, inner, size) for key, text in texts.items()}
    high = max((len(cells[key]) for key, v in values.items() if v.known), default=1) * line_height(size)
    heights = [max(high + CELL, len(lines) * line_height(8.5) + 0.1) for lines in side]
    top = max(map(len, head)) * line_height(HEAD) + 0.06
    figure, axes = canvas(title, top + sum(heights), note, illustrative)
    for n, lines in enumerate(head):
        write(axes, left + n * width, top / 2 - 0.02, lines, HEAD, weight="bold", color=GREY)
    most, y = scale(list(values.values())), top
    for row, lines, height in zip(rows, side, heights):
        axes.plot([0, PLOT], [y, y], color="#d9d9d9", linewidth=0.5, clip_on=False)
        write(axes, 0, y + height / 2, lines, 8.5, color=INK)
        for n, column in enumerate(columns):
            if (value := values.get((row, column))) is None:
                continue
            x = left + n * width
            middle = y + height / 2 - (0.08 if value.known else 0)
            nothing = nought(texts[row, column]) or not value.known
            write(axes, x, middle, cells[row, column], size, color=GREY if nothing else INK)
            gauge(axes, x, middle + high / 2 + 0.1, inner, BAR, value, most)
            if (row, column) == chosen:
                box = (x - 0.07, y + 0.02), inner + 0.14, height - 0.04
                axes.add_patch(Rectangle(*box, facecolor="none", edgecolor=INK, linewidth=1.1, clip_on=False))
        y += height
    named = {f"{row}, {column}": v.short for (row, column), v in values.items()}
    own_said = f"The report’s own number rests on: {', '.join(chosen)} ({values[chosen].short})." if chosen else ""
    caption = joined(made.said("caption", declared.caption, {}), _caption(values), own_said, how, base_said)
    alt = joined(f"Table of {len(rows)} by {len(columns)} numbers, each with a bar.", told(named), own_said, base_said)
    return Drawn(figure, table(values, ["row", "column"]), title, alt, caption)


def _broken(text: str, width: float, size: float) -> list[str]:
    """In one line, or else with its two ends one above the other."""
    lower, dash, upper = text.partition("–")
    fits = text_width(text, size) <= width or not dash
    return broken(text, width, size) if fits else [line for end in (lower + dash, upper) for line in broken(end, width, size)]


def _pairs(made: Made, declared: Grid) -> dict[tuple[str, str], Value]:
    """Row and column, as they are called → value."""
    found = {}
    for which, value in made.values(declared.metric, {}, "metric").items():
        pair = which.split(".")
        if len(pair) != 2:
            raise ConfigError(
                f"{made.place('metric')}: a grid has rows and columns; {declared.metric} has no value for pairs, but for: {which}"
            )
        found[tuple(pair)] = value
    known = {part for pair in found for part in pair}
    if other := [part for part in declared.labels if part not in known]:
        raise ConfigError(f"{made.place('labels', other[0])}: no row or column is {other[0]!r}; there are: {', '.join(sorted(known))}")
    parts = {pair: value.label.split(", ") for pair, value in found.items()}
    # A name with a comma in it cannot be told from two.
    clear = all(len(part) == 2 for part in parts.values())
    called = lambda pair: parts[pair] if clear else pair  # noqa: E731
    names = {pair: tuple(declared.labels.get(key, capital(name)) for key, name in zip(pair, called(pair))) for pair in found}
    made.told_apart(list(names.values()))
    return {names[pair]: value for pair, value in found.items()}


def _chosen(made: Made, declared: Grid, values: dict[tuple[str, str], Value]) -> tuple[str, str] | None:
    """The pair that the number itself rests on, where the metric shows how it moves with choices."""
    metric = made.declared[declared.metric]
    chosen = []
    for varied, to in metric.vary.items():
        chosen += [name for name, value in to.items() if value == own_choice(metric, varied, made.inputs)]
    which = f"{declared.metric}.{'.'.join(chosen)}"
    return next((pair for pair, value in values.items() if metric.vary and value.metric == which), None)


def _by_row(values: dict[tuple[str, str], Value], rows: list[str]) -> dict[str, Value]:
    """A value for each row, where all of a row speak for the same bodies; else all values."""
    groups = {row: [v for (r, _), v in values.items() if r == row] for row in rows}
    if all(len({(v.basis, v.lost) for v in group}) == 1 for group in groups.values()):
        return {row: group[0] for row, group in groups.items()}
    return {", ".join(pair): value for pair, value in values.items()}


def _caption(values: dict[tuple[str, str], Value]) -> str:
    """All numbers, or of many the three that are certainly the most."""
    named = {", ".join(pair): v for pair, v in values.items()}
    if len(values) <= 12:
        return told({name: v.short for name, v in named.items()})
    largest = sorted((item for item in named.items() if item[1].known), key=lambda item: -item[1].lower)
    some = itertools.islice(largest, 3)
    return "The largest by what is certain: " + told({name: v.short for name, v in some})
