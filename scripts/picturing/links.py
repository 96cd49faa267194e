"""Where the picture of a cell is: on which page, at which id. Told by its address alone, so that every page can link to it."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache


@lru_cache(maxsize=10_000)
def page(path: str) -> str:
    """The name of the page of a raw file, from its path below data/raw: readable, and safe on any disk."""
    readable = re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:60].rstrip("-")
    return f"{readable}-{_short(path, 8)}.html"


@lru_cache(maxsize=10_000)
def part(raw: str, where: str) -> str:
    """The id of a part on the page of the raw file `raw`. where: `<path>#<part>`, of that file or of one inside it."""
    return "p" + _short(where[len(raw) :], 6)


def cell(part_id: str, name: str) -> str:
    """The id of a cell, or of the place of a blank answer: p1a2b3c-C7, p1a2b3c-line12."""
    return f"{part_id}-{name.replace(' ', '')}"


def place(raw: str, address: str) -> str:
    """The id of an address on the page of the raw file `raw`."""
    where, _, name = address.rpartition("!")
    return cell(part(raw, where), name)


def _short(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
