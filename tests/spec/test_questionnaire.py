"""A questionnaire as teams fill it in: beside, below, ticked, listed, blank, twice; and as a form tool exports it."""

from __future__ import annotations

import pytest

from tests.spec.conftest import Read
from tests.spec.conftest import read as read_part

CREW = "How many people work in your harbour in the season?"
DUES = "What are harbour dues spent on? (tick all that apply)"
WATCH = "Do you keep a night watch in winter?"
LARGEST = "What is the largest boat that you take?"
REMARKS = "Is there anything else that you wish to say?"
NAME = "What is the name of your harbour?"


def read(drawn: str, **place: str) -> Read:
    return read_part(drawn, collection="survey", **place)


def options(said: Read) -> dict[str, tuple[str, ...]]:
    """Question → the options that were picked, over all its cells."""
    picked: dict[str, tuple[str, ...]] = {}
    for f in said.found:
        if not f.problem and f.choices is not None:
            picked[f.question] = picked.get(f.question, ()) + f.choices
    return picked


# Where the answer stands -------------------------------------------------------------------------------------------

PLACES = {
    "beside": f"{CREW} | 12\n{WATCH} | yes",
    "below": f"{CREW}\n12\n{WATCH}\nyes",
    "below, after an empty line": f"{CREW}\n\n12\n{WATCH}\n\nyes",
    "a column over, past guidance": f"""
        Question | Guidance           | Answer
        {CREW}   | Paid or unpaid     | 12
        {WATCH}  | At least one night | yes
    """,
    "before the notes": f"""
        Question | Answer | Notes
        {CREW}   | 12     | counted in July
        {WATCH}  | yes    | no, not at Christmas
    """,
    "past guidance that no heading announces": f"{CREW} | Paid or unpaid | 12\n{WATCH} | | yes",
    "merged across": f"{CREW} | ← | 12\n{WATCH} | ← | yes",
    "numbered": f"Q1. {CREW} | 12\n2) {WATCH} | yes",
    "without its question mark, in capitals": f"{CREW[:-1].upper()} | 12\n{WATCH[:-1].upper()} | yes",
    "in the words of the older template": "People working in the season: | 12\nNight watch in winter | yes",
}


@pytest.mark.parametrize("drawn", PLACES.values(), ids=PLACES)
def test_place(drawn):
    assert read(drawn).answers == ["crew 2023 = 12", "watch = yes"]


def test_the_headers_of_an_answer_are_its_question():
    (found,) = read(f"{CREW} | 12").found
    assert (found.place, found.headers) == ((0, 1), ((0, 0),))


def test_a_blank_answer_depends_on_the_next_question_in_whose_place_it_might_stand():
    blank, _ = sorted(read(f"{CREW} |\n{WATCH} | yes").found, key=lambda f: f.place)
    assert (blank.text, blank.headers) == ("", ((0, 0), (1, 0)))


def test_a_note_beside_a_number_is_no_second_answer():
    assert read(f"{CREW} | 12 | counted in July").answers == ["crew 2023 = 12"]


@pytest.mark.parametrize("text", ["about 12", "<5", "over 250", "twelve", "10-15", "not recorded"])
def test_a_number_in_any_form(text):
    assert read(f"{CREW} | {text}").answers == [f"crew 2023 = {text}"]


@pytest.mark.parametrize("text", ["12 in winter, 20 in summer", "see sheet 2", "lots", "12 (20 in summer)"])
def test_prose_for_a_number_is_unread(text):
    said = read(f"{CREW} | {text}")
    assert (said.answers, said.unread) == ([], {"B1": "no rule reads this text as a number"})


def test_other_words_are_another_question():
    assert read("How many people will work in your harbour next year? | 12").found == []


# Yes and no --------------------------------------------------------------------------------------------------------

YES_NO = {
    "yes": ["yes", "Yes", "YES", "Y", "Yes.", "Yes - since 2019", "Yes (two of us)", "yes, weather allowing", "TRUE"],
    "no": ["no", "No", "N", "No - too cold", "No (not enough people)", "no.", "FALSE"],
    "partly": ["partly", "In part", "in development", "planned", "Sometimes", "To some extent - on Fridays"],
}


@pytest.mark.parametrize(("option", "text"), [(option, text) for option, texts in YES_NO.items() for text in texts])
def test_yes_or_no(option, text):
    assert options(read(f"{WATCH} | {text}")) == {"watch": (option,)}


@pytest.mark.parametrize(
    "text",
    ["Yes/No", "Yes / No (delete as appropriate)", "yes and no", "1", "it depends", "nobody", "Yesterday", "Yes? No?", "Y/N", "not yet"],
)
def test_neither_yes_nor_no(text):
    said = read(f"{WATCH} | {text}")
    assert (said.answers, list(said.unread)) == ([], ["B1"])
    assert "is none of the options of this question" in said.unread["B1"]


