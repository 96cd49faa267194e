"""What reading a file gives: its cells, with what changes their meaning; or why it was not read."""

from __future__ import annotations

from dataclasses import dataclass, field


class NotRead(Exception):
    """Why a file was not read, in words for the researcher, with what to do."""


@dataclass(slots=True)
class Cell:
    """One non-blank cell. kind: number · text · date · bool · error · formula."""

    row: int
    col: int
    text: str
    kind: str
    marks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Part:
    """A sheet, or the whole of a text table (name empty)."""

    name: str
    cells: list[Cell]
