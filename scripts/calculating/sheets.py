"""The sheets of results/audit.xlsx: what each holds, as rows of cells, and how they are written."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from auditing.text import ODD
from calculating.bodies import Formula
from calculating.references import NO_LIMIT

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST = 2000  # characters of one text that are shown
MOST_LINKS = 65_530  # of a sheet: Excel takes no more
NUMBER = '[>=1E+90]"no limit";General'
SHARE = '[>=1E+90]"no limit";0.0%'


@dataclass(frozen=True, slots=True)
class Link:
    """A place beside the workbook, or in it (`internal:`), and what is to be read there."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Given:
    """A number that may be changed."""

    value: float | None


Cell = Formula | Link | Given | float | str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """headings and widths: of the columns; shares: the rows (from 0) whose numbers are shares, in the columns D to G."""

    name: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: list[list[Cell]]
    shares: frozenset[int] = frozenset()


def write(out: Path, title: str, about: list[str], sheets: list[Sheet]) -> None:
    """The workbook. The same content gives the same bytes."""
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    class Page(Worksheet):
        """No formula here uses a function newer than Excel 2007. Each would be looked for in each."""

        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return formula.removeprefix("=")

    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"title": title, "created": datetime.datetime(2000, 1, 1)})
    book.set_calc_mode("auto")
    pen = _Pen(book)
    cover = book.add_worksheet("About")
    cover.hide_gridlines(2)
    cover.set_column(0, 0, 110)
    cover.write_string(0, 0, plain(title), pen.title)
    for n, line in enumerate(about, 2):
        cover.write_string(n, 0, plain(line), pen.prose)
    pages = [(sheet, book.add_worksheet(sheet.name, Page)) for sheet in sheets]
    for sheet, page in pages:
        _sheet(sheet, page, pen)
    book.close()


def plain(text: str) -> str:
    """Text that others wrote, as a cell holds it: no characters that hide or turn the others, and not without end."""
    shown = ODD.sub(lambda c: f"[U+{ord(c[0]):04X}]", text[:LONGEST]).encode("utf-8", "replace").decode()
    shown = shown.replace("\ufffe", "[U+FFFE]").replace("\uffff", "[U+FFFF]")
    return shown + (f" … ({len(text) - LONGEST:,} more characters)" if len(text) > LONGEST else "")


class _Pen:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.prose = book.add_format({"text_wrap": True, "valign": "top"})
        self.heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"})
        # An apostrophe before the text, which does not show: what begins like a formula stays text when it is edited, too.
        self.text = book.add_format({"quote_prefix": True, "num_format": "@"})
        self.number = book.add_format({"num_format": NUMBER})
        self.share = book.add_format({"num_format": SHARE})
        self.given = book.add_format({"num_format": NUMBER, "bg_color": "#FFF7D6"})
        self.choices = book.add_format({"quote_prefix": True, "num_format": "@", "bg_color": "#FFF7D6"})
        self.link = book.add_format({"font_color": "#0B4F8A", "underline": 1})


def _sheet(sheet: Sheet, page: Worksheet, pen: _Pen) -> None:
    page.freeze_panes(1, 1)
    for n, (heading, width) in enumerate(zip(sheet.headings, sheet.widths)):
        page.set_column(n, n, width)
        page.write_string(0, n, heading, pen.heading)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.headings) - 1)
    links = 0
    for row, cells in enumerate(sheet.rows, 1):
        share = row - 1 in sheet.shares
        for column, cell in enumerate(cells):
            if isinstance(cell, Link) and (links := links + 1) > MOST_LINKS:
                cell = f"{cell.text} (no link: a sheet takes {MOST_LINKS:,})"
            numbers = pen.share if share and 3 <= column <= 6 else pen.number
            _cell(page, row, column, cell, numbers, pen)


def _cell(page: Worksheet, row: int, column: int, cell: Cell, numbers: Format, pen: _Pen) -> None:
    match cell:
        case Formula():
            page.write_formula(row, column, cell.text, numbers, _stored(cell.value))
        case Link():
            page.write_url(row, column, cell.to, pen.link, plain(cell.text)[:255])
        case Given():
            if cell.value is None:
                page.write_blank(row, column, None, pen.given)
            else:
                page.write_number(row, column, min(cell.value, NO_LIMIT), pen.given)
        case str():
            if cell:
                page.write_string(row, column, plain(cell), pen.choices if cell[:1] == cell[-1:] == ";" else pen.text)
        case None:
            pass
        case _:
            page.write_number(row, column, min(cell, NO_LIMIT), numbers)


def _stored(value: float | str) -> float | str:
    if isinstance(value, str):
        return value
    return "" if math.isnan(value) else min(value, NO_LIMIT)
