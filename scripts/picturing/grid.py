"""A part drawn as a grid: rows, columns and merged cells as they stand, with what is empty left out and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

import addresses
from auditing.text import visible
from picturing import links

# More empty rows or columns in a run than this are one line.
RUN = 3
# What a browser opens at once: places of one part that are drawn.
LARGEST = 25_000
# Characters of a cell that are drawn in a grid. All of it is shown where the cell is chosen.
CLIPPED = 160
# Drawn of a part that is too large: its beginning, then rows with cells of these kinds, then those that numbers depend on,
# then others.
BEGINNING = 30
FIRST = ("us", "h", "b")


class Cell(NamedTuple):
    """One cell of a part, or the place of a blank answer. kind: as in kinds.KINDS."""

    row: int
    col: int
    name: str
    text: str
    marks: tuple[str, ...]
    kind: str


class Gap(NamedTuple):
    """Rows or columns that are not drawn, first and last from 0."""

    first: int
    last: int
    empty: bool = True

    @property
    def count(self) -> int:
        return self.last - self.first + 1


Line = int | Gap


@dataclass(slots=True)
class Drawing:
    html: Markup
    cells: list[Cell]  # those that were drawn
    columns: int  # how many are drawn, with those for gaps
    rows: int  # how many rows hold something
    drawn: int  # how many of them were drawn


def lines(shown: Iterable[int], filled: set[int] | None = None) -> list[Line]:
    """The rows (or columns) to draw, in order, with a gap for each run that is left out. filled: those that hold something."""
    found: list[Line] = []
    for last, here in pairwise([-1, *sorted(shown)]):
        between = range(last + 1, here)
        if filled and any(n in filled for n in between):
            found.append(Gap(last + 1, here - 1, empty=False))
        elif len(between) > RUN:
            found.append(Gap(last + 1, here - 1))
        else:
            found += between
        found.append(here)
    return found


def draw(cells: list[Cell], part_id: str, naming: addresses.Naming, used: Collection[str] = ()) -> Drawing:
    """The grid of a part as html. used: names of the cells that numbers depend on."""
    by_row: dict[int, list[Cell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    columns = [0] if naming == "line" else lines({c.col for c in cells})
    at = {column: n for n, column in enumerate(columns)}
    shown = _shown(by_row, at, used)
    rows = lines(shown, set(by_row) if len(shown) < len(by_row) else None)
    grid = _Grid(part_id, naming, by_row, rows, columns, at)
    hidden = {c.row for c in cells if "hidden row" in c.marks}, {c.col for c in cells if "hidden column" in c.marks}
    head = "".join(_column(column, naming, column in hidden[1]) for column in columns)
    corner = f"<td class=corner><span>{'line' if naming == 'line' else ''}</span>"
    body = "\n".join(
        _gap_row(row, naming, len(columns))
        if isinstance(row, Gap)
        else f"<tr><th scope=row{_head(_row(row, naming), row in hidden[0])}{grid.row(n)}"
        for n, row in enumerate(rows)
    )
    kept = set(shown)
    html = Markup(f"<thead><tr>{corner}{head}<tbody>{body}")
    return Drawing(html, [c for c in cells if c.row in kept], len(columns), len(by_row), len(kept))


def _rank(cells: list[Cell], used: Collection[str]) -> int:
    kinds = {c.kind for c in cells}
    last = len(FIRST) + (not any(c.name in used for c in cells))
    return next((n for n, first in enumerate(FIRST) if not kinds.isdisjoint(first)), last)


@dataclass(slots=True)
class _Grid:
    """A grid while it is drawn, row by row."""

    part_id: str
    naming: addresses.Naming
    by_row: dict[int, list[Cell]]
    rows: list[Line]
    columns: list[Line]
    at: dict[Line, int]  # column → its place among those that are drawn
    covered: dict[int, set[int]] = field(default_factory=dict)  # row → places that a merged cell takes

    def row(self, n: int) -> str:
        row = self.rows[n]
        here = {self.at[c.col]: c for c in self.by_row.get(row, ())}
        under = self.covered.setdefault(row, set())
        drawn = []
        for c in range(max([-1, *under, *here]) + 1):
            if c in here:
                drawn.append(_cell(here[c], self.part_id, *self._span(here[c], n, c), self.naming))
            elif c not in under:
                drawn.append("<td class=g>" if isinstance(self.columns[c], Gap) else "<td>")
        rest = len(self.columns) - max([-1, *under, *here]) - 1
        return "".join(drawn) + (f"<td colspan={rest}>" if rest else "")

    def _span(self, cell: Cell, n: int, c: int) -> tuple[int, int]:
        """How many of the drawn rows and columns a merged cell takes; 1 and 1 where something else stands in its range."""
        end = next((m.partition(":")[2] for m in cell.marks if m.startswith("merged ")), "")
        if not end:
            return 1, 1
        try:
            bottom, right = addresses.place(end)
        except ValueError:
            return 1, 1
        across = sum(1 for x in self.columns[c:] if (x if isinstance(x, int) else x.first) <= right) or 1
        down = 1
        while n + down < len(self.rows) and isinstance(self.rows[n + down], int) and self.rows[n + down] <= bottom:
            down += 1
        over, within = self.rows[n : n + down], set(range(c, c + across))
        for row in over:
            if any(x is not cell and cell.col <= x.col <= right for x in self.by_row.get(row, ())):
                return 1, 1
            if not within.isdisjoint(self.covered.get(row, ())):
                return 1, 1
        for row in over:
            self.covered.setdefault(row, set()).update(within)
        return down, across


def _shown(by_row: dict[int, list[Cell]], at: dict[Line, int], used: Collection[str]) -> list[int]:
    """The rows to draw: all, or as many as a page can hold, those first that a person must see."""
    cost = {row: max(at[c.col] for c in cells) + 1 for row, cells in by_row.items()}
    if sum(cost.values()) <= LARGEST:
        return sorted(by_row)
    order = sorted(by_row, key=lambda row: (_rank(by_row[row], used), row))
    beginning = sorted(by_row)[:BEGINNING]
    order = dict.fromkeys([*beginning, *order])
    kept, left = [], LARGEST
    for row in order:
        left -= cost[row]
        if left < 0:
            break
        kept.append(row)
    return sorted(kept)


def _cell(cell: Cell, part_id: str, down: int, across: int, naming: addresses.Naming) -> str:
    said = _classes(cell.kind, cell.marks)
    span = (f" rowspan={down}" if down > 1 else "") + (f" colspan={across}" if across > 1 else "")
    return f"<td id={links.cell(part_id, cell.name)}{said}{span}>{_text(cell.text, naming == 'line')}"


@lru_cache(maxsize=10_000)
def _classes(kind: str, marks: tuple[str, ...]) -> str:
    marked = (name for name, start in (("x", "hidden "), ("k", "struck "), ("c", "comment: ")) if any(m.startswith(start) for m in marks))
    classes = [*([kind] if kind != "o" else []), *marked]
    return f' class="{" ".join(classes)}"' if len(classes) > 1 else f" class={classes[0]}" if classes else ""


@lru_cache(maxsize=200_000)
def _text(text: str, whole: bool) -> str:
    shown = visible(text)
    return str(escape(shown if whole or len(shown) <= CLIPPED else shown[:CLIPPED] + " …"))


def _head(name: str, hidden: bool) -> str:
    return f" class=x>{name} <small>hidden</small>" if hidden else f">{name}"


def _column(column: Line, naming: addresses.Naming, hidden: bool) -> str:
    if isinstance(column, Gap):
        said = f"{column.count:,} empty columns, {_col(column.first, naming)} to {_col(column.last, naming)}"
        return f'<th scope=col class=g title="{said}">… {column.count:,} empty …'
    return "<th scope=col" + _head("Text" if naming == "line" else _col(column, naming), hidden)


def _gap_row(gap: Gap, naming: addresses.Naming, columns: int) -> str:
    what = ("line" if naming == "line" else "row") + ("" if gap.count == 1 else "s")
    between = _row(gap.first, naming) if gap.count == 1 else f"{_row(gap.first, naming)} to {_row(gap.last, naming)}"
    said = f"empty {what}" if gap.empty else f"{what} not shown here"
    return f"<tr class={'gap' if gap.empty else 'cut'}><th scope=row>…<td colspan={columns}>… {gap.count:,} {said}: {between} …"


def _row(row: int, naming: addresses.Naming) -> str:
    return f"R{row + 1}" if naming == "R1C1" else str(row + 1)


def _col(column: int, naming: addresses.Naming) -> str:
    return f"C{column + 1}" if naming == "R1C1" else addresses.column(column)


def extent(cells: Iterable[Cell], naming: addresses.Naming) -> str:
    """The range that some cells stand in: B5:O140, R2C1:R9C4, line 3 to line 9."""
    found = list(cells)
    ends = [(f(c.row for c in found), f(c.col for c in found)) for f in (min, max)]
    first, last = (addresses.cell(*end, naming) for end in ends)
    return first if first == last else f"{first} to {last}" if naming == "line" else f"{first}:{last}"


def counts(cells: Iterable[Cell]) -> Counter[str]:
    """How many cells there are of each kind."""
    return Counter(c.kind for c in cells)
