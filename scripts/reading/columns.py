"""Tables that are set in running text: with pipes, with tabs, by columns of spaces, as a list of labels and values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

BORDER = re.compile(r"[\s|+:=_-]*[-=_]{2}[\s|+:=_-]*")
# What may be the value of a cell: a number in some dress, a mark, or a word for none.
VALUE = re.compile(
    r"[<>≤≥~]?\s?\d[\d,. ]*[+*%†]*|\d+\s?(?:-|–|to)\s?\d+|[*#]+|\[?c\]?|-+|–|nil|none|zero|n/?a"
    r"|(?:fewer|less|more) than \w+|(?:under|over|approx\.?|about|c\.?) ?\d[\d,]*|\d+ or (?:fewer|less|more)|not (?:held|recorded|known)",
    re.IGNORECASE,
)
BULLET = re.compile(r"\W{0,3}|\W?(?:q|question)?\s?\d{0,2}[a-z]?[.):]", re.IGNORECASE)
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
        if block:
            found.append(block)
        start = block.end if block else start + 1
    return found


def _run(lines: Sequence[str], start: int, end: int, fits) -> int:
    """The end of the lines from `start` on that all fit."""
    return next((n for n in range(start, end) if not fits(lines[n])), end)


def _piped(lines: Sequence[str], start: int, end: int) -> Block | None:
    """A table of Markdown, or one that is drawn with pipes."""
    stop = _run(lines, start, end, lambda line: "|" in line or BORDER.fullmatch(line))
    drawn = [line for line in lines[start:stop] if not BORDER.fullmatch(line)]
    ruled = len(drawn) < stop - start
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line))] for line in drawn]
    if len(rows) < 2 or len({len(row) for row in rows}) > (2 if ruled else 1) or max(map(len, rows)) < 2:
        return None
    return Block(start, stop, rows)


def _tabbed(lines: Sequence[str], start: int, end: int) -> Block | None:
    stop = _run(lines, start, end, lambda line: "\t" in line.strip("\r\n ").rstrip())
    rows = [[cell.strip() for cell in line.rstrip().split("\t")] for line in lines[start:stop]]
    if rows and all(not row[0] for row in rows):
        rows = [row[1:] for row in rows]
    return Block(start, stop, rows) if _tabular(rows) and max(map(len, rows)) - min(map(len, rows)) < 2 else None


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
    """Columns set by spaces: places that are blank in every line for two letters or more."""
    if not re.search(r"\S\s{2,}\S", lines[start]):
        return None
    gapped = [n for n in range(start, end) if re.search(r"\S {2,}\S", lines[n])]
    for stop in range(gapped[-1] + 1 if gapped else start, start + 1, -1):
        rows = _split_at_gaps([line.expandtabs() for line in lines[start:stop]])
        if _tabular(rows) and re.search(r"\S {2,}\S", lines[stop - 1]):
            return Block(start, stop, rows)
    return None


def _split_at_gaps(lines: list[str]) -> list[list[str]]:
    width = max(map(len, lines))
    blank = [all(n >= len(line) or line[n] == " " for line in lines) for n in range(width)]
    edges, n = [], 0
    for empty, group in groupby(blank):
        size = len(list(group))
        if empty and size >= 2 and n:
            edges.append(n + size)
        n += size
    starts = [0, *edges]
    return [[line[a:b].strip() for a, b in zip(starts, [*edges, width])] for line in lines]


def _tabular(rows: list[list[str]]) -> bool:
    """Two rows or more with values behind their first cell, and nothing too long to stand in a table."""
    if len(rows) < 2 or max(map(len, rows)) < 2 or any(len(cell) > 80 for row in rows for cell in row):
        return False
    if all(BULLET.fullmatch(row[0]) and len(row) == 2 for row in rows):
        return False  # the numbers of a list
    return sum(any(VALUE.fullmatch(cell) for cell in row[1:]) for row in rows) >= 2
