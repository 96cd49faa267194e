"""The workbook of tables, as the UK government's guidance on accessible spreadsheets asks, by its own library."""

from __future__ import annotations

import copy
import io
import re
import textwrap
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from publishing.sheets import SHORTHAND, Sheet, told
from study import Settings
from telling import notes
from undated import NEVER

if TYPE_CHECKING:
    import gptables
    import pandas as pd

WIDEST, WIDEST_OF_TWO, NARROWEST = 48, 95, 11  # of a column, in characters
TITLE, LINE = 24, 16  # the heights of lines, in points
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def workbook(settings: Settings, made: list[Sheet], returned: list[str], used: set[str]) -> bytes:
    """A cover, a table of contents, the notes and one sheet for each table. returned: who replied, in sentences; used: the
    words of quantity that statements claim."""
    import gptables

    texts = note_texts(settings, used)
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of the table library's use of pandas
        warnings.simplefilter("error", UserWarning)  # what the library only warns of is a fault here
        tables = {sheet.label: table(sheet, texts) for sheet in made}
        contents = {"column_names": ["Sheet", "What it shows"], "instructions": ONE_TABLE}
        options = {"theme": _theme(), "contentsheet_options": contents, "notesheet_options": {"instructions": ONE_TABLE}}
        cover, noted = _cover(settings, returned), _notes(made, texts)
        # Widths and heights are set below: the library's would put a paragraph on one line.
        options |= {"auto_width": False, "workbook_options": OPTIONS}
        book = gptables.produce_workbook(written, tables, cover=cover, notes_table=noted, **options)
        contents = book.make_table_of_contents(tables, **contents)
    _laid_out(book, {**tables, "Contents": contents, "Notes": book.make_notesheet(noted)}, cover)
    book.set_properties({"title": settings.title, "created": NEVER, "author": "", "comments": settings.illustrative or ""})
    book.close()
    return written.getvalue()


ONE_TABLE = "This worksheet contains one table."


def note_texts(settings: Settings, used: set[str]) -> dict[str, str]:
    """Name → note. The first stands on every table where the study is illustrative."""
    texts = {"illustrative": settings.illustrative} if settings.illustrative else {}
    texts |= {
        "verdicts": " ".join([notes.VERDICTS, *notes.words(settings, used)]),
        "intervals": f"{notes.INTERVALS} {notes.suppression(settings)} {notes.bands(settings)} {notes.confidence(settings)}".strip(),
        "rounding": notes.rounding("to one decimal place"),
        "missing": notes.MISSING,
        "assumed": "Reported: bodies that did not answer are left out. Grossed up: as if they were like the others. Bounded: each of them "
        "may be anything that the question allows.",
        "replies": "How bodies replied to each question. Unknown: it replied, and what it said to this question was not read.",
        "chase": "By how much the metric would be narrower at most if this one answer were known. For a body that said nothing: by how "
        "much its answer could still move the metric.",
    }
    return texts


def table(sheet: Sheet, texts: dict[str, str]) -> gptables.GPTable:
    """One sheet's table, checked by the library. Its notes are those of `texts`, by name."""
    import gptables
    import pandas as pd

    cells = [[told(value, sheet.blank.get(column, "")) for column, value in zip(sheet.columns, row)] for row in sheet.rows]
    about = [name for name in ("illustrative", *sheet.about) if name in texts]
    signs = [sign for sign in SHORTHAND if any(sign == cell for row in cells for cell in row)]
    return gptables.GPTable(
        table=pd.DataFrame(cells, columns=sheet.columns, dtype=object),
        table_name=table_name(sheet.name),
        title=told(sheet.title, "") + " " * bool(about) + "".join(f"$${name}$$" for name in about),
        instructions=f"{ONE_TABLE} Notes are on the worksheet Notes.",
        legend=[SHORTHAND[sign] for sign in signs],
        units=dict(sheet.units) or None,
        table_notes={sheet.columns.index(column): f"$${name}$$" for column, name in sheet.notes.items()},
        index_columns={2: 0},
        additional_formatting=[*_alignment(cells), *_number_formats(sheet, cells)],
    )


def table_name(name: str) -> str:
    """As a workbook takes it: T1 alone would be a cell."""
    return "table_" + re.sub(r"[^A-Za-z0-9_]", "_", name)


