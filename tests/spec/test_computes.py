"""The workbook that computes: for each verb LibreOffice finds what derive found, and after a change of an answer what derive
then finds."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml
from xlsxwriter.worksheet import Worksheet

import workbook
from auditing.text import Raw
from calculating.bodies import Formula
from calculating.sheets import Link, Sheet, plain, write
from derive import derive
from deriving.declared import Metric
from deriving.derived import Derived
from deriving.inputs import Inputs
from tests.libreoffice import found_equal, metrics_of, recalculated
from tests.spec.conftest import HARBOURS, answer, register_of, table_of, unread_of
from tests.spec.harbours import DEPTHS, crew, dues, visits, watch

METRICS = """
known: {known: survey}
known_by: {known: survey, by: coast}
total: {total: crew}
grossed: {total: crew, missing: grossed up}
strata: {total: crew, missing: grossed up, strata: coast}
bounded: {total: crew, missing: bounded}
choices: {total: crew, vary: {missing: [reported, grossed up, bounded], cap: [400, 500]}}
by_coast: {total: crew, by: coast}
median: {median: crew}
range: {range: crew}
smallest: {smallest: crew}
largest: {largest: crew}
few: {count: crew, where: "< 50"}
many: {share: crew, where: ">= 100", missing: grossed up}
watch: {share: watch, where: "yes"}
watch_all: {share: watch, where: "yes or partly", missing: bounded}
dues: {distribution: dues}
dues_ranked: {ranking: dues}
two_dues: {count: dues, where: 2 or more}
visits: {total: visits, over: {age: [0, 1, 2]}, period: 2018/19}
visits_all: {total: visits, period: 2018/19}
visits_by: {total: visits, by: age, period: 2018/19}
quiet: {share: visits, over: {age: [0, 1, 2]}, period: 2018/19, where: "< 10"}
tends: {tendency: visits, over: {age: [0, 1]}, period: 2018/19, having: {night_watch: "yes"}}
replied: {replies: visits}
depth: {reference: {file: depths.csv, where: {name: deep}}}
shallow: {reference: {file: depths.csv, where: {name: shallow}}}
both: {add: [depth, shallow]}
times: {multiply: [total, depth]}
ratio: {ratio: {of: total, to: [depth, shallow]}}
ratios: {ratio: {of: by_coast, to: depth}}
"""


def night_watch(**said: str) -> list[dict]:
    return [answer(option, "night_watch", "", body=body, choices=[option], cell="F9") for body, option in said.items()]


def study() -> list[dict]:
    """Answers of every kind: bands, open ends, totals that tighten, a band beside its parts, what cannot be used."""
    rows = crew(H01="10", H02="<5", H03="100-149", H04="over 300", H05="refused")
    rows += watch(H01="yes", H02="no", H03="partly") + [answer("?", "watch", "", body="H04", status="unreadable")]
    rows += dues(H01=("dredging", "lights"), H02=("lights",), H03=("pilots", "lights", "dredging"))
    rows += visits("H01", age_0="<5", age_1="<5", age_2="3", age_total="8") + visits("H02", age_0="4", age_1="5", age_2="6")
    rows += visits("H03", age_0="<5", age_1="7") + visits("H04", **{"age_0-2": "9", "age_0": "<5", "age_1": "2", "age_total": "20"})
    rows += visits("H05", age_0="3", age_1="<5") + night_watch(H01="yes", H02="no", H03="yes")
    rows += [answer("?", "night_watch", "", body=body, status="unreadable") for body in ("H04", "H05")]
    return [row | {"cell": ""} for row in rows]  # each at a place of its own


def inputs_of(answers: pd.DataFrame) -> Inputs:
    asked = register_of(foi=("H01", "H02", "H03", "H04", "H05"), survey=("H01", "H02", "H03", "H04", "H05", "H06"), silent=("H06",))
    asked["coast"] = ["east", "east", "west", "west", "east"] * 2 + ["west"]
    said = [("H01", "answered"), ("H02", "answered"), ("H03", "partly"), ("H04", "answered"), ("H05", "refused")]
    replies = pd.DataFrame(
        [("foi", body, "visits", status, f"foi/{body}/reply.xlsx#Sheet1!B2") for body, status in said],
        columns=["collection", "body", "question", "status", "source"],
    )
    return Inputs(HARBOURS, answers, asked, replies, unread_of([]), {"depths.csv": DEPTHS})


def declared() -> dict[str, Metric]:
    return {n: Metric.model_validate({"title": n, "why": "to see", **m}) for n, m in yaml.safe_load(METRICS).items()}


def derived(answers: pd.DataFrame) -> dict[str, Derived]:
    return derive(Path("metrics.yml"), declared(), inputs_of(answers))


def written(out: Path, answers: pd.DataFrame) -> None:
    made = derived(answers)
    sheets, blocks = workbook.contents(inputs_of(answers), made, {n: n for n in declared()}, Raw(out.parent, out.parent / "audit"))
    write(out, "Boats", workbook.about(HARBOURS, blocks), sheets)


def test_no_formula_uses_a_function_that_a_file_names_otherwise(tmp_path: Path) -> None:
    """Such as IFS, which older programs do not know: it must be written _xlfn.IFS, and the workbook looks for none."""
    answers = table_of(study())
    sheets, _ = workbook.contents(inputs_of(answers), derived(answers), {n: n for n in declared()}, Raw(tmp_path, tmp_path / "audit"))
    formulas = {cell.text for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, Formula)}
    looked = Worksheet()
    assert len(formulas) > 100
    assert [f for f in formulas if looked._prepare_formula(f, expand_future_functions=True) != f.removeprefix("=")] == []


def ends(made: dict[str, Derived]) -> dict[str, tuple[float | None, float | None]]:
    return {n: tuple(e if math.isfinite(e) else None for e in d.interval) for n, d in made.items()}


def same(found: dict, wanted: dict) -> dict:
    """The metrics that differ, with both."""
    assert sorted(found) == sorted(wanted)
    close = lambda a, b: a == b or None not in (a, b) and abs(a - b) < 1e-6  # noqa: E731
    return {n: (found[n], wanted[n]) for n in wanted if not all(close(a, b) for a, b in zip(found[n], wanted[n]))}


# What is changed: which answer, and to what.
CHANGES: dict[str, tuple[Callable[[dict], bool], dict]] = {
    "a band": (lambda a: a["question"] == "crew" and a["body"] == "H03", {"lower": 20.0, "upper": 60.0}),
    "an open end": (lambda a: a["question"] == "crew" and a["body"] == "H04", {"lower": 20.0, "upper": 40.0}),
    "a suppressed number": (lambda a: a["body"] == "H01" and a["age"] == "0", {"lower": 3.0, "upper": 3.0}),
    "a total": (lambda a: a["body"] == "H01" and a["age"] == "total", {"lower": 5.0, "upper": 6.0}),
    "a total that contradicts": (lambda a: a["body"] == "H01" and a["age"] == "total", {"lower": 50.0, "upper": 60.0}),
    "an exact number": (lambda a: a["body"] == "H02" and a["age"] == "1", {"lower": 0.0, "upper": 9.0}),
    "a tick": (lambda a: a["question"] == "dues" and a["body"] == "H02", {"choices": ["pilots", "dredging"]}),
    "no tick any more": (lambda a: a["question"] == "dues" and a["body"] == "H02", {"choices": []}),
    "an answer": (lambda a: a["question"] == "watch" and a["body"] == "H02", {"choices": ["yes"]}),
    "who is compared": (lambda a: a["question"] == "night_watch" and a["body"] == "H03", {"choices": ["no"]}),
}


def changed(answers: pd.DataFrame, which: Callable[[dict], bool], to: dict) -> tuple[str, pd.DataFrame]:
    """The address of the answer, and all answers with it changed."""
    records = answers.to_dict("records")
    [at] = [n for n, a in enumerate(records) if which(a)]
    other = answers.copy()
    for column, value in to.items():
        other.at[at, column] = value
    return records[at]["answer"], other


def change_in(book: Path, out: Path, address: str, to: dict) -> None:
    """The same change made by hand in the workbook."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["Answers"]
    [row] = [r for r in range(2, sheet.max_row + 1) if sheet.cell(r, 1).value == address]
    for column, value in to.items():
        cell = sheet[f"{ {'lower': 'I', 'upper': 'J', 'choices': 'K'}[column] }{row}"]
        cell.value = value if column != "choices" else f";{';'.join(value)};" if value else None
    opened.save(out)


