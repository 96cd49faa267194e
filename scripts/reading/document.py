"""Word documents: their tables, their running text, the files embedded in them.

Read from the XML itself with lxml. The libraries that there are each leave out what an answer may hang on: python-docx
content controls, insertions, text boxes and nested tables; docx2python struck-through text and which cells are merged;
mammoth headers, the numbers of lists and what was struck by tracking changes.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from reading.cells import Cell, Content, NotRead, Part
from reading.dangers import DAMAGE
from reading.numbering import Numbering
from reading.running import Piece, Running, cell_of, lines_of, merged, with_note
from reading.wordxml import children, local, switched_on, value
from sentences import apart

DAMAGED = "The document is damaged ({}). Open it in a word processor, save it as docx, and add that; or ask the sender for it again."
# What a word processor keeps beside the text that it shows: earlier versions, codes of fields, the fallback of a drawing.
LEFT_OUT = {"instrText", "delInstrText", "moveFrom", "Fallback", "rPr", "pPr", "sdtPr", "sdtEndPr", "tblPr", "trPr", "tcPr", "tblGrid"}
BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-", "softHyphen": ""}
# Signs of Wingdings and its like, as forms use them.
SIGNS = {
    "f0a8": "☐", "f06f": "☐", "f071": "☐", "f0fe": "☑", "f0fd": "☒", "f078": "☒", "f052": "☑", "f053": "☒", "f0fc": "✓", "f0fb": "✗",
    "f0b7": "•", "f0a7": "•",
}  # fmt: skip
# Text that stands in a file of its own; the other embedded files are found as in any Office file.
CHUNK = re.compile(r"word/afchunk[^/]*", re.IGNORECASE)


def read(content: bytes, _: str) -> Content:
    """The text and tables of a docx, docm or dotx, and the files of text in it. Raises NotRead where it is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _Document(package).content()
    except (*DAMAGE, etree.XMLSyntaxError, RecursionError) as error:
        raise NotRead(DAMAGED.format(str(error).strip("'\"").split("\n")[0] or "it ends too early")) from None


