"""What reading a file gives: its cells, with what changes their meaning; or why it was not read."""

from __future__ import annotations

from dataclasses import dataclass, field

from addresses import Naming


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
    """A sheet, the whole of a text table (name empty), a table of a document, or running text (a cell a line)."""

    name: str
    cells: list[Cell]
    naming: Naming = "A1"


@dataclass(slots=True)
class Content:
    """What one file gave. notices: what a researcher must know of it. files: name and content of those inside it."""

    parts: list[Part] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
