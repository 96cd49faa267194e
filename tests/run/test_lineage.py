"""Each row of lineage.csv leads to a cell of a raw file in which the text stands, read with other readers than ours."""

import csv
import datetime as dt
import email
import email.policy
import re
from functools import cache
from pathlib import Path

import docx
import odf.opendocument
import openpyxl
import pandas as pd
import pypdfium2
import pytest
import xlrd
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string


def place(cell: str) -> tuple[int, int]:
    letters, row = coordinate_from_string(cell)
    return row - 1, column_index_from_string(letters) - 1


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="seconds")
    return str(value)


@cache
def xlsx(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=True)


@cache
def ods(path: Path) -> dict[str, list[list[str]]]:
    sheets = {}
    for sheet in odf.opendocument.load(path).spreadsheet.getElementsByType(Table):
        rows = []
        for row in sheet.getElementsByType(TableRow):
            cells: list[str] = []
            for cell in row.childNodes:
                if cell.qname[1] not in ("table-cell", "covered-table-cell"):
                    continue
                value = cell.getAttribute("value") if cell.qname == TableCell().qname else None
                text = "\n".join("".join(str(n) for n in p.childNodes) for p in cell.getElementsByType(P))
                shown = as_text(float(value)) if value else text
                cells += [shown] * min(int(cell.getAttribute("numbercolumnsrepeated") or 1), 50)
            rows += [cells] * min(int(row.getAttribute("numberrowsrepeated") or 1), 50)
        sheets[sheet.getAttribute("name")] = rows
    return sheets


@cache
def written(path: Path) -> tuple[list[str], list[dict[tuple[int, int], str]]]:
    """The lines of a docx, sentences of a year each one, and the texts of its tables."""
    document = docx.Document(path)
    lines = [line for p in document.paragraphs for line in re.split(r"(?<=\.) (?=In \D*\d{4})", p.text)]
    tables = [{(r, c): cell.text for r, row in enumerate(t.rows) for c, cell in enumerate(row.cells)} for t in document.tables]
    return lines, tables


@cache
def whole(path: Path) -> str:
    """All text of a PDF or a message. Their tables are drawn or set, and no two readers number them alike."""
    if path.suffix == ".pdf":
        pages = pypdfium2.PdfDocument(path)
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())
    body = email.message_from_bytes(path.read_bytes(), policy=email.policy.default).get_body()
    return " ".join(body.get_content().split())


@cache
def attached(message: Path, name: str, folder: Path) -> Path:
    """A file that was attached to a message, taken out of it."""
    mail = email.message_from_bytes(message.read_bytes(), policy=email.policy.default)
    content = next(a.get_content() for a in mail.iter_attachments() if a.get_filename() == name)
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def received(raw: Path, file: str, folder: Path) -> Path:
    message, inside, name = file.partition(".eml/")
    return attached(raw / f"{message}.eml", name, folder) if inside else raw / file


def text_at(path: Path, part: str, cell: str) -> str:
    """The text of one cell or line, by openpyxl, xlrd, odfpy, python-docx or csv; of a PDF or a message the whole text."""
    if path.suffix in (".pdf", ".eml"):
        return whole(path)
    if path.suffix == ".docx":
        lines, tables = written(path)
        if part == "text":
            return lines[int(cell.removeprefix("line ")) - 1]
        found = re.fullmatch(r"R(\d+)C(\d+)", cell)
        return tables[int(part.removeprefix("table ")) - 1][int(found[1]) - 1, int(found[2]) - 1]
    row, col = place(cell)
    match path.suffix:
        case ".xlsx":
            return as_text(xlsx(path)[part].cell(row + 1, col + 1).value)
        case ".xls":
            sheet = xlrd.open_workbook(path).sheet_by_name(part)
            return as_text(sheet.cell_value(row, col)) if row < sheet.nrows and col < sheet.ncols else ""
        case ".ods":
            rows = ods(path)[part]
            return rows[row][col] if row < len(rows) and col < len(rows[row]) else ""
        case ".csv":
            content = path.read_bytes()
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("cp1252")
            delimiter = "\t" if text.count("\t") > text.count(",") else ","
            rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
            return rows[row][col] if row < len(rows) and col < len(rows[row]) else ""
    pytest.fail(f"no other reader for {path}")


def test_each_row_of_the_lineage_leads_to_its_text(shipped_run: Path, tmp_path: Path) -> None:
    lineage = pd.read_csv(shipped_run / "results" / "lineage.csv")
    answers = pd.read_parquet(shipped_run / "data/interim/answers.parquet").set_index("answer")
    metrics = set(pd.read_csv(shipped_run / "results" / "metrics.csv")["metric"])
    raw = shipped_run / "data" / "raw"
    followed = 0
    for source in lineage["source"].unique():
        if "#" not in source:
            assert source in metrics
            continue
        file, _, rest = source.rpartition("#")
        part, _, cell = rest.rpartition("!")
        path = received(raw, file, tmp_path)
        stands = text_at(path, part, cell)
        if (cell.startswith("line ") or path.suffix in (".pdf", ".eml")) and source in answers.index:
            assert re.search(rf"(?<!\d){re.escape(answers.loc[source, 'raw'])}(?!\d)", stands), source
        elif source in answers.index:
            assert " ".join(stands.split()) == " ".join(answers.loc[source, "raw"].split()), source
        else:
            # In the tables of one's own an empty place decides too: no day of a reply, no upper end of a published figure.
            assert stands or file.startswith(("reference/", "register.csv")), f"{source}: nothing stands there"
        followed += 1
    assert followed > 300


def test_headers_are_cells_with_text(shipped_run: Path, tmp_path: Path) -> None:
    answers = pd.read_parquet(shipped_run / "data/interim/answers.parquet")
    headers = {h for hs in answers.sample(200, random_state=1)["headers"] for h in hs}
    for source in headers:
        file, _, rest = source.rpartition("#")
        part, _, cell = rest.rpartition("!")
        assert text_at(received(shipped_run / "data" / "raw", file, tmp_path), part, cell), source
