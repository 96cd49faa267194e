"""Files become cells: their texts, their kinds, and what changes their meaning; or a line that says what to do."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.comments import Comment
from openpyxl.styles import Font

import read
from reading.cells import NotRead

SCRIPTS = Path(read.__file__).parent


def xlsx(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    workbook.active.title = "Visits"
    fill(workbook)
    workbook.save(out)
    return out.getvalue()


def xls(fill: Callable[[xlwt.Workbook], None]) -> bytes:
    workbook, out = xlwt.Workbook(), io.BytesIO()
    fill(workbook)
    workbook.save(out)
    return out.getvalue()


def ods(rows: list[list[str | int]]) -> bytes:
    document, out = OpenDocumentSpreadsheet(), io.BytesIO()
    table = Table(name="Visits")
    for row in rows:
        line = TableRow()
        for value in row:
            kind = {"valuetype": "float", "value": value} if isinstance(value, int) else {"valuetype": "string"}
            cell = TableCell(**kind)
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.write(out)
    return out.getvalue()


def one_sheet(**cells: object) -> bytes:
    """A workbook of one sheet, by cell: value, or value and number format."""

    def fill(workbook: openpyxl.Workbook) -> None:
        for name, value in cells.items():
            cell = workbook.active[name]
            cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")

    return xlsx(fill)


def cells(name: str, content: bytes) -> dict[str, str]:
    """Cell → text, of the first part."""
    return {c: text for c, (text, _, _) in details(name, content).items()}


def details(name: str, content: bytes, part: str | None = None) -> dict[str, tuple[str, str, list[str]]]:
    """Cell → text, kind, marks."""
    parts = read.read_content(name, content).parts
    chosen = parts[0] if part is None else next(p for p in parts if p.name == part)
    return {read.addresses.cell(c.row, c.col): (c.text, c.kind, c.marks) for c in chosen.cells}


def why_not(name: str, content: bytes) -> str:
    with pytest.raises(NotRead) as told:
        read.read_content(name, content)
    return str(told.value)


# The text a person sees --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [
        (12, "12", "number"),
        (12.0, "12", "number"),
        (1234567, "1234567", "number"),
        (0.1 + 0.2, "0.3", "number"),
        ("12", "12", "text"),
        ("<5", "<5", "text"),
        ("two\nlines", "two\nlines", "text"),
        (True, "TRUE", "bool"),
        (dt.date(2024, 10, 5), "2024-10-05", "date"),
        (dt.datetime(2024, 10, 5, 10, 30), "2024-10-05 10:30:00", "date"),
    ],
)
def test_a_value_as_text(value, text, kind):
    formats = {"date": "yyyy-mm-dd"}
    said = details("a.xlsx", one_sheet(B2=(value, formats.get(kind, "General"))))["B2"]
    assert said[:2] == (text, kind)


@pytest.mark.parametrize(("value", "shape", "seen"), [(4, '"<"0', "<4"), (0.5, "0%", "50%"), (12, '0"+"', "12+")])
def test_a_number_format_that_shows_another_text(value, shape, seen):
    """A person sees "<4"; a reader that goes by the stored 4 takes it for an exact count."""
    text, _, marks = details("a.xlsx", one_sheet(A1=(value, shape)))["A1"]
    assert text == seen or any("shown as" in mark for mark in marks)


def test_blank_cells_are_none():
    assert cells("a.xlsx", one_sheet(A1="x", B1="", C1="   ", D4=0)) == {"A1": "x", "D4": "0"}


def test_a_workbook_with_nothing_in_it_says_so():
    assert read.read_content("a.xlsx", one_sheet(A1=None)).notices == [
        "Nothing stands in it. Ask the sender whether this is the file that was meant."
    ]


def test_cells_keep_their_place_below_and_right_of_what_is_empty():
    assert cells("a.xlsx", one_sheet(C5=1, E9="x")) == {"C5": "1", "E9": "x"}


# Marks -------------------------------------------------------------------------------------------------------------


def a_marked_workbook(workbook: openpyxl.Workbook) -> None:
    sheet = workbook.active
    for name, value in {
        "A1": "plain",
        "A2": 12,
        "A3": 13,
        "A4": "merged",
        "A6": "row 6",
        "D1": "column D",
        "A7": "both",
        "D7": "two",
    }.items():
        sheet[name] = value
    sheet["A2"].font = Font(strike=True)
    sheet["A3"].comment = Comment("counted\n twice", "somebody")
    sheet.merge_cells("A4:B5")
    sheet["B1"], sheet["B1"].number_format = dt.date(2024, 10, 5), "d-mmm"
    sheet["B2"], sheet["B2"].data_type = "#DIV/0!", "e"
    sheet["B3"] = "=SUM(A2:A3)"
    sheet.row_dimensions[6].hidden = sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["D"].hidden = True
    workbook.create_sheet("Old")["A1"] = 1
    workbook["Old"].sheet_state = "hidden"
    workbook.create_sheet("Older")["A1"] = 1
    workbook["Older"].sheet_state = "veryHidden"


MARKS = {
    "A1": ("plain", "text", []),
    "A2": ("12", "number", ["struck through"]),
    "A3": ("13", "number", ["comment: counted twice"]),
    "A4": ("merged", "text", ["merged A4:B5"]),
    "A6": ("row 6", "text", ["hidden row"]),
    "B1": ("2024-10-05", "date", ["shown as d-mmm"]),
    "B2": ("#DIV/0!", "error", []),
    "B3": ("=SUM(A2:A3)", "formula", ["formula without a stored value"]),
    "D1": ("column D", "text", ["hidden column"]),
    "D7": ("two", "text", ["hidden row", "hidden column"]),
}


@pytest.mark.parametrize("name", MARKS)
def test_a_mark(name):
    assert details("a.xlsx", xlsx(a_marked_workbook))[name] == MARKS[name]


@pytest.mark.parametrize("part", ["Old", "Older"])
def test_a_hidden_sheet(part):
    assert details("a.xlsx", xlsx(a_marked_workbook), part)["A1"] == ("1", "number", ["hidden sheet"])


def test_a_formula_with_its_stored_value_is_that_value():
    content = with_entry(one_sheet(A1=2, A2=3), "xl/worksheets/sheet1.xml", b'<c r="A2"', b'<c r="A3"><f>A1+1</f><v>3</v></c><c r="A2"')
    assert details("a.xlsx", content)["A3"][:2] == ("3", "number")


def test_a_mark_that_is_switched_off_is_none():
    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.active["A1"] = 12
        workbook.active["A1"].font = Font(strike=False, bold=True)
        workbook.active.row_dimensions[1].hidden = False

    assert details("a.xlsx", xlsx(fill))["A1"] == ("12", "number", [])


def marked_xls(workbook: xlwt.Workbook) -> None:
    sheet = workbook.add_sheet("Visits")
    sheet.write(0, 0, 12, xlwt.easyxf("font: struck_out on"))
    sheet.write(1, 0, 13)
    sheet.row(1).hidden = True
    sheet.write_merge(2, 3, 0, 1, "merged")
    hidden = workbook.add_sheet("Old")
    hidden.write(0, 0, 1)
    hidden.visibility = 1


def test_an_xls_says_what_is_merged_and_which_sheet_is_hidden():
    assert details("a.xls", xls(marked_xls))["A3"] == ("merged", "text", ["merged A3:B4"])
    assert details("a.xls", xls(marked_xls), "Old")["A1"][2] == ["hidden sheet"]


# Text tables -------------------------------------------------------------------------------------------------------

TABLE = "Age,2018/19,2019/20\n0,12,<5\n"
AS_CELLS = {"A1": "Age", "B1": "2018/19", "C1": "2019/20", "A2": "0", "B2": "12", "C2": "<5"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_csv_in_any_encoding(encoding):
    content = TABLE.replace("Age", "Âge – café").encode(encoding)
    assert cells("a.csv", content) == AS_CELLS | {"A1": "Âge – café"}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.tab"])
def test_a_text_table_with_any_delimiter_whatever_its_name(sign, name):
    assert cells(name, TABLE.replace(",", sign).encode()) == AS_CELLS


def test_thousands_with_commas_do_not_cut_a_table_of_tabs():
    assert cells("a.csv", b"Age\t2018/19\n0\t1,234\n1\t2,345\n2\t3,456,789\n")["B2"] == "1,234"


def test_quotes_protect_commas_and_line_ends():
    assert cells("a.csv", b'"a, b","c\nd"\n1,"1,234"\n') == {"A1": "a, b", "B1": "c\nd", "A2": "1", "B2": "1,234"}


def test_lines_before_the_table_stay_in_place():
    assert cells("a.csv", b"Our reply\n\nAge,2018/19\n0,12\n") == {"A1": "Our reply", "A3": "Age", "B3": "2018/19", "A4": "0", "B4": "12"}


def test_windows_line_ends():
    assert cells("a.csv", TABLE.replace("\n", "\r\n").encode()) == AS_CELLS


# Kinds, by content rather than by name -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.xlsx", "a.xlsm", "a.xls", "a.XLSX", "a.csv", "a.dat", "a", "a.xlsx.bak"])
def test_an_xlsx_whatever_it_is_called(name):
    assert cells(name, one_sheet(A1=12)) == {"A1": "12"}


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv"])
def test_an_xls_whatever_it_is_called(name):
    assert cells(name, xls(marked_xls))["A1"] == "12"


@pytest.mark.parametrize("name", ["a.ods", "a.xlsx", "a.csv"])
def test_an_ods_whatever_it_is_called(name):
    assert cells(name, ods([["Age", "2018/19"], [0, 12]])) == {"A1": "Age", "B1": "2018/19", "A2": "0", "B2": "12"}


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.XLS"])
def test_a_csv_called_a_workbook(name):
    assert cells(name, TABLE.encode()) == AS_CELLS


# What is not read, and what to do ----------------------------------------------------------------------------------

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def with_entry(package: bytes, entry: str, old: bytes, new: bytes) -> bytes:
    """The package with something replaced in one of its entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            target.writestr(info.filename, content.replace(old, new) if info.filename == entry else content)
    return out.getvalue()


