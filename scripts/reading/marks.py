"""What only the XML of an xlsx tells: hidden rows and columns, struck-through text, comments, number formats,
errors, formulas without a stored value, how far the cells reach. Scanned as bytes, since a full second load
would cost twenty times the first.
"""

from __future__ import annotations

import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import chain

import addresses
from reading import formats
from reading.dangers import damaged

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"

MOST_ROWS = 1 << 20
# python-calamine keeps the whole rectangle of a sheet, so that one stray cell at its far end takes hundreds of GB.
DENSE = 5_000_000

ROW_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d+)"')
COL_HIDDEN = re.compile(rb'<(?:\w+:)?col\b(?=[^>]*\bhidden="(?:1|true)")[^>]*>')
REST_OF_CELL = rb"([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)"
ERROR = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")' + REST_OF_CELL, re.DOTALL)
# A formula with nothing after it, or with an empty value.
NO_VALUE = rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*"
UNCALCULATED = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(\s*" + NO_VALUE + rb")</(?:\w+:)?c>", re.DOTALL)
VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</)")
PLACED = re.compile(rb'\br="([A-Z]+\d+)"')
# The number of a row, or the letters of a cell's column from AA on. Rows alone are slower to find, and seldom needed.
REACH = re.compile(rb' r="(\d+|[A-Z]{2,3}(?=\d))')
ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*? r="(\d+)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+\d+):([A-Z]+\d+)"')


@dataclass(slots=True)
class SheetMarks:
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    cells: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    # Cells that hold something which the reader of values leaves out.
    unread: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    # What a person sees in the place of a stored number.
    seen: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    # The cells of the rectangle down to the last row and right to the last column, blank ones too.
    area: int = 0
    # Whether there are rows with numbers that no sheet has.
    beyond: bool = False


class Package:
    """The parts of a package by path, as Office finds them: in any case, with either slash."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        self.names = {name.replace("\\", "/").lower(): name for name in self.zip.namelist()}

    def __contains__(self, path: str) -> bool:
        return path.lower() in self.names

    def read(self, path: str) -> bytes:
        return self.zip.read(self.names[path.lower()])


def xlsx_marks(content: bytes) -> dict[str, SheetMarks]:
    """The marks of each sheet of an xlsx or xlsm, by name; none where they cannot be found.

    Raises NotRead where a sheet is not what was written: the reader of values does not compare checksums.
    """
    try:
        package = Package(content)
        styles = _styles(package)
        return {name: _sheet(package, path, styles) for name, path in _sheets(package)}
    except (zipfile.BadZipFile, zlib.error) as error:
        raise damaged(error) from None
    except (LookupError, ET.ParseError, OSError, ValueError, RuntimeError, NotImplementedError):
        return {}


def _relations(package: Package, path: str) -> dict[str, tuple[str, str]]:
    """Of one part of the package: relation's id → (kind, path of what it names)."""
    folder, name = posixpath.split(path)
    try:
        tree = ET.fromstring(package.read(f"{folder}/_rels/{name}.rels"))
    except KeyError:
        return {}
    found = {}
    for relation in tree.iter(f"{PACKAGE}Relationship"):
        target = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", ""))).lstrip("/")
        found[relation.get("Id")] = (relation.get("Type", "").rsplit("/", 1)[-1], target)
    return found


def _sheets(package: Package) -> list[tuple[str, str]]:
    relations = _relations(package, "xl/workbook.xml")
    tree = ET.fromstring(package.read("xl/workbook.xml"))
    sheets = [(s.get("name", ""), relations.get(s.get(RELATION), ("", ""))) for s in tree.iter(f"{MAIN}sheet")]
    return [(name, path) for name, (kind, path) in sheets if kind == "worksheet"]


def _styles(package: Package) -> dict[int, list[str]]:
    """Style's number → what it does to a cell's meaning: struck through, a format that shows another text."""
    try:
        tree = ET.fromstring(package.read("xl/styles.xml"))
    except KeyError:
        return {}
    shapes = {int(f.get("numFmtId", 0)): f.get("formatCode", "") for f in tree.iter(f"{MAIN}numFmt")}
    shapes |= {9: "0%", 10: "0.00%", 16: "d-mmm", 17: "mmm-yy"}
    struck = [
        (s := font.find(f"{MAIN}strike")) is not None and s.get("val", "1") not in ("0", "false")
        for fonts in tree.iter(f"{MAIN}fonts")
        for font in fonts.findall(f"{MAIN}font")
    ]
    styles: dict[int, list[str]] = {}
    for n, style in enumerate(x for xfs in tree.iter(f"{MAIN}cellXfs") for x in xfs):
        font, shape = int(style.get("fontId", 0)), shapes.get(int(style.get("numFmtId", 0)), "")
        said = ["struck through"] if font < len(struck) and struck[font] else []
        if formats.is_date(shape) or formats.adds(shape):
            said.append(f"shown as {shape}")
        if said:
            styles[n] = said
    return styles


