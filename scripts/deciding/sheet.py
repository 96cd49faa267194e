"""The worksheet of what is open, to be filled in by hand, and what was filled in."""

from __future__ import annotations

import datetime as dt
import io
import textwrap
import zipfile
from dataclasses import dataclass
from pathlib import Path

from auditing.text import visible
from deciding.open import Open
from study import ConfigError, Study
from undated import NEVER, undated

SHEET, HELP = "To decide", "How to"
FIRST = ("Address", "Body", "Name", "What was asked", "What stood there", "Why it is open", "What it would change")
FILLED = ("What it means", "Who", "When", "Why")
LONGEST = 32_000  # characters of a cell
PAST = "this is open no longer, or another text stands there now: what was filled in is kept here until you take it out"
WIDE = {"Address": 34, "Name": 22, "What was asked": 36, "What stood there": 34, "Why it is open": 40, "What it would change": 40}
WIDE |= {"What it means": 20, "Why": 40}
HOW = (
    "One line is one answer that the workflow could not be sure of. Fill in the last four columns of those that you can decide; leave "
    "the others as they are.",
    "What it means: as it would have been typed in the cell, such as 7, 5-10, <5, about 20, not held, refused. For a question with "
    "options the names of those that were meant. To leave the answer out, write: leave out.",
    "Question, Period and what follows them: filled in where the return says it. Where it does not, say it too. A period is written as "
    "2023/24, 2023, 2023-Q1 or 2023-04.",
    "Who, When, Why: who decided it, the day (2026-03-31), and how you know.",
    "Then save the file, and in the study's folder run: .venv/bin/python scripts/save_rulings.py",
    "It writes the filled lines into config/rulings.yml; the next run uses them. A run in between keeps what you filled in.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was filled in. row: its number in the sheet."""

    row: int
    address: str
    stood: str
    question: str
    period: str
    labels: dict[str, str]
    means: str
    who: str
    when: str
    why: str


def _dimensions(study: Study, found: list[Open], past: list[Line]) -> list[str]:
    """Those that the questions are asked by; all, where nothing says which question is meant."""
    if past or not all(one.question for one in found):
        return list(study.dimensions)
    by = {d for one in found for d in study.question(one.collection, one.question).by}
    return [d for d in study.dimensions if d in by]


def workbook(study: Study, found: list[Open], filled: dict[str, Line], past: list[Line]) -> bytes:
    """filled: address → what was filled in before and is not saved yet; it stands there again. past: the same of what is open no
    longer."""
    import openpyxl
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    dimensions = _dimensions(study, found, past)
    sheet, heads = book.active, [*FIRST, "Question", "Period", *dimensions, *FILLED]
    sheet.title = SHEET
    for n, head in enumerate(heads, 1):
        cell = sheet.cell(1, n, head)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(n)].width = WIDE.get(head, 13)
    yellow = PatternFill("solid", fgColor="FFF6DF")
    rows = [_texts(study, one, filled.get(one.address), dimensions) for one in found]
    rows += [[line.address, "", "", "", line.stood, PAST, "", *_said(line, dimensions)] for line in past]
    for r, row in enumerate(rows, 2):
        lines = (len(textwrap.wrap(text, int(WIDE.get(head, 13) * 0.95))) for head, text in zip(heads, row))
        sheet.row_dimensions[r].height = min(400, 15 * max(1, *lines))
        for n, text in enumerate(row, 1):
            cell = sheet.cell(r, n)
            written(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if n > len(FIRST):
                cell.fill = yellow
                cell.number_format = "@"  # a program makes no date of 5-10
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{max(2, len(rows) + 1)}"
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    how = book.create_sheet(HELP)
    how.column_dimensions["A"].width = 110
    for n, text in enumerate([study.settings.title, *filter(None, [study.settings.illustrative]), *HOW], 1):
        how.cell(n, 1, text).alignment = Alignment(wrap_text=True, vertical="top")
    how["A1"].font = Font(bold=True, size=14)
    book.properties.creator, book.properties.created, book.properties.modified = "", NEVER, NEVER
    made = io.BytesIO()
    book.save(made)
    return undated(made.getvalue())


def written(cell, text: str) -> None:
    """Text that others wrote, as text: a program that opens it runs none of it, nor does one to which it is copied."""
    if not text:
        return
    cell.value = visible(text, LONGEST)
    cell.data_type = "s"  # else the library takes what begins with = for a formula
    cell.quotePrefix = text[0] in "=+-@\t\r"


def _texts(study: Study, one: Open, filled: Line | None, dimensions: list[str]) -> list[str]:
    asked = study.question(one.collection, one.question).ask if one.question else "nothing says to which question it belongs"
    place = [one.address, one.body, one.name, asked, one.stood, one.why, one.changes or "no number was found that it leaves open"]
    if filled:
        return [*place, *_said(filled, dimensions)]
    return [*place, one.question, one.period or "", *(one.labels.get(d, "") for d in dimensions), *[""] * len(FILLED)]


def _said(line: Line, dimensions: list[str]) -> list[str]:
    labels = (line.labels.get(d, "") for d in dimensions)
    return [line.question, line.period, *labels, line.means, line.who, line.when, line.why]


def filled_in(path: Path, study: Study, whole: bool = True) -> list[Line]:
    """The lines of a worksheet in which any of the last four columns is filled. Raises ConfigError for what is no such sheet, and for
    each line that is filled by half; whole: whether these are refused."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path)
        sheet = book[SHEET]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ConfigError(
            f"{path} cannot be read as the worksheet of what is to be decided ({error}); move it elsewhere, and run the workflow again"
        ) from None
    rows = [[_text(cell.value) for cell in row] for row in sheet.iter_rows()]
    heads = {head: n for n, head in reversed(list(enumerate(rows[0] if rows else [])))}
    if missing := [head for head in (*FIRST, "Question", "Period", *FILLED) if head not in heads]:
        raise ConfigError(f"{path}: the column {missing[0]!r} is missing. Move the file elsewhere, and run the workflow again")
    lines, wrong = [], []
    for n, row in enumerate(rows[1:], 2):
        said = {head: row[at] if at < len(row) else "" for head, at in heads.items()}
        given = [head for head in FILLED if said[head]]
        if not given:
            continue
        if whole and len(given) < len(FILLED):
            left = " and ".join(head for head in FILLED if head not in given)
            wrong.append(f"{path}, row {n} ({said['Address']}): {left} {'is' if ' and ' not in left else 'are'} not filled in")
            continue
        labels = {d: said[d] for d in study.dimensions if said.get(d)}
        lines.append(
            Line(n, said["Address"], said["What stood there"], said["Question"], said["Period"], labels, *(said[h] for h in FILLED))
        )
    if wrong:
        raise ConfigError("\n".join([*wrong, "Nothing was saved: fill in all four columns of a line, or none."]))
    return lines


def _text(value: object) -> str:
    """A cell as it was typed; a program may have made a number or a day of it."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
