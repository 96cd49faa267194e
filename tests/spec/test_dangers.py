"""What a file carries that nobody sees: what it is told of, what it is set aside for, and the copy without it."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from docx import Document

import read
import without_cache
from reading.cells import NotRead
from reading.embedded import _native
from tests.made.compound import compound
from tests.made.package import part, relations, with_parts, with_pivot
from tests.spec.test_read import SCRIPTS, TABLE, ods, one_sheet, read_folder, why_not, xls, xlsx

BOOK = one_sheet(A1="Row Labels", B1="Count", A2="Harbour", B2=12)


def told(name: str, content: bytes) -> str:
    return " ".join(read.read_content(name, content).notices)


# Records that a pivot table keeps ----------------------------------------------------------------------------------

VISITS = [["Harbour", year, f"boat {n}"] for n, year in enumerate(["2018", "2019"] * 30)]
FIELDS = ["Place", "Year", "Boat"]


def test_records_that_no_sheet_shows_set_the_workbook_aside():
    said = why_not("reply.xlsx", with_pivot(BOOK, FIELDS, VISITS))
    assert "keeps 60 records that no sheet shows (Place, Year, Boat)" in said
    for advice in ("tell the sender", "do not pass the file on", "delete it", "python scripts/without_cache.py FILE"):
        assert advice in said


def test_nothing_of_a_workbook_that_is_set_aside_is_kept(tmp_path):
    reasons, texts = read_folder(tmp_path, {"foi/H01/reply.xlsx": with_pivot(BOOK, FIELDS, VISITS)})
    assert "no sheet shows" in reasons["foi/H01/reply.xlsx"]
    assert texts == {}
    for path in [p for p in tmp_path.rglob("*") if p.is_file() and p.suffix == ".parquet"]:
        assert b"boat 7" not in path.read_bytes()
        assert b"Harbour" not in path.read_bytes()


def data_sheet(hidden: bool, rows: list[list[object]]) -> bytes:
    workbook, out = openpyxl.Workbook(), io.BytesIO()
    workbook.active["A1"] = "Row Labels"
    sheet = workbook.create_sheet("Data")
    for row in rows:
        sheet.append(row)
    sheet.sheet_state = "hidden" if hidden else "visible"
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize("hidden", [True, False])
def test_a_pivot_table_of_a_sheet_of_the_workbook_is_read_and_told_of(hidden):
    content = with_pivot(data_sheet(hidden, [["A note"], FIELDS, *VISITS]), FIELDS, VISITS)
    assert "A pivot table keeps 60 records that stand in the sheet 'Data' too." in told("reply.xlsx", content)
    assert len(read.read_content("reply.xlsx", content).parts[1].cells) == 1 + 3 + 180


def test_a_sheet_that_was_cut_short_does_not_show_what_the_cache_keeps():
    content = with_pivot(data_sheet(True, [FIELDS, *VISITS[:10]]), FIELDS, VISITS)
    assert "60 records that no sheet shows" in why_not("reply.xlsx", content)


COUNTS = [["Harbour", "2018", 12], ["Harbour", "2019", 7], ["Bay", "2019", 3]]


def test_records_that_are_counts_are_told_of():
    """A pivot table that sums a number: each record counts many, and there are no more of them than are shown."""
    content = with_pivot(BOOK, ["Place", "Year", "Boats"], COUNTS, shown="sum", data_field=2)
    assert "keeps 3 records of counts that no sheet shows (Place, Year, Boats)" in told("reply.xlsx", content)


def test_records_that_are_counted_as_one_each_are_none():
    single = [[place, year, 1] for place, year, _ in COUNTS]
    assert "3 records" in why_not("reply.xlsx", with_pivot(BOOK, ["Place", "Year", "Boats"], single, shown="sum", data_field=2))


def test_more_records_than_cells_are_not_taken_for_counts():
    many = [["Harbour", str(n), 12] for n in range(200)]
    assert "200 records" in why_not("reply.xlsx", with_pivot(BOOK, ["Place", "Year", "Boats"], many, shown="sum", data_field=2))


@pytest.mark.parametrize("field", ["NHS Number", "PatientID", "date_of_birth", "DOB", "Postcode", "Client Name", "Surname", "ID"])
def test_what_only_persons_have_sets_the_workbook_aside_wherever_it_stands(field):
    rows = [[field, "Year"], *([f"x{n}", "2018"] for n in range(30))]
    said = why_not("reply.xlsx", with_pivot(data_sheet(True, rows), [field, "Year"], rows[1:]))
    assert f"keeps 30 records with {field}, and so does its sheet 'Data'" in said


@pytest.mark.parametrize("field", ["Number of patients", "Count of Patient ID", "Patient Count", "Patients", "Team Name", "Referrals"])
def test_what_counts_persons_is_not_what_only_persons_have(field):
    rows = [["Year", field], *([str(2010 + n), n] for n in range(12))]
    assert "stand in the sheet 'Data' too" in told("reply.xlsx", with_pivot(data_sheet(True, rows), ["Year", field], rows[1:]))


def test_a_listing_of_names_without_records_sets_the_workbook_aside():
    content = with_pivot(BOOK, ["Surname", "Year"], [[f"x{n}", "2018"] for n in range(30)])
    without_records = with_parts(content, {"xl/pivotCache/pivotCacheRecords1.xml": b"<pivotCacheRecords/>"})
    assert "keeps 30 records with Surname" in why_not("reply.xlsx", without_records)


def test_a_data_model_sets_the_workbook_aside():
    assert "data model (Power Pivot)" in why_not("reply.xlsx", with_parts(BOOK, {"xl/model/item.data": b"\x00" * 5000}))


def test_the_cache_of_an_xlsb_is_looked_into():
    def record(number: bytes, data: bytes = b"") -> bytes:
        return number + bytes([len(data)]) + data

    field = bytes(20) + struct.pack("<I", 5) + "Place".encode("utf-16-le")
    definition, records = record(b"\xb7\x01", field), record(b"\xc1\x01", bytes(4)) + record(b"\x21") * 9
    parts = {"xl/workbook.bin": b"", "xl/pivotCache/pivotCacheDefinition1.bin": definition, "xl/pivotCache/pivotCacheRecords1.bin": records}
    rels = {"xl/pivotCache/_rels/pivotCacheDefinition1.bin.rels": relations(("rId1", "pivotCacheRecords", "pivotCacheRecords1.bin"))}
    (cache,) = read.caches.found("xlsb", with_parts(BOOK, parts | rels))
    assert (cache.fields, cache.records) == (["Place"], 9)


def test_the_cache_of_an_xls_is_looked_into():
    def record(number: int, data: bytes) -> bytes:
        return struct.pack("<HH", number, len(data)) + data

    stream = (
        record(0xC6, struct.pack("<I", 900) + bytes(16)) + record(0xC7, bytes(14) + struct.pack("<HB", 5, 0) + b"Place") + record(10, b"")
    )
    content = compound({"Workbook": b"\x09\x08", "_SX_DB_CUR": {"0001": stream}})
    (cache,) = read.caches.found("xls", content)
    assert (cache.fields, cache.records) == (["Place"], 900)


# The copy without them ---------------------------------------------------------------------------------------------


def test_the_copy_has_the_cells_and_no_records(tmp_path):
    original = with_pivot(one_sheet(A1="Row Labels", B1=(4, '"<"0'), A2="Harbour", B2=12), FIELDS, VISITS)
    file = tmp_path / "reply.xlsx"
    file.write_bytes(original)
    # From another folder, as a researcher would.
    run = subprocess.run([sys.executable, SCRIPTS / "without_cache.py", "reply.xlsx"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "without 60 records" in run.stdout
    assert file.read_bytes() == original
    copy = (tmp_path / "reply without cache.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(copy)) as package:
        assert not [name for name in package.namelist() if "ivot" in name]
        assert not [name for name in package.namelist() if b"boat 7" in package.read(name)]
        assert "ivot" not in part(copy, "[Content_Types].xml") + part(copy, "xl/workbook.xml") + part(copy, "xl/_rels/workbook.xml.rels")
    found = read.read_content("reply.xlsx", copy)
    assert [c.text for c in found.parts[0].cells] == ["Row Labels", "<4", "Harbour", "12"]
    assert found.notices == []
    assert openpyxl.load_workbook(io.BytesIO(copy)).active["B2"].value == 12
    again = subprocess.run([sys.executable, SCRIPTS / "without_cache.py", "reply.xlsx"], cwd=tmp_path, capture_output=True, text=True)
    assert again.returncode != 0
    assert "stands there already" in again.stderr


def test_a_copy_whose_sheet_shows_the_records_says_so(tmp_path):
    rows = [["Surname", "Year"], *([f"x{n}", "2018"] for n in range(30))]
    file = tmp_path / "reply.xlsx"
    file.write_bytes(with_pivot(data_sheet(True, rows), rows[0], rows[1:]))
    assert "sheet 'Data' shows the same records: delete that sheet" in without_cache.main(file, tmp_path / "copy.xlsx")


@pytest.mark.parametrize(
    ("content", "said"),
    [(BOOK, "keeps no cache"), (xls(lambda w: w.add_sheet("A")), "xlsx and xlsm only"), (b"PK\x03\x04", "damaged"), (b"", "empty")],
)
def test_no_copy_is_written_where_there_is_none_to_be_made(tmp_path: Path, content, said):
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(NotRead, match=said):
        without_cache.main(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


# Passwords ---------------------------------------------------------------------------------------------------------


def test_an_encrypted_xls():
    stream = struct.pack("<HH", 0x809, 16) + bytes(16) + struct.pack("<HH", 0x2F, 6) + bytes(6)
    assert "It has a password" in why_not("a.xls", compound({"Workbook": stream + bytes(5000)}))


def test_an_encrypted_ods():
    manifest = b'<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
    assert "It has a password" in why_not("a.ods", with_parts(ods([["Age"]]), {"META-INF/manifest.xml": manifest}))


# What readers would not agree on -----------------------------------------------------------------------------------


def test_two_sheets_under_one_name():
    out = io.BytesIO(BOOK)
    with zipfile.ZipFile(out, "a") as package, pytest.warns(UserWarning):
        package.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    assert "two parts called xl/worksheets/sheet1.xml" in why_not("a.xlsx", out.getvalue())


def test_a_sheet_that_is_not_what_was_written():
    """A reader that does not compare the checksum takes another number for the one that was sent."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name))
    assert "damaged" in why_not("a.xlsx", out.getvalue().replace(b"<v>12</v>", b"<v>72</v>"))


