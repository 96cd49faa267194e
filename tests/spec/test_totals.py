"""Sums over what one body printed: what stood in the cells, and between which numbers the sum lies."""

from __future__ import annotations

import math

import pytest

from tests.made.printed import tables_of

ANY = math.inf


def bounds(*texts: str, period: str = "2023", **over: list) -> tuple[float, float] | None:
    found = next(iter(tables_of(*texts).sums([{d: tuple(values) for d, values in over.items()}], period)), None)
    return None if found is None else tuple(found[0])


# One way -----------------------------------------------------------------------------------------------------------

FOUR = "age |\n0 | {}\n1 | {}\n2 | {}\ntotal | {}"


@pytest.mark.parametrize(
    ("cells", "ages", "interval"),
    [
        (("1", "2", "3", "6"), [0, 1], (3, 3)),
        (("<5", "2", "3", "8"), [0], (3, 3)),
        (("<5", "<5", "3", "8"), [0, 1], (5, 5)),
        (("<5", "<5", "3", "8"), [0], (1, 4)),
        (("<5", "<5", "3", "<10"), [0, 1], (0, 6)),
        (("<5", "5-9", "3", "10"), [0], (0, 2)),
        (("<5", "5-9", "3", "10"), [1], (5, 7)),
        (("≥3", "<5", "3", "12"), [0], (5, 9)),
        (("not held", "2", "3", "8"), [0, 1, 2], (8, 8)),
        (("{aside} 9", "2", "3", "8"), [1, 2], (5, 5)),
        (("<5", "<5", "<5", "not held"), [0, 1, 2], (0, 12)),
        (("<5", "<5", "<5", "{aside} 1"), [0, 1, 2], (0, 12)),
    ],
)
def test_a_printed_total(cells, ages, interval):
    assert bounds(FOUR.format(*cells), age=ages) == interval


def test_secondary_suppression_is_undone_only_within_what_it_leaves():
    """The second smallest is withheld too, so that nobody tells the smallest from the total."""
    table = "age |\n0 | <5\n1 | withheld\n2 | 20\ntotal | 31"
    assert bounds(table, age=[0]) == (0, 4)
    assert bounds(table, age=[1]) == (7, 11)
    assert bounds(table, age=[0, 1]) == (11, 11)


@pytest.mark.parametrize(
    ("label", "interval"),
    [
        ("?Not known | 4", (1, 4)),
        ("?Not known | <5", (1, 4)),
        ("?Not known | withheld", (0, 4)),
        ("2 | ??", (0, 4)),
        ("2 | see below", (0, 4)),
        ("2 | 0", (4, 4)),
    ],
)
def test_what_else_a_total_may_sum(label, interval):
    """A line that nobody knows may lie beside the ages or within them; one that was not read may be any number."""
    assert bounds(f"age |\n0 | <5\n1 | 6\n{label}\ntotal | {11 if label[:1] == '?' else 10}", age=[0]) == interval


def test_a_total_of_more_than_its_table_prints_only_caps_it():
    assert bounds(FOUR.format("<5", "<5", "3", "50"), age=[0]) == (0, 4)
    assert bounds(FOUR.format("<5", "withheld", "3", "50"), age=[1]) == (43, 47)
    assert bounds("age |\n0 | <5\n1 | ≥40\ntotal | 50", age=[1]) == (46, 50)


@pytest.mark.parametrize(
    ("bands", "ages", "interval"),
    [
        ("0-2 | 6", [0], (0, 4)),
        ("0-2 | 6\n3-4 | 5\n0-4 | <12", [0, 1, 2], (6, 6)),
        ("0-4 | 9\n3-4 | <5", [0, 1, 2], (5, 9)),
        ("0-4 | 9\n3-4 | <5", [0], (0, 4)),
        ("0-4 | 20-24\n3-4 | 5-9", [2], (3, 19)),
        ("0-2 | 3\n3-4 | 5", [0, 1, 2, 3, 4], (8, 8)),
    ],
)
def test_wider_bands(bands, ages, interval):
    assert bounds(f"age |\n0 | <5\n1 | <5\n{bands}", age=ages) == interval


def test_tables_of_two_sheets_are_taken_together():
    assert bounds("age |\n0 | <5\n1 | <5", "age |\n0-2 | 9\n2 | 5", age=[0]) == (0, 4)
    assert bounds("age |\n0 | <5\n1 | <5", "age |\n0-2 | 9\n2 | 5", age=[0, 1]) == (4, 4)
    assert bounds("age |\n0 | <5\ntotal | 2", "age |\n1 | <5\ntotal | 3", age=[0, 1]) == (5, 5), "each total sums its own table"


