"""What a return says of its own marks, and what only looks like it."""

from __future__ import annotations

import pytest

from recognise import SourcePart
from recognising.legends import legend
from tests.spec.test_values import recognised

UNDER_5, UNDER_7, UNDER_10 = (None, 4), (None, 6), (None, 9)
ZERO = (0, 0)

FORMS = [
    ("* less than 7", "*", UNDER_7),
    ("* = fewer than 7", "*", UNDER_7),
    ("*: <7", "*", UNDER_7),
    ("* denotes any value less than 7", "*", UNDER_7),
    ("'*' indicates a number under seven", "*", UNDER_7),
    ("“*” represents fewer than 7 boats", "*", UNDER_7),
    ("** means less than 7", "**", UNDER_7),
    ("# fewer than 7", "#", UNDER_7),
    ("c = fewer than 7", "c", UNDER_7),
    ("[c] = fewer than 7", "[c]", UNDER_7),
    ("* = between 1 and 6", "*", (1, 6)),
    ("* = 1-6", "*", (1, 6)),
    ("* denotes 1 to 6", "*", (1, 6)),
    ("- denotes zero", "-", ZERO),
    ("- = nil", "-", ZERO),
    ("'-' means none", "-", ZERO),
    (".. represents zero", "..", ZERO),
    ("Numbers less than 7 are shown as *", "*", UNDER_7),
    ("Any count under 7 has been replaced with an *", "*", UNDER_7),
    ("Values fewer than 7 have been suppressed and are denoted by '#'", "#", UNDER_7),
    ("Zero is shown as -", "-", ZERO),
    ("* 7 or fewer", "*", (None, 7)),
    ("* = up to 7", "*", (None, 7)),
    ("* ≤7", "*", (None, 7)),
    ("* denotes less than or equal to 7", "*", (None, 7)),
    ("* = below 10", "*", UNDER_10),
]
# A legend that is passed over is worse than none: the mark then means what the study says, and that is narrower.
OTHER_WORDINGS = [
    ("Numbers below 10 are shown as *", "*", UNDER_10),
    ("Key: * = fewer than 10", "*", UNDER_10),
    ("Note: * denotes fewer than 10", "*", UNDER_10),
    ("Please note that * stands for fewer than 10", "*", UNDER_10),
    ("An asterisk (*) indicates fewer than 10", "*", UNDER_10),
]


@pytest.mark.parametrize(("text", "mark", "meaning"), FORMS, ids=[f[0] for f in FORMS])
def test_a_mark_explained(text, mark, meaning):
    assert legend([text]).marks == {mark: meaning}


@pytest.mark.parametrize(("text", "mark", "meaning"), FORMS + OTHER_WORDINGS, ids=[f[0] for f in FORMS + OTHER_WORDINGS])
def test_a_mark_never_means_less_than_its_legend_says(text, mark, meaning):
    """Whatever is understood of the legend: the count that the mark may hide is inside what is read."""
    answers, _ = recognised(f"""
        Visits
        Age | 2018/19 | 2019/20
        0   | {mark}  | 20
        1   | 30      | 40

        {text}
    """)
    read = answers.get("B3", {"lower": None, "upper": None})
    assert read["upper"] is None or (read["lower"] <= (meaning[0] or 0) and read["upper"] >= meaning[1])


def test_several_marks():
    said = legend(["* fewer than 5", "- denotes zero", "Visits"])
    assert said.marks == {"*": UNDER_5, "-": ZERO}


def test_the_same_said_twice_is_said_once():
    assert legend(["* fewer than 5", "* = <5"]).marks == {"*": UNDER_5}


def test_a_mark_explained_in_two_ways_means_nothing():
    said = legend(["* fewer than 5", "* fewer than 7"])
    assert (said.marks, said.contradictions) == ({}, ("*",))


def test_a_mark_explained_in_two_ways_is_not_what_the_study_says():
    """Neither 0 … 4 by the study's rule nor anything else: the return contradicts itself."""
    answers, unread = recognised("""
        Visits
        Age | 2018/19 | 2019/20
        0   | *       | 9
        1   | 3       | 4

        * fewer than 5
        * fewer than 7
    """)
    assert "B3" in unread or answers["B3"]["status"] == "unreadable"


# Rounding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Figures are rounded to the nearest 5", 5),
        ("All numbers have been rounded to the nearest five.", 5),
        ("Counts rounded to nearest 10", 10),
        ("Values over 100 are rounded to the nearest ten", 10),
        ("Rounded to the nearest 100", 100),
        ("Rounded to the nearest hundred", 100),
        ("Rounded to the nearest 1,000", 1000),
    ],
)
def test_rounding(text, to):
    assert legend([text]).rounded_to == to