def _alignment(cells: list[list]) -> Iterator[dict]:
    """Numbers to the right, with the shorthand that stands for one; texts to the left, off the numbers before them."""
    for column, values in enumerate(zip(*cells)):
        numbers = any(not isinstance(value, str) for value in values)
        if column:
            yield {"column": {"columns": [column], "format": {"align": "right"} if numbers else {"align": "left", "indent": 1}}}


def _number_formats(sheet: Sheet, cells: list[list]) -> Iterator[dict]:
    for r, row in enumerate(cells, 1):
        for c, value in enumerate(row):
            if not isinstance(value, str):
                decimal = isinstance(value, float) or sheet.units.get(sheet.columns[c]) == "per cent"
                yield {"cell": {"cells": (r, c), "format": {"num_format": "#,##0.0" if decimal else "#,##0"}}}


def _notes(made: list[Sheet], texts: dict[str, str]) -> pd.DataFrame:
    """The notes that tables refer to."""
    import pandas as pd

    referred = {name for sheet in made for name in (*sheet.notes.values(), *sheet.about, "illustrative")}
    return pd.DataFrame([(name, text) for name, text in texts.items() if name in referred], columns=["Note", "What it says"])


def _cover(settings: Settings, returned: list[str]) -> gptables.Cover:
    import gptables

    intro = ["The numbers behind the report, as tables. The sheet Contents lists them; the sheet Notes says how to read them."]
    about = [*returned, notes.INTERVALS, notes.suppression(settings), notes.MISSING, notes.rounding("to one decimal place")]
    about += filter(None, [notes.confidence(settings)])
    first = [settings.illustrative] if settings.illustrative else []
    return gptables.Cover(title=settings.title, intro=[*first, *intro], about=about, width=90)


def _theme() -> gptables.Theme:
    import gptables

    theme = copy.deepcopy(gptables.gptheme)
    top = {"text_wrap": True, "valign": "top"}
    theme.apply_config({"data": dict(top), "index_2": dict(top)})
    return theme


def _laid_out(book: gptables.GPWorkbook, tables: dict[str, gptables.GPTable], cover: gptables.Cover) -> None:
    """Columns as wide as what stands in them, up to a limit; rows as high, since not every program finds that out by itself;
    pages that hold a sheet's width."""
    for worksheet in book.worksheets():
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.fit_to_pages(1, 0)
        if worksheet.name in tables:
            _fitted(worksheet, tables[worksheet.name])
    sheet = book.get_worksheet_by_name(cover.cover_label)
    lines = [cover.title, "", *cover.intro, "", *cover.about]  # the library writes a heading of its own before each part
    for row, text in enumerate(lines):
        sheet.set_row(row, TITLE if text in ("", cover.title) else LINE * _lines(text, cover.width))


def _fitted(worksheet: gptables.GPWorksheet, made: gptables.GPTable) -> None:
    top = made.data_range[0]
    worksheet.set_row(0, TITLE)
    for row in range(1, top):
        worksheet.set_row(row, LINE)
    cells = [list(made.table.columns), *made.table.map(_shown).values.tolist()]
    widest = WIDEST if len(made.table.columns) > 2 else WIDEST_OF_TWO
    widths = [_width([row[column] for row in cells], widest) for column in range(len(made.table.columns))]
    for column, width in enumerate(widths):
        worksheet.set_column(column, column, width)
    for row, texts in enumerate(cells, top):
        worksheet.set_row(row, LINE * max(_lines(text, width) for text, width in zip(texts, widths)))


def _shown(value: object) -> str:
    """A cell's text, as wide as it is printed: in the table of contents a link is its words, and a list its lines."""
    if isinstance(value, dict):
        return next(iter(value))
    return "\n".join(value) if isinstance(value, list) else f"{value:,}" if isinstance(value, (int, float)) else str(value)


def _width(texts: list[str], widest: float) -> float:
    """In characters: of the longest word of the heading, or the longest text."""
    head = max(len(word) for line in texts[0].split("\n") for word in ([line] if line.startswith("[") else line.split()))
    longest = max((len(line) for text in texts[1:] for line in text.split("\n")), default=0)
    return min(widest, max(NARROWEST, 1.3 * head, 1.15 * longest + 2))


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column, where a line breaks between words."""
    return sum(len(textwrap.wrap(line, max(1, int(1.02 * width)))) or 1 for line in text.split("\n"))