def test_what_is_not_printed_is_not_zero():
    assert bounds("age |\n0 | 4", age=[0, 1]) == (4, ANY)
    assert bounds("age |\n0 | not held", age=[0]) is None


# Two ways ----------------------------------------------------------------------------------------------------------

BOTH_WAYS = """
age   | sail | steam | oars | total
0     | <5   | <5    | 9    | 15
1     | <5   | 7     | <5   | 10
2     | 8    | <5    | <5   | 12
total | 12   | 12    | 13   | 37
"""


@pytest.mark.parametrize(
    ("over", "interval"),
    [
        ({"age": [0], "kind": ["sail"]}, (2, 4)),
        ({"age": [0], "kind": ["sail", "steam"]}, (6, 6)),
        ({"age": [0, 1], "kind": ["sail"]}, (4, 4)),
        ({"age": [0]}, (15, 15)),
        ({"kind": ["oars"]}, (13, 13)),
        ({}, (37, 37)),
    ],
)
def test_totals_in_both_directions(over, interval):
    assert bounds(BOTH_WAYS, **over) == interval


def test_totals_in_both_directions_tell_a_cell_that_neither_tells_alone():
    """Each line hides two numbers; only together do they leave one possibility."""
    table = "age | sail | steam | total\n0 | <5 | <5 | 8\n1 | <5 | 9 | \ntotal | 5 | |"
    assert bounds(table, age=[1], kind=["sail"]) == (1, 1)


def test_a_dimension_that_is_not_named_is_summed_by_its_printed_totals():
    printed = "age | sail | steam | total\n0 | <5 | <5 | 6\n1 | 2 | 3 | <9"
    assert bounds(printed, age=[0]) == (6, 6)
    assert bounds(printed, age=[0, 1]) == (11, 11)
    assert bounds("age | sail | steam\n0 | <5 | 3\n1 | 2 | 3", age=[0]) == (3, 7), "or by all that is printed"
    assert bounds("age | total\n0 | 6\n1 | 5", age=[0, 1]) == (11, 11), "or by totals alone"
    assert bounds("age | sail | steam | total\n0 | 1 | 2 | 10", age=[0]) == (10, 10), "which may sum what is not printed"
    assert bounds("age | sail | ?Canoe | total\n0 | 1 | 2 | 3", age=[0]) == (3, 3), "and what nobody knows"
    assert bounds("age | sail | ?Canoe\n0 | 1 | 2", age=[0]) == (1, 3), "a line that nobody knows may lie within the others"
    assert bounds("age | sail | steam\n0 | 1 | ??", age=[0]) == (1, ANY)
    assert bounds("age | sail | steam\n0 | 1 | see below", age=[0]) == (1, ANY)


def test_a_cell_of_which_the_number_alone_is_not_known_leaves_the_others_as_they_are():
    """One of which nobody knows what it says may be a part of any total of its table."""
    drawn = "age |\n0 | <5\n1 | 6\n2 | 1\n3 | {}\n0-2 | 9\ntotal | 30"
    assert bounds(drawn.format("see below"), age=[3]) == (21, 21)
    assert bounds(drawn.format("??"), age=[0]) == (2, 2)


def test_a_total_in_one_direction_does_not_sum_the_other():
    """Not every sheet prints all kinds: each total sums what stands in its own."""
    one, other = "age | sail | steam | total\n0 | <5 | 3 | 5", "age | oars | total\n0 | 4 | 4"
    assert bounds(one, other, age=[0], kind=["sail"]) == (2, 2)
    assert bounds(one, other, age=[0]) == (9, 9)


# Periods -----------------------------------------------------------------------------------------------------------


def test_a_total_of_all_periods():
    table = "by period | 2021 | 2022 | 2023 | total\n0 | <5 | 8 | 7 | 18\n1 | 1 | <5 | <5 | 6"
    assert bounds(table, period="2021", age=[0]) == (3, 3)
    assert bounds(table, period="2022", age=[1]) == (1, 4)
    assert bounds(table + "\ntotal | 4 | 10 | 10 | 24", period="2022", age=[1]) == (2, 2)


def test_periods_of_several_grains_are_not_added():
    table = "by period | 2022-01 | 2022-02 | 2022 | total\n0 | <5 | 8 | 9 | 18"
    assert bounds(table, period="2022-01", age=[0]) == (0, 4)


def test_several_totals_of_periods_on_one_sheet_may_each_sum_their_own():
    """A table a year below each other, each with its own total: nobody tells from the sheet which of them sums what."""
    table = "by period | 2021 | 2022 | total | total\n0 | <5 | 8 | 11 | 9"
    assert bounds(table, period="2021", age=[0]) == (0, 4)