def test_a_package_with_the_slashes_of_windows_keeps_its_marks():
    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.active["A1"] = 12
        workbook.active.row_dimensions[1].hidden = True

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(fill))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name if name.startswith("[") else name.replace("/", "\\"), source.read(name))
    assert read.read_content("a.xlsx", out.getvalue()).parts[0].cells[0].marks == ["hidden row"]


def test_a_bomb_of_entities():
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst xmlns="x"><si><t>&b;</t></si></sst>'
    said = why_not("a.xlsx", with_parts(BOOK, {"xl/sharedStrings.xml": bomb}))
    assert "defines entities" in said


# What is told of ---------------------------------------------------------------------------------------------------


def test_macros():
    assert told("a.xlsm", with_parts(BOOK, {"xl/vbaProject.bin": b"\x00"})) == "It carries macros; they were not run."


def test_links_to_other_workbooks_are_named_and_lead_nowhere():
    link = b"<externalLink><cell><v>7</v></cell><cell><v>8</v></cell></externalLink>"
    content = with_parts(
        BOOK,
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                ("rId1", "externalLinkPath", "https://harbour.example/a.xlsx"), external=True
            ),
        },
    )
    said = told("a.xlsx", content)
    assert "refer to other workbooks (https[:]//harbour.example/a.xlsx); the values that were stored are read. It keeps 2 values" in said


