"""What stood in a cell, and what was read: status, lower and upper end, and the rule that read it."""

from __future__ import annotations

import pyarrow as pa
import pytest

import addresses
from read import CELLS
from recognise import recognise
from recognising.values import Context, Reading, interval
from tests.spec.conftest import HARBOURS, part_of


def said(text: str, **context) -> tuple | None:
    reading = interval(text, Context(**context))
    return reading and (reading.status, reading.lower, reading.upper)


def rule(text: str, **context) -> str:
    return interval(text, Context(**context)).rule


def recognised(text: str, collection: str = "foi") -> tuple[dict[str, dict], dict[str, dict]]:
    """Answers and unread cells of one drawing, by cell, as they stand in the tables between the rules."""
    part = part_of(text, collection=collection)
    rows = [(part.collection, part.folder, part.file, part.part, addresses.cell(r, c), r, c, *rest) for r, c, *rest in part.cells]
    table = pa.Table.from_arrays([pa.array(list(column), f.type) for column, f in zip(zip(*rows), CELLS)], schema=CELLS)
    answers, unread = recognise(HARBOURS, table, {})
    return {a["cell"]: a for a in answers.to_pylist()}, {u["cell"]: u for u in unread.to_pylist()}


# Exact -------------------------------------------------------------------------------------------------------------

EXACT = [
    ("12", 12, "number"),
    ("0", 0, "number"),
    ("1,234", 1234, "number"),
    ("1 234", 1234, "number"),
    ("12,345,678", 12345678, "number"),
    ("12.5", 12.5, "number"),
    (" 12 ", 12, "number"),
    ("12.", 12, "number"),
    ("twelve", 12, "number"),
    ("Twelve", 12, "number"),
    ("twenty-one", 21, "number"),
    ("one hundred and twenty", 120, "number"),
    ("a hundred", 100, "number"),
    ("zero", 0, "number"),
    ("12 (see note 1)", 12, "number with a note"),
    ("12 (note 3)", 12, "number with a note"),
    ("12 - see below", 12, "number with a note"),
    ("nil", 0, "none at all"),
    ("None", 0, "none at all"),
    ("nought", 0, "none at all"),
]


@pytest.mark.parametrize(("text", "number", "by"), EXACT, ids=[e[0] for e in EXACT])
def test_exact(text, number, by):
    assert said(text) == ("exact", number, number)
    assert rule(text) == by


def test_a_footnote_mark_is_no_part_of_the_number_if_the_return_has_such_a_footnote():
    assert said("12*", footnotes=frozenset("*")) == ("exact", 12, 12)
    assert said("12 †", footnotes=frozenset("†")) == ("exact", 12, 12)


@pytest.mark.parametrize("text", ["12*", "12**", "12 †"])
def test_a_footnote_mark_that_nothing_explains_leaves_the_number_unreadable(text):
    assert said(text) == ("unreadable", None, None)
    assert "no note of the return explains" in rule(text)


def test_a_mark_with_one_meaning_is_no_footnote():
    assert said("12*", marks={"*": (None, 6)})[0] == "unreadable"


# Suppressed --------------------------------------------------------------------------------------------------------

SUPPRESSED = [
    ("<5", 4, "fewer than"),
    ("< 5", 4, "fewer than"),
    ("&lt;5", 4, "fewer than"),
    ("fewer than 5", 4, "fewer than"),
    ("Less than 5", 4, "fewer than"),
    ("less then 5", 4, "fewer than"),
    ("under five", 4, "fewer than"),
    ("below ten", 9, "fewer than"),
    ("<16", 15, "fewer than"),
    ("≤5", 5, "at most"),
    ("<=5", 5, "at most"),
    ("up to 5", 5, "at most"),
    ("no more than five", 5, "at most"),
    ("5 or fewer", 5, "or fewer"),
    ("five or less", 5, "or fewer"),
]


@pytest.mark.parametrize(("text", "most", "by"), SUPPRESSED, ids=[s[0] for s in SUPPRESSED])
def test_suppressed(text, most, by):
    assert said(text) == ("suppressed", 0, most), "a return that shows no zeros may hide them as well"
    assert said(text, zeros_shown=True) == ("suppressed", 1, most), "a return that shows its zeros hides none"
    assert rule(text) == by


MARKS = ["*", "**", "#", "c", "C", "[c]", "suppressed"]


@pytest.mark.parametrize("text", MARKS)
def test_a_mark_without_a_legend_hides_what_the_study_says(text):
    assert said(text, below=5) == ("suppressed", 0, 4)
    assert said(text, below=10, zeros_shown=True) == ("suppressed", 1, 9)
    assert "by the study's rule" in rule(text)


