"""What python-calamine does not tell of an xls or ods: hidden rows and columns, struck-through text, comments, errors,
and a number that is shown as something else.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile

from reading import formats
from reading.marks import SheetMarks

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
# Cells and rows are written once and repeated: to the end of the sheet where they are blank.
MOST_REPEATED = 2000
# Signs that make a shown number another answer than the stored one.
SAYS_MORE = re.compile(r"[<>≤≥+~*%]")


def xls_marks(content: bytes) -> dict[str, SheetMarks]:
    """The marks of each sheet of an xls, by name; none where they cannot be found."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ignore_workbook_corruption=True, logfile=io.StringIO())
        return {sheet.name: _xls_sheet(book, sheet) for sheet in book.sheets()}
    except Exception:  # what the library raises on damage is not told
        return {}


def _xls_sheet(book, sheet) -> SheetMarks:
    marks = SheetMarks({r for r, row in sheet.rowinfo_map.items() if row.hidden}, {c for c, col in sheet.colinfo_map.items() if col.hidden})
    said: dict[int, list[str]] = {}
    for r in range(sheet.nrows):
        for c, (kind, value, style) in enumerate(zip(sheet.row_types(r), sheet.row_values(r), sheet._cell_xf_indexes[r])):
            if kind == 5:
                marks.unread[r, c] = _error(value), "error"
            if style not in said:
                said[style] = _style(book, style)
            if said[style] and kind not in (0, 6):
                marks.cells[r, c] = list(said[style])
    for place, note in sheet.cell_note_map.items():
        marks.cells.setdefault(place, []).append(f"comment: {' '.join(note.text.split())}")
    return marks


def _error(code: int) -> str:
    from xlrd import error_text_from_code

    return error_text_from_code.get(code, "#N/A")


def _style(book, number: int) -> list[str]:
    style = book.xf_list[number]
    shape = book.format_map[style.format_key].format_str if style.format_key in book.format_map else ""
    said = ["struck through"] if book.font_list[style.font_index].struck_out else []
    return said + ([f"shown as {shape}"] if formats.is_date(shape) or formats.adds(shape) else [])


def ods_marks(content: bytes) -> dict[str, SheetMarks]:
    """The same of an ods."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            tree = ET.fromstring(package.read("content.xml"))
    except (zipfile.BadZipFile, KeyError, ET.ParseError, OSError, ValueError, RuntimeError, NotImplementedError):
        return {}
    struck = {s.get(f"{STYLE}name", "") for s in tree.iter(f"{STYLE}style") if any(map(_strikes, s))}
    return {table.get(f"{TABLE}name", ""): _ods_sheet(table, struck) for table in tree.iter(f"{TABLE}table")}


def _strikes(properties: ET.Element) -> bool:
    given = [properties.get(f"{STYLE}text-line-through-{what}") for what in ("style", "type")]
    return any(value not in (None, "none") for value in given)


def _ods_sheet(table: ET.Element, struck: set[str]) -> SheetMarks:
    marks, row, col = SheetMarks(), 0, 0
    for column in table.iter(f"{TABLE}table-column"):
        often = _often(column, "columns")
        if column.get(f"{TABLE}visibility", "visible") != "visible":
            marks.hidden_columns |= set(range(col, min(col + often, 16384)))
        col += often
    for line in table.iter(f"{TABLE}table-row"):
        often = _often(line, "rows")
        if line.get(f"{TABLE}visibility", "visible") != "visible":
            marks.hidden_rows |= set(range(row, min(row + often, row + MOST_REPEATED)))
        col = 0
        for cell in line:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            wide = _often(cell, "columns")
            if len(cell):
                for place in (
                    (r, c) for r in range(row, row + min(often, MOST_REPEATED)) for c in range(col, col + min(wide, MOST_REPEATED))
                ):
                    _ods_cell(cell, place, marks, struck)
            col += wide
        row += often
    return marks


def _ods_cell(cell: ET.Element, place: tuple[int, int], marks: SheetMarks, struck: set[str]) -> None:
    text = "\n".join("".join(p.itertext()) for p in cell.findall(f"{TEXT}p")).strip()
    if text:
        marks.unread[place] = text, "error" if cell.get(f"{CALC}value-type") == "error" else "text"
    said = ["struck through"] if cell.get(f"{TABLE}style-name") in struck else []
    for comment in cell.findall(f"{OFFICE}annotation"):
        said.append("comment: " + " ".join(" ".join("".join(p.itertext()) for p in comment.iter(f"{TEXT}p")).split()))
    if cell.get(f"{OFFICE}value-type") in ("float", "percentage") and SAYS_MORE.search(text):
        marks.seen[place] = text
    if said:
        marks.cells[place] = said


def _often(element: ET.Element, what: str) -> int:
    value = element.get(f"{TABLE}number-{what}-repeated", "1")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 1
