"""Web pages, and what spreadsheets and systems save as one: lines and tables as a browser shows them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from lxml import etree, html

from reading.cells import Cell, Content, NotRead, Part
from reading.columns import VALUE
from reading.delimited import decode
from reading.running import Piece, Running, cell_of, lines_of, merged, with_note
from reading.text import quoted_lines
from sentences import apart

NOT_SHOWN = {"script", "style", "head", "title", "template", "noscript", "object", "iframe", "xml", "noframes", "datalist"}
BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
}  # fmt: skip
STRUCK = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
WIDEST = 1000  # columns that one cell may claim, as browsers have it
DEEPEST = 200
TABLES_DEEP = 30
SHEETS_APART = "It is the frame of a web page whose sheets stand in other files. Ask the sender for the workbook itself, as xlsx."


def read(content: bytes, _: str) -> Content:
    """The lines and tables of a page. Raises NotRead for one whose content stands in other files."""
    parts = html_parts(content)
    if not parts and re.search(rb"<frameset|<x:WorksheetSource", content, re.IGNORECASE):
        raise NotRead(SHEETS_APART)
    return Content(parts)


def html_parts(page: str | bytes) -> list[Part]:
    """`text` and `table 1` … of a page or of a message's body in html; quoted messages carry the mark `quoted`."""
    text = (page if isinstance(page, str) else _decoded(page)).replace("\x00", "")
    # As bytes, since a declaration of another encoding than the text has would be an error.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return []
    found = Running()
    _collect(found, _flow(tree, "", False))
    _quote(found)
    return found.parts()


def _decoded(page: bytes) -> str:
    declared = CHARSET.search(page[:4000])
    if declared and not page.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = declared[1].decode("ascii", "replace").lower()
        # What is called latin-1 is what Windows wrote; browsers take it so.
        name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252") else name
        with suppress(LookupError, UnicodeDecodeError):
            return page.decode(name)
    return decode(page)


def _quote(found: Running) -> None:
    """Marks what stands below the heading of an earlier message."""
    quoted = quoted_lines([">" if "quoted" in marks else text for text, marks in found.lines])
    for n in quoted:
        found.lines[n] = (found.lines[n][0], sorted({*found.lines[n][1], "quoted"}))
    for above, cells in found.tables:
        if above - 1 in quoted and all(n in quoted for n in range(above, len(found.lines))):
            for cell in cells:
                cell.marks += ["quoted"] if "quoted" not in cell.marks else []