@pytest.mark.parametrize("text", ["Yes - no longer", "Yes (until 2019, now no)", "No - yes from May"])
def test_a_note_that_takes_the_answer_back(text):
    assert options(read(f"{WATCH} | {text}")) == {}


@pytest.mark.parametrize("text", ["not known", "n/a", "not held", "prefer not to say"])
def test_no_option_but_a_status(text):
    said = read(f"{WATCH} | {text}")
    assert said.answers == [f"watch = {text}"]
    assert options(said) == {}


# One option --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "option"),
    [("Ketch", "ketch"), ("ketch", "ketch"), ("Two-masted boat", "ketch"), ("Rowing boat", "dinghy"), ("Ketch (up to 20 m)", "ketch")],
)
def test_one_option(text, option):
    assert options(read(f"{LARGEST} | {text}")) == {"largest": (option,)}


@pytest.mark.parametrize("text", ["Dinghy or ketch", "Dinghy / ketch", "a big one", "ketches and coasters", "none"])
def test_not_one_option(text):
    assert read(f"{LARGEST} | {text}").unread == {"B1": f"{text!r} is none of the options of this question"}


# Several options ---------------------------------------------------------------------------------------------------

TICKED = {
    "an x": ("x", "", "X"),
    "a tick": ("✓", "", "✔"),
    "words": ("yes", "no", "Yes"),
    "a box": ("☑", "☐", "☒"),
    "truth": ("TRUE", "FALSE", "TRUE"),
    "one and nought": ("1", "0", "1"),
}


@pytest.mark.parametrize("marks", TICKED.values(), ids=TICKED)
def test_options_with_ticks(marks):
    said = read(f"""
        {DUES}
        Dredging and buoys | {marks[0]}
        Lights             | {marks[1]}
        Pilotage           | {marks[2]}
        {CREW}             | 12
    """)
    assert options(said) == {"dues": ("dredging", "pilots")}
    assert "crew 2023 = 12" in said.answers


def test_a_mark_that_may_be_a_tick_or_not_is_unread():
    said = read(f"""
        {DUES}
        Dredging | x
        Lights   | maybe
        Pilots   |
    """)
    assert said.unread == {"B3": "it is not clear whether 'maybe' ticks 'Lights'"}
    assert options(said) == {"dues": ("dredging",)}


LISTS = {
    "one": ("Pilots", ("pilots",)),
    "commas": ("Dredging, Lights", ("dredging", "lights")),
    "semicolons, as form tools write": ("Pilots; Dredging;", ("dredging", "pilots")),
    "and": ("Lights and Pilots", ("lights", "pilots")),
    "an option with 'and' in its name": ("Dredging and buoys, Pilots", ("dredging", "pilots")),
    "an option twice": ("Dredging; Dredging and buoys", ("dredging",)),
    "in their own order and spelling": ("pilotage + LIGHTS", ("lights", "pilots")),
}


@pytest.mark.parametrize(("text", "picked"), LISTS.values(), ids=LISTS)
def test_a_list_in_free_text(text, picked):
    assert options(read(f"{DUES} | {text}")) == {"dues": picked}


@pytest.mark.parametrize(
    ("text", "missing"), [("Dredging, new benches", "new benches"), ("Lights; other", "other"), ("not pilots", "not pilots")]
)
def test_a_list_with_something_else_in_it_is_unread(text, missing):
    assert read(f"{DUES} | {text}").unread == {"B1": f"{missing!r} is none of the options of this question"}


# Nothing, or too much ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawn", "cells"),
    [
        (f"{CREW} | \n{WATCH} | ", [(0, 1), (1, 1)]),
        (f"Question | Guidance | Answer\n{CREW} | Paid or unpaid |\n{WATCH} | |", [(1, 2), (2, 2)]),
    ],
    ids=["beside", "in the answers' column"],
)
def test_blank_is_not_answered_and_has_a_place(drawn, cells):
    said = read(drawn)
    assert said.unread == {}
    assert [(f.place, f.text) for f in said.found] == [(cell, "") for cell in cells]


def test_what_reads_as_the_answer_among_the_guidance_is_not_lost():
    said = read(f"Question | Answer | Guidance\n{CREW} | | about 12\n{WATCH} | yes | no")
    assert (said.answers, list(said.unread)) == (["watch = yes"], ["C2"])
    assert "column of guidance" in said.unread["C2"]


def test_blank_below_does_not_take_the_next_question():
    said = read(f"{CREW}\n\n{WATCH}\nyes")
    assert said.answers in (["crew 2023 = ", "watch = yes"], ["watch = yes"])


@pytest.mark.parametrize(
    ("drawn", "cells"),
    [
        (f"{CREW} | 12 | 14", ["B1", "C1"]),
        (f"{WATCH} | yes | no", ["B1", "C1"]),
        (f"{LARGEST} | Ketch | Coaster", ["B1", "C1"]),
    ],
    ids=["numbers", "yes and no", "options"],
)
def test_two_answers_are_unread(drawn, cells):
    said = read(drawn)
    assert (said.answers, sorted(said.unread)) == ([], cells)
    assert all("two answers to one question" in why for why in said.unread.values())


