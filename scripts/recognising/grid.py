"""A part as a grid of texts, and what recognising it gives: answers not yet valued, and what was not read."""

from __future__ import annotations

from dataclasses import dataclass, field

Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True, slots=True)
class Grid:
    """One part of one file, or a document. `anchor`: covered cell of a merged range → its first cell."""

    collection: str
    body: str
    file: str
    part: str
    texts: list[list[str]]
    anchor: dict[Place, Place] = field(default_factory=dict)
    dates: frozenset[Place] = frozenset()  # cells that hold a date, whatever they show
    lines: frozenset[int] = frozenset()  # rows of a document that are lines of running text
    ends: frozenset[int] = frozenset()  # rows of a document below the last one of a table
    labels: frozenset[Place] = frozenset()  # cells of which reading knows that they are labels: "under 1: 3"

    @property
    def height(self) -> int:
        return len(self.texts)

    @property
    def width(self) -> int:
        return len(self.texts[0]) if self.texts else 0

    def at(self, row: int, col: int) -> str:
        return self.texts[row][col]


NO_RULE = "no rule reads this text as an answer"


@dataclass(slots=True)
class Found:
    """A value cell with the meaning that its headers give it; `problem` says why it was not read."""

    place: Place
    text: str
    question: str = ""
    period: str = ""
    labels: dict[str, tuple[str | None, str]] = field(default_factory=dict)  # dimension → canonical, printed
    choices: tuple[str, ...] | None = None
    body: str = ""  # where a row names the body that answered
    headers: tuple[Place, ...] = ()
    problem: str = ""
    table: int = 0
    by_hand: str = ""  # the reading in config that supplied what was missing
