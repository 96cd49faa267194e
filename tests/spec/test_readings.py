"""Readings by hand: what a table does not say is supplied; what it says is never overridden; what is wrong is told."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from recognise import recognise_part
from recognising.byhand import ByHand
from recognising.readings import Reading, load_readings
from recognising.vocabulary import Vocabulary
from study import ConfigError
from tests.spec.conftest import HARBOURS, Read, answers, part_of, read

SIGNED = {"who": "researcher", "when": "2024-06-10", "why": "the letter says so"}
NAMES = {"port ruddle": "H01", "saltmouth": "H02"}
NO_QUESTION = """
    Age | 2018/19 | 2019/20
    0   | 12      | 15
    1   | 7       | <5
"""


def readings_of(folder: Path, text: str) -> list[Reading]:
    (folder / "readings.yml").write_text(textwrap.dedent(text), encoding="utf-8")
    return load_readings(folder, HARBOURS)


def by_hand(drawing: str, *entries: dict, **place: str) -> tuple[Read, list[str]]:
    """What is read of a drawing with these entries, and what is told of each ("" for nothing)."""
    readings = [Reading(decision=f"readings.yml, line {n}", file="H01", **SIGNED, **entry) for n, entry in enumerate(entries, 1)]
    part, hand = part_of(drawing, **place), ByHand(readings)
    hand.find([part], NAMES)
    found = recognise_part(part, Vocabulary(HARBOURS, part.collection), NAMES, hand)
    return Read(found), [outcome.problem for outcome in hand.outcomes.values()]


# What is missing is supplied -----------------------------------------------------------------------------------------


def test_the_question():
    assert not read(NO_QUESTION).answers
    said, told = by_hand(NO_QUESTION, {"question": "visits"})
    assert said.answers == answers("visits 2018/19: 0 = 12, 1 = 7\nvisits 2019/20: 0 = 15, 1 = <5")
    assert told == [""]


def test_the_question_of_one_of_two_tables():
    two = NO_QUESTION + "\n" + NO_QUESTION.replace("12", "3")
    said, told = by_hand(two, {"question": "visits", "range": "A1:C3"}, {"question": "repairs", "range": "A5:C9"})
    assert said.answers == sorted(
        answers("visits 2018/19: 0 = 12, 1 = 7\nvisits 2019/20: 0 = 15, 1 = <5")
        + answers("repairs 2018/19: 0 = 3, 1 = 7\nrepairs 2019/20: 0 = 15, 1 = <5")
    )
    assert told == ["", ""]


def test_which_of_the_questions_that_a_title_names():
    drawing = "Visits and repairs\n" + textwrap.dedent(NO_QUESTION).strip()
    assert set(read(drawing).unread.values()) == {"it is not clear which question: it names repairs and visits"}
    said, told = by_hand(drawing, {"question": "repairs"})
    assert len(said.answers) == 4 and told == [""]


def test_the_period():
    drawing = """
        Visits
        Age | Number
        0   | 12
        1   | 7
    """
    said, told = by_hand(drawing, {"period": "2018/19"})
    assert said.answers == answers("visits 2018/19: 0 = 12, 1 = 7")
    said, _ = by_hand(drawing, {"period": "none"})
    assert said.answers == ["visits 0 = 12", "visits 1 = 7"]


def test_the_year_of_months():
    drawing = """
        Boats moored
        Berth | Jan | Feb
        BR01  | 12  | 15
        BR02  | 7   | 9
    """
    said, told = by_hand(drawing, {"period": "2019"})
    assert said.answers == answers("moored 2019-01: BR01 = 12, BR02 = 7\nmoored 2019-02: BR01 = 15, BR02 = 9")
    assert told == [""]


def test_a_dimension():
    drawing = """
        Visits
        Year    | Number
        2018/19 | 12
        2019/20 | 7
    """
    assert not read(drawing).answers
    said, _ = by_hand(drawing, {"dimensions": {"age": "0-4"}})
    assert said.answers == ["visits 2018/19 0-4 = 12", "visits 2019/20 0-4 = 7"]


def test_headings_that_nobody_knows():
    drawing = """
        Visits
        How old | How often
        0       | 12
        1       | 7
        Total   | 19
    """
    assert not read(drawing).answers
    said, told = by_hand(drawing, {"header_rows": (2,), "columns": {"A": "age", "B": "value"}, "period": "2018/19"})
    assert said.answers == answers("visits 2018/19: 0 = 12, 1 = 7, total = 19")
    assert told == [""]


def test_a_blank_heading():
    drawing = """
        Visits
        Age | 2018/19 |    | 2020/21
        0   | 12      | 15 | 3
        1   | 7       | <5 | 4
    """
    said, told = by_hand(drawing, {"blanks": {"C2": "2019/20"}})
    assert [a for a in said.answers if a not in read(drawing).answers] == ["visits 2019/20 0 = 15", "visits 2019/20 1 = <5"]
    assert told == [""]
    # What is blank in the file is no evidence of anything.
    assert (1, 2) not in {h for f in said.found for h in f.headers}


def test_a_table_of_a_document_by_its_own_names_of_cells():
    drawing = """
        How old | How often
        0       | 12
        1       | 7
    """
    entry = {"header_rows": (1,), "range": "R2C1:R2C2", "columns": {"1": "age", "2": "value"}, "question": "visits", "period": "2018/19"}
    reading = Reading(decision="readings.yml, line 1", file="H01", part="2", **SIGNED, **entry)
    parts = [replace(part_of(drawing, part=f"page 1 table {n}"), naming="R1C1") for n in (1, 2)]
    hand = ByHand([reading])
    hand.find(parts, NAMES)
    first, second = (Read(recognise_part(part, Vocabulary(HARBOURS, "foi"), NAMES, hand)) for part in parts)
    assert not first.answers and second.answers == ["visits 2018/19 0 = 12"]


def test_a_blank_cell_is_never_a_value():
    drawing = """
        Visits
        Age | 2018/19 | 2019/20
        0   | 12      |
        1   | 7       | <5
    """
    said, [problem] = by_hand(drawing, {"blanks": {"C3": "15"}})
    assert said.answers == read(drawing).answers and "every value cell there is read without it" in problem


def test_who_an_export_is_from():
    drawing = """
        Harbour name | People working in the season | Night watch in winter | Largest boat
        Port Ruddel  | 12                           | Yes                   | Ketch
        Saltmouth    | 7                            | No                    | Coaster
    """
    bodies = {"bodies": {"Port Ruddel": "H01"}}
    assert "say who it is under bodies in config/readings.yml" in read(drawing, collection="survey").unread["B2"]
    said, told = by_hand(drawing, bodies, collection="survey")
    assert {f.body for f in said.found} == {"H01", "H02"} and not said.unread
    assert told == [""]
    assert {f.body for f in said.found if f.by_hand} == {"H01"}


# What stands there is never overridden ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"question": "repairs"}, "says that it answers repairs, and A1 says 'Visits'"),
        ({"period": "2017/18"}, "says that its period is 2017/18, and B2 says '2018/19'"),
        ({"period": "none"}, "says that no period is given, and B2 says '2018/19'"),
        ({"dimensions": {"age": "1"}}, "says that its age is 1, and A3 says '0'"),
        ({"columns": {"A": "berth"}}, "says that column A holds berth, and A2 says 'Age'"),
        ({"blanks": {"A3": "1"}}, "says that A3 is blank and stands for '1', and A3 says '0'"),
    ],
)
def test_a_contradiction_is_told_and_nothing_changes(entry: dict, told: str):
    drawing = "Visits\n" + textwrap.dedent(NO_QUESTION).strip()
    said, [problem] = by_hand(drawing, entry)
    assert said.answers == read(drawing).answers
    assert f"in foi/H01/reply.xlsx#Sheet1: readings.yml, line 1 {told}: what stands there is never overridden" == problem


def test_where_it_contradicts_nothing_of_it_is_used():
    """The month is missing in one column, and named otherwise in another: the person has looked at another table."""
    drawing = """
        Boats moored
        Berth | Jan | Feb 2018
        BR01  | 12  | 15
        BR02  | 7   | 9
    """
    said, [problem] = by_hand(drawing, {"period": "2019"})
    assert said.answers == read(drawing).answers == ["moored 2018-02 BR01 = 15", "moored 2018-02 BR02 = 9"]
    assert "its period is 2019, and C2 says 'Feb 2018'" in problem
    assert said.unread["B3"] == said.unread["B4"] and "C2 says 'Feb 2018'" in said.unread["B3"]


def test_a_percentage_is_no_count_whoever_says_so():
    drawing = "Visits as a percentage of all boats\n" + textwrap.dedent(NO_QUESTION).strip()
    said, [problem] = by_hand(drawing, {"question": "visits"})
    assert not said.answers and "A1 says 'Visits as a percentage of all boats'" in problem


def test_headings_of_which_a_value_would_be_another():
    drawing = """
        Visits
        Age | 2018/19 | 2019/20
        0   | 12      | 15
    """
    said, [problem] = by_hand(drawing, {"header_rows": (2,), "columns": {"A": "nothing"}, "dimensions": {"age": "0-4"}})
    assert said.answers == read(drawing).answers
    assert "would make B3 ('12') visits, 2018/19, age 0-4, and by what stands there it is visits, 2018/19, age 0" in problem


def test_what_it_supplies_is_read_only_if_it_fits_the_rest_of_the_sheet():
    """By hand the second table answers what the first answers already, with other numbers."""
    drawing = "Visits\nAge | 2018/19 | 2019/20\n0 | 12 | 15\n\nHow old | 2018/19 | 2019/20\n0 | 13 | 14\n1 | 7 | 8"
    said, [problem] = by_hand(drawing, {"range": "A5:C7", "columns": {"A": "age"}})
    assert said.answers == read(drawing).answers == ["visits 2018/19 0 = 12", "visits 2019/20 0 = 15"]
    assert "another table of the sheet answers the same question with '12' where this one says '13'" in problem


# What is wrong is told -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"file": "foi/H01/replay.xlsx"}, "no file is called 'foi/H01/replay.xlsx'; there is 'foi/H01/reply.xlsx'"),
        ({"part": "Sheet7"}, "no part of it is called 'Sheet7'; there is 'Sheet1'"),
        ({"part": "2"}, "no part of it is called '2'; there is 'Sheet1'"),
        ({"question": "crew"}, "crew was not asked in the collection foi"),
        ({"range": "A20:C30"}, "no value cell was found there"),
        ({"header_rows": (9,)}, "below its header rows there is no row of its range"),
        ({"blanks": {"Z9": "1"}}, "speaks of Z9, and the part ends before it"),
        ({"bodies": {"Port Ruddle": "H02"}}, "it says that 'Port Ruddle' is H02, and the register says that it is H01"),
        ({"bodies": {"Port Ruddel": "H1"}}, "no body of the register has the code 'H1'; there is 'H01'"),
    ],
)
def test_an_entry_that_decides_nothing(entry: dict, told: str):
    reading = Reading(**({"decision": "readings.yml, line 1", "file": "H01", "question": "visits"} | SIGNED | entry))
    part, hand = part_of(NO_QUESTION), ByHand([reading])
    hand.find([part], NAMES)
    recognise_part(part, Vocabulary(HARBOURS, "foi"), NAMES, hand)
    assert told in hand.outcomes["readings.yml, line 1"].problem


def test_a_reading_that_is_not_needed():
    drawing = "Visits\n" + textwrap.dedent(NO_QUESTION).strip()
    said, [problem] = by_hand(drawing, {"question": "visits"})
    assert said.answers == read(drawing).answers and "every value cell there is read without it" in problem


def test_two_readings_of_the_same_cells():
    said, told = by_hand(NO_QUESTION, {"question": "visits", "range": "A1:C2"}, {"question": "repairs", "range": "B2:C3"})
    assert said.answers == ["visits 2018/19 0 = 12", "visits 2019/20 0 = 15"]
    assert told == ["", "readings.yml, line 1 speaks of the same cells: make one entry of the two"]


def test_a_file_by_its_path_a_pattern_or_its_folder():
    for name in ("foi/H01/reply.xlsx", "H01/reply.xlsx", "h01/REP*", "H01", "foi/H01/", "data/raw/foi/H01/reply.xlsx", "*/reply.xlsx"):
        assert Reading(decision="", file=name, **SIGNED).is_file("foi/H01/reply.xlsx"), name
    for name in ("H1", "reply", "H01/rep", "foi/H01/reply.xls"):
        assert not Reading(decision="", file=name, **SIGNED).is_file("foi/H01/reply.xlsx"), name
    assert Reading(decision="", file="H01/reply [1].xlsx", **SIGNED).is_file("foi/H01/reply [1].xlsx")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("- {file: H01, question: visit, WHO}", "line 1: no question is called 'visit'; there is 'visits'"),
        ("- {file: H01, dimensions: {ages: 0}, WHO}", "line 1: no dimension is called 'ages'; there is 'age'"),
        ("- {file: H01, dimensions: {age: 0-3}, WHO}", "line 1: age has no value '0-3'"),
        ("- {file: H01, perod: 2018, WHO}", "line 1: 'perod' is no word of such an entry; there is 'period'"),
        ("- {file: H01, period: last year, WHO}", "line 1: period: write a period as 2018-01"),
        ("- {file: H01, question: visits, who: me, when: 10/6/2024, why: so}", "line 1: when: write the day as 2026-03-31"),
        ("- {file: H01, question: visits, who: me, when: 2024-06-10}", "line 1: 'why' is missing"),
        ("- {file: H01, range: A1:C3, WHO}", "line 1: it supplies nothing"),
        ("- {file: H01, question: visits, range: C3:A1, WHO}", "line 1: range: C3:A1 ends before it begins"),
        ("- {file: H01, question: visits, range: A to C, WHO}", "line 1: range: 'A to C' is not a cell"),
        ("- {file: H01, columns: {B: ages}, WHO}", "line 1: columns: 'ages' is nothing that a column can hold; there is 'age'"),
        ("file: H01", "it is to be a list"),
        ("- H01", "line 1: it is to have names and values"),
        ("- {file: H01, file: H02, question: visits, WHO}", "line 1: 'file' stands here for the second time"),
    ],
)
def test_an_entry_that_cannot_be_understood_stops_the_run(entry: str, told: str, tmp_path: Path):
    with pytest.raises(ConfigError, match="readings.yml") as stopped:
        readings_of(tmp_path, entry.replace("WHO", "who: researcher, when: 2024-06-10, why: so"))
    assert told in str(stopped.value)


def test_each_entry_that_is_wrong_is_named(tmp_path: Path):
    text = """
        # A comment
        - file: H01
          question: visit
          who: researcher
          when: 2024-06-10
          why: so
        - file: H02
    """
    with pytest.raises(ConfigError, match=r"line 8: 'who' is missing"):
        readings_of(tmp_path, text)


def test_no_file_is_no_readings(tmp_path: Path):
    assert load_readings(tmp_path, HARBOURS) == []
    assert readings_of(tmp_path, "# nothing yet\n") == []
