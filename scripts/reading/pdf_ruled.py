"""Tables of a page that are drawn with lines: what the lines enclose are their cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from reading.pdf_lines import is_value, lines_of
from reading.pdf_page import Page
from reading.pdf_words import Box, Rule, Word

Place = tuple[int, int]

# Lines that end this near each other meet; lines this near are one.
NEAR = 3.0
# Beyond these a page is a drawing.
MOST_RULES = 3000


@dataclass(slots=True)
class Table:
    """cells: place → its words. spans: first place of a merged cell → its last one. columns: from where to where each
    reaches. headed: whether it begins with a line that holds no values."""

    box: Box
    cells: dict[Place, list[Word]]
    spans: dict[Place, Place]
    columns: list[tuple[float, float]]
    rows: list[float] = field(default_factory=list)  # of a ruled table: the heights of its lines
    headed: bool = True
    pieces: set[Place] = field(default_factory=set)  # labels that may go on in the line above or below


def ruled(page: Page) -> tuple[list[Table], list[Word]]:
    """The ruled tables, and the words that stand in none of them."""
    if len(page.across) > MOST_RULES or len(page.down) > MOST_RULES:
        return [], page.words
    tables, rest = [], page.words
    for across, down in _meeting(page.across, page.down):
        found = _table(across, down, rest)
        if found:
            tables.append(found)
            taken = {id(w) for words in found.cells.values() for w in words}
            rest = [w for w in rest if id(w) not in taken]
    return tables, rest


def _meeting(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or by way of others, together."""
    parent = list(range(len(across) + len(down)))
    order = sorted(range(len(down)), key=lambda n: down[n].at)
    for h, rule in enumerate(across):
        for n in order:
            other = down[n]
            if other.at > rule.end + NEAR:
                break
            if other.at >= rule.start - NEAR and other.start - NEAR <= rule.at <= other.end + NEAR:
                _join(parent, h, len(across) + n)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for n in range(len(parent)):
        groups[_root(parent, n)][n >= len(across)].append(across[n] if n < len(across) else down[n - len(across)])
    return sorted((g for g in groups.values() if g[0] and g[1]), key=lambda g: min(r.at for r in g[0]))


def _root(parent: list[int], n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n


def _join(parent: list[int], a: int, b: int) -> None:
    parent[_root(parent, a)] = _root(parent, b)


def _table(across: list[Rule], down: list[Rule], words: list[Word]) -> Table | None:
    xs = _edges([r.at for r in down], [r.start for r in across], [r.end for r in across])
    ys = _edges([r.at for r in across], [r.start for r in down], [r.end for r in down])
    if len(xs) < 3 or len(ys) < 3:
        return None
    height, width = len(ys) - 1, len(xs) - 1
    inside = [w for w in words if xs[0] <= w.middle[0] <= xs[-1] and ys[0] <= w.middle[1] <= ys[-1]]
    parent = list(range(height * width))
    for r in range(height):
        y = (ys[r] + ys[r + 1]) / 2
        for c in range(width):
            x = (xs[c] + xs[c + 1]) / 2
            if c + 1 < width and not _drawn(down, xs[c + 1], y):
                _join(parent, r * width + c, r * width + c + 1)
            if r + 1 < height and not _drawn(across, ys[r + 1], x):
                _join(parent, r * width + c, r * width + width + c)
    regions: dict[int, list[Place]] = defaultdict(list)
    for n in range(height * width):
        regions[_root(parent, n)].append(divmod(n, width))
    first: dict[Place, Place] = {}
    spans: dict[Place, Place] = {}
    for places in regions.values():
        top, left = min(r for r, _ in places), min(c for _, c in places)
        bottom, right = max(r for r, _ in places), max(c for _, c in places)
        whole = len(places) == (bottom - top + 1) * (right - left + 1)
        for place in places:
            first[place] = (top, left) if whole else place
        if whole and len(places) > 1:
            spans[top, left] = (bottom, right)
    cells: dict[Place, list[Word]] = defaultdict(list)
    for word in inside:
        x, y = word.middle
        place = (_band(ys, y), _band(xs, x))
        cells[first[place]].append(word)
    if sum(_holds_several(held) for held in cells.values()) > 0.1 * len(cells):
        return None
    table = Table(Box(xs[0], ys[0], xs[-1], ys[-1]), dict(cells), spans, list(zip(xs, xs[1:])), ys)
    _narrow(table)
    filled = list(table.cells)
    if len({r for r, _ in filled}) < 2 or len({c for _, c in filled}) < 2:
        return None
    table.headed = not any(is_value(words) for (r, _), words in table.cells.items() if r == 0)
    return table


def _edges(lines: list[float], starts: list[float], ends: list[float]) -> list[float]:
    """Where the bands of a table are parted. Its outer edges may be no lines, but where other lines end."""
    found: list[list[float]] = []
    for at in sorted([*lines, min(starts), max(ends)]):
        if found and at - found[-1][0] <= NEAR:
            found[-1].append(at)
        else:
            found.append([at])
    return [sum(group) / len(group) for group in found]


def _drawn(rules: list[Rule], at: float, along: float) -> bool:
    return any(abs(r.at - at) <= NEAR and r.start - NEAR <= along <= r.end + NEAR for r in rules)


def _band(edges: list[float], at: float) -> int:
    return max(0, min(len(edges) - 2, sum(1 for e in edges if e <= at) - 1))


def _holds_several(words: list[Word]) -> bool:
    """Whether several values stand in what would be one cell: then not all of its lines are drawn."""
    return sum(is_value(segment) for line in lines_of(words) for segment in line.segments) > 1


def _narrow(table: Table) -> None:
    """Takes out bands in which nothing stands and that are too narrow for anything to: double lines."""
    for axis, edges in ((0, table.rows), (1, [table.columns[0][0], *(right for _, right in table.columns)])):
        used = {place[axis] for place in table.cells} | {
            n for p, q in table.spans.items() if p in table.cells for n in range(p[axis], q[axis] + 1)
        }
        kept = [n for n in range(len(edges) - 1) if n in used or edges[n + 1] - edges[n] > 5]
        if len(kept) == len(edges) - 1:
            continue
        moved = {n: k for k, n in enumerate(kept)}
        at: Callable[[Place, int], Place] = lambda p, n, axis=axis: (n, p[1]) if axis == 0 else (p[0], n)  # noqa: E731
        table.cells = {at(p, moved[p[axis]]): words for p, words in table.cells.items()}
        spans = {}
        for p, q in table.spans.items():
            inner = [moved[n] for n in range(p[axis], q[axis] + 1) if n in moved]
            if inner and at(p, inner[0]) != at(q, inner[-1]):
                spans[at(p, inner[0])] = at(q, inner[-1])
        table.spans = spans
        if axis == 0:
            table.rows = [edges[n] for n in kept] + [edges[-1]]
        else:
            table.columns = [(edges[n], edges[n + 1]) for n in kept]
