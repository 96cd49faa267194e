"""A document as one grid: its running text and its tables in reading order, so that what stands above a table names it.

Reading says by a mark on a table's first cell where it stands: `below line 7` of the running text before it,
`continues page 1 table 1`, `right of page 1 table 1`. Each table has columns of its own, so that no header ever
reaches a table that it does not belong to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import addresses

BELOW = re.compile(r"below line (\d+)")
LINKED = re.compile(r"(continues|right of) (.+)")
MERGED = re.compile(r"merged (\w+):(\w+)")
# Tables side by side in one grid; a longer document is several.
WIDEST = 400

Cells = list[tuple[int, int, str, str, list[str]]]  # row, column, text, kind, marks


class Block(NamedTuple):
    """Where cells of a part stand in a document's grid: its cell (row, col) at (top + row - first, left + col)."""

    part: str
    naming: addresses.Naming
    top: int
    left: int
    first: int
    height: int
    width: int

    def holds(self, row: int, col: int) -> bool:
        return self.top <= row < self.top + self.height and self.left <= col < self.left + self.width

    def cell(self, row: int, col: int) -> str:
        return addresses.cell(row - self.top + self.first, col - self.left, self.naming)


@dataclass(slots=True)
class Piece:
    """A part of a document, as read gave it."""

    part: str
    naming: addresses.Naming
    cells: Cells

    def said(self, pattern: re.Pattern) -> re.Match | None:
        return next((found for mark in self.cells[0][4] or () if (found := pattern.fullmatch(mark))), None)

    @property
    def height(self) -> int:
        return max(c[0] for c in self.cells) + 1

    @property
    def width(self) -> int:
        return max(c[1] for c in self.cells) + 1


def is_document(pieces: list[Piece]) -> bool:
    """Whether there is running text, or reading said where the tables of these parts stand."""
    return any(piece.naming == "line" or piece.said(BELOW) for piece in pieces)


def grids(pieces: list[Piece]) -> Iterator[tuple[Cells, list[Block]]]:
    """The cells of a document's grids, with the blocks that lead back to its parts."""
    linked: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if found := piece.said(LINKED):
            linked[found[2]].append(piece)
    cells, blocks, row, left = [], [], 0, 1
    text: Piece | None = None
    line = 0
    for piece in pieces:
        if piece.said(LINKED):
            continue
        if piece.naming == "line":
            row = _put_lines(text, line, None, row, cells, blocks)
            text, line = piece, 0
            continue
        if left > WIDEST:
            yield cells, blocks
            cells, blocks, row, left = [], [], 0, 1
        if (found := piece.said(BELOW)) and text:
            row = _put_lines(text, line, int(found[1]), row, cells, blocks)
            line = int(found[1])
        bottom, right = _put_table(piece, linked, row, left, cells, blocks)
        row, left = bottom + 1, right + 1
    _put_lines(text, line, None, row, cells, blocks)
    yield cells, blocks


def _put_lines(text: Piece | None, start: int, end: int | None, row: int, cells: Cells, blocks: list[Block]) -> int:
    """Puts lines `start` to `end` of running text below what is there, and gives the row after them."""
    for r, _, *rest in text.cells if text else []:
        if r < start or (end is not None and r >= end):
            continue
        last = blocks[-1] if blocks else None
        goes_on = last and last.part == text.part and last.naming == "line" and last.first + last.height == r
        if goes_on:
            blocks[-1] = last._replace(height=last.height + 1)
        else:
            # What a paragraph says reaches less far than what the line above says: two blank rows, as in a sheet.
            row += 2 if last and last.part == text.part and last.naming == "line" else 0
            blocks.append(Block(text.part, "line", row, 0, r, 1, 1))
        cells.append((row, 0, *rest))
        row += 1
    return row


def _put_table(piece: Piece, linked: dict[str, list[Piece]], row: int, left: int, cells: Cells, blocks: list[Block]) -> tuple[int, int]:
    """Puts a table and all that goes on from it; gives the row below it and the column right of it."""
    height, width = piece.height, piece.width
    blocks.append(Block(piece.part, piece.naming, row, left, 0, height, width))
    cells += [(row + r, left + c, text, kind, [_moved(m, row, left) for m in marks or ()]) for r, c, text, kind, marks in piece.cells]
    bottom, right = row + height, left + width
    for other in linked.get(piece.part, ()):
        if other.said(LINKED)[1] == "continues":
            bottom, reach = _put_table(other, linked, bottom, left, cells, blocks)
            right = max(right, reach)
        else:
            reach, right = _put_table(other, linked, row, right, cells, blocks)
            bottom = max(bottom, reach)
    return bottom, right


def _moved(mark: str, rows: int, columns: int) -> str:
    found = MERGED.fullmatch(mark)
    if not found:
        return mark
    ends = [addresses.place(name) for name in found.groups()]
    return "merged " + ":".join(addresses.cell(r + rows, c + columns, "R1C1") for r, c in ends)
