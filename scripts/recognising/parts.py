"""The parts of returns as they stand in cells.parquet, each made ready to be recognised."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import itemgetter

import pyarrow as pa
import pyarrow.compute as pc

import addresses
from recognising.documents import Block, Piece, grids, is_document
from recognising.grid import Grid, Place
from recognising.sentences import Line, Sentence, sentences

# A sheet with a cell in its last row and column would make a grid of 17 thousand million cells.
LARGEST_GRID = 20_000_000
# From here on it is asked whether all of it is needed.
LARGE_GRID = 500_000
MERGED = re.compile(r"merged (\w+):(\w+)")

Cell = tuple[int, int, str, str, list[str] | None]  # row, col, text, kind, marks


@dataclass
class SourcePart:
    """One part of one file."""

    collection: str
    folder: str
    file: str
    part: str
    cells: list[Cell]
    naming: addresses.Naming = "A1"
    # Of a document, whose parts make one grid: where each of them stands in it.
    blocks: list[Block] = field(default_factory=list)

    def cell(self, place: Place) -> tuple[str, str]:
        """The part and the name of the cell at a place of the grid."""
        block = next((b for b in self.blocks if b.holds(*place)), None)
        return (block.part, block.cell(*place)) if block else (self.part, addresses.cell(*place, self.naming))

    @property
    def path(self) -> str:
        return "/".join(filter(None, (self.collection, self.folder, self.file)))

    def grid(self) -> Grid | None:
        height = max(map(itemgetter(0), self.cells)) + 1
        # One more column than is filled, so that a blank answer in the last one has a place.
        width = max(map(itemgetter(1), self.cells)) + 2
        if strays := height * width > LARGE_GRID:
            height, width = _before_a_gap(c[0] for c in self.cells), _before_a_gap(c[1] for c in self.cells) + 1
        if height * width > LARGEST_GRID:
            return None
        texts = [[""] * width for _ in range(height)]
        anchor: dict[Place, Place] = {}
        # What is quoted of an earlier message is not said by the sender.
        quoted = self.marked("quoted")
        said = [c for c in self.cells if c[0] < height and c[1] < width and (c[0], c[1]) not in quoted] if strays or quoted else self.cells
        for row, col, text, _, _ in said:
            texts[row][col] = text.strip()
        dates = [(row, col) for row, col, _, kind, _ in said if kind == "date"]
        for (row, col), marks in self.marks:
            for found in filter(None, map(MERGED.fullmatch, marks)):
                bottom, right = addresses.place(found[2])
                span = ((r, c) for r in range(row, min(bottom + 1, height)) for c in range(col, min(right + 1, width)))
                anchor |= {place: (row, col) for place in span if place != (row, col)}
        lines = frozenset(r for b in self.blocks if b.naming == "line" for r in range(b.top, b.top + b.height))
        tabled = {r for b in self.blocks if b.naming != "line" for r in range(b.top, b.top + b.height)}
        ends = frozenset(r + 1 for r in tabled if r + 1 not in tabled)
        place = (self.collection, self.folder, self.file, self.part)
        return Grid(*place, texts, anchor, frozenset(dates), lines, ends, self.marked("label"))

    def texts(self) -> list[str]:
        """What is written in it. Of running text the sentences: half of a legend, on a line of its own, may explain another mark."""
        if self.naming != "line":
            quoted = self.marked("quoted")
            return [text for r, c, text, kind, _ in self.cells if kind == "text" and (r, c) not in quoted]
        return [s.text for s in self._sentences()]

    def places_of(self, texts: Container[str]) -> Iterator[str]:
        """The addresses of the cells or lines in which one of these texts stands."""
        if self.naming == "line":
            yield from (address for s in self._sentences() if s.text in texts for address in (s.address, *s.others))
        else:
            yield from (self._address(r, c) for r, c, text, *_ in self.cells if text in texts)

    def _sentences(self) -> list[Sentence]:
        said = sentences(Line(c[2], self._address(c[0], c[1]), "quoted" in (c[4] or ())) for c in self.cells)
        return [s for s in said if not s.quoted]

    def _address(self, row: int, col: int) -> str:
        return addresses.address(self.path, self.part, addresses.cell(row, col, self.naming))

    def marked(self, *said: str) -> frozenset[Place]:
        """The cells that carry one of these marks."""
        return frozenset(place for mark in said for place in self.by_mark.get(mark, ()))

    @cached_property
    def by_mark(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for place, marks in self.marks:
            for mark in marks:
                found.setdefault(mark, []).append(place)
        return found

    @cached_property
    def marks(self) -> list[tuple[Place, list[str]]]:
        return [((cell[0], cell[1]), cell[4]) for cell in self.cells if cell[4]]


def _before_a_gap(filled: Iterable[int]) -> int:
    """How many rows or columns there are before a thousand empty ones: what stands beyond is a stray cell."""
    last = 0
    for n in sorted(set(filled)):
        if n - last > 1000:
            break
        last = n
    return last + 1


def parts_of(cells: pa.Table) -> list[SourcePart]:
    """The parts in cells.parquet, in its order, in which the cells of a part stand together."""
    if not len(cells):
        return []
    keys = [cells.column(n).combine_chunks() for n in ("collection", "body", "file", "part")]
    differs = [pc.not_equal(key.slice(1), key.slice(0, len(key) - 1)) for key in keys]
    starts = pa.array([0, *(n + 1 for n in pc.indices_nonzero(reduce(pc.or_, differs)).to_pylist())], pa.int64())
    marks: list[list[str] | None] = [None] * len(cells)
    said = cells.column("marks").combine_chunks()
    marked = pc.indices_nonzero(pc.fill_null(pc.list_value_length(said), 0))
    for n, own in zip(marked.to_pylist(), said.take(marked).to_pylist()):
        marks[n] = own
    # By way of numpy: Arrow makes an object of each value first.
    found = list(zip(*(cells.column(n).to_numpy().tolist() for n in ("row", "col", "text", "kind")), marks))
    named = zip(*(key.take(starts).to_pylist() for key in keys))
    namings = [addresses.naming(name) for name in cells.column("cell").take(starts).to_pylist()]
    spans = zip(starts.to_pylist(), [*starts.to_pylist()[1:], len(cells)])
    return [SourcePart(*key, found[start:end], naming) for key, (start, end), naming in zip(named, spans, namings)]


def documents(parts: list[SourcePart], apart: Container[tuple[str, str]] = ()) -> list[SourcePart]:
    """The parts, those of a document put together as one grid, if reading said where its tables stand.

    apart: path and part of those that stay by themselves.
    """
    files: dict[tuple[str, str, str], list[SourcePart]] = {}
    for part in parts:
        files.setdefault((part.collection, part.folder, part.file), []).append(part)
    return [one for of_file in files.values() for one in _joined(of_file, apart)]


def _joined(parts: list[SourcePart], apart: Container[tuple[str, str]]) -> list[SourcePart]:
    alone = [part for part in parts if (part.path, part.part) in apart]
    pieces = [Piece(part.part, part.naming, part.cells) for part in parts if part not in alone]
    if not is_document(pieces):
        return parts
    one = parts[0]
    return [SourcePart(one.collection, one.folder, one.file, "", cells, "R1C1", blocks) for cells, blocks in grids(pieces)] + alone
