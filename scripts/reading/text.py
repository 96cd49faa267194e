"""Running text: a cell a line."""

from __future__ import annotations

from reading.cells import Cell, Content, Part
from reading.delimited import decode


def read(content: bytes, _: str) -> Content:
    return Content(text_parts(decode(content)))


def text_parts(text: str) -> list[Part]:
    return [Part("text", [Cell(n, 0, line.strip(), "text") for n, line in enumerate(text.splitlines()) if line.strip()], "line")]