# What a sum depends on ---------------------------------------------------------------------------------------------


def depends(*texts: str, period: str = "2023", **over: list) -> str:
    [(_, cells)] = tables_of(*texts).sums([{d: tuple(values) for d, values in over.items()}], period)
    return " ".join(sorted(cell.rpartition("#")[2].removeprefix("Sheet1!") for cell in cells))


@pytest.mark.parametrize(
    ("why", "numbers", "ages", "cells"),
    [
        ("what is printed exactly depends on nothing beside it", (3, 4, "<5", 12), [0, 1], "B2 B3"),
        ("what is hidden depends on its total, and on what that sums", ("<5", 4, 2, 9), [0], "B2 B3 B4 B5"),
        ("what is hidden in one line does not move what is printed in another", ("<5", 4, "<5", 9), [1], "B3"),
    ],
)
def test_it_depends_on_what_can_move_it(why, numbers, ages, cells):
    assert depends(FOUR.format(*numbers), age=ages) == cells, why


def test_a_total_depends_on_what_may_contradict_it():
    """Were one of them larger than their total, nobody would believe the total."""
    assert depends(FOUR.format(3, 4, 2, 9)) == "B2 B3 B4 B5"


def test_a_band_depends_on_nothing_where_its_values_are_printed():
    assert depends("age |\n0 | 3\n1 | 4\n2 | 2\n0-2 | 9", age=[0, 1, 2]) == "B2 B3 B4"
    assert depends("age |\n0 | <5\n1 | 4\n2 | 2\n0-2 | 9", age=[0, 1, 2]) == "B2 B3 B4 B5"


def test_it_depends_on_every_table_that_says_the_same():
    assert depends("age |\n0 | 3\n1 | 4", "age |\n0 | <5", age=[0]) == "B2 Sheet2!B2"


def test_it_depends_on_no_line_that_no_total_links_with_it():
    assert (
        depends("        | sail | oars | total\n0       | <5   | 8    | 9\n1       | <5   | 7    | 9", kind=["sail"], age=[0]) == "B2 C2 D2"
    )


def test_it_depends_on_the_other_periods_only_where_a_total_of_them_is_printed():
    alone = "by period | 2021 | 2022\n0 | <5 | 8"
    summed = "by period | 2021 | 2022 | total\n0 | <5 | 8 | 9"
    assert [depends(table, period="2021", age=[0]) for table in (alone, summed)] == ["B2", "B2 C2 D2"]


# A whole dimension -------------------------------------------------------------------------------------------------


SPARSE = """
        | sail | oars | total
0       | 2    |      | 2
1       |      | 3    | 3
"""


@pytest.mark.parametrize(
    ("table", "wanted", "interval"),
    [
        (SPARSE, {"age": (0,), "kind": ("oars",)}, (0, 0)),
        (SPARSE, {"age": (1,)}, (3, 3)),
        (SPARSE, {"kind": ("steam",)}, (0, 0)),
        (SPARSE.replace("  | 2\n", "  | \n").replace("  | 3\n", "  | \n"), {"kind": ("sail",)}, (2, 2)),
        ("age | total\n0 | 2\n1 | 3", {"age": (2,)}, (0, 0)),
        ("age | total\n0 | 2\n1 | 3", {"age": (0,)}, (2, 2)),
    ],
)
def test_where_nothing_stands_is_none_where_config_says_so(table, wanted, interval):
    [(value, _)] = tables_of(table, blank=0).sums([wanted], "2023")
    assert tuple(value) == interval


def test_where_nothing_stands_is_anything_where_config_does_not_say():
    [(value, _)] = tables_of(SPARSE.replace("total", "steam")).sums([{"age": (0,), "kind": ("oars",)}], "2023")
    assert tuple(value) == (0, ANY)


def test_several_parts_of_a_table_together():
    kinds = [{"kind": (kind,)} for kind in ("sail", "steam", "oars")]
    assert [tuple(value) for value, _ in tables_of(BOTH_WAYS).sums(kinds, "2023")] == [(12, 12), (12, 12), (13, 13)]
    new = [{"kind": (kind,), "age": (0,)} for kind in ("sail", "steam", "oars")]
    assert [tuple(value) for value, _ in tables_of(BOTH_WAYS).sums(new, "2023")] == [(2, 4), (2, 4), (9, 9)]
    assert tables_of("age |\n0 | not held").sums([{"age": (0,)}], "2023") == []
