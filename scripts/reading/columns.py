"""Tables that are set in running text: with pipes, with tabs, by columns of spaces, as a list of labels and values."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

BORDER = re.compile(r"(?=.*?(?:--|==|__))[\s|+:=_-]+")
# What may be the value of a cell: a number in some dress, a mark, or a word for none.
VALUE = re.compile(
    r"[<>≤≥~]?\s?\d[\d,. ]*[+*%†]*|\d+\s?(?:-|–|to)\s?\d+|[*#]+|\[?c\]?|-+|–|nil|none|zero|n/?a"
    r"|(?:fewer|less|more) than \w+|(?:under|over|approx\.?|about|c\.?) ?\d[\d,]*|\d+ or (?:fewer|less|more)|not (?:held|recorded|known)",
    re.IGNORECASE,
)
BULLET = re.compile(r"\W{0,3}|\W?(?:q|question)?\s?\d{0,2}[a-z]?[.):]", re.IGNORECASE)
GAP = re.compile(r"\S {2,}\S")
WIDEST = 200  # letters of a line in which columns are looked for
PAIR = r"[^:;,]{1,40}:\s*[^:;,\s](?:[^:;,]|,(?=\d{3}))*"
LISTED = re.compile(rf"(?P<head>[^:]{{2,60}})\s*(?:\s[-–—]\s|:\s)\s*(?P<pairs>{PAIR}(?:[;,]\s+{PAIR})+)")
BARE_LIST = re.compile(rf"(?P<head>)(?P<pairs>{PAIR}(?:[;,]\s+{PAIR})+)")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are a table: from `start` to `end` (excluded), as rows of texts."""

    start: int
    end: int
    rows: list[list[str]]
    listed: bool = False  # a list of labels and values, whose first row are the labels


def blocks(lines: Sequence[str]) -> list[Block]:
    """The tables among lines of text, from top to bottom. What is not surely one stays text."""
    found, start = [], 0
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        size = len(list(group))
        if not blank:
            found += _within(lines, start, start + size)
        start += size
    return found


def _within(lines: Sequence[str], start: int, end: int) -> list[Block]:
    found = []
    while start < end:
        block = next((b for way in (_piped, _tabbed, _listed, _spaced) if (b := way(lines, start, end))), None)
        if block and block.rows:
            found.append(block)
        start = block.end if block else start + 1
    return found


def _run(lines: Sequence[str], start: int, end: int, fits: Callable[[str], object]) -> int:
    """The end of the lines from `start` on that all fit."""
    return next((n for n in range(start, end) if not fits(lines[n])), end)


# Each of these gives the table that begins at line `start`, one without rows where the lines look like one and are
# none, or nothing. They look at a line but once or twice: a long text must not take long.


def _piped(lines: Sequence[str], start: int, end: int) -> Block | None:
    """A table of Markdown, or one that is drawn with pipes."""
    stop = _run(lines, start, end, lambda line: "|" in line or BORDER.fullmatch(line))
    drawn = [line for line in lines[start:stop] if not BORDER.fullmatch(line)]
    if stop == start or not drawn:
        return Block(start, stop, []) if stop > start else None
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line))] for line in drawn]
    ruled = len(drawn) < stop - start
    regular = len({len(row) for row in rows}) <= (2 if ruled else 1)
    return Block(start, stop, rows if len(rows) > 1 and regular and max(map(len, rows)) > 1 else [])


def _tabbed(lines: Sequence[str], start: int, end: int) -> Block | None:
    pieces = lines[start].rstrip().count("\t")
    stop = _run(lines, start, end, lambda line: "\t" in line.strip() and abs(line.rstrip().count("\t") - pieces) < 2)
    if stop == start:
        return None
    rows = [[cell.strip() for cell in line.rstrip().split("\t")] for line in lines[start:stop]]
    if all(not row[0] for row in rows):
        rows = [row[1:] for row in rows]
    return Block(start, stop, rows if _tabular(rows) else [])


def _listed(lines: Sequence[str], start: int, end: int) -> Block | None:
    """Lines such as "2021/22 - under 1: 3, 1: <5, 2: 4": the labels once as a heading, below them a row a line."""
    first = _pairs(lines[start])
    if not first:
        return None
    labels = [label for label, _ in first[1]]
    rows = [["", *labels]]
    stop = start
    while stop < end and (now := _pairs(lines[stop])) and [label for label, _ in now[1]] == labels:
        rows.append([now[0], *(value for _, value in now[1])])
        stop += 1
    return Block(start, stop, rows, listed=True)


def _pairs(line: str) -> tuple[str, list[tuple[str, str]]] | None:
    plain = re.sub(r"^\s*[•·*-]\s+", "", line).strip().rstrip(".")
    found = LISTED.fullmatch(plain) or BARE_LIST.fullmatch(plain)
    if not found:
        return None
    pairs = [tuple(p.strip() for p in pair.split(":", 1)) for pair in re.split(r"[;,]\s+", found["pairs"])]
    if any(len(pair) != 2 or not VALUE.fullmatch(pair[1]) for pair in pairs) or len({label for label, _ in pairs}) < len(pairs):
        return None
    return found["head"].strip(), pairs


def _spaced(lines: Sequence[str], start: int, end: int) -> Block | None:
    """Columns set by spaces: places that are blank in every line, for two letters or more."""
    if not GAP.search(lines[start]):
        return None
    gaps: set[int] | None = None
    stop = start
    for n in range(start, end):
        own = _blank(lines[n].expandtabs())
        both = own if gaps is None else gaps & own
        if not _edges(both):
            break
        gaps, stop = both, n + 1
    while stop > start and not GAP.search(lines[stop - 1]):
        stop -= 1
    if stop - start < 2:
        return None
    texts = [line.expandtabs() for line in lines[start:stop]]
    starts = [0, *_edges(set.intersection(*map(_blank, texts)))]
    rows = [[text[a:b].strip() for a, b in zip(starts, [*starts[1:], None])] for text in texts]
    return Block(start, stop, rows if _tabular(rows) else [])


def _blank(line: str) -> set[int]:
    """The places of a line where nothing stands, to its right as well."""
    return {n for n in range(WIDEST) if n >= len(line) or line[n] == " "}


def _edges(blank: set[int]) -> list[int]:
    """Where columns begin: behind two blank places or more, but not before the first or behind the last."""
    starts = [n for n in range(2, WIDEST) if n not in blank and n - 1 in blank and n - 2 in blank]
    return starts if starts and any(n not in blank for n in range(starts[0])) else starts[1:]


def _tabular(rows: list[list[str]]) -> bool:
    """Two rows or more with values behind their first cell, and nothing too long to stand in a table."""
    if len(rows) < 2 or max(map(len, rows)) < 2 or any(len(cell) > 80 for row in rows for cell in row):
        return False
    if all(BULLET.fullmatch(row[0]) and len(row) == 2 for row in rows):
        return False  # the numbers of a list
    return sum(any(VALUE.fullmatch(cell) for cell in row[1:]) for row in rows) >= 2