def test_two_equal_answers_are_one():
    assert read(f"{CREW} | 12 | 12").answers == ["crew 2023 = 12"]


def test_a_question_that_stands_twice_with_two_answers_has_none():
    said = read(f"{CREW} | 12\n{CREW} | 13")
    assert (said.answers, sorted(said.unread)) == ([], ["B1", "B2"])


@pytest.mark.parametrize(
    ("drawn", "answer"),
    [
        (f"{CREW} | {{struck}} 12 | 14", "crew 2023 = 14"),
        (f"{CREW} | 14 | {{struck}} 12", "crew 2023 = 14"),
        (f"{WATCH} | {{struck}} yes | no", "watch = no"),
        (f"{CREW} | {{hidden}} 12 | 14", "crew 2023 = 14"),
        (f"Question | Answer | Guidance\n{CREW} | {{struck}} 12 | 14", "crew 2023 = 14"),
    ],
    ids=["before", "after", "yes and no", "hidden, as a template's example", "under guidance"],
)
def test_a_struck_through_or_hidden_answer_beside_the_new_one(drawn, answer):
    said = read(drawn)
    assert (said.answers, said.unread) == ([answer], {})


def test_what_is_struck_through_says_that_the_number_under_guidance_is_an_answer():
    (found,) = read(f"Question | Answer | Guidance\n{CREW} | {{struck}} 12 | 14").found
    assert (found.place, set(found.headers)) == ((1, 2), {(1, 0), (1, 1), (0, 1), (0, 2)})


def test_a_struck_through_answer_alone_is_unread():
    said = read(f"{CREW} | {{struck}} 12")
    assert (said.answers, list(said.unread.values())) == ([], ["it is struck through or hidden"])


def test_a_struck_through_tick_is_no_tick():
    assert options(read(f"{DUES}\nDredging | {{struck}} x\nLights | x\nPilots |")) == {"dues": ("lights",)}


# A form tool's export ----------------------------------------------------------------------------------------------

EXPORT = f"""
    Timestamp        | {NAME}          | {CREW} | {WATCH} | {DUES}
    2024-05-01 10:00 | PORT  RUDDLE    | 12     | Yes     | Dredging; Lights
    2024-05-02 11:00 | saltmouth       | <5     | no      |
"""


def test_an_export_has_a_row_for_each_team():
    said = read(EXPORT)
    assert [(f.body, f.question, f.text) for f in said.found] == [
        ("H01", "harbour", "PORT  RUDDLE"),
        ("H01", "crew", "12"),
        ("H01", "watch", "Yes"),
        ("H01", "dues", "Dredging; Lights"),
        ("H02", "harbour", "saltmouth"),
        ("H02", "crew", "<5"),
        ("H02", "watch", "no"),
        ("H02", "dues", ""),
    ]
    assert said.unread == {}


@pytest.mark.parametrize("name", ["Port Ruddle", "port ruddle", " PORT   RUDDLE ", "Port Ruddle.", "Port-Ruddle"])
def test_a_teams_name_in_odd_case_and_spaces(name):
    assert {f.body for f in read(f"{NAME} | {CREW} | {WATCH}\n{name} | 12 | yes").found} == {"H01"}


@pytest.mark.parametrize("name", ["Port Ruddel", "Nowhere Bay", "Ruddle", "Port Ruddle North"])
def test_an_unknown_team_is_unread(name):
    said = read(f"{NAME} | {CREW} | {WATCH}\n{name} | 12 | yes\nSaltmouth | 3 | no")
    assert said.answers == ["crew 2023 = 3", "harbour = Saltmouth", "watch = no"]
    assert set(said.unread) == {"A2", "B2", "C2"}
    assert f"no body of the register is called {name!r}" in said.unread["B2"]


def test_a_team_without_a_name_is_unread():
    said = read(f"{NAME} | {CREW} | {WATCH}\n | 12 | yes")
    assert said.answers == []
    assert {"B2", "C2"} <= set(said.unread)


def test_a_blank_cell_of_an_unknown_team_is_not_unread():
    """Only what stands somewhere can be unread: returns.csv counts cells."""
    said = read(f"{NAME} | {CREW} | {WATCH}\nNowhere Bay | | yes")
    assert set(said.unread) == {"A2", "C2"}


def test_a_team_that_answered_twice_gives_both():
    """Which of the two holds is for the check of twins to say."""
    said = read(f"{NAME} | {CREW} | {WATCH}\nSaltmouth | 3 | no\nSaltmouth | 4 | no")
    assert said.answers.count("crew 2023 = 3") + said.answers.count("crew 2023 = 4") in (0, 2)


def test_a_ticked_option_that_is_not_known_is_unread():
    found = read("What are harbour dues spent on? (tick all that apply) |\nDredging | x\nPaint and brushes | x\nPilots |\nLights | x")
    assert found.unread == {"A3": "'Paint and brushes' is none of the options of this question"}
