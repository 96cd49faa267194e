"""The workbook of tables, as the UK government's guidance on accessible spreadsheets asks, by its own library."""

from __future__ import annotations

import copy
import io
import re
import warnings
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from publishing.sheets import SHORTHAND, Sheet, told
from study import Settings
from telling import notes

if TYPE_CHECKING:
    import gptables
    import pandas as pd

NEVER = datetime(1980, 1, 1)  # when it was made would be other bytes each time
WIDEST, NARROWEST = 55, 12  # of a column, in characters
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def workbook(settings: Settings, made: list[Sheet], returned: list[str], used: set[str]) -> bytes:
    """A cover, a table of contents, the notes and one sheet for each table. returned: who replied, in sentences; used: the
    words of quantity that statements claim."""
    import gptables

    texts = note_texts(settings, used)
    written = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # what the library only warns of is a fault here
        book = gptables.produce_workbook(
            written,
            {sheet.label: table(sheet, texts) for sheet in made},
            theme=_theme(),
            cover=_cover(settings, returned),
            contentsheet_options={"column_names": ["Sheet", "What it shows"], "instructions": ONE_TABLE},
            notes_table=_notes(made, texts),
            notesheet_options={"instructions": ONE_TABLE},
            auto_width=False,
            workbook_options=OPTIONS,
        )
    _laid_out(book, made)
    book.set_properties({"title": settings.title, "created": NEVER, "author": "", "comments": settings.illustrative or ""})
    book.close()
    return written.getvalue()


ONE_TABLE = "This worksheet contains one table."


def note_texts(settings: Settings, used: set[str]) -> dict[str, str]:
    """Name → note. The first stands on every table where the study is illustrative."""
    texts = {"illustrative": settings.illustrative} if settings.illustrative else {}
    texts |= {
        "verdicts": " ".join([notes.VERDICTS, *notes.words(settings, used)]),
        "intervals": f"{notes.INTERVALS} {notes.suppression(settings)} {notes.bands(settings)}",
        "rounding": notes.rounding("to one decimal place"),
        "missing": notes.MISSING,
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
        title=told(sheet.title, "") + "".join(f"$${name}$$" for name in about),
        instructions=f"{ONE_TABLE} Notes are on the worksheet Notes.",
        legend=[SHORTHAND[sign] for sign in signs],
        units=dict(sheet.units) or None,
        table_notes={sheet.columns.index(column): f"$${name}$$" for column, name in sheet.notes.items()},
        index_columns={2: 0},
        additional_formatting=list(_number_formats(sheet, cells)),
    )


def table_name(name: str) -> str:
    """As a workbook takes it: T1 alone would be a cell."""
    return "table_" + re.sub(r"[^A-Za-z0-9_]", "_", name)


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
    first = [settings.illustrative] if settings.illustrative else []
    return gptables.Cover(title=settings.title, intro=[*first, *intro], about=about, width=WIDEST + 35)


def _theme() -> gptables.Theme:
    import gptables

    theme = copy.deepcopy(gptables.gptheme)
    top = {"text_wrap": True, "valign": "top"}
    theme.apply_config({"data": dict(top), "index_2": dict(top)})
    return theme


def _laid_out(book: gptables.GPWorkbook, made: list[Sheet]) -> None:
    """Columns as wide as what stands in them, up to a limit; pages that hold a sheet's width."""
    widths = {sheet.label: [_width(sheet, column) for column in range(len(sheet.columns))] for sheet in made}
    widths |= {"Contents": [NARROWEST + 6, WIDEST + 25], "Notes": [NARROWEST, WIDEST + 55]}
    for worksheet in book.worksheets():
        for column, width in enumerate(widths.get(worksheet.name, [])):
            worksheet.set_column(column, column, width)
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.fit_to_pages(1, 0)


def _width(sheet: Sheet, column: int) -> float:
    head = max(len(word) for word in f"{sheet.columns[column]} {sheet.units.get(sheet.columns[column], '')}".split()) + 3
    longest = max((len(str(row[column])) for row in sheet.rows if row[column] is not None), default=0)
    return min(WIDEST, max(NARROWEST, 1.15 * head, 1.15 * longest))
