"""A document as one sheet: its lines and its tables from top to bottom, so that what stands above a table is its title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import addresses

BELOW = re.compile(r"below line (\d+)")
MERGED = re.compile(r"merged (R\d+C\d+):(R\d+C\d+)")
TABLE = re.compile(r"(?:(?P<text>.+) )?table \d+")

CellRow = tuple[int, int, str, str, list[str]]  # row, col, text, kind, marks


@dataclass(slots=True)
class Stack:
    """Rows of several parts, one below the other."""

    cells: list[CellRow]
    origin: list[tuple[str, int, addresses.Naming]]  # of each row: its part, its row there; no part for a row between
    lines: set[int]  # rows that are lines of running text
    ends: set[int]  # rows below the last of a table


def text_of(table: str) -> str:
    """The running text that a table of this name stands in: `text` for `table 1`, `page 2` for `page 2 table 1`."""
    found = TABLE.fullmatch(table)
    return (found["text"] or "text") if found else ""


def below(cells: Iterable[CellRow]) -> int | None:
    """How many lines of the running text stand above a table; None where reading does not say."""
    return next((int(found[1]) for *_, marks in cells for mark in marks or () if (found := BELOW.fullmatch(mark))), None)


def stacked(texts: Sequence[tuple[str, list[CellRow]]], tables: Sequence[tuple[str, list[CellRow]]]) -> Stack:
    """The running texts of a document in their order, each with the tables that stand in it."""
    stack = Stack([], [], set(), set())
    for name, lines in [*texts, *((t, []) for t in dict.fromkeys(text_of(t) for t, _ in tables) if t not in dict(texts))]:
        own = sorted(((below(cells) or 0, table, cells) for table, cells in tables if text_of(table) == name), key=lambda t: t[0])
        said = {cell[0]: cell for cell in lines}
        done = 0
        for above, table, cells in own:
            _lines(stack, name, said, done, above)
            done = max(done, above)
            _table(stack, table, cells)
        _lines(stack, name, said, done, max(said, default=-1) + 1)
    return stack


def _lines(stack: Stack, name: str, said: dict[int, CellRow], start: int, end: int) -> None:
    for row in range(start, end):
        if row in said:
            stack.lines.add(len(stack.origin))
            stack.cells.append((len(stack.origin), *said[row][1:]))
        stack.origin.append((name, row, "line"))


def _table(stack: Stack, name: str, cells: list[CellRow]) -> None:
    top = len(stack.origin)
    for row, col, text, kind, marks in cells:
        stack.cells.append((top + row, col, text, kind, [_shifted(mark, top) for mark in marks or ()]))
    stack.origin += [(name, row, "R1C1") for row in range(max(cell[0] for cell in cells) + 1)]
    stack.ends.add(len(stack.origin))
    # A row between, so that two tables are not one.
    stack.origin.append(("", 0, "R1C1"))


def _shifted(mark: str, top: int) -> str:
    if not (found := MERGED.fullmatch(mark)):
        return mark
    first, last = (addresses.place(found[n]) for n in (1, 2))
    return f"merged {addresses.cell(first[0] + top, first[1], 'R1C1')}:{addresses.cell(last[0] + top, last[1], 'R1C1')}"
