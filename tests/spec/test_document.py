"""Word documents become tables, lines, and the files embedded in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

import read
from reading.cells import Content, NotRead
from tests.spec.test_page import cells, marks

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def document(fill: Callable[[Document], None], **more: str | bytes) -> bytes:
    """A docx; `more`: further files of the package, by name."""
    made, out = docx.Document(), io.BytesIO()
    fill(made)
    made.save(out)
    with zipfile.ZipFile(out, "a") as package:
        for name, data in more.items():
            package.writestr(name, data)
    return out.getvalue()


def of_xml(*blocks: str, **more: str | bytes) -> Content:
    """What is read of a body of this XML."""

    def fill(made: Document) -> None:
        for child in list(made.element.body):
            made.element.body.remove(child)
        for block in blocks:
            made.element.body.append(parse_xml(block.replace(">", f" {NS}>", 1)))

    return read.read_content("letter.docx", document(fill, **more))


def p(*runs: str) -> str:
    return "<w:p>" + "".join(run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs) + "</w:p>"


def tc(*blocks: str, look: str = "") -> str:
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{''.join(b if b.startswith('<w:') else p(b) for b in blocks)}</w:tc>"


def tr(*cells: str) -> str:
    return "<w:tr>" + "".join(c if c.startswith("<w:") else tc(c) for c in cells) + "</w:tr>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(rows) + "</w:tbl>"


def lines(content: Content) -> list[str]:
    return [c.text for c in content.parts[0].cells]


STRUCK = "<w:r><w:rPr><w:strike/></w:rPr><w:t>{}</w:t></w:r>"
RAISED = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
DELETED = "<w:del><w:r><w:delText>{}</w:delText></w:r></w:del>"
INSERTED = "<w:ins><w:r><w:t>{}</w:t></w:r></w:ins>"


def test_tables_and_text_with_the_place_of_each():
    def fill(made: Document) -> None:
        made.add_heading("Reply")
        made.add_paragraph("1. How many?")
        table = made.add_table(2, 2)
        for n, text in enumerate(("Age", "2018/19", "0", "12")):
            table.cell(n // 2, n % 2).text = text
        made.add_paragraph("Bye")

    text, table = read.read_content("reply.docx", document(fill)).parts
    assert cells(text) == {"line 1": "Reply", "line 2": "1. How many?", "line 3": "Bye"}
    assert cells(table) == {"R1C1": "Age", "R1C2": "2018/19", "R2C1": "0", "R2C2": "12"}
    assert marks(table) == {"R1C1": ["below line 2"]}


def test_merged_cells():
    span, top, covered = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    found = of_xml(tbl(tr(tc("Age", look=top), tc("Year", look=span)), tr(tc("", look=covered), "2018/19", "2019/20"), tr("0", "12", "4")))
    assert cells(found.parts[1])["R2C2"] == "2018/19"
    assert marks(found.parts[1]) == {"R1C1": ["merged R1C1:R2C1", "below line 0"], "R1C2": ["merged R1C2:R1C3"]}


def test_a_nested_table_is_one_of_its_own_and_its_text_stands_once():
    inner = tbl(tr("a", "1"), tr("b", "2"))
    found = of_xml(tbl(tr("Boats", tc("see", inner)), tr("Crews", "3")))
    assert [cells(part) for part in found.parts[1:]] == [
        {"R1C1": "Boats", "R1C2": "see", "R2C1": "Crews", "R2C2": "3"},
        {"R1C1": "a", "R1C2": "1", "R2C1": "b", "R2C2": "2"},
    ]


def test_a_table_of_one_column_is_a_frame_around_text():
    found = of_xml(tbl(tr(tc("1. How many?", tbl(tr("Age", "2018/19"), tr("0", "12")), "Bye"))))
    assert lines(found) == ["1. How many?", "Bye"]
    assert found.parts[1].cells[0].marks == ["below line 1"]


@pytest.mark.parametrize(
    ("runs", "text", "marked"),
    [
        ((STRUCK.format("12"),), "12", ["struck through"]),
        ((STRUCK.format("1"), "2"), "2", ["comment: struck through here: 1"]),
        ((DELETED.format("12"),), "12", ["struck through"]),
        ((DELETED.format("12"), INSERTED.format("14")), "14", ["comment: deleted here: 12"]),
        (("12", RAISED.format("1")), "12 (note 1)", []),
        (("1", RAISED.format("st"), " May"), "1st May", []),
        (("30 m", RAISED.format("2")), "30 m2", []),
        (("<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>", "12"), "12", ["comment: hidden here: 9"]),
        (('<w:sdt><w:sdtContent><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:sdtContent></w:sdt>', " Yes"), "☑ Yes", []),
        (('<w:r><w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>', "Yes"), "☒ Yes", []),
        (('<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>', "No"), "☐ No", []),
        (('<w:hyperlink><w:r><w:t>here</w:t></w:r></w:hyperlink>', "<w:r><w:instrText>PAGE 7</w:instrText></w:r>"), "here", []),
        (("12<w:noBreakHyphen/>14".replace("<", "</w:t><", 1).replace("/>", "/><w:t>", 1),), "12-14", []),
    ],
)  # fmt: skip
def test_what_a_person_sees_of_a_cell(runs: tuple[str, ...], text: str, marked: list[str]):
    cell = of_xml(tbl(tr("a", tc(p(*runs))), tr("b", "1"))).parts[1].cells[1]
    assert (cell.text, cell.marks) == (text, marked)


def test_content_controls_insertions_and_text_boxes_are_read_once():
    box = "<w:txbxContent>" + p("In a box") + "</w:txbxContent>"
    found = of_xml(
        "<w:sdt><w:sdtPr/><w:sdtContent>" + p("Controlled") + "</w:sdtContent></w:sdt>",
        p("Around", f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"),
        p(INSERTED.format("New")),
    )  # fmt: skip
    assert lines(found) == ["Controlled", "Around", "In a box", "New"]
    assert found.notices == ["Its changes are tracked: what was inserted is read, what was deleted is not."]


def test_notes_comments_headers_and_numbers_of_lists():
    notes = f'<w:footnotes {NS}><w:footnote w:id="2">{p("Part of a year")}</w:footnote></w:footnotes>'
    header = f"<w:hdr {NS}>{p('Ref 12/34')}</w:hdr>"
    comments = f'<w:comments {NS}><w:comment w:id="0">{p("Sure?")}</w:comment></w:comments>'
    listed = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='77'/></w:numPr></w:pPr>"
    numbering = (
        f"<w:numbering {NS}><w:abstractNum w:abstractNumId='5'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
        "<w:lvlText w:val='%1.'/></w:lvl></w:abstractNum><w:num w:numId='77'><w:abstractNumId w:val='5'/></w:num></w:numbering>"
    )
    body = "".join((
        p(listed, "Boats"), p(listed, "Crews", '<w:r><w:commentReference w:id="0"/></w:r>'),
        tbl(tr("Age", "2018/19"), tr("0", tc(p("12", '<w:r><w:footnoteReference w:id="2"/></w:r>')))),
    ))  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", f"<w:document {NS}><w:body>{body}</w:body></w:document>")
        for name, data in (("footnotes", notes), ("header1", header), ("comments", comments), ("numbering", numbering)):
            package.writestr(f"word/{name}.xml", data)
    found = read.read_content("letter.docx", out.getvalue())
    assert [(c.text, c.marks) for c in found.parts[0].cells] == [
        ("1. Boats", []), ("2. Crews", ["comment: Sure?"]), ("Ref 12/34", []), ("Note 1: Part of a year", []),
    ]  # fmt: skip
    assert cells(found.parts[1])["R2C2"] == "12 (note 1)"


def test_an_embedded_workbook_is_a_file_in_the_letter():
    content = document(lambda made: made.add_paragraph("See the sheet"), **{"word/embeddings/Sheet.csv": b"Age,2018/19\n0,12\n"})
    found = read.opened("letter.docx", content)
    assert [file.inside for file in found] == ["", "Sheet.csv"]
    assert found[0].notices == []


def test_a_document_that_harms_or_is_broken_does_no_harm():
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    secret = '<!DOCTYPE w [<!ENTITY s SYSTEM "file:///etc/hostname">]>'
    for head, entity in ((bomb, "&b;"), (secret, "&s;")):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("word/document.xml", f"{head}<w:document {NS}><w:body>{p('x' + entity)}</w:body></w:document>")
        found = read.read_content("letter.docx", out.getvalue())
        assert lines(found) == ["x"]
    good = document(lambda made: made.add_paragraph("x"))
    with zipfile.ZipFile(io.BytesIO(good)) as old:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name in old.namelist():
                package.writestr(name, old.read(name)[:300])
    with pytest.raises(NotRead, match="damaged"):
        read.read_content("letter.docx", out.getvalue())


def test_a_scan_in_a_document_and_a_macro_are_told():
    found = of_xml(p("See below"), **{"word/media/image1.png": b"x", "word/vbaProject.bin": b"x"})
    assert found.notices == [
        "It carries macros; they were not run.",
        "It holds 1 picture(s) and hardly any text: what the pictures show was not read.",
    ]


@pytest.mark.parametrize(
    ("name", "content"), [("a.rtf", b"{\\rtf1 12}"), ("a.doc", b"{\\rtf1 12}"), ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600))]
)
def test_older_documents_say_what_to_do(name: str, content: bytes):
    with pytest.raises(NotRead, match="save it as docx"):
        read.read_content(name, content)
