"""Answers in sentences and lines of a letter: what is read, and above all what is not."""

from __future__ import annotations

import textwrap

import pytest

from reading.text import text_parts
from recognise import SourcePart, documents, recognise_part
from recognising.grid import Found
from recognising.vocabulary import Vocabulary
from tests.spec.conftest import HARBOURS, Read

VISITS = "1. How many boats visited your harbour, by age of boat and by financial year?\n"
REPAIRS = "2. How many of these boats were repaired, by age of boat and by financial year?\n"


def document(text: str, collection: str = "foi") -> list[SourcePart]:
    said = text_parts(textwrap.dedent(text).strip("\n"))
    parts = [
        SourcePart(collection, "H01", "reply.txt", p.name, [(c.row, c.col, c.text, c.kind, c.marks) for c in p.cells], p.naming)
        for p in said
    ]
    return documents(parts)


def letter(text: str, collection: str = "foi") -> dict[str, Found]:
    """Part and cell → what was found there."""
    vocabulary = Vocabulary(HARBOURS, collection)
    return {" ".join(part.cell(f.place)): f for part in document(text, collection) for f in recognise_part(part, vocabulary, {})}


def read(text: str, collection: str = "foi") -> list[str]:
    return Read(list(letter(text, collection).values())).answers


def unread(text: str, collection: str = "foi") -> dict[str, str]:
    """What stood there → why it was not read."""
    return {f.text: f.problem for f in letter(text, collection).values() if f.problem}


def test_a_sentence_under_its_question():
    assert read(
        f"{VISITS}In 2018/19 we received 14 boats of two and under.\nFewer than five boats of two and under visited in 2019/20."
    ) == [
        "visits 2018/19 0-2 = 14",
        "visits 2019/20 0-2 = Fewer than five",
    ]


def test_a_sentence_that_names_its_question_itself():
    assert read("Dear you,\nIn 2018/19 there were 14 visits of boats of two and under.") == ["visits 2018/19 0-2 = 14"]


def test_its_address_is_the_line_of_the_number_and_its_headers_are_the_lines_that_give_it_meaning():
    text = f"{VISITS}\nIn the financial year 2018/19 there were in your harbour\n1,204 boats of two and under."
    found = letter(text)
    assert list(found) == ["text line 4"]
    assert found["text line 4"].text == "1,204"
    assert {document(text)[0].cell(h)[1] for h in found["text line 4"].headers} == {"line 1", "line 3"}


def test_lines_of_a_period_a_label_and_a_value():
    assert read(f"{VISITS}2018/19, under 1: 14\n2018/19, 2 and under: <20\n2018/19, total: 90\n") == [
        "visits 2018/19 0 = 14", "visits 2018/19 0-2 = <20", "visits 2018/19 total = 90",
    ]  # fmt: skip


def test_a_list_of_ages_in_one_line():
    assert read(f"{VISITS}2018/19 - under 1: 3, 1: <5, 2: 4") == ["visits 2018/19 0 = 3", "visits 2018/19 1 = <5", "visits 2018/19 2 = 4"]


def test_the_number_of_the_question_before_its_answer():
    numbered = "Q1. 2018/19, 2 and under: 12\nAnswer 2: 2018/19, 2 and under: nil"
    assert read(numbered) == ["repairs 2018/19 0-2 = nil", "visits 2018/19 0-2 = 12"]


def test_a_number_that_was_asked_for_alone():
    assert read("How many people work in your harbour in the season?\nTwelve.", "survey") == ["crew 2023 = Twelve."]
    assert read("How many people work in your harbour in the season?\nThere are about 40 people.", "survey") == ["crew 2023 = about 40"]
    assert read("People working in the season: 45", "survey") == ["crew 2023 = 45"]


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("In 2018/19 we received a further 14 boats of two and under.", "the sentence says more than a number: 'further'"),
        ("In 2018/19 visits of boats of two and under fell by 14.", "the sentence says more than a number: 'fell'"),
        ("In 2018/19 we received 14 boats of two and under within 20 working days.", "the sentence says more than a number: 'within'"),
        ("In 2018/19 we received 14 boats of two and under (section 12).", "the sentence also says 'section 12'"),
        ("In 2018/19 we received 14 boats of two and under, and 3 boats.", "several numbers stand in one sentence: '14', '3'"),
        ("2018/19, 2 and under: 119 149", "several numbers stand in one sentence: '119', '149'"),
        ("In 2018/19 and 2019/20 we received 14 boats of two and under.", "two periods: 2018/19 and 2019/20"),
        ("We received 14 boats of two and under.", "no period is named in its sentence"),
        ("In 2018/19 we received 14 boats.", "no age is named in its sentence"),
        ("In 2018/19 boats of two and under by age 14.", "what stands before the number may limit it: 'age 14'"),
        ("In 2018/19 boats over 12, of two and under.", "what stands before the number may limit it: 'boats over 12'"),
        (
            "In 2018/19 no boats of two and under visited.",
            "it speaks of none, in words that no rule reads: enter 0 by hand, if that is meant",
        ),
        ("In 2018/19, 14 of these boats of two and under were repaired.", "two questions are named: repairs and visits"),
    ],
)
def test_what_might_be_another_number_is_unread_and_says_why(sentence: str, why: str):
    assert read(VISITS + sentence) == []
    assert list(unread(VISITS + sentence).values()) == [why]


