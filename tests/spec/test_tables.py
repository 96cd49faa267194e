"""Tables as bodies draw them, and what is read of each: question, period, label and text; or why it was not read."""

from __future__ import annotations

import pytest

from tests.spec.conftest import Read, answers, read

YEARS_ACROSS = """
    Age of boat | 2018/19 | 2019/20
    0           | 12      | <5
    1           | 3       | 4
"""
TWO_YEARS = "{}: 0 = 12, 1 = 3\n{}: 0 = <5, 1 = 4"


def both_years(question: str) -> list[str]:
    """What YEARS_ACROSS says, once its question is known."""
    return answers(TWO_YEARS.format(f"{question} 2018/19", f"{question} 2019/20"))


def below(title: str, table: str = YEARS_ACROSS) -> str:
    """A table under a title."""
    return f"    {title}\n{table.strip(chr(10))}"


# Layouts -----------------------------------------------------------------------------------------------------------

LAYOUTS = {
    "years across": (
        """
        Visits
        Age of boat | 2018/19 | 2019/20
        0           | 12      | <5
        1           | 3       | 4
        """,
        "visits 2018/19: 0 = 12, 1 = 3\nvisits 2019/20: 0 = <5, 1 = 4",
    ),
    "years down": (
        """
        Visits
        Year    | Under 1 | 1 year | 2 years
        2018/19 | 12      | 3      | 0
        2019/20 | <5      | 4      | 9
        """,
        "visits 2018/19: 0 = 12, 1 = 3, 2 = 0\nvisits 2019/20: 0 = <5, 1 = 4, 2 = 9",
    ),
    "one long list": (
        """
        Age | Year    | Number of visits
        0   | 2018/19 | 12
        0   | 2019/20 | 13
        1   | 2018/19 | 14
        """,
        "visits 2018/19: 0 = 12, 1 = 14\nvisits 2019/20: 0 = 13",
    ),
    "one long list of two questions": (
        """
        Question | Age of boat | 2018/19 | 2019/20
        Visits   | 0           | 12      | 15
        Visits   | 1           | 3       | 4
        Repairs  | 0           | 5       | 6
        Repairs  | 1           | 7       | 8
        """,
        """
        visits 2018/19: 0 = 12, 1 = 3
        visits 2019/20: 0 = 15, 1 = 4
        repairs 2018/19: 0 = 5, 1 = 7
        repairs 2019/20: 0 = 6, 1 = 8
        """,
    ),
    "two levels, the outer one merged": (
        """
        Visits
               | 2018/19 | ← | 2019/20 | ←
               | 0       | 1 | 0       | 1
        Number | 12      | 3 | <5      | 4
        """,
        "visits 2018/19: 0 = 12, 1 = 3\nvisits 2019/20: 0 = <5, 1 = 4",
    ),
    "two levels, the outer one blank-continued": (
        """
        Visits
               | 2018/19 |   | 2019/20 |
               | 0       | 1 | 0       | 1
        Number | 12      | 3 | <5      | 4
        """,
        "visits 2018/19: 0 = 12, 1 = 3\nvisits 2019/20: 0 = <5, 1 = 4",
    ),
    "months below their years": (
        """
        Moored
              | 2018 |     | 2019 |
        Berth | Jan  | Feb | Jan  | Feb
        BR01  | 12   | 14  | 1    | 2
        BR02  | 10   | 13  | 3    | 4
        """,
        """
        moored 2018-01: BR01 = 12, BR02 = 10
        moored 2018-02: BR01 = 14, BR02 = 13
        moored 2019-01: BR01 = 1, BR02 = 3
        moored 2019-02: BR01 = 2, BR02 = 4
        """,
    ),
    "months beside their years": (
        """
        Moored
        Year | Month | Quay | Pontoon
        2018 | Jan   | 7    | 2
             | Feb   | 5    | 4
        2019 | Jan   | 9    | 3
        """,
        "moored 2018-01: BR01 = 7, BR02 = 2\nmoored 2018-02: BR01 = 5, BR02 = 4\nmoored 2019-01: BR01 = 9, BR02 = 3",
    ),
    "label rows blank-continued": (
        """
        Moored
        Berth | Month  | Number
        BR01  | Jan-18 | 1
              | Feb-18 | 2
        BR02  | Jan-18 | 3
              | Feb-18 | 4
        """,
        "moored 2018-01: BR01 = 1, BR02 = 3\nmoored 2018-02: BR01 = 2, BR02 = 4",
    ),
    "label rows merged": (
        """
        Moored
        Berth | Month  | Number
        BR01  | Jan-18 | 1
        ↑     | Feb-18 | 2
        BR02  | Jan-18 | 3
        ↑     | Feb-18 | 4
        """,
        "moored 2018-01: BR01 = 1, BR02 = 3\nmoored 2018-02: BR01 = 2, BR02 = 4",
    ),
    "values merged over two columns": (
        """
        Visits
        Age of boat | 2018/19 | ← | 2019/20 | ←
        0           | 12      | ← | <5      | ←
        1           | 3       | ← | 4       | ←
        """,
        "visits 2018/19: 0 = 12, 1 = 3\nvisits 2019/20: 0 = <5, 1 = 4",
    ),
    "stacked, each under its title": (
        """
        1. Boats that visited
        Age of boat | 2018/19 | 2019/20
        0           | 12      | <5
        1           | 3       | 4

        2. Boats that were repaired
        Age of boat | 2018/19 | 2019/20
        0           | 5       | 6
        1           | 7       | 8
        """,
        """
        visits 2018/19: 0 = 12, 1 = 3
        visits 2019/20: 0 = <5, 1 = 4
        repairs 2018/19: 0 = 5, 1 = 7
        repairs 2019/20: 0 = 6, 1 = 8
        """,
    ),
    "the same table goes on under new years": (
        """
        Moored
        Berth | Jan-18 | Feb-18
        BR01  | 1      | 2
        BR02  | 3      | 4
        Berth | Mar-18 | Apr-18
        BR01  | 5      | 6
        BR02  | 7      | 8
        """,
        """
        moored 2018-01: BR01 = 1, BR02 = 3
        moored 2018-02: BR01 = 2, BR02 = 4
        moored 2018-03: BR01 = 5, BR02 = 7
        moored 2018-04: BR01 = 6, BR02 = 8
        """,
    ),
    "beside each other": (
        """
        Visits      |         |         |  | Repairs
        Age of boat | 2018/19 | 2019/20 |  | Age of boat | 2018/19 | 2019/20
        0           | 12      | <5      |  | 0           | 5       | 6
        1           | 3       | 4       |  | 1           | 7       | 8
        """,
        """
        visits 2018/19: 0 = 12, 1 = 3
        visits 2019/20: 0 = <5, 1 = 4
        repairs 2018/19: 0 = 5, 1 = 7
        repairs 2019/20: 0 = 6, 1 = 8
        """,
    ),
    "two questions in one row of headers": (
        """
                    | 2018/19 |         | 2019/20 |
        Age of boat | Visits  | Repairs | Visits  | Repairs
        0           | 12      | 5       | <5      | 6
        1           | 3       | 7       | 4       | 8
        2           | 4       | 9       | 5       | 10
        """,
        """
        visits 2018/19: 0 = 12, 1 = 3, 2 = 4
        visits 2019/20: 0 = <5, 1 = 4, 2 = 5
        repairs 2018/19: 0 = 5, 1 = 7, 2 = 9
        repairs 2019/20: 0 = 6, 1 = 8, 2 = 10
        """,
    ),
    "a pivot: the year above its months": (
        """
        Moored
        Row Labels  | Quay | Pontoon | Swinging mooring | Grand Total
        2018        | 10   | 20      | 30               | 60
        Jan         | 4    | 8       | 10               | 22
        Feb         | 6    | 12      | 20               | 38
        2019        | 5    | 9       | 11               | 25
        Jan         | 5    | 9       | 11               | 25
        Grand Total | 15   | 29      | 41               | 85
        """,
        """
        moored 2018: BR01 = 10, BR02 = 20, BR03 = 30, total = 60
        moored 2018-01: BR01 = 4, BR02 = 8, BR03 = 10, total = 22
        moored 2018-02: BR01 = 6, BR02 = 12, BR03 = 20, total = 38
        moored 2019: BR01 = 5, BR02 = 9, BR03 = 11, total = 25
        moored 2019-01: BR01 = 5, BR02 = 9, BR03 = 11, total = 25
        moored total: BR01 = 15, BR02 = 29, BR03 = 41, total = 85
        """,
    ),
    "code and name in one cell": (
        """
        Moored
        Kind of berth           | Jan-18 | Feb-18
        BR01 Quay               | 1      | 2
        Pontoon (BR02)          | 3      | 4
        BR03 - swinging mooring | 5      | 6
        """,
        "moored 2018-01: BR01 = 1, BR02 = 3, BR03 = 5\nmoored 2018-02: BR01 = 2, BR02 = 4, BR03 = 6",
    ),
    "code and name in two columns": (
        """
        Moored
        Code | Kind of berth       | Jan-18 | Feb-18
        BR01 | Quay                | 1      | 2
        BR02 | Pontoons and stages | 3      | 4
        BR03 | Swinging mooring    | 5      | 6
        """,
        "moored 2018-01: BR01 = 1, BR02 = 3, BR03 = 5\nmoored 2018-02: BR01 = 2, BR02 = 4, BR03 = 6",
    ),
    "months as dates": (
        """
        Moored
        Snapshot | BR01 | BR02 | BR03
        {date} 2018-03-31 | 5 | 9 | 2
        {date} 2018-04-30 | 6 | 8 | 3
        """,
        "moored 2018-03: BR01 = 5, BR02 = 9, BR03 = 2\nmoored 2018-04: BR01 = 6, BR02 = 8, BR03 = 3",
    ),
    "a hidden row is read: the sheet behind a pivot": (
        """
        Visits
        Age of boat | 2018/19 | 2019/20
        {hidden} 0  | {hidden} 12 | {hidden} 13
        1           | 3       | 4
        """,
        "visits 2018/19: 0 = 12, 1 = 3\nvisits 2019/20: 0 = 13, 1 = 4",
    ),
}


