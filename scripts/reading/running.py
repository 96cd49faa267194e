"""Running text with the tables that stand in it, as the parts of a document: its lines are `text`, then `table 1` …"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

import addresses
from reading.cells import Cell, Part
from reading.columns import blocks

# A piece of text and what became of it: "" as it stands there, "struck through", "hidden", "deleted".
Piece = tuple[str, str]


def lines_of(pieces: Iterable[Piece]) -> list[tuple[str, list[str]]]:
    """The lines that pieces of text make, each with its marks.

    A line that is struck through as a whole says so. What is struck from a part of one is no part of its text, and is
    kept as a comment: of a 12 whose 1 was struck, 2 is left.
    """
    lines: list[list[Piece]] = [[]]
    for text, state in pieces:
        first, *others = text.split("\n")
        lines[-1].append((first, state))
        lines += [[(other, state)] for other in others]
    return [_line(line) for line in lines]


def _line(pieces: list[Piece]) -> tuple[str, list[str]]:
    text = "".join(piece for piece, state in pieces if not state)
    every = {state: "".join(p for p, s in pieces if s == state).strip() for state in ("struck through", "deleted", "hidden")}
    gone = {state: said for state, said in every.items() if said}
    if text.strip():
        return text, [f"comment: {state} here: {said}" for state, said in gone.items()]
    marks = ["hidden row" if state == "hidden" else "struck through" for state in gone]
    return " ".join(gone.values()), list(dict.fromkeys(marks))


def cell_of(pieces: Iterable[Piece]) -> tuple[str, list[str]]:
    """The same for a cell of a table: its lines are one text. Struck lines go where others stand beside them."""
    lines = [(text.strip(), marks) for text, marks in lines_of(pieces) if text.strip()]
    stand = [line for line in lines if not {"struck through", "hidden row"} & set(line[1])]
    gone = [line for line in lines if line not in stand]
    if not stand:
        return "\n".join(text for text, _ in gone), list(dict.fromkeys(mark for _, said in gone for mark in said))
    marks = [mark for _, said in stand for mark in said]
    marks += [f"comment: {mark.removesuffix(' row')} here: {text}" for text, said in gone for mark in said]
    return "\n".join(text for text, _ in stand), marks


def with_note(before: str, number: str) -> str:
    """A raised number as the reference to a note that it is: 12 with note 1 is not 121. m² stays m2."""
    unit = re.search(r"(?:^|[\s\d])[kcm]?m$", before)
    return number if unit or not before.strip() else f" (note {number})"


def merged(row: int, col: int, height: int, width: int) -> list[str]:
    """The mark of a table's cell that covers others."""
    if height == width == 1:
        return []
    last = addresses.cell(row + height - 1, col + width - 1, "R1C1")
    return [f"merged {addresses.cell(row, col, 'R1C1')}:{last}"]


@dataclass(slots=True)
class Running:
    """Collects a document from top to bottom. A blank line is a line: it keeps its number, and is no cell."""

    lines: list[tuple[str, list[str]]] = field(default_factory=list)
    tables: list[tuple[int, list[Cell]]] = field(default_factory=list)  # how many lines stand above, cells

    def line(self, text: str, marks: list[str] | None = None) -> None:
        self.lines.append((text, marks or []))

    def table(self, cells: list[Cell]) -> None:
        if cells:
            self.tables.append((len(self.lines), cells))

    def parts(self) -> list[Part]:
        """`text`, then the tables in their order, those that are set in the text among them.

        Each table's first cell is marked `below line N`: what stands above a table says what it is about.
        """
        set_in, start = [], 0
        ends = sorted({above for above, _ in self.tables})
        for _, group in groupby(range(len(self.lines)), key=lambda n: (self.lines[n][1], bisect(ends, n))):
            size = len(list(group))
            set_in += [(start, block) for block in blocks([text for text, _ in self.lines[start : start + size]])]
            start += size
        taken: set[int] = set()
        tables = list(self.tables)
        for start, block in set_in:
            first = start + block.start
            taken |= set(range(first, start + block.end))
            marks = self.lines[first][1]
            cells = [
                Cell(r, c, text, "text", [*marks, *(["label"] if block.listed and r == 0 else [])])
                for r, row in enumerate(block.rows)
                for c, text in enumerate(row)
                if text
            ]
            tables.append((first, cells))
        said = [(n, text.strip(), marks) for n, (text, marks) in enumerate(self.lines) if n not in taken]
        parts = [Part("text", [Cell(n, 0, text, "text", marks) for n, text, marks in said if text], "line")]
        for n, (above, cells) in enumerate(sorted(tables, key=lambda t: t[0]), start=1):
            cells[0].marks.append(f"below line {above}")
            parts.append(Part(f"table {n}", cells, "R1C1"))
        return parts if parts[0].cells or len(parts) > 1 else []
