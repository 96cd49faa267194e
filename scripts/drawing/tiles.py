"""Values of places as a map of equal tiles: a number and a bar for each metric, on a scale of its own."""

from __future__ import annotations

from matplotlib.patches import Rectangle

from drawing.declared import Tiles
from drawing.gauge import gauge, scale
from drawing.made import Drawn, Made, Value, base, how_drawn, joined, table, told
from drawing.sheet import GREY, INK, PLOT, broken, canvas, line_height, write
from study import ConfigError

NAME, SIZE, SMALL = 9, 8, 7
GAP, INNER, BAR = 0.1, 0.1, 0.1
FACE = "#f4f4f4"


def tiles(made: Made, declared: Tiles, illustrative: str | None) -> Drawn:
    title = made.said("title", declared.title, {})
    metrics = {label: made.values(metric, {}, "tiles", label) for label, metric in declared.tiles.items()}
    placed = {name: (i, j) for i, row in enumerate(declared.map) for j, name in enumerate(row) if name}
    for label, values in metrics.items():
        if other := [name for name in placed if name not in values]:
            raise ConfigError(
                f"{made.place('map', placed[other[0]][0])}: {declared.tiles[label]} has no value for {other[0]!r}; "
                f"it has: {', '.join(values) or 'none'}"
            )
    drawn = {(name, label): values[name] for name in placed for label, values in metrics.items()}
    missing = {(name, label): v for label, values in metrics.items() for name, v in values.items() if name not in placed}
    first = next(iter(metrics.values()))
    base_said, _ = base({v.label: v for name, v in first.items() if name in placed}, declared.bodies)
    beyond = {f"{v.label}, {label}": v.short for (_, label), v in missing.items()}
    off = f"Not on the map: {told(beyond)}" if beyond else ""
    note = joined("Bars of one kind have one scale, from zero.", how_drawn(list(drawn.values())), off)
    across = max(map(len, declared.map))
    width = min((PLOT - (across - 1) * GAP) / across, 2.4)
    inner = width - 2 * INNER
    names = {name: broken(first[name].label, inner, NAME, weight="bold") for name in placed}
    lines = {key: broken(_said(v, key[1]), inner, SIZE) for key, v in drawn.items()}
    answered = {name: broken(_answered(first[name], declared.bodies), inner, SMALL) for name in placed}
    head = 0.06 + max(map(len, names.values())) * line_height(NAME)
    rows = {label: max(len(lines[name, label]) for name in placed) * line_height(SIZE) + 0.22 for label in metrics}
    foot = max(map(len, answered.values())) * line_height(SMALL)
    height = head + sum(rows.values()) + foot + 0.06
    figure, axes = canvas(title, len(declared.map) * (height + GAP) - GAP, note, illustrative)
    for name, (i, j) in placed.items():
        x, y = j * (width + GAP), i * (height + GAP)
        axes.add_patch(Rectangle((x, y), width, height, facecolor=FACE, edgecolor="none", zorder=0.5))
        write(axes, x + INNER, y + 0.06 + len(names[name]) * line_height(NAME) / 2, names[name], NAME, weight="bold", color=INK)
        y += head
        for label, deep in rows.items():
            said = lines[name, label]
            write(axes, x + INNER, y + deep - 0.19 - len(said) * line_height(SIZE) / 2, said, SIZE, color=INK)
            gauge(axes, x + INNER, y + deep - 0.1, inner, BAR, drawn[name, label], scale(list(metrics[label].values())))
            y += deep
        write(axes, x + INNER, y + len(answered[name]) * line_height(SMALL) / 2 + 0.01, answered[name], SMALL, color=GREY)
    numbers = told({f"{v.label}, {label}": v.short for (_, label), v in drawn.items()})
    caption = joined(made.said("caption", declared.caption, {}), numbers, note, base_said)
    data = table({(v.label, label): v for (_, label), v in (drawn | missing).items()}, ["place", "of"])
    return Drawn(figure, data, title, joined("Map of tiles.", numbers, base_said, off), caption)


def _said(value: Value, label: str) -> str:
    return f"{value.short} {label}" if value.known else f"{label}: {value.text}"


def _answered(value: Value, bodies: str) -> str:
    return f"{value.answered:.0f} of {value.asked:.0f} {bodies} answered" if value.asked > 0 else ""
