"""PDF files: of each page the tables, and the running text around them. What is drawn is found by PDFium."""

from __future__ import annotations

import re

import pypdfium2 as pdfium
import pypdfium2.raw as raw

import addresses
from reading.cells import Cell, Content, NotRead, Part
from reading.pdf_lines import Line, is_value, running, text_of, wrapped
from reading.pdf_page import Page, page_of
from reading.pdf_ruled import Table, ruled
from reading.pdf_unruled import unruled
from reading.pdf_words import Box

MOST_PAGES = 500
# The text of a picture is a machine's guess, and a wrong digit looks like a right one.
RECOGNISED = "read off a picture"
TICKED = "☒"


def read(content: bytes, _: str) -> Content:
    """`page N table K` for each table, `page N` for the text around them. Raises NotRead with what to do."""
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise NotRead("It has a password. Ask the sender for a copy without one.") from None
        raise NotRead("The PDF is damaged or none at all. Ask the sender for it again.") from None
    try:
        return _read(document)
    finally:
        document.close()


def _read(document: pdfium.PdfDocument) -> Content:
    if len(document) > MOST_PAGES:
        raise NotRead(f"It has {len(document):,} pages, and was not opened. Ask the sender for the pages with the answers only.")
    if document.get_formtype() == raw.FORMTYPE_XFA_FULL:
        raise NotRead("A form that only Adobe's own program can show. Print it to a PDF there, and add that.")
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    given = Content(files=list(_attached(document)))
    sheets: list[Sheet] = []
    for n in range(len(document)):
        try:
            page = document[n]
        except pdfium.PdfiumError:
            given.notices.append(f"Page {n + 1} is damaged and was not read. Ask the sender for the file again.")
            continue
        drawn = page_of(page.raw, _fields(document, page))
        given.notices += _notices(n + 1, drawn)
        sheets.append(Sheet(n + 1, drawn))
        page.close()
    if not any(sheet.lines or sheet.tables for sheet in sheets):
        if any(sheet.page.pictures for sheet in sheets):
            raise NotRead("Its pages are pictures without text. Type their figures into a spreadsheet, and keep the PDF beside it.")
        if not given.files:
            raise NotRead("Nothing stands on its pages. Ask the sender for it again.")
    _link(sheets)
    for sheet in sheets:
        given.parts += sheet.parts()
    return given


class Sheet:
    """A page taken apart into its tables, from top to bottom, and the lines around them."""

    def __init__(self, number: int, page: Page):
        self.number, self.page = number, page
        with_rules, rest = ruled(page)
        without, rest = unruled(rest)
        self.tables = sorted([*with_rules, *without], key=lambda t: (t.box.top, t.box.left))
        self.lines = running(rest)
        # table → what it goes on from: "continues page 1 table 1"
        self.linked: dict[int, str] = {}

    def named(self, table: Table) -> str:
        return f"page {self.number} table {self.tables.index(table) + 1}"

    def parts(self) -> list[Part]:
        said = [RECOGNISED] if self.page.recognised else []
        numbers, n = [], -1
        for before, line in zip([None, *self.lines], self.lines):
            gap = before is not None and not -line.height < line.base - before.base < 1.9 * line.height
            n += 2 if gap else 1
            numbers.append(n)
        cells = [_cell(n, 0, line.words, text_of(line.words), said) for n, line in zip(numbers, self.lines)]
        parts = [Part(f"page {self.number}", cells, "line")] if cells else []
        for table in self.tables:
            above = [n for n, line in zip(numbers, self.lines) if line.base < table.box.top + 1]
            marks = [self.linked.get(id(table)) or f"below line {max(above, default=-1) + 1}", *said]
            parts.append(_part(self.named(table), table, marks, said))
        return parts


def _part(name: str, table: Table, first_marks: list[str], marks: list[str]) -> Part:
    cells = []
    for place in sorted(table.cells):
        cell = _cell(*place, table.cells[place], wrapped(table.cells[place]), marks if cells else first_marks)
        if place in table.spans:
            cell.marks.append(f"merged {addresses.cell(*place, 'R1C1')}:{addresses.cell(*table.spans[place], 'R1C1')}")
        if place in table.pieces:
            cell.marks.append("label may go on")
        cells.append(cell)
    return Part(name, cells, "R1C1")


def _cell(row: int, col: int, words: list, text: str, marks: list[str]) -> Cell:
    struck = any(w.struck for w in words)
    return Cell(row, col, text, "text", [*marks, *(["struck through"] if struck else [])])


# Tables that go on ----------------------------------------------------------------------------------------------------


def _link(sheets: list[Sheet]) -> None:
    """Says of a table without a header, or without labels, which table before it goes on in it."""
    for before, sheet in zip(sheets, sheets[1:]):
        _goes_on_below(before, sheet)
    _goes_on_beside(sheets)


