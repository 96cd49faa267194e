"""Requests: when a reply was due by the Act that a body stands under, what came, and whom to chase first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from deciding.deadlines import Narrows, narrows, requests
from register import read_register, split
from study import ConfigError, load_study
from summary import owed
from tests.spec.conftest import DIMENSIONS, QUESTIONS, SETTINGS, a_study
from working_days import FOIA, FOISA, between, due, is_working_day

PUBLISHED = Path(__file__).with_name("bank_holidays.txt")


# Working days ------------------------------------------------------------------------------------------------------


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def published() -> list[tuple[str, str]]:
    """Day and the nations in which it is a bank holiday, by gov.uk."""
    lines = [line.split() for line in PUBLISHED.read_text().splitlines() if not line.startswith("#")]
    return [(f"{year}-{said.rstrip('ESN')}", said.lstrip("0123456789-")) for year, *days in lines for said in days]


def test_bank_holidays_are_those_that_the_government_publishes():
    known = {d: where for d, where in published() if day(d).weekday() < 5}
    known["2026-06-15"] = "S"  # proclaimed in February 2026, and not yet in the list that was copied
    first, last = dt.date(2012, 1, 1), dt.date(2028, 12, 31)
    days = [first + dt.timedelta(n) for n in range((last - first).days + 1)]
    weekdays = [d for d in days if d.weekday() < 5]
    assert {str(d) for d in weekdays if not is_working_day(d, FOIA)} == set(known)
    assert {str(d) for d in weekdays if not is_working_day(d, FOISA)} == {d for d, where in known.items() if "S" in where}


# Day → is it a working day under the Act of 2000, and under the Scottish Act.
DAYS = {
    "2 January, a bank holiday in Scotland only": ("2024-01-02", False, False),
    "4 January 2022, where 2 January was a Sunday": ("2022-01-04", False, False),
    "St Patrick's Day, in Northern Ireland only": ("2025-03-17", False, True),
    "St Patrick's Day on a Sunday: the Monday": ("2024-03-18", False, True),
    "12 July, in Northern Ireland only": ("2024-07-12", False, True),
    "12 July on a Saturday: the Monday": ("2025-07-14", False, True),
    "Good Friday": ("2024-03-29", False, False),
    "Easter Monday, not in Scotland": ("2024-04-01", False, True),
    "the first Monday of August, in Scotland only": ("2024-08-05", False, False),
    "the last Monday of August, not in Scotland": ("2024-08-26", False, True),
    "St Andrew's Day on a Saturday: the Monday": ("2024-12-02", False, False),
    "St Andrew's Day": ("2023-11-30", False, False),
    "Christmas Day on a Saturday: the Monday": ("2021-12-27", False, False),
    "Boxing Day on a Sunday: the Tuesday": ("2021-12-28", False, False),
    "the day after Boxing Day": ("2024-12-27", True, True),
    "the Queen's funeral": ("2022-09-19", False, False),
    "the coronation": ("2023-05-08", False, False),
    "a Saturday": ("2024-06-15", False, False),
    "a Monday": ("2024-06-17", True, True),
}


@pytest.mark.parametrize(("date", "foia", "foisa"), DAYS.values(), ids=DAYS)
def test_a_working_day(date: str, foia: bool, foisa: bool):
    assert (is_working_day(day(date), FOIA), is_working_day(day(date), FOISA)) == (foia, foisa)


# Asked → due under the one Act and under the other, 20 working days later.
DUE = {
    "no bank holiday between": ("2024-09-02", "2024-09-30", "2024-09-30"),
    "over 12 July": ("2024-07-01", "2024-07-30", "2024-07-29"),
    "over both Mondays of August": ("2024-08-01", "2024-09-02", "2024-08-30"),
    "over St Andrew's Day and Christmas": ("2024-11-29", "2025-01-03", "2025-01-03"),
    "over Christmas and New Year": ("2024-12-16", "2025-01-17", "2025-01-17"),
    "over Easter": ("2024-03-14", "2024-04-16", "2024-04-12"),
    "received on a Saturday: Monday is the first day": ("2024-09-07", "2024-10-04", "2024-10-04"),
}


@pytest.mark.parametrize(("asked", "foia", "foisa"), DUE.values(), ids=DUE)
def test_the_twentieth_working_day_after_the_request(asked: str, foia: str, foisa: str):
    assert (str(due(day(asked), 20, FOIA)), str(due(day(asked), 20, FOISA))) == (foia, foisa)
    assert between(day(asked), day(foia), FOIA) == between(day(asked), day(foisa), FOISA) == 20


# What came of each request -----------------------------------------------------------------------------------------

HEADINGS = "collection,body,name,nation,asked,replied,became,since\n"
FOI_20 = "as_of: 2024-08-05\nrequests: {foi: {working_days: 20}, survey: {closes: 2024-07-31}}\n"


def table(
    tmp_path: Path, lines: str, settings: str = FOI_20, said: list[tuple] = (), sent: set = frozenset(), narrowed: dict | None = None
) -> pd.DataFrame:
    """results/requests.csv by body. lines: of the register, `H01,England,2024-07-01,` with the collection foi unless it says survey."""
    written = [line.strip().split(",") for line in lines.strip().splitlines()]
    rows = [(["survey", *line[1:]] if line[0] == "survey" else ["foi", *line]) for line in written]
    rows = [[c, b, f"{b} Harbour", *rest] + [""] * (5 - len(rest)) for c, b, *rest in rows]
    path = tmp_path / "register.csv"
    path.write_text(HEADINGS + "\n".join(",".join(row) for row in rows))
    register = read_register(path)
    columns = ["collection", "body", "question", "status", "section", "quote"]
    replies = pd.DataFrame(said, columns=columns)
    study = a_study(settings=SETTINGS + settings)
    found = requests(study, register, split(path, register)[1], replies, sent, narrowed or {})
    return found.set_index("body").fillna({"days": -1, "over": -1, "chase": -1})


CASES = {  # a line of the register → due, days, over, status
    "on time": ("H01,England,2024-07-01,2024-07-29", "2024-07-30", 19, -1, "on time"),
    "on its last day": ("H01,England,2024-07-01,2024-07-30", "2024-07-30", 20, -1, "on time"),
    "a day late": ("H01,Wales,2024-07-01,2024-07-31", "2024-07-30", 21, 1, "late"),
    "late in Scotland, on a day that is the last elsewhere": ("H01,Scotland,2024-07-01,2024-07-30", "2024-07-29", 21, 1, "late"),
    "overdue": ("H01,Northern Ireland,2024-07-01,", "2024-07-30", 23, 3, "overdue"),
    "overdue in Scotland, over its bank holiday of August": ("H01,Scotland,2024-07-01,", "2024-07-29", 24, 4, "overdue"),
    "waiting": ("H01,England,2024-07-08,", "2024-08-07", 18, -1, "waiting"),
    "due today": ("H01,England,2024-07-05,", "2024-08-06", 19, -1, "waiting"),
    "not asked": ("H01,England,,", "", -1, -1, "not asked"),
    "a reply before the request": ("H01,England,2024-07-08,2024-07-01", "2024-08-07", -1, -1, "unclear"),
    "a closing day": ("survey,H01,England,2024-07-01,2024-08-01", "2024-07-31", 22, 1, "late"),
    "after a closing day": ("survey,H01,England,2024-07-01,", "2024-07-31", 23, 2, "overdue"),
}


@pytest.mark.parametrize(("line", "last", "days", "over", "status"), CASES.values(), ids=CASES)
def test_what_came_of_a_request(tmp_path: Path, line: str, last: str, days: int, over: int, status: str):
    row = table(tmp_path, line).loc["H01"]
    assert (row["due"], row["days"], row["over"], row["status"]) == (last, days, over, status)


def test_without_a_deadline_nobody_is_overdue(tmp_path: Path):
    found = table(tmp_path, "H01,England,2024-07-01,\nH02,England,2024-07-01,2024-07-20", "as_of: 2024-12-31\n")
    assert found["status"].tolist() == ["waiting", "replied"]
    assert found["due"].tolist() == ["", ""]


def test_a_nation_that_the_register_does_not_say(tmp_path: Path):
    row = table(tmp_path, "H01,,2024-07-01,").loc["H01"]
    assert (row["due"], row["status"]) == ("", "waiting")
    assert row["note"] == "The register says no nation that is known, and by the Acts it is due on 2024-07-29 or 2024-07-30."
    assert table(tmp_path, "H01,,2024-09-02,", FOI_20.replace("2024-08-05", "2024-10-01")).at["H01", "due"] == "2024-09-30"


def test_today_is_what_config_says_and_else_the_last_day_of_the_register(tmp_path: Path):
    lines = "H01,England,2024-06-03,\nH02,England,2024-07-01,2024-08-20"
    without = FOI_20.replace("as_of: 2024-08-05\n", "")
    for settings, day_, why in (
        (FOI_20.replace("08-05", "08-30"), "2024-08-30", "as_of in config/study.yml"),
        (without, "2024-08-20", "the last day in the register, since config/study.yml has no as_of"),
        (FOI_20, "2024-08-20", "the last day in the register, which as_of in config/study.yml is before"),
    ):
        found = table(tmp_path, lines, settings)
        assert set(zip(found["as_of"], found["as_of_is"])) == {(day_, why)}


def test_who_refused_what_under_which_section_of_which_act(tmp_path: Path):
    said = [
        ("foi", "H01", "visits", "refused", "12", "section 12 applies"),
        ("foi", "H01", "repairs", "answered", "", "12"),
        ("foi", "H01", "moored", "refused", "", "we will not say"),
        ("foi", "H02", "visits", "refused", "38(1)(b)", "exempt under section 38(1)(b)"),
        ("foi", "H03", "visits", "refused", "12", "section 12 of the Freedom of Information (Scotland) Act 2002"),
    ]
    found = table(tmp_path, "H01,England,2024-07-01,2024-07-10\nH02,Scotland,2024-07-01,2024-07-10\nH03,,2024-07-01,2024-07-10", said=said)
    assert found["refused"].tolist() == [
        "visits: section 12 of the Freedom of Information Act 2000; moored: no section was given",
        "visits: section 38(1)(b) of the Freedom of Information (Scotland) Act 2002",
        "visits: section 12 of the Freedom of Information (Scotland) Act 2002",
    ]


def test_the_register_and_the_folders_may_disagree(tmp_path: Path):
    said = [("foi", "H01", "visits", "answered", "", "12"), ("foi", "H02", "visits", "unknown", "", "")]
    said += [("foi", "H03", "visits", "unknown", "", ""), ("foi", "H04", "visits", "clarification", "", "what do you mean?")]
    lines = "H01,England,2024-07-01,\nH02,England,2024-07-01,\nH03,England,2024-07-01,2024-07-10\nH04,England,2024-07-01,"
    found = table(tmp_path, lines, said=said, sent={("foi", "H01"), ("foi", "H02"), ("foi", "H04")})
    assert found["status"].tolist() == ["replied", "overdue", "on time", "overdue"]
    assert "the register has no day of its reply: write it there" in found.at["H01", "note"]
    assert "no answer, refusal or other reply was found in them" in found.at["H02", "note"]
    assert "no file of it is here: put it into foi/H03/" in found.at["H03", "note"]
    assert "until it has an answer, no days count" in found.at["H04", "note"]


# Whom to chase -----------------------------------------------------------------------------------------------------


def test_whom_to_chase_first_is_whose_answer_would_narrow_the_report_most(tmp_path: Path):
    chase = pd.DataFrame(
        [
            ("total", "foi", "H01", "10", "10"),
            ("total", "foi", "H02", "40", "40"),
            ("share", "foi", "H03", "0.1", "10%"),
            ("all", "foi", "H02", "", "no limit"),
            ("total", "foi", "H04", "90", "90"),
        ],
        columns=["metric", "collection", "body", "widens", "text"],
    )
    ends = [("total", "0", "100", "boats"), ("share", "0.2", "0.7", "share"), ("all", "5", "", "boats")]
    metrics = pd.DataFrame(ends, columns=["metric", "lower", "upper", "unit"])
    statements = pd.DataFrame([("undetermined", "share; other"), ("agrees", "total")], columns=["verdict", "metrics"])
    found = narrows(chase, metrics, statements)
    assert found["foi", "H01"] == Narrows(0, 0.1, "total by 10 boats")
    assert found["foi", "H02"] == Narrows(0, 1.4, "all, total by 40 boats")
    assert found["foi", "H03"] == Narrows(1, pytest.approx(0.2), "share by 10 percentage points")
    lines = "\n".join(f"H0{n},England,2024-07-01,{'2024-07-10' if n == 4 else ''}" for n in (1, 2, 3, 4, 5))
    table_ = table(tmp_path, lines, narrowed=found)
    assert table_["chase"].tolist() == [3, 2, 1, -1, -1]  # H04 replied, and nothing hangs on H05
    assert table_.at["H04", "narrows"] == "total by 90 boats"


def test_the_terminal_says_it_in_two_lines(tmp_path: Path):
    lines = "H01,England,2024-07-01,\nH02,England,2024-06-03,\nH03,England,2024-07-01,2024-07-10\nH04,England,2024-07-08,"
    found = table(tmp_path, lines, narrowed={("foi", "H02"): Narrows(1, 0.5, "total")}).reset_index()
    said = owed(found.astype(str).replace("-1", ""))
    assert said == [
        "  requests    foi: 1 of 4 replied, 1 on time; 1 still have time; 2 overdue, by up to 23 working days on 2024-08-05",
        "              chase first H02: results/requests.csv says why",
    ]


# Bodies that merged or were renamed --------------------------------------------------------------------------------


def test_a_predecessor_keeps_its_history_and_its_successor_is_chased(tmp_path: Path):
    lines = "H01,England,2024-06-03,2024-06-20,H09,2024-07-01\nH02,England,2024-06-03,,H09,2024-07-01\nH09,England,,"
    said = [("foi", "H09", "visits", "answered", "", "12")]
    found = table(tmp_path, lines, said=said, sent={("foi", "H01")}, narrowed={("foi", "H09"): Narrows(1, 0.5, "total")})
    assert found["status"].tolist() == ["on time", "overdue", "not asked"]
    assert found["note"].tolist() == ["Now H09.", "Now H09: chase that.", "Asked as H01 and H02."]
    assert found["chase"].tolist() == [-1, 1, -1]


def test_who_is_asked_again_as_the_successor_is_not_counted_twice(tmp_path: Path):
    lines = "H01,England,2024-06-03,2024-06-20,H09,2024-07-01\nH02,England,2024-06-03,,H09,2024-07-01\nH09,England,2024-07-02,"
    found = table(tmp_path, lines, narrowed={("foi", "H09"): Narrows(1, 0.5, "total")})
    assert found["status"].tolist() == ["on time", "asked again", "overdue"]
    assert found["chase"].tolist() == [-1, -1, 1]
    assert owed(found.reset_index().astype(str).replace("-1", ""))[0].startswith("  requests    foi: 1 of 2 replied")


# What config says --------------------------------------------------------------------------------------------------

MISTAKES = {
    "no such collection": ("requests: {post: {working_days: 20}}", "requests › post: questions.yml has no such collection (it has:"),
    "both": ("requests: {foi: {working_days: 20, closes: 2024-07-31}}", "say either working_days or closes"),
    "neither": ("requests: {foi: {}}", "say either working_days or closes"),
    "no day": ("as_of: Monday", "write the day as 2024-11-30"),
    "no days": ("requests: {foi: {working_days: 0}}", "greater than 0"),
}


@pytest.mark.parametrize(("settings", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_settings_is_told(tmp_path: Path, settings: str, words: str):
    for name, text in {"study": f"{SETTINGS}\n{settings}\n", "dimensions": DIMENSIONS, "questions": QUESTIONS}.items():
        (tmp_path / f"{name}.yml").write_text(text)
    with pytest.raises(ConfigError) as error:
        load_study(tmp_path)
    assert words in str(error.value)