def bomb(told: int) -> bytes:
    """A workbook of 20 MB of noughts, whose directory tells that it unpacks to `told` bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", bytes(20_000_000))
    content = bytearray(out.getvalue())
    struct.pack_into("<I", content, content.rfind(b"PK\x01\x02") + 24, told)
    return bytes(content)


NOT_READ = {
    "nothing in it": ("a.xlsx", b"", "The file is empty", "Ask the sender for it again"),
    "nothing but line ends": ("a.csv", b"\r\n\r\n \t", "The file is empty", "Ask the sender for it again"),
    "a zip bomb": ("a.xlsx", bomb(3_000_000_000), "It unpacks to 3,000 MB", "Ask the sender what it is"),
    "a bomb that hides its size": ("a.xlsx", bomb(1000), "damaged", "Ask the sender for it again"),
    "half a workbook": ("a.xlsx", one_sheet(A1=1)[:3000], "The file is damaged", "Ask the sender for it again"),
    "the head of a zip": ("a.xlsx", b"PK\x03\x04 and no more", "The file is damaged", "Ask the sender for it again"),
    "a workbook with a broken sheet": (
        "a.xlsx",
        with_entry(one_sheet(A1=1), "xl/worksheets/sheet1.xml", b"</sheetData>", b"<row"),
        "damaged",
        "Ask the sender for it again",
    ),
    "a password": ("a.xlsx", ENCRYPTED, "It has a password", "Ask the sender for a copy without one"),
    "a broken xls": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged", "Ask the sender for it again"),
    "a lock file": ("~$reply.xlsx", b"\x05somebody" + bytes(50), "A lock file", "delete this file"),
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n", "A picture", "Type its figures into a spreadsheet"),
    "bytes called csv": ("a.csv", b"\x00\x01\x02\x03 no table", "binary data", "Ask the sender what it is"),
    "an unknown kind": ("a.xyz", b"what is this", "not known here (.xyz)", "Ask the sender for a spreadsheet or a csv"),
}


@pytest.mark.parametrize(("name", "content", "what", "to_do"), NOT_READ.values(), ids=NOT_READ)
def test_not_read_says_what_it_is_and_what_to_do(name, content, what, to_do):
    said = why_not(name, content)
    assert what in said
    assert to_do in said


# A whole folder ----------------------------------------------------------------------------------------------------


def read_folder(tmp_path: Path, files: dict[str, bytes]) -> tuple[dict[str, str], dict[str, str]]:
    """Runs the rule over a folder. Returns path → reason, and address → text."""
    for path, content in files.items():
        (tmp_path / "raw" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "raw" / path).write_bytes(content)
    out = tmp_path / "cells.parquet", tmp_path / "files.parquet", tmp_path / "kept"
    read.main(tmp_path / "raw", [str(p) for p in SCRIPTS.glob("read*/*.py")], *out, 2)
    reasons = {f["path"]: f["reason"] for f in pq.read_table(out[1]).to_pylist()}
    found = pq.read_table(out[0]).to_pylist()
    texts = {"/".join(filter(None, (c["collection"], c["body"], c["file"]))) + "!" + c["cell"]: c["text"] for c in found}
    return reasons, texts


def test_a_broken_file_does_not_keep_the_others_from_being_read(tmp_path):
    reasons, texts = read_folder(
        tmp_path,
        {
            "foi/H01/broken.xlsx": b"PK\x03\x04",
            "foi/H01/inner/reply.csv": TABLE.encode(),
            "foi/H02/reply.xlsx": one_sheet(A1=12),
            "reference/births.csv": b"year,value\n2022,5\n",
            "register.csv": b"collection,body\nfoi,H01\n",
        },
    )
    assert [path for path, reason in reasons.items() if reason] == ["foi/H01/broken.xlsx"]
    assert texts["foi/H01/inner/reply.csv!B2"] == "12"
    assert texts["foi/H02/reply.xlsx!A1"] == "12"
    assert texts["reference/births.csv!B2"] == "5"
    assert texts["register/register.csv!B2"] == "H01"


def test_the_same_content_in_two_places_is_read_in_both(tmp_path):
    _, texts = read_folder(tmp_path, {"foi/H01/a.csv": TABLE.encode(), "foi/H02/b.csv": TABLE.encode()})
    assert texts["foi/H01/a.csv!B2"] == texts["foi/H02/b.csv!B2"] == "12"


def test_what_was_read_once_is_not_read_again(tmp_path):
    read_folder(tmp_path, {"foi/H01/a.xlsx": one_sheet(A1=12)})
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "kept").iterdir()}
    _, texts = read_folder(tmp_path, {"foi/H02/b.csv": TABLE.encode()})
    after = {p: p.stat().st_mtime_ns for p in (tmp_path / "kept").iterdir()}
    assert before.items() < after.items()
    assert texts["foi/H01/a.xlsx!A1"] == "12"


def test_a_cell_at_the_far_end_costs_nothing(tmp_path):
    """A stray cell in the last row and column is common; the answers beside it are to be read all the same."""
    reasons, texts = read_folder(tmp_path, {"foi/H01/far.xlsx": one_sheet(A1="Visits", B2=12, XFD1048576="x")})
    assert reasons == {"foi/H01/far.xlsx": ""}
    assert texts["foi/H01/far.xlsx!B2"] == "12"
    assert texts["foi/H01/far.xlsx!XFD1048576"] == "x"


def test_a_cell_at_the_end_of_its_row_costs_nothing():
    assert cells("a.xlsx", one_sheet(A1="Visits", B2=12, XFD1="x")) == {"A1": "Visits", "B2": "12", "XFD1": "x"}