@pytest.mark.parametrize(
    "line",
    [
        "We aim to reply within 20 working days.",
        "The limit is £450, or 18 hours of work, under section 12 of the Act 2000.",
        "Our reference is F 2023-328; please quote it.",
        "Harbour House, 14 Quay Street, ZZ1 2AB, telephone 0123 456 789",
        "If you are not content you may ask for an internal review within 40 days.",
        "Boats older than 12 are moored elsewhere by other people who keep 3 of them in barns and sheds.",
    ],
)
def test_the_other_numbers_of_a_letter_are_no_answers(line: str):
    assert letter(VISITS + line) == {}


def test_below_the_close_of_a_letter_nothing_answers():
    assert letter(f"{VISITS}Yours sincerely,\n2018/19, 2 and under: 12") == {}


def test_below_a_list_of_questions_a_sentence_must_name_its_own():
    listed = VISITS + REPAIRS
    assert read(f"{listed}\nIn 2018/19 there were 14 of two and under.") == []
    assert read(f"{listed}\nIn 2018/19 there were 14 visits of boats of two and under.") == ["visits 2018/19 0-2 = 14"]


def test_the_next_question_right_after_an_answer_is_no_list():
    answered = f"{VISITS}In 2018/19 we had 14 boats of two and under.\n{REPAIRS}In 2018/19 there were 9 of two and under."
    assert read(answered) == ["repairs 2018/19 0-2 = 9", "visits 2018/19 0-2 = 14"]


def test_what_is_unread_keeps_the_line_of_its_question():
    found = letter(f"{VISITS}We received 14 boats of two and under.")["text line 2"]
    assert (found.problem, found.headers) == ("no period is named in its sentence", ((0, 0),))


def test_several_answers_in_one_line_have_one_address_and_are_unread():
    found = letter(f"{VISITS}We had 14 boats of two and under in 2018/19; 15 in 2019/20.")
    assert list(found) == ["text line 2"]
    assert "several numbers" in found["text line 2"].problem


def test_the_same_answer_twice_and_differently_is_none():
    assert read(f"{VISITS}2018/19, 2 and under: 14\n2018/19, 2 and under: 15") == []


def test_what_is_quoted_of_the_request_answers_nothing():
    assert letter(f"Hello\n\nOn 3 May 2024 A Person <a@b.example> wrote:\n> {VISITS}> In 2018/19 we had 14 boats of two and under.") == {}


def test_a_table_in_a_letter_has_its_question_from_the_line_above():
    table = "| Age | 2018/19 | 2019/20 |\n|---|---|---|\n| 0 | 12 | <5 |\n| 1 | 3 | 4 |\n"
    found = letter(f"{VISITS}\n{table}\n{REPAIRS}\n{table}")
    assert {f.question for name, f in found.items() if name.startswith("table 1")} == {"visits"}
    assert {f.question for name, f in found.items() if name.startswith("table 2")} == {"repairs"}
    assert found["table 2 R2C2"].headers[-1] == letter(f"{VISITS}\n{table}\n{REPAIRS}\n{table}")["table 2 R2C2"].headers[-1]


@pytest.mark.parametrize(
    "above",
    [
        VISITS + REPAIRS,  # the list that the request was
        VISITS + "We are unable to answer this. Of other boats we can say:",
        "Dear you, thank you for asking of visits.\n\nWe moved.\n\nWe moved again.\n\nOf late:",
        "Our boats.",
    ],
)
def test_a_table_under_a_doubtful_title_is_unread(above: str):
    table = "| Age | 2018/19 | 2019/20 |\n|---|---|---|\n| 0 | 12 | <5 |\n| 1 | 3 | 4 |\n"
    found = letter(f"{above}\n{table}")
    assert len(found) == 4
    assert all(f.problem for f in found.values())


def test_a_table_further_on_does_not_inherit_the_title_of_one_before_it():
    table = "| Age | 2018/19 | 2019/20 |\n|---|---|---|\n| 0 | 12 | <5 |\n| 1 | 3 | 4 |\n"
    found = letter(f"{VISITS}\n{table}\nOf boats on land:\n\n{table}")
    assert {f.problem for name, f in found.items() if name.startswith("table 1")} == {""}
    assert {f.problem for name, f in found.items() if name.startswith("table 2")} == {"nothing says which question this answers"}


def test_choices_with_their_boxes():
    said = letter("What are harbour dues spent on? (tick all that apply)\n☒ Dredging\n☐ Lights\n[x] Pilots", "survey")
    assert [f.choices for f in said.values()] == [("dredging",), (), ("pilots",)]
    said = letter("Do you keep a night watch in winter?\n☐ Yes\n☒ No", "survey")
    assert [(f.text, f.choices) for f in said.values()] == [("☒ No", ("no",))]
    said = letter("Do you keep a night watch in winter?\n☒ Yes ☐ No", "survey")
    assert [f.choices for f in said.values()] == [("yes",)]
    said = letter("Do you keep a night watch in winter?\n☐ Yes ☐ No", "survey")
    assert all(f.problem for f in said.values())


def test_that_information_is_held_is_no_yes():
    assert read("Do you keep a night watch in winter?\nYes, we hold this information.", "survey") == []
    assert len(read("Do you keep a night watch in winter?\nYes, from dusk.", "survey")) == 1


def test_a_line_of_a_table_whose_columns_were_not_found_is_no_sentence():
    assert letter(f"{VISITS}2018 12 under 3 BR01 14") == {}
    assert letter(f"{VISITS}2018/19 two and under 14") == {}