@dataclass(frozen=True, slots=True)
class Table:
    """A table met on the way."""

    element: html.HtmlElement
    state: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text met on the way; BREAK where a block begins or ends."""

    text: str
    state: str
    quoted: bool


BREAK = "\x00"


def _flow(element: html.HtmlElement, state: str, quoted: bool, depth: int = 0) -> Iterator[Text | Table]:
    """The texts and tables of an element in the order of the page. What is nested too deep to be laid out is one text."""
    tag = element.tag
    if not isinstance(tag, str) or tag in NOT_SHOWN:
        return
    if depth > DEEPEST or (tag == "table" and sum(1 for _ in element.iterancestors("table")) > TABLES_DEEP):
        yield Text(f" {element.text_content()} ", state, quoted)
        return
    state, quoted = _state(element, state), quoted or _quotes(element)
    if tag == "table" and depth:
        yield Table(element, state, quoted)
        return
    if tag in BLOCKS:
        yield Text(BREAK, state, quoted)
    if tag == "li":
        yield Text(_number(element), state, quoted)
    shown = _shown(element)
    if shown is not None:
        yield Text(shown, state, quoted)
    else:
        yield Text(_flat(element, element.text), state, quoted)
        for child in element:
            yield from _flow(child, state, quoted, depth + 1)
            yield Text(_flat(element, child.tail), state, quoted)
    if tag in BLOCKS:
        yield Text(BREAK, state, quoted)


def _flat(element: html.HtmlElement, text: str | None) -> str:
    return (text or "") if element.tag in ("pre", "textarea") else re.sub(r"[ \t\r\n\f]+", " ", text or "")


def _state(element: html.HtmlElement, state: str) -> str:
    style = element.get("style", "")
    if element.get("hidden") is not None or HIDDEN.search(style):
        return "hidden"
    return state or ("struck through" if element.tag in ("s", "strike", "del") or STRUCK.search(style) else "")


def _quotes(element: html.HtmlElement) -> bool:
    """Whether a mail program set this off as the message that is answered. One that is forwarded may be the reply."""
    if element.tag == "blockquote" and element.get("type") == "cite":
        return True
    called = re.search(r"\bgmail_quote\b|\byahoo_quoted\b|moz-cite-prefix", element.get("class", ""))
    return bool(called) and "forwarded message" not in element.text_content()[:200].lower()


def _shown(element: html.HtmlElement) -> str | None:
    """What an element shows that is not its text; None where it is."""
    match element.tag:
        case "br":
            return "\n"
        case "sup" if (raised := element.text_content().strip()).strip("[]()").isdigit():
            before = (element.getprevious().tail if element.getprevious() is not None else element.getparent().text) or ""
            return with_note(before, raised.strip("[]()"))
        case "input" if element.get("type", "text").lower() in ("checkbox", "radio"):
            return "☐ " if element.get("checked") is None else "☒ "
        case "input":
            return element.get("value", "") if element.get("type", "text").lower() in ("text", "number", "date", "email", "tel") else ""
        case "select":
            return " ".join(o.text_content() for o in element.iter("option") if o.get("selected") is not None)
    return None


def _number(item: html.HtmlElement) -> str:
    """The number that a list shows before an item."""
    above = item.getparent()
    if above is None or above.tag != "ol" or above.get("type", "1") != "1":
        return ""
    start = above.get("start", "1")
    return f"{(int(start) if start.isdigit() and len(start) < 6 else 1) + sum(1 for _ in item.itersiblings('li', preceding=True))}. "


def _collect(found: Running, flow: Iterable[Text | Table]) -> None:
    """Puts a flow into lines and tables."""
    block: list[Text] = []
    for item in flow:
        if isinstance(item, Table):
            _lines(found, block)
            block = []
            _table(found, item)
        elif item.text == BREAK:
            _lines(found, block)
            block = []
        else:
            block.append(item)
    _lines(found, block)


def _lines(found: Running, block: list[Text]) -> None:
    # A block of spaces is how the page is written; one of a hard space is a blank line of it.
    if not "".join(item.text for item in block).strip(" \t\r\f"):
        return
    quoted = ["quoted"] if any(item.quoted for item in block) else []
    for text, marks in lines_of((item.text, item.state) for item in block):
        for line in apart(" ".join(text.split())) or [""]:
            found.line(line, [*marks, *quoted])


def _table(found: Running, table: Table) -> None:
    """A table; or what stands in it, where it is but a frame, or the layout around other tables."""
    placed = list(_placed(table.element))
    caption = table.element.find("caption")
    if caption is not None:
        _collect(found, _flow(caption, table.state, table.quoted, 1))
    texts = [_cell(cell, "hidden" if hidden else table.state) for cell, *_, hidden in placed]
    nested = [t for t in table.element.iter("table") if t is not table.element]
    values = sum(bool(VALUE.fullmatch(text)) for text, _ in texts)
    if max((col + width for _, _, col, _, width, _ in placed), default=0) < 2 or (nested and values < 2):
        for cell, *_, hidden in placed:
            _collect(found, _flow(cell, "hidden" if hidden else table.state, table.quoted, 1))
        return
    quoted = ["quoted"] if table.quoted else []
    found.table(
        [
            Cell(row, col, text, "text", [*merged(row, col, height, width), *own, *quoted])
            for (_, row, col, height, width, _), (text, own) in zip(placed, texts)
            if text
        ]
    )
    for inner in nested:
        if next(inner.iterancestors("table")) is table.element:
            _table(found, Table(inner, table.state, table.quoted))


def _cell(cell: html.HtmlElement, state: str) -> tuple[str, list[str]]:
    """The text of a cell with its marks, without what stands in tables of their own."""
    pieces: list[Piece] = []
    for item in _flow(cell, state, False, 1):
        if isinstance(item, Text):
            pieces.append(("\n" if item.text == BREAK else item.text.replace("\u00a0", " "), item.state))
    text, marks = cell_of(pieces)
    return "\n".join(" ".join(line.split()) for line in text.split("\n")), marks


def _placed(table: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, int, int, int, int, bool]]:
    """The cells with row, column, height, width and whether they are hidden, as a browser lays them out."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    hidden_columns: set[int] = set()
    n = 0
    for column in table.iter("col"):
        span = _span(column, "span")
        if _state(column, "") == "hidden":
            hidden_columns |= set(range(n, n + span))
        n += span
    taken: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        hidden = _state(row, "") == "hidden" or _state(row.getparent(), "") == "hidden"
        c = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (r, c) in taken:
                c += 1
            width = _span(cell, "colspan")
            height = min(_span(cell, "rowspan") if cell.get("rowspan") != "0" else len(rows), len(rows) - r)
            if height * width > 1:
                taken |= {(y, x) for y in range(r, r + height) for x in range(c, c + width)}
            yield cell, r, c, height, width, hidden or c in hidden_columns
            c += width


def _span(element: html.HtmlElement, name: str) -> int:
    said = element.get(name, "1").strip()
    return min(max(int(said), 1), WIDEST) if said.isascii() and said.isdigit() and len(said) < 6 else 1
