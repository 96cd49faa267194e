"""What each cell of a part was taken for: an answer, a total, a header, unread, …"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa

TWIN = "same as "
# Class of a cell on the page → its name for one and for several, and what that means, in the legend's order.
KINDS = {
    "a": ("answer", "answers", "read, and used"),
    "t": ("total", "totals", "read as a total"),
    "w": ("given twice", "given twice", "read, and counted once: the same answer stands elsewhere"),
    "s": ("set aside", "set aside", "read, and not used: it fails a check, no rule can be sure, or a later file takes its place"),
    "b": ("blank", "blank", "an answer was to stand here"),
    "u": ("unread", "unread", "looks like an answer, and was not read"),
    "r": ("reply", "replies", "says what becomes of a question: refused, not held, …"),
    "h": ("header", "headers", "gives answers their meaning"),
    "n": ("goes into numbers", "go into numbers", "decides a number: in the register, or published by others"),
    "o": ("other", "other", "neither an answer nor a header of one"),
}


@dataclass(slots=True)
class Said:
    """What the tables say of one part, by the cell's name."""

    answers: dict[str, dict] = field(default_factory=dict)
    unread: dict[str, dict] = field(default_factory=dict)
    headers: set[str] = field(default_factory=set)
    replies: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # question and status
    used: set[str] = field(default_factory=set)  # cells that a number depends on

    def kind(self, cell: str) -> str:
        if cell in self.answers:
            return self.answers[cell]["kind"]
        others = (("u", self.unread), ("r", self.replies), ("h", self.headers), ("n", self.used))
        return next((kind for kind, found in others if cell in found), "o")

    def blanks(self) -> list[str]:
        """The places without a cell where an answer was to stand."""
        return [c for found in (self.answers, self.unread) for c, row in found.items() if not row["raw"]]


def said_of(
    answers: pa.Table, unread: pa.Table, replies: list[dict[str, str]], used: Iterable[str], dimensions: tuple[str, ...]
) -> dict[str, Said]:
    """`<path>#<part>` → what was read of that part, and what was not. used: the cells that a number depends on."""
    found: dict[str, Said] = defaultdict(Said)
    for row in answers.to_pylist():
        row["kind"] = _kind(row, dimensions)
        where, _, cell = row["answer"].rpartition("!")
        found[where].answers[cell] = row
    for row in unread.to_pylist():
        where, _, cell = row["address"].rpartition("!")
        found[where].unread[cell] = row
    for row in replies:
        # An answer shows itself; of who said nothing, or nothing that was read, the source is the register.
        if row["status"] not in ("answered", "partly", "no_answer", "unknown"):
            where, _, cell = row["source"].rpartition("!")
            section = f", section {row['section']}" if row["section"] else ""
            found[where].replies[cell].append(f"{row['question']}: {row['status'].replace('_', ' ')}{section}")
    for header in {h for headers in answers.column("headers").to_pylist() for h in headers or ()}:
        where, _, cell = header.rpartition("!")
        found[where].headers.add(cell)
    for address in used:
        where, _, cell = address.rpartition("!")
        found[where].used.add(cell)
    return found


def _kind(row: dict, dimensions: tuple[str, ...]) -> str:
    if row["set_aside"].startswith(TWIN):
        return "w"
    if row["set_aside"] or row["status"] == "unreadable":
        return "s"
    if not row["raw"]:
        return "b"
    return "t" if row["period"] == "total" or any(row[d] == "total" for d in dimensions) else "a"