@pytest.mark.parametrize(("drawn", "said"), LAYOUTS.values(), ids=LAYOUTS)
def test_layout(drawn, said):
    assert read(drawn).answers == answers(said)


@pytest.mark.parametrize(("drawn", "said"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_value_of_a_layout_was_read(drawn, said):
    assert read(drawn).unread == {}


# Totals ------------------------------------------------------------------------------------------------------------


def test_a_total_row_and_a_total_column():
    assert read("""
        Visits
        Age of boat | 2018/19 | 2019/20 | Total
        0           | 12      | 5       | 17
        1           | 3       | 4       | 7
        All ages    | 15      | 9       | 24
    """).answers == answers("""
        visits 2018/19: 0 = 12, 1 = 3, total = 15
        visits 2019/20: 0 = 5, 1 = 4, total = 9
        visits total: 0 = 17, 1 = 7, total = 24
    """)


def test_a_total_below_each_year():
    assert read("""
        Visits
               | 2018/19 |   |       | 2019/20 |   |
               | 0       | 1 | Total | 0       | 1 | Total
        Number | 12      | 3 | 15    | 5       | 4 | 9
    """).answers == answers("""
        visits 2018/19: 0 = 12, 1 = 3, total = 15
        visits 2019/20: 0 = 5, 1 = 4, total = 9
    """)


def test_a_years_total_among_its_months():
    assert read("""
        Moored
              | 2018 |     | 2018 Total | 2019 |     | 2019 Total
        Berth | Jan  | Feb |            | Jan  | Feb |
        BR01  | 1    | 2   | 3          | 4    | 5   | 9
        BR02  | 6    | 7   | 13         | 8    | 9   | 17
    """).answers == answers("""
        moored 2018-01: BR01 = 1, BR02 = 6
        moored 2018-02: BR01 = 2, BR02 = 7
        moored 2018: BR01 = 3, BR02 = 13
        moored 2019-01: BR01 = 4, BR02 = 8
        moored 2019-02: BR01 = 5, BR02 = 9
        moored 2019: BR01 = 9, BR02 = 17
    """)


def test_several_totals_that_nothing_tells_apart_are_not_read():
    said = read("""
        Moored
              | 2018 |     | Total | 2019 |     | Total
        Berth | Jan  | Feb |       | Jan  | Feb |
        BR01  | 1    | 2   | 3     | 4    | 5   | 9
        BR02  | 6    | 7   | 13    | 8    | 9   | 17
    """)
    assert not any("total" in a for a in said.answers)
    assert set(said.unread) == {"D4", "D5", "G4", "G5"}
    assert "several whose difference is not named" in said.unread["D4"]


def test_a_label_does_not_go_on_past_a_total():
    said = read("""
        Moored
        Berth | Month  | Number
        BR01  | Jan-18 | 1
              | Feb-18 | 2
        Total | Jan-18 | 4
              | Feb-18 | 6
    """)
    assert said.answers == answers("moored 2018-01: BR01 = 1, total = 4\nmoored 2018-02: BR01 = 2")
    assert "no berth stands beside or above it" in said.unread["C6"]


def test_a_label_does_not_go_on_past_a_blank_line():
    said = read("""
        Moored
        Month  | Berth | Number
        Jan-18 | BR01  | 1
               | BR02  | 2

               | BR01  | 5
    """)
    assert said.answers == answers("moored 2018-01: BR01 = 1, BR02 = 2")
    assert "period" in said.unread["C6"]


# Labels ------------------------------------------------------------------------------------------------------------


def test_an_unknown_label_among_known_ones_keeps_its_printed_name():
    assert read("""
        Moored
        Berth           | Jan-18 | Feb-18
        Quay            | 1      | 2
        Pontoon         | 3      | 4
        Lying alongside | 5      | 6
        Not recorded    | 7      | 8
    """).answers == answers("""
        moored 2018-01: BR01 = 1, BR02 = 3, ?Lying alongside = 5, ?Not recorded = 7
        moored 2018-02: BR01 = 2, BR02 = 4, ?Lying alongside = 6, ?Not recorded = 8
    """)


@pytest.mark.parametrize("name", ["Not recorded", "Not known", "Withheld", "None", "Other"])
def test_a_category_that_is_called_like_an_answer_is_a_category(name):
    """ "Not recorded" with a count below it: so many boats, whose berth was not recorded."""
    down = read(f"Moored\nBerth | Jan-18 | Feb-18\nQuay | 1 | 2\nPontoon | 3 | 4\n{name} | 5 | 6")
    across = read(f"Moored\nMonth | Quay | Pontoon | Mud berth | {name}\nJan-18 | 1 | 3 | 8 | 5\nFeb-18 | 2 | 4 | 9 | 6")
    expected = answers(f"moored 2018-01: ?{name} = 5\nmoored 2018-02: ?{name} = 6")
    assert [a for a in down.answers if name in a] == expected
    assert [a for a in across.answers if name in a] == expected


def test_a_category_of_the_vocabulary_that_is_called_like_an_answer():
    said = read("Moored\nMonth | Quay | Pontoon | Mud berth | Not applicable\nJan-18 | 1 | 3 | 8 | 5\nFeb-18 | 2 | 4 | 9 | 6")
    assert said.answers == answers("""
        moored 2018-01: BR01 = 1, BR02 = 3, BR04 = 8, BR99 = 5
        moored 2018-02: BR01 = 2, BR02 = 4, BR04 = 9, BR99 = 6
    """)


def test_a_known_code_with_the_name_of_another_is_neither():
    """ "BR02 - quay": one of the two is wrong, and nobody knows which."""
    assert read("""
        Moored
        Berth            | Jan-18 | Feb-18
        BR01 - quay      | 1      | 2
        BR02 - quay      | 3      | 4
        BR03             | 5      | 6
    """).answers == answers("""
        moored 2018-01: BR01 = 1, ?BR02 - quay = 3, BR03 = 5
        moored 2018-02: BR01 = 2, ?BR02 - quay = 4, BR03 = 6
    """)


def test_a_code_and_a_name_in_two_columns_that_disagree_are_not_read():
    said = read("""
        Moored
        Code | Kind of berth    | Jan-18 | Feb-18
        BR01 | Quay             | 1      | 2
        BR02 | Pontoon          | 3      | 4
        BR03 | Mud berth        | 5      | 6
    """)
    assert said.answers == answers("moored 2018-01: BR01 = 1, BR02 = 3\nmoored 2018-02: BR01 = 2, BR02 = 4")
    assert said.unread == {"C5": "two values of berth: BR03 and BR04", "D5": "two values of berth: BR03 and BR04"}


def test_a_name_that_two_values_share_is_neither():
    assert read("""
        Visits
        Age of boat | 2018/19 | 2019/20
        0           | 12      | 5
        Under 1     | 13      | 6
        1           | 3       | 4
    """).answers == answers("""
        visits 2018/19: ?0 = 12, ?Under 1 = 13, 1 = 3
        visits 2019/20: ?0 = 5, ?Under 1 = 6, 1 = 4
    """)


def test_a_code_above_names_of_its_parts_keeps_the_code():
    assert read("""
        Moored
        Berth        | Jan-18 | Feb-18
        BR01         | 3      | 7
        Jetty (BR01) | 2      | 4
        BR02         | 5      | 6
    """).answers == answers("""
        moored 2018-01: BR01 = 3, ?Jetty (BR01) = 2, BR02 = 5
        moored 2018-02: BR01 = 7, ?Jetty (BR01) = 4, BR02 = 6
    """)


# Numerals ----------------------------------------------------------------------------------------------------------

NUMERALS = {
    "a field's name makes them labels": ("Visits\nAge | 0 | 1 | 2\n2018/19 | 5 | 6 | 7", "visits 2018/19: 0 = 5, 1 = 6, 2 = 7"),
    "labels beside them make them labels": (
        "Visits\nYear | Under 1 | 1 | 2 years | 3 to 4\n2018/19 | 5 | 6 | 7 | 8\n2019/20 | 1 | 2 | 3 | 4",
        "visits 2018/19: 0 = 5, 1 = 6, 2 = 7, 3-4 = 8\nvisits 2019/20: 0 = 1, 1 = 2, 2 = 3, 3-4 = 4",
    ),
    "years in order make years": (
        "Visits\nAge | 2018 | 2019\n0 | 12 | 15\n1 | 2012 | 2015",
        "visits 2018: 0 = 12, 1 = 2012\nvisits 2019: 0 = 15, 1 = 2015",
    ),
    "a row of counts that could be years are counts": (
        "Visits\nAge | 2018 | 2019\n0 | 2011 | 2012\n1 | 2012 | 2015",
        "visits 2018: 0 = 2011, 1 = 2012\nvisits 2019: 0 = 2012, 1 = 2015",
    ),
    "counts of 0, 1 and 2 are counts": (
        "Visits\nYear | Under 1 | 1 year | 2 years\n2018/19 | 0 | 1 | 2\n2019/20 | 2 | 1 | 0",
        "visits 2018/19: 0 = 0, 1 = 1, 2 = 2\nvisits 2019/20: 0 = 2, 1 = 1, 2 = 0",
    ),
    "counts of 2 and 1, under one year and something else": (
        "Visits\nAge | 2018/19 | Change\nNew | 2 | 1\n1 year | 3 | 4",
        "visits 2018/19: 0 = 2, 1 = 3",
    ),
    "a count that could be a year, beside a year": (
        "Visits\nAge | Year | Number\n0 | 2018 | 1967\n0 | 2019 | 419\n1 | 2018 | 2020\n1 | 2019 | 2021",
        "visits 2018: 0 = 1967, 1 = 2020\nvisits 2019: 0 = 419, 1 = 2021",
    ),
    "a count that could be a year, in the line of an unknown label": (
        "Visits\nAge | Year | Number\nOld | 2018 | 1967\nOld | 2019 | 419\n1 | 2018 | 23\n1 | 2019 | 7",
        "visits 2018: ?Old = 1967, 1 = 23\nvisits 2019: ?Old = 419, 1 = 7",
    ),
    "months as six numerals": (
        "Moored\nMonth | BR01 | BR02 | BR03\n201804 | 7 | 2 | 3\n201805 | 5 | 2 | 4",
        "moored 2018-04: BR01 = 7, BR02 = 2, BR03 = 3\nmoored 2018-05: BR01 = 5, BR02 = 2, BR03 = 4",
    ),
    "1, 2 and 3 under the word Month are counts": (
        "Moored\nMonth | BR01 | BR02 | BR03\nJan-18 | 1 | 2 | 3\nFeb-18 | 5 | 2 | 4",
        "moored 2018-01: BR01 = 1, BR02 = 2, BR03 = 3\nmoored 2018-02: BR01 = 5, BR02 = 2, BR03 = 4",
    ),
}


@pytest.mark.parametrize(("drawn", "said"), NUMERALS.values(), ids=NUMERALS)
def test_numerals(drawn, said):
    assert read(drawn).answers == answers(said)


@pytest.mark.parametrize("drawn", [drawn for drawn, _ in NUMERALS.values()], ids=NUMERALS)
def test_no_row_of_numerals_is_lost(drawn):
    """A count is read, or it is listed as unread; it does not vanish by being taken for a header."""
    rows = [line.split(" | ") for line in drawn.split("\n")]
    values = sum(len(row) - (2 if "Number" in rows[1] else 1) for row in rows[2:])
    said = read(drawn)
    assert len(said.answers) + len(said.unread) >= values


@pytest.mark.parametrize("years", ["2018 | | 2020", "2018 | 2019 |", "2018 | 2020 | 2022"])
def test_the_years_of_a_second_header_are_not_counts_of_the_table_above(years):
    """Whether the second table is read or not: nobody counted 2018 boats."""
    said = read(f"""
        Visits
        Age    | 2018 | 2019 | 2020
        New    | 10   | 20   | 30
        1 year | 40   | 50   | 60

        Repairs
        Age    | {years}
        New    | 1    | 2    | 3
        1 year | 4    | 5    | 6
    """)
    assert not any(a.endswith((" = 2018", " = 2019", " = 2020", " = 2022")) for a in said.answers)
    assert not any(a.startswith("visits") and len(a.split(" = ")[1]) == 1 for a in said.answers)


@pytest.mark.parametrize("counts", ["1912 | 1933", "2097 | 1968", "2018 | 2031"])
def test_counts_in_a_line_without_a_label_are_not_years(counts):
    """The head of the second table is gone, and so is the label of its first line."""
    said = read(f"Visits\nAge |  |\n | {counts}\nNew | 12 | 5\n1 year | 3 | 4")
    assert said.answers == []


# Questions ---------------------------------------------------------------------------------------------------------

SCOPES = {
    "the title": (below("Visits"), {}, "visits"),
    "the title by its number": (below("Question 2"), {}, "repairs"),
    "the title by its wording": (below("How many of these boats were repaired, by age of boat and by financial year?"), {}, "repairs"),
    "the sheet's name": (YEARS_ACROSS, {"part": "Repairs"}, "repairs"),
    "the sheet's name by its number": (YEARS_ACROSS, {"part": "Q2"}, "repairs"),
    "the file's name": (YEARS_ACROSS, {"file": "visits 2020.xlsx"}, "visits"),
    "the sheet where the file's name says nothing": (YEARS_ACROSS, {"part": "Visits", "file": "reply.xlsx"}, "visits"),
    "title and sheet agree": (below("Visits"), {"part": "Visits"}, "visits"),
    "an explicit line beats a mention in the sheet's name": (below("2. As you asked"), {"part": "Visits"}, "repairs"),
    "an explicit file name beats a mention in the sheet's name": (YEARS_ACROSS, {"part": "Visits", "file": "Q2.xlsx"}, "repairs"),
}


@pytest.mark.parametrize(("drawn", "place", "question"), SCOPES.values(), ids=SCOPES)
def test_the_question_comes_from(drawn, place, question):
    assert read(drawn, **place).answers == both_years(question)


def test_the_question_comes_from_the_rows():
    assert read("""
                | Age of boat | 2018/19 | 2019/20
        Visits  | 0           | 12      | <5
        ↑       | 1           | 3       | 4
        Repairs | 0           | 5       | 6
        ↑       | 1           | 7       | 8
    """).answers == sorted(both_years("visits") + answers("repairs 2018/19: 0 = 5, 1 = 7\nrepairs 2019/20: 0 = 6, 1 = 8"))


def test_a_title_is_carried_to_the_next_table_that_has_none():
    said = read(below("Visits") + "\n\n    Age of boat | 2020/21 | 2021/22\n    0 | 7 | 8\n    1 | 9 | 10")
    assert said.answers == sorted(both_years("visits") + answers("visits 2020/21: 0 = 7, 1 = 9\nvisits 2021/22: 0 = 8, 1 = 10"))


UNCLEAR = {
    "nothing names one": (YEARS_ACROSS, {}, "nothing says which question this answers"),
    "one title names two": (below("Visits and repairs"), {}, "it names repairs and visits"),
    "one title names two by number": (below("Q1 and Q2"), {}, ""),
    "number and words disagree": (below("Question 2: visits"), {}, "question repairs by its number, visits by its words"),
    "number and words disagree, and the sheet takes sides": (below("Question 2: visits"), {"part": "Repairs"}, ""),
    "title and sheet disagree": (below("Repairs"), {"part": "Visits"}, "two questions are named: repairs and visits"),
    "sheet and file disagree": (YEARS_ACROSS, {"part": "Visits", "file": "repairs.xlsx"}, "two questions are named: repairs and visits"),
    "two explicit ones disagree": (below("1. As you asked"), {"part": "Q2"}, "two questions are named: repairs and visits"),
    "a question that was not asked as a table": (below("Question 4"), {}, "night_watch was not asked as one"),
    "a question that was asked by something else": (below("Moored"), {}, "moored was not asked by age"),
}


@pytest.mark.parametrize(("drawn", "place", "reason"), UNCLEAR.values(), ids=UNCLEAR)
def test_an_unclear_question_is_unread(drawn, place, reason):
    said = read(drawn, **place)
    assert said.answers == []
    assert len(said.unread) == 4
    assert all(reason in why for why in said.unread.values())


def test_an_explicit_title_is_not_unsettled_by_a_footnote():
    said = read(below("1. Boats that visited") + "\n    * repairs are not counted here")
    assert said.answers == both_years("visits")


def test_a_footnote_does_not_name_the_question_of_the_next_table():
    """The trial's mistake: a note below one table named the question for all of the next."""
    next_table = "    Age of boat | 2020/21 | 2021/22\n    0 | 7 | 8\n    1 | 9 | 10"
    said = read(f"{below('Visits')}\n    * repairs are in the other file\n\n{next_table}")
    assert not any(a.startswith("repairs") for a in said.answers)


def test_quarters_are_no_numbers_of_questions():
    """ "Q2 2018" is the second quarter of 2018, and not the second question."""
    across = read("""
        Visits by quarter
        Age of boat | Q1 2018 | Q2 2018
        0           | 12      | 15
        1           | 3       | 4
    """)
    assert not any(a.startswith("repairs") for a in across.answers)
    below_the_year = read("""
        Visits by quarter
                    | 2018 |
        Age of boat | Q1   | Q2
        0           | 12   | 15
        1           | 3    | 4
    """)
    assert not any(a.startswith("repairs") for a in below_the_year.answers)


@pytest.mark.parametrize("title", ["Percentage of visits", "Average length of visits (days)", "Cost of visits", "Visits per 1,000 boats"])
def test_another_quantity_of_the_same_thing_is_not_the_answer(title):
    """A count was asked. The title names the question's subject, and something else about it."""
    assert read(below(title)).answers == []


@pytest.mark.parametrize("title", ["Visits, April to June only", "Visits (2019/20 to date)", "Visits, first six months of each year"])
def test_a_part_of_the_year_is_not_the_year(title):
    assert read(below(title)).answers == []


@pytest.mark.parametrize(
    "labels", [("1 yr", "2 yrs"), ("1 year", "2 and under"), ("New", "2 masts"), ("New", "2 crew or more")], ids=" / ".join
)
@pytest.mark.parametrize("layout", ["down", "across"])
def test_a_label_that_begins_with_a_number_does_not_name_a_question(labels, layout):
    """ "2 yrs" is an age, and not question 2."""
    down = "Visits\nAge | 2018/19 | 2019/20\n{} | 12 | 5\n{} | 3 | 4\n1 year | 6 | 7"
    across = "Visits\nYear | {} | {} | Under 3\n2018/19 | 12 | 3 | 6\n2019/20 | 5 | 4 | 7"
    said = read((down if layout == "down" else across).format(*labels))
    assert not any(a.startswith("repairs") for a in said.answers)


def test_an_explicit_line_above_what_is_no_table_does_not_beat_the_nearest_title():
    """What stands under "1. …" was not recognised. The next table has a title of its own."""
    said = read("""
        1. Boats that visited
        In 2018/19 | 12
        In 2019/20 | 15

        Repairs
        Age of boat | 2018/19 | 2019/20
        0           | 5       | 6
        1           | 7       | 8
    """)
    assert not any(a.startswith("visits") for a in said.answers)


def test_a_title_within_a_table_is_not_passed_over():
    """The second block goes on under the years of the first. "1. …" is explicit, and above something else."""
    said = read("""
        1. Boats that visited
        Age of boat | 2018/19 | 2019/20
        0           | 12      | 15
        1           | 3       | 4

        Repairs
        2           | 5       | 6
        3 to 4      | 7       | 8
    """)
    assert not any(a.startswith("visits") and a.endswith((" 5", " 6", " 7", " 8")) for a in said.answers)


# Contradictions ----------------------------------------------------------------------------------------------------


def test_the_same_answer_twice_with_two_values_taints_the_table():
    said = read("""
        Visits
        Age of boat | 2018/19 | 2018/19 | 2019/20
        0           | 12      | 13      | 5
        1           | 3       | 3       | 4
    """)
    assert said.answers == []
    assert set(said.unread.values()) == {"the same answer stands twice in this table, as '12' and '13'"}


def test_the_same_answer_twice_with_one_value_is_read_twice():
    said = read("""
        Visits
        Age of boat | 2018/19 | 2019/20
        0           | 12      | 5
        New         | 12      | 5
        1           | 3       | 4
    """)
    assert said.answers == answers("visits 2018/19: 0 = 12, 0 = 12, 1 = 3\nvisits 2019/20: 0 = 5, 0 = 5, 1 = 4")


def test_a_taint_stays_in_its_table():
    said = read("""
        Visits
        Age of boat | 2018/19 | 2018/19
        0           | 12      | 13
        1           | 3       | 3

        Repairs
        Age of boat | 2018/19 | 2019/20
        0           | 1       | 2
        1           | 3       | 4
    """)
    assert said.answers == answers("repairs 2018/19: 0 = 1, 1 = 3\nrepairs 2019/20: 0 = 2, 1 = 4")


def test_counts_and_shares_under_one_header_are_not_told_apart():
    said = read("""
        Visits
                    | 2018/19 |    | 2019/20 |
        Age of boat | Number  | %  | Number  | %
        0           | 12      | 80 | 5       | 55
        1           | 3       | 20 | 4       | 45
    """)
    assert not any(" = 80" in a or " = 20" in a for a in said.answers)


# What stands in the cell -------------------------------------------------------------------------------------------


def test_a_struck_through_cell_is_no_answer():
    said = read("""
        Visits
        Age of boat | 2018/19     | 2019/20
        0           | {struck} 12 | 5
        1           | 3           | 4
    """)
    assert said.answers == answers("visits 2018/19: 1 = 3\nvisits 2019/20: 0 = 5, 1 = 4")
    assert said.unread == {"B3": "it is struck through"}


def test_prose_in_the_grid_is_shown_to_a_person():
    said = read("""
        Visits
        Age of boat | 2018/19           | 2019/20
        0           | not held          | exempt under s12
        1           | we never recorded | 4
    """)
    assert said.answers == answers("visits 2018/19: 0 = not held\nvisits 2019/20: 0 = exempt under s12, 1 = 4")
    assert said.unread == {"B4": "no rule reads this text as an answer"}


# Columns that are no answers ---------------------------------------------------------------------------------------

NO_ANSWERS = {
    "running numbers": "No. | Berth | Jan-18 | Feb-18\n{} | BR01 | 1 | 2\n{} | BR02 | 3 | 4",
    "codes of one's own": "Our code | Berth | Jan-18 | Feb-18\n{}7 | BR01 | 1 | 2\n{}8 | BR02 | 3 | 4",
    "a change": "Berth | Jan-18 | Feb-18 | Change\nBR01 | 1 | 2 | {}1\nBR02 | 3 | 4 | {}1",
    "a share": "Berth | Jan-18 | Feb-18 | %\nBR01 | 1 | 2 | {}50\nBR02 | 3 | 4 | {}33",
}


@pytest.mark.parametrize("drawn", NO_ANSWERS.values(), ids=NO_ANSWERS)
@pytest.mark.parametrize("numbers", [("1", "2"), ("10", "10")], ids=["different", "equal"])
def test_a_column_that_is_no_answer(drawn, numbers):
    said = read("Moored\n" + drawn.format(*numbers))
    assert said.answers == answers("moored 2018-01: BR01 = 1, BR02 = 3\nmoored 2018-02: BR01 = 2, BR02 = 4")


def test_running_numbers_in_a_long_list():
    assert read("""
        Age of boat | Year    | No. | Visits
        0           | 2018/19 | 1   | 12
        1           | 2018/19 | 2   | 13
    """).answers == answers("visits 2018/19: 0 = 12, 1 = 13")


# What is missing ---------------------------------------------------------------------------------------------------

MISSING = {
    "no period": (
        "Visits\nYear | Under 1 | 1 year | 2 years\n2018/19 | 12 | 3 | 0\n | 5 | 4 | 9",
        ["B4", "C4", "D4"],
        "period",
    ),
    "no label": (
        "Moored\nBerth | Jan-18 | Feb-18\nBR01 | 1 | 2\n | 3 | 4\nBR02 | 5 | 6",
        ["B4", "C4"],
        "no berth stands beside or above it",
    ),
    "a month without its year": (
        "Moored\nBerth | Jan | Feb\nBR01 | 1 | 2\nBR02 | 3 | 4",
        ["B3", "B4", "C3", "C4"],
        "a month without a year",
    ),
    "no header": ("Moored\nBerth | Jan-18 | | Mar-18\nBR01 | 1 | 5 | 8\nBR02 | 3 | 6 | 9", ["C3", "C4"], ""),
    "a header that says nothing": ("Moored\nBerth | Jan-18 | Winter | Mar-18\nBR01 | 1 | 5 | 8\nBR02 | 3 | 6 | 9", ["C3", "C4"], ""),
    "a part of a year": ("Visits\nAge | 2018/19 | 2019/20 to date\n0 | 12 | 5\n1 | 3 | 4", ["C3", "C4"], ""),
    "periods that contradict each other": (
        "Moored\n | 2018 | | 2019 |\nBerth | Jan-18 | Feb-18 | Jan-18 | Feb-19\nBR01 | 1 | 2 | 3 | 4\nBR02 | 5 | 6 | 7 | 8",
        ["D4", "D5"],
        "periods that do not fit: 2019, 2018-01",
    ),
    "two questions": (
        "Moored\nBerth | Jan-18 | Feb-18\nBR01 | 1 | 2\nBR02 | 3 | 4\nVisits to BR03 | 5 | 6",
        ["B5", "C5"],
        "two questions are named: moored and visits",
    ),
}


@pytest.mark.parametrize(("drawn", "cells", "reason"), MISSING.values(), ids=MISSING)
def test_what_lacks_something_is_unread_and_says_what(drawn, cells, reason):
    said = read(drawn)
    assert sorted(said.unread) == cells
    assert all(reason in why and why for why in said.unread.values())


def test_a_note_is_no_table():
    assert read("We keep no such records.\nPlease write again in 2025.") == Read([])


def test_one_band_beside_the_name_of_a_field_is_a_heading():
    assert read("""
        Visits
        Year    | 0 to 2
        2018/19 | 12
        2019/20 | 15
    """).answers == ["visits 2018/19 0-2 = 12", "visits 2019/20 0-2 = 15"]


def test_a_band_among_values_is_no_heading():
    assert read("""
        Visits
        Age | 2018/19 | 2019/20
        0   | 12      | 0 to 2
        1   | 3       | 4
    """).answers == ["visits 2018/19 0 = 12", "visits 2018/19 1 = 3", "visits 2019/20 0 = 0 to 2", "visits 2019/20 1 = 4"]
