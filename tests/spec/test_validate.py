"""What is checked of answers, what is set aside, and why."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.spec.conftest import HARBOURS, answer, register_of, table_of
from validate import check

ALL = register_of(foi=("H01", "H02"), survey=("H01", "H02"))


def set_aside(*rows: dict, register: pd.DataFrame = ALL) -> list[str]:
    """Why each of these answers is left out; empty where it is not."""
    return check(HARBOURS, table_of(list(rows)), register)["set_aside"].tolist()


def each_alone(cases: dict[object, list[dict]]) -> dict[object, list[str]]:
    """The same for many cases at once, each in a period of its own: the check is thorough, and slow to begin."""
    rows = [row | {"period": str(2000 + n), "cell": ""} for n, case in enumerate(cases.values()) for row in case]
    found = iter(set_aside(*rows))
    return {name: [next(found) for _ in case] for name, case in cases.items()}


# One answer at a time ----------------------------------------------------------------------------------------------


def test_a_good_answer_is_kept():
    assert set_aside(answer("12", age="0"), answer("<5", age="1"), answer("300+", "crew", "2023")) == ["", "", ""]


def test_a_body_that_nobody_knows():
    (why,) = set_aside(answer("12", age="0", body="H99"))
    assert why == "no body 'H99' of foi stands in register.csv: add it there, or rename the folder"


def test_a_body_of_the_other_collection_is_unknown():
    (why,) = set_aside(answer("12", age="0", body="H02"), register=register_of(foi=("H01",), survey=("H02",)))
    assert "no body 'H02' of foi" in why


def test_the_most_that_config_allows():
    rows = {
        ("5000", "visits"): "",
        ("5001", "visits"): "'5001' is above 5000, the most that config allows for visits",
        ("4,000-6,000", "visits"): "'4,000-6,000' is above 5000, the most that config allows for visits",
        ("1,001", "crew"): "'1,001' is above 1000, the most that config allows for crew",
        ("99999", "repairs"): "",
    }
    cases = {case: [answer(*case, **({} if case[1] == "crew" else {"age": "0"}))] for case in rows}
    assert each_alone(cases) == {case: [why] for case, why in rows.items()}


def test_the_least_that_config_allows():
    row = answer("12", age="0") | {"raw": "-3", "lower": -3.0, "upper": -3.0}
    assert set_aside(row) == ["'-3' is below 0, the least that config allows for visits"]


@pytest.mark.parametrize(
    "wrong",
    [{"lower": 5.0, "upper": 4.0}, {"status": "guessed"}, {"period": "last year"}, {"period": "2018/2019"}],
    ids=["ends that cross", "an unknown status", "no period", "an odd period"],
)
def test_what_the_schema_does_not_allow_is_set_aside_and_the_rest_goes_on(wrong):
    first, second = set_aside(answer("12", age="0") | wrong, answer("13", age="1"))
    assert first != ""
    assert second == ""


# The same answer twice ---------------------------------------------------------------------------------------------


def twin_rows(*raws: str, **said) -> list[dict]:
    """The same answer in as many sheets, S1, S2 …"""
    return [answer(raw, age="0", part=f"S{n}", cell="B2", **said) for n, raw in enumerate(raws, start=1)]


def twins(*raws: str, **said) -> list[str]:
    return set_aside(*twin_rows(*raws, **said))


SAME_AS = "same as foi/H01/reply.xlsx#S{}!B2".format


def test_twins_that_agree_are_one_answer():
    assert twins("12", "12") == ["", SAME_AS(1)]
    assert twins("12", "12", "12") == ["", SAME_AS(1), SAME_AS(1)]


def test_twins_that_disagree_are_none():
    first, second = twins("12", "13")
    assert first == "contradicted: '12' here, '13' in foi/H01/reply.xlsx#S2!B2"
    assert second == "contradicted: '13' here, '12' in foi/H01/reply.xlsx#S1!B2"


def test_one_of_three_that_disagrees_leaves_none():
    assert all(why.startswith("contradicted") for why in twins("12", "12", "13"))


# What stood in the sheets, and which of them is kept.
NARROWER = {
    ("<5", "3"): 2,
    ("3", "<5"): 1,
    ("<5", "1-4"): 2,
    ("300+", "350"): 2,
    ("<10", "<5", "3"): 3,
    ("about 20", "21"): 2,
    ("", "12"): 2,
    ("12", "n/a"): 1,
}


def test_the_narrower_wins():
    found = each_alone({raws: twin_rows(*raws) for raws in NARROWER})
    same_as = "same as foi/H01/reply.xlsx#S{}".format
    expected = {raws: ["" if n == kept else same_as(kept) for n in range(1, len(raws) + 1)] for raws, kept in NARROWER.items()}
    assert {raws: [why.partition("!")[0] for why in whys] for raws, whys in found.items()} == expected


def test_what_does_not_contain_the_other_contradicts_it():
    cases = [("<5", "7"), ("12", "not held"), ("12", "exempt"), ("1-4", "3-7"), ("not held", "exempt"), ("300+", "250")]
    found = each_alone({raws: twin_rows(*raws) for raws in cases})
    assert {raws: {why.partition(":")[0] for why in whys} for raws, whys in found.items()} == dict.fromkeys(cases, {"contradicted"})


def test_answers_of_other_periods_labels_questions_and_bodies_are_no_twins():
    kept = answer("12", age="0")
    others = [
        answer("13", age="0", period="2019/20"),
        answer("14", age="1"),
        answer("15", "repairs", age="0"),
        answer("16", age="0", body="H02"),
        answer("17", age="?New boats"),
        answer("18", age="?Old boats"),
    ]
    assert set_aside(kept, *others) == [""] * 7


def test_totals_of_all_periods_are_no_twins():
    """They sum what their tables hold, which need not be the same."""
    assert twins("12", "13", period="total") == ["", ""]


def test_options_ticked_in_two_sheets():
    def sheet(part: str, *choices: str) -> list[dict]:
        return [answer("x", "dues", "", part=part, cell=f"B{n}", choices=[c]) for n, c in enumerate(choices, start=2)]

    assert set_aside(*sheet("S1", "lights", "pilots"), *sheet("S2", "pilots", "lights")) == [
        "",
        "",
        "same as survey/H01/reply.xlsx#S1!B2",
        "same as survey/H01/reply.xlsx#S1!B2",
    ]
    assert all("different options are ticked" in why for why in set_aside(*sheet("S1", "lights"), *sheet("S2", "pilots")))


def test_yes_twice_in_other_words_is_one_yes():
    yes, too = answer("Yes", "watch", "", part="S1", choices=["yes"]), answer("Yes - always", "watch", "", part="S2", choices=["yes"])
    no = answer("No", "watch", "", part="S3", choices=["no"])
    assert set_aside(yes, too)[0] == ""
    assert set_aside(yes, too)[1].startswith("same as")
    assert all(why.startswith("contradicted") for why in set_aside(yes, no))


# Totals ------------------------------------------------------------------------------------------------------------


def a_table(total: str, *parts: str, ages: tuple[str, ...] = ("0", "1", "2")) -> list[dict]:
    """The ages of a table, and its total last."""
    return [*(answer(raw, age=age) for raw, age in zip(parts, ages)), answer(total, age="total")]


LOOK = "Look at them in the return: a ruling in config/rulings.yml says what stands"


def test_a_total_that_its_parts_exceed():
    why = f"a total of 20 in B5, and its parts B2 (12), B3 (9) and B4 (0) make at least 21. {LOOK}"
    assert set_aside(*a_table("20", "12", "9", "0")) == ["", "", "", why]
    many = [answer("2", "moored", f"2018-{m:02}", berth="BR01") for m in range(1, 13)]
    [*_, why] = set_aside(*many, answer("23", "moored", "total", berth="BR01"))
    assert "and its parts B2 (2), B3 (2), B4 (2) … B13 (2) (12 cells) make at least 24" in why


BANDS = ("0", "1", "2", "0-2", "3-4", "0-4")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"0": "1", "1": "2", "2": "3", "0-2": "5"}, "5 for 0-2 in B5, and its parts B2 (1), B3 (2) and B4 (3) make at least 6"),
        ({"0": "3", "1": "<5", "2": "4", "0-2": "20"}, "20 for 0-2 in B5, and its parts B2 (3), B3 (<5) and B4 (4) make at most 11"),
        ({"0": "3", "1": "<5", "0-4": "2"}, "2 for 0-4 in B4, and its parts B2 (3) make at least 3"),
        ({"0-2": "5", "3-4": "<5", "0-4": "12"}, "12 for 0-4 in B4, and its parts B2 (5) and B3 (<5) make at most 9"),
        ({"0-2": "7", "3-4": "9", "total": "10"}, "a total of 10 in B4, and its parts B2 (7) and B3 (9) make at least 16"),
        ({"0": "<5", "0-2": "5", "3-4": "≥5", "total": "<10"}, "a total of <10 in B5, and its parts B3 (5) and B4 (≥5) make at least 10"),
    ],
)  # fmt: skip
def test_a_band_or_a_total_that_no_numbers_could_make(said, wrong):
    rows = [answer(raw, age=age) for age, raw in said.items()]
    found = [why for why in set_aside(*rows) if why]
    assert found == [f"{wrong}. {LOOK}"]


def test_bands_that_numbers_could_make():
    tables = {
        "all of it": [answer(raw, age=age) for age, raw in zip(BANDS, ("1", "<5", "3", "6", "2", "8"))],
        "only within what is hidden": [answer(raw, age=age) for age, raw in zip(BANDS, ("<5", "<5", "<5", "12", "<5", "16"))],
        "with more in the total": [answer(raw, age=age) for age, raw in {"0-2": "5", "3-4": "6", "total": "30"}.items()],
    }
    assert each_alone(tables) == {name: [""] * len(rows) for name, rows in tables.items()}
    assert set_aside(answer("5", age="0-2"), answer("9", age="0", period="2019/20"), answer("9", age="0", body="H02")) == [""] * 3


def test_a_band_is_the_same_in_another_sheet():
    band, _ = set_aside(answer("5", age="0-2"), answer("9", age="0", part="Sheet2"))
    assert band == f"5 for 0-2 in B2, and its parts foi/H01/reply.xlsx#Sheet2!B3 (9) make at least 9. {LOOK}"


def test_a_total_of_all_periods_that_its_periods_exceed():
    rows = [answer(raw, age="0", period=period) for raw, period in (("5", "2018/19"), ("6", "2019/20"), ("10", "total"))]
    assert "a total of 10 in B4, and its parts B2 (5) and B3 (6) make at least 11" in set_aside(*rows)[2]


def test_totals_of_periods_that_may_sum_other_periods_are_left():
    """Below each other on one sheet, a table a year, each with its own total; and quarters beside their year."""
    years = [answer("5", age="0", period="2018/19"), answer("6", age="0", period="2019/20")]
    assert set_aside(*years, *(answer(raw, age="0", period="total") for raw in ("5", "6"))) == [""] * 4
    mixed = [answer(raw, age="0", period=p) for raw, p in (("5", "2018-Q1"), ("7", "2018-Q2"), ("12", "2018"), ("12", "total"))]
    assert set_aside(*mixed) == [""] * 4


def test_a_total_that_may_be_right():
    tables = {
        "it sums them": a_table("21", "12", "9", "0"),
        "it is more than its parts: it may sum what is not printed": a_table("30", "12", "9", "0"),
        "it sums tenths": a_table("0.6", "0.2", "0.4"),
        "hidden parts": a_table("13", "12", "<5", "<5"),
        "approximate": a_table("about 20", "12", "9", "0"),
        "no number": a_table("not held", "12", "9", "0"),
        "parts that are no numbers": a_table("12", "12", "not held", "exempt"),
        "a band beside the ages that it takes in": a_table("21", "12", "9", "0", "21", ages=("0", "1", "2", "0-2")),
    }
    assert each_alone(tables) == {name: [""] * len(rows) for name, rows in tables.items()}


def test_a_total_is_checked_within_its_own_table_and_period():
    rows = [answer("12", age="0"), answer("9", age="1", period="2019/20"), answer("8", age="2", part="Sheet2")]
    assert set_aside(*rows, answer("12", age="total")) == [""] * 4


def test_a_total_over_kinds_of_berth():
    rows = [answer("5", "moored", "2018-01", berth="BR01"), answer("6", "moored", "2018-01", berth="BR02")]
    assert "make at least 11" in set_aside(*rows, answer("10", "moored", "2018-01", berth="total"))[2]


def test_what_stands_twice_or_is_not_known_may_lie_within_what_is_known():
    """A code, below it its name, and below that what only this harbour tells apart."""
    labels = (("BR01", "5"), ("BR01", "5"), ("?Alongside", "3"), ("BR02", "6"), ("total", "11"))
    rows = [answer(raw, "moored", "2018-01", berth=berth, cell=f"B{n}") for n, (berth, raw) in enumerate(labels)]
    assert [why for why in set_aside(*rows) if not why.startswith("same as")] == [""] * 4
