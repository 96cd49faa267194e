"""How replies and files are accounted for: what each body said to each question, and what became of every file."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from read import CELLS
from recognise import recognise
from tests.spec.conftest import HARBOURS, answer, part_of, register_of, said_of, table_of, unread_of
from validate import check, replies, returns

ALL = register_of(foi=("H01", "H02"), survey=("H01", "H02"))


# Replies -----------------------------------------------------------------------------------------------------------


SENT = pd.DataFrame({"collection": ["foi"], "body": ["H01"], "reason": [""]})


def said(
    *rows: dict, unread: list[dict] | None = None, silent: bool = False, files: pd.DataFrame = SENT, letters: list[dict] | None = None
) -> dict[str, tuple[str, str]]:
    """Question → status and section, of what one body replied."""
    register = register_of(foi=("H01",), silent=("H01",) if silent else ())
    table = replies(HARBOURS, register, files, table_of(list(rows)), unread_of(unread or []), said_of(letters or []))
    assert len(table) == 4, "a row a question"
    return {r.question: (r.status, r.section) for r in table.itertuples()}


REPLIES = {
    "answered": ([answer("12", age="0"), answer("<5", age="1")], ("answered", "")),
    "partly, some of it refused": ([answer("12", age="0"), answer("exempt", age="1")], ("partly", "")),
    "partly, some of it not held": ([answer("12", age="0"), answer("not held", age="1")], ("partly", "")),
    "not held": ([answer("not held", age="0"), answer("not held", age="1")], ("not_held", "")),
    "not recorded": ([answer("not recorded", age="0")], ("not_held", "")),
    "refused": ([answer("exempt", age="0")], ("refused", "")),
    "refused by section 12": ([answer("s12", age="0")], ("refused", "12")),
    "refused by section 40": ([answer("Refused under section 40(2)", age="0")], ("refused", "40(2)")),
    "refused by S.14": ([answer("S.14 applies", age="0")], ("refused", "14")),
    "refused, in one of two cells": ([answer("not held", age="0"), answer("s12", age="1")], ("refused", "12")),
    "twins": ([answer("12", age="0"), answer("12", age="0", part="Sheet2", set_aside="same as the other")], ("answered", "")),
    "contradicted": ([answer("12", age="0", set_aside="contradicted"), answer("13", age="0", set_aside="contradicted")], ("unknown", "")),
    "n/a": ([answer("n/a", age="0")], ("no_answer", "")),
}


@pytest.mark.parametrize(("rows", "status"), REPLIES.values(), ids=REPLIES)
def test_a_reply(rows, status):
    found = said(*(dict(row) for row in rows))
    assert found["visits"] == status
    assert found["repairs"] == ("unknown", ""), "it sent something, and nothing was read about this question"


def test_a_reply_of_which_something_was_not_read():
    unread = [{"body": "H01", "question": "visits", "cell": "C3"}]
    assert said(answer("12", age="0"), unread=unread)["visits"] == ("partly", "")


def test_a_body_that_sent_nothing():
    assert said(silent=True, files=SENT[:0])["visits"] == ("no_answer", "")


def test_a_body_that_replied_without_a_file():
    assert said(files=SENT[:0])["visits"] == ("unknown", "")


def test_a_yes_is_an_answer():
    assert said(answer("Yes", "night_watch", "", choices=["yes"]))["night_watch"] == ("answered", "")


def test_a_reply_names_where_it_stands():
    register = register_of(foi=("H01",))
    answers = table_of([answer("s12", age="0", cell="B7")])
    table = replies(HARBOURS, register, SENT, answers, unread_of([]), said_of([]))
    row = table[table["question"] == "visits"].iloc[0]
    assert (row["source"], row["quote"]) == ("foi/H01/reply.xlsx#Sheet1!B7", "s12")


NOT_HELD = {"question": "visits", "status": "not_held"}
REFUSED = {"question": "visits", "status": "refused", "section": "12"}
ALL_ATTACHED = {"question": "visits", "status": "answered", "scope": "letter"}


def test_what_a_letter_says_where_nothing_was_read():
    found = said(letters=[REFUSED])
    assert (found["visits"], found["repairs"]) == (("refused", "12"), ("unknown", ""))


def test_answers_that_were_read_come_before_a_letter():
    assert said(answer("12", age="0"), letters=[ALL_ATTACHED])["visits"] == ("answered", "")
    assert said(answer("12", age="0"), letters=[REFUSED])["visits"] == ("partly", "12"), "the letter withholds something of it"
    assert said(answer("12", age="0"), letters=[NOT_HELD | {"scope": "letter"}])["visits"] == ("answered", "")
    assert said(answer("not held", age="0"), letters=[REFUSED])["visits"] == ("not_held", "")


def test_who_sent_figures_did_not_refuse_everything():
    """Which of the questions the sentence meant is not known."""
    other = answer("12", "repairs", age="0")
    assert said(other, letters=[NOT_HELD | {"scope": "letter"}])["visits"] == ("unknown", "")
    assert said(other, letters=[NOT_HELD])["visits"] == ("not_held", "")


def test_a_file_that_nobody_could_open_may_say_otherwise():
    closed = pd.concat([SENT, SENT.assign(reason="It is locked with a password.")])
    assert said(files=closed, letters=[ALL_ATTACHED])["visits"] == ("unknown", "")
    assert said(files=closed, letters=[ALL_ATTACHED | {"scope": "question"}])["visits"] == ("answered", "")


def test_a_blank_form_is_no_answer_whatever_the_letter_with_it_says_of_all():
    assert said(answer("", age="0"), letters=[ALL_ATTACHED])["visits"] == ("no_answer", "")


def test_a_letter_that_settles_nothing_is_quoted():
    register, table = register_of(foi=("H01",)), [{"question": "visits", "status": "unknown"}]
    row = replies(HARBOURS, register, SENT, table_of([]), unread_of([]), said_of(table)).iloc[0]
    assert (row["status"], row["source"], row["quote"]) == ("unknown", "foi/H01/letter.docx#text!line 3", "so we wrote")


# Returns -----------------------------------------------------------------------------------------------------------


def accounted(*drawings: tuple[str, dict]) -> pd.DataFrame:
    """returns.csv of these drawings, each of them one file."""
    parts = [part_of(text, **place) for text, place in drawings]
    rows = [
        (p.collection, p.folder, p.file, p.part, "A1", r, c, text, kind, marks)  # the address of a cell is not used here
        for p in parts
        for r, c, text, kind, marks in p.cells
    ]
    cells = pa.Table.from_arrays([pa.array(list(column), f.type) for column, f in zip(zip(*rows), CELLS)], schema=CELLS)
    answers, unread = recognise(HARBOURS, cells, {"port ruddle": "H01"})
    files = [
        {"path": p.path, "collection": p.collection, "body": p.folder, "file": p.file, "sha256": "", "size": 1, "notices": [], "reason": ""}
        for p in {p.path: p for p in parts}.values()
    ]
    checked = check(HARBOURS, answers.to_pandas(), ALL)
    return returns(pd.DataFrame(files), cells.to_pandas(), checked, unread.to_pandas(), HARBOURS).set_index("path")


VISITS = """
    Visits
    Age of boat | 2018/19  | 2019/20
    0           | 12       | <5
    1           | 3        | many
    Total       | 15       | 9
    Counted by hand