def _sheet(package: Package, path: str, styles: dict[int, list[str]]) -> SheetMarks:
    xml = package.read(path)
    marks = SheetMarks()
    if b"hidden=" in xml:
        marks.hidden_rows = {int(row) - 1 for row in ROW_HIDDEN.findall(xml)}
        for found in COL_HIDDEN.finditer(xml):
            span = dict(re.findall(rb'\b(min|max)="(\d+)"', found[0]))
            marks.hidden_columns |= set(range(int(span[b"min"]) - 1, min(int(span[b"max"]), 16384)))
    named = set(REACH.findall(xml))
    numbers = set(filter(bytes.isdigit, named))
    # Up to column Z no sheet is too wide to be held as a rectangle.
    width = max((addresses.place(f"{letters.decode()}1")[1] for letters in named - numbers), default=25) + 1
    rows = max(map(int, numbers), default=0)
    if rows * width > DENSE:  # something else may have a number
        rows = max(map(int, ROW.findall(xml)), default=0)
    marks.beyond = rows > MOST_ROWS
    marks.area = rows * width
    for place, text in _comments(package, path):
        marks.cells.setdefault(place, []).append(f"comment: {text}")
    if marks.area > DENSE and b"mergeCell" in xml:  # of other sheets the reader of values tells them
        marks.merged = [(addresses.place(a.decode()), addresses.place(b.decode())) for a, b in MERGED.findall(xml)]
    for place, style in _styled(xml, styles):
        marks.cells.setdefault(place, []).extend(styles[style])
    for found in _telling(xml):
        _cell(found[1], found[2] or b"", marks)
    return marks


def _styled(xml: bytes, styles: dict[int, list[str]]) -> Iterator[tuple[tuple[int, int], int]]:
    """The cells of these styles, and which style it is."""
    if used := [n for n in sorted(styles) if b's="%d"' % n in xml]:
        numbers = b"|".join(b"%d" % n for n in used)
        cell = re.compile(rb'<(?:\w+:)?c\b(?=[^>]*\bs="(' + numbers + rb')")[^>]*?\br="([A-Z]+\d+)"')
        for style, name in cell.findall(xml):
            yield addresses.place(name.decode()), int(style)


def _telling(xml: bytes) -> Iterator[re.Match[bytes]]:
    """The cells whose type or formula says what their value does not: few, as a rule, among very many."""
    wanted = [ERROR] if b't="e"' in xml else []
    if b"<f" in xml or b":f>" in xml:
        wanted.append(UNCALCULATED)
    seen = set()
    for found in chain.from_iterable(pattern.finditer(xml) for pattern in wanted):
        if found.start() not in seen:
            seen.add(found.start())
            yield found


def _cell(attributes: bytes, inner: bytes, marks: SheetMarks) -> None:
    error = b't="e"' in attributes
    formula = FORMULA.search(inner)
    named = PLACED.search(attributes)
    if not named:
        return
    place = addresses.place(named[1].decode())
    value = VALUE.search(inner)
    if error and value:
        marks.unread[place] = (value[1].decode(errors="replace"), "error")
    elif formula and not (value and value[1]) and b't="str"' not in attributes:
        text = unescape((formula[1] or b"").decode(errors="replace"))
        marks.unread[place] = (f"={text}", "formula")
        marks.cells.setdefault(place, []).append("formula without a stored value")


def _comments(package: Package, path: str) -> list[tuple[tuple[int, int], str]]:
    found = []
    for kind, target in _relations(package, path).values():
        if kind == "comments" and target in package:
            for comment in ET.fromstring(package.read(target)).iter(f"{MAIN}comment"):
                text = "".join(t.text or "" for t in comment.iter(f"{MAIN}t"))
                found.append((addresses.place(comment.get("ref", "A1")), " ".join(text.split())))
    return found
