"""Web pages: their tables, and their running text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from reading.cells import Cell, Content, Part
from reading.delimited import decode

ENDS_A_LINE = {"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4"}


def read(content: bytes, _: str) -> Content:
    return Content(html_parts(decode(content)))


def html_parts(html: str) -> list[Part]:
    page = _Page()
    page.feed(html)
    page.close()
    text = [" ".join(line.split()) for line in "".join(page.text).split("\n")]
    parts = [Part("text", [Cell(n, 0, line, "text") for n, line in enumerate(text) if line], "line")]
    for n, rows in enumerate(page.tables, 1):
        cells = [Cell(r, c, " ".join(v.split()), "text") for r, row in enumerate(rows) for c, v in enumerate(row) if v.strip()]
        parts.append(Part(f"table {n}", cells, "R1C1"))
    return parts


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.open: list[list[list[str]]] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.silent += tag in ("style", "script", "title")
        if tag == "table":
            self.open.append([])
            self.tables.append(self.open[-1])
        elif tag == "tr" and self.open:
            self.open[-1].append([])
        elif tag in ("td", "th") and self.open and self.open[-1]:
            self.open[-1][-1].append("")
        elif tag in ENDS_A_LINE and not self.open:
            self.text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script", "title")
        if tag == "table" and self.open:
            self.open.pop()
        elif tag in ENDS_A_LINE and not self.open:
            self.text.append("\n")

    def handle_data(self, data: str) -> None:
        if self.silent > 0:
            return
        if self.open and self.open[-1] and self.open[-1][-1]:
            self.open[-1][-1][-1] += data
        elif not self.open:
            self.text.append(re.sub(r"\s+", " ", data))