"""


def test_every_cell_of_a_file_is_accounted_for():
    row = accounted((VISITS, {"file": "a.xlsx"})).loc["foi/H01/a.xlsx"]
    counts = {name: int(row[name]) for name in ("cells", "answers", "totals", "headers", "unread", "other", "set_aside")}
    assert counts == {"cells": 14, "answers": 3, "totals": 2, "headers": 7, "unread": 1, "other": 1, "set_aside": 0}
    assert row["status"] == "read"


EXPORT = """
    What is the name of your harbour? | How many people work in your harbour in the season? | Do you keep a night watch in winter?
    Port Ruddle | 12 |
    Nowhere Bay |    |
"""


@pytest.mark.parametrize(
    "drawing",
    [
        (VISITS, {}),
        (EXPORT, {"collection": "survey"}),
        ("How many people work in your harbour in the season? | \nDo you keep a night watch in winter? | yes", {"collection": "survey"}),
        ("A letter", {}),
    ],
    ids=["a table", "an export with an unknown team and blanks", "a questionnaire with a blank", "prose"],
)
def test_returns_add_up(drawing):
    row = accounted(drawing).iloc[0]
    assert row["cells"] == sum(row[n] for n in ("answers", "totals", "headers", "unread", "other"))
    assert row["other"] >= 0


def test_a_file_without_answers_says_so():
    row = accounted(("Dear all,\nthank you.", {"file": "letter.csv"})).iloc[0]
    assert row["status"] == "no answers found"
    assert "no answer was recognised in it" in row["reason"]


def test_a_twin_is_counted_as_set_aside():
    table = accounted((VISITS, {"file": "a.xlsx"}), (VISITS, {"file": "b.xlsx"}))
    assert table["set_aside"].tolist() == [0, 5]


def files_of(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    listed = [
        dict(zip(("path", "collection", "body", "reason"), row)) | {"file": row[0], "sha256": "", "size": 1, "notices": []} for row in rows
    ]
    nothing = table_of([])
    cells = pd.DataFrame(columns=["collection", "body", "file"], dtype=str)
    return returns(pd.DataFrame(listed), cells, nothing, unread_of([]), HARBOURS).set_index("path")


def test_what_no_body_sent_is_in_returns_too():
    table = files_of(
        ("register.csv", "register", "", ""),
        ("reference/depths.csv", "reference", "", ""),
        ("lost.xlsx", "", "", ""),
        ("other/H01/reply.xlsx", "other", "H01", ""),
        ("foi/H01/letter.pdf", "foi", "H01", "A PDF."),
    )
    assert table["status"].to_dict() == {
        "register.csv": "read",
        "reference/depths.csv": "read",
        "lost.xlsx": "not a return",
        "other/H01/reply.xlsx": "not a return",
        "foi/H01/letter.pdf": "not read",
    }
    assert "move it to its body's folder" in table.loc["lost.xlsx", "reason"]
    assert table.loc["foi/H01/letter.pdf", "reason"] == "A PDF."


def test_a_file_in_a_folder_of_no_body_says_so():
    table = accounted((VISITS, {"body": "H99", "file": "a.xlsx"}))
    assert table["reason"].iloc[0] == "no body 'H99' of foi stands in register.csv: add it there, or rename the folder"


def test_bounds_that_run_on_are_told_beside_the_file():
    drawing = "Visits\nAge | 2018/19 | 2019/20 | 2020/21\n0 | <5 | <6 | <7\n1 | 3 | 4 | 5"
    assert "2 bounds run on from cell to cell" in accounted((drawing, {})).iloc[0]["reason"]


def test_a_file_beside_the_folders_of_bodies_says_where_to_put_it():
    row = accounted((VISITS, {"body": ""})).iloc[0]
    assert "move the file into foi/<body>/" in row["reason"]
    assert row["set_aside"] == 5
