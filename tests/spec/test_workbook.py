"""The workbook of tables: numbers as numbers, and what the guidance on accessible spreadsheets asks."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest

from deriving.declared import Metric
from publishing.sheets import BASE, ends, sheets
from publishing.workbook import workbook
from study import Settings
from tests.spec.conftest import HARBOURS

METRICS = {
    "boats": {"title": "Boats in a year", "total": "crew"},
    "open": {"title": "Boats without an upper end", "total": "crew"},
    "unknown": {"title": "Boats that nobody counted", "total": "crew"},
    "watch": {"title": "Harbours with a watch", "share": "watch", "where": "yes"},
    "dues": {"title": "Harbours by use of dues", "distribution": "dues"},
    "moored": {"title": "Boats by berth and age", "total": "moored", "by": ["berth", "age"]},
    "choices": {"title": "Boats by what is assumed", "total": "crew", "vary": {"missing": ["reported", "bounded"], "cap": [300]}},
}
OWN = "The sum. This is the choice that the report's own number rests on."
ROWS = [
    # metric, lower, upper, unit, answered, asked, base, label, how
    ("boats", "4402.36", "6480.91", "boats", "8", "9", "", "", ""),
    ("open", "4.4", "", "boats", "8", "9", "", "", ""),
    ("unknown", "", "", "boats", "0", "9", "", "", ""),
    ("watch", "0.436", "0.7501", "share", "8", "9", "8", "", ""),
    ("dues.dredging", "0.5", "0.5", "share", "8", "9", "8", "Dredging and buoys, of all kinds", ""),
    ("moored.BR01.0", "3", "3", "boats", "8", "9", "", "Quay, Under 1", ""),
    ("moored.BR02.0", "3", "4", "boats", "8", "9", "", "Pontoon, Under 1", ""),
    ("choices.reported.300", "10", "20", "boats", "8", "9", "", "reported, 300", OWN),
    ("choices.bounded.300", "10", "320", "boats", "8", "9", "", "bounded, 300", "The sum."),
]
SETTINGS = Settings(title="Boats in small harbours", illustrative="Invented boats")


def tables(names: tuple[str, ...] = ()) -> dict[str, pd.DataFrame]:
    columns = ["metric", "lower", "upper", "unit", "answered", "asked", "base", "label", "how"]
    metrics = pd.DataFrame(ROWS, columns=columns)
    titles = [METRICS[m.partition(".")[0]]["title"] for m in metrics["metric"]]
    statement = ("many", "over 100", "4,402–6,481", "agrees", "Over 100 boats came.", "The report", "Because.", "")
    chase = [
        ("boats", "survey", "H1", "Saltmouth", "said nothing", "", "", "300.04", "300"),
        ("watch", "survey", "H2", "Port Ruddle", "banded", "1 to 9", "survey/H2/a.xlsx#Sheet1!B2", "", "no limit"),
    ]
    chase += [("boats", "survey", "H3", name, "said nothing", "", "", "1", "1") for name in names]
    replies = [("survey", f"H{n}", "crew", "answered" if n else "no_answer") for n in range(9)]
    return {
        "metrics": metrics.assign(title=titles, set_aside="0", basis="the 8 of 9 bodies that answered"),
        "statements": pd.DataFrame(
            [statement], columns=["statement", "published", "derived", "verdict", "says", "source", "because", "note"]
        ),
        "chase": pd.DataFrame(chase, columns=["metric", "collection", "body", "name", "why", "between", "answer", "widens", "text"]),
        "replies": pd.DataFrame(replies, columns=["collection", "body", "question", "status"]),
    }


def written(settings: Settings = SETTINGS, names: tuple[str, ...] = ()) -> bytes:
    metrics = {name: Metric(why="it matters", **said) for name, said in METRICS.items()}
    return workbook(settings, sheets(HARBOURS, tables(names), metrics), ["8 of 9 harbours replied."], set())


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written()))


def rows_of(book: openpyxl.Workbook, sheet: str) -> list[dict]:
    """The table's rows by their headings, without units and notes."""
    [table] = book[sheet].tables.values()
    heads, *rows = [[cell.value for cell in row] for row in book[sheet][table.ref]]
    return [dict(zip([head.split("\n")[0] for head in heads], row)) for row in rows]


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "shown"),
    [
        ("4402.36", "6480.91", "boats", (4402.3, 6481)),
        ("49", "49", "boats", (49, 49)),
        ("0.0436", "0.0642", "share", (4.3, 6.5)),
        ("0.75", "0.75", "share", (75, 75)),
        ("0.333333333", "0.333333333", "share", (33.3, 33.3)),
        ("4.4", "", "boats", (4.4, None)),
        ("", "", "boats", (None, None)),
    ],
)
def test_ends_are_never_rounded_inwards(lower, upper, unit, shown):
    assert ends({"lower": lower, "upper": upper, "unit": unit}) == shown


