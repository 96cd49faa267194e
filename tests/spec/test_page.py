"""Web pages become lines and tables as a browser shows them."""

from __future__ import annotations

import pytest

import read
from reading.cells import NotRead, Part
from reading.page import html_parts


def parts(page: str | bytes) -> dict[str, Part]:
    return {part.name: part for part in html_parts(page)}


def cells(part: Part) -> dict[str, str]:
    return {read.addresses.cell(c.row, c.col, part.naming): c.text for c in part.cells}


def marks(part: Part) -> dict[str, list[str]]:
    return {read.addresses.cell(c.row, c.col, part.naming): c.marks for c in part.cells if c.marks}


def test_spans_are_merged_ranges():
    found = parts("<table><tr><th rowspan=2>Age<th colspan=2>Year<tr><th>2018/19<th>2019/20<tr><td>0<td>12<td>&lt;5</table>")["table 1"]
    assert cells(found) == {"R1C1": "Age", "R1C2": "Year", "R2C2": "2018/19", "R2C3": "2019/20", "R3C1": "0", "R3C2": "12", "R3C3": "<5"}
    assert marks(found) == {"R1C1": ["merged R1C1:R2C1", "below line 0"], "R1C2": ["merged R1C2:R1C3"]}


def test_a_layout_of_tables_is_no_table():
    page = "<table><tr><td>Dear you<p>Visits<table><tr><td>Age<td>2018/19<tr><td>0<td>12</table>Yours</table>"
    found = parts(page)
    assert list(found) == ["text", "table 1"]
    assert [c.text for c in found["text"].cells] == ["Dear you", "Visits", "Yours"]
    assert found["table 1"].cells[0].marks == ["below line 2"]


def test_what_changes_a_cells_meaning_is_marked():
    found = parts(
        "<table><tr><td>a<td><s>3</s><td><del>3</del>4<td>12<sup>1</sup>"
        "<tr style='display:none'><td>b<td>7<td>8<td>9<tr><td>c<td>"
        "<span style='text-decoration: line-through'>5</span><td>6<td>m<sup>2</sup></table>"
    )["table 1"]
    said = cells(found)
    assert (said["R1C3"], said["R1C4"], said["R3C4"]) == ("4", "12 (note 1)", "m2")
    assert marks(found) == {
        "R1C1": ["below line 0"],
        "R1C2": ["struck through"],
        "R1C3": ["comment: struck through here: 3"],
        "R3C2": ["struck through"],
    } | {f"R2C{n}": ["hidden row"] for n in (1, 2, 3, 4)}


def test_scripts_and_styles_are_never_text():
    page = "<html><head><title>t</title><style>p{}</style></head><body><script>var x = 12</script><!-- 13 --><p>Twelve</p>"
    assert [c.text for c in parts(page)["text"].cells] == ["Twelve"]


def test_numbers_of_lists_boxes_and_choices_are_shown():
    page = (
        "<ol><li>Boats<li>Crews</ol><p><input type=checkbox checked> Yes <input type=checkbox> No"
        "<p><select><option>a<option selected>b</select>"
    )
    assert [c.text for c in parts(page)["text"].cells] == ["1. Boats", "2. Crews", "☒ Yes ☐ No", "b"]


def test_the_message_that_is_answered_is_quoted():
    page = "<p>Twelve<blockquote type=cite>How many?<table><tr><td>a<td>1<tr><td>b<td>2</table></blockquote><p>Bye"
    found = parts(page)
    assert [(c.text, c.marks) for c in found["text"].cells] == [("Twelve", []), ("How many?", ["quoted"]), ("Bye", [])]
    assert all("quoted" in c.marks for c in found["table 1"].cells)
    outlook = "<p>Twelve<p>From: A<br>Sent: 3 May<br>To: B<br>Subject: C<p>How many?<table><tr><td>a<td>1<tr><td>b<td>2</table>"
    assert all("quoted" in c.marks for c in parts(outlook)["table 1"].cells)


@pytest.mark.parametrize(
    "page",
    [
        "<p>caf\u00e9</p>".encode(),
        "\ufeff<p>caf\u00e9</p>".encode(),
        "<p>caf\u00e9</p>".encode("utf-16"),
        b"<meta charset=iso-8859-1><p>caf\xe9</p>",
        b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252"><p>caf\xe9</p>',
        b"<p>caf\xe9</p>",
    ],
)
def test_letters_are_read_in_the_encoding_that_they_have(page: bytes):
    assert [c.text for c in parts(page)["text"].cells] == ["caf\u00e9"]


def test_a_page_that_is_called_a_workbook_is_read_as_a_page():
    page = b"<?xml version='1.0'?>\n<!-- by a system -->\n<table><tr><td>Age<td>2018/19<tr><td>0<td>12</table>"
    assert [part.name for part in read.read_content("export.xls", page).parts] == ["text", "table 1"]


def test_the_frame_of_a_page_whose_sheets_stand_elsewhere_says_so():
    with pytest.raises(NotRead, match="Ask the sender for the workbook itself"):
        read.read_content("a.htm", b'<html><frameset rows="*"><frame src="a_files/sheet001.htm"></frameset></html>')


def test_spans_and_depths_that_are_not_real_do_no_harm():
    assert parts("<table><tr><td colspan=99999999>1<td rowspan=99999>2<tr><td>3</table>")
    assert "12" in parts("<table><tr><td>" * 300 + "12")["text"].cells[0].text
