"""Every non-blank cell of a real workbook is read, with its value: a second reader of each kind finds the same."""

import datetime as dt
import io
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import pyxlsb
import xlrd

import read
from reading.cells import NotRead

Values = dict[tuple[str, int, int], object]
PLAIN = (str, int, float, dt.date, dt.time, dt.timedelta)


def by_openpyxl(content: bytes) -> Values:
    """Formulas without a stored value as their text."""
    formulas = _cells(content, data_only=False)
    if not any(str(value).startswith("=") or not isinstance(value, PLAIN) for value in formulas.values()):
        return formulas  # as stored
    stored = _cells(content, data_only=True)
    return {place: formula if stored.get(place) is None else stored[place] for place, formula in formulas.items()}


def _cells(content: bytes, data_only: bool) -> Values:
    # Read-only, since putting thousands of merged ranges in place takes half a minute.
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only).worksheets:
        sheet.reset_dimensions()
        found |= {(sheet.title, c.row - 1, c.column - 1): c.value for row in sheet.iter_rows() for c in row if c.value is not None}
    return found


def by_xlrd(content: bytes) -> Values:
    workbook = xlrd.open_workbook(file_contents=content, ignore_workbook_corruption=True, logfile=io.StringIO())
    return {(s.name, r, c): s.cell_value(r, c) for s in workbook.sheets() for r in range(s.nrows) for c in range(s.row_len(r))}


def by_pyxlsb(content: bytes) -> Values:
    with pyxlsb.open_workbook(io.BytesIO(content)) as workbook:
        found = {}
        for name in workbook.sheets:
            with workbook.get_sheet(name) as sheet:
                found |= {(name, c.r, c.c): c.v for row in sheet.rows() for c in row}
        return found


def by_odfpy(content: bytes) -> Values:
    sheets = pd.read_excel(io.BytesIO(content), engine="odf", sheet_name=None, header=None, keep_default_na=False, na_values=[])
    return {(name, r, c): v for name, sheet in sheets.items() for r, row in enumerate(sheet.values.tolist()) for c, v in enumerate(row)}


SECOND: dict[str, Callable[[bytes], Values]] = {
    ".xlsx": by_openpyxl,
    ".xlsm": by_openpyxl,
    ".xls": by_xlrd,
    ".xlsb": by_pyxlsb,
    ".ods": by_odfpy,
}


def workbooks(real: Path) -> Iterator[Path]:
    for folder in ("hostile", "housing/data/raw"):
        yield from sorted(p for p in (real / folder).rglob("*") if p.suffix.lower() in SECOND)


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_the_cells_that_are_read_are_those_that_a_second_reader_finds(real: Path) -> None:
    compared, apart = 0, []
    for path in workbooks(real):
        content = path.read_bytes()
        try:
            parts = read.read_content(path.name, content).parts
        except NotRead:
            continue
        try:
            second = SECOND[path.suffix.lower()](content)
        except Exception as error:  # what the second reader cannot open, ours may
            apart.append((path.name, type(error).__name__))
            continue
        ours = {(part.name, c.row, c.col): c for part in parts for c in part.cells}
        theirs = {place: v for place, v in second.items() if v is not None and v == v and str(v).strip()}
        assert set(ours) == set(theirs), path
        for place, value in theirs.items():
            cell = ours[place]
            if isinstance(value, (int, float)) and cell.kind == "number" and not any(m.startswith("shown as") for m in cell.marks):
                assert math.isclose(float(cell.text), value, rel_tol=1e-12), (path, place)
            elif isinstance(value, str) and cell.kind == "text":
                assert cell.text.replace("\r\n", "\n") == value.replace("\r\n", "\n"), (path, place)
            elif isinstance(value, dt.datetime) and cell.kind == "date":
                assert cell.text.startswith(value.date().isoformat()), (path, place)
        compared += 1
    assert compared >= 30
    assert len(apart) <= 4, apart
