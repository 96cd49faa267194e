"""Addresses: `<path below data/raw>#<part>!<cell>`, the key by which every number is followed back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

# How a part names its cells: a sheet and a text table as B7, a table of a document as R7C2, running text as line 12.
Naming = Literal["A1", "R1C1", "line"]


IN_SHEET = re.compile(r"([A-Z]+)([1-9]\d*)")
IN_TABLE = re.compile(r"R([1-9]\d*)C([1-9]\d*)")
IN_TEXT = re.compile(r"line ([1-9]\d*)")


class Address(NamedTuple):
    path: str
    part: str
    cell: str


@lru_cache(maxsize=2000)
def column(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell(row: int, col: int, naming: Naming = "A1") -> str:
    """The name of a cell, from its row and column from 0. A line has no columns."""
    if naming == "R1C1":
        return f"R{row + 1}C{col + 1}"
    if naming == "line":
        return f"line {row + 1}"
    return f"{column(col)}{row + 1}"


def cells(rows: pa.Array, cols: pa.Array, naming: Naming = "A1") -> pa.Array:
    """The names of many cells."""
    row = pc.cast(pc.add(rows, 1), pa.string())
    if naming == "line":
        return pc.binary_join_element_wise("line", row, " ")
    if naming == "R1C1":
        return pc.binary_join_element_wise("R", row, "C", pc.cast(pc.add(cols, 1), pa.string()), "")
    different = cols.dictionary_encode()
    letters = pa.array([column(col) for col in different.dictionary.to_pylist()], pa.string())
    return pc.binary_join_element_wise(letters.take(different.indices), row, "")


def addresses(path: str, parts: pa.Array, cells: pa.Array) -> pa.Array:
    """The addresses of many cells of a file."""
    return pc.binary_join_element_wise(f"{path}#", parts, "!", cells, "")


def naming(name: str) -> Naming:
    """How the part names its cells that has one of this name."""
    if name.startswith("line "):
        return "line"
    return "R1C1" if IN_TABLE.fullmatch(name) else "A1"


def place(name: str) -> tuple[int, int]:
    """B7, R7C2 or line 7 → row and column from 0. Raises ValueError for what is of none of these forms."""
    if found := IN_SHEET.fullmatch(name):
        return int(found[2]) - 1, _column_number(found[1]) - 1
    if found := IN_TABLE.fullmatch(name):
        return int(found[1]) - 1, int(found[2]) - 1
    if found := IN_TEXT.fullmatch(name):
        return int(found[1]) - 1, 0
    raise ValueError(f"{name!r} is not a cell such as B7, R7C2 or line 7")


@lru_cache(maxsize=2000)
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def path(collection: str, body: str, file: str) -> str:
    """The path below data/raw of a file, from the columns that say where a cell stands. The register lies in no folder."""
    return "/".join(filter(None, ("" if collection == "register" else collection, body, file)))


def address(path: str, part: str, name: str) -> str:
    return f"{path}#{part}!{name}"


def path_of(text: str) -> str:
    """The path in an address: quicker than all of it taken apart."""
    return text.rpartition("!")[0].rpartition("#")[0]


def parse(text: str) -> Address:
    """An address taken apart. A file's name may hold `#`, a sheet's may hold `!`; a cell's name holds neither."""
    rest, _, name = text.rpartition("!")
    path, _, part = rest.rpartition("#")
    return Address(path, part, name)
