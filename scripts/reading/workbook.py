"""Workbooks: xlsx, xlsm, xls, xlsb, ods. Values by python-calamine; what it does not tell, by reading.marks."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

import addresses
from reading.cells import Cell, Content, NotRead, Part
from reading.dangers import defines_entities
from reading.formats import seen
from reading.kinds import PASSWORD
from reading.marks import DENSE, SheetMarks, xlsx_marks
from reading.older_marks import ods_marks, xls_marks

MARKS = {"xlsx": xlsx_marks, "xls": xls_marks, "ods": ods_marks}
UNKNOWN = "Its form is unusual: what is hidden or struck through in it is not known. Compare with what a spreadsheet shows."
ENTITIES = "It defines entities, as files do that are made to fill a reader's memory, and was not opened. Ask the sender what it is."


def read(content: bytes, kind: str) -> Content:
    """The sheets of a workbook. Raises NotRead with what to do."""
    marks = MARKS[kind](content) if kind in MARKS else {}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        parts = [_sheet(content, workbook, meta, marks.get(meta.name)) for meta in workbook.sheets_metadata]
    except PasswordError:
        raise NotRead(PASSWORD) from None
    except (CalamineError, OSError, ValueError) as error:
        if kind != "xls" and defines_entities(content):
            raise NotRead(ENTITIES) from None
        told = "" if "detect file format" in str(error) else f" ({' '.join(str(error).split())[:80]})"
        raise NotRead(f"The workbook is damaged or of a kind that cannot be opened{told}. Ask the sender for it again.") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise NotRead("The workbook breaks the reader. Open it in a spreadsheet, save it as xlsx, and add that.") from None
    return Content(parts, [UNKNOWN] if kind in MARKS and not marks else [])


def _sheet(content: bytes, workbook: CalamineWorkbook, meta, marks: SheetMarks | None) -> Part:
    if "WorkSheet" not in str(meta.typ):
        return Part(meta.name, [])
    if marks and marks.beyond:
        raise NotRead(f"The workbook is damaged: its sheet {meta.name!r} numbers rows that no sheet has. Ask the sender for it again.")
    if marks and marks.area > DENSE:
        values, merged = _sparse(content, meta.name), marks.merged
    else:
        sheet = workbook.get_sheet_by_name(meta.name)
        values, merged = _dense(sheet), sheet.merged_cell_ranges or []
    hidden = ["hidden sheet"] if meta.visible != SheetVisibleEnum.Visible else []
    cells: dict[tuple[int, int], Cell] = {}
    numbers: dict[float, str] = {}  # sheets repeat their numbers
    for r, c, value in values:
        if type(value) is str:
            text, kind = value, "text"
        elif type(value) is float:
            text, kind = numbers.get(value) or numbers.setdefault(value, shown(value)[0]), "number"
        else:
            text, kind = shown(value)
        if kind != "text" or text.strip():
            cells[r, c] = Cell(r, c, text, kind, [*hidden])
    for (top, left), (bottom, right) in merged if cells else ():
        if (top, left) in cells and (top, left) != (bottom, right):
            cells[top, left].marks.append(f"merged {addresses.cell(top, left)}:{addresses.cell(bottom, right)}")
    if marks:
        _mark(cells, marks, hidden)
        if marks.unread:
            cells = {place: cells[place] for place in sorted(cells)}
    return Part(meta.name, list(cells.values()))


def _dense(sheet: CalamineSheet) -> Iterator[tuple[int, int, object]]:
    """The values that are not blank, with their rows and columns."""
    start_row, start_col = sheet.start or (0, 0)
    rows = sheet.to_python(skip_empty_area=True)
    for r, row in enumerate(rows, start=start_row):
        for c, value in enumerate(row, start=start_col):
            if value is not None and value != "":
                yield r, c, value


def _sparse(content: bytes, name: str) -> Iterator[tuple[int, int, object]]:
    """The same for an xlsx whose cells are few and far apart: slower by the cell, with no cost for the blank ones."""
    from openpyxl import load_workbook  # slow to import, and seldom needed

    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True)[name]
    sheet.reset_dimensions()  # else each row is filled up to the last column
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None and cell.data_type != "e":  # errors are among the marks
                yield cell.row - 1, cell.column - 1, cell.value


def _mark(cells: dict[tuple[int, int], Cell], marks: SheetMarks, hidden: list[str]) -> None:
    for place, (text, kind) in marks.unread.items():
        cells.setdefault(place, Cell(*place, text, kind, list(hidden)))
    for place, text in marks.seen.items():
        if place in cells and cells[place].kind == "number":
            cells[place].text = text
    for place, said in marks.cells.items():
        if place in cells:
            cells[place].marks += said
            for shape in (s.removeprefix("shown as ") for s in said if s.startswith("shown as ") and cells[place].kind == "number"):
                cells[place].text = seen(cells[place].text, shape)
    if marks.hidden_rows or marks.hidden_columns:
        for (r, c), cell in cells.items():
            if r in marks.hidden_rows:
                cell.marks.append("hidden row")
            if c in marks.hidden_columns:
                cell.marks.append("hidden column")


def shown(value: object) -> tuple[str, str]:
    """A stored value as text, and its kind. Whole numbers have no decimal point; dates are ISO dates."""
    if isinstance(value, bool):
        return str(value).upper(), "bool"
    if isinstance(value, (int, float)):
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        return (f"{value:.15g}" if isinstance(value, float) else str(value)), "number"
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return (value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")), "date"
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat(), "date"
    if isinstance(value, dt.timedelta):
        return str(value), "date"
    return str(value), "text"
