"""Documents: running text and tables in reading order → what each table answers, and the way back to its part."""

from __future__ import annotations

import pyarrow as pa

import addresses
import read
from reading.cells import Cell, Part
from recognise import recognise
from tests.spec.conftest import HARBOURS

FIRST = "1. How many boats visited your harbour, by age of boat and by financial year?"
SECOND = "2. How many of these boats were repaired, by age of boat and by financial year?"
TABLE = [["Age of boat", "2018/19", "2019/20"], ["0", "12", "7"], ["1", "3", "5"]]


def lines(name: str, *texts: str) -> Part:
    """Running text; an empty line is blank."""
    return Part(name, [Cell(n, 0, text, "text") for n, text in enumerate(texts) if text], "line")


def table(name: str, rows: list[list[str]], *marks: str) -> Part:
    cells = [Cell(r, c, text, "text") for r, row in enumerate(rows) for c, text in enumerate(row) if text]
    cells[0].marks += marks
    return Part(name, cells, "R1C1")


def recognised(*parts: Part) -> tuple[dict[str, str], dict[str, str]]:
    """Address → answer, and address → why it was not read."""
    content = read.as_table([read.Opened("", "", 0, list(parts), [])])
    cells = read.placed(content, read.Place("foi", "H01", "reply.pdf"))
    answers, unread = recognise(HARBOURS, pa.concat_tables([cells]), {})
    said = {addresses.parse(a["answer"]): f"{a['question']} {a['period']} {a['age']} = {a['raw']}" for a in answers.to_pylist()}
    left = {addresses.parse(u["address"]): u["reason"] for u in unread.to_pylist()}
    return ({f"{a.part} {a.cell}": s for a, s in said.items()}, {f"{a.part} {a.cell}": s for a, s in left.items()})


def test_a_table_answers_what_stands_above_it():
    answers, unread = recognised(
        lines("page 1", "Dear requester", FIRST, SECOND),
        table("page 1 table 1", TABLE, "below line 2"),
        table("page 1 table 2", [TABLE[0], ["0", "1", "2"]], "below line 3"),
    )
    assert unread == {}
    assert answers["page 1 table 1 R2C2"] == "visits 2018/19 0 = 12"
    assert answers["page 1 table 1 R3C3"] == "visits 2019/20 1 = 5"
    assert answers["page 1 table 2 R2C3"] == "repairs 2019/20 0 = 2"
    assert len(answers) == 6


def test_headers_are_followed_to_the_part_that_they_stand_in():
    content = read.as_table(
        [read.Opened("", "", 0, [lines("page 1", "Hello", "", FIRST), table("page 1 table 1", TABLE, "below line 3")], [])]
    )
    answers, _ = recognise(HARBOURS, read.placed(content, read.Place("foi", "H01", "reply.pdf")), {})
    (headers,) = [a["headers"] for a in answers.to_pylist() if a["cell"] == "R2C2"]
    assert {h.split("#")[1] for h in headers} == {"page 1!line 3", "page 1 table 1!R1C1", "page 1 table 1!R1C2", "page 1 table 1!R2C1"}


def test_a_table_goes_on_overleaf():
    answers, unread = recognised(
        lines("page 1", FIRST),
        table("page 1 table 1", TABLE, "below line 1"),
        table("page 2 table 1", [["2", "8", ""], ["0-2", "23", "12"]], "continues page 1 table 1"),
    )
    assert unread == {}
    assert answers["page 2 table 1 R1C2"] == "visits 2018/19 2 = 8"
    assert answers["page 2 table 1 R2C3"] == "visits 2019/20 0-2 = 12"


def test_a_table_goes_on_to_the_right():
    answers, unread = recognised(
        lines("page 1", FIRST),
        table("page 1 table 1", TABLE, "below line 1"),
        table("page 2 table 1", [["2020/21"], ["9"], ["4"]], "right of page 1 table 1"),
    )
    assert unread == {}
    assert answers["page 2 table 1 R3C1"] == "visits 2020/21 1 = 4"


def test_a_table_without_a_header_takes_none_from_another():
    """Nothing says that it goes on from the one above: the figures may be of other years."""
    answers, unread = recognised(
        lines("page 1", FIRST, "Other harbours:"),
        table("page 1 table 1", TABLE, "below line 1"),
        table("page 1 table 2", [["2", "8", "9"], ["3-4", "6", "5"]], "below line 2"),
    )
    assert {name.rpartition(" ")[0] for name in answers} == {"page 1 table 1"}
    assert len(answers) == 4