@pytest.mark.parametrize(
    ("text", "mark", "meaning", "read"),
    [
        ("*", "*", (None, 6), ("suppressed", 0, 6)),
        ("*", "*", (1, 6), ("suppressed", 1, 6)),
        ("C", "c", (None, 9), ("suppressed", 0, 9)),
        ("#", "#", (1, 4), ("suppressed", 1, 4)),
        ("-", "-", (0, 0), ("exact", 0, 0)),
        ("..", "..", (0, 0), ("exact", 0, 0)),
        ("-", "-", (None, 4), ("suppressed", 0, 4)),
    ],
)
def test_the_returns_own_legend_comes_first(text, mark, meaning, read):
    assert said(text, marks={mark: meaning}) == read
    assert rule(text, marks={mark: meaning}) == f"'{mark}' by the return's legend"


def test_a_legend_of_less_than_n_starts_at_one_where_zeros_are_shown():
    assert said("*", marks={"*": (None, 6)}, zeros_shown=True) == ("suppressed", 1, 6)


@pytest.mark.parametrize("text", ["-", "--", "–", "—", ".."])
def test_a_dash_without_a_legend_is_unreadable(text):
    assert said(text) == ("unreadable", None, None)
    assert "no legend of the return explains" in rule(text)


def test_the_ends_never_cross():
    assert said("over 400", cap=330)[1:] in [(None, None), (401, None), (401, 401)], "a cap below what was said bounds nothing"
    lower, upper = said("*", marks={"*": (None, 0)}, zeros_shown=True)[1:]
    assert lower <= upper, "'* fewer than 1'"
    lower, upper = said("*", below=1, zeros_shown=True)[1:]
    assert lower <= upper, "the study suppresses below 1"


# Bands and open ends -----------------------------------------------------------------------------------------------

BANDED = [
    ("1-4", 1, 4, "band"),
    ("1 - 4", 1, 4, "band"),
    ("1 to 4", 1, 4, "band"),
    ("one to four", 1, 4, "band"),
    ("100–149", 100, 149, "band"),
    ("1,000 — 1,499", 1000, 1499, "band"),
    ("between 5 and 10", 5, 10, "band"),
    ("300+", 300, 330, "or more"),
    ("300 or more", 300, 330, "or more"),
    ("300 and over", 300, 330, "or more"),
    ("at least 300", 300, 330, "at least"),
    ("≥300", 300, 330, "at least"),
    ("over 300", 301, 330, "more than"),
    ("more than 300", 301, 330, "more than"),
    (">300", 301, 330, "more than"),
    ("over three hundred", 301, 330, "more than"),
]


@pytest.mark.parametrize(("text", "lower", "upper", "by"), BANDED, ids=[b[0] for b in BANDED])
def test_banded(text, lower, upper, by):
    assert said(text, cap=330) == ("banded", lower, upper)
    assert rule(text) == by


@pytest.mark.parametrize("text", ["300+", "at least 300"])
def test_an_open_band_without_a_cap_has_no_upper_end(text):
    assert said(text) == ("banded", 300, None)


def test_zeros_shown_do_not_move_a_band():
    assert said("0-4", zeros_shown=True) == ("banded", 0, 4)


# Approximate, rounded ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    "approx 20|approx. 20|approximately 20|c. 20|c20|ca. 20|circa 20|~20|≈ 20|about 20|About twenty|around 20|roughly 20|est. 20".split(
        "|"
    ),
)
def test_approximate(text):
    assert said(text, tolerance=0.1) == ("approximate", 18, 22)
    assert rule(text) == "about"


@pytest.mark.parametrize(
    ("text", "tolerance", "lower", "upper"),
    [("about 20", 0.2, 16, 24), ("about 20", 0, 20, 20), ("about 15", 0.1, 13, 17), ("about 80", 0.1, 72, 88), ("about 3", 0.1, 2, 4)],
)
def test_the_tolerance_is_the_studys_and_its_ends_are_whole(text, tolerance, lower, upper):
    assert said(text, tolerance=tolerance) == ("approximate", lower, upper)


@pytest.mark.parametrize(
    ("text", "to", "lower", "upper"), [("20", 5, 18, 22), ("1,230", 5, 1228, 1232), ("20", 10, 15, 25), ("0", 5, 0, 2), ("nil", 5, 0, 2)]
)
def test_rounded_where_the_return_says_so(text, to, lower, upper):
    assert said(text, rounded_to=to) == ("rounded", lower, upper)
    assert rule(text, rounded_to=to) == f"rounded to {to}"


def test_what_is_no_multiple_was_not_rounded():
    assert said("12", rounded_to=5) == ("exact", 12, 12)


def test_rounding_does_not_touch_what_is_no_number():
    assert said("<5", rounded_to=5) == ("suppressed", 0, 4)
    assert said("5-10", rounded_to=5) == ("banded", 5, 10)


# Answers that are no numbers ---------------------------------------------------------------------------------------

