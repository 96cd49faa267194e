"""What no rule could decide: a worksheet that is filled in and saved as rulings, and a sheet of questions for each body."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

from deciding.letter import plainly, sheet
from deciding.open import Open, what_is_open
from deciding.saved import save
from deciding.sheet import FILLED, SHEET, filled_in, workbook
from ruling import load_rulings
from study import ConfigError
from tests.spec.conftest import DIMENSIONS, HARBOURS, QUESTIONS, SETTINGS, answer, register_of, table_of, unread_of
from tests.spec.test_rulings import cells_of

AT = "foi/H01/reply.xlsx#Sheet1!{}".format
CHASE = {"metric": "m", "collection": "foi", "body": "H01", "name": "H01", "why": "not usable", "between": "", "widens": "3", "text": "3"}


def a_date(cell: str, age: str = "0") -> dict:
    return answer("12", cell=cell, age=age) | {"raw": "2024-10-05", "status": "unreadable", "lower": None, "upper": None, "rule": "a date"}


def lost(cell: str, raw: str = "7", question: str = "visits", reason: str = "no year is named", labels: list | None = None) -> dict:
    return {"body": "H01", "cell": cell, "raw": raw, "question": question, "reason": reason, "period": None, "labels": labels}


class Case:
    """A study's folder with what was read in it."""

    def __init__(self, folder: Path, rows: list[dict], unread: list[dict] = (), rulings: str = "") -> None:
        self.config, self.sheet = folder, folder / "to_decide.xlsx"
        for name, text in (("study", SETTINGS), ("dimensions", DIMENSIONS), ("questions", QUESTIONS), ("rulings", rulings)):
            (folder / f"{name}.yml").write_text(text)
        answers, missed = table_of(list(rows)), unread_of(list(unread))
        self.tables = {"recognised": answers, "unrecognised": missed, "cells": cells_of(answers, missed)}
        tables = {"answers": answers, "unread": missed, "cells": self.tables["cells"], "register": register_of(foi=("H01",))}
        tables["chase"] = pd.DataFrame([CHASE | {"answer": AT("B2")}])
        self.open = what_is_open(HARBOURS, tables, {"m": "repairs"}, {"m": "Boats that called"})
        self.sheet.write_bytes(workbook(HARBOURS, self.open, {}, []))

    def fill(self, row: int, **said: object) -> None:
        book = openpyxl.load_workbook(self.sheet)
        heads = {cell.value: cell.column for cell in book[SHEET][1]}
        for head, value in said.items():
            book[SHEET].cell(row, heads[head.replace("_", " ")]).value = value
        book.save(self.sheet)

    def save(self) -> list[str]:
        return save(self.config, HARBOURS, filled_in(self.sheet, HARBOURS), self.open, self.tables, self.sheet)

    @property
    def written(self) -> str:
        return (self.config / "rulings.yml").read_text()


SIGNED = {"Who": "researcher", "When": "2024-06-10", "Why": "the harbour master said so"}


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path, [answer("4", cell="B1", age="2"), a_date("B2")], [lost("B3")], "# Decided by hand.\n")


def test_what_was_not_used_has_a_line_and_what_was_used_has_none(case: Case):
    assert [(o.address, o.stood, o.question, o.period, o.labels) for o in case.open] == [
        (AT("B2"), "2024-10-05", "visits", "2018/19", {"age": "0"}),
        (AT("B3"), "7", "visits", None, {}),
    ]
    assert case.open[0].changes == "Boats that called: narrower by up to 3"
    heads = [cell.value for cell in openpyxl.load_workbook(case.sheet)[SHEET][1]]
    assert heads[-len(FILLED) :] == list(FILLED) and heads[7:10] == ["Question", "Period", "age"]