def test_a_list_of_questions_is_no_title():
    """The letter repeats what was asked; the table below its answer may be of any of them."""
    answers, unread = recognised(
        lines("page 1", "You asked:", FIRST, SECOND, "", "Our answer:"), table("page 1 table 1", TABLE, "below line 5")
    )
    assert answers == {}
    assert {reason.split(":")[0] for reason in unread.values()} == {"it is not clear which question"}


def test_a_list_of_questions_does_not_let_an_earlier_title_through():
    answers, _ = recognised(
        lines(
            "page 1", FIRST, "Then you asked:", SECOND, "3. How many boats were moored, by kind of berth and by month?", "", "Our answer:"
        ),
        table("page 1 table 1", TABLE, "below line 1"),
        table("page 1 table 2", [TABLE[0], ["2", "1", "2"]], "below line 6"),
    )
    assert {name.rpartition(" ")[0] for name in answers} == {"page 1 table 1"}


def test_a_question_named_again_after_the_list_is_a_title():
    answers, _ = recognised(
        lines("page 1", "You asked:", FIRST, SECOND, "", "Our answer:", FIRST, "", "At the end of the year"),
        table("page 1 table 1", TABLE, "below line 8"),
    )
    assert answers["page 1 table 1 R2C2"] == "visits 2018/19 0 = 12"


def test_merged_cells_are_merged_where_they_are_put():
    rows = [["", "2018/19", "", "2019/20", ""], ["Age of boat", "Visits", "Repairs", "Visits", "Repairs"]]
    rows += [["0", "1", "2", "3", "4"], ["1", "5", "6", "7", "8"], ["2", "9", "10", "11", "12"]]
    headed = table("page 1 table 2", rows, "below line 1")
    headed.cells[0].marks.append("merged R1C2:R1C3")
    headed.cells[1].marks.append("merged R1C4:R1C5")
    answers, _ = recognised(lines("page 1", "Our answer:"), table("page 1 table 1", [["a", "b"], ["c", "d"]], "below line 0"), headed)
    assert answers["page 1 table 2 R3C3"] == "repairs 2018/19 0 = 2"
    assert answers["page 1 table 2 R3C4"] == "visits 2019/20 0 = 3"


def test_what_a_machine_read_off_a_picture_is_not_taken():
    off = table("page 1 table 1", TABLE, "below line 1")
    for cell in off.cells:
        cell.marks.append("read off a picture")
    answers, unread = recognised(lines("page 1", FIRST), off)
    assert answers == {}
    assert set(unread.values()) == {"a machine read it off a picture, and may have misread it"}


def test_parts_that_say_nothing_of_their_place_are_read_each_for_itself():
    answers, _ = recognised(lines("text", FIRST), table("table 1", [["Visits", *TABLE[0][1:]], *TABLE[1:]]))
    assert set(answers.values()) <= {"visits 2018/19 0 = 12", "visits 2019/20 0 = 7", "visits 2018/19 1 = 3", "visits 2019/20 1 = 5"}
    assert all(name.startswith("table 1 ") for name in answers)


def test_what_a_piece_of_a_label_labels_is_unread():
    part = table("page 1 table 1", [*TABLE, ["2", "", ""], ["years", "4", "6"]], "below line 1")
    for cell in part.cells:
        if cell.text in ("1", "years"):
            cell.marks.append("label may go on")
    answers, unread = recognised(lines("page 1", FIRST), part)
    assert set(answers) == {"page 1 table 1 R2C2", "page 1 table 1 R2C3"}
    assert unread["page 1 table 1 R5C2"] == "its label may go on in the line above or below, which has no values"


def test_the_paragraph_below_a_question_is_its_answer():
    asked = "Q4. Does your harbour authority keep a night watch?"
    answers, unread = recognised(lines("text", "Dear requester,", "", asked, "", "Yes, from dusk.", "", "Yours faithfully,"))
    assert (answers, unread) == ({"text line 5": "night_watch  None = Yes, from dusk."}, {})
    answers, _ = recognised(lines("text", "Dear requester,", "", asked, "", "Thank you for your letter.", "", "Yes"))
    assert answers == {}