OTHERWISE = [
    ("not recorded", "not_recorded"),
    ("Not routinely recorded", "not_recorded"),
    ("data not collected", "not_recorded"),
    ("not known", "not_recorded"),
    ("Unknown", "not_recorded"),
    ("not held", "not_held"),
    ("Information not held", "not_held"),
    ("no data", "not_held"),
    ("not available", "not_held"),
    ("s12", "refused"),
    ("S.12", "refused"),
    ("s40(2)", "refused"),
    ("section 12", "refused"),
    ("Refused under section 12", "refused"),
    ("section 40 (2) exemption", "refused"),
    ("exempt", "refused"),
    ("withheld", "refused"),
    ("n/a", "not_answered"),
    ("N/A", "not_answered"),
    ("na", "not_answered"),
    ("not applicable", "not_answered"),
]


@pytest.mark.parametrize(("text", "status"), OTHERWISE, ids=[o[0] for o in OTHERWISE])
def test_no_number_but_an_answer(text, status):
    assert said(text) == (status, None, None)
    assert rule(text) == status.replace("_", " ") or status == "not_answered"


def test_a_blank_cell_of_a_questionnaire_was_not_answered():
    answers, _ = recognised("How many people work in your harbour in the season? |", collection="survey")
    assert (answers["B1"]["status"], answers["B1"]["lower"]) == ("not_answered", None)


def test_a_date_that_a_sheet_made_out_of_a_band_is_unreadable():
    answers, _ = recognised("""
        Visits
        Age | 2018/19 | 2019/20
        0   | {date} 2019-10-05 | 5-10
        1   | 3 | 4
    """)
    assert (answers["B3"]["status"], answers["B3"]["upper"]) == ("unreadable", None)
    assert "a sheet may have made it out of a range" in answers["B3"]["rule"]
    assert (answers["C3"]["status"], answers["C3"]["lower"], answers["C3"]["upper"]) == ("banded", 5, 10)


def test_zeros_are_shown_or_not_by_what_the_whole_return_shows():
    shown = recognised("Visits\nAge | 2018/19 | 2019/20\n0 | <5 | 0\n1 | 3 | 4")[0]
    hidden = recognised("Visits\nAge | 2018/19 | 2019/20\n0 | <5 | 9\n1 | 3 | 4")[0]
    assert (shown["B3"]["lower"], hidden["B3"]["lower"]) == (1, 0)


def test_a_nil_is_a_zero_that_is_shown():
    answers, _ = recognised("Visits\nAge | 2018/19 | 2019/20\n0 | <5 | nil\n1 | 3 | 4")
    assert answers["B3"]["lower"] == 1


def test_the_cap_is_the_questions():
    answers, _ = recognised("How many people work in your harbour in the season? | over 250", collection="survey")
    assert (answers["B1"]["lower"], answers["B1"]["upper"]) == (251, 300)


# Not numbers -------------------------------------------------------------------------------------------------------

NOT_NUMBERS = {
    "references": ["2023-328", "FOI/2020.544/JM", "FOI 123", "FOI-2023-77", "Ref: 12345", "12345/24", "REQ00123", "0123-456"],
    "codes": ["BR01", "H01", "A1", "R1A", "E12000001", "SW1A 1AA", "UN60"],
    "names": ["Port Ruddle", "Twelve Oaks", "Seven Sisters Harbour", "No. 5 Quay", "Pier 39"],
    "dates": ["01/02/2023", "2023-02-01", "1.2.2023", "1 May 2023", "May-23", "10 May", "12:30", "2018/19"],
    "years as a band": ["2018-2019", "2018 to 2019"],
    "two numbers": [
        "12 (15 in all)",
        "2 in 2022",
        "12/15",
        "12; 15",
        "12, 15",
        "5 and 10",
        "3 boats, 4 crew",
        "12 [15]",
        "1, 2",
        "1,234 567",
        "two 100",
    ],
    "part of a year": ["12 (part year)", "12 (to date)", "12 (year to date)", "12 (April to June only)", "12 since May", "12 (six months)"],
    "other quantities": ["12%", "£12", "12 days", "12k", "1.2m", "12th", "-5", "+5", "5e3", "1/4", "½"],
    "damaged numbers": ["1,23", "1,2345", "12,34,567", "12..5", "1O", "l2", "12?", "?", "12 ?", "x12"],
    "words": ["see above", "as before", "pending", "yes", "dozens", "several", "a few", "hundreds", "a dozen", "two three"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in NOT_NUMBERS.items() for text in texts])
def test_not_a_number(kind, text):
    """Nothing of this may be read as the number, or the band, that its digits would make."""
    reading = interval(text, Context(cap=330))
    assert reading is None or reading.lower is None


@pytest.mark.parametrize("text", ["20 (approx)", "20 (estimated)", "5 (or fewer)", "20 (at least)", "20 (minimum)", "20 (or more)"])
def test_a_note_that_changes_the_number_is_not_passed_over(text):
    reading = interval(text, Context(cap=330))
    assert reading is None or reading.status != "exact"


def test_no_rule_no_reading():
    assert interval("pending", Context()) is None
    assert interval("", Context()) is None
    assert interval("9" * 61, Context()) is None


def test_a_reading_names_its_rule():
    assert interval("12", Context()) == Reading("exact", 12, 12, "number")
