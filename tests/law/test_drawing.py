"""Whatever stands in a part and however it is merged: each cell is drawn once, in its own row and column."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

import addresses
from picturing.grid import Cell, Gap, draw, lines

PLACES = st.tuples(st.integers(0, 12) | st.integers(0, 400), st.integers(0, 8) | st.integers(0, 60))


@st.composite
def parts(draw_: st.DrawFn) -> list[Cell]:
    cells = []
    for row, col in sorted(draw_(st.sets(PLACES, min_size=1, max_size=25))):
        end = addresses.cell(row + draw_(st.integers(0, 6)), col + draw_(st.integers(0, 6)))
        name = addresses.cell(row, col)
        merged = (f"merged {name}:{end}",) if draw_(st.booleans()) else ()
        cells.append(Cell(row, col, name, name, merged, draw_(st.sampled_from("athuo"))))
    return cells


def landed(html: str) -> dict[str, tuple[int, int]]:
    """Cell → the line and column in which a browser puts it."""
    found, taken = {}, set()
    for n, row in enumerate(html.partition("<tbody>")[2].split("<tr")[1:]):
        column = 0
        for attributes in re.findall(r"<td([^>]*)>", row):
            while (n, column) in taken:
                column += 1
            span = {k: int(v) for k, v in re.findall(r"(rowspan|colspan)=(\d+)", attributes)}
            places = {(n + r, column + c) for r in range(span.get("rowspan", 1)) for c in range(span.get("colspan", 1))}
            assert not places & taken
            taken |= places
            if name := re.search(r"id=p-(\w+)", attributes):
                assert name[1] not in found
                found[name[1]] = (n, column)
    return found


@given(parts())
def test_each_cell_is_drawn_once_in_its_place(cells: list[Cell]) -> None:
    rows = {line: n for n, line in enumerate(lines({c.row for c in cells}))}
    columns = {line: n for n, line in enumerate(lines({c.col for c in cells}))}
    assert landed(str(draw(cells, "p", "A1").html)) == {c.name: (rows[c.row], columns[c.col]) for c in cells}


@given(st.sets(st.integers(0, 5000), min_size=1, max_size=40))
def test_lines_and_gaps_account_for_every_row(filled: set[int]) -> None:
    found = [n for line in lines(filled) for n in (range(line.first, line.last + 1) if isinstance(line, Gap) else [line])]
    assert found == list(range(max(filled) + 1))