def test_a_filled_line_becomes_a_ruling_below_what_stands_there(case: Case):
    case.fill(2, What_it_means="5-10", **SIGNED)
    assert case.save() == [f"row 2: saved for {AT('B2')}"]
    assert case.written.startswith("# Decided by hand.\n- cell:")
    [ruling] = load_rulings(case.config, HARBOURS)
    assert (ruling.cell, ruling.stood, ruling.means, ruling.who, ruling.when) == (
        AT("B2"),
        "2024-10-05",
        "5-10",
        "researcher",
        "2024-06-10",
    )
    assert (ruling.question, ruling.period, ruling.dimensions) == ("", None, {})  # the return says them itself


def test_to_save_twice_writes_once(case: Case):
    case.fill(2, What_it_means=7, **SIGNED | {"When": dt.datetime(2024, 6, 10)})  # a program's number and day
    case.save()
    before = case.written
    assert case.save() == ["row 2: config/rulings.yml, line 2 says it already"]
    assert case.written == before and "means: '7'" in before


def test_what_the_return_does_not_say_is_said_in_the_line(case: Case):
    case.fill(3, What_it_means="7", Period="2018/19", age="0-2", **SIGNED)
    case.save()
    [ruling] = load_rulings(case.config, HARBOURS)
    assert (ruling.period, ruling.dimensions) == ("2018/19", {"age": "0-2"})


@pytest.mark.parametrize(
    ("row", "said", "told"),
    [
        (2, {"What_it_means": "7"}, r"row 2 \(.*B2\): Who and When and Why are not filled in"),
        (2, {"Who": "me"}, r"What it means and When and Why are not filled in"),
        (3, {"What_it_means": "7", **SIGNED}, "row 3: say its age and its period too"),
        (2, {"What_it_means": "quite a few", **SIGNED}, "row 2: means: 'quite a few' is not read as an answer"),
        (2, {"What_it_means": "7", **SIGNED, "When": "June"}, "row 2: when: write the day as 2026-03-31"),
        (2, {"What_it_means": "7", **SIGNED, "age": "9"}, "row 2: age has no value '9'"),
        (2, {"What_it_means": "7", **SIGNED, "What_stood_there": "8"}, "row 2: another text stands in"),
        (2, {"What_it_means": "7", **SIGNED, "Address": "foi/H09/x.xlsx#!A1"}, "is not open"),
    ],
)
def test_what_decides_nothing_is_refused_in_words_and_nothing_is_saved(case: Case, row: int, said: dict, told: str):
    case.fill(5 - row, What_it_means="leave out", **SIGNED)  # the other line, which could be saved
    case.fill(row, **said)
    with pytest.raises(ConfigError, match=told) as refused:
        case.save()
    assert "Nothing was saved" in str(refused.value)
    assert case.written == "# Decided by hand.\n"


def test_a_ruling_that_expired_is_to_be_changed_where_it_stands(tmp_path: Path):
    old = f"- cell: {AT('B2')}\n  stood: '2024-11-05'\n  means: 5-11\n  who: me\n  when: 2024-01-01\n  why: it was\n"
    case = Case(tmp_path, [a_date("B2")], rulings=old)
    case.fill(2, What_it_means="5-10", **SIGNED)
    with pytest.raises(ConfigError, match="rulings.yml, line 1 rules on .*B2: change or take out that entry"):
        case.save()
    assert case.written == old


def test_text_of_a_return_does_not_run_in_the_worksheet(tmp_path: Path):
    evil = '=HYPERLINK("http://example.org","x")'
    case = Case(tmp_path, [a_date("B2") | {"raw": evil, "rule": "@SUM(1)"}], [lost("B3", raw="-2+3\x07")])
    cells = [cell for row in openpyxl.load_workbook(case.sheet)[SHEET].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}  # n: an empty one
    assert [cell.quotePrefix for cell in cells if cell.value in (evil, "@SUM(1)", "-2+3␇")] == [True, True, True]
    case.fill(2, What_it_means="7", **SIGNED)
    case.save()
    assert load_rulings(case.config, HARBOURS)[0].stood == evil