def test_a_formula_that_starts_a_program():
    link = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    assert "ask other programs (cmd /c calc); none was asked" in told(
        "a.xlsx", with_parts(BOOK, {"xl/externalLinks/externalLink1.xml": link})
    )


def test_a_connection_to_data_elsewhere():
    content = with_parts(BOOK, {"xl/connections.xml": b'<connections><connection id="1" name="Warehouse"/></connections>'})
    assert "connected to data elsewhere (Warehouse)" in told("a.xlsx", content)


def test_a_page_that_is_called_a_workbook():
    page = b"<html><table><tr><td>Age</td><td>2018/19</td></tr><tr><td>0</td><td>12</td></tr></table></html>"
    assert told("reply.xls", page) == "It is called .xls, and is a web page."
    assert told("reply.xls", TABLE.encode()) == "It is called .xls, and is a text table."
    assert told("reply.xls", BOOK) == ""


def test_a_workbook_in_the_xml_form_of_2003_says_what_to_do():
    content = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    assert "save it as xlsx" in why_not("a.xls", content)


# Files in files ----------------------------------------------------------------------------------------------------


def letter() -> bytes:
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def test_a_workbook_in_a_workbook_is_a_file_in_the_file():
    found = read.opened("a.xlsx", with_parts(BOOK, {"xl/embeddings/Sheet1.xlsx": one_sheet(A1="Boats")}))
    assert [f.inside for f in found] == ["", "Sheet1.xlsx"]
    assert found[1].parts[0].cells[0].text == "Boats"


def test_what_stands_in_a_letter_is_found():
    assert read.embedded.files("docx", with_parts(letter(), {"word/embeddings/Sheet1.xlsx": BOOK})) == [("Sheet1.xlsx", BOOK)]


def native(name: bytes, content: bytes) -> bytes:
    inner = struct.pack("<H", 2) + name + b"\0" + b"C:\\" + name + b"\0" + bytes(4)
    inner += struct.pack("<I", 4) + b"C:\\\0" + struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(inner)) + inner


def test_a_file_that_the_packager_put_in_is_taken_out():
    package = compound({"\x01Ole10Native": native(b"reply.csv", TABLE.encode())})
    found = read.opened("a.xlsx", with_parts(BOOK, {"xl/embeddings/oleObject1.bin": package}))
    assert [f.inside for f in found] == ["", "oleObject1.bin", "oleObject1.bin/reply.csv"]
    assert found[2].parts[0].cells[0].text == "Age"


def test_a_packed_file_that_is_cut_off_is_none():
    with pytest.raises(ValueError, match="cut off"):
        _native(native(b"a.csv", b"a,b\n" * 20)[:-10])
