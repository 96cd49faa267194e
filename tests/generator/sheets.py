"""A sheet as rows of cells, and its ways into a file: xlsx, xls, ods, csv."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import openpyxl
import xlwt
from odf.element import Element
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style as OdfStyle
from odf.style import TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from tests.generator.archive import settle
from tests.generator.world import Key, Said

Cell = Said | str | int | float | bool | date | None
Place = tuple[int, int]  # row and column, from 0


@dataclass
class Sheet:
    """Rows of cells with what a spreadsheet can do to them."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)  # rows
    struck: set[Place] = field(default_factory=set)
    comments: dict[Place, str] = field(default_factory=dict)
    lists: dict[Place, str] = field(default_factory=dict)  # drop-downs, as a formula
    widths: tuple[int, ...] = ()
    hidden: bool = False
    hidden_columns: tuple[int, ...] = ()

    def places(self) -> Iterator[tuple[Said, str]]:
        """Each thing said on the sheet with its address."""
        for r, row in enumerate(self.rows):
            for c, cell in enumerate(row):
                if isinstance(cell, Said):
                    yield cell, address(r, c)


def address(row: int, column: int) -> str:
    """A1, from row and column counted from 0."""
    return f"{get_column_letter(column + 1)}{row + 1}"


def held(cell: Cell) -> object:
    """What stands in the cell."""
    return cell.text if isinstance(cell, Said) else cell


def found(sheets: Sequence[Sheet]) -> dict[Key, tuple[str, list[str]]]:
    """Where each thing was said: the part, visible ones first, and the addresses there."""
    places: dict[Key, tuple[str, list[str]]] = {}
    for sheet in sorted(sheets, key=lambda s: s.hidden):
        for said, where in sheet.places():
            part, cells = places.setdefault(said.key, (sheet.name, []))
            if part == sheet.name:
                cells.append(where)
    return places


def xlsx(sheets: Sequence[Sheet], day: date) -> bytes:
    """A workbook as a modern Excel would hold it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    book.active = next(i for i, sheet in enumerate(sheets) if not sheet.hidden)
    out = io.BytesIO()
    book.save(out)
    return settle(out.getvalue(), day)


@cache
def _font(bold: bool, struck: bool) -> Font:
    return Font(name="Arial", size=10, bold=bold, strike=struck)


def _fill(page: openpyxl.worksheet.worksheet.Worksheet, sheet: Sheet) -> None:
    for r, row in enumerate(sheet.rows):
        for c, cell in enumerate(row):
            if held(cell) is None:
                continue
            made = page.cell(r + 1, c + 1, held(cell))
            made.font = _font(r in sheet.bold, (r, c) in sheet.struck)
            made.alignment = Alignment(wrap_text=c < 2 or len(str(held(cell))) > 40, vertical="top")
            if isinstance(cell, Said) and cell.shown_as:
                made.number_format = cell.shown_as
            if r in sheet.bold:
                made.fill = PatternFill("solid", fgColor="E8EEF4")
    for (top, left), (bottom, right) in sheet.merged:
        page.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    for (r, c), text in sheet.comments.items():
        page.cell(r + 1, c + 1).comment = Comment(text, "Team")
    for (r, c), formula in sheet.lists.items():
        rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
        rule.add(address(r, c))
        page.add_data_validation(rule)
    for c, width in enumerate(sheet.widths):
        page.column_dimensions[get_column_letter(c + 1)].width = width
    for c in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(c + 1)].hidden = True
    if sheet.hidden:
        page.sheet_state = "hidden"


def xls(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of the years before 2007."""
    book = xlwt.Workbook(encoding="utf-8")
    bold, plain = xlwt.easyxf("font: bold on"), xlwt.easyxf("")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        covered = {(top, left): (bottom, right) for (top, left), (bottom, right) in sheet.merged}
        for r, row in enumerate(sheet.rows):
            for c, cell in enumerate(row):
                style = bold if r in sheet.bold else plain
                if (r, c) in covered:
                    bottom, right = covered[r, c]
                    page.write_merge(r, bottom, c, right, held(cell), style)
                elif held(cell) is not None:
                    dated = isinstance(cell, Said) and cell.shown_as
                    page.write(r, c, held(cell), xlwt.easyxf(num_format_str="D-MMM") if dated else style)
        if sheet.hidden:
            page.visibility = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets: Sequence[Sheet], day: date) -> bytes:
    """An OpenDocument workbook."""
    # The library names the namespaces of a file in the order in which this process first met them.
    Element.namespaces.clear()
    book = OpenDocumentSpreadsheet()
    bold = OdfStyle(name="strong", family="table-cell")
    bold.addElement(TextProperties(fontweight="bold"))
    book.automaticstyles.addElement(bold)
    for sheet in sheets:
        table = Table(name=sheet.name)
        spans = {(top, left): (bottom - top + 1, right - left + 1) for (top, left), (bottom, right) in sheet.merged}
        for r, row in enumerate(sheet.rows):
            line = TableRow()
            for c, cell in enumerate(row):
                line.addElement(_ods_cell(held(cell), bold if r in sheet.bold else None, spans.get((r, c))))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.write(out)
    return settle(out.getvalue(), day)


def _ods_cell(value: object, style: Element | None, span: tuple[int, int] | None) -> Element:
    options: dict[str, object] = {"stylename": style} if style else {}
    if span:
        options |= {"numberrowsspanned": span[0], "numbercolumnsspanned": span[1]}
    if isinstance(value, int | float):
        options |= {"valuetype": "float", "value": value}
    elif isinstance(value, date):
        options |= {"valuetype": "date", "datevalue": value.isoformat()}
        value = f"{value.day}-{value:%b}"
    elif value is not None:
        options |= {"valuetype": "string"}
    cell = TableCell(**options)
    for line in str(value).split("\n") if value is not None else ():
        cell.addElement(P(text=line))
    return cell


def text_table(sheet: Sheet, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A csv or tab-delimited file."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow(["" if held(cell) is None else held(cell) for cell in row])
    return out.getvalue().encode(encoding)
