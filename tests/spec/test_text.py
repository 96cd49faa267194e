"""Plain text and Markdown become lines, and tables where columns are set in them; what is quoted is marked."""

from __future__ import annotations

import textwrap

from reading.cells import Part
from reading.text import text_parts


def parts(text: str) -> dict[str, Part]:
    return {part.name: part for part in text_parts(textwrap.dedent(text).strip("\n"))}


def lines(text: str) -> dict[int, str]:
    """Line (from 1) → text, of the running text."""
    found = parts(text)
    return {c.row + 1: c.text for c in found["text"].cells} if found else {}


def rows(part: Part) -> list[list[str]]:
    width = max(c.col for c in part.cells) + 1
    made = [[""] * width for _ in range(max(c.row for c in part.cells) + 1)]
    for c in part.cells:
        made[c.row][c.col] = c.text
    return made


def quoted(text: str) -> list[str]:
    return [c.text for part in parts(text).values() for c in part.cells if "quoted" in c.marks]


def test_a_line_keeps_the_number_that_it_has_in_the_file():
    assert lines("Dear you,\n\nTwelve boats.") == {1: "Dear you,", 3: "Twelve boats."}


def test_a_pipe_table_is_a_table_and_says_below_which_line_it_stands():
    found = parts("""
        Visits

        | Age | 2018/19 |
        |-----|--------:|
        | 0   | **12**  |
        | 1   | \\<5    |
    """)
    assert rows(found["table 1"]) == [["Age", "2018/19"], ["0", "12"], ["1", "<5"]]
    assert found["table 1"].naming == "R1C1"
    assert found["table 1"].cells[0].marks == ["below line 2"]


def test_tabs_and_columns_of_spaces_make_tables():
    tabs = parts("Age\t2018/19\n0\t12\n1\t<5")
    spaces = parts("""
        Age group    2018/19   2019/20
        Under 1           12        <5
        1 year                       4
        2 years            3
    """)
    assert rows(tabs["table 1"]) == [["Age", "2018/19"], ["0", "12"], ["1", "<5"]]
    assert rows(spaces["table 1"]) == [
        ["Age group", "2018/19", "2019/20"],
        ["Under 1", "12", "<5"],
        ["1 year", "", "4"],
        ["2 years", "3", ""],
    ]


def test_a_list_of_labels_and_values_is_a_table_headed_by_the_labels():
    found = parts("Apr 2018 - Mar 2019 - under 1: 3, 1: *, 2: 1,204\nApr 2019 - Mar 2020 - under 1: nil, 1: <5, 2: *")
    assert rows(found["table 1"]) == [
        ["", "under 1", "1", "2"],
        ["Apr 2018 - Mar 2019", "3", "*", "1,204"],
        ["Apr 2019 - Mar 2020", "nil", "<5", "*"],
    ]


def test_what_only_looks_like_columns_stays_text():
    for text in (
        "Our ref:  F 12\nYour ref:  G 13",  # no two columns that are one below the other
        "1.\tHow many boats?\n2.\tHow many crews?",  # the numbers of a list
        "This was the first.  And then a second\none came, which was not.  It went.",
        "We looked at: boats, crews, and others",
        "Tel: 0123 456 | Mail: a@b.example",
    ):
        assert list(parts(text)) == ["text"], text


def test_sentences_that_each_speak_of_a_year_are_lines_of_their_own():
    assert lines("In 2018/19 we had 3. In 2019/20 we had No. 4 at c. 5. Bye.") == {
        1: "In 2018/19 we had 3.",
        2: "In 2019/20 we had No. 4 at c. 5.",
        3: "Bye.",
    }
    one = "Thank you for your request of 3 May 2024 under the Act 2000. We reply within 20 days. It has 2 parts."
    assert lines(one) == {1: one}


def test_what_is_quoted_of_an_earlier_message_is_marked():
    assert quoted("Twelve.\n\nOn 3 May 2024 A Person <a@b.example>\nwrote:\n> How many?\n> A: 1, B: 2\nBye") == [
        "On 3 May 2024 A Person <a@b.example>", "wrote:", "> How many?", "> A", "B", "1", "2",
    ]  # fmt: skip
    assert quoted("Twelve.\n-----Original Message-----\nHow many?\n1. Boats") == ["-----Original Message-----", "How many?", "1. Boats"]
    assert quoted("Twelve.\n\nFrom: A Person\nSent: 3 May 2024\nTo: Harbour\nSubject: Boats\n\nHow many?")[-1] == "How many?"


def test_what_is_not_quoted_is_not_marked():
    # The head of a message that was saved as text, and one that forwards the answer.
    assert quoted("From: Harbour\nSent: 3 May 2024\nTo: A Person\nSubject: Boats\n\nTwelve.") == []
    assert quoted("---------- Forwarded message ----------\nTwelve.") == []
    assert quoted("On this we once wrote a note.\nTwelve.") == []


def test_struck_text_says_so():
    assert [(c.text, c.marks) for c in parts("~~12~~\n14")["text"].cells] == [("12", ["struck through"]), ("14", [])]