def _goes_on_below(before: Sheet, sheet: Sheet) -> None:
    """A table without a header at the top of a page goes on from the one at the end of the page before, if its columns
    stand in the same places and nothing but what every page repeats stands between."""
    if not before.tables or not sheet.tables:
        return
    last, first = before.tables[-1], sheet.tables[0]
    if first.headed or len(before.tables) > 1 and before.tables[-2].box.bottom > last.box.top:
        return
    repeated = {_plain(line) for line in before.lines} & {_plain(line) for line in sheet.lines}
    below = [line for line in before.lines if line.base > last.box.bottom and _plain(line) not in repeated]
    above = [line for line in sheet.lines if line.base < first.box.top and _plain(line) not in repeated]
    if below or above:
        return
    homes = {}
    for (_, c), words in first.cells.items():
        for word in words:
            touched = [
                n
                for n, (left, right) in enumerate(last.columns)
                if min(right, word.right) - max(left, word.left) > 0.2 * (word.right - word.left)
            ]
            if len(touched) != 1 or homes.setdefault(c, touched[0]) != touched[0]:
                return
    if len(set(homes.values())) != len(homes) or first.spans and homes != {c: c for c in homes}:
        return
    first.cells = {(r, homes[c]): words for (r, c), words in first.cells.items()}
    first.columns = last.columns
    sheet.linked[id(first)] = f"continues {before.named(last)}"


def _plain(line: Line) -> str:
    return re.sub(r"\d+", "0", text_of(line.words)).strip()


def _goes_on_beside(sheets: list[Sheet]) -> None:
    """A ruled table without labels, whose rows stand at the heights of one before it, is the right part of that one: a
    sheet that was wider than the paper. Several of each are matched in order, if they are as many and alike."""
    tables = [(sheet, table) for sheet in sheets for table in sheet.tables if table.rows and len(table.rows) > 3]
    labelled = [(s, t) for s, t in tables if not _is_without_labels(t)]
    rights = [(s, t) for s, t in tables if _is_without_labels(t)]
    for n, (sheet, table) in enumerate(rights):
        fitting = [(s, t) for s, t in labelled if s.number < sheet.number and _same_rows(t, table)]
        alike = [m for m, (_, t) in enumerate(rights) if _same_rows(t, table)]
        if len(fitting) == 1 and len(alike) == 1:
            base = fitting[0]
        elif len(fitting) == len(alike) and _all_alike([t for _, t in fitting]) and _all_alike([rights[m][1] for m in alike]):
            base = fitting[alike.index(n)]
        else:
            continue
        sheet.linked[id(table)] = f"right of {base[0].named(base[1])}"


def _is_without_labels(table: Table) -> bool:
    first = [words for (r, c), words in table.cells.items() if c == 0 and r > 0]
    return sum(is_value(words) for words in first) > 0.5 * len(first) if first else True


def _same_rows(one: Table, other: Table) -> bool:
    return len(one.rows) == len(other.rows) and all(abs(a - b) < 1.5 for a, b in zip(one.rows, other.rows))


def _all_alike(tables: list[Table]) -> bool:
    return all(
        len(t.columns) == len(tables[0].columns) and all(abs(a - b) < 1.5 for a, b in zip(map(min, t.columns), map(min, tables[0].columns)))
        for t in tables
    )


# What else a file holds ----------------------------------------------------------------------------------------------


def _notices(number: int, page: Page) -> list[str]:
    said = []
    covered = max((p.area for p in page.pictures), default=0.0) / max(page.size, 1.0)
    on_pictures = any(p.holds(*w.middle) for p in page.pictures if p.area > 0.15 * page.size for w in page.words)
    if page.recognised:
        said.append(
            f"Page {number} is a picture whose text a machine read off it. Its figures are not taken as answers: "
            "look at them, and type them into a spreadsheet beside it."
        )
    elif covered > 0.15 and not page.words:
        said.append(f"Page {number} is a picture without text. If it holds answers, type them into a spreadsheet beside it.")
    elif covered > 0.15 and not on_pictures:
        said.append(f"Page {number} has a large picture. If it holds answers, type them into a spreadsheet beside it.")
    if page.unreadable:
        said.append(
            f"Page {number} has {page.unreadable} letters in a font that does not say which they are; � stands for each. "
            "Look at the page, and ask the sender for another copy."
        )
    if page.hidden:
        said.append(
            f"Page {number} has {page.hidden} letters that nobody sees, covered or in the colour of the paper. They were left "
            "out: if they were blacked out, tell the sender that they are still in the file."
        )
    return said


def _attached(document: pdfium.PdfDocument):
    for n in range(document.count_attachments()):
        attachment = document.get_attachment(n)
        try:
            data = bytes(attachment.get_data())
        except pdfium.PdfiumError:
            continue
        yield attachment.get_name() or f"attachment {n + 1}", data


def _fields(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> list[tuple[Box, str]]:
    """The filled-in fields of a form, with their places on the paper: texts, choices, ticks."""
    if not document.formenv:
        return []
    form, found = document.formenv.raw, []
    for n in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, n)
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET:
            kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
            if kind in (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON):
                text = TICKED if raw.FPDFAnnot_IsChecked(form, annotation) else ""
            elif kind == raw.FPDF_FORMFIELD_PUSHBUTTON:
                text = ""
            else:
                text = " ".join(_value(form, annotation).split())
            rect = raw.FS_RECTF()
            if text and raw.FPDFAnnot_GetRect(annotation, rect):
                found.append((Box(rect.left, rect.bottom, rect.right, rect.top), text))
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def _value(form, annotation) -> str:
    size = raw.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    buffer = (raw.FPDF_WCHAR * (size // 2 + 1))()
    raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
    return bytes(buffer)[: max(0, size - 2)].decode("utf-16-le", errors="replace")
