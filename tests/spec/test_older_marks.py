"""What changes the meaning of a cell in an xls and in an ods: as it was written → its text, kind and marks."""

import io
import zipfile

import pytest
import xlwt

import read
from tests.made.package import with_parts
from tests.spec.test_read import details, ods, xls


def marked_xls(workbook: xlwt.Workbook) -> None:
    sheet = workbook.add_sheet("Visits")
    sheet.write(0, 0, 12, xlwt.easyxf("font: struck_out on"))
    sheet.write(1, 0, 13)
    sheet.row(1).hidden = True
    sheet.write(0, 3, 14)
    sheet.col(3).hidden = True
    sheet.row(2).set_cell_error(0, 0x07)
    sheet.write(3, 0, 4, xlwt.easyxf(num_format_str='"<"0'))
    sheet.write(4, 0, 15)


@pytest.mark.parametrize(
    ("cell", "said"),
    {
        "A1": ("12", "number", ["struck through"]),
        "A2": ("13", "number", ["hidden row"]),
        "D1": ("14", "number", ["hidden column"]),
        "A3": ("#DIV/0!", "error", []),
        "A4": ("<4", "number", ['shown as "<"0']),
        "A5": ("15", "number", []),
    }.items(),
)
def test_a_mark_of_an_xls(cell, said):
    assert details("a.xls", xls(marked_xls))[cell] == said


def test_an_xls_whose_marks_cannot_be_found_says_so(monkeypatch):
    monkeypatch.setitem(read.import_module("reading.workbook").MARKS, "xls", lambda _: {})
    assert "hidden or struck through in it is not known" in read.read_content("a.xls", xls(marked_xls)).notices[0]


MARKED = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"><office:automatic-styles>
<style:style style:name="ce1" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="ce2" style:family="table-cell"><style:text-properties style:text-line-through-style="none"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="Visits">
<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
<table:table-row>
<table:table-cell table:style-name="ce1" office:value-type="float" office:value="12"><text:p>12</text:p></table:table-cell>
<table:table-cell table:style-name="ce2" office:value-type="float" office:value="4"><text:p>&lt;4</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="14"><text:p>14</text:p></table:table-cell>
</table:table-row>
<table:table-row table:visibility="filter" table:number-rows-repeated="2">
<table:table-cell office:value-type="float" office:value="13"><text:p>13</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell office:value-type="float" office:value="15"><office:annotation><text:p>counted twice</text:p>
</office:annotation><text:p>15</text:p></table:table-cell>
<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>""".replace(">\n", ">")


@pytest.mark.parametrize(
    ("cell", "said"),
    {
        "A1": ("12", "number", ["struck through"]),
        "B1": ("<4", "number", []),
        "C1": ("14", "number", ["hidden column"]),
        "A2": ("13", "number", ["hidden row"]),
        "A3": ("13", "number", ["hidden row"]),
        "A4": ("15", "number", ["comment: counted twice"]),
        "B4": ("#DIV/0!", "error", []),
    }.items(),
)
def test_a_mark_of_an_ods(cell, said):
    content = with_parts(ods([["Age"]]), {"content.xml": MARKED.encode()})
    assert details("a.ods", content)[cell] == said
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