def test_numbers_are_numbers_and_what_is_missing_says_why(book):
    boats, open_, unknown = rows_of(book, "Numbers")
    assert (boats["Lower end"], boats["Upper end"], boats["Unit"]) == (4402.3, 6481, "boats")
    assert (open_["Lower end"], open_["Upper end"]) == (4.4, "[x]")
    assert (unknown["Lower end"], unknown["Upper end"]) == ("[x]", "[x]")
    assert [boats[column] for column in BASE] == [8, 9, 0]
    [watch] = rows_of(book, "Shares")
    assert (watch["Lower end"], watch["Upper end"], watch["Share of"]) == (43.6, 75.1, "8 bodies")


def test_a_metric_of_several_values_has_a_table_of_its_own(book):
    dues, moored, choices = (rows_of(book, f"Table {n}") for n in (1, 2, 3))
    assert [row["Answer"] for row in dues] == ["Dredging and buoys, of all kinds"]
    assert [(row["Berth"], row["Age"], row["Lower end"]) for row in moored] == [("Quay", "Under 1", 3), ("Pontoon", "Under 1", 3)]
    assert [(r["Bodies that did not answer"], r["The report’s own choice"], r["Upper end"]) for r in choices] == [
        ("reported", "yes", 20),
        ("bounded", "no", 320),
    ]


def test_units_stand_in_the_headings(book):
    heads = [cell.value for row in book["Table 1"].iter_rows() for cell in row if "end\n" in str(cell.value)]
    assert heads == ["Lower end\n(per cent)\n[note 3]", "Upper end\n(per cent)"]


def test_whom_to_ask_and_the_replies(book):
    first, second = rows_of(book, "Whom to ask")
    assert (first["Name of the body"], first["Widens the metric by up to"], first["Unit"]) == ("Saltmouth", 300.1, "boats")
    assert (second["Its answer is between"], second["Widens the metric by up to"]) == ("1 to 9", "[x]")
    [crew] = rows_of(book, "Replies")
    assert (crew["Answered"], crew["No answer"], crew["Bodies asked"]) == (8, 1, 9)


def test_one_table_a_sheet_from_its_first_column_without_holes(book):
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    names = []
    for sheet in book.worksheets[1:]:
        [table] = sheet.tables.values()
        names.append(table.name)
        assert table.ref.startswith("A") and table.headerRowCount in (None, 1)
        assert sheet["A1"].value and not sheet.merged_cells.ranges and not sheet.freeze_panes
        assert all(cell.value not in (None, "") for row in sheet[table.ref] for cell in row), sheet.title
        assert all(not d.hidden for d in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()])
    assert len(set(names)) == len(names)
    links = {cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames[3:]}


def test_every_shorthand_is_explained_above_its_table(book):
    for sheet in book.worksheets[3:]:
        [table] = sheet.tables.values()
        top = int(re.match(r"[A-Z]+(\d+)", table.ref)[1])
        above = " ".join(str(sheet.cell(row, 1).value) for row in range(1, top))
        used = {cell.value for row in sheet[table.ref] for cell in row if re.fullmatch(r"\[\w\]", str(cell.value))}
        assert used == set(re.findall(r"\[[a-z]\]", above)), sheet.title


def test_notes_that_are_referred_to_are_there_and_the_others_are_not(book):
    numbered = {row["Note number"] for row in rows_of(book, "Notes")}
    text = " ".join(str(cell.value) for sheet in book.worksheets[3:] for row in sheet.iter_rows() for cell in row)
    assert numbered == {int(n) for n in re.findall(r"\[note (\d+)\]", text)}
    assert rows_of(book, "Notes")[0]["What it says"] == "Invented boats"
    assert all("[note 1]" in sheet["A1"].value for sheet in book.worksheets[3:])


def test_a_study_that_is_not_illustrative_does_not_say_so():
    book = openpyxl.load_workbook(io.BytesIO(written(Settings(title="Boats in small harbours"))))
    assert "Invented" not in " ".join(str(c.value) for s in book.worksheets for row in s.iter_rows() for c in row)


HOSTILE = ("=1+1", "+44 20", "-5", "@cmd", "{=1+1}", "=cmd|' /C calc'!A0", "https://example.org", "[a](b) [c](d)", "$$none$$", "***", "  ")


def test_what_others_wrote_stays_text():
    content = written(names=HOSTILE)
    shown = [row["Name of the body"] for row in rows_of(openpyxl.load_workbook(io.BytesIO(content)), "Whom to ask")][2:]
    assert shown[:7] == list(HOSTILE[:7])
    assert shown[7:] == ["[a] (b) [c] (d)", "$ $none$ $", "sign: ***", "[x]"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        written_as = {name: parts.read(name) for name in parts.namelist()}
    assert not any(b"<f>" in data or b"<f " in data for name, data in written_as.items() if name.startswith("xl/worksheets/sheet"))
    assert not any(b"example.org" in data for name, data in written_as.items() if name.endswith(".rels"))


def test_the_workbook_does_not_say_when_or_by_whom_it_was_made():
    content = written()
    assert written() == content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
        assert set(re.findall(r"(\d{4})-\d\d-\d\dT", parts.read("docProps/core.xml").decode())) == {"1980"}