@pytest.mark.parametrize(
    "text",
    [
        "Figures are not rounded to the nearest 5",
        "The numbers have not been rounded. The nearest 5 harbours are listed.",
        "We rounded the headland to the nearest harbour",
        "Percentages are rounded to the nearest 1",
    ],
)
def test_no_rounding_of_the_answers(text):
    assert legend([text]).rounded_to in (None, 1)


@pytest.mark.parametrize("text", ["Figures are rounded up to the nearest 5", "Numbers are rounded down to the nearest 5"])
def test_up_or_down_is_not_to_the_nearest(text):
    """15 rounded up from 11 is not within 13 … 17."""
    answers, _ = recognised(f"Visits\nAge | 2018/19 | 2019/20\n0 | 15 | 20\n1 | 30 | 40\n\n{text}")
    lower, upper = answers["B3"]["lower"], answers["B3"]["upper"]
    assert lower is None or (lower <= 11 if "up" in text else upper >= 19)


def test_figures_rounded_in_two_ways_are_not_exact():
    answers, _ = recognised("""
        Visits
        Age | 2018/19 | 2019/20
        0   | 10      | 20
        1   | 30      | 40

        Visits are rounded to the nearest 5
        Figures are rounded to the nearest 10
    """)
    assert answers["B3"]["status"] != "exact"


# Footnotes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mark"), [("* Boats of members only", "*"), ("** counted by hand", "**"), ("† From the log of the harbour master", "†")]
)
def test_a_footnote(text, mark):
    said = legend([text])
    assert (said.footnotes, said.marks) == ({mark}, {})


# Not legends -------------------------------------------------------------------------------------------------------

LOOKS_LIKE = [
    # The first letter of a word is no mark.
    "Children under 5 sail with their parents",
    "Craft fewer than 10 years old",
    "Crews of less than 3",
    "Xebecs under 20 feet",
    "Coasters: no cases of damage",
    # Nor is the dash of a list.
    "- no cases were reported by letter",
    "- under 5 the fee is waived",
    "- boats fewer than 10 years old",
    "– between 1 and 4 in the afternoon",
    # A footnote may speak of zero or of less than something without explaining a cell.
    "* no cases before May 2020 are in the new register",
    "* none of these boats came twice",
    "* boats under 18 feet are not counted",
    "* for the years between 2018 and 2020 see the other sheet",
    # What says nothing of a mark.
    "Fewer than 5 boats came in winter",
    "5 * 7 = 35",
    "*",
    "c",
    "12*",
]


@pytest.mark.parametrize("text", LOOKS_LIKE)
def test_not_a_legend(text):
    assert legend([text]).marks == {}


def test_a_footnote_that_speaks_of_nothing_makes_no_zero():
    answers, _ = recognised("""
        Visits
        Age | 2018/19 | 2019/20
        0   | *       | 9
        1   | 3       | 4

        * none of these boats came twice
    """)
    assert answers.get("B3", {"status": ""})["status"] != "exact"


# Running text --------------------------------------------------------------------------------------------------------


def of_letter(*lines: str, quoted: bool = False) -> dict[str, tuple]:
    cells = [(n, 0, line, "text", ["quoted"] if quoted else []) for n, line in enumerate(lines)]
    return legend(SourcePart("foi", "H01", "letter.pdf", "page 1", cells, "line").texts()).marks


def test_a_legend_that_is_broken_over_lines():
    assert of_letter(
        "Please see the table above, which is all that the harbour has.",
        "For the protection of their owners, numbers fewer than 7 have been",
        "suppressed and are shown as *. Older boats are shown apart, in a table",
        "of their own.",
    ) == {"*": UNDER_7}


def test_half_of_a_legend_explains_nothing():
    halves = ("Where it is not known, a harbour that was asked leaves out the", "* less than 7 and writes nothing.")
    assert legend(halves).marks == {"*": UNDER_7}, "what it would mean on a line of its own"
    assert of_letter(*halves) == {}


def test_a_legend_below_a_legend():
    assert of_letter("Notes", "* less than 7", "- denotes zero", "Yours faithfully") == {"*": UNDER_7, "-": ZERO}


def test_what_the_requester_wrote_is_no_legend():
    assert of_letter("Please show numbers fewer than 10 as *", quoted=True) == {}