class _Document:
    """One document, with what its text refers to: styles, numbers of lists, notes, comments."""

    def __init__(self, package: zipfile.ZipFile):
        self.package = package
        self.names = {name.replace("\\", "/"): name for name in package.namelist()}
        self.main = self._main()
        self.body = self._tree(self.main)
        if self.body is None:
            raise KeyError(f"it has no {self.main}")
        styles = self._beside("styles.xml")
        self.struck = _struck_styles(styles)
        self.numbering = Numbering(self._beside("numbering.xml"), styles)
        self.comments = {value(c, "id"): self._flat(c) for c in children(self._beside("comments.xml"), "comment")}
        self.notes: list[tuple[str, str]] = []  # kind and id, in the order in which they are referred to
        self.tracked = False
        self.found = Running()

    def content(self) -> Content:
        self._blocks(self.body)
        for tree in self._ends():
            self._blocks(tree)
        for number, (kind, name) in enumerate(self.notes, start=1):
            for note in children(self._beside(f"{kind}s.xml"), kind):
                if value(note, "id") == name:
                    self.found.line(f"Note {number}: {self._flat(note)}")
        parts = self.found.parts()
        files = [(posixpath.basename(name), self.package.read(own)) for name, own in sorted(self.names.items()) if CHUNK.fullmatch(name)]
        return Content(parts, self._notices(parts), files)

    def _notices(self, parts: list[Part]) -> list[str]:
        said = []
        pictures = sum(name.startswith("word/media/") for name in self.names)
        if pictures and sum(len(cell.text) for part in parts for cell in part.cells) < 200:
            said.append(f"It holds {pictures} picture(s) and hardly any text: what the pictures show was not read.")
        if self.tracked:
            said.append("Its changes are tracked: what was inserted is read, what was deleted is not.")
        return said

    # The package ------------------------------------------------------------------------------------------------

    def _main(self) -> str:
        tree = self._tree("_rels/.rels")
        for relation in tree if tree is not None else ():
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                return relation.get("Target", "").lstrip("/")
        return "word/document.xml"

    def _tree(self, name: str) -> etree._Element | None:
        """A part of the package; entities are not resolved, and nothing is fetched."""
        if name not in self.names:
            return None
        safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        parser = etree.XMLParser(**safe, remove_comments=True, remove_pis=True)
        return etree.fromstring(self.package.read(self.names[name]), parser)

    def _beside(self, name: str) -> etree._Element | None:
        return self._tree(posixpath.join(posixpath.dirname(self.main), name))

    def _ends(self) -> Iterator[etree._Element]:
        """Headers and footers, each that differs once."""
        seen = set()
        folder = posixpath.dirname(self.main)
        for name in sorted(self.names):
            if re.fullmatch(re.escape(folder) + r"/(?:header|footer)\d*\.xml", name):
                tree = self._tree(name)
                text = self._flat(tree)
                if text and text not in seen:
                    seen.add(text)
                    yield tree

    # Blocks -----------------------------------------------------------------------------------------------------

    def _blocks(self, parent: etree._Element) -> None:
        """Paragraphs and tables, in and out of content controls and what else wraps them."""
        for child in parent:
            match local(child):
                case "p":
                    self._paragraph(child)
                case "tbl":
                    self._table(child)
                case name if name not in LEFT_OUT:
                    self._blocks(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        number = self.numbering.number(paragraph)
        pieces, boxes = self._pieces(paragraph)
        marks = self._remarks(paragraph)
        lines = lines_of([(f"{number} ", ""), *pieces] if number and any(text.strip() for text, _ in pieces) else pieces)
        for text, own in lines:
            for line in apart(text):
                self.found.line(line, [*own, *marks])
        for box in boxes:
            self._blocks(box)

    def _table(self, table: etree._Element) -> None:
        rows = list(_within(table, "tr"))
        laid = [list(_laid_out(row)) for row in rows]
        # A table of one column is a frame around text.
        if max((col + width for row in laid for _, col, width, _ in row), default=0) < 2:
            for row in laid:
                for cell, *_ in row:
                    self._blocks(cell)
            return
        cells, inner = [], []
        for r, row in enumerate(laid):
            properties = next(children(rows[r], "trPr"), None)
            hidden = properties is not None and switched_on(properties, "hidden")
            gone = properties is not None and next(children(properties, "del"), None) is not None
            for cell, col, width, covered in row:
                if covered:
                    continue
                height = 1
                while r + height < len(laid) and any(c == col and goes_on for _, c, _, goes_on in laid[r + height]):
                    height += 1
                pieces, nested = self._cell(cell)
                if gone:
                    pieces = [(text, "deleted") for text, _ in pieces]
                text, own = cell_of(pieces)
                marks = [*merged(r, col, height, width), *own, *(["hidden row"] if hidden else []), *self._remarks(cell)]
                if text:
                    cells.append(Cell(r, col, text, "text", list(dict.fromkeys(marks))))
                inner += nested
        self.found.table(cells)
        for nested in inner:
            self._table(nested)

    def _cell(self, cell: etree._Element) -> tuple[list[Piece], list[etree._Element]]:
        """The text of a cell, and the tables in it, whose text is theirs."""
        pieces: list[Piece] = []
        tables: list[etree._Element] = []
        for child in cell:
            match local(child):
                case "p":
                    number = self.numbering.number(child)
                    own, boxes = self._pieces(child)
                    pieces += [("\n", ""), *([(f"{number} ", "")] if number and own else []), *own]
                    for box in boxes:
                        more, nested = self._cell(box)
                        pieces += [("\n", ""), *more]
                        tables += nested
                case "tbl":
                    tables.append(child)
                case name if name not in LEFT_OUT:
                    more, nested = self._cell(child)
                    pieces += more
                    tables += nested
        return pieces, tables

    # Text -------------------------------------------------------------------------------------------------------

    def _flat(self, element: etree._Element | None) -> str:
        """All text below an element, as one line."""
        if element is None:
            return ""
        pieces = [p for paragraph in element.iter("{*}p") for p in [*self._pieces(paragraph)[0], (" ", "")]]
        return " ".join("".join(text for text, state in pieces if not state).split())

    def _remarks(self, element: etree._Element) -> list[str]:
        return [f"comment: {said}" for c in element.iter("{*}commentReference") if (said := self.comments.get(value(c, "id")))]

    def _pieces(self, paragraph: etree._Element) -> tuple[list[Piece], list[etree._Element]]:
        """The text of a paragraph, and the text boxes anchored in it."""
        pieces: list[Piece] = []
        boxes: list[etree._Element] = []
        style = next((value(s) for p in children(paragraph, "pPr") for s in children(p, "pStyle")), "")
        self._run_through(paragraph, "struck through" if style in self.struck else "", False, pieces, boxes)
        return pieces, boxes

    def _run_through(self, parent: etree._Element, state: str, raised: bool, pieces: list[Piece], boxes: list[etree._Element]) -> None:
        for child in parent:
            match local(child):
                case "t":
                    text = child.text or ""
                    if raised and text.strip().isdigit():
                        text = with_note("".join(p for p, s in pieces if s == state), text.strip())
                    pieces.append((text, state))
                case "delText":
                    pieces.append((child.text or "", "deleted"))
                case "r":
                    self._run_through(child, *self._dressed(child, state), pieces, boxes)
                case "del":
                    self.tracked = True
                    self._run_through(child, "deleted", raised, pieces, boxes)
                case "ins":
                    self.tracked = True
                    self._run_through(child, state, raised, pieces, boxes)
                case "footnoteReference" | "endnoteReference" as name:
                    self.notes.append((name.removesuffix("Reference"), value(child, "id")))
                    pieces.append((f" (note {len(self.notes)})", state))
                case "sym":
                    pieces.append((SIGNS.get(value(child, "char").lower(), ""), state))
                case "fldChar":
                    pieces += [(shown, state) for data in children(child, "ffData") if (shown := _field(data))]
                case "txbxContent":
                    boxes.append(child)
                case name if name in BREAKS:
                    pieces.append((BREAKS[name], state))
                case name if name not in LEFT_OUT:
                    self._run_through(child, state, raised, pieces, boxes)

    def _dressed(self, run: etree._Element, state: str) -> tuple[str, bool]:
        """What the look of a run says: whether it was struck or hidden, whether it is raised."""
        for look in children(run, "rPr"):
            raised = any(value(v) == "superscript" for v in children(look, "vertAlign"))
            styled = any(value(s) in self.struck for s in children(look, "rStyle"))
            own = [s for name in ("strike", "dstrike") for s in children(look, name)]
            if not state and switched_on(look, "vanish"):
                state = "hidden"
            elif state in ("", "struck through") and (own or styled):
                lines = switched_on(look, "strike") or switched_on(look, "dstrike")
                state = "struck through" if lines or (styled and not own) else ""
            return state, raised
        return state, False


def _within(table: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, in and out of content controls."""
    for child in table:
        if local(child) == name:
            yield child
        elif local(child) in ("sdt", "sdtContent", "customXml", "ins", "smartTag"):
            yield from _within(child, name)


def _laid_out(row: etree._Element) -> Iterator[tuple[etree._Element, int, int, bool]]:
    """The cells of a row with their column, how many columns they take, and whether the cell above covers them."""
    col = next((_int(value(g)) for p in children(row, "trPr") for g in children(p, "gridBefore")), 0)
    for cell in _within(row, "tc"):
        width, covered = 1, False
        for properties in children(cell, "tcPr"):
            width = max(1, next((_int(value(s)) for s in children(properties, "gridSpan")), 1))
            covered = any(value(m) in ("", "continue") for m in children(properties, "vMerge"))
        yield cell, col, width, covered
        col += width


def _field(data: etree._Element) -> str:
    """What a field of an old form shows: its box, or the entry that was chosen."""
    for box in children(data, "checkBox"):
        said = [*children(box, "checked"), *children(box, "default")]
        return "☒ " if said and value(said[0]) not in ("0", "false") else "☐ "
    for choice in children(data, "ddList"):
        entries = [value(e) for e in children(choice, "listEntry")]
        chosen = next((_int(value(r)) for r in children(choice, "result")), 0)
        return entries[chosen] if chosen < len(entries) else ""
    return ""


def _struck_styles(styles: etree._Element | None) -> set[str]:
    return {
        value(style, "styleId")
        for style in children(styles, "style")
        for look in children(style, "rPr")
        if switched_on(look, "strike") or switched_on(look, "dstrike")
    }


def _int(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