def test_every_verb_computes_in_the_workbook_and_follows_a_change(tmp_path: Path):
    answers = workbook.sorted_answers(table_of(study()))
    written(tmp_path / "as it is.xlsx", answers)
    wanted = {"as it is.xlsx": ends(derived(answers))}
    for name, (which, to) in CHANGES.items():
        address, other = changed(answers, which, to)
        change_in(tmp_path / "as it is.xlsx", tmp_path / f"{name}.xlsx", address, to)
        wanted[f"{name}.xlsx"] = ends(derived(other))
        assert wanted[f"{name}.xlsx"] != wanted["as it is.xlsx"], f"{name}: nothing changed"
    found = recalculated(tmp_path, [tmp_path / name for name in wanted])
    assert {name: differ for name, ends in wanted.items() if (differ := same(metrics_of(found[name]), ends))} == {}
    assert found_equal(found["as it is.xlsx"]) == {"equal"}


def test_the_workbook_has_the_same_bytes_and_stores_the_numbers(tmp_path: Path):
    answers = workbook.sorted_answers(table_of(study()))
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        written(tmp_path / name / "audit.xlsx", answers)
    assert (tmp_path / "a" / "audit.xlsx").read_bytes() == (tmp_path / "b" / "audit.xlsx").read_bytes()
    assert same(metrics_of(tmp_path / "a" / "audit.xlsx"), ends(derived(answers))) == {}


HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")']
HOSTILE += ["x" * 10_000, "a\x00b\x07\u202e\uffff", "_x0041_"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_of_a_return_stays_text(tmp_path: Path, text: str):
    rows = [answer("1", "crew", "2023", body="H01") | {"raw": text}]
    written(tmp_path / "audit.xlsx", table_of(rows))
    cell = openpyxl.load_workbook(tmp_path / "audit.xlsx")["Answers"]["F2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value == plain(text) and (len(text) > 2000 or "\x00" in text or text == "_x0041_" or cell.value == text)


def test_what_does_not_follow_a_change_is_said(tmp_path: Path):
    rows = visits("H01", **{"age_0": "<5", "age_1": "<5", "age_0-2": "9", "age_2": "<5", "age_total": "20", "age_3-4": "<5"})
    written(tmp_path / "audit.xlsx", table_of(rows))
    book = openpyxl.load_workbook(tmp_path / "audit.xlsx", data_only=True)
    said = [row[0] for row in book["About"].iter_rows(values_only=True) if row[0]]
    assert any("visits, of H01: Several printed totals overlap" in line for line in said)
    assert any("Several printed totals overlap" in str(row[9]) for row in book["Bodies"].iter_rows(values_only=True))


def test_beyond_the_links_that_a_sheet_takes_the_cell_is_named_without_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("calculating.sheets.MOST_LINKS", 1)
    rows = [[Link("external:audit/a.html#B2", "B2")], [Link("external:audit/a.html#B3", "B3")]]
    write(tmp_path / "book.xlsx", "Harbours", [], [Sheet("Answers", ("See it",), (10,), rows)])
    first, second = openpyxl.load_workbook(tmp_path / "book.xlsx")["Answers"]["A"][1:]
    assert (first.value, bool(first.hyperlink)) == ("B2", True)
    assert (second.value, bool(second.hyperlink)) == ("B3 (no link: a sheet takes 1)", False)
