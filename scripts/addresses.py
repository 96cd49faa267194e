"""Addresses: `<path below data/raw>#<part>!<cell>`, the key by which every number is followed back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple


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


def cell(row: int, col: int) -> str:
    """Row and column from 0 → A1."""
    return f"{column(col)}{row + 1}"


def place(name: str) -> tuple[int, int]:
    """A1 → row and column from 0. Raises ValueError for what is not of that form."""
    found = re.fullmatch(r"([A-Z]+)([1-9]\d*)", name)
    if not found:
        raise ValueError(f"{name!r} is not a cell such as B7")
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - 64
    return int(found[2]) - 1, col - 1


def address(path: str, part: str, name: str) -> str:
    return f"{path}#{part}!{name}"


def parse(text: str) -> Address:
    """An address taken apart. A file's name may hold `#`, a sheet's may hold `!`; a cell's name holds neither."""
    rest, _, name = text.rpartition("!")
    path, _, part = rest.rpartition("#")
    return Address(path, part, name)