def test_what_is_filled_in_and_not_saved_stands_there_after_the_next_run(case: Case):
    case.fill(2, What_it_means="5-10")
    [line] = filled_in(case.sheet, HARBOURS, whole=False)
    case.sheet.write_bytes(workbook(HARBOURS, case.open, {line.address: line}, []))
    assert filled_in(case.sheet, HARBOURS, whole=False) == [line]
    case.sheet.write_bytes(workbook(HARBOURS, [], {}, [line]))  # its cell was read meanwhile
    [again] = filled_in(case.sheet, HARBOURS, whole=False)
    assert (again.address, again.means) == (line.address, "5-10")
    assert "is kept here" in openpyxl.load_workbook(case.sheet)[SHEET]["F2"].value


def test_the_same_lines_give_the_same_bytes(case: Case):
    assert workbook(HARBOURS, case.open, {}, []) == workbook(HARBOURS, case.open, {}, [])
    assert sheet(HARBOURS, "Saltmouth", case.open) == sheet(HARBOURS, "Saltmouth", case.open)


# The sheet for the body -----------------------------------------------------------------------------------------------


def letter(open_: list[Open]) -> tuple[str, list[list[str]]]:
    made = docx.Document(io.BytesIO(sheet(HARBOURS, "Saltmouth Harbour", open_)))
    [table] = made.tables
    return "\n".join(p.text for p in made.paragraphs), [[cell.text for cell in row.cells] for row in table.rows]


def test_the_sheet_says_where_what_stood_and_what_is_asked_with_room_for_the_answer(case: Case):
    text, rows = letter(case.open)
    assert "To: Saltmouth Harbour" in text and "In your file “reply.xlsx”" in text and "2 places" in text
    assert rows[0] == ["Where", "What was asked", "What stands there", "What we ask", "Your answer"]
    asked = "Question 1: How many boats visited your harbour, by age of boat and by financial year?"
    where = "sheet “Sheet1”, cell "
    assert rows[1] == [
        f"{where}B2",
        f"{asked} (2018/19, age of boat: under 1)",
        "2024-10-05",
        "A date stands here. Which number or range was meant (for example 5–10)?",
        "",
    ]
    assert rows[2] == [f"{where}B3", asked, "7", "What is this number for? Please tell us: the year and the age of boat.", ""]


@pytest.mark.parametrize(
    ("said", "ask"),
    [
        ({"why": "contradicted: foi/H01/other.xlsx#!A1 says 9"}, "Your reply says something else for the same elsewhere. Which is right?"),
        (
            {"why": "a '*' that no legend of the return explains"},
            "What does this sign stand for (for example: fewer than 5, none, not held)?",
        ),
        ({"question": ""}, "Which of our questions does this answer, and for which time?"),
        ({"question": "night_watch"}, "Which of these is meant: yes or no?"),
        ({"why": "no rule reads this text"}, "Which number is meant here? A range, or “about 20”, is fine as well."),
    ],
)
def test_it_asks_in_plain_words(said: dict, ask: str):
    one = {"address": AT("B2"), "collection": "foi", "body": "H01", "name": "", "question": "visits", "period": "2018/19"}
    one |= {"labels": {"age": "0"}, "stood": "x", "raw": "x", "why": "?", "changes": ""}
    assert plainly(HARBOURS, Open(**one | said)) == ask


def test_many_cells_of_which_the_same_is_asked_share_a_line(tmp_path: Path):
    case = Case(tmp_path, [], [lost(f"B{n}", raw=str(n)) for n in range(2, 12)])
    _, rows = letter(case.open)
    assert [row[0] for row in rows[1:]] == ["sheet “Sheet1”, cell B2 to B11"]
    assert rows[1][2] == "2; 3; 4; 5; 6; 7 … (10 in all)"


def test_scattered_cells_are_said_by_the_corners_of_where_they_lie(tmp_path: Path):
    case = Case(tmp_path, [], [lost(f"{column}{row}") for column in "BDF" for row in (3, 5, 7)])
    _, [_, row] = letter(case.open)
    assert row[0] == "sheet “Sheet1”, cell B3 to F7, 9 of the cells there"
